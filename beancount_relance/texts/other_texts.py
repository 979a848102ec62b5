"""Prepares the texts that are not stages of a procedure, and claim nothing.

    relance letter books.beancount Boulangerie-Martin --text statement

``statement`` is a statement of account, ``thanks`` a thank-you for a payment that was chased or
promised, ``plan`` the written confirmation of a payment plan, ``settlement`` a settlement
agreement about it, and ``proof-of-claim`` the declaration of a claim to an administrator.
Each has a small context of its own. They are written on request, never proposed, and need no
note.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, PROMISE
from beancount_relance.language.messages import msg
from beancount_relance.language.text import one_line
from beancount_relance.policy.channels import MAIL, PAPER, usual_channel
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.texts.account_lines import AccountLine, statement_totals
from beancount_relance.texts.agreements import (
    PlanContext,
    SettlementContext,
    plan_context,
    settlement_context,
)
from beancount_relance.texts.contexts import (
    PaidItem,
    StatementContext,
    ThanksContext,
)
from beancount_relance.texts.items import account_item
from beancount_relance.texts.jinja import ReminderError
from beancount_relance.texts.payment_details import (
    accounts_for,
    paid_into,
)
from beancount_relance.texts.place import place_of
from beancount_relance.texts.proof_of_claim import ProofContext, proof_context
from beancount_relance.values.working_days import next_working_day

TEXTS = ("statement", "thanks", "plan", "settlement", "proof-of-claim")
"""The names of the texts."""

RECENT_DAYS = 30
"""The number of days after a payment during which a thank-you can be written."""

_COURTESY = "courtesy"
_BY_POST = "registered"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A text that is not a stage, but can be written, printed and sent like an action.

    Attributes:
        context: the variables of its template.
        stage: a stage that stands for the text.
        invoices: the numbers of the invoices that it is about.
        items: always empty, so that no copies are enclosed.
    """

    context: StatementContext | ThanksContext | PlanContext | SettlementContext | ProofContext
    stage: Stage
    invoices: tuple[str, ...]
    items: tuple[()] = ()

    @property
    def customer(self) -> Customer:
        """The recipient."""
        return self.context.customer

    @property
    def channel(self) -> str:
        """The channel it is sent by."""
        return self.context.channel

    @property
    def claimed(self) -> dict[str, Decimal]:
        """The amounts claimed: always empty."""
        return {}

    def by(self, channel: str) -> Correspondence:
        """Return the same text for another channel."""
        return replace(self, context=replace(self.context, channel=channel))


def correspondence(
    report: Report, text: str, customer: Customer, channel: str | None = None
) -> Correspondence:
    """Prepare a text to a customer.

    Args:
        report: a report of the whole ledger.
        text: one of :data:`TEXTS`.
        customer: the recipient.
        channel: the channel; ``None`` for e-mail, or a letter if there is no e-mail address.

    Raises:
        ReminderError: there is nothing to write about.
    """
    by = channel or (_BY_POST if text == "proof-of-claim" else _channel_for(customer))
    stage = Stage(name=text, after=0, channel=by, template=text, label=None)
    return _MAKERS[text](report, customer, stage)


def _channel_for(customer: Customer) -> str:
    """Return the default channel: e-mail if the customer has an e-mail address, else a letter."""
    mail = usual_channel(MAIL).name
    return mail if customer.has_channel(mail) else usual_channel(PAPER).name


