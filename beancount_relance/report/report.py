"""Builds the report: who owes what on a day, and what to do about it.

:func:`build_report` is the whole program as one pure function. The output of ``bean-check``, the
Fava page, the command line and the letters are views of the report.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.ageing import (
    AgedBalance,
    Scale,
    UnagedAmount,
    aged_balances,
    total_balances,
    unaged_amounts,
)
from beancount_relance.analysis.collection_figures import Figures, figures
from beancount_relance.analysis.payment_behaviour import Behaviour, behaviours
from beancount_relance.claims.claim import PaidLate
from beancount_relance.claims.claims import ClaimFacts, Claims
from beancount_relance.claims.legal_checks import RECEIVABLES, Check, books_check, checks_of
from beancount_relance.claims.paid_charges import claimed
from beancount_relance.claims.received_interest import received_interest_of
from beancount_relance.dunning.agenda import Action, Agenda, plan_agenda
from beancount_relance.dunning.communications.occasions import occasions
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.decisions import decide
from beancount_relance.dunning.exception_list import ExceptionList, exceptions_of
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.questions.possible_payment import PossiblePayment
from beancount_relance.dunning.questions.questions import Question, ask_first
from beancount_relance.dunning.questions.rival_invoices import rival_invoices
from beancount_relance.dunning.questions.unexplained_money import Unexplained, unexplained_money
from beancount_relance.dunning.reasons import Reason, reasons_of
from beancount_relance.dunning.states.item_states import what_happened
from beancount_relance.history.deliveries import with_returned
from beancount_relance.history.events import Event
from beancount_relance.language.messages import Problem, by_line
from beancount_relance.language.text import plain
from beancount_relance.law.rates import parse_rates
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation.doubtful_numbers import doubts_of
from beancount_relance.receivables.items import Allocation, Balance, Item, ItemKey
from beancount_relance.report.asked_before_chasing import asked_before_chasing
from beancount_relance.report.changed_presumptions import (
    ChangedPresumption,
    changed_presumptions,
)
from beancount_relance.report.checks.bank_checks import (
    creditor_checks,
    overwritten_accounts,
    unknown_accounts,
)
from beancount_relance.report.checks.divided_customers import divided_customers
from beancount_relance.report.checks.duty_checks import duty_checks
from beancount_relance.report.checks.left_out_accounts import left_out_checks
from beancount_relance.report.checks.rate_checks import unknown_legal_rates, unknown_rates
from beancount_relance.report.checks.reachability_checks import reachability_checks
from beancount_relance.report.checks.rights_of_items import (
    RightOfItem,
    right_checks,
    rights_of_items,
)
from beancount_relance.report.checks.rival_checks import rival_checks
from beancount_relance.report.checks.settings_checks import slow_patterns
from beancount_relance.report.checks.unit_checks import unit_checks
from beancount_relance.report.checks.unknown_due_keys import unknown_due_keys
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.names_on_invoices import called_in
from beancount_relance.report.policy_in_force import Policy
from beancount_relance.report.reused_workings import Workings, read_events, work_out


class Report(Struct, frozen=True):
    """Who owes what on ``as_of``, what to do about it, and why.

    Attributes:
        as_of: the day; later entries do not count.
        settings: the settings in force on that day.
        customers: the customers by id.
        accounts: the receivable accounts by name.
        allocation: all items, open and settled, the credits, and the tie-out.
        claims: the interest, fee and limitation of the items.
        events: the history, sorted by date.
        decisions: the decision about each open item, by item key.
        agenda: the actions due and upcoming, and the items that wait.
        problems: directives and values that could not be understood, by file and line.
        ledger: the ledger up to the day.
        checks: the results of the legal checks on open items.
        unexplained: the amounts that nothing in the ledger explains, by file and line.
        questions: what to answer before the items concerned are chased.
        possible: the money posted elsewhere that may pay open invoices.
        whole: whether plainly settled invoices are included as well.
        hints: what may be missing, although nothing is wrong.
        undelivered: the reminders by e-mail that came back, which do not count.
        rights: the rights on open items that run out or arise, and are not exercised yet.
        workings: what it was worked out from, for the next report.
    """

    as_of: datetime.date
    settings: Settings
    customers: Customers
    accounts: ReceivableAccounts
    allocation: Allocation
    claims: Claims
    events: Sequence[Event]
    decisions: Mapping[ItemKey, Decision]
    agenda: Agenda
    problems: Sequence[Problem]
    ledger: Ledger
    checks: Sequence[Check] = ()
    unexplained: Sequence[Unexplained] = ()
    questions: Sequence[Question] = ()
    possible: Sequence[PossiblePayment] = ()
    whole: bool = True
    hints: Sequence[Problem] = ()
    undelivered: Sequence[Event] = ()
    rights: Sequence[RightOfItem] = ()
    workings: Workings | None = None

    @property
    def open_items(self) -> list[Item]:
        """The open items, by due date."""
        return [item for item in self.allocation.items if item.is_open]

    @property
    def ageing(self) -> Sequence[AgedBalance]:
        """The aged balances by the customer's name and currency."""
        balances = aged_balances(self.allocation.items, self.as_of, self.scale)
        return sorted(balances, key=lambda each: plain(self.customer(each.customer).title))

    @property
    def unaged(self) -> Sequence[UnagedAmount]:
        """The lines of the aged balance that are not in a bucket."""
        return unaged_amounts(self.allocation.credits, self.allocation.unidentified)

    @property
    def aged_totals(self) -> Sequence[AgedBalance]:
        """The totals of the aged balance by currency, which tie out to the accounts."""
        ledger = {currency: balance.ledger for currency, balance in self.totals().items()}
        return total_balances(self.ageing, self.scale, self.unaged, ledger)

    @property
    def actions(self) -> Sequence[Action]:
        """The actions that are due."""
        return self.agenda.actions

    @property
    def scale(self) -> Scale:
        """The ageing buckets."""
        return Scale(self.settings.buckets, self.settings.ageing)

    def customer(self, name: str) -> Customer:
        """Return the customer with this id, even if the ledger has no details about them."""
        return self.customers[name]

    def figures(self) -> list[Figures]:
        """Calculate the collection figures by currency; this needs a report with ``whole``."""
        return figures(self.allocation.items, self.allocation.credits, self.as_of)

    def behaviours(self, customer: str | None = None) -> list[Behaviour]:
        """Calculate how each customer, or only one, pays; this needs a report with ``whole``."""
        items, credits_ = self.allocation.items, self.allocation.credits
        if customer is not None:
            items = [item for item in items if item.invoice.customer == customer]
        return behaviours(items, credits_, self.customers, self.events, self.settings, self.as_of)

    def paid_late(self, *, everybody: bool = False) -> list[PaidLate]:
        """Calculate interest and fees on late payments; this needs a report with ``whole``.

        Only claims that can still be sued for are included.

        Args:
            everybody: whether to include customers who owe no late items any more.
        """
        return self.claims.paid_late(everybody=everybody)

    def reasons(self, item: Item) -> Sequence[Reason]:
        """Return the chain of facts about an item, open or settled."""
        decision = self.agenda.planned.get(item.key) or self.decisions.get(item.key)
        if decision is not None:
            return decision.reasons
        invoice = item.invoice
        theirs = [i for i in self.allocation.items if i.invoice.customer == invoice.customer]
        events = [event for event in self.events if event.customer == invoice.customer]
        procedures = CustomerProcedures(self.customer(invoice.customer), self.settings)
        happened = what_happened(item, theirs, events, procedures, self.as_of)
        return reasons_of(item, self.as_of, happened)

    @property
    def exceptions(self) -> ExceptionList:
        """What needs attention: blocked items, unmatched payments and unreadable entries."""
        return exceptions_of(self.agenda, self.allocation, self.problems)

    def totals(self) -> dict[str, Balance]:
        """Return the tie-out of all customers, by currency."""
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
    before: Report | None = None,
) -> Report:
    """Build the report of a ledger as of a day.

    Args:
        entries: all directives, sorted by date; they are not changed.
        options: Beancount's options map.
        as_of: the day; later entries do not count.
        whole: whether to read plainly settled invoices as well; without them all else is the same.
        before: a whole report of an earlier version of the ledger. If only notes have changed
            since, the report is a whole one as well, and takes over what is the same.
    """
    known = before.workings if before is not None else None
    workings = work_out(entries, options, as_of, whole=whole, known=known)
    position = workings.position
    ledger, policy, allocation = position.ledger, position.policy, position.allocation
    settings, accounts = policy.settings, policy.accounts
    series, problems = parse_rates(ledger.customs)
    noted = read_events(workings)
    events, history = noted.events, events_by_customer(noted.events)
    problems += [*position.problems, *noted.problems, *doubts_of(allocation)]
    customers = with_returned(called_in(position), events, noted.undelivered)
    received, odd = received_interest_of(position.charged, accounts, settings, allocation.items)
    facts = ClaimFacts(customers, history, series, settings)
    allocation, claims = claimed(allocation, facts, received, as_of)
    unexplained = unexplained_money(allocation, customers, problems)
    paying = _paying(allocation, customers, events, settings, as_of)
    decisions = decide(allocation, history, customers, settings, as_of, paying, workings.decided)
    asked, possible = asked_before_chasing(position, events, problems)
    changed = changed_presumptions(position, events)
    decisions = ask_first(decisions, asked, [*unexplained, *changed, *rival_invoices(allocation)])
    others = occasions(decisions, allocation.items, history, customers, settings, as_of)
    problems += [problem for problem in odd if problem not in problems]
    made = Report(
        as_of=as_of,
        settings=settings,
        customers=customers,
        accounts=accounts,
        allocation=allocation,
        claims=claims,
        events=events,
        decisions={decision.item.key: decision for decision in decisions},
        agenda=plan_agenda(decisions, others, customers, claims, settings, as_of),
        problems=by_line((*problems, *_setting_problems(allocation.items, claims, ledger, policy))),
        ledger=ledger,
        unexplained=unexplained,
        possible=possible,
        whole=position.whole,
        hints=policy.hints,
        undelivered=noted.undelivered,
        rights=list(rights_of_items(allocation.items, events, customers, settings)),
        workings=workings,
    )
    return replace(made, questions=asked, checks=_checks(asked, changed, made))


