"""Regimes: a creditor's legal rights against late payers, by country and kind of customer.

They are rows of ``data/regimes.csv``, each with the date it was last checked. Their
sources and the phrases that texts use are in ``data/regime_words.csv``. None of this is
legal advice.
"""

from __future__ import annotations

import bisect
import datetime
import functools
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Translated
from beancount_relance.law.rates import LEGAL, RateRule, read_rate_rule
from beancount_relance.law.recovery_fee import Fee, parse_fee
from beancount_relance.law.regime_words import phrase
from beancount_relance.law.tables import day_of, rows
from beancount_relance.values.terms.payment_terms import Terms, parse_terms
from beancount_relance.values.working_days import next_working_day

_DAY = datetime.timedelta(days=1)
_SURCHARGE = re.compile(r"(?P<points>\d+) after (?P<months>\d+)")

_ON_SUNDAY = "sunday"
"""Where the weekend of a law about due dates begins, if Saturdays do not belong to it."""
NOT_VERIFIED = "not verified"
"""The confidence of a row that nobody has compared with its sources yet."""


class Surcharge(Struct, frozen=True):
    """Points added to the rate ``months`` after a judgment.

    ``first_day`` is the first day with the points; ``None`` as long as there is no judgment.
    """

    points: Decimal
    months: int
    first_day: datetime.date | None = None


class Regime(Struct, frozen=True):
    """The legal rules for one kind of claim.

    Attributes:
        name: the name of the regime, such as ``fr-business``.
        countries: the countries whose law it is.
        kinds: the kinds of customer it applies to.
        since: the first date of an invoice that it applies to; ``None`` if open.
        until: the last such date; ``None`` if open.
        rate: the yearly rate of late interest.
        frozen: whether the rate of the half-year in which interest starts applies
            throughout; if not, each day uses the rate of its own half-year.
        from_notice: whether interest runs from the receipt of a formal notice; if not,
            it runs from the due date.
        compounds: whether the interest of each year bears interest from then on.
        shifts_due: the first day of the weekend, ``saturday`` or ``sunday``, if the law moves a due
            date on the weekend or a holiday to the next working day; empty if it does not.
        surcharge: the points added some time after a judgment, if any.
        day_count: the number of days in a year of interest.
        fee: the recovery fee per invoice, if the law grants one.
        longest_terms: the longest payment terms that may be agreed, in each lawful way
            of counting; empty if there is no limit or it is unknown.
        least_rate: the minimum rate that a contract may set, if there is one.
        confidence: how many sources support the row, or :data:`NOT_VERIFIED`.
        checked: the date on which the row was checked against its sources.
        without_reminder: whether interest and fee are owed without a reminder.
        notice_interrupts: whether a formal notice interrupts the limitation period;
            ``None`` if that is unknown.
        interest_outside_vat: whether interest and fees received are known to be outside
            the scope of VAT.
        sources: the articles of law.
        by_currency: the series that the rate follows for a claim in each currency, if the law
            tells them apart; for another currency there is none.
    """

    name: str
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    since: datetime.date | None
    until: datetime.date | None
    rate: RateRule
    frozen: bool
    from_notice: bool
    compounds: bool
    shifts_due: str
    surcharge: Surcharge | None
    day_count: int
    fee: Fee | None
    longest_terms: tuple[Terms, ...]
    least_rate: RateRule | None
    confidence: str
    checked: datetime.date
    without_reminder: bool
    notice_interrupts: bool | None
    interest_outside_vat: bool
    sources: Translated
    by_currency: Mapping[str, str] = {}

    @property
    def is_contract(self) -> bool:
        """Whether the regime is based on the rate of the contract alone."""
        return not self.countries

    def in_currency(self, currency: str) -> Regime:
        """Return the regime for a claim in a currency; its rate is unknown if none is for it."""
        series = self.by_currency.get(currency, LEGAL) if self.by_currency else self.rate.series
        if series == self.rate.series:
            return self
        return replace(self, rate=replace(self.rate, series=series))

    def latest_due(self, invoiced: datetime.date) -> datetime.date | None:
        """Return the latest due date that may be agreed for an invoice, if there is a limit."""
        return _latest_due(self.name, invoiced) if self.longest_terms else None

    def last_day_to_pay(self, due: datetime.date) -> datetime.date:
        """Return a due date, or the next working day in the country if the law moves it there."""
        if not self.shifts_due:
            return due
        saturdays = self.shifts_due == _ON_SUNDAY
        return next_working_day(due, self.countries[0], saturdays=saturdays)


