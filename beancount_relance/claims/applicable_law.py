"""Find the legal regime that governs the debts of a customer."""

from __future__ import annotations

from dataclasses import replace

from beancount_relance.law.regimes import Regime, assumed_country, regimes
from beancount_relance.policy.customers import NO_REGIME, Customer

_CONSUMER = "consumer"
_CONTRACT = "contract"


def regime_for(customer: Customer, country: str | None, currency: str) -> Regime | None:
    """Return the regime of a claim, or ``None`` if only the principal can be claimed.

    Args:
        customer: the debtor. Their ``regime`` applies if set, else their country and kind
            determine it. A contractual rate replaces the statutory one, even if no law is
            known. A consumer is never subject to a regime that is not for consumers, nor
            to a contractual rate.
        country: the creditor's country, for customers without a country.
        currency: the currency, which determines the country if none is known.
    """
    regime = _chosen(customer, country, currency)
    if customer.late_rate is None or customer.kind == _CONSUMER or customer.regime == NO_REGIME:
        return regime
    base = regime or regimes()[_CONTRACT]
    return replace(base, rate=customer.late_rate.under(base.countries))


def misplaced(customer: Customer) -> str | None:
    """Return the regime set for a consumer although it is not for consumers, or ``None``."""
    chosen = regimes().get(customer.regime or "")
    if chosen is None or customer.kind != _CONSUMER or _CONSUMER in chosen.kinds:
        return None
    return chosen.name


def _chosen(customer: Customer, country: str | None, currency: str) -> Regime | None:
    if customer.regime is not None and misplaced(customer) is None:
        return regimes().get(customer.regime)
    where = customer.country or country or assumed_country(currency)
    for regime in regimes().values():
        if where in regime.countries and customer.kind in regime.kinds:
            return regime
    return None
