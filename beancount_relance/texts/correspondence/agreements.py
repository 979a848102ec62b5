"""Agreements with a customer who pays in instalments: their variables, and what they are about.

``plan`` confirms a payment plan, with an acknowledgement of the debt; ``settlement`` is a
settlement agreement (C. civ. 2044), in which the creditor gives up interest and fee if the
plan is kept. Both are about the last plan that is recorded. Currencies are never added up.

Under some laws, such as the French, an acknowledgement proves the debt only if the debtor writes
the amount by hand (:mod:`beancount_relance.law.handwritten_sums`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.history.instalments import total_in
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


class AgreedInstalment(Struct, frozen=True):
    """One instalment of a plan in an agreement.

    Attributes:
        due: the day by which it is to be paid.
        amount: the amount.
        missing: what is still to come of it; zero if it is settled.
    """

    due: datetime.date
    amount: Amount
    missing: Amount


class PlanContext(Struct, frozen=True):
    """The variables of the confirmation of a payment plan; amounts are one per currency.

    Attributes:
        creditor: the sender.
        customer: the customer who agreed to the plan.
        channel: the channel it is sent by.
        today: the date of the text.
        agreed: the day of the agreement.
        instalments: the instalments in all currencies, by date.
        items: the invoices that it covers, by due date, as they are today.
        totals: the sums of the instalments.
        left: what is still to come of them.
        disputed: what is disputed of the invoices.
        uncovered: what is open of these invoices and not in the plan, such as what is disputed.
        besides: what else is open of the invoices that were named, such as a part that a bill makes
            due later, retention money, or an invoice in a currency that has no instalment; the
            plan does not cover it.
        accounts: the bank accounts to pay into, one per currency; a currency whose account is
            not known has none.
        place: the addresses, and what the debtor's country changes.
        by_hand: whether the signatory has to write the amount in words and figures.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    agreed: datetime.date
    instalments: tuple[AgreedInstalment, ...]
    items: tuple[ReminderItem, ...]
    totals: tuple[Amount, ...]
    left: tuple[Amount, ...]
    disputed: tuple[Amount, ...]
    uncovered: tuple[Amount, ...]
    besides: tuple[ReminderItem, ...]
    accounts: tuple[PaymentAccount, ...]
    place: LocalWords
    by_hand: bool


class SettlementContext(PlanContext, frozen=True):
    """The variables of a settlement agreement: those of the plan, and what is given up.

    Attributes:
        conceded: what was disputed, and is paid under the plan all the same.
        interest: the late interest up to today on the invoices, which the creditor gives up, also
            on those that were paid late.
        fee: the recovery fees on them, which the creditor gives up.
        fees: how many of them bear a recovery fee.
        basis: the articles on settlements of the governing law, if they are known.
        effect: the article by which a settlement ends the dispute, if it is known.
    """

    conceded: tuple[Amount, ...]
    interest: tuple[Amount, ...]
    fee: tuple[Amount, ...]
    fees: int
    basis: str
    effect: str


