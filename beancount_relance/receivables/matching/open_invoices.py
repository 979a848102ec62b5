"""What a customer owes while credits that name nothing are matched, one after another.

A customer may owe thousands of invoices and pay as often, so nothing here walks through all of
them for each credit. What may be paid of an invoice is kept, and worked out again only when a
part of it was settled, or on the day on which a discount or a dispute ends. It took 12 s to match
2,000 payments of any amount with 2,000 invoices before, and grew with their square.
"""

from __future__ import annotations

import datetime
import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.receivables.matching.described_invoices import described_first
from beancount_relance.receivables.matching.own_accounts import account_on, accounts_with
from beancount_relance.receivables.matching.presumed_payments import PresumedPayments
from beancount_relance.receivables.matching.tiers import Payable, Tier
from beancount_relance.receivables.open_amounts import Due, Money, turns_of
from beancount_relance.receivables.paid_parts import MOST_COMPARED, PaidPart, PaidSet, paid_parts
from beancount_relance.receivables.returns.taken_back import counts_as_paid
from beancount_relance.receivables.sums import ENOUGH, smallest_unit
from beancount_relance.values.money import unit

_UNTOUCHED, _UNDISPUTED, _EVERYTHING = range(3)
_ONE_DAY = datetime.timedelta(days=1)
_Waiting = list[tuple[tuple[object, ...], int, Due, Decimal]]
"""Invoices by turn and order, and what is kept back of them in that turn."""


class _Number(Struct):
    """The invoices that are open under one number, and its place in the order of opening."""

    place: int
    dues: list[Due]


