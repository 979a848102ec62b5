"""Rights that run out, or that arise, for open items: their days, and checks about them.

    2026-11-20 note Assets:Clients:Boulangerie-Martin "Déclaré à l'assureur" ^F2026-014
      relance: "exercised"
      right: "credit-insurance"

A note of the kind ``exercised`` says that a right was used; then nothing more is said of it.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from beancount_relance.claims.insolvency_limits import RECLAIM, last_day
from beancount_relance.claims.legal_checks import Check
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import is_older
from beancount_relance.history.note_kinds import EXERCISED, INSOLVENCY
from beancount_relance.language.messages import Message, msg
from beancount_relance.law.rights import Right, rights
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.name_spellings import has_legal_form
from beancount_relance.policy.securities import NO_SECURITIES
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.dates import later

DIRECT_ACTION = "direct-action"
_SOON = datetime.timedelta(days=30)
_YEARLY = "year-end"
_RECURRING = frozenset(right.name for right in rights() if right.start == _YEARLY)
_BEFORE_31_MARCH = (3, 30)
_LastDay = Callable[[Event], datetime.date | None]

WHAT: Mapping[str, Message] = {
    "guarantee": msg("call on the guarantor, {value}"),
    "guarantor-notice": msg(
        "tell the guarantor, {value}, that it is unpaid, or lose the interest until then"
    ),
    "guarantor-yearly": msg(
        "tell the guarantor, {value}, what was owed at the end of the year, or lose interest"
    ),
    "title": msg("reclaim the goods under retention of title"),
    DIRECT_ACTION: msg("claim directly from the owner of the works, {value}"),
    "credit-insurance": msg("declare it to the credit insurer"),
    "retention-money": msg("claim the retention money"),
}
"""What each right lets the creditor do; ``value`` is who it is about."""


class RightOfItem(Struct, frozen=True):
    """A right about an open item.

    Attributes:
        right: the right.
        item: the item.
        day: the last day to exercise it, or the first, if it cannot be lost.
        what: what to do.
    """

    right: Right
    item: Item
    day: datetime.date
    what: Message


def rights_of_items(
    items: Iterable[Item],
    events: Iterable[Event],
    customers: Customers,
    settings: Settings,
) -> Iterator[RightOfItem]:
    """Yield the rights that are not exercised yet, by item.

    Args:
        items: the items; settled ones are ignored.
        events: the history, in order of date.
        customers: the customers by id.
        settings: the settings, for the creditor's country and the names of formal notices.
    """
    history = list(events)
    for item in items:
        if not item.is_open:
            continue
        customer = customers[item.invoice.customer]
        securities = item.invoice.securities.or_else(customer.securities)
        if securities == NO_SECURITIES:
            continue
        if item.invoice.charge:
            securities = securities.of_charges()
        country = settings.country_of(customer)
        reclaim = functools.partial(last_day, RECLAIM, customer=customer, creditor=settings.country)
        about = [event for event in history if _is_about(event, item)]
        exercised = [event for event in about if event.kind == EXERCISED.name]
        used = {event.right for event in exercised} - _RECURRING
        noticed = [event.date for event in about if event.kind in settings.notice_stages]
        for right in rights():
            value = securities.of(right.key)
            if not value or right.name in used or right.country not in (None, country):
                continue
            if right.is_for_people and has_legal_form(str(value)):
                continue
            day = _day(right, item, value, about, noticed, reclaim)
            if day is not None:
                shown = securities.guarantor if right.name == "guarantee" else value
                what = Message(WHAT[right.name].text, {"value": shown or ""})
                yield RightOfItem(right, item, day, what)


def right_checks(
    found: Iterable[RightOfItem], settings: Settings, as_of: datetime.date
) -> Iterator[Check]:
    """Yield a check for each right that is about to be lost, was lost, or can be exercised."""
    if "rights" not in settings.checks:
        return
    once = {(each.right.name, each.item.invoice.source, each.day): each for each in found}
    for each in once.values():  # the instalments of an invoice can share a day
        invoice = each.item.invoice
        if each.day > (as_of + _SOON if each.right.is_lost else as_of):
            continue
        facts = {"invoice": invoice.reference, "what": day_of_right(each, as_of)}
        text = msg("{invoice}: {what}", **facts)
        yield Check("rights", invoice.customer, invoice.reference, text, invoice.source)


def day_of_right(found: RightOfItem, as_of: datetime.date) -> Message:
    """Return what a right lets the creditor do, and since or until when."""
    facts = {"what": found.what, "day": found.day}
    if found.right.is_duty:
        if found.day > as_of:
            return msg("{what}, to be done from {day} on", **facts)
        return msg("{what}, to be done since {day}", **facts)
    if not found.right.is_lost:
        if found.day > as_of:
            return msg("{what}, possible from {day}", **facts)
        return msg("{what}, possible since {day}", **facts)
    if found.day < as_of:
        return msg("{what}; the last day was {day}", **facts)
    return msg("{what}, until {day} at the latest", **facts)


def _is_about(event: Event, item: Item) -> bool:
    if event.kind == INSOLVENCY.name:  # what was supplied later is paid in full
        return event.customer == item.invoice.customer and is_older(item.invoice, event)
    return item.key in event.items


def _day(
    right: Right,
    item: Item,
    value: object,
    about: Iterable[Event],
    noticed: Iterable[datetime.date],
    last_to_reclaim: _LastDay,
) -> datetime.date | None:
    """Return the day of a right, or ``None`` if its time has not begun."""
    if right.start == "insolvency":
        days = (last_to_reclaim(event) for event in about if event.kind == INSOLVENCY.name)
        return min((day for day in days if day is not None), default=None)
    if right.start == _YEARLY:
        done = (e.date for e in about if e.kind == EXERCISED.name and e.right == right.name)
        year = max((item.invoice.date, *done)).year + 1
        return datetime.date(year, *_BEFORE_31_MARCH)
    start = _start(right, item, value, noticed)
    if start is None:
        return None
    if isinstance(value, int) and right.length is None:
        return start + datetime.timedelta(days=value)
    if right.length is None:
        return start
    return later(start, right.length.count, right.length.unit)


def _start(
    right: Right, item: Item, value: object, noticed: Iterable[datetime.date]
) -> datetime.date | None:
    if right.start == "given":
        return value if isinstance(value, datetime.date) else None
    if right.start == "due":
        return item.invoice.due
    return min(noticed, default=None)