@functools.lru_cache(maxsize=4096)
def _latest_due(regime: str, invoiced: datetime.date) -> datetime.date:
    return max(terms.due(invoiced) for terms in regimes()[regime].longest_terms)


@functools.cache
def regimes() -> Mapping[str, Regime]:
    """Return all regimes by name, those for specific countries first."""
    return {row["regime"]: _regime(row) for row in rows("regimes.csv")}


@functools.cache
def _changes() -> Sequence[datetime.date]:
    """Return the days from which a regime holds, or holds no more, in order."""
    begun = {each.since for each in regimes().values() if each.since is not None}
    over = {each.until + _DAY for each in regimes().values() if each.until is not None}
    return sorted(begun | over)


def time_of(invoiced: datetime.date) -> int:
    """Return a number that invoices have in common between whose dates no regime changed."""
    return bisect.bisect_right(_changes(), invoiced)


def regime_in(country: str | None, kind: str, invoiced: datetime.date) -> Regime | None:
    """Return the regime of a country for a kind of customer, or ``None`` if it is unknown.

    Args:
        country: the country whose law governs.
        kind: the kind of customer.
        invoiced: the date of the invoice.
    """
    for regime in _by_country().get((country or "", kind), ()):
        started = regime.since is None or regime.since <= invoiced
        if started and (regime.until is None or invoiced <= regime.until):
            return regime
    return None


@functools.cache
def _by_country() -> Mapping[tuple[str, str], Sequence[Regime]]:
    found: dict[tuple[str, str], list[Regime]] = {}
    for regime in regimes().values():
        for country in regime.countries:
            for kind in regime.kinds:
                found.setdefault((country, kind), []).append(regime)
    return found


def _regime(row: Mapping[str, str]) -> Regime:
    step = Decimal(row["rate_step"]) if row["rate_step"] else None
    least = row["least_contract_rate"]
    countries = tuple(row["countries"].split())
    return Regime(
        name=row["regime"],
        countries=countries,
        kinds=tuple(row["kinds"].split()),
        since=day_of(row["since"]),
        until=day_of(row["until"]),
        rate=RateRule(row["series"] or None, Decimal(row["margin"]), step=step),
        frozen=row["reference"] == "start",
        from_notice=row["clock"] == "notice",
        compounds=row["compound"] == "yes",
        shifts_due=row["due_shift"],
        surcharge=_surcharge(row["surcharge"]),
        day_count=int(row["day_count"]),
        fee=parse_fee(row["fee"]) if row["fee"] else None,
        longest_terms=tuple(parse_terms(t) for t in row["longest_terms"].split("; ") if t),
        least_rate=read_rate_rule(least).under(countries) if least else None,
        confidence=row["confidence"],
        checked=datetime.date.fromisoformat(row["checked"]),
        without_reminder=row["without_reminder"] == "yes",
        notice_interrupts={"yes": True, "no": False}.get(row["notice_interrupts"]),
        interest_outside_vat=row["interest_vat"] == "outside",
        sources=phrase(row["regime"], "sources") or Translated({}),
        by_currency=_by_currency(row["by_currency"]),
    )


def _by_currency(text: str) -> Mapping[str, str]:
    """Read ``HUF hu-base; EUR ecb-mro``."""
    found: dict[str, str] = {}
    for part in text.split(";") if text else ():
        currency, series = part.split()
        found[currency] = series
    return found


def _surcharge(text: str) -> Surcharge | None:
    match = _SURCHARGE.fullmatch(text)
    return Surcharge(Decimal(match["points"]), int(match["months"])) if match else None
