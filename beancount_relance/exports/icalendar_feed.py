r"""Writes days as an iCalendar file, for calendars that subscribe to it or import it.

    BEGIN:VEVENT
    SUMMARY:Boulangerie Martin SARL: first reminder (e-mail)
    DTSTART;VALUE=DATE:20260616
    DESCRIPTION:F2026-014\n€700.00

The entries are all-day events that do not block anyone's time (RFC 5545). The feed never
contains notes about customers, their contact details or the ledger's path. A discreet feed, for
a calendar that others can see, leaves out names and amounts as well.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from icalendar import Calendar, Event

from beancount_relance.exports.calendar_days import DAY_KINDS, Day
from beancount_relance.language.messages import Language, msg
from beancount_relance.language.text import one_line

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
    """Return the days as the bytes of an iCalendar file.

    Args:
        days: the days.
        as_of: the date of the report; entries of a later report replace those of an earlier one.
        words: the language.
        title: the name of the calendar.
        discreet: whether to leave out names and amounts.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//beancount-relance//relance calendar//EN")
    calendar.add("version", "2.0")
    name = one_line(title)  # a creditor's name may have several lines
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", _DAY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    for day in days:
        calendar.add_component(_event(day, as_of, words, discreet=discreet))
    return bytes(calendar.to_ical())


def summary(day: Day, words: Language, *, discreet: bool = False) -> str:
    """Return a day as one line."""
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
