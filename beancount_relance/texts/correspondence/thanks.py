"""Prepares a thank-you for a payment that was chased or promised."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, PROMISE
from beancount_relance.language.messages import msg
from beancount_relance.ledger.counterparts.settlement_kinds import LOSSES, NEVER_OWED, OTHERWISE
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.part_labels import held_back_of
from beancount_relance.report.report import Report
from beancount_relance.texts.local_words import LocalWords, place_of
from beancount_relance.texts.payment_details import creditor_of
from beancount_relance.texts.rendering.jinja import ReminderError
from beancount_relance.values.working_days import next_working_day

RECENT_DAYS = 30
"""The number of days after a payment during which a thank-you can be written."""

_COURTESY = "courtesy"

_NOT_PAID = NEVER_OWED | {OTHERWISE}
"""The kinds of settlement by which no money came in; a set-off, for instance."""


class PaidItem(Struct, frozen=True):
    """An invoice that was paid in full, or a charge; ``paid`` is the day of the last payment.

    ``received`` is the amount without credit notes, discounts and what was set off; ``promised``
    the date that payment of this invoice was promised by, if the promise was kept. ``charges`` is
    the late interest and recovery fee that the last letter claimed, as far as still owed.
    """

    number: str
    numbered: bool
    charge: bool
    charge_of: str | None
    carried_over: bool
    part: int
    parts: int
    retention: Amount | None
    date: datetime.date
    amount: Amount
    received: Amount
    paid: datetime.date
    promised: datetime.date | None
    charges: Amount


class ThanksContext(Struct, frozen=True):
    """The variables of the thank-you.

    Attributes:
        creditor: the sender.
        customer: the customer who paid.
        channel: the channel it is sent by.
        today: the date of the text.
        items: the paid invoices that had been chased or promised, by day of payment.
        promised: the date that payment was promised by, if each of the invoices was promised,
            and each promise was kept; else ``items[].promised`` says which was.
        charges: the sums of ``items[].charges``, one per currency; none if nothing is left to pay.
        interest_first: whether payments pay interest before principal.
        place: the addresses, and what the debtor's country changes.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    items: tuple[PaidItem, ...]
    promised: datetime.date | None
    charges: tuple[Amount, ...]
    interest_first: bool
    place: LocalWords


def thanks_context(
    report: Report, customer: Customer, channel: str
) -> tuple[ThanksContext, list[Item]]:
    """Prepare a thank-you for the invoices that a customer paid in the last days.

    Args:
        report: a report of the whole ledger.
        customer: the recipient.
        channel: the channel it is sent by.

    Returns:
        The variables of the template, and the paid items that it names.

    Raises:
        ReminderError: no invoice that was chased or promised was paid in the last
            :data:`RECENT_DAYS` days.
    """
    since = report.as_of - datetime.timedelta(days=RECENT_DAYS)
    events = [event for event in report.events if event.customer == customer.id]
    paid = []
    for item in report.allocation.items:
        if item.invoice.customer != customer.id or item.is_open or not _is_paid(item):
            continue
        day = max(part.date for part in item.payments)
        closed = max(part.date for part in item.settled)
        about = [event for event in events if item.key in event.items and event.date <= day]
        if closed >= since and any(_waited_for(event) for event in about):
            promised = _kept_promise(about, day, report.settings)
            paid.append((day, item, promised, _charges(report, item, about)))
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
    kept = [promised for _, _, promised, _ in paid if promised is not None]
    about_items = [item for _, item, *_ in paid]
    language = report.settings.language_of(customer)
    charges: dict[str, Decimal] = defaultdict(Decimal)
    for _, item, _, owed in paid:
        charges[item.invoice.currency] += owed
    context = ThanksContext(
        creditor=creditor_of(report, about_items),
        customer=customer,
        channel=channel,
        today=report.as_of,
        items=tuple(_paid_item(*each) for each in paid),
        promised=max(kept) if len(kept) == len(paid) else None,
        charges=tuple(Amount(number, currency) for currency, number in charges.items() if number),
        interest_first=report.settings.part_payments == "interest-first",
        place=place_of(report.settings, customer, language),
    )
    return context, about_items


def _is_paid(item: Item) -> bool:
    """Whether a part was paid, and nothing of what was owed was lost or kept.

    Thanks for an invoice that was written off in part would be a receipt for all of it.
    """
    if not any(part.is_payment for part in item.settled):
        return False
    return not sum((part.amount for part in item.settled if part.kind in LOSSES), Decimal())


def _charges(report: Report, item: Item, about: Iterable[Event]) -> Decimal:
    """Return the interest and fee that are left of what the last letter about an item asked for.

    No more than that letter's own figure: what has been earned since was never asked for.
    """
    procedures = report.settings.procedures.values()
    claiming = {
        stage.name
        for each in procedures
        for stage in each.stages
        if stage.claims and not CHANNELS[stage.channel].is_sheet
    }
    days = [event.date for event in about if event.kind in claiming]
    if not days:
        return Decimal()
    asked, now = report.claims.on(max(days)).of(item), report.claims.of(item)
    owed = asked.interest.amount + asked.interest.received + asked.fee + asked.fee_received
    left = owed - now.interest.received - now.fee_received
    return max(min(now.interest.amount + now.fee, left), Decimal())


def _waited_for(event: Event) -> bool:
    kind = NOTE_KINDS.get(event.kind)
    return kind.promises_payment if kind is not None else event.kind != _COURTESY


def _kept_promise(
    about: Iterable[Event], paid: datetime.date, settings: Settings
) -> datetime.date | None:
    """Return the last date that payment was promised by and made by, of the notes on an invoice."""
    kept = [
        event.until
        for event in about
        if event.kind == PROMISE.name
        and event.until is not None
        and paid <= next_working_day(event.until, settings.holidays)
    ]
    return max(kept, default=None)


def _paid_item(
    day: datetime.date, item: Item, promised: datetime.date | None, charges: Decimal
) -> PaidItem:
    invoice = item.invoice
    not_paid = sum((p.amount for p in item.settled if p.kind in _NOT_PAID), Decimal())
    return PaidItem(
        number=invoice.reference,
        numbered=invoice.number is not None,
        charge=invoice.charge and invoice.number is None,
        charge_of=invoice.charge_of,
        carried_over=invoice.carried_over,
        part=invoice.part,
        parts=invoice.parts,
        retention=held_back_of(invoice),
        date=invoice.date,
        amount=Amount(invoice.amount, invoice.currency),
        received=Amount(invoice.amount - not_paid, invoice.currency),
        paid=day,
        promised=promised,
        charges=Amount(charges, invoice.currency),
    )
