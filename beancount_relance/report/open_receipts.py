"""The receipts for which somebody should say what they were paid for, with proposals."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.questions.possible_payment import PossiblePayment
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.receivables.items import ItemKey, UnclearCredit
from beancount_relance.report.report import Report


def sums_by_invoice(parts: Iterable[tuple[ItemKey, Decimal]]) -> Mapping[str, Decimal]:
    """Return the sum of amounts of items by the numbers of their invoices, in their order."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (_, _, reference, _), amount in parts:
        sums[reference] += amount
    return sums


class Answer(Struct, frozen=True):
    """A possible answer: amounts of one customer's invoices, and what speaks for it.

    Attributes:
        customer: the customer.
        account: the receivable account that the receipt then belongs on.
        parts: the items, with amounts in the receipt's currency.
        evidence: what speaks for it.
        is_convertible: whether the invoices are in the receipt's currency, so that a link is
            enough.
        is_divided: whether the receipt is on several accounts, so that moving one is not enough.
        is_part: whether the receipt is for other customers' invoices as well, since it names them
            and is more than these invoices.
    """

    customer: str
    account: str
    parts: Sequence[tuple[ItemKey, Decimal]]
    evidence: Message
    is_convertible: bool = True
    is_divided: bool = False
    is_part: bool = False

    @property
    def references(self) -> Sequence[str]:
        """The numbers of the invoices."""
        return list(dict.fromkeys(reference for (_, _, reference, _), _ in self.parts))


class OpenReceipt(Struct, frozen=True):
    """A receipt to decide on.

    Attributes:
        customer: whose account it is on, or who may have paid it.
        account: the account it is on.
        date: its day.
        amount: the amount in question, in ``currency``.
        payee, narration: what it says.
        source: its file and line.
        why: why it is unclear.
        answers: the proposals, the likeliest first.
        taken: what it settles until somebody answers.
        unknown: what it names that no invoice is called.
    """

    customer: str
    account: str
    date: datetime.date
    currency: str
    amount: Decimal
    payee: str
    narration: str
    source: Source
    why: Message
    answers: Sequence[Answer]
    taken: Sequence[tuple[ItemKey, Decimal]] = ()
    unknown: Sequence[str] = ()

    @property
    def customers(self) -> Sequence[str]:
        """Whose account it is on, and all who may have paid it."""
        return list(dict.fromkeys((self.customer, *(each.customer for each in self.answers))))


def open_receipts(report: Report) -> list[OpenReceipt]:
    """Return the receipts to decide on, by date."""
    found: dict[Source, OpenReceipt] = {}
    for unclear in report.allocation.unclear:
        found.setdefault(unclear.credit.source, receipt_of(unclear))
    elsewhere: dict[Source, list[OpenReceipt]] = defaultdict(list)
    for possible in report.possible:
        elsewhere[possible.money.source].append(_elsewhere(possible))
    for source, receipts in elsewhere.items():
        answers = [answer for receipt in receipts for answer in receipt.answers]
        if len(receipts) > 1:
            answers = [replace(each, is_part=_is_part(each, receipts[0])) for each in answers]
        known = found.get(source, receipts[0])
        if source in found:  # what it says outweighs the account that it is on
            answers += known.answers
        found[source] = replace(known, answers=answers)
    return sorted(found.values(), key=lambda each: (each.date, each.source.file, each.source.line))


def _is_part(answer: Answer, receipt: OpenReceipt) -> bool:
    return sum((amount for _, amount in answer.parts), Decimal()) < receipt.amount


def receipt_of(unclear: UnclearCredit) -> OpenReceipt:
    """Return a credit on a customer's account for which several explanations are possible."""
    credit = unclear.credit
    return OpenReceipt(
        customer=credit.customer,
        account=credit.account,
        date=credit.date,
        currency=credit.currency,
        amount=unclear.amount,
        payee=credit.payee,
        narration=credit.narration,
        source=credit.source,
        why=unclear.why,
        answers=[
            Answer(credit.customer, credit.account, each.parts, each.evidence)
            for each in unclear.proposals
        ],
        taken=unclear.taken,
        unknown=credit.unknown,
    )


def _elsewhere(possible: PossiblePayment) -> OpenReceipt:
    money = possible.money
    number = money.amount.number or Decimal()
    return OpenReceipt(
        customer=possible.customer,
        account=money.account,
        date=money.date,
        currency=money.amount.currency,
        amount=number,
        payee=money.payer,
        narration=money.narration,
        source=money.source,
        why=msg("it is on {account}", account=money.account),
        answers=[
            Answer(
                possible.customer,
                items[0].invoice.account,
                [(item.key, min(item.outstanding, number)) for item in items],
                possible.fact,
                is_convertible=all(i.invoice.currency == money.amount.currency for i in items),
                is_divided=money.is_divided,
            )
            for items in possible.sets
        ],
    )
