"""Continue the balance of a shared account through a closing and an opening in one sum.

At the end of a year the balance of all customers may be closed by one posting, which names
nobody, and opened again invoice by invoice, or the other way round. The single posting is
divided among the customers of the others; also if it stands on another account than theirs, because
the chart changes between an account of all customers and those of each.

What is closed with one customer in one sum and opened with another by invoice, or the other way
round, gets the names of the invoices on both sides; whether it went on with the other is for
:mod:`~beancount_relance.receivables.moves.moved_claims` to say.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import EQUITY
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.moves.entry_sides import Share, dealt

_NAMES = ("names", "keyed")
_WHOSE = ("customer", "certain", *_NAMES)
"""What the parts of a sum tell of it."""
_YEAR = timedelta(days=365)
"""What is opened later than that is the balance of another year."""


class Closings:
    """The balances of shared accounts that are closed to equity, and opened from it.

    Args:
        lines: all receivable lines; those that name nobody are replaced.
        reader: their reader.
        counterparts: the reader of their counterparts.
        index: the invoices.
    """

    def __init__(
        self,
        lines: list[ReceivablePosting],
        reader: PostingReader,
        counterparts: Counterparts,
        index: InvoiceIndex,
    ) -> None:
        self._lines = lines
        self._reader = reader
        self._index = index
        self._known = {customer for customer, _ in index.first_days()}
        self._shared = {line.account for line in lines if not line.certain}
        self._balances = [
            place
            for place, line in enumerate(lines)
            if counterparts.side(line.txn, line.number)[0] == EQUITY
        ]

    def continued(self) -> list[int]:
        """Pair or divide what was closed and opened, and return the places of divided debits.

        What was closed and opened in one sum, by payees such as "Closing" and "Opening" that are
        no customers, becomes nobody's.
        """
        if not self._balances:
            return []
        paired = self._pair()
        divided: list[int] = []
        for both in self._on_equal_days(paired):
            closed, opened = self._unequal(*both)
            if not (closed and opened):
                continue
            if all(map(self._is_nobodys, closed)):
                places = self._divide(closed, opened, *_WHOSE)
            elif all(map(self._is_nobodys, opened)):
                places = self._divide(opened, closed, *_WHOSE)
            else:
                continue
            divided += [place for place in places if self._lines[place].number > 0]
        return divided

    def named(self) -> list[int]:
        """Give the names of invoices to the sums in which other customers have them.

        Returns the places of what was divided.
        """
        closed: dict[tuple[str, date], dict[str, list[int]]] = defaultdict(dict)
        opened: dict[tuple[str, date], dict[str, list[int]]] = defaultdict(dict)
        for place in self._balances:
            line = self._lines[place]
            day = (opened if line.number > 0 else closed)[line.currency, line.date]
            day.setdefault(line.customer, []).append(place)
        openings = sorted(opened)
        divided: list[int] = []
        for currency, day_closed in closed if openings else ():
            for next_day in openings[bisect_left(openings, (currency, day_closed)) :][:2]:
                if next_day[0] != currency:
                    break
                both = closed[currency, day_closed], opened[next_day]
                for old, new in self._of_equal_sums(*both):
                    divided += self._name(old, new, old[0]) or self._name(new, old, old[0])
                if next_day[1] > day_closed:
                    break
        return divided

    def _of_equal_sums(
        self, closed: Mapping[str, Sequence[int]], opened: Mapping[str, Sequence[int]]
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """What is closed with one customer alone, and opened with another alone, in equal sums."""
        sums: dict[Decimal, list[list[str]]] = defaultdict(lambda: [[], []])
        for side, (theirs, others) in enumerate(((closed, opened), (opened, closed))):
            for customer in sorted(theirs.keys() - others.keys()):
                sums[abs(self._sum(theirs[customer]))][side].append(customer)
        for old, new in sums.values():
            if len(old) == len(new) == 1:
                yield closed[old[0]], opened[new[0]]

    def _name(self, whole: Sequence[int], parts: Sequence[int], closed: int) -> list[int]:
        """Divide a sum without numbers like the other side, if that lists the customer's invoices.

        The customer is the one whose balance is closed.
        """
        owner = self._lines[closed].customer, self._lines[closed].currency
        names = [self._lines[place].names for place in parts]
        if len(whole) > 1 or self._lines[whole[0]].names:
            return []
        if not all(any(self._index.own(name, *owner) for name in each) for each in names):
            return []
        return self._divide(whole, parts, *_NAMES)

    def _pair(self) -> set[int]:
        """Give to nobody what was closed and opened in one sum; return the places."""
        closed: dict[tuple[str, str, Decimal], list[int]] = defaultdict(list)
        opened: list[int] = []
        for place in filter(self._is_nobodys, self._balances):
            line = self._lines[place]
            if line.number > 0:
                opened.append(place)
            else:
                closed[line.account, line.currency, -line.number].append(place)
        paired: set[int] = set()
        for place in opened:
            debit = self._lines[place]
            candidates = closed.get((debit.account, debit.currency, debit.number), [])
            for other in candidates:
                credit = self._lines[other]
                is_next = credit.date <= debit.date < credit.date + _YEAR
                if is_next and credit.customer != debit.customer:
                    nobody = self._reader.nobody(debit.account)
                    self._lines[place] = replace(debit, customer=nobody)
                    self._lines[other] = replace(credit, customer=nobody)
                    candidates.remove(other)
                    paired |= {place, other}
                    break
        return paired

    def _on_equal_days(self, paired: set[int]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """What was closed and opened in equal sums, on each shared account and then on all.

        The balance of a shared account may be opened on those of customers' own, and theirs there.
        """
        left = {place for place in self._balances if place not in paired}
        shared = [place for place in self._balances if self._lines[place].account in self._shared]
        for both in self._equal_days([place for place in shared if place in left], of_each=True):
            left.difference_update(*both)
            yield both
        if not left.isdisjoint(shared):
            yield from self._equal_days(sorted(left), of_each=False)

    def _equal_days(
        self, balances: Sequence[int], *, of_each: bool
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """What was closed on one day and opened on the next day of openings, in equal sums."""
        days: dict[tuple[str, str], dict[tuple[bool, date], list[int]]] = {}
        for place in balances:
            line = self._lines[place]
            account = days.setdefault((line.account if of_each else "", line.currency), {})
            account.setdefault((line.number > 0, line.date), []).append(place)
        for account in days.values():
            for is_opened, closing in sorted(account):
                if is_opened:
                    break
                opening = min(
                    (day for debit, day in account if debit and day >= closing), default=None
                )
                if opening is None:
                    continue
                closed, opened = account[False, closing], account[True, opening]
                if not self._sum(closed) + self._sum(opened):
                    del account[True, opening], account[False, closing]
                    yield closed, opened
            used: set[int] = set()
            for both in self._mixed_days(account):
                used.update(*both)
                yield both
            yield from self._after_other_debits(account, used)

    def _after_other_debits(
        self, account: Mapping[tuple[bool, date], Sequence[int]], used: set[int]
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """The same if other debits against equity, on the day of a closing, are closed with it."""
        for is_opened, closing in sorted(account):
            if is_opened or (True, closing) not in account:
                continue
            later = [day for debit, day in account if debit and day > closing]
            if not later:
                continue
            closed, opened = account[False, closing], account[True, min(later)]
            if used.isdisjoint((*closed, *opened)) and not self._sum((*closed, *opened)):
                used.update(closed, opened)
                yield closed, opened

    def _unequal(
        self, closed: Sequence[int], opened: Sequence[int]
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Leave out what one customer has on both days in the same amount."""
        waiting: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
        for place in closed:
            waiting[self._lines[place].customer, -self._lines[place].number].append(place)
        left: list[int] = []
        for place in opened:
            line = self._lines[place]
            same = waiting[line.customer, line.number]
            if same and not self._is_nobodys(place):
                same.pop()
            else:
                left.append(place)
        kept = {place for same in waiting.values() for place in same}
        return [place for place in closed if place in kept], left

    def _mixed_days(
        self, account: Mapping[tuple[bool, date], Sequence[int]]
    ) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        """The same for days with debits and credits: some customers were in credit."""
        by_day: dict[date, list[int]] = defaultdict(list)
        for (_, day), places in account.items():
            by_day[day] += places
        for earlier, later in itertools.pairwise(sorted(by_day)):
            closed, opened = by_day[earlier], by_day[later]
            is_mixed = any(
                (True, day) in account and (False, day) in account for day in (earlier, later)
            )
            total = self._sum(closed)
            is_equal = total < 0 and total + self._sum(opened) == 0
            if is_mixed and is_equal and len(closed) != len(opened):
                by_day[later] = []
                yield closed, opened

    def _sum(self, places: Sequence[int]) -> Decimal:
        return sum((self._lines[place].number for place in places), Decimal())

    def _is_nobodys(self, place: int) -> bool:
        line = self._lines[place]
        if line.account not in self._shared:
            return False
        is_known = line.certain or line.customer in self._known
        return not is_known or line.customer == self._reader.nobody(line.account)

    def _divide(self, wholes: Sequence[int], parts: Sequence[int], *said: str) -> list[int]:
        """Replace lines by one for each of the others, with what these say; return all places."""
        lines = [self._lines[place] for place in wholes]
        shares: list[Share] = [
            (-part.number, {each: getattr(part, each) for each in said})
            for part in (self._lines[place] for place in parts)
        ]
        divided = dealt(lines, shares)
        if len(divided) < len(lines):
            return []
        # A debit stays one in its place, whatever of it is to the credit of some.
        divided.sort(key=lambda each: (each.number > 0) is not (lines[0].number > 0))
        for place, line in zip(wholes, divided, strict=False):
            self._lines[place] = line
        first = len(self._lines)
        self._lines += divided[len(wholes) :]
        return [*wholes, *range(first, len(self._lines))]
