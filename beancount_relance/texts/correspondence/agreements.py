"""Agreements with a customer who pays in instalments: their variables, and what they are about.

``plan`` confirms a payment plan, with an acknowledgement of the debt; ``settlement`` is a
settlement agreement (C. civ. 2044), in which the creditor gives up interest and fee if the
plan is kept. Both are about the last plan that is recorded.

Under some laws, such as the French, an acknowledgement proves the debt only if the debtor writes
the amount by hand (:mod:`beancount_relance.law.handwritten_sums`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import PLAN
from beancount_relance.history.plans import Plan, plan_of
from beancount_relance.language.messages import msg
from beancount_relance.law.handwritten_sums import BUSINESS, TRADER, exempt_from_handwriting
from beancount_relance.policy.countries import country
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.traders import is_trader
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.texts.local_words import LocalWords, place_of
from beancount_relance.texts.payment_details import (
    PaymentAccount,
    accounts_for,
    creditor_of,
    paid_into,
)
from beancount_relance.texts.reminder_items import ReminderItem, account_item
from beancount_relance.texts.rendering.jinja import ReminderError


class PlanContext(Struct, frozen=True):
    """The variables of the confirmation of a payment plan.

    Attributes:
        creditor: the sender.
        customer: the customer who agreed to the plan.
        channel: the channel it is sent by.
        today: the date of the text.
        plan: the plan: ``plan.agreed``, ``plan.instalments`` with ``due`` and ``amount``.
        items: the invoices that it covers, by due date, as they are today.
        total: the sum of the instalments.
        disputed: the part of the invoices that is disputed.
        uncovered: what is open of these invoices and not in the plan, such as what is disputed.
        besides: what else is open of invoices with the same numbers, such as a part that a bill
            makes due later, or retention money; the plan does not cover it.
        accounts: the bank accounts to pay into, one per currency; a currency whose account is
            not known has none.
        place: the addresses, and what the debtor's country changes.
        by_hand: whether the signatory has to write the amount in words and figures.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    plan: Plan
    items: tuple[ReminderItem, ...]
    total: Amount
    disputed: Amount
    uncovered: Amount
    besides: tuple[ReminderItem, ...]
    accounts: tuple[PaymentAccount, ...]
    place: LocalWords
    by_hand: bool


class SettlementContext(PlanContext, frozen=True):
    """The variables of a settlement agreement: those of the plan, and what is given up.

    Attributes:
        interest: the late interest up to today on the invoices, which the creditor gives up, also
            on those that were paid late.
        fee: the recovery fees on them, which the creditor gives up.
        fees: how many of them bear a recovery fee.
        basis: the articles on settlements of the governing law, if they are known.
        effect: the article by which a settlement ends the dispute, if it is known.
    """

    interest: Amount
    fee: Amount
    fees: int
    basis: str
    effect: str


def plan_context(
    report: Report, customer: Customer, channel: str
) -> tuple[PlanContext, Sequence[Item]]:
    """Return the variables of the confirmation of the last plan, and the items it covers.

    Raises:
        ReminderError: no plan is recorded, or it is completed or broken.
    """
    plan, about = _last_plan(report, customer)
    total = sum((part.amount.number or Decimal() for part in plan.instalments), Decimal())
    accounts = accounts_for(report, customer, about)
    disputed = sum(
        (report.decisions[item.key].disputed for item in about if item.is_open), Decimal()
    )
    left = plan.left.number if plan.left is not None else None
    owed = sum((item.outstanding for item in about), Decimal()) - (left or Decimal())
    context = PlanContext(
        creditor=paid_into(creditor_of(report, about), accounts),
        customer=customer,
        channel=channel,
        today=report.as_of,
        plan=plan,
        items=tuple(account_item(item, report.as_of) for item in about),
        total=Amount(total, about[0].invoice.currency),
        disputed=Amount(disputed, about[0].invoice.currency),
        uncovered=Amount(max(owed, Decimal()), about[0].invoice.currency),
        besides=tuple(account_item(item, report.as_of) for item in _besides(report, about)),
        accounts=accounts,
        place=place_of(report.settings, customer, report.settings.language_of(customer)),
        by_hand=_writes_by_hand(customer, _law_of(report, about)),
    )
    return context, about