def plan_context(
    report: Report, customer: Customer, channel: str
) -> tuple[PlanContext, Sequence[Item]]:
    """Return the variables of the confirmation of the last plan, and the items it covers.

    Raises:
        ReminderError: no plan is recorded, it is completed or broken, or no invoice of it is in
            the currency of an instalment.
    """
    event = _last_plan(report, customer)
    named = [item for item in report.allocation.items if item.key in event.items]
    about = _covered(named, event)
    plans = _plans(report, event, about)
    accounts = accounts_for(report, customer, about)
    disputed = _sums((item, report.decisions[item.key].disputed) for item in about if item.is_open)
    left = {currency: _number(plan.left) for currency, plan in plans.items()}
    owed = _sums((item, item.outstanding) for item in about)
    context = PlanContext(
        creditor=paid_into(creditor_of(report, about), accounts),
        customer=customer,
        channel=channel,
        today=report.as_of,
        agreed=event.date,
        instalments=_instalments(event, plans),
        items=tuple(account_item(item, report.as_of) for item in about),
        totals=_amounts({currency: total_in(event.plan, currency) for currency in plans}),
        left=_amounts(left),
        disputed=_amounts(disputed),
        uncovered=_amounts({each: owed[each] - left[each] for each in plans}),
        besides=tuple(account_item(item, report.as_of) for item in _besides(report, named, about)),
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
        ReminderError: as :func:`plan_context`.
    """
    context, about = plan_context(report, customer, channel)
    late = {each.item.key: each.claim for each in report.claims.paid_late(everybody=True)}
    claims = [
        (item, report.claims.of(item) if item.is_open else late[item.key])
        for item in about
        if item.is_open or item.key in late
    ]
    law, language = country(_law_of(report, about)), report.settings.language_of(customer)
    plain = {name: getattr(context, name) for name in PlanContext.__struct_fields__}
    outside = {amount.currency for amount in context.uncovered}
    settlement = SettlementContext(
        **plain,
        conceded=tuple(each for each in context.disputed if each.currency not in outside),
        interest=_amounts(_sums((item, claim.interest.amount) for item, claim in claims)),
        fee=_amounts(_sums((item, claim.fee) for item, claim in claims)),
        fees=sum(claim.fee > 0 for _, claim in claims),
        basis=law.words("settlement_basis", language),
        effect=law.words("settlement_effect", language),
    )
    return settlement, about


def _number(amount: Amount | None) -> Decimal:
    return (amount.number if amount is not None else None) or Decimal()


def _sums(parts: Iterable[tuple[Item, Decimal]]) -> dict[str, Decimal]:
    """Return the sums of what falls to some items, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item, number in parts:
        sums[item.invoice.currency] += number
    return sums


def _amounts(sums: Mapping[str, Decimal]) -> tuple[Amount, ...]:
    """Return the sums that are above zero as amounts."""
    return tuple(Amount(number, currency) for currency, number in sums.items() if number > 0)


def _instalments(event: Event, plans: Mapping[str, Plan]) -> tuple[AgreedInstalment, ...]:
    """Return the instalments of a plan in all currencies, with what is missing of each."""
    places: dict[str, int] = defaultdict(int)
    found = []
    for part in event.plan:
        currency = part.amount.currency
        places[currency] += 1
        plan, missing = plans[currency], part.amount
        if places[currency] <= plan.number:
            here = plan.missing if places[currency] == plan.number else None
            missing = here or Amount(Decimal(), currency)
        found.append(AgreedInstalment(part.due, part.amount, missing))
    return tuple(found)


def _besides(report: Report, named: Sequence[Item], about: Sequence[Item]) -> list[Item]:
    """Return the open items that a plan does not cover, although it is about their invoices.

    These are other items that the plan names, other parts of its invoices, and their charges.
    """
    keys = {item.key for item in about}
    also = {item.key for item in named}
    same = {key[:3] for key in keys}  # but for the part
    return [
        item
        for item in report.allocation.items
        if item.is_open
        and item.key not in keys
        and (
            item.key in also
            or not same.isdisjoint((item.key[:3], (*item.key[:2], item.invoice.charge_of)))
        )
    ]


def _covered(named: Sequence[Item], agreed: Event) -> Sequence[Item]:
    """Return the items that a plan covers, of those it names.

    They are those in the currencies of its instalments, without their charges where the sum of the
    instalments leaves these out.
    """
    day, left_out = agreed.date, set()
    planned = {
        part.amount.currency: total_in(agreed.plan, part.amount.currency) for part in agreed.plan
    }
    for currency, total in planned.items():
        invoices = [
            item for item in named if item.invoice.currency == currency and not item.invoice.charge
        ]
        owed = sum((i.outstanding_on(day) + i.paid_between(day, day) for i in invoices), Decimal())
        if invoices and total <= owed:
            left_out.add(currency)
    return [
        item
        for item in named
        if item.invoice.currency in planned
        and not (item.invoice.charge and item.invoice.currency in left_out)
    ]


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


def _last_plan(report: Report, customer: Customer) -> Event:
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
    return plans[-1]


def _plans(report: Report, event: Event, about: Sequence[Item]) -> dict[str, Plan]:
    """Return the state of a plan in each of its currencies, while there is something to sign.

    Raises:
        ReminderError: it is over, completed or broken, or about nothing in one of its currencies.
    """
    plans = {}
    for currency in dict.fromkeys(part.amount.currency for part in event.plan):
        theirs = [item for item in about if item.invoice.currency == currency]
        if not theirs:
            text = msg(
                "the plan of {date} has instalments in {currency}, but covers no known invoice in "
                "that currency: correct it first",
                date=event.date,
                currency=currency,
            )
            raise ReminderError(text)
        plans[currency] = plan_of(event, theirs, report.as_of, report.settings.holidays)
    for plan in plans.values():
        if plan.is_over:
            text = msg(
                "the plan of {date} has been over since {day}: there is nothing to confirm",
                date=event.date,
                day=plan.replaced_on or plan.ended_on,
            )
            raise ReminderError(text)
    if any(plan.missed(report.as_of) for plan in plans.values()) or not any(
        plan.next for plan in plans.values()
    ):
        text = msg(
            "the plan of {date} is completed or broken: there is nothing to confirm",
            date=event.date,
        )
        raise ReminderError(text)
    return plans
