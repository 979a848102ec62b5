"""Interest rates: published series, and rules such as "ECB + 10".

The published rates are rows of ``data/rates.csv``, each with its source. The last day for
which each series is known is in ``data/rate_series.csv``; later rates are never
extrapolated. A ledger can add a rate published since then:

    2027-01-01 custom "relance-rate" "ecb-mro" 2.65

It applies from the date of the directive and overrides the built-in rate of that day.

A contract can set its own rate: ``12.5`` (percent a year), ``"BCE + 10"``,
``"Basiszins + 9"``, ``"BoE + 8"`` or ``"3 x legal"``. The legal rate is that of the
country whose law governs the claim: the series that lists the country in the column
``legal_in``.
"""

from __future__ import annotations

import bisect
import datetime
import functools
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from beancount.core.data import Custom
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.law.tables import rows
from beancount_relance.values.readers import BadValueError, is_calculable, unknown_key, values_of
from beancount_relance.values.vocabulary import CHOICE

_NAMES: Mapping[str, str] = {
    "bce": "ecb-mro",
    "ecb": "ecb-mro",
    "ecb-mro": "ecb-mro",
    "taux bce": "ecb-mro",
    "basiszins": "de-base",
    "basiszinssatz": "de-base",
    "de-base": "de-base",
    "boe": "boe-reference",
    "boe-reference": "boe-reference",
}
_RULE = (
    rf"(?P<series>{'|'.join(_NAMES)}) ?\+ ?(?P<margin>\d{{1,2}}(?:[.,]\d+)?)"
    r"|(?P<factor>\d{1,2}(?:[.,]\d+)?) ?(?:x|fois) ?(?:legal|le taux legal|taux legal)"
    r"|(?P<fixed>\d{1,2}(?:[.,]\d+)?)"
)
_MOST_PERCENT = 100

LEGAL = "legal"
"""A placeholder for the legal rate, until the governing law is known."""

_DAY = datetime.timedelta(days=1)


class RateSeries(Struct, frozen=True):
    """A published rate over time.

    Attributes:
        name: the name of the series.
        steps: the rates, as pairs of first day and percent a year, in order of date;
            ``None`` if nobody could verify the rate from that day on.
        known_until: the last day whose rate is known.
        about: a description of the series.
    """

    name: str
    steps: tuple[tuple[datetime.date, Decimal | None], ...]
    known_until: datetime.date
    about: str = ""

    def percent(self, day: datetime.date) -> Decimal | None:
        """Return the rate in force on ``day`` in percent a year, or ``None`` if unknown."""
        index = bisect.bisect_right(self.steps, day, key=lambda step: step[0]) - 1
        if index < 0 or day > self.known_until:
            return None
        return self.steps[index][1]

    def with_step(self, day: datetime.date, percent: Decimal) -> RateSeries:
        """Add the rate ``percent`` from ``day`` on; the series is known at least until then."""
        steps = dict(self.steps) | {day: percent}
        return replace(
            self, steps=tuple(sorted(steps.items())), known_until=max(self.known_until, day)
        )


class RateRule(Struct, frozen=True):
    """A rate in percent a year: ``factor`` × a series + ``margin``, or ``margin`` alone.

    ``series`` is :data:`LEGAL` until :meth:`under` replaces it with the legal rate of a
    country. The rate of the series on the first day of the half-year applies (C. com.
    L441-10: 1 January and 1 July). If there is a ``step``, the result is rounded up to a
    multiple of it (Belgium, loi du 2 août 2002, article 5: "arrondi au demi-point de
    pourcentage supérieur").
    """

    series: str | None
    margin: Decimal = Decimal()
    factor: Decimal = Decimal(1)
    step: Decimal | None = None

    def under(self, countries: Collection[str]) -> RateRule:
        """Replace “legal” with the legal rate of ``countries``.

        If no legal rate is known for them, the rule is returned unchanged, and its rate
        is unknown.
        """
        if self.series != LEGAL:
            return self
        return replace(self, series=_legal_series(countries) or LEGAL)

    def percent(self, day: datetime.date, series: Mapping[str, RateSeries]) -> Decimal | None:
        """Return the rate for the half-year that contains ``day``, or ``None`` if unknown."""
        if self.series is None:
            return self.margin
        known = series.get(self.series)
        base = known.percent(half_year(day)) if known is not None else None
        if base is None:
            return None
        percent = self.factor * base + self.margin
        if self.step is None:
            return percent
        return (percent / self.step).to_integral_value(ROUND_CEILING) * self.step

    def known_since(self, day: datetime.date, series: Mapping[str, RateSeries]) -> datetime.date:
        """Return the half-year from which on the rate is known without a gap until a day.

        That is the half-year after the day if its own rate is unknown. What is before the
        beginning of the series is no gap.
        """
        known = series.get(self.series) if self.series is not None else None
        if known is None or not known.steps:
            return datetime.date.min if self.series is None else next_half_year(day)
        since = next_half_year(day)
        while self.percent(since - _DAY, series) is not None:
            since = half_year(since - _DAY)
        is_gap = half_year(since - _DAY) > known.steps[0][0]
        return since if is_gap else datetime.date.min


