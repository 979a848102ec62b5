"""Find the law that governs a claim, and the regime of late payment under it.

Between businesses, without a choice of law, it is the law of the creditor's country, which
supplies the goods or services (Rome I, regulation 593/2008, articles 4 and 12). ``law`` on
the invoice, on the customer or in the settings chooses another one. A consumer keeps the law
of their own country (article 6), and so does a public body, whose payments have rules of
their own. As long as the ledger does not give the kind of a customer who looks like a private
person or a public body, only the principal is claimed.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import CountryName, Message, msg
from beancount_relance.law.regimes import Regime, regime_in, regimes
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.apparent_kind import doubtful_kind
from beancount_relance.policy.customers import BUSINESS, CONSUMER, NO_REGIME, PUBLIC, Customer
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import Invoice

_CONTRACT = "contract"

_BETWEEN: Mapping[str, Message] = {
    BUSINESS: msg("between businesses"),
    CONSUMER: msg("from a consumer"),
    PUBLIC: msg("from a public body"),
}
_CHOSEN, _CREDITORS, _OWN, _BY_REGIME = (
    msg("the law that was agreed"),
    msg("the creditor’s law, as no other was agreed (Rome I, articles 4 and 12)"),
    msg("the customer’s own law"),
    msg("the regime set in the ledger"),
)


class GoverningLaw(Struct, frozen=True):
    """The law that governs a claim.

    Attributes:
        regime: what that law grants; ``None`` if only the principal can be claimed.
        country: the country; ``None`` if it is unknown.
        kind: the kind of customer that the law is applied for.
        basis: why it is this law; ``None`` if it is unknown.
        doubtful: the kind that the customer seems to be, if the ledger does not give it.
        home: the customer's own country, if known.
        creditors: the creditor's country, if its law may govern instead: a consumer's own law
            only governs if the trade is directed to their country (Rome I, article 6), and a choice
            of law has to be proved (article 3).
    """

    regime: Regime | None
    country: str | None
    kind: str
    basis: Message | None = None
    doubtful: str | None = None
    home: str | None = None
    creditors: str | None = None

    @property
    def title(self) -> Message | None:
        """The law in words, such as “France, between businesses”."""
        if self.country is None:
            return None
        return msg(
            "{country}, {between}",
            country=CountryName(self.country),
            between=_BETWEEN[self.kind],
        )

    @property
    def is_foreign(self) -> bool:
        """Whether it is not the law of the customer's country."""
        return self.home is not None and self.home != self.country

    @property
    def is_unknown(self) -> bool:
        """Whether no law is known because the ledger does not give a country."""
        return self.country is None and self.basis is not _BY_REGIME


def governing_law(customer: Customer, settings: Settings, invoice: Invoice) -> GoverningLaw:
    """Return the law that governs the claim of an invoice.

    Args:
        customer: the debtor. Their ``regime`` applies if set, except that a consumer is
            never subject to a regime that is not for consumers. A contractual rate replaces
            the statutory one, even if no law is known, but never for a consumer.
        settings: the settings, for the creditor's country and the law that was agreed.
        invoice: the invoice, for its own law, its date and its currency.
    """
    found = _law(customer, settings, invoice)
    regime = found.regime.in_currency(invoice.currency) if found.regime is not None else None
    if regime is not found.regime:
        found = replace(found, regime=regime)
    if customer.late_rate is None or found.doubtful is not None:
        return found
    if customer.kind == CONSUMER or customer.regime == NO_REGIME:
        return found
    base = found.regime or regimes()[_CONTRACT]
    return replace(found, regime=replace(base, rate=customer.late_rate.under(base.countries)))


def misplaced(customer: Customer) -> str | None:
    """Return the regime set for a consumer although it is not for consumers, or ``None``."""
    chosen = regimes().get(customer.regime or "")
    if chosen is None or customer.kind != CONSUMER or CONSUMER in chosen.kinds:
        return None
    return chosen.name


def _law(customer: Customer, settings: Settings, invoice: Invoice) -> GoverningLaw:
    ours = settings.country
    creditors = jurisdiction(ours)
    home = jurisdiction(customer.country)
    country, basis = _country(customer, settings, invoice, home, creditors)
    law = functools.partial(
        GoverningLaw,
        kind=customer.kind,
        home=home,
        creditors=creditors if basis in (_OWN, _CHOSEN) else None,
    )
    if customer.regime is not None and misplaced(customer) is None:
        chosen = regimes().get(customer.regime)
        if chosen is None or not chosen.countries:
            return law(chosen, country, basis=_BY_REGIME)
        if country not in chosen.countries:
            # A regime of several countries does not say which of them it is.
            several = len(chosen.countries) > 1
            country = home if several or home in chosen.countries else chosen.countries[0]
        return law(chosen, country, basis=_BY_REGIME)
    doubtful = doubtful_kind(customer, invoice.payee)
    if doubtful is not None:
        return law(None, country, basis=basis, doubtful=doubtful)
    return law(regime_in(country, customer.kind, invoice.date), country, basis=basis)


def _country(
    customer: Customer,
    settings: Settings,
    invoice: Invoice,
    home: str | None,
    creditors: str | None,
) -> tuple[str | None, Message | None]:
    """Return the country whose law governs, and why."""
    agreed = invoice.law or customer.law or settings.law
    if customer.kind == CONSUMER and (home or creditors):
        return home or creditors, _OWN
    if agreed is not None:
        return jurisdiction(agreed), _CHOSEN
    if customer.kind == PUBLIC and home is not None:
        return home, _OWN
    return creditors, _CREDITORS if creditors is not None else None
