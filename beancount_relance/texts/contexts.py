"""Defines the variables that templates may use, from the figures of an action or a customer.

:class:`ReminderContext` is for the stages of a procedure and for occasions. Each of the other
texts has a small context of its own. ``docs/templates.md`` lists all variables.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.agenda import Action, ActionItem
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import COURT_STEPS
from beancount_relance.history.plans import Plan
from beancount_relance.language.messages import Message
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.procedures import Stage
from beancount_relance.report.recovery import Recovery
from beancount_relance.texts.agreed_so_far import LaterDueDate, PastDispute
from beancount_relance.texts.announced_instalments import AnnouncedInstalment
from beancount_relance.texts.announced_payments import AnnouncedPayment
from beancount_relance.texts.broken_promises import BrokenPromise
from beancount_relance.texts.correspondence.account_statement import StatementContext
from beancount_relance.texts.correspondence.agreements import PlanContext, SettlementContext
from beancount_relance.texts.correspondence.proof_of_claim import ProofContext
from beancount_relance.texts.correspondence.thanks import ThanksContext
from beancount_relance.texts.happenings import Happening
from beancount_relance.texts.items_paid_late import LateItem
from beancount_relance.texts.legal_basis import LegalBasis
from beancount_relance.texts.local_words import LocalWords
from beancount_relance.texts.payment_details import PaymentAccount
from beancount_relance.texts.presumed_payments import PresumedPayment
from beancount_relance.texts.reminder_items import ReminderItem, ReminderTotal
from beancount_relance.texts.returned_payments import ReturnedTogether
from beancount_relance.texts.shown_items import addressed_to
from beancount_relance.texts.time_to_declare import TimeToDeclare


class PastContact(Struct, frozen=True):
    """An earlier stage, carried out for at least one invoice of the text or that it mentions.

    Attributes:
        stage: its name.
        title: its title in the text's language.
        date: its date.
        channel: how it was carried out.
        text: the text of its note.
        items: the invoices of the text that it was about: those that were overdue then, or
            else those that were not.
        about_all: whether it was about all invoices of the text.
        overdue: whether ``items`` were overdue then.
        addressed_to: the name to which it was addressed, if the customer has another one today,
            as after a merger or a death; otherwise an empty text.
    """

    stage: str
    title: str
    date: datetime.date
    channel: str
    text: str
    items: tuple[ReminderItem, ...]
    about_all: bool
    overdue: bool
    addressed_to: str


class Waiver(Struct, frozen=True):
    """A conditional waiver of interest and fee.

    Attributes:
        date: the date of the waiver.
        until: the last day to pay.
        lapsed: whether the invoices were not paid by then.
        items: the invoices of the text that it is about.
        about_all: whether it is about all invoices of the text.
        interest: the late interest to date that is given up, one amount per currency.
        fee: the same of the recovery fee.
    """

    date: datetime.date
    until: datetime.date
    lapsed: bool
    items: tuple[ReminderItem, ...]
    about_all: bool
    interest: tuple[Amount, ...]
    fee: tuple[Amount, ...]


class Step(Struct, frozen=True):
    """A court step; ``kind`` is ``filed``, ``served``, ``judgment`` or ``enforcement``."""

    kind: str
    date: datetime.date
    text: str


class ReminderContext(Struct, frozen=True):
    """The variables of the template of a stage.

    Attributes:
        creditor: the sender, from the setting ``creditor``; ``creditor.iban`` and
            ``creditor.bic`` are those of ``accounts`` if one is for all.
        customer: the debtor; ``customer.title`` is the name to address.
        stage: the stage; ``stage.claims`` tells whether interest and fee are claimed.
        channel: the channel it is sent by.
        today: the date of the text.
        who: the name of the person in charge, if known.
        deadline: the number of days that the customer is given to pay, or ``None``.
        items: the invoices, by due date.
        totals: the totals, one per currency.
        also_due: other overdue invoices of the customer, which the text only mentions.
        past: the earlier stages of these invoices, by date.
        also_past: the earlier stages of ``also_due``, by date.
        broken: broken promises and missed instalments, by date.
        later_due: the later due dates that were agreed for these invoices, by date.
        disputes: the disputes about these invoices, settled or not, by date.
        announced: what the customer's platform said last of the payment of these invoices.
        waivers: conditional waivers of interest and fee, by the last day to pay.
        law: the regime of the claim, such as ``fr-business``; ``None`` if unknown or mixed.
        legal: what that law says, in the language of the text.
        enclosed: whether the ledger has a copy of each invoice to enclose.
        copies_to: who gets a copy of a formal notice: the owners of a subcontractor's works.
        returned: the payments that the bank returned, with all invoices that they had paid.
        presumed: the payments that may be for one of the invoices, and were set against others.
        happened: on sheets for internal use, what else was noted and booked about these invoices,
            by date; empty in texts to the customer.
        paid_late: earlier late payments, if the stage claims interest; not in the totals.
        late_totals: the totals of ``paid_late``, one per currency.
        until: the due date of the first instalment, or the last day to lodge the claim, if known.
        plan: the payment plan, if the text is about an instalment; ``plan.next`` is the
            instalment and ``plan.missing`` the amount missing. It is that of the first of
            ``instalments``.
        instalments: the instalments that the text announces, by day: of several plans, or in
            several currencies.
        opened: the day of the note on insolvency proceedings, if any.
        published: the day on which its judgment was published, if known.
        administrator: who receives the claims, if known.
        declare_within: the number of months to declare a claim in insolvency proceedings, if
            known.
        declare: the time to declare it, if there are such proceedings.
        proceedings: the court steps so far, by date.
        held: what waits without a last day, as messages, for a review.
        recoveries: on sheets for internal use, the recovery options with their figures, one
            per currency; empty in texts to the customer.
        accounts: the bank accounts to pay into, one per currency; a currency whose account is
            not known has none.
        place: the addresses, and what the debtor's country changes.
    """

    creditor: Creditor
    customer: Customer
    stage: Stage
    channel: str
    today: datetime.date
    who: str | None
    deadline: int | None
    items: tuple[ReminderItem, ...]
    totals: tuple[ReminderTotal, ...]
    also_due: tuple[ReminderItem, ...]
    past: tuple[PastContact, ...]
    also_past: tuple[PastContact, ...]
    broken: tuple[BrokenPromise, ...]
    later_due: tuple[LaterDueDate, ...]
    disputes: tuple[PastDispute, ...]
    announced: tuple[AnnouncedPayment, ...]
    waivers: tuple[Waiver, ...]
    law: str | None
    legal: LegalBasis
    enclosed: bool
    copies_to: tuple[str, ...]
    returned: tuple[ReturnedTogether, ...]
    presumed: tuple[PresumedPayment, ...]
    happened: tuple[Happening, ...]
    paid_late: tuple[LateItem, ...]
    late_totals: tuple[Amount, ...]
    until: datetime.date | None
    plan: Plan | None
    instalments: tuple[AnnouncedInstalment, ...]
    opened: datetime.date | None
    published: datetime.date | None
    administrator: str | None
    declare_within: int | None
    declare: TimeToDeclare | None
    proceedings: tuple[Step, ...]
    held: tuple[Message, ...]
    recoveries: tuple[Recovery, ...]
    accounts: tuple[PaymentAccount, ...]
    place: LocalWords


Context = (
    ReminderContext
    | StatementContext
    | ThanksContext
    | PlanContext
    | SettlementContext
    | ProofContext
)


def past_of(
    about_items: Iterable[ActionItem],
    items: Sequence[ReminderItem],
    title: Callable[[str], str],
    customers: Customers,
) -> Iterator[PastContact]:
    """Yield the earlier stages of items, by date.

    Args:
        about_items: the items.
        items: the same, as in the text.
        title: returns the title of a stage.
        customers: the customers by id, for the addressees.
    """
    texts: dict[tuple[datetime.date, str, str], str] = {}
    about: dict[tuple[datetime.date, str, str, str], dict[bool, list[ReminderItem]]] = {}
    for item, shown in zip(about_items, items, strict=True):
        for done in item.decision.past:
            to = addressed_to(item.invoice, done.date, customers)
            texts.setdefault((done.date, done.name, done.channel), done.text)
            overdue = about.setdefault((done.date, done.name, done.channel, to), {})
            overdue.setdefault(done.was_overdue, []).append(shown)
    for (date, name, channel, to), found in sorted(about.items(), key=lambda each: each[0][0]):
        was_overdue = True in found
        yield PastContact(
            stage=name,
            title=title(name),
            date=date,
            channel=channel,
            text=texts[date, name, channel],
            items=tuple(found[was_overdue]),
            about_all=len(found[was_overdue]) == len(items),
            overdue=was_overdue,
            addressed_to=to,
        )


def steps_of(events: Iterable[Event]) -> tuple[Step, ...]:
    """Return the court steps among some events, in their order."""
    return tuple(
        Step(event.kind, event.date, event.text) for event in events if event.kind in COURT_STEPS
    )


def waivers_of(action: Action, items: Sequence[ReminderItem]) -> tuple[Waiver, ...]:
    """Return the conditional waivers, pending or lapsed.

    Args:
        action: the action.
        items: its items, as in the text.
    """
    found: dict[tuple[datetime.date, datetime.date, bool], list[tuple[ActionItem, ReminderItem]]]
    found = defaultdict(list)
    for item, shown in zip(action.items, items, strict=True):
        claim = item.claim
        for event, lapsed in ((claim.waiver, False), (claim.lapsed, True)):
            if event is not None and event.until is not None:
                found[event.until, event.date, lapsed].append((item, shown))
    return tuple(
        Waiver(
            date,
            until,
            lapsed,
            tuple(shown for _, shown in about),
            len(about) == len(items),
            _sums((each, each.unwaived.interest.amount) for each, _ in about),
            _sums((each, each.unwaived.fee) for each, _ in about),
        )
        for (until, date, lapsed), about in sorted(found.items(), key=lambda each: each[0])
    )


def _sums(amounts: Iterable[tuple[ActionItem, Decimal]]) -> tuple[Amount, ...]:
    """Return the sums by currency; those that come to nothing are left out."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item, number in amounts:
        sums[item.invoice.currency] += number
    return tuple(Amount(number, currency) for currency, number in sums.items() if number)
