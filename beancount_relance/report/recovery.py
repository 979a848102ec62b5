"""Lists the recovery options for what a customer owes in one currency.

That is what is late. Once insolvency proceedings have been opened, what is older is declared,
due or not; what was invoiced later is owed in full and is not declared (C. com. L622-17).

Each known option says whether it is available, why not otherwise, and what it costs and brings.
:mod:`~beancount_relance.report.option_costs` calculates the figures.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.dunning.waiting_reasons import LADDER_DONE, WAITING_REASONS
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import insolvent_since
from beancount_relance.history.note_kinds import COURT_STEPS, INSOLVENCY
from beancount_relance.language.messages import Message, msg
from beancount_relance.law.recovery_options import Parties, options_for
from beancount_relance.law.regime_words import phrase
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.apparent_kind import doubtful_kind
from beancount_relance.policy.customers import CONSUMER, PUBLIC, Customer
from beancount_relance.policy.traders import is_trader
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.report.option_costs import OptionWeigher, Stake, WeighedOption
from beancount_relance.report.report import Report

_TO_BE_FILED = frozenset((LADDER_DONE, INSOLVENCY.name))
"""The reasons to wait that are none not to file: in insolvency proceedings, it is a declaration."""


class Recovery(Struct, frozen=True):
    """The recovery options for what one customer owes in one currency.

    Attributes:
        customer: the customer.
        currency: the currency.
        items: the items.
        stake: the amounts claimed.
        limitation: the earliest last day to sue on any of the items, as far as known.
        options: the options.
        country: the country whose procedures they are; ``None`` if unknown.
        opened: the day on which insolvency proceedings were opened, if the items are older.
    """

    customer: Customer
    currency: str
    items: tuple[Item, ...]
    stake: Stake
    limitation: datetime.date | None
    options: tuple[WeighedOption, ...]
    country: str | None
    opened: datetime.date | None = None


def recoveries(report: Report, items: Iterable[Item]) -> tuple[Recovery, ...]:
    """Return the recovery options, by customer and currency.

    What is older than insolvency proceedings comes before what is newer.

    Args:
        report: the report that the items come from.
        items: the items; those that are settled are ignored, and those that are not due yet
            unless they are to be declared, nor those of which nobody knows when they are.
    """
    history: dict[str, list[Event]] = defaultdict(list)
    in_court: dict[ItemKey, datetime.date] = {}
    for event in report.events:
        if event.kind == INSOLVENCY.name:
            history[event.customer].append(event)
        elif event.kind in COURT_STEPS:
            for key in event.items:
                in_court[key] = min(event.date, in_court.get(key, event.date))
    groups: dict[tuple[str, str, datetime.date | None], list[Item]] = defaultdict(list)
    for item in items:
        opened = insolvent_since(item.invoice, history[item.invoice.customer])
        late = item.invoice.is_overdue(report.as_of) and not item.invoice.due_presumed
        if item.is_open and (opened is not None or late):
            customer, currency = item.key[:2]
            groups[customer, currency, opened].append(item)
    order = list(dict.fromkeys(key[:2] for key in groups))
    keys = sorted(groups, key=lambda key: (order.index(key[:2]), key[2] is None))
    return tuple(_recovery(report, groups[key], key[2], in_court) for key in keys)


def obstacles(report: Report, items: Iterable[Item]) -> Iterator[Message]:
    """Yield, for each item that waits, why it is not to be filed yet.

    Args:
        report: the report that the items come from.
        items: open items.
    """
    for item in items:
        why = report.decisions[item.key].why
        if why is not None and why not in _TO_BE_FILED:
            yield msg(
                "{invoice}: {why}", invoice=item.invoice.reference, why=WAITING_REASONS[why].label
            )


def _recovery(
    report: Report,
    items: Sequence[Item],
    opened: datetime.date | None,
    in_court: Mapping[ItemKey, datetime.date],
) -> Recovery:
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
        opened,
        min((in_court[item.key] for item in items if item.key in in_court), default=None),
        next(filter(None, gazettes), None),
    )
    parties = _parties(report, customer, countries, items)
    return Recovery(
        customer=customer,
        currency=invoice.currency,
        items=tuple(items),
        stake=stake,
        limitation=min((day for day in limitations if day), default=None),
        options=tuple(weigher.weighed(each) for each in options_for(parties)),
        country=parties.debtor,
        opened=opened,
    )


def _parties(
    report: Report, customer: Customer, countries: Collection[str], items: Iterable[Item]
) -> Parties:
    """Return who claims from whom.

    A debtor without a country has that of the law that governs the claims, if it is the law of
    one country, or else the creditor's. Who seems to be a private person or a public body, without
    a kind in the ledger, is taken for one: some procedures do not exist against them.
    """
    ours = report.settings.country
    governing = next(iter(countries)) if len(countries) == 1 else ours
    debtor = customer.country or governing
    seeming = {doubtful_kind(customer, item.invoice.payee) for item in items}
    kind = next((each for each in (PUBLIC, CONSUMER) if each in seeming), customer.kind)
    trader = False if seeming - {None} else is_trader(customer)
    return Parties(jurisdiction(ours), jurisdiction(debtor), kind, trader)
