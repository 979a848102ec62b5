"""Payment terms: from the words of a contract and an invoice date to a due date.

``parse_terms("45 jours fin de mois")`` gives :class:`Terms`; ``terms.due(date)``
gives the due date. French and English wordings are understood:

===============================  =====================================================
``30 jours``, ``30 jours nets``  the invoice date + 30 days
``net 30``, ``30 days``          the same
``45 jours fin de mois``         add 45 days, then the end of that month
``fin de mois 45 jours``         the end of the invoice's month, then add 45 days
``30 jours fin de mois le 10``   add, then month end, then the 10th that follows
``fin de mois``, ``end of        the end of the invoice's month
month``
``à réception``, ``comptant``,   the invoice date
``due on receipt``
``10 du mois suivant``           the 10th of the month after the invoice's
===============================  =====================================================

"45 jours fin de mois" may lawfully be counted both ways in France (C. com.
L441-10); the two orders of the words are how a ledger says which was agreed.
"""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from beancount_relance.messages import msg
from beancount_relance.values import BadValueError, read_text

_DAYS = r"(?P<days>\d{1,3}) ?(?:jours?|j|days?)"
_END_OF_MONTH = r"(?:fin (?:de|du) mois|fdm|end of (?:the )?month|eom)"
_ON_DAY = r"(?:,? ?(?:le|the|on the)? ?(?P<on>\d{1,2})(?:er|st|nd|rd|th)?)?"

_AT_ONCE = re.compile(
    r"(?:paiement )?(?:a (?:la )?reception(?: de (?:la )?facture)?|(?:au )?comptant|immediat"
    r"|(?:payable |due )?(?:up)?on receipt|immediate(?:ly)?|cash)"
)
_NET = re.compile(rf"(?:a )?{_DAYS}(?: (?:nets?|date de facture|date de la facture))?")
_NET_EN = re.compile(r"net ?(?P<days>\d{1,3})(?: days?)?")
_DAYS_THEN_MONTH = re.compile(rf"(?:a )?(?:net )?{_DAYS},? ?{_END_OF_MONTH}{_ON_DAY}")
_MONTH_THEN_DAYS = re.compile(rf"{_END_OF_MONTH},? ?\+? ?{_DAYS}")
_MONTH = re.compile(rf"{_END_OF_MONTH}{_ON_DAY}")
_NEXT_MONTH = re.compile(
    r"(?:le |the )?(?P<on>\d{1,2})(?:er|st|nd|rd|th)? "
    r"(?:du mois suivant|of (?:the )?(?:next|following) month)"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """When an invoice falls due, counted from its date.

    The steps apply in this order: ``month_end_first``, ``days``, ``month_end``,
    ``on_day``. Days are calendar days. ``on_day`` is a day of the month; where a
    month is too short, its last day.
    """

    text: str
    days: int = 0
    month_end_first: bool = False
    month_end: bool = False
    on_day: int | None = None

    def due(self, date: datetime.date) -> datetime.date:
        """The due date of an invoice of ``date``."""
        if self.month_end_first:
            date = month_end(date)
        date += datetime.timedelta(days=self.days)
        if self.month_end:
            date = month_end(date)
        if self.on_day is not None:
            date = next_day_of_month(date + datetime.timedelta(days=1), self.on_day)
        return date


def parse_terms(text: str) -> Terms:
    """The terms that ``text`` states.

    Raises:
        BadValueError: ``text`` is none of the wordings above.
    """
    words = _plain(text)
    if _AT_ONCE.fullmatch(words):
        return Terms(text)
    if match := _NET.fullmatch(words) or _NET_EN.fullmatch(words):
        return Terms(text, days=int(match["days"]))
    if match := _DAYS_THEN_MONTH.fullmatch(words):
        on_day = _day(match["on"])
        return Terms(text, days=int(match["days"]), month_end=True, on_day=on_day)
    if match := _MONTH_THEN_DAYS.fullmatch(words):
        return Terms(text, days=int(match["days"]), month_end_first=True)
    if match := _MONTH.fullmatch(words):
        return Terms(text, month_end=True, on_day=_day(match["on"]))
    if match := _NEXT_MONTH.fullmatch(words):
        return Terms(text, month_end=True, on_day=_day(match["on"]))
    raise BadValueError(
        msg(
            "payment terms such as “30 jours”, “45 jours fin de mois”, “fin de mois 45 jours”, "
            "“30 jours fin de mois le 10”, “à réception”, “10 du mois suivant”, “net 30” or "
            "“end of month”"
        )
    )


def read_terms(value: Any) -> Terms:
    """The terms that a setting or metadata states, as :func:`parse_terms`."""
    return parse_terms(read_text(value))


def month_end(date: datetime.date) -> datetime.date:
    """The last day of the month of ``date``."""
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def next_day_of_month(date: datetime.date, day: int) -> datetime.date:
    """The first date from ``date`` on that is the ``day``-th of its month.

    A month that is too short counts with its last day.
    """
    last = month_end(date)
    candidate = date.replace(day=min(day, last.day))
    if candidate >= date:
        return candidate
    following = last + datetime.timedelta(days=1)
    return following.replace(day=min(day, month_end(following).day))


def _day(digits: str | None) -> int | None:
    if digits is None:
        return None
    if not 1 <= int(digits) <= 31:  # noqa: PLR2004 - the days of a month
        raise BadValueError(msg("a day of the month from 1 to 31"))
    return int(digits)


def _plain(text: str) -> str:
    """Lower case, without accents, with single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("\N{NO-BREAK SPACE}", " ").split()).strip(" .")
