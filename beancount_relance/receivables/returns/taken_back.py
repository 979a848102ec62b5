"""Records what was taken back with the invoices that it had settled, for their history.

A payment that names no invoice, and that the bank returned, would have settled what was open on
its day: what its text or amount explains, or else the oldest due. It is told of these, as presumed,
since the customer believes that they were paid.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.ledger.counterparts.settlement_kinds import REVERSAL
from beancount_relance.receivables.credits_and_debits import Credit, TakenBack
from beancount_relance.receivables.items import (
    BY_AMOUNT,
    BY_REFERENCE,
    OLDEST,
    Settlement,
)
from beancount_relance.receivables.open_amounts import Due, Money, oldest_first


def record_taken_back(
    credit: Credit, part: TakenBack, shares: Iterable[tuple[Due, Decimal]]
) -> None:
    """Record a reversed part of a credit with invoices, each up to the amount given with it."""
    left = part.amount
    back = Settlement(part.date, -left, REVERSAL, part.basis, part.source, returned=part.returned)
    for due, most in shares:
        amount = min(left, most)
        if amount > 0:
            left -= amount
            kind = credit.kind if part.kind is None else part.kind
            basis = BY_AMOUNT if due.invoice.amount == credit.amount else OLDEST
            if due.invoice.reference in credit.references and not credit.by_return:
                basis = BY_REFERENCE
            kept = due.carried if part.carried else due.taken_back
            kept += (
                Settlement(credit.date, amount, kind, basis, credit.source),
                replace(back, amount=-amount),
            )


class OnlyOwed:
    """Finds the only invoice that a customer owed on a day, without a look at all of them."""

    def __init__(self, dues: Iterable[Due]) -> None:
        """Take the invoices of one customer in one currency."""
        self._dues = sorted(dues, key=lambda due: due.invoice.owed_since)
        self._by_amount: dict[Decimal, list[Due]] = defaultdict(list)
        for due in self._dues:
            self._by_amount[due.invoice.amount].append(due)

    def only(self, credit: Credit) -> list[Due]:
        """Return the only invoice there was when a credit came, or the only one of its amount.

        The amount tells of a payment only, not of the closing of the accounts.
        """
        found = _first_two(self._dues, credit.date)
        if len(found) > 1 and credit.is_payment:
            found = _first_two(self._by_amount.get(credit.amount, ()), credit.date)
        return found if len(found) == 1 else []


def taken_from(
    credit: Credit, part: TakenBack, named: Mapping[str, Sequence[Due]], before: OnlyOwed
) -> list[Due]:
    """Return the invoices that a reversal concerns.

    These are the invoices that both the credit and its reversal name, or else those that
    one of them names, or else the only invoice there was, or the only one of a payment's
    amount, if neither names another.
    """
    both = set(part.references).intersection(credit.references)
    for called in (both, part.references, credit.references):
        dues = [
            due
            for reference in called
            for due in named.get(reference, ())
            if due.invoice.source != part.source  # a charge for the return itself
        ]
        if dues:
            return dues
    return before.only(credit) if named.keys() >= {*part.references, *credit.references} else []


def _first_two(dues: Sequence[Due], day: datetime.date) -> list[Due]:
    return [due for due in dues[:2] if due.invoice.owed_since <= day]


class PaidUntilReturn:
    """What payments had settled of the invoices that they name until they came back."""

    def __init__(self, credits_: Iterable[Money]) -> None:
        """Take the credits of one customer in one currency."""
        self._by_number: dict[str, list[tuple[datetime.date, TakenBack]]] = defaultdict(list)
        for money in credits_:
            for part in money.credit.taken_back:
                named = part.references or money.credit.references
                if len(named) == 1:
                    self._by_number[named[0]].append((money.credit.date, part))

    def shares(self, money: Money, dues: Sequence[Due]) -> list[tuple[Due, Decimal]]:
        """Return what a payment pays of each invoice, if it is exactly what was open on its day.

        The result is empty if it is not, or if nothing came back later.
        """
        left = {due.invoice.reference: Decimal() for due in dues}
        for number in left.keys() & self._by_number.keys():
            for paid_on, part in self._by_number[number]:
                if paid_on <= money.credit.date < part.date:
                    left[number] += part.amount
        if not any(left.values()):
            return []
        shares = []
        for due in dues:
            paid = min(left[due.invoice.reference], due.left)
            left[due.invoice.reference] -= paid
            shares.append((due, due.left - paid))
        return shares if sum(amount for _, amount in shares) == money.left else []


class PaidAgain(Struct):
    """What was paid again of one invoice after payments or credit notes were taken back.

    It is deducted from the invoice already, so that it does not count as paid until the return,
    too.
    """

    replaced: list[tuple[datetime.date, datetime.date, Decimal]] = field(default_factory=list)

    def less(
        self, dues: Iterable[Due], since: datetime.date, until: datetime.date, amount: Decimal
    ) -> Decimal:
        """Return how much of what was taken back nothing has replaced so far.

        Args:
            dues: the invoice, or its instalments.
            since: when the amount began to count as paid. What replaces it replaces nothing else
                of that time.
            until: the day on which it was taken back.
            amount: how much that was.
        """
        again = sum(
            (part.amount for due in dues for part in due.settled if part.date >= until), Decimal()
        )
        for start, end, replaced in self.replaced:
            if start < until and since < end:
                again -= replaced
        again = min(max(again, Decimal()), amount)
        self.replaced.append((since, until, again))
        return amount - again


class PaidForATime(Struct, frozen=True):
    """What counts as paid of an invoice until it was taken back.

    Attributes:
        since: the first day on which it counts.
        until: the day on which it was taken back.
        amount: how much it is.
        paid: the settlement by which it was paid.
    """

    since: datetime.date
    until: datetime.date
    amount: Decimal
    paid: Settlement

    @property
    def is_of_one_day(self) -> bool:
        """Whether it was taken back on the day on which it was paid."""
        return self.paid.date == self.until


def counts_as_paid(due: Due) -> Iterator[PaidForATime]:
    """Yield what counts as paid of an invoice by what came back, and how long it does.

    Money that came before such a payment was for something else, too, unless it came when an
    earlier one had been returned. What was paid again since then is left out.
    """
    pairs = zip(due.taken_back[::2], due.taken_back[1::2], strict=True)
    returns: list[datetime.date] = []
    counted = []
    for paid, back in sorted(pairs, key=lambda pair: pair[0].date):
        since = max((day for day in returns if day <= paid.date), default=datetime.date.min)
        counted.append(PaidForATime(since, back.date, paid.amount, paid))
        returns.append(back.date)
    paid_again = PaidAgain()
    for each in sorted(counted, key=attrgetter("until"), reverse=True):
        left = paid_again.less([due], each.since, each.until, each.amount)
        if left:
            yield replace(each, amount=left)


class PaidThen:
    """What counted as paid of invoices on a day, by what came back after it."""

    def __init__(self, dues: Iterable[Due]) -> None:
        """Take the invoices of one customer in one currency."""
        self._counts = {id(due): [*counts_as_paid(due)] for due in dues if due.taken_back}

    def __bool__(self) -> bool:
        """Whether anything came back."""
        return bool(self._counts)

    def of(self, due: Due, day: datetime.date) -> Decimal:
        """Return what counted as paid of an invoice on a day."""
        counts = self._counts.get(id(due), ())
        return sum((each.amount for each in counts if each.since <= day < each.until), Decimal())


class Returned(Struct, frozen=True):
    """A payment that was returned as a whole, and that names no invoice.

    Attributes:
        money: the payment as if it stood, with what its return says.
        part: its return.
    """

    money: Money
    part: TakenBack


def returned_as_a_whole(money: Money) -> Returned | None:
    """Return a payment that came back, if it is still to be found which invoices it had paid."""
    credit = money.credit
    if len(credit.taken_back) != 1 or money.remembered or not money.is_payment:
        return None
    (part,) = credit.taken_back
    if part.amount != credit.amount or credit.references or credit.others or credit.unknown:
        return None
    text = f"{credit.text}\n\n\n\n{part.text}"
    return Returned(Money(replace(credit, text=text, taken_back=())), part)


def record_returned(
    money: Money, returned: Returned, shares: Iterable[tuple[Due, Decimal]]
) -> None:
    """Record with its invoices a payment that came back, if its text calls this a return."""
    if returned.part.returned:
        money.remembered.add(0)
        record_taken_back(money.credit, returned.part, shares)


def presume_returned(dues: Sequence[Due], credits_: Iterable[Money]) -> None:
    """Record returned payments that name nothing, once the others are settled.

    Args:
        dues: the invoices of one customer in one currency.
        credits_: their credits, in order of date.
    """
    for money in credits_:
        credit = money.credit
        if credit.references or credit.unknown or not money.is_payment:
            continue
        for place, part in enumerate(credit.taken_back):
            if part.returned and not part.references and place not in money.remembered:
                money.remembered.add(place)
                open_ = open_then(dues, credit)
                same = [each for each in open_ if each[1] == credit.amount]
                record_taken_back(credit, part, same if len(same) == 1 else open_)


def open_then(dues: Iterable[Due], credit: Credit) -> list[tuple[Due, Decimal]]:
    """Return what was open when a credit came, as far as was known then, in order."""
    found = []
    for due in sorted(dues, key=oldest_first):
        if due.invoice.owed_since <= credit.date:
            known = (p.amount for p in (*due.settled, *due.taken_back) if p.date <= credit.date)
            left = due.invoice.amount - sum(known, Decimal())
            if left > 0:
                found.append((due, left))
    return found
