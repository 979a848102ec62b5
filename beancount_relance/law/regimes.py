"""Regimes: a creditor's legal rights against late payers, by country and kind of customer.

They are rows of ``data/regimes.csv``, each with the date it was last checked. Their
sources and the phrases that texts use are in ``data/regime_words.csv``. None of this is
legal advice.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.language.messages import Translated
from beancount_relance.law.rates import RateRule, read_rate_rule
from beancount_relance.law.recovery_fee import Fee, parse_fee
from beancount_relance.law.regime_words import phrase
from beancount_relance.law.tables import rows
from beancount_relance.values.payment_terms import Terms, parse_terms

WRITTEN = "written"
"""The value of ``interrupted_by`` that stands for any written claim."""


@dataclass(frozen=True, slots=True)
class LimitationPeriod:
    """A limitation period.

    Attributes:
        years: its length in years.
        from_next_year: whether it starts on the following 1 January.
        anew_from_next_year: whether it also does so when it starts again after an
            interruption.
        interrupted_by: what interrupts it, so that it starts again: kinds of events,
            ``payment`` (a part payment of the invoice) or :data:`WRITTEN`.
    """

    years: int
    from_next_year: bool = False
    anew_from_next_year: bool = False
    interrupted_by: frozenset[str] = frozenset(("acknowledged", "payment"))


@dataclass(frozen=True, slots=True)
class Regime:
    """The legal rules for one kind of claim.

    Attributes:
        name: the name of the regime, such as ``fr-business``.
        countries: the countries of the customers it applies to.
        kinds: the kinds of customer it applies to.
        rate: the yearly rate of late interest.
        frozen: whether the rate of the half-year in which interest starts applies
            throughout; if not, each day uses the rate of its own half-year.
        from_notice: whether interest runs from the receipt of a formal notice; if not,
            it runs from the due date.
        day_count: the number of days in a year of interest.
        fee: the recovery fee per invoice, if the law grants one.
        limitation: the limitation period; ``None`` if it is unknown.
        longest_terms: the longest payment terms that may be agreed, in each lawful way
            of counting; empty if there is no limit or it is unknown.
        least_rate: the minimum rate that a contract may set, if there is one.
        confidence: how many sources support the row.
        checked: the date on which the row was checked against its sources.
        without_reminder: whether interest and fee are owed without a reminder.
        notice_interrupts: whether a formal notice interrupts the limitation period;
            ``None`` if that is unknown.
        interest_outside_vat: whether interest and fees received are known to be outside
            the scope of VAT.
        sources: the articles of law.
    """

    name: str
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    rate: RateRule
    frozen: bool
    from_notice: bool
    day_count: int
    fee: Fee | None
    limitation: LimitationPeriod | None
    longest_terms: tuple[Terms, ...]
    least_rate: RateRule | None
    confidence: str
    checked: datetime.date
    without_reminder: bool
    notice_interrupts: bool | None
    interest_outside_vat: bool
    sources: Translated

    @property
    def is_contract(self) -> bool:
        """Whether the regime is based on the rate of the contract alone."""
        return not self.countries

    def latest_due(self, invoiced: datetime.date) -> datetime.date | None:
        """Return the latest due date that may be agreed for an invoice, if there is a limit."""
        return _latest_due(self.name, invoiced) if self.longest_terms else None


@functools.lru_cache(maxsize=4096)
def _latest_due(regime: str, invoiced: datetime.date) -> datetime.date:
    return max(terms.due(invoiced) for terms in regimes()[regime].longest_terms)


@functools.cache
def regimes() -> Mapping[str, Regime]:
    """Return all regimes by name, those for specific countries first."""
    return {row["regime"]: _regime(row) for row in rows("regimes.csv")}


def assumed_country(currency: str) -> str | None:
    """Return the country to assume for a claim in a currency if no country is known."""
    countries = {row["currency"]: row["country"] for row in rows("currencies.csv")}
    return countries.get(currency)


def _regime(row: Mapping[str, str]) -> Regime:
    step = Decimal(row["rate_step"]) if row["rate_step"] else None
    least = row["least_contract_rate"]
    countries = tuple(row["countries"].split())
    return Regime(
        name=row["regime"],
        countries=countries,
        kinds=tuple(row["kinds"].split()),
        rate=RateRule(row["series"] or None, Decimal(row["margin"]), step=step),
        frozen=row["reference"] == "start",
        from_notice=row["clock"] == "notice",
        day_count=int(row["day_count"]),
        fee=parse_fee(row["fee"]) if row["fee"] else None,
        limitation=_period(row) if row["limitation_years"] else None,
        longest_terms=tuple(parse_terms(t) for t in row["longest_terms"].split("; ") if t),
        least_rate=read_rate_rule(least).under(countries) if least else None,
        confidence=row["confidence"],
        checked=datetime.date.fromisoformat(row["checked"]),
        without_reminder=row["without_reminder"] == "yes",
        notice_interrupts={"yes": True, "no": False}.get(row["notice_interrupts"]),
        interest_outside_vat=row["interest_vat"] == "outside",
        sources=phrase(row["regime"], "sources") or Translated({}),
    )


def _period(row: Mapping[str, str]) -> LimitationPeriod:
    return LimitationPeriod(
        years=int(row["limitation_years"]),
        from_next_year=row["limitation_start"] == "next-year",
        anew_from_next_year=row["limitation_restart"] == "next-year",
        interrupted_by=frozenset(row["interrupted_by"].split()),
    )
