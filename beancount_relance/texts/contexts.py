"""Contexts: what templates may use, from the figures of an action or a customer.

:class:`ReminderContext` is for the stages of the ladder and the occasions; each of the
other texts has a small context of its own. ``docs/templates.md`` lists them all.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.item_state import Broken
from beancount_relance.history.plans import Plan
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.report.recovery import Recovery
from beancount_relance.texts.items import LateItem, ReminderItem, ReminderTotal
from beancount_relance.texts.legal_basis import LegalBasis


@dataclass(frozen=True, slots=True)
class PastContact:
    """An earlier stage: its name in the text's language, its day, what was noted."""

    stage: str
    title: str
    date: datetime.date


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver of interest and fee on condition: its day, the day to pay by, its invoices.

    ``lapsed`` if they were not paid by then.
    """

    date: datetime.date
    until: datetime.date
    lapsed: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step in court: ``kind`` is ``filed``, ``served``, ``judgment`` or ``enforcement``."""

    kind: str
    date: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class ReminderContext:
    """What the template of a stage may use.

    Attributes:
        creditor: the sender, from the setting ``creditor``.
        customer: who owes; ``customer.title`` is the name to address.
        stage: the stage; ``stage.claims`` is whether interest and fee are claimed.
        channel: how it goes out.
        today: the date of the text.
        who: the name of the person who does it, if known.
        deadline: the days that the customer is given, or ``None``.
        items: the invoices, by due date.
        totals: the sums, one for each currency.
        past: the earlier stages on these invoices, by date.
        broken: broken promises and missed instalments, by date.
        waivers: waivers of interest and fee on condition, by the day to pay by.
        law: the regime of the claim, such as ``fr-business``; ``None`` if unknown or mixed.
        legal: what that law says, in the language of the text.
        enclosed: whether the ledger has a copy of each invoice to enclose.
        paid_late: what was paid late before, where the stage claims interest; in no total.
        late_totals: the sums of ``paid_late``, one for each currency.
        until: the day of the instalment, or the last day to declare the claim, if known.
        plan: the plan of the instalment that the text reminds of; ``plan.next`` is the
            instalment, ``plan.missing`` what is missing of it.
        opened: the day of the note on insolvency proceedings, if there are any.
        declare_within: the months to lodge a claim in after their opening, if we
            know them.
        proceedings: the steps in court so far, by date.
        recoveries: on our own sheets, the ways to get paid and what they cost, one for
            each currency; empty in what the customer reads.
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
    past: tuple[PastContact, ...]
    broken: tuple[Broken, ...]
    waivers: tuple[Waiver, ...]
    law: str | None
    legal: LegalBasis
    enclosed: bool
    paid_late: tuple[LateItem, ...]
    late_totals: tuple[Amount, ...]
    until: datetime.date | None
    plan: Plan | None
    opened: datetime.date | None
    declare_within: int | None
    proceedings: tuple[Step, ...]
    recoveries: tuple[Recovery, ...]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line of an account other than an open invoice: a payment, a credit note, a balance."""

    date: datetime.date
    text: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class StatementTotal:
    """The sums of one currency: ``balance`` is ``due + not_due + others − credits``."""

    due: Amount
    not_due: Amount
    others: Amount
    credits: Amount
    balance: Amount

    @property
    def owed_back(self) -> Amount:
        """What the customer is owed, if the balance is negative."""
        return Amount(max(-_number(self.balance), Decimal()), self.balance.currency)