def half_year(day: datetime.date) -> datetime.date:
    """Return the first day of the half-year that contains ``day``."""
    return day.replace(month=1 if day.month <= 6 else 7, day=1)  # noqa: PLR2004 - June


def next_half_year(day: datetime.date) -> datetime.date:
    """Return the first day of the half-year after the one that contains ``day``."""
    start = half_year(day)
    return start.replace(month=7) if start.month == 1 else datetime.date(day.year + 1, 1, 1)


def read_rate_rule(value: Any) -> RateRule:
    """Read a contractual rate: ``12.5`` (percent a year), ``"BCE + 10"`` or ``"3 x legal"``."""
    if isinstance(value, Decimal) and value >= 0 and _is_percent(value):
        return RateRule(None, value)
    if isinstance(value, str):
        text = " ".join(value.casefold().replace("é", "e").replace("×", "x").split())
        match = re.fullmatch(_RULE, text.removesuffix("%").removesuffix("points").strip())
        if match and match["series"]:
            return RateRule(_NAMES[match["series"]], _decimal(match["margin"]))
        if match and match["factor"]:
            return RateRule(LEGAL, factor=_decimal(match["factor"]))
        if match:
            return RateRule(None, _decimal(match["fixed"]))
    raise BadValueError(msg("a yearly rate: 12.5 (percent), “BCE + 10” or “3 x legal”"))


def _legal_series(countries: Collection[str]) -> str | None:
    for row in rows("rate_series.csv"):
        if countries and set(countries) <= set(row["legal_in"].split()):
            return row["series"]
    return None


@functools.cache
def published_series() -> Mapping[str, RateSeries]:
    """Return the rate series that come with the package, by name."""
    steps: dict[str, list[tuple[datetime.date, Decimal | None]]] = {}
    for row in rows("rates.csv"):
        percent = Decimal(row["percent"]) if row["percent"] else None
        step = (datetime.date.fromisoformat(row["from"]), percent)
        steps.setdefault(row["series"], []).append(step)
    return {
        row["series"]: RateSeries(
            row["series"],
            tuple(steps.get(row["series"], ())),
            datetime.date.fromisoformat(row["known_until"]),
            row["about"],
        )
        for row in rows("rate_series.csv")
    }


def parse_rates(customs: Iterable[Custom]) -> tuple[dict[str, RateSeries], list[Problem]]:
    """Return the rate series including the ledger's ``relance-rate`` directives, and problems.

    Args:
        customs: the custom directives up to the day, in the order of their
            dates; those of other types are ignored.
    """
    series = dict(published_series())
    problems: list[Problem] = []
    for entry in customs:
        if entry.type != "relance-rate":
            continue
        source = Source.of(entry.meta)
        match values_of(entry):
            case [str(name), Decimal() as percent] if name in series and _is_percent(percent):
                series[name] = series[name].with_step(entry.date, percent)
            case [str(name), Decimal()] if name not in series:
                problems.append(Problem(unknown_key(name, series, CHOICE), source, "bad-rate"))
            case _:
                text = msg('write a rate as: custom "relance-rate" "ecb-mro" 2.65 (percent)')
                problems.append(Problem(text, source, "bad-rate"))
    return series, problems


def _is_percent(value: Decimal) -> bool:
    """Return whether a number is a plausible yearly rate; a base rate may be negative."""
    return is_calculable(value) and abs(value) < _MOST_PERCENT


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
