"""Payment terms: compute due dates from the wording of a contract.

``parse_terms("45 jours fin de mois")`` returns :class:`Terms`, and ``terms.due(date)``
returns the due date of an invoice. The words are known in several languages
(:mod:`~beancount_relance.values.terms.terms_signs`):

===============================  =====================================================
``30 jours``, ``30 jours nets``  the invoice date + 30 days
``net 30``, ``n/30``, ``30``     the same: a number alone is one of days
``2 weeks``, ``14 Tage``         weeks, and days in more languages; a fortnight is 14 days,
                                 ``sous quinzaine`` 15, ``sous huitaine`` 8
``1 mois``, ``12 months``,       the same day of a later month, or the last of a short one
``1 year``
``1 mois fin de mois``           add the month, then the end of that month
``45 jours fin de mois``,        add 45 days, then the end of that month
``45 EOM``
``fin de mois 45 jours``,        the end of the invoice's month, then add 45 days
``EOM+45``
``30 jours fin de mois le 10``   add, then month end, then the 10th that follows
``fin de mois``, ``end of        the end of the invoice's month
month``
``à réception``, ``comptant``,   the invoice date
``due on receipt``
``10 du mois suivant``           the 10th of the month after the invoice's
``30% à la commande, 70% 30      instalments, each with its own terms; ``le solde`` or
jours``                          ``balance`` stands for the remaining share
``2% 10 net 30``, ``2/10 n/30``  30 days; the discount of 2% within 10 days is shown,
                                 but never applied
``10 Tage 2 % Skonto, 30 Tage``  the same
``3% 7, 2% 14, net 30``          the same, with two discounts
===============================  =====================================================

French law allows both ways of counting "45 jours fin de mois" (C. com. L441-10). The
order of the words tells which one was agreed. “30/60/90” does not say how much is due when,
so it cannot be read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.values.dates import month_end, months_later, next_day_of_month
from beancount_relance.values.money import unit
from beancount_relance.values.readers import BadValueError, read_text
from beancount_relance.values.terms.terms_signs import TermsSigns, terms_signs

_LONGEST = 1000
"""More characters than terms have; reading many instalments takes the square of their number."""

_ALL = Decimal(100)
_MOST_PERCENT = Decimal(10)
"""Two bare numbers, as in “2/10” and “30/60”, are a discount if the first is less than this."""
_MOST_COUNT = 999
LONGEST_MONTH = 31
"""The most days of a month, for an upper bound of a delay."""


class Delay(Struct, frozen=True):
    """The delay between the date of an invoice and a due date.

    The steps apply in this order: ``month_end_first``, ``months``, ``days``,
    ``month_end``, ``on_day``. Days are calendar days. ``on_day`` is a day of the month;
    a month that is too short uses its last day.
    """

    days: int = 0
    months: int = 0
    month_end_first: bool = False
    month_end: bool = False
    on_day: int | None = None

    @property
    def at_once(self) -> bool:
        """Whether the invoice is due on its own date."""
        return self == _AT_ONCE

    @property
    def most_days(self) -> int:
        """A number of days that the delay never exceeds, whatever the date of the invoice."""
        ends = (self.month_end_first, self.month_end, self.on_day is not None)
        return self.days + LONGEST_MONTH * (self.months + sum(ends))

    def due(self, date: datetime.date) -> datetime.date:
        """Return the due date of an invoice dated ``date``."""
        if self.month_end_first:
            date = month_end(date)
        if self.months:
            date = months_later(date, self.months)
        date += datetime.timedelta(days=self.days)
        if self.month_end:
            date = month_end(date)
        if self.on_day is not None:
            date = next_day_of_month(date + datetime.timedelta(days=1), self.on_day)
        return date


_AT_ONCE = Delay()


class Discount(Struct, frozen=True):
    """A discount of ``percent`` for payment within ``days`` of the invoice date."""

    percent: Decimal
    days: int

    def until(self, date: datetime.date) -> datetime.date:
        """Return the last day on which the discount applies to an invoice dated ``date``."""
        return date + datetime.timedelta(days=self.days)


class Terms(Struct, frozen=True):
    """The agreed payment terms of an invoice.

    Attributes:
        text: the wording in the ledger.
        shares: the instalments, as a percentage of the invoice and the delay until it
            is due. They add up to 100; usually there is only one, and none if the wording
            cannot be read.
        discounts: the discounts for early payment that are offered, the earliest first.
    """

    text: str
    shares: tuple[tuple[Decimal, Delay], ...] = ((_ALL, Delay()),)
    discounts: tuple[Discount, ...] = ()

    @property
    def can_be_read(self) -> bool:
        """Whether it is known when they let an invoice be due."""
        return bool(self.shares)

    def due(self, date: datetime.date) -> datetime.date:
        """Return the due date of an invoice dated ``date``, or of its last instalment."""
        return max(delay.due(date) for _, delay in self.shares)

    def split(self, amount: Decimal, currency: str) -> list[tuple[Decimal, Delay]]:
        """Split the amount of an invoice into its instalments.

        All but the last are rounded half up to the unit of the currency, or to the
        precision of the amount if that is finer. The last one takes the remainder.
        """
        if len(self.shares) == 1:
            return [(amount, self.shares[0][1])]
        step = min(unit(currency), Decimal(1).scaleb(int(amount.as_tuple().exponent)))
        parts = [
            ((amount * percent / _ALL).quantize(step, ROUND_HALF_UP), delay)
            for percent, delay in self.shares[:-1]
        ]
        rest = amount - sum((part for part, _ in parts), Decimal())
        return [*parts, (rest, self.shares[-1][1])]


def parse_terms(text: str) -> Terms:
    """Parse payment terms.

    Raises:
        BadValueError: The text matches none of the supported wordings, or the
            instalments do not add up to 100 percent.
    """
    wording = terms_signs(text) if len(text) <= _LONGEST else None
    found = wording and (_whole(text, wording) or _discounted(text, wording))
    if found:
        return found
    if wording and (shares := _shares(wording)):
        return Terms(text, shares)
    raise BadValueError(
        msg(
            "payment terms such as “30 jours”, “45 jours fin de mois”, “fin de mois 45 jours”, "
            "“30 jours fin de mois le 10”, “à réception”, “10 du mois suivant”, “net 30”, "
            "“end of month”, “30% à la commande, 70% 30 jours” or “2% 10 net 30”"
        )
    )


def _whole(text: str, wording: TermsSigns) -> Terms | None:
    """Return the terms if all is due on one day, and nothing is said of a discount."""
    delay = _delay(wording)
    return None if delay is None else Terms(text, ((_ALL, delay),))


def _discounted(text: str, wording: TermsSigns) -> Terms | None:
    """Return the terms if all is due on one day, with discounts before or after it."""
    for order in _WITH_DISCOUNTS:
        if match := re.fullmatch(order, wording.signs):
            terms = _whole(text, wording.part(*match.span("delay")))
            discounts = _discounts(wording.part(*match.span("discounts")))
            if terms is not None and discounts:
                return replace(terms, discounts=discounts)
    return None


def _discounts(wording: TermsSigns) -> tuple[Discount, ...]:
    """Return the discounts, the earliest first; none if one is none that anybody grants."""
    found: list[Discount] = []
    for match in re.finditer(_DISCOUNT, wording.signs):
        percent, days = _numbers(match, wording)
        if match["days_first"]:
            percent, days = days, percent
        is_told = match["percent"] or "s" in match[0]
        if not (0 < percent < (_ALL if is_told else _MOST_PERCENT) and _is_count(days)):
            return ()
        found.append(Discount(percent, int(days)))
    return tuple(sorted(found, key=lambda each: each.days))


def _shares(wording: TermsSigns) -> tuple[tuple[Decimal, Delay], ...]:
    """Return the instalments in the terms, or an empty tuple if there are none."""
    starts = list(re.finditer(r"n%|r", wording.signs))
    if not starts or starts[0].start():
        return ()
    shares: list[tuple[Decimal, Delay]] = []
    ends = [*(match.start() for match in starts[1:]), len(wording.signs)]
    for match, end in zip(starts, ends, strict=True):
        delay = _delay(wording.part(match.end(), end))
        if delay is None:
            return ()
        stated = _numbers(match, wording)
        left = _ALL - sum((percent for percent, _ in shares), Decimal())
        shares.append((stated[0] if stated else left, delay))
    if len(shares) == 1 and shares[0][0] != _ALL:
        return ()
    if sum(percent for percent, _ in shares) != _ALL or any(percent <= 0 for percent, _ in shares):
        raise BadValueError(
            msg("shares that add up to 100%, such as “30% à la commande, 70% 30 jours”")
        )
    return tuple(shares)


def _delay(wording: TermsSigns) -> Delay | None:
    """Return the delay that the signs mean; ``None`` if they mean none."""
    for pattern, delay in _WORDINGS:
        if match := re.fullmatch(pattern, wording.signs):
            return delay(match, _numbers(match, wording))
    return None


def _numbers(match: re.Match[str], wording: TermsSigns) -> list[Decimal]:
    """Return the numbers in a match, in order."""
    return [wording.numbers[at] for at in range(*match.span()) if at in wording.numbers]


def _span(match: re.Match[str], numbers: Sequence[Decimal]) -> Delay | None:
    """Return the days, weeks or months of a match; a bare number is one of days."""
    if not _is_count(numbers[0]):
        return None
    count, unit = int(numbers[0]), match.groupdict().get("unit")
    if unit in _MONTHS:
        return Delay(months=_MONTHS[unit] * count)
    return Delay(7 * count if unit == "w" else count)


def _to_month_end(match: re.Match[str], numbers: Sequence[Decimal]) -> Delay | None:
    span = _span(match, numbers)
    return span and replace(span, month_end=True, on_day=_day(numbers[1:]))


def _from_month_end(match: re.Match[str], numbers: Sequence[Decimal]) -> Delay | None:
    span = _span(match, numbers)
    return span and replace(span, month_end_first=True)


def _on_day(_match: re.Match[str], numbers: Sequence[Decimal]) -> Delay:
    return Delay(month_end=True, on_day=_day(numbers))


def _day(numbers: Sequence[Decimal]) -> int | None:
    if not numbers:
        return None
    if not (_is_count(numbers[0]) and 1 <= numbers[0] <= LONGEST_MONTH):
        raise BadValueError(msg("a day of the month from 1 to 31"))
    return int(numbers[0])


def _is_count(number: Decimal) -> bool:
    return number == int(number) and number <= _MOST_COUNT


_MONTHS: Mapping[str | None, int] = {"m": 1, "y": 12}
_UNIT = "(?P<unit>[dwmy])"
_DAY = "n#?~?"
"""A day of a month: “10”, “10th”, “10 du mois”. Without the month’s, it is no terms."""
_WORDINGS: Sequence[tuple[str, Callable[[re.Match[str], Sequence[Decimal]], Delay | None]]] = (
    (rf"t*n{_UNIT}t*c?t*", _span),  # the usual terms
    (r"t*[ic]+t*", lambda _match, _numbers: Delay()),
    (r"t*/?n|nt+", _span),
    (rf"t*n{_UNIT}?t*c?[,+]?t*e(?:,?o?{_DAY}x?)?", _to_month_end),
    (rf"t*n{_UNIT}?t*>e", _from_month_end),
    (rf"t*e[,+]?t*n{_UNIT}?t*", _from_month_end),
    (rf"t*(?:e|e,?o{_DAY}x?|e,?{_DAY}x|o?{_DAY}x)t*", _on_day),
    (r"t*(?:f|ex|e\})t*", lambda _match, _numbers: Delay(months=1, month_end=True)),
)
"""What each wording means, in the signs of ``terms_signs``; the first that fits counts."""

_DISCOUNT = r"(?:(?P<days_first>nds?n%s?)|s?n(?:(?P<percent>%)/?|/)s?nd?)"
_ANY_DISCOUNTS = rf"(?P<discounts>(?:{_DISCOUNT},?){{1,3}})"
_WITH_DISCOUNTS = (rf"{_ANY_DISCOUNTS}(?P<delay>.+)", rf"(?P<delay>[^%s]+),{_ANY_DISCOUNTS}")


def read_terms(value: Any) -> Terms:
    """Read payment terms from a setting or metadata, text or a number of days.

    See :func:`parse_terms`.
    """
    return parse_terms(str(value) if isinstance(value, Decimal) else read_text(value))
