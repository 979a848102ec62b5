"""What a text tells of promises and plans that were not kept: when, how much, and about what."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.agenda import Action
from beancount_relance.history.promises import Broken
from beancount_relance.texts.reminder_items import ReminderItem


class BrokenPromise(Struct, frozen=True):
    """A broken promise, or a missed instalment of a plan, for at least one invoice of the text.

    Attributes:
        kind: ``promise`` or ``plan``.
        date: the day of the promise or plan.
        until: the last day to pay.
        amount: the amount promised; ``None`` if it was the whole debt.
        items: the invoices of the text that it was about; charges only if it was of no other.
        about_all: whether it was about all invoices of the text.
        in_part: whether a part of it had been paid by that day.
        overdue: of a plan, what is missing now of the instalments that were due.
        ends: whether all that is left is asked for since, before the last dates of the plan. It is
            not if a later plan about one of the invoices was missed as well.
        goes_on: whether the text gives time to pay what is missing of a plan, which then goes on
            with what is left of it.
        came_back: whether a payment came in time, and was returned by the bank later.
    """

    kind: str
    date: datetime.date
    until: datetime.date
    amount: Amount | None
    items: tuple[ReminderItem, ...]
    about_all: bool
    in_part: bool
    overdue: Amount | None
    ends: bool
    goes_on: bool
    came_back: bool


def broken_of(action: Action, items: Sequence[ReminderItem]) -> tuple[BrokenPromise, ...]:
    """Return the broken promises, each once even if several items share it.

    Args:
        action: the action.
        items: its items, as in the text.
    """
    about: dict[Broken, list[ReminderItem]] = defaultdict(list)
    lapsed = (item.decision.standing.lapsed for item in action.items)
    given = {(each.kind, each.until) for each in lapsed if each is not None}
    for item, shown in zip(action.items, items, strict=True):
        for broken in item.decision.broken:
            about[broken].append(shown)
    last = {id(shown): broken for broken in sorted(about, key=_by_day) for shown in about[broken]}
    return tuple(
        _told(
            broken,
            theirs,
            about_all=len(theirs) == len(items),
            is_last=all(last[id(shown)] == broken for shown in theirs),
            given=given,
        )
        for broken, theirs in sorted(about.items(), key=lambda each: _by_day(each[0]))
        if not _is_of_another(broken, theirs)
    )


def _by_day(broken: Broken) -> tuple[datetime.date, datetime.date]:
    return broken.until, broken.date


def _is_of_another(broken: Broken, theirs: Iterable[ReminderItem]) -> bool:
    """Return whether more was promised than some charges, so that it was for their invoice.

    They go along with it, and are still open where that is paid.
    """
    if broken.amount is None or not all(item.charge for item in theirs):
        return False
    charges = _sum(item.amount for item in theirs if item.amount.currency == broken.amount.currency)
    return (broken.amount.number or Decimal()) > charges


def _is_of_a_part(overdue: Amount | None, theirs: Iterable[ReminderItem]) -> bool:
    """Return whether more is open of some items than what is overdue, if anything is."""
    if overdue is None or not overdue.number:
        return False
    owed = [item.outstanding for item in theirs if item.outstanding.number]
    same = [amount for amount in owed if amount.currency == overdue.currency]
    return len(same) < len(owed) or overdue.number < _sum(same)


def _sum(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount.number or Decimal() for amount in amounts), Decimal())


def _told(
    broken: Broken,
    theirs: Sequence[ReminderItem],
    given: Collection[tuple[str, datetime.date]],
    *,
    about_all: bool,
    is_last: bool,
) -> BrokenPromise:
    """Return what a text tells of a promise or plan about some of its items.

    Args:
        broken: the promise or plan.
        theirs: the items.
        given: the kinds and last days of those for which the text gives time to pay.
        about_all: whether these are all items of the text.
        is_last: whether nothing else about them was broken later.
    """
    gives_time = (broken.kind, broken.waits_until) in given
    goes_on = gives_time and any(item.deferred.number for item in theirs)
    return BrokenPromise(
        kind=broken.kind,
        date=broken.date,
        until=broken.until,
        amount=broken.amount,
        items=tuple(item for item in theirs if not item.charge) or tuple(theirs),
        about_all=about_all,
        in_part=broken.in_part,
        overdue=broken.overdue,
        ends=is_last and not goes_on and _is_of_a_part(broken.overdue, theirs),
        goes_on=goes_on,
        came_back=any(
            broken.date <= back.paid <= broken.waits_until < back.returned
            for item in theirs
            for back in item.returned
        ),
    )
