"""Regimes: what the law gives a creditor paid late, by country and kind of customer.

They are rows of ``data/regimes.csv``, each with the day it was checked; their sources and
what texts say of them are in ``data/regime_words.csv``. None of this is legal advice.
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
"""What starts a limitation period anew: any claim in writing."""


@dataclass(frozen=True, slots=True)
class LimitationPeriod:
    """A limitation period.

    Attributes:
        years: its length.
        from_next_year: whether the years count from the next 1 January.
        anew_from_next_year: whether they also do when the period starts anew.
        interrupted_by: what starts it anew: kinds of events, ``payment`` (in
            part, on the invoice), :data:`WRITTEN`.
    """

    years: int
    from_next_year: bool = False
    anew_from_next_year: bool = False
    interrupted_by: frozenset[str] = frozenset(("acknowledged", "payment"))


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules of one kind of claim.

    Attributes:
        name: ``fr-business`` and the like.
        countries: the customer's countries it is for.
        kinds: the kinds of customer it is for.
        rate: the yearly rate.
        frozen: whether the rate stays that of the half-year in which interest
            starts; else each day takes its own half-year's.
        from_notice: whether interest starts at the receipt of a formal notice;
            else at the due date.
        day_count: the days of a year of interest.
        fee: the recovery fee per invoice, if the law gives one.
        limitation: the time to sue in; ``None`` if we do not know.
        longest_terms: the longest terms that may be agreed, in each lawful way
            of counting; none if the law sets none or we do not know.
        least_rate: the least that a contract's rate may be, if there is one.
        confidence: how many sources the row rests on.
        checked: the day the row was checked against its sources.
        without_reminder: whether interest and fee are owed without any reminder.
        notice_interrupts: whether a formal notice interrupts limitation; ``None`` if we do
            not know.
        interest_outside_vat: whether interest and fee received are outside VAT, as far as
            we know.
        sources: articles and texts.
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
        """Whether it rests on the contract's rate alone."""
        return not self.countries

    def latest_due(self, invoiced: datetime.date) -> datetime.date | None:
        """The latest due date that may be agreed for an invoice, if there is one."""
        return _latest_due(self.name, invoiced) if self.longest_terms else None


@functools.lru_cache(maxsize=4096)
def _latest_due(regime: str, invoiced: datetime.date) -> datetime.date:
    return max(terms.due(invoiced) for terms in regimes()[regime].longest_terms)


@functools.cache
def regimes() -> Mapping[str, Regime]:
    """All regimes by name, the more specific country first."""
    return {row["regime"]: _regime(row) for row in rows("regimes.csv")}


def assumed_country(currency: str) -> str | None:
    """The country to assume for a claim in a currency if none is known at all."""
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
