r"""The feed: days as an iCalendar file, for calendars that subscribe to it or import it.

    BEGIN:VEVENT
    SUMMARY:Boulangerie Martin SARL: first reminder (e-mail)
    DTSTART;VALUE=DATE:20260616
    DESCRIPTION:F2026-014\n€700.00

Whole days that take no time of anybody, RFC 5545. What somebody noted of a customer, how
to reach them and where the ledger is never stand in it; a discreet feed, for a calendar
that others see, has no names and no amounts either.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from icalendar import Calendar, Event

from beancount_relance.exports.calendar_days import DAY_KINDS, Day
from beancount_relance.language.messages import Language, msg

_DAY = datetime.timedelta(days=1)
_SINCE = datetime.date(2020, 1, 1)


def feed(
    days: Iterable[Day],
    as_of: datetime.date,
    words: Language,
    title: str,
    *,
    discreet: bool = False,
) -> bytes:
    """The days as a calendar.

    Args:
        days: the days.
        as_of: the day they were found for; of two files the one of the later day holds.
        words: the language.
        title: how the calendar is called.
        discreet: leave out names and amounts.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//beancount-relance//relance calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("name", title)
    calendar.add("refresh-interval", _DAY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for day in days:
        calendar.add_component(_event(day, as_of, words, discreet=discreet))
    return bytes(calendar.to_ical())


def summary(day: Day, words: Language, *, discreet: bool = False) -> str:
    """A day in one line."""
    what = msg("{customer}: {what}", customer=day.customer.title, what=day.what)
    text = words.render(day.what if discreet else what)
    return text[:1].upper() + text[1:]


def _event(day: Day, as_of: datetime.date, words: Language, *, discreet: bool) -> Event:
    event = Event()
    event.add("uid", f"{day.uid}@beancount-relance")
    event.add("dtstamp", datetime.datetime.combine(as_of, datetime.time(), datetime.timezone.utc))
    event.add("sequence", max(0, (as_of - _SINCE).days))
    event.add("dtstart", day.date)
    event.add("dtend", day.date + _DAY)
    event.add("summary", summary(day, words, discreet=discreet))
    lines = [words.enumerate(list(day.invoices))]
    if not discreet:
        lines += [words.amount(amount) for amount in day.amounts]
    event.add("description", "\n".join(lines))
    event.add("categories", [words.render(DAY_KINDS[day.kind])])
    event.add("transp", "TRANSPARENT")
    return event