def _statement(report: Report, customer: Customer, stage: Stage) -> Correspondence:
    items = [item for item in report.open_items if item.invoice.customer == customer.id]
    allocation = report.allocation
    credits_ = sorted(
        (
            _line(each.credit.date, each.credit.narration, each.amount, each.credit.currency)
            for each in allocation.credits
            if each.credit.customer == customer.id and each.amount
        ),
        key=lambda line: line.date,
    )
    others = sorted(
        (
            _line(each.debit.date, each.debit.narration, each.amount, each.debit.currency)
            for each in allocation.unidentified
            if each.debit.customer == customer.id and each.amount
        ),
        key=lambda line: line.date,
    )
    if not (items or credits_ or others):
        raise ReminderError(msg("{customer} owes nothing", customer=customer.title))
    disputed = {key: decision.disputed for key, decision in report.decisions.items()}
    shown = tuple(
        account_item(item, report.as_of, disputed.get(item.key, Decimal())) for item in items
    )
    accounts = accounts_for(report, customer, items)
    context = StatementContext(
        creditor=paid_into(report.settings.creditor, accounts),
        customer=customer,
        channel=stage.channel,
        today=report.as_of,
        items=shown,
        credits=tuple(credits_),
        others=tuple(others),
        sums=statement_totals(shown, credits_, others),
        accounts=accounts,
        place=place_of(report.settings, customer, customer.language or report.settings.language),
    )
    return Correspondence(context, stage, _numbers(items))


def _line(day: datetime.date, text: str, number: Decimal, currency: str) -> AccountLine:
    return AccountLine(day, one_line(text), Amount(number, currency))


def _thanks(report: Report, customer: Customer, stage: Stage) -> Correspondence:
    since = report.as_of - datetime.timedelta(days=RECENT_DAYS)
    events = [event for event in report.events if event.customer == customer.id]
    paid = []
    kept: list[datetime.date] = []
    for item in report.allocation.items:
        if item.invoice.customer != customer.id or item.is_open or not _is_paid(item):
            continue
        day = max(part.date for part in item.settled)
        about = [event for event in events if item.key in event.items and event.date <= day]
        if day >= since and any(_waited_for(event) for event in about):
            paid.append((day, item))
            kept += [
                event.until
                for event in about
                if event.kind == PROMISE.name
                and event.until is not None
                and day <= next_working_day(event.until, report.settings.holidays)
            ]
    if not paid:
        raise ReminderError(
            msg(
                "nothing to thank {customer} for: no chased or promised invoice was paid in the "
                "last {days} days",
                customer=customer.title,
                days=RECENT_DAYS,
            )
        )
    paid.sort(key=lambda each: (each[0], each[1].key))
    context = ThanksContext(
        creditor=report.settings.creditor,
        customer=customer,
        channel=stage.channel,
        today=report.as_of,
        items=tuple(_paid_item(item, day) for day, item in paid),
        promised=max(kept, default=None),
        place=place_of(report.settings, customer, customer.language or report.settings.language),
    )
    return Correspondence(context, stage, _numbers(item for _, item in paid))


def _is_paid(item: Item) -> bool:
    """Whether the last settlement was a payment, not a credit note or a write-off."""
    return bool(item.settled) and max(item.settled, key=lambda part: part.date).kind == "payment"


def _waited_for(event: Event) -> bool:
    kind = NOTE_KINDS.get(event.kind)
    return kind.promises_payment if kind is not None else event.kind != _COURTESY


def _paid_item(item: Item, day: datetime.date) -> PaidItem:
    invoice = item.invoice
    return PaidItem(
        number=invoice.reference,
        part=invoice.part,
        parts=invoice.parts,
        date=invoice.date,
        amount=Amount(invoice.amount, invoice.currency),
        paid=day,
    )


def _plan(report: Report, customer: Customer, stage: Stage) -> Correspondence:
    context, about = plan_context(report, customer, stage.channel)
    return Correspondence(context, stage, _numbers(about))


def _settlement(report: Report, customer: Customer, stage: Stage) -> Correspondence:
    context, about = settlement_context(report, customer, stage.channel)
    return Correspondence(context, stage, _numbers(about))


def _proof(report: Report, customer: Customer, stage: Stage) -> Correspondence:
    context, about = proof_context(report, customer, stage.channel)
    return Correspondence(context, stage, _numbers(about))


def _numbers(items: Iterable[Item]) -> tuple[str, ...]:
    return references_of(items)


_MAKERS: Mapping[str, Callable[[Report, Customer, Stage], Correspondence]] = {
    "statement": _statement,
    "thanks": _thanks,
    "plan": _plan,
    "settlement": _settlement,
    "proof-of-claim": _proof,
}
