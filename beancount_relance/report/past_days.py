"""Determines what was owed on each of several days, such as the ends of months.

It costs little more than for the last day alone. What the days have in common is read only once,
and most customers have plain claims only: what was open of them on each day is known from
their items on the last one.
"""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from beancount.core.data import Directive
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.history.extensions import extended_in
from beancount_relance.ledger.snapshot import Ledger, read_ledger
from beancount_relance.receivables.items import Item, OpenCredit
from beancount_relance.receivables.netting.filter_result import Needed
from beancount_relance.report.policy_in_force import Policy, read_policy
from beancount_relance.report.who_owes_what import (
    Position,
    as_meant,
    filter_of,
    position_of,
    read_position,
)


class OwedOn(Struct, frozen=True):
    """What was owed at the end of a day.

    Attributes:
        day: the day.
        policy: the policy in force on the day.
        items: the open items, as they were.
        credits: the unallocated credits.
    """

    day: datetime.date
    policy: Policy
    items: Sequence[Item]
    credits: Sequence[OpenCredit]


def owed_on(
    entries: Sequence[Directive],
    options: Mapping[str, Any],
    days: Sequence[datetime.date],
    known: Position | None = None,
) -> Iterator[OwedOn]:
    """Yield what was owed on each of several days.

    Args:
        entries: all directives, sorted by date.
        options: Beancount's options map.
        days: the days, in ascending order.
        known: the position on the last day, if these entries have been read for it already.
    """
    if not days:
        return
    last = known.ledger.as_read if known and known.ledger.as_of == days[-1] else None
    last = last or read_ledger(entries, options, days[-1])
    closed = {txn.date for txn in last.closings}  # on whose days their postings do not count yet
    apart = [day for day in days if last.is_padded or day in closed]  # a pad depends on the day
    together = [day for day in days if day not in apart]
    if known is not None and known.ledger.as_of not in together[-1:]:
        known = None
    yield from heapq.merge(
        (_owed(read_position(entries, options, day, whole=False)) for day in apart),
        _owed_together([last.until(day) for day in together], known),
        key=lambda owed: owed.day,
    )


def _owed_together(ledgers: Sequence[Ledger], known: Position | None) -> Iterator[OwedOn]:
    """Yield what was owed on days that have most of their reading in common.

    Args:
        ledgers: the ledger up to each of the days, in ascending order.
        known: the position on the last day of all.
    """
    for together in _read_alike(ledgers, known):
        is_known = known is not None and together[-1][1] is known.policy
        yield from _owed_by_one_policy(together, known if is_known else None)


def _owed(position: Position, plain: Iterable[Item] = ()) -> OwedOn:
    allocation = position.allocation
    items = [*(item for item in allocation.items if item.is_open), *plain]
    return OwedOn(position.ledger.as_of, position.policy, items, allocation.credits)


def _owed_by_one_policy(
    together: Sequence[tuple[Ledger, Policy]], known: Position | None
) -> Iterator[OwedOn]:
    """Yield what was owed on days whose postings are read in the same way.

    Args:
        together: the ledgers of the days, with their policies.
        known: the position on the last of these days, by the same policy.
    """
    last, policy = together[-1]
    if known is not None:
        longest, sifter = known.ledger, known.sifter or filter_of(known.ledger, policy)
    else:
        longest, sifter = as_meant(last, policy)
    together = [(longest.until(ledger.as_of), theirs) for ledger, theirs in together]
    needed = [_read_otherwise(ledger, theirs, policy) for ledger, theirs in together]
    divided, rest = sifter.divide(together[0][0].as_of, _together(needed))
    items, _ = sifter.plain.items(divided.plain, divided.paid)
    days = [ledger.as_of for ledger, _ in together]
    read = replace(longest, transactions=rest)
    ends = [len(read.until(day).transactions) for day in days]
    sifted = sifter.sift_each(rest, zip(ends, needed, strict=True))
    for (ledger, theirs), each, open_ in zip(
        together, sifted, sifter.plain.open_on(items, days), strict=True
    ):
        position = position_of(ledger, theirs, each, ((), ()), whole=False)
        yield _owed(position, open_)


def _together(needed: Iterable[Needed]) -> Needed:
    """Return what must be read on any of several days."""
    every = list(needed)
    return Needed(
        names=frozenset().union(*(each.names for each in every)),
        customers=frozenset().union(*(each.customers for each in every)),
    )


def _read_otherwise(ledger: Ledger, policy: Policy, last: Policy) -> Needed:
    """Return what must be read of an earlier ledger although it is plain by the last policy.

    These are customers whose details were different, and invoices due on another day.
    """
    then, now = policy.customers, last.customers
    changed = {} if policy is last else {*then, *now}
    customers = {name for name in changed if then[name] != now[name]}
    extended = extended_in(ledger.remarks, policy.accounts)
    return replace(extended, customers=extended.customers | customers)


def _read_alike(
    ledgers: Iterable[Ledger], known: Position | None
) -> Iterator[list[tuple[Ledger, Policy]]]:
    """Group consecutive ledgers whose postings are read in the same way, with their policies.

    Args:
        ledgers: the ledgers.
        known: the position of the last of them.
    """
    together: list[tuple[Ledger, Policy]] = []
    for ledger in ledgers:
        if together and _has_same_policy(*together[-1], ledger):
            policy = together[-1][1]
        elif known is not None and _has_same_policy(ledger, known.policy, known.ledger):
            policy = known.policy
        else:
            policy = read_policy(ledger)
        if together and not _is_read_alike(together[0], (ledger, policy)):
            yield together
            together = []
        together.append((ledger, policy))
    if together:
        yield together


def _has_same_policy(earlier: Ledger, policy: Policy, later: Ledger) -> bool:
    """Whether nothing between the two ledgers can change the policy of either of them.

    If the ledger opens no accounts, the answer is no, because the policy then depends on the
    accounts that transactions use; the same if invoices had a say in which are receivable.
    """
    if not earlier.opens or policy.accounts.depend_on_invoices:
        return False
    return (len(earlier.opens), len(earlier.customs)) == (
        len(later.opens),
        len(later.customs),
    )


def _is_read_alike(earlier: tuple[Ledger, Policy], later: tuple[Ledger, Policy]) -> bool:
    """Whether the postings of an earlier ledger have the same owners and names by either policy.

    A customer whose account was opened in the meantime has no postings before that day. On an
    account that several share, however, a payee may be taken for them.
    """
    (before, old), (after, new) = earlier, later
    if not before.opens or old.settings != new.settings:
        return False
    places = [(old.accounts[entry.account], new.accounts[entry.account]) for entry in after.opens]
    if any(then != now for then, now in places):
        return False
    is_shared = any(now is not None and now.customer is None for _, now in places)
    return not is_shared or old.customers == new.customers
