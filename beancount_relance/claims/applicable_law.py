"""Applicable law: which regime governs what a customer owes."""

from __future__ import annotations

from dataclasses import replace

from beancount_relance.law.regimes import Regime, assumed_country, regimes
from beancount_relance.policy.customers import NO_REGIME, Customer

_CONSUMER = "consumer"
_CONTRACT = "contract"


def regime_for(customer: Customer, country: str | None, currency: str) -> Regime | None:
    """The regime of a claim, or ``None``: then nothing is claimed beyond the principal.

    Args:
        customer: who owes. Its own ``regime`` is used, else its country and kind
            choose one; its contract's rate, if there is one, takes the place of the
            law's, also where no law is known. A consumer is never under a regime
            that is not for consumers, and no contract's rate binds one.
        country: the creditor's country, for a customer that names none.
        currency: where no country is known at all, it says which is assumed.
    """
    regime = _chosen(customer, country, currency)
    if customer.late_rate is None or customer.kind == _CONSUMER or customer.regime == NO_REGIME:
        return regime
    base = regime or regimes()[_CONTRACT]
    return replace(base, rate=customer.late_rate.under(base.countries))


def misplaced(customer: Customer) -> str | None:
    """The regime chosen by hand for a consumer although it is not for consumers, if any."""
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
