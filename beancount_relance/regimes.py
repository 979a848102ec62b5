"""Regimes: what the law gives a creditor who is paid late, by country and kind of customer.

They are rows of ``data/regimes.csv``, each with its sources and the day it was
checked. None of this is legal advice.
"""

from __future__ import annotations

import csv
import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from beancount.core.amount import Amount

from beancount_relance.customers import Customer
from beancount_relance.rates import RateRule

_REGIMES_CSV = Path(__file__).parent / "data" / "regimes.csv"
_HOME = "FR"
_HOME_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules of one kind of claim.

    Attributes:
        name: ``fr-business`` and the like.
        countries: the customer's countries it is for.
        kind: the kind of customer it is for.
        rate: the yearly rate.
        frozen: whether the half-year in which interest starts gives the rate
            for good; else each day takes its own half-year's.
        from_notice: whether interest starts at the receipt of a formal notice;
            else at the due date.
        day_count: the days of a year of interest.
        fee: the recovery fee per invoice, if the law gives one.
        limitation_years: years to sue in; ``None`` if we do not know.
        limitation_from_next_year: whether they count from the next 1 January.
        checked: the day the row was checked against its sources.
        sources: articles and texts.
    """

    name: str
    countries: tuple[str, ...]
    kind: str
    rate: RateRule
    frozen: bool
    from_notice: bool
    day_count: int
    fee: Amount | None
    limitation_years: int | None
    limitation_from_next_year: bool
    checked: datetime.date
    sources: str


@functools.cache
def regimes() -> Mapping[str, Regime]:
    """All regimes by name, the more specific country first."""
    with _REGIMES_CSV.open(encoding="utf-8", newline="") as file:
        return {row["regime"]: _regime(row) for row in csv.DictReader(file)}


def regime_for(customer: Customer, country: str | None, currency: str) -> Regime | None:
    """The regime of a claim, or ``None``: then nothing is claimed beyond the principal.

    Args:
        customer: who owes; its country and kind choose the regime, and its
            contract's rate, if there is one, takes the place of the law's.
        country: the creditor's country, for a customer that names none.
        currency: where no country is known at all, euros are taken for French.
    """
    where = customer.country or country or (_HOME if currency == _HOME_CURRENCY else None)
    for regime in regimes().values():
        if where in regime.countries and regime.kind == customer.kind:
            if customer.late_rate is not None and not regime.from_notice:
                return replace(regime, rate=customer.late_rate)
            return regime
    return None


def _regime(row: Mapping[str, str]) -> Regime:
    fee, _, fee_currency = row["fee"].partition(" ")
    return Regime(
        name=row["regime"],
        countries=tuple(row["countries"].split()),
        kind=row["kind"],
        rate=RateRule(row["series"], Decimal(row["margin"])),
        frozen=row["reference"] == "start",
        from_notice=row["clock"] == "notice",
        day_count=int(row["day_count"]),
        fee=Amount(Decimal(fee), fee_currency) if fee else None,
        limitation_years=int(row["limitation_years"]) if row["limitation_years"] else None,
        limitation_from_next_year=row["limitation_start"] == "next-year",
        checked=datetime.date.fromisoformat(row["checked"]),
        sources=row["sources"],
    )
