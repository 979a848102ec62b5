"""The report: from ledger entries and a day to who owes what, and what to do.

:func:`build_report` is the whole program as one pure function; ``bean-check``,
Fava, the command line and the letters are views of what it returns.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive

from beancount_relance.accounts import ReceivableAccounts
from beancount_relance.actions import Action, Agenda, plan_agenda
from beancount_relance.ageing import AgedBalance, Scale, aged_balances
from beancount_relance.allocation import Allocation, Balance, Item, ItemKey, Tolerance, allocate
from beancount_relance.behaviour import Behaviour, behaviours
from beancount_relance.charges import charge_postings, charges_of, names_of
from beancount_relance.checks import Check, checks_of
from beancount_relance.claims import Claims, PaidLate
from beancount_relance.collector import paused_collector
from beancount_relance.customers import Customer, parse_customers
from beancount_relance.dunning import Decision, decide
from beancount_relance.exceptions import Exceptions, exceptions_of
from beancount_relance.figures import Figures, figures
from beancount_relance.history import Event, needed_by, parse_history
from beancount_relance.ledger import read_ledger
from beancount_relance.legs import Legs
from beancount_relance.lines import LineReader
from beancount_relance.messages import Problem, msg
from beancount_relance.occasions import occasions
from beancount_relance.rates import half_year, parse_rates
from beancount_relance.reasons import Reason, facts_of
from beancount_relance.receivables import read_receivables
from beancount_relance.recognition import (
    left_out,
    no_accounts,
    no_customers,
    slow_patterns,
    without_idle,
)
from beancount_relance.regimes import regimes
from beancount_relance.rungs import Rungs
from beancount_relance.settings import Settings, parse_settings
from beancount_relance.sifting import Sifter
from beancount_relance.standing import what_happened


@dataclass(frozen=True, slots=True)
class Report:
    """Who owes what on ``as_of``, what to do about it, and why.

    Attributes:
        as_of: the day; nothing dated later counts.
        settings: the policy in force that day.
        customers: the customers by id.
        allocation: all items, open and settled, credits, and the tie-out.
        claims: interest, fee and limitation of the items.
        events: the history, in the order of its dates.
        decisions: what was decided about each open item, by item key.
        agenda: actions due, upcoming and waiting.
        problems: what could not be understood, by file and line.
        checks: what the law has to say against open items, by file and line.
        whole: whether it has what is plainly settled, too.
    """

    as_of: datetime.date
    settings: Settings
    customers: Mapping[str, Customer]
    allocation: Allocation
    claims: Claims
    events: Sequence[Event]
    decisions: Mapping[ItemKey, Decision]
    agenda: Agenda
    problems: Sequence[Problem]
    checks: Sequence[Check] = ()
    whole: bool = True

    @property
    def open_items(self) -> list[Item]:
        """The items that are open, the oldest due first."""
        return [item for item in self.allocation.items if item.is_open]

    @property
    def ageing(self) -> Sequence[AgedBalance]:
        """The aged balance by customer and currency."""
        return aged_balances(self.allocation.items, self.as_of, self.scale)

    @property
    def actions(self) -> Sequence[Action]:
        """The actions due today or before."""
        return self.agenda.actions

    @property
    def scale(self) -> Scale:
        """The buckets of the aged balance."""
        return Scale(self.settings.buckets, self.settings.ageing)

    def customer(self, name: str) -> Customer:
        """The customer of that id, also one that the ledger says nothing about."""
        return self.customers.get(name) or Customer(name)

    def figures(self) -> list[Figures]:
        """How fast the money comes in, by currency. Needs a report of the whole ledger."""
        return figures(self.allocation.items, self.allocation.credits, self.as_of)

    def behaviours(self) -> list[Behaviour]:
        """How each customer pays. Needs a report of the whole ledger."""
        items, credits_ = self.allocation.items, self.allocation.credits
        return behaviours(items, credits_, self.customers, self.events, self.settings, self.as_of)

    def paid_late(self) -> list[PaidLate]:
        """Interest and fee on what was paid late, of customers of whom something is claimed.

        Needs a report of the whole ledger.
        """
        return self.claims.paid_late()

    def reasons(self, item: Item) -> Sequence[Reason]:
        """The chain of facts of any item, open or settled."""
        decision = self.decisions.get(item.key)
        if decision is not None:
            return decision.reasons
        invoice = item.invoice
        theirs = [i for i in self.allocation.items if i.invoice.customer == invoice.customer]
        events = [event for event in self.events if event.customer == invoice.customer]
        rungs = Rungs(self.customer(invoice.customer), self.settings)
        happened = what_happened(item, theirs, events, rungs, self.as_of)
        *facts, settled = facts_of(item, self.as_of)
        return [*facts, *happened, settled]

    @property
    def exceptions(self) -> Exceptions:
        """What somebody must look at: blocked, unmatched, unreadable."""
        return exceptions_of(self.agenda, self.allocation, self.problems)

    def totals(self) -> dict[str, Balance]:
        """The tie-out over all customers, by currency."""
        totals: dict[str, Balance] = {}
        for (_, currency), balance in self.allocation.balances.items():
            before = totals.get(currency, _NOTHING)
            totals[currency] = Balance(
                open=before.open + balance.open,
                credits=before.credits + balance.credits,
                unidentified=before.unidentified + balance.unidentified,
                ledger=before.ledger + balance.ledger,
            )
        return dict(sorted(totals.items()))


_NOTHING = Balance(Decimal(), Decimal(), Decimal(), Decimal())


@paused_collector()
def build_report(
    entries: Sequence[Directive],
    options: Mapping[str, Any],
    as_of: datetime.date,
    *,
    whole: bool = True,
) -> Report:
    """The report of a ledger on a day.

    Args:
        entries: all directives, in the order of their dates; they are not changed.
        options: Beancount's options map.
        as_of: the day; what is dated later does not count.
        whole: whether what is plainly settled is reported too. Without it the
            report has the same open items, actions, problems and checks, sooner.
    """
    ledger = read_ledger(entries, options, as_of)
    settings, problems = parse_settings(ledger.customs)
    series, found = parse_rates(ledger.customs)
    problems += found
    patterns = settings.patterns
    settings, found = without_idle(ledger, settings)
    problems += found
    accounts = ReceivableAccounts(ledger.assets, settings.receivables)
    names = {
        entry.account: place.customer
        for entry in ledger.opens
        if (place := accounts[entry.account]) is not None and place.customer is not None
    }
    customers, found = parse_customers(
        ledger.opens, ledger.customs, names, settings.procedures, regimes()
    )
    problems += found + no_customers(ledger, accounts, set(names.values()))
    sifter = Sifter(accounts, settings)
    charged = charge_postings(ledger, settings)
    if whole or settings.soften or settings.hasten:  # how they paid counts
        sifted = sifter.everything(ledger.transactions)
    else:
        needed = needed_by(ledger.remarks, accounts)
        needed = replace(
            needed, names=needed.names.union(names_of(charged, settings.reference_keys))
        )
        sifted = sifter.sift(ledger.transactions, needed)
    receivables = read_receivables(
        sifted,
        LineReader(accounts, settings),
        Legs(options, accounts),
        customers,
        settings,
    )
    problems += receivables.problems
    problems += no_accounts(ledger, accounts)
    allocation = allocate(receivables, settings.allocation, Tolerance.of(options))
    ladders = (*settings.procedures.values(), settings.occasions)
    stages = [stage.name for ladder in ladders for stage in ladder.stages]
    others = {name.casefold(): set(who) for name, who in sifted.settled.items()}
    for debit in receivables.unidentified:  # a note may speak of a loan
        for name in debit.names:
            others.setdefault(name.casefold(), set()).add(debit.customer)
    events, found = parse_history(ledger.remarks, allocation.items, accounts, stages, others)
    problems += found
    history = _by_customer(events)
    items = allocation.items
    paying = []
    if settings.soften or settings.hasten:
        paying = behaviours(items, allocation.credits, customers, events, settings, as_of)
    decisions = decide(items, allocation.credits, history, customers, settings, as_of, paying)
    beside = occasions(decisions, items, history, customers, settings, as_of)
    charges, found = charges_of(charged, LineReader(accounts, settings), accounts, items)
    problems += [problem for problem in found if problem not in problems]
    claims = Claims(items, customers, history, series, settings, charges, as_of=as_of)
    problems += _unknown_rates(allocation.items, claims)
    problems += slow_patterns(patterns)
    return Report(
        as_of=as_of,
        settings=settings,
        customers=customers,
        allocation=allocation,
        claims=claims,
        events=events,
        decisions={decision.item.key: decision for decision in decisions},
        agenda=plan_agenda(decisions, beside, customers, claims, settings, as_of),
        problems=sorted(problems, key=lambda p: (p.source.file, p.source.line)),
        checks=[
            *left_out(ledger, settings),
            *checks_of(allocation.items, claims, settings.checks, as_of),
        ],
        whole=whole or bool(settings.soften or settings.hasten),
    )


def _by_customer(events: Iterable[Event]) -> Mapping[str, Sequence[Event]]:
    history: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        history[event.customer].append(event)
    return history


def _unknown_rates(items: Iterable[Item], claims: Claims) -> list[Problem]:
    """A problem for each rate that is wanting, on the first invoice whose interest stops there."""
    problems: dict[str, Problem] = {}
    for item in items:
        if not item.is_open or not claims.rate_is_missing(item):
            continue
        claim = claims.of(item)
        since = claim.interest.unknown_from
        series = claim.regime.rate.series if claim.regime else None
        if since is None or series is None or series in problems:
            continue
        text = msg(
            "interest stops on {since}: the rate “{series}” is not known for that half-year; "
            'add it with: {day} custom "relance-rate" "{series}" 2.65',
            since=since,
            day=half_year(since).isoformat(),
            series=series,
        )
        problems[series] = Problem(text, item.invoice.source)
    return list(problems.values())