def _paying(
    allocation: Allocation,
    customers: Customers,
    events: Sequence[Event],
    settings: Settings,
    as_of: datetime.date,
) -> Sequence[Behaviour]:
    """Return how the customers pay, if the settings make use of it."""
    if not (settings.soften or settings.hasten):
        return ()
    return behaviours(allocation.items, allocation.credits, customers, events, settings, as_of)


def _setting_problems(
    items: Sequence[Item], claims: Claims, ledger: Ledger, policy: Policy
) -> Iterator[Problem]:
    """Yield what is wrong with rates, patterns and bank accounts."""
    yield from unknown_rates(items, claims)
    yield from unknown_legal_rates(items, claims)
    yield from slow_patterns(policy.patterns)
    yield from overwritten_accounts(ledger.remarks, policy.settings)
    yield from unknown_accounts(items, ledger.remarks, policy.settings)


def _checks(
    asked: Iterable[Question], changed: Iterable[ChangedPresumption], made: Report
) -> Sequence[Check]:
    """Return the checks of a report that has none yet, with those of questions first."""
    items, settings, as_of = made.allocation.items, made.settings, made.as_of
    return [
        *(_books_checks(asked, changed, made) if RECEIVABLES in settings.checks else ()),
        *checks_of(items, made.claims, settings.checks, as_of),
        *creditor_checks(items, settings),
        *reachability_checks(made.decisions.values(), made.events, made.customers, settings),
        *duty_checks(made.decisions.values(), made.events, made.customers, settings),
        *right_checks(made.rights, settings, as_of),
    ]


def _books_checks(
    asked: Iterable[Question], changed: Iterable[ChangedPresumption], made: Report
) -> Iterator[Check]:
    """Yield what the check ``receivables`` finds, with what is asked about the books first."""
    for each in asked:
        if not each.is_told:
            yield books_check(each.customer, each.message, each.source, each.why)
    yield from rival_checks(made.allocation, made.actions, made.events)
    yield from (each.check for each in changed)
    yield from left_out_checks(made.ledger, made.accounts, made.customers, made.settings)
    yield from divided_customers(made.allocation.items, made.accounts, made.customers)
    yield from unknown_due_keys(made.allocation.items)
    yield from unit_checks(made.ledger, made.accounts)


def events_by_customer(events: Iterable[Event]) -> Mapping[str, Sequence[Event]]:
    """Return the history of each customer, in order of date."""
    history: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        history[event.customer].append(event)
    return history
