"""The records of postings on receivable accounts other than invoices.

These are credits, their reversals, transfers of claims between customers, and unidentified
debits.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from beancount.core.position import Cost
from msgspec import Struct, field

from beancount_relance.language.messages import Problem, Source
from beancount_relance.ledger.counterparts.credit_kinds import Kinds
from beancount_relance.ledger.counterparts.settlement_kinds import PAYMENT, WRITTEN_OFF
from beancount_relance.receivables.invoices import EarlierOwner, Invoice
from beancount_relance.receivables.moved_invoices import Moves
from beancount_relance.values.numbers.invoice_names import series_of

REVERSED_WITHIN = datetime.timedelta(days=400)
"""The maximum time between a posting and its reversal that are only matched by amount.

It is slightly more than the thirteen months in which a bank can return a direct debit.
"""

NO_MATCH_KEY = "relance-match"
NO_MATCH = "none"
"""Metadata of a receipt that somebody has said is for none of the proposed invoices."""


class Disputed(Struct, frozen=True):
    """What a note says is disputed.

    Attributes:
        names: the invoices, by keys of their names.
        customer: the customer of the note's account; ``None`` on an account that several share.
        amount: the disputed part, in the invoice's currency; ``None`` for all of it.
        until: the first day on which it is no longer disputed, if there is one.
    """

    names: frozenset[str]
    customer: str | None
    amount: Decimal | None
    until: datetime.date | None


class Transfer(Struct, frozen=True):
    """A part of a credit by which the customer's claims go on with another customer.

    ``account`` is the receivable account they stand on from then on.
    """

    customer: str
    account: str
    amount: Decimal
    debit: Unidentified
    """What it is as far as the credit settled no invoice."""
    returned: TakenBack | None = None
    """The return, if it is a payment that was returned to the new customer: it restores there."""

    def owner_before(self, customer: str) -> EarlierOwner:
        """Return a customer as the owner of a claim until this transfer."""
        return EarlierOwner(customer, self.debit.date, self.debit.source)


class Undone(Struct, frozen=True):
    """A part of a credit that a debit reverses; both are given by position."""

    credit: int
    debit: int
    amount: Decimal
    by_name: bool


class TakenBack(Struct, frozen=True):
    """A part of a credit that was reversed by a later debit.

    ``references`` are the invoices that the reversal refers to, or else those of the credit.
    ``basis`` is ``amount`` if they were only matched by amount. ``kind`` is the part of the credit
    that it takes back first, such as a discount; without one, the principal part. ``carried`` says
    that both are balances carried over, closed and opened again. ``returned`` says that money left
    the bank again, and that its text calls this a return. ``text`` is all that the reversal says.
    """

    date: datetime.date
    amount: Decimal
    references: tuple[str, ...]
    basis: str
    source: Source
    kind: str | None = None
    carried: bool = False
    returned: bool = False
    text: str = ""


class Credit(Struct, frozen=True):
    """Money, a credit note or the like, that reduces what a customer owes.

    ``amount`` is positive, in ``currency``; ``kinds`` are its parts by kind. ``account`` is
    that of its posting; ``certain`` says that the ledger itself names the customer, and not
    just the payee. ``references`` are the invoices of this customer that it names; ``unknown`` are
    names that no invoice of the ledger has. ``others`` are invoices of other customers,
    if it names only these, and ``beside`` the numbers in its text of those who have a posting in
    its entry. ``payee`` and ``text`` are all that may say what it
    was paid for, and ``written`` how it writes references other than the ledger does.
    ``answered`` says that it is for none of the invoices that might be proposed.
    ``taken_back`` and ``transfers`` are the parts of it that were undone, and that moved
    claims to other customers. ``of_charge`` says that it gives up interest or costs.
    ``by_shared_name`` says that it names its invoices by what several have in common.
    ``payer`` is another customer, who is called exactly like its payee, and ``on_behalf`` one for
    whom it was paid, as its text says.
    ``in_text`` says that it names its invoices by numbers in its text, and not by links or keys;
    ``left_out`` are invoices that its text names, and that it does not pay by its amount.
    ``pays_charges`` says that what is left of it is presumed to pay interest and fee.
    ``lot`` is what it takes from an account at cost, if somebody chose it.
    ``by_return`` says that it names nothing itself, but its return, under the customer's new name.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    kinds: Kinds
    references: tuple[str, ...]
    unknown: tuple[str, ...]
    narration: str
    source: Source
    account: str = ""
    certain: bool = True
    taken_back: tuple[TakenBack, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    others: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    payee: str = ""
    text: str = ""
    written: tuple[tuple[str, str], ...] = ()
    answered: bool = False
    of_charge: bool = False
    by_shared_name: bool = False
    in_text: bool = False
    left_out: tuple[str, ...] = ()
    payer: str | None = None
    on_behalf: str | None = None
    pays_charges: bool = False
    by_return: bool = False
    lot: Cost | None = None

    def is_for_another(self, series: str | None, used: Decimal) -> bool:
        """Return whether it is a payment of another invoice by what it names.

        It names only invoices that were settled without it or are other customers', or a number
        that no invoice has, of the same series as the invoice's number. A write-off is for none but
        those that it names, and a credit note that names only other customers' for none.

        Args:
            series: the series of the number of an invoice that it does not name; ``None`` if
                the invoice has no number.
            used: how much of it has settled what it names.
        """
        if self.is_write_off:
            return bool(self.references or self.others or self.unknown)
        if not self.is_payment:
            return bool(self.others)
        if self.others or (self.references and not used):
            return True
        return series is not None and any(series_of(name) == series for name in self.unknown)

    @property
    def kind(self) -> str:
        """The kind of its main part."""
        return self.kinds[0][0]

    @property
    def is_payment(self) -> bool:
        """Whether it is money that came in, for the most part."""
        return self.kind == PAYMENT

    @property
    def is_write_off(self) -> bool:
        """Whether it is a loss, for the most part."""
        return self.kind == WRITTEN_OFF

    @property
    def stands(self) -> Decimal:
        """The part that was not reversed."""
        return self.amount - sum((part.amount for part in self.taken_back), Decimal())


class Unidentified(Struct, frozen=True):
    """A debit that is no invoice: an opening balance, a loan, a refund.

    ``names`` are those it states; ``cash`` tells money that went out (a refund, a
    loan), and ``carried_over`` a balance against equity, from a claim taken over. ``dated`` says
    that it has a due date.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    names: tuple[str, ...]
    cash: bool
    carried_over: bool
    narration: str
    source: Source
    dated: bool = False


class UnplacedBill(Struct, frozen=True):
    """What goes to another account with a due date of its own, nobody knows for which claims.

    Attributes:
        customer: the customer.
        currency: the currency.
        date: when it was entered.
        amount: how much it is.
        account: the account where it is now.
        before: the account of the claims.
        source: the line of its posting.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    account: str
    before: str
    source: Source


class Receivables(Struct, frozen=True):
    """All that stands on the receivable accounts, each posting in one place.

    ``balances`` is the accounts' own balance by customer and currency, summed
    posting by posting, for the tie-out. ``other_names`` are the names, in lower case, of
    debits that are no invoices, with the customers who have them: a note may call them so.
    ``moves`` is what moved from one account of a customer to another, and ``unplaced`` what did
    so with a due date of which nobody knows for what it is.
    """

    invoices: Sequence[Invoice]
    credits: Sequence[Credit]
    unidentified: Sequence[Unidentified]
    balances: Mapping[tuple[str, str], Decimal]
    problems: Sequence[Problem]
    other_names: Collection[tuple[str, str]] = ()
    moves: Moves = field(default_factory=Moves)
    unplaced: Sequence[UnplacedBill] = ()
