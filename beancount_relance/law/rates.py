"""Interest rates: published series, and rules such as "ECB + 10".

The series are rows of ``data/rates.csv``, each with its source; until when each is
known is in ``data/rate_series.csv``. Nothing is extrapolated beyond. A ledger adds
what has been published since with

    2027-01-01 custom "relance-rate" "ecb-mro" 2.65

which holds from the date of the directive, and overrides a row of ours.

A contract has its own rate: ``12.5`` (percent a year), ``"BCE + 10"``,
``"Basiszins + 9"``, ``"BoE + 8"`` or ``"3 x legal"``. The legal rate is that of the
country whose law governs the claim: the series that has it in the column ``legal_in``.
"""

from __future__ import annotations

import bisect
import datetime
import functools
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from beancount.core.data import Custom

from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.law.tables import rows
from beancount_relance.values.readers import BadValueError, is_reckonable, unknown_key, values_of

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
_RULE = re.compile(
    rf"(?P<series>{'|'.join(_NAMES)}) ?\+ ?(?P<margin>\d{{1,2}}(?:[.,]\d+)?)"
    r"|(?P<factor>\d{1,2}(?:[.,]\d+)?) ?(?:x|fois) ?(?:legal|le taux legal|taux legal)"
    r"|(?P<fixed>\d{1,2}(?:[.,]\d+)?)"
)
_MOST_PERCENT = 100

LEGAL = "legal"
"""The series of a rule on the legal rate until the governing law is known."""


@dataclass(frozen=True, slots=True)
class RateSeries:
    """A published rate over time.

    ``steps`` are (first day, percent a year), rising; ``known_until`` is the
    last day whose rate is known; ``about`` says what it is.
    """

    name: str
    steps: tuple[tuple[datetime.date, Decimal], ...]
    known_until: datetime.date
    about: str = ""

    def percent(self, day: datetime.date) -> Decimal | None:
        """The rate in force on ``day`` in percent a year; ``None`` if not known."""
        index = bisect.bisect_right(self.steps, day, key=lambda step: step[0]) - 1
        if index < 0 or day > self.known_until:
            return None
        return self.steps[index][1]

    def with_step(self, day: datetime.date, percent: Decimal) -> RateSeries:
        """The series with the rate ``percent`` from ``day`` on, and known until then at least."""
        steps = dict(self.steps) | {day: percent}
        return replace(
            self, steps=tuple(sorted(steps.items())), known_until=max(self.known_until, day)
        )


@dataclass(frozen=True, slots=True)
class RateRule:
    """A rate to charge: ``factor`` × a series + ``margin``, or ``margin`` alone.

    In percent a year. ``series`` is :data:`LEGAL` until :meth:`under` puts the
    legal rate of a country in its place. The series is read on the first day of the half-year
    (C. com. L441-10: 1 January for the first, 1 July for the second). With a
    ``step`` the sum is rounded up to its next multiple (Belgium, loi du 2 août
    2002, article 5: "arrondi au demi-point de pourcentage supérieur").
    """

    series: str | None
    margin: Decimal = Decimal()
    factor: Decimal = Decimal(1)
    step: Decimal | None = None

    def under(self, countries: Collection[str]) -> RateRule:
        """The rule under the law of some countries, whose legal rate takes the place of “legal”.

        Where we know of no legal rate there, the rule stays as it is, and its rate unknown.
        """
        if self.series != LEGAL:
            return self
        return replace(self, series=_legal_series(countries) or LEGAL)

    def percent(self, day: datetime.date, series: Mapping[str, RateSeries]) -> Decimal | None:
        """The rate of the half-year of ``day``; ``None`` if it is not known."""
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


def half_year(day: datetime.date) -> datetime.date:
    """The first day of the half-year that ``day`` is in."""
    return day.replace(month=1 if day.month <= 6 else 7, day=1)  # noqa: PLR2004 - June


def next_half_year(day: datetime.date) -> datetime.date:
    """The first day of the half-year after that of ``day``."""
    start = half_year(day)
    return start.replace(month=7) if start.month == 1 else datetime.date(day.year + 1, 1, 1)


def read_rate_rule(value: Any) -> RateRule:
    """A contract's rate: ``12.5`` (percent a year), ``"BCE + 10"`` or ``"3 x legal"``."""
    if isinstance(value, Decimal) and value >= 0 and _is_percent(value):
        return RateRule(None, value)
    if isinstance(value, str):
        text = " ".join(value.casefold().replace("é", "e").replace("×", "x").split())
        match = _RULE.fullmatch(text.removesuffix("%").removesuffix("points").strip())
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
    """The series that come with the package, by name."""
    steps: dict[str, list[tuple[datetime.date, Decimal]]] = {}
    for row in rows("rates.csv"):
        step = (datetime.date.fromisoformat(row["from"]), Decimal(row["percent"]))
        steps.setdefault(row["series"], []).append(step)
    return {
        row["series"]: RateSeries(
            row["series"],
            tuple(steps[row["series"]]),
            datetime.date.fromisoformat(row["known_until"]),
            row["about"],
        )
        for row in rows("rate_series.csv")
    }


def parse_rates(customs: Iterable[Custom]) -> tuple[dict[str, RateSeries], list[Problem]]:
    """The series with the ledger's ``relance-rate`` directives, and what was not understood.

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
                problems.append(Problem(unknown_key(name, series), source))
            case _:
                text = msg('a rate is written: custom "relance-rate" "ecb-mro" 2.65 (percent)')
                problems.append(Problem(text, source))
    return series, problems


def _is_percent(value: Decimal) -> bool:
    """Whether a number can be a rate in percent a year; a base rate may be negative."""
    return is_reckonable(value) and abs(value) < _MOST_PERCENT


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
