"""Credit notes with a number of their own, and no invoice, that a payment deducts by this number.

They settle what it leaves of its invoices, as far as the sum agrees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.messages import msg
from beancount_relance.ledger.counterparts.settlement_kinds import CREDIT_NOTE
from beancount_relance.ledger.possible_names import named_in
from beancount_relance.receivables.items import BY_AMOUNT
from beancount_relance.receivables.open_amounts import Due, Money
from beancount_relance.values.numbers.invoice_names import name_key


class NumberedNotes(Struct, frozen=True):
    """The credit notes of a customer that name nothing but themselves, by their numbers."""

    by_number: Mapping[str, Sequence[Money]]

    @classmethod
    def of(cls, credits_: Iterable[Money]) -> NumberedNotes:
        """Return those among the credits of a customer."""
        found: dict[str, list[Money]] = defaultdict(list)
        for money in credits_:
            credit = money.credit
            if credit.kind == CREDIT_NOTE and not credit.references and money.left:
                for name in credit.unknown:
                    found[name_key(name)].append(money)
        return cls(found)

    def named_by(self, money: Money) -> Sequence[Money]:
        """Return those up to the day of a payment that it names."""
        credit = money.credit
        if not self.by_number or not money.is_payment:
            return ()
        said = {*map(name_key, credit.unknown), *named_in(credit.text)} & self.by_number.keys()
        notes = {id(note): note for name in sorted(said) for note in self.by_number[name]}
        return [note for note in notes.values() if note.left and note.credit.date <= credit.date]


def pay_with(notes: Iterable[Money], due: Due, most: Decimal, payment: Money) -> None:
    """Settle as much of an invoice as possible, but at most ``most``, with credit notes.

    Args:
        notes: the credit notes, in the order in which they are used.
        due: the invoice.
        most: the most that they settle together.
        payment: the payment from which the customer deducted them.
    """
    text = msg("deducted from the payment of {date}", date=payment.credit.date)
    for note in notes:
        before = due.left
        if most > 0:
            note.pay(due, BY_AMOUNT, most, text)
            most -= before - due.left