@dataclass(frozen=True, slots=True)
class StatementContext:
    """What the statement of account may use; it informs and claims nothing.

    Attributes:
        creditor: the sender.
        customer: whose account it is.
        channel: how it goes out.
        today: the day of the statement.
        items: all open invoices, by due date; ``asked`` is what is open on each.
        credits: payments and credit notes not matched with an invoice, by date.
        others: debts that are no invoices, such as a balance carried over, by date.
        sums: the sums, one for each currency.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    items: tuple[ReminderItem, ...]
    credits: tuple[AccountLine, ...]
    others: tuple[AccountLine, ...]
    sums: tuple[StatementTotal, ...]

    @property
    def totals(self) -> tuple[ReminderTotal, ...]:
        """What is open on the invoices, as reminders have it; nothing is claimed."""
        return tuple(
            ReminderTotal(asked, Amount(Decimal(), asked.currency), _none(asked), asked)
            for asked in (
                Amount(_number(total.due) + _number(total.not_due), total.due.currency)
                for total in self.sums
            )
        )


@dataclass(frozen=True, slots=True)
class PaidItem:
    """An invoice that was paid in full: ``paid`` is the day of the last payment."""

    number: str
    part: int
    parts: int
    date: datetime.date
    amount: Amount
    paid: datetime.date


@dataclass(frozen=True, slots=True)
class ThanksContext:
    """What the thank-you may use.

    Attributes:
        creditor: the sender.
        customer: the one who paid.
        channel: how it goes out.
        today: the day.
        items: the invoices that were chased or promised and are paid, by day of payment.
        promised: the day that payment was promised by, if the promise was kept.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    items: tuple[PaidItem, ...]
    promised: datetime.date | None


@dataclass(frozen=True, slots=True)
class PlanContext:
    """What the confirmation of a payment plan may use.

    Attributes:
        creditor: the sender.
        customer: the one it was agreed with.
        channel: how it goes out.
        today: the day.
        plan: the plan: ``plan.agreed``, ``plan.instalments`` with ``due`` and ``amount``.
        items: the invoices it is about, by due date, as they are today.
        total: what the instalments add up to.
    """

    creditor: Creditor
    customer: Customer
    channel: str
    today: datetime.date
    plan: Plan
    items: tuple[ReminderItem, ...]
    total: Amount


Context = ReminderContext | StatementContext | ThanksContext | PlanContext


def broken_of(action: Action) -> tuple[Broken, ...]:
    """The broken promises, each once, though several items may share one."""
    found = {broken for item in action.items for broken in item.decision.broken}
    return tuple(sorted(found, key=lambda broken: (broken.until, broken.date)))


def waivers_of(action: Action) -> tuple[Waiver, ...]:
    """The waivers on condition, pending or lapsed."""
    found: dict[tuple[datetime.date, datetime.date, bool], list[str]] = defaultdict(list)
    for item in action.items:
        claim = item.claim
        for event, lapsed in ((claim.waiver, False), (claim.lapsed, True)):
            if event is not None and event.until is not None:
                number = item.invoice.reference
                found[event.until, event.date, lapsed].append(number)
    return tuple(
        Waiver(date, until, lapsed, tuple(dict.fromkeys(numbers)))
        for (until, date, lapsed), numbers in sorted(found.items())
    )


def statement_totals(
    context_items: Iterable[ReminderItem],
    credits_: Iterable[AccountLine],
    others: Iterable[AccountLine],
) -> tuple[StatementTotal, ...]:
    """The sums of an account, by currency in the order of their first line."""
    sums: dict[str, dict[str, Decimal]] = {}

    def add(column: str, amount: Amount) -> None:
        row = sums.setdefault(amount.currency, dict.fromkeys(_COLUMNS, Decimal()))
        row[column] += _number(amount)

    for item in context_items:
        add("due" if item.days_late else "not_due", item.asked)
    for line in others:
        add("others", line.amount)
    for line in credits_:
        add("credits", line.amount)
    return tuple(_statement_total(currency, row) for currency, row in sums.items())


_COLUMNS = ("due", "not_due", "others", "credits")


def _statement_total(currency: str, row: Mapping[str, Decimal]) -> StatementTotal:
    balance = row["due"] + row["not_due"] + row["others"] - row["credits"]
    due, not_due, others, credits_ = (Amount(row[column], currency) for column in _COLUMNS)
    return StatementTotal(due, not_due, others, credits_, Amount(balance, currency))


def _number(amount: Amount) -> Decimal:
    return amount.number or Decimal()


def _none(amount: Amount) -> Amount:
    return Amount(Decimal(), amount.currency)
