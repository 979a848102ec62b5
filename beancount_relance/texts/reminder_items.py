"""Provides the invoices of a text and their totals to templates.

Items and the claims on them become the lines of a text. Each amount has its currency.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.claims.claim import Claim
from beancount_relance.dunning.agenda import Action, ActionItem
from beancount_relance.dunning.waiting_reasons import WITH_OTHERS
from beancount_relance.language.messages import Message
from beancount_relance.policy.letter_keys import Printed
from beancount_relance.receivables.items import Item, Settlement
from beancount_relance.receivables.part_labels import held_back_of
from beancount_relance.texts.supplied import what_was_supplied


class InterestLine(Struct, frozen=True):
    """A line of the interest table; both days are included, ``percent`` is per year."""

    first: datetime.date
    last: datetime.date
    days: int
    principal: Amount
    percent: Decimal
    amount: Amount


class ReturnedPayment(Struct, frozen=True):
    """A payment that the bank returned, such as a rejected direct debit, and the two days."""

    paid: datetime.date
    returned: datetime.date


class ReminderItem(Struct, frozen=True):
    """An invoice or instalment in a text.

    Attributes:
        number: the invoice number, or else its date.
        numbered: whether the ledger gives it a number.
        charge: whether it is a charge without a number, such as that of a returned payment.
        charge_of: the number of the invoice that it is a charge of, if known.
        accessory: whether it is a charge, with or without a number: no part of the principal.
        carried_over: whether it comes from earlier books, so that ``date`` is not its own.
        part: the number of the instalment, from 1.
        parts: the number of instalments; 1 for a whole invoice.
        retention: the retention money that divides the invoice in a part without it and one
            that is it, the last; ``None`` if none does.
        issued_to: the customer to whom the invoice was made out, if it has gone on to another one
            since, as after a merger; or an empty text.
        date: the invoice date.
        due: the due date.
        days_late: the days since the due date, or since the next working day where the law moves
            it there; or 0.
        supplied: what was supplied: the narration without the invoice number.
        printed: metadata that letters print next to the number, such as the customer's order.
        amount: the amount of the invoice or instalment.
        paid: the amount that was paid or credited so far.
        written_off: what was written off of it: neither paid nor credited, but not asked for.
        returned: the payments that the bank returned on a later day, in order.
        case: ``handover`` or ``court`` if others see to it: an agency, a bailiff, a court.
        planned: in a statement of account, the day of the next instalment of a plan that is kept;
            with ``deferred``, that of the one that was missed. ``days_late`` counts from it.
        reopened: whether something that had settled it was taken back, such as a credit note.
        outstanding: the amount still open.
        disputed: the part of ``outstanding`` that is disputed.
        credit: the part of ``outstanding`` that the customer's credit covers.
        deferred: the part of ``outstanding`` that is not due before the dates of a plan, as the
            text gives time to pay what is missing of that.
        received: in a declaration in insolvency proceedings, what came in since the opening; it is
            not in ``paid``.
        asked: the amount that the text asks for: ``outstanding − disputed − credit − deferred``;
            in a statement of account, ``outstanding``; in a declaration, what was open at the
            opening.
        interest: the sum of ``interest_lines``, less ``interest_received`` and
            ``interest_invoiced``.
        interest_lines: the late interest by period.
        interest_received: the interest already received.
        imputed: what payments have paid of the interest before the principal, if they are to
            and the stage claims interest; then it is not in ``paid``.
        interest_invoiced: the interest claimed by an invoice of its own.
        fee: the part of the recovery fee that is still owed.
        fee_in_full: the recovery fee before anything was received or invoiced of it.
        limitation: the last day to sue, if known.
        limitation_basis: what the limitation period is counted from.
    """

    number: str
    numbered: bool
    charge: bool
    charge_of: str | None
    accessory: bool
    carried_over: bool
    part: int
    parts: int
    retention: Amount | None
    issued_to: str
    date: datetime.date
    due: datetime.date
    days_late: int
    supplied: str
    printed: tuple[Printed, ...]
    amount: Amount
    paid: Amount
    written_off: Amount
    returned: tuple[ReturnedPayment, ...]
    case: str | None
    planned: datetime.date | None
    reopened: bool
    outstanding: Amount
    disputed: Amount
    credit: Amount
    deferred: Amount
    received: Amount
    asked: Amount
    interest: Amount
    interest_lines: tuple[InterestLine, ...]
    interest_received: Amount
    imputed: Amount
    interest_invoiced: Amount
    fee: Amount
    fee_in_full: Amount
    limitation: datetime.date | None
    limitation_basis: Message | None


class PaymentShare(Struct, frozen=True):
    """What one invoice had of a payment that was for several, or of its return."""

    item: ReminderItem
    amount: Amount


class ReminderTotal(Struct, frozen=True):
    """The totals in one currency.

    Attributes:
        asked: what is asked of the invoices and charges themselves: ``principal + charges``.
        principal: what is asked of the invoices.
        charges: what is asked of what was charged besides, such as the costs of a returned payment.
        interest: the late interest.
        fee: the recovery fees.
        claimed: ``asked + interest + fee``.
        not_due: the part of ``claimed`` that was not due yet, when insolvency proceedings were
            opened or else on the day of the text.
        due: the rest of ``claimed``.
    """

    asked: Amount
    principal: Amount
    charges: Amount
    interest: Amount
    fee: Amount
    claimed: Amount
    not_due: Amount
    due: Amount


def reminder_item(item: ActionItem, as_of: datetime.date) -> ReminderItem:
    """Return an invoice of an action, with the claims on it."""
    decision = item.decision
    disputed = decision.disputed
    credit = min(decision.covered, decision.item.outstanding - disputed)
    claim, due = item.claim, item.invoice.due
    late = days_overdue(claim.regime.last_day_to_pay(due) if claim.regime else due, as_of)
    case = decision.why if decision.why in WITH_OTHERS else None
    shown = _item(decision.item, claim, late, disputed, credit, decision.chased)
    return replace(shown, case=case, deferred=Amount(decision.deferred, item.invoice.currency))


def account_item(
    item: Item,
    as_of: datetime.date,
    disputed: Decimal = Decimal(),
    case: str | None = None,
    planned: datetime.date | None = None,
) -> ReminderItem:
    """Return an open invoice for a statement of account; only the principal is claimed.

    What is disputed is shown, but stays in the balance; so does what others see to (``case``).
    What is due by a plan that is kept is not late, and not due before ``planned``.

    Args:
        item: the item.
        as_of: the day of the statement.
        disputed: how much of it is disputed.
        case: ``handover`` or ``court`` if others see to it.
        planned: the day before which it is not due by a plan that is kept.
    """
    late = days_overdue(item.invoice.due, as_of) if planned is None else 0
    found = _item(item, Claim(), late, disputed, Decimal(), item.outstanding)
    return replace(found, case=case, planned=planned)


def _item(
    item: Item,
    claim: Claim,
    late: int,
    disputed: Decimal,
    credit: Decimal,
    asked: Decimal,
) -> ReminderItem:
    invoice = item.invoice
    owed = claim.interest.amount
    written_off = sum((part.amount for part in item.settled if part.is_write_off), Decimal())
    invoiced = min(claim.interest_invoiced, claim.interest.received)

    def amount(number: Decimal) -> Amount:
        return Amount(number, invoice.currency)

    return ReminderItem(
        number=invoice.reference,
        numbered=invoice.number is not None,
        charge=invoice.charge and invoice.number is None,
        charge_of=invoice.charge_of,
        accessory=invoice.charge,
        carried_over=invoice.carried_over,
        part=invoice.part,
        parts=invoice.parts,
        retention=held_back_of(invoice),
        issued_to="",
        date=invoice.date,
        due=invoice.due,
        days_late=late,
        supplied=what_was_supplied(invoice.narration, invoice.reference),
        printed=tuple(each for each in invoice.printed if str(each.value) != invoice.number),
        amount=amount(invoice.amount),
        paid=amount(invoice.amount - item.outstanding - written_off),
        written_off=amount(written_off),
        returned=tuple(ReturnedPayment(a.date, b.date) for a, b in returned_pairs(item)),
        case=None,
        planned=None,
        reopened=bool(item.taken_back),
        outstanding=amount(item.outstanding),
        disputed=amount(disputed),
        credit=amount(credit),
        deferred=amount(Decimal()),
        received=amount(Decimal()),
        asked=amount(asked),
        interest=amount(owed),
        interest_lines=_interest_lines(claim, invoice.currency) if owed else (),
        interest_received=amount(claim.interest.received - invoiced if owed else Decimal()),
        imputed=amount(Decimal()),
        interest_invoiced=amount(invoiced if owed else Decimal()),
        fee=amount(claim.fee),
        fee_in_full=amount(claim.fee_in_full),
        limitation=claim.limitation,
        limitation_basis=claim.limitation_basis,
    )


def _interest_lines(claim: Claim, currency: str) -> tuple[InterestLine, ...]:
    return tuple(
        InterestLine(
            segment.first,
            segment.last,
            segment.days,
            Amount(segment.principal, currency),
            segment.percent,
            Amount(segment.amount, currency),
        )
        for segment in claim.interest.segments
    )


def returned_pairs(item: Item) -> list[tuple[Settlement, Settlement]]:
    """Return the payments of an item that the bank returned on a later day, with their returns.

    A correction in the books is none: nobody paid.
    """
    pairs = zip(item.taken_back[::2], item.taken_back[1::2], strict=True)
    return [
        (paid, back)
        for paid, back in pairs
        if paid.is_payment and back.returned and paid.date < back.date
    ]


def totals_of(action: Action, day: datetime.date) -> Iterable[ReminderTotal]:
    """Yield the totals of an action, by currency.

    Args:
        action: the action.
        day: the day that tells what is due.
    """
    interest, fee = action.interest, action.recovery_fee
    for currency, asked in action.outstanding.items():
        claimed = asked + interest[currency] + fee[currency]
        later = sum(
            (
                part.decision.chased + part.claim.interest.amount + part.claim.fee
                for part in action.items
                if part.invoice.currency == currency and part.invoice.due > day
            ),
            Decimal(),
        )
        charges = sum(
            (
                part.decision.chased
                for part in action.items
                if part.invoice.currency == currency and part.invoice.charge
            ),
            Decimal(),
        )
        yield ReminderTotal(
            asked=Amount(asked, currency),
            principal=Amount(asked - charges, currency),
            charges=Amount(charges, currency),
            interest=Amount(interest[currency], currency),
            fee=Amount(fee[currency], currency),
            claimed=Amount(claimed, currency),
            not_due=Amount(later, currency),
            due=Amount(claimed - later, currency),
        )


def _number(amount: Amount) -> Decimal:
    return amount.number or Decimal()
