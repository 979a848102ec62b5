"""The view of one customer: their details, what they owe, how they pay, what happened."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal
from typing import cast
from urllib.parse import urlencode

from beancount.core.amount import Amount
from fava.beans.abc import Document, Note
from fava.context import g
from msgspec import Struct

from beancount_relance.analysis.ageing import AgedBalance, days_overdue
from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.bookings.booking import DOUBTFUL, IRRECOVERABLE
from beancount_relance.claims.claim import Claim
from beancount_relance.claims.legal_checks import Check
from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.questions.unexplained_money import Unexplained
from beancount_relance.history.deliveries import returned_addresses
from beancount_relance.history.events import Event
from beancount_relance.history.plans import Plan, plan_of
from beancount_relance.language.messages import Message, msg
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST
from beancount_relance.policy.channels import CHANNELS, MAIL
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.items import Item, OpenCredit, OpenDebit
from beancount_relance.report.claim_on import claim_on
from beancount_relance.texts.writer import ReminderError, Writer
from fava_relance.page import PageRequest
from fava_relance.report_cache import Prepared
from fava_relance.views.action_text import dial
from fava_relance.views.actions import Actions
from fava_relance.views.list_page import ListPage
from fava_relance.views.timeline import SORTS_OF_MOMENTS, Moment, timeline

CUSTOMER_KIND_NAMES = {
    "business": msg("business"),
    "consumer": msg("consumer"),
    "public": msg("public body"),
}
"""The labels of the kinds of customers."""

_DOCUMENTS = {
    "statement": msg("statement of account"),
    "thanks": msg("thanks for the payment"),
    "plan": msg("payment plan"),
    "settlement": msg("settlement agreement"),
    "proof-of-claim": msg("proof of claim"),
}
_ENTRIES = {
    DOUBTFUL: msg("entries: doubtful claims"),
    IRRECOVERABLE: msg("entries: bad debts"),
    INTEREST: msg("entries: late interest"),
}
_ALL = 100


class CustomerView(Struct, frozen=True, dict=True):
    """Everything about one customer. It needs what they have settled."""

    page: PageRequest

    @functools.cached_property
    def customer(self) -> Customer:
        """The customer."""
        return self.page.report.customer(self.page.asked.customer or "")

    @functools.cached_property
    def whole(self) -> Prepared:
        """The report that is whole for this customer."""
        return self.page.reports.about(self.page.report.as_of, self.customer.id)

    @functools.cached_property
    def is_known(self) -> bool:
        """Whether the ledger knows the customer."""
        report, name = self.page.report, self.customer.id
        return name in report.customers or any(n == name for n, _ in report.allocation.balances)

    @property
    def kind(self) -> str:
        """The label of the customer's kind."""
        return self.page.say(CUSTOMER_KIND_NAMES[self.customer.kind])

    @property
    def returned(self) -> Sequence[tuple[str, Event]]:
        """Their addresses that returned an e-mail, each with the note that says so."""
        theirs = (e for e in self.whole.report.events if e.customer == self.customer.id)
        return returned_addresses(theirs, self.page.report.customers)

    @property
    def dial(self) -> str | None:
        """The link that dials their number, if there is one."""
        return dial(self.customer)

    @functools.cached_property
    def accounts(self) -> Sequence[str]:
        """The receivable accounts that belong to this customer only."""
        return self.page.accounts.get(self.customer.id, ())

    # What is to be done

    @property
    def actions(self) -> Actions:
        """The actions due now."""
        return Actions(self.page, self._of(self.page.report.agenda.actions))

    @property
    def upcoming(self) -> Actions:
        """The actions of the coming days."""
        return Actions(self.page, self._of(self.page.report.agenda.upcoming))

    @functools.cached_property
    def documents(self) -> Sequence[tuple[str, str, str]]:
        """The texts that there are for the customer, with the form of the file and its URL."""
        if self.page.incognito:
            return ()
        report, base = self.whole.report, self.page.links.at().partition("?")[0]
        found = []
        for text, title in _DOCUMENTS.items():
            try:
                prepared = Writer(report).compose(text, self.customer)
            except ReminderError:
                continue
            form = "eml" if CHANNELS[prepared.channel].medium == MAIL else "pdf"
            for each in dict.fromkeys((form, "pdf")):
                asked = {"customer": self.customer.id, "text": text, "form": each}
                query = urlencode({**asked, "time": report.as_of.isoformat()})
                found.append((self.page.say(title), each, f"{base}document?{query}"))
        if not self.page.is_past and self._is_overdue:
            query = urlencode({"customer": self.customer.id})
            case = self.page.say(msg("case file for a court"))
            found.append((case, "zip", f"{base}court_file?{query}"))
            for purpose, title in _ENTRIES.items():
                query = urlencode({"customer": self.customer.id, "purpose": purpose})
                found.append((self.page.say(title), "beancount", f"{base}entries?{query}"))
        return found

    @property
    def _is_overdue(self) -> bool:
        report = self.page.report
        theirs = (item for item in report.open_items if item.invoice.customer == self.customer.id)
        return any(item.invoice.is_overdue(report.as_of) for item in theirs)

    # What is owed

    @functools.cached_property
    def items(self) -> Sequence[Item]:
        """The open items that are shown, the oldest due date first."""
        return [
            item
            for item in self.page.prepared.items(self.customer.id)
            if item.is_open and self.page.chosen.has_item(item)
        ]

    @property
    def balances(self) -> Sequence[AgedBalance]:
        """The aged balance, by currency."""
        return [b for b in self.page.prepared.ageing if b.customer == self.customer.id]

    @property
    def credits(self) -> Sequence[OpenCredit]:
        """Unallocated credits."""
        found = self.page.report.allocation.credits
        return [rest for rest in found if rest.credit.customer == self.customer.id]

    @property
    def unidentified(self) -> Sequence[OpenDebit]:
        """Debits that are not invoices."""
        found = self.page.report.allocation.unidentified
        return [rest for rest in found if rest.debit.customer == self.customer.id]

    @property
    def unexplained(self) -> Sequence[Unexplained]:
        """Unexplained money of the customer."""
        found = self.page.report.unexplained
        return [each for each in found if each.customer == self.customer.id]

    @property
    def checks(self) -> Sequence[Check]:
        """The legal checks of the customer and of what they owe."""
        return [check for check in self.page.checks if check.customer == self.customer.id]

    def decision(self, item: Item) -> Decision:
        """The decision about an open item."""
        return self.page.report.decisions[item.key]

    def claim(self, item: Item) -> Claim:
        """What may be claimed on an item besides the principal."""
        return claim_on(self.page.report, item)

    def days_late(self, item: Item) -> int:
        """The days since its due date; 0 until then."""
        return days_overdue(item.invoice.due, self.page.report.as_of)

    def next_step(self, item: Item) -> Message:
        """What comes next: a stage and its date, or the reason why the item waits."""
        decision = self.decision(item)
        if decision.stage is not None and decision.due_on is not None:
            text = msg("{stage} on {date}", stage=decision.stage.title, date=decision.due_on)
            if decision.due_on <= self.page.report.as_of:
                text = msg("{stage} is due", stage=decision.stage.title)
            return text
        why = decision.why_waiting
        return msg("{why} until {date}", why=why, date=decision.until) if decision.until else why

    # How they pay

    @functools.cached_property
    def behaviours(self) -> Sequence[Behaviour]:
        """How they pay, by currency."""
        return self.whole.report.behaviours(self.customer.id)

    def exposure_share(self, behaviour: Behaviour) -> Decimal:
        """The percentage of the credit limit that is used, at most 100, for a bar."""
        if not behaviour.limit:
            return Decimal(100)
        share = round(100 * behaviour.exposure / behaviour.limit, 1)
        return min(max(share, Decimal()), Decimal(100))

    @functools.cached_property
    def plan(self) -> Plan | None:
        """The latest plan, unless its items are all settled or it was replaced or ended."""
        keys = {item.key: item for item in self.whole.items(self.customer.id)}
        for event in reversed(self.whole.report.events):
            if event.customer != self.customer.id or not event.plan:
                continue
            about = [keys[key] for key in sorted(event.items) if key in keys]
            currency = event.plan[0].amount.currency
            about = [item for item in about if item.invoice.currency == currency]
            if any(item.is_open for item in about):
                report = self.page.report
                plan = plan_of(event, about, report.as_of, report.settings.holidays)
                return None if plan.is_over else plan
        return None

    def instalments(self, plan: Plan) -> Sequence[tuple[str, Message, Amount]]:
        """Its instalments: ``paid``, ``missed``, ``next`` or ``later``; the label; the amount."""
        found = []
        for number, part in enumerate(plan.instalments, start=1):
            state, words = "later", msg("to come")
            if number < plan.number:
                state, words = "paid", msg("paid")
            elif number == plan.number and plan.missing is not None:
                missed = plan.missed(self.page.report.as_of)
                state = "missed" if missed else "next"
                words = msg("{amount} missing", amount=plan.missing) if missed else msg("next")
            line = msg("{date}: {words}", date=part.due, words=words)
            found.append((state, line, part.amount))
        return found

    # What happened

    @functools.cached_property
    def timeline(self) -> ListPage[Moment]:
        """What happened, the latest first."""
        whole, name = self.whole, self.customer.id
        items = [item for item in whole.items(name) if self.page.chosen.has_item(item)]
        moments = timeline(whole.report, name, items, self._entries())
        only = self.page.asked.only
        if only in SORTS_OF_MOMENTS:
            moments = [moment for moment in moments if moment.sort == only]
        return ListPage.of(moments, self.page.asked.list_page, _ALL)

    @property
    def sorts(self) -> Sequence[tuple[str, str]]:
        """The sorts of moments that a timeline can be filtered by, with their labels."""
        return [(name, self.page.say(title)) for name, title in SORTS_OF_MOMENTS.items()]

    # Inside

    def _entries(self) -> list[Note | Document]:
        by_type, accounts = g.ledger.all_entries_by_type, set(self.accounts)
        entries = cast("list[Note | Document]", [*by_type.Note, *by_type.Document])
        return [entry for entry in entries if entry.account in accounts]

    def _of(self, actions: Sequence[Action]) -> Sequence[Action]:
        return [action for action in actions if action.customer.id == self.customer.id]