def settlement_context(
    report: Report, customer: Customer, channel: str
) -> tuple[SettlementContext, Sequence[Item]]:
    """Return the variables of a settlement agreement on the last plan, and the items it covers.

    Raises:
        ReminderError: no plan is recorded, or it is completed or broken.
    """
    context, about = plan_context(report, customer, channel)
    currency = context.total.currency
    late = {each.item.key: each.claim for each in report.claims.paid_late(everybody=True)}
    claims = [
        report.claims.of(item) if item.is_open else late[item.key]
        for item in about
        if item.is_open or item.key in late
    ]
    interest = sum((claim.interest.amount for claim in claims), Decimal())
    law, language = country(_law_of(report, about)), report.settings.language_of(customer)
    plain = {name: getattr(context, name) for name in PlanContext.__struct_fields__}
    settlement = SettlementContext(
        **plain,
        interest=Amount(interest, currency),
        fee=Amount(sum((claim.fee for claim in claims), Decimal()), currency),
        fees=sum(claim.fee > 0 for claim in claims),
        basis=law.words("settlement_basis", language),
        effect=law.words("settlement_effect", language),
    )
    return settlement, about


def _besides(report: Report, about: Sequence[Item]) -> list[Item]:
    """Return the other open items with the numbers of some items, and their charges."""
    keys = {item.key for item in about}
    same = {key[:3] for key in keys}  # but for the part
    return [
        item
        for item in report.allocation.items
        if item.is_open
        and item.key not in keys
        and not same.isdisjoint((item.key[:3], (*item.key[:2], item.invoice.charge_of)))
    ]


def _covered(about: Sequence[Item], agreed: Event) -> Sequence[Item]:
    """Return the items of a plan without their charges, if its sum leaves these out."""
    invoices = [item for item in about if not item.invoice.charge]
    day = agreed.date
    owed = sum((i.outstanding_on(day) + i.paid_between(day, day) for i in invoices), Decimal())
    planned = sum((part.amount.number or Decimal() for part in agreed.plan), Decimal())
    return invoices if invoices and planned <= owed else about


def _law_of(report: Report, about: Sequence[Item]) -> str | None:
    """Return the country whose law governs the claims; ``None`` if unknown, or if it differs."""
    laws = {report.claims.law(item).country for item in about}
    return laws.pop() if len(laws) == 1 else None


def _writes_by_hand(customer: Customer, law: str | None) -> bool:
    """Return whether the customer has to write the amount; also if the law is not known."""
    exempt = exempt_from_handwriting(law) if law is not None else TRADER
    if exempt == TRADER:
        return is_trader(customer) is not True
    return exempt == BUSINESS and customer.kind != BUSINESS


def _last_plan(report: Report, customer: Customer) -> tuple[Plan, Sequence[Item]]:
    plans = [
        event
        for event in report.events
        if event.customer == customer.id and event.kind == PLAN.name
    ]
    if not plans:
        raise ReminderError(
            msg(
                "no payment plan with {customer} is recorded; record one first: relance record … "
                "plan",
                customer=customer.title,
            )
        )
    event = plans[-1]
    about = _covered([item for item in report.allocation.items if item.key in event.items], event)
    if not about:
        text = msg("the plan of {date} covers no known invoice", date=event.date)
        raise ReminderError(text)
    plan = plan_of(event, about, report.as_of, report.settings.holidays)
    if plan.is_over:
        text = msg(
            "the plan of {date} has been over since {day}: there is nothing to confirm",
            date=event.date,
            day=plan.replaced_on or plan.ended_on,
        )
        raise ReminderError(text)
    if plan.next is None or plan.missed(report.as_of):
        text = msg(
            "the plan of {date} is completed or broken: there is nothing to confirm",
            date=event.date,
        )
        raise ReminderError(text)
    return plan, about
