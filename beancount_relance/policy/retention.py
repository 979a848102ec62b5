"""Retention money: the part of an invoice that the customer keeps back until a later day.

    2024-01-01 custom "relance" "retention" "5 % 1 year"

In France it is at most 5 % of works, for one year after they are accepted (law 71-584 of 16 July
1971); the day counts from the invoice, unless a due date says otherwise.
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import msg
from beancount_relance.values.dated import Dated, followed, from_day_on
from beancount_relance.values.dates import later
from beancount_relance.values.money import unit
from beancount_relance.values.readers import BadValueError

_RETENTION = expression(
    r"(?P<percent>\d{1,2}(?:[.,]\d{1,2})?)\s*%,?\s+(?P<count>[1-9]\d{0,2})\s+"
    r"(?:(?P<day>days?|jours?)|(?P<week>weeks?|semaines?)|(?P<month>months?|mois)"
    r"|(?P<year>years?|ans?|années?))"
)


class Retention(Struct, frozen=True):
    """How much of an invoice customers may keep back, in percent, and for how long."""

    percent: Decimal
    count: int
    unit: str

    def of(self, amount: Decimal, currency: str) -> Decimal:
        """Return what is kept back of an amount, rounded to the currency's unit."""
        return (amount * self.percent / 100).quantize(unit(currency), ROUND_HALF_UP)

    def until(self, invoiced: datetime.date) -> datetime.date:
        """Return the day on which it is due, for an invoice of that date."""
        return later(invoiced, self.count, self.unit)


class DatedRetentions(Struct, frozen=True):
    """What customers may keep back, each with the day of the first invoices that it is for.

    The first one is for what is older, too.
    """

    since: Dated[Retention] = ()

    def __bool__(self) -> bool:
        """Return whether they may keep back anything."""
        return bool(self.since)

    def then(self, day: datetime.date, retention: Retention) -> DatedRetentions:
        """Return these and one for the invoices from a day on."""
        return DatedRetentions(followed(self.since, day, retention))

    def on(self, invoiced: datetime.date) -> Retention | None:
        """Return what may be kept back of an invoice of a day, if anything may."""
        return next((each for _, each in from_day_on(self.since, invoiced)), None)


def read_retention(value: Any) -> Retention:
    """Read a percentage and a time, such as “5 % 1 year” or “5 % 12 mois”."""
    match = isinstance(value, str) and _RETENTION.fullmatch(value.strip().casefold())
    if not match or not (percent := Decimal(match["percent"].replace(",", "."))):
        raise BadValueError(msg("a percentage and a time, such as “5 % 1 year” or “5 % 12 mois”"))
    name = next(name for name in ("day", "week", "month", "year") if match[name])
    return Retention(percent, int(match["count"]), name)
