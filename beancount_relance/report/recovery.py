"""Lists the recovery options for a customer's late items in one currency.

Each known option says whether it is available, why not otherwise, and what it costs and brings.
:mod:`~beancount_relance.report.weighed_options` calculates the figures.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.history.insolvency import opening
from beancount_relance.history.note_kinds import INSOLVENCY
from beancount_relance.law.recovery_options import Parties, jurisdiction, options_for
from beancount_relance.law.regime_words import phrase
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.traders import is_trader
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.report.weighed_options import OptionWeigher, Stake, WeighedOption


@dataclass(frozen=True, slots=True)
class Recovery:
    """The recovery options for what one customer owes in one currency.

    Attributes:
        customer: the customer.
        currency: the currency.
        items: the late items.
        stake: the amounts claimed.
        limitation: the earliest last day to sue on any of the items, as far as known.
        options: the options.
        country: the country whose procedures they are; ``None`` if unknown.
    """

    customer: Customer
    currency: str
    items: tuple[Item, ...]
    stake: Stake
    limitation: datetime.date | None
    options: tuple[WeighedOption, ...]
    country: str | None


def recoveries(report: Report, items: Iterable[Item]) -> tuple[Recovery, ...]:
    """Return the recovery options for the late items, by customer and currency.

    Args:
        report: the report that the items come from.
        items: the items; those that are settled or not due yet are ignored.
    """
    groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if item.is_open and item.invoice.due < report.as_of:
            groups[item.key[:2]].append(item)
    return tuple(_recovery(report, group) for group in groups.values())


def _recovery(report: Report, items: Sequence[Item]) -> Recovery:
    invoice = items[0].invoice
    customer = report.customer(invoice.customer)
    principal = interest = fee = disputed = Decimal()
    limitations = []
    gazettes = []
    countries: set[str] = set()
    for item in items:
        decision = report.decisions[item.key]
        asked, contested = decision.chased, decision.disputed
        claim = report.claims.of(item, without=item.outstanding - asked)
        principal += asked
        disputed += contested
        if asked:
            interest += claim.interest.amount
            fee += claim.fee
        limitations.append(claim.limitation)
        if claim.law is not None and claim.law.country is not None:
            countries.add(claim.law.country)
        if claim.regime is not None:
            gazettes.append(phrase(claim.regime.name, "gazette"))
    stake = Stake(principal, interest, fee, disputed)
    weigher = OptionWeigher(
        report,
        customer,
        invoice.currency,
        stake,
        _insolvent_since(report, customer),
        next(filter(None, gazettes), None),
    )
    parties = _parties(report, customer, countries)
    return Recovery(
        customer=customer,
        currency=invoice.currency,
        items=tuple(items),
        stake=stake,
        limitation=min((day for day in limitations if day), default=None),
        options=tuple(weigher.weighed(each) for each in options_for(parties)),
        country=parties.debtor,
    )


def _parties(report: Report, customer: Customer, countries: Collection[str]) -> Parties:
    """Return who claims from whom.

    A debtor without a country has that of the law that governs the claims, if it is the law of
    one country, or else the creditor's.
    """
    ours = report.settings.country
    governing = next(iter(countries)) if len(countries) == 1 else ours
    debtor = customer.country or governing
    return Parties(jurisdiction(ours), jurisdiction(debtor), customer.kind, is_trader(customer))


def _insolvent_since(report: Report, customer: Customer) -> datetime.date | None:
    opened = (
        opening(event)
        for event in report.events
        if event.kind == INSOLVENCY.name and event.customer == customer.id
    )
    return min(opened, default=None)