class OpenInvoices:
    """The invoices of one customer in one currency that are open on a day."""

    def __init__(self, dues: Iterable[Due], credits_: Iterable[Money]) -> None:
        """Begin before the first invoice.

        Args:
            dues: the invoices.
            credits_: the credits that will be matched, in order of date.
        """
        self.to_come = sorted(
            (due for due in dues if due.left), key=lambda due: due.invoice.date, reverse=True
        )
        self._numbers: dict[str, _Number] = {}
        self._opened = 0
        self._series: Counter[str | None] = Counter()
        self._day = datetime.date.min
        self.presumed = PresumedPayments()
        self._unit = smallest_unit(_amounts(self.to_come, credits_))
        self._groups: dict[tuple[str, datetime.date], int] = {}
        self._tiers = (Tier(), Tier(), Tier())
        self._oldest: _Waiting = []
        self._disputed: _Waiting = []
        self._has_accounts = len(accounts_with(self.to_come)) > 1
        self._there: dict[str, dict[int, Due]] = defaultdict(dict)
        self._oldest_there: dict[str, _Waiting] = defaultdict(list)
        self._ends: list[tuple[datetime.date, int, Due]] = []
        self._held: dict[int, tuple[Due, Decimal]] = {}
        self._held_until: list[tuple[datetime.date, int, Due, Decimal]] = []
        held = ((number, due) for number, due in enumerate(self.to_come) if due.taken_back)
        returned = [(each, n, due) for n, due in held for each in counts_as_paid(due)]
        self._to_hold = sorted(returned, key=lambda each: (each[0].since, each[1]), reverse=True)
        self._of_one_day: dict[Source, list[tuple[Due, Decimal]]] = defaultdict(list)
        for each, _, due in returned:
            if each.is_of_one_day:
                self._of_one_day[each.paid.source].append((due, each.amount))

    def __bool__(self) -> bool:
        """Whether anything is open."""
        return bool(self._numbers)

    def is_open(self, number: str) -> bool:
        """Whether an invoice of this number is open."""
        return number in self._numbers

    def of(self, numbers: Iterable[str]) -> dict[str, list[Due]]:
        """Return the open invoices of some numbers, in the order in which they were opened."""
        known = [(number, self._numbers[number]) for number in numbers if number in self._numbers]
        known.sort(key=lambda each: each[1].place)
        return {number: each.dues for number, each in known}

    def is_any_other(self, money: Money) -> bool:
        """Whether a credit is a payment of another invoice than one of these, as it says itself."""
        return any(money.credit.is_for_another(series, money.used) for series in +self._series)

    def on_its_account(self, money: Money) -> list[Due]:
        """Return what is open on the account of a credit, of a customer who has several.

        Of very many, that is only some.
        """
        account, day = money.credit.account, money.credit.date
        theirs = self._there.get(account, {})
        for place in [place for place, due in theirs.items() if not due.left]:
            del theirs[place]
        found = (due for due in theirs.values() if account_on(due.invoice, day) == account)
        return list(itertools.islice(found, MOST_COMPARED + 1))

    # What happens

    def go_on(self, day: datetime.date) -> None:
        """Open the invoices up to a day, which is not before the last one."""
        while self._to_hold and self._to_hold[-1][0].since <= day:
            paid, _, due = self._to_hold.pop()
            self.hold(due, paid.amount, paid.until)
        while self._held_until and self._held_until[0][0] <= day:
            _, _, due, amount = heapq.heappop(self._held_until)
            self.release(due, amount)
        self._day = day  # what was held back of an invoice still to come is opened with it
        while self.to_come and self.to_come[-1].invoice.date <= day:
            due = self.to_come.pop()
            self.presumed.begin(due)
            if due.left:
                self._begin(due)
        while self._ends and self._ends[0][0] <= day:
            _, order, due = heapq.heappop(self._ends)
            self._change(due.invoice.reference)
            if due.disputes:
                _push(self._oldest, due, order)

    def hold_its_own(self, money: Money) -> None:
        """Keep what came back of a credit on its own day out of what is open, for its rest alone.

        Another credit of that day may be for what came back, so it is open again when time goes on.
        """
        for due, amount in self._of_one_day.get(money.credit.source, ()):
            self.hold(due, amount, money.credit.date)

    def hold(self, due: Due, amount: Decimal, until: datetime.date) -> Decimal:
        """Keep an amount that a payment had settled until its return out of what is open.

        Returns how much of it was open.
        """
        amount = min(amount, due.left)
        if not amount:
            return amount
        _, before = self._held.get(id(due), (due, Decimal()))
        due.left -= amount
        self._held[id(due)] = (due, before + amount)
        self._opened += 1
        heapq.heappush(self._held_until, (until, self._opened, due, amount))
        if due.invoice.reference in self._numbers:
            self.settle([due])
        return amount

    def release(self, due: Due, most: Decimal | None = None) -> None:
        """Open again what a payment had settled until its return; nothing of other invoices.

        Args:
            due: the invoice.
            most: how much of it at most; everything without.
        """
        _, held = self._held.pop(id(due), (due, Decimal()))
        amount = held if most is None else min(held, most)
        if amount < held:
            self._held[id(due)] = (due, held - amount)
        if not amount:
            return
        due.left += amount
        if due.presumed:
            self.presumed.note(due)
        number = self._numbers.get(due.invoice.reference)
        if number is not None and any(each is due for each in number.dues):
            self._change(due.invoice.reference)
            self._opened += 1
            _push(self._oldest, due, self._opened)
            self._place(due, self._opened)
        elif due.invoice.date <= self._day:
            self._begin(due)

    def release_all(self) -> None:
        """Open everything again, once all credits are matched."""
        for due, _ in tuple(self._held.values()):
            self.release(due)

    def held(self, amount: Decimal) -> list[PaidSet]:
        """Return the invoices of this amount of which a payment settled a part until its return.

        Another payment of that time may be for one of them if it is for nothing else.
        """
        return [
            (PaidPart(((due, amount),)),)
            for due, held in self._held.values()
            if held + due.left == amount == due.invoice.amount and due.invoice.date <= self._day
        ]

    def _begin(self, due: Due) -> None:
        self._opened += 1
        invoice, order = due.invoice, self._opened
        self._numbers.setdefault(invoice.reference, _Number(order, [])).dues.append(due)
        self._series[invoice.series] += 1
        self._change(invoice.reference)
        _push(self._oldest, due, order)
        self._place(due, order)
        if due.disputes:
            _push(self._disputed, due, order)
        ends = [each.until for each in due.disputes if each.until is not None]
        ends += [day + _ONE_DAY for _, day in invoice.discounts if day < datetime.date.max]
        for day in ends:
            heapq.heappush(self._ends, (day, order, due))

    def _place(self, due: Due, order: int) -> None:
        """Note on which accounts an invoice is open, if its customer has several."""
        for account in accounts_with([due]) if self._has_accounts else ():
            self._there[account][order] = due
            _push(self._oldest_there[account], due, order)

    def settle(self, dues: Iterable[Due]) -> None:
        """Take note that invoices were settled, or parts of them."""
        for reference in dict.fromkeys(due.invoice.reference for due in dues):
            self._change(reference)
            if not any(due.left for due in self._numbers[reference].dues):
                closed = self._numbers.pop(reference)
                self._series.subtract(due.invoice.series for due in closed.dues)

    def presume(self, money: Money) -> None:
        """Note what a credit without an explanation will probably settle: the oldest first.

        What is on its account comes before the rest, and what is disputed comes last.
        """
        left = money.left
        there = self._oldest_there.get(money.credit.account, [])
        for waiting, last in ((there, False), (self._oldest, False), (self._disputed, True)):
            while left and waiting:
                *_, due, kept = waiting[0]
                disputed = Decimal() if last else due.disputed_on(self._day)
                most = due.left - max(kept, disputed)
                amount = max(min(left, most - due.presumed), Decimal())
                if amount:
                    self.presumed.add(due, money, amount)
                    left -= amount
                    self._change(due.invoice.reference)
                if due.presumed >= most:
                    heapq.heappop(waiting)
        self.presumed.keep(money, left)

    def _change(self, reference: str) -> None:
        if reference in self._numbers:
            for tier in self._tiers:
                tier.changed[self._numbers[reference].place] = reference

    # What may be paid

    def sets(self, money: Money) -> tuple[list[PaidSet], bool]:
        """Return the sets that have the amount of a credit, and whether these are all.

        They are looked for among what is neither disputed nor probably paid already, then among
        all that is not disputed, and at last among everything. What a probable payment has left
        open of an invoice counts by itself.
        """
        count = 0
        rests = self.presumed.rests(money, self.of)
        for rank, tier in enumerate(self._tiers):
            self._bring_up_to_date(tier, rank, money)
            if tier.count == count and not rests[rank]:
                continue
            count = tier.count
            if tier.total == money.left:
                everything = [tier.payable[place].dues for place in sorted(tier.payable)]
                return [tuple(map(PaidPart.whole, everything)), *rests[rank]], True
            target = int(money.left * self._unit)
            alike = tier.sums.alike(target)
            if ENOUGH < len(alike) <= MOST_COMPARED:
                parts = [tier.payable[place].parts[n] for place, n in alike]
                parts += [part for (part,) in rests[rank]]
                return described_first(money, parts, ENOUGH), False
            found = tier.sums.find(target)
            sets = [tuple(tier.payable[p].parts[n] for p, n in each) for each in found.sets]
            if (sets := [*sets, *rests[rank]]) or not found.complete:
                return sets, found.complete
        return [], True

    def each_undisputed(self, money: Money) -> list[PaidSet]:
        """Return each number's invoices that are not disputed; none if they are very many."""
        tier = self._tiers[_UNDISPUTED]
        self._bring_up_to_date(tier, _UNDISPUTED, money)
        payable = tier.payable
        if len(payable) > MOST_COMPARED:
            return []
        return [(PaidPart.whole(payable[place].dues),) for place in sorted(payable)]

    def _bring_up_to_date(self, tier: Tier, rank: int, money: Money) -> None:
        for place, reference in tier.changed.items():
            known = self._numbers.get(reference)
            dues = known.dues if known is not None and known.place == place else ()
            dues = [due for due in dues if self._rank(due) <= rank]
            total = sum((due.left for due in dues), Decimal())
            now = Payable(dues, total, tuple(paid_parts(dues, money)))
            identity = now.parts[0].parts[0][0].invoice.identity if now.parts else None
            group = self._groups.setdefault(identity, len(self._groups)) if identity else 0
            tier.replace(place, now, group, self._unit)
        tier.changed.clear()

    def _rank(self, due: Due) -> int:
        """Return the first tier of an invoice."""
        if not due.left:
            return len(self._tiers)
        if due.disputes and due.disputed_on(self._day) >= due.left:
            return _EVERYTHING
        return _UNDISPUTED if due.presumed else _UNTOUCHED


def _push(waiting: _Waiting, due: Due, order: int) -> None:
    for turn in turns_of(due):
        heapq.heappush(waiting, (turn.key, order, due, turn.kept))


def _amounts(dues: Iterable[Due], credits_: Iterable[Money]) -> Iterator[Decimal]:
    """Yield what all amounts that may be paid are sums and differences of."""
    for due in dues:
        yield due.left
        yield from (each.amount for each in due.disputes if each.amount is not None)
        if due.invoice.discounts or due.invoice.retention is not None:
            yield unit(due.invoice.currency)
    yield from (money.left for money in credits_)
