"""Reminders: the words for an action, from Jinja2 templates.

The built-in templates are ``templates/<language>/<template>.j2``; one for a kind
of customer alone is ``<template>.<kind>.j2``. A file of the same name in the
folder of the setting ``templates`` takes its place, and may build on it:

    {% extends "builtin/fr/reminder.j2" %}
    {% block closing %}Bien à vous,{% endblock %}

A template's first line is the subject, the rest the body; several blank lines count
as one. What templates may use is in :class:`ReminderContext`. They run in a sandbox,
and text from the ledger is data in them, never a template.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path

from beancount.core.amount import Amount
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from beancount_relance.actions import Action, ActionItem
from beancount_relance.ageing import days_overdue
from beancount_relance.customers import Customer
from beancount_relance.history import COURT, KINDS, Event
from beancount_relance.ladder import Stage
from beancount_relance.messages import Language, Message, language, msg
from beancount_relance.parts import TEMPLATE, Collector, Part
from beancount_relance.plans import Plan
from beancount_relance.recovery import Recovery, recoveries
from beancount_relance.report import Report
from beancount_relance.settings import Creditor
from beancount_relance.standing import Broken

# What a mistake in a template can raise, by itself or in what it calls.
_TEMPLATE_ERRORS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_BREAKS = re.compile(r"[ \t\r\n\f\v]+")  # not the no-break spaces
SHEETS = frozenset(("phone", "visit", "legal", "task"))
"""The channels whose texts are for ourselves, not the customer."""

_BUILT_IN = Path(__file__).parent / "templates"
_PARTS = "<parts>"
_BLANKS = re.compile(r"(?:[ \t]*\n){3,}")  # what a template's empty parts leave behind


class ReminderError(Exception):
    """A template that could not be used; the message names file, line and cause."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Reminder:
    """A text ready to be sent.

    ``recipient`` is where it goes by its channel: an e-mail address, a telephone
    number or a postal address, ``None`` if the ledger does not say. ``language``
    is the customer's.
    """

    customer: Customer
    stage: Stage
    channel: str
    language: str
    recipient: str | None
    subject: str
    body: str
    invoices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One line of the table of penalties; both days included, ``percent`` a year."""

    first: datetime.date
    last: datetime.date
    days: int
    principal: Amount
    percent: Decimal
    amount: Amount


@dataclass(frozen=True, slots=True)
class ReminderItem:
    """One invoice, or one instalment, in a text.

    ``asked`` is what the text asks for: ``outstanding`` without what is
    ``disputed`` or covered by the customer's ``credit``. ``part`` of ``parts``
    counts instalments. ``limitation`` is the last day to sue, if that is known.
    """

    number: str
    part: int
    parts: int
    date: datetime.date
    due: datetime.date
    days_late: int
    supplied: str
    amount: Amount
    paid: Amount
    outstanding: Amount
    disputed: Amount
    credit: Amount
    asked: Amount
    interest: Amount
    interest_lines: tuple[InterestLine, ...]
    fee: Amount
    limitation: datetime.date | None


@dataclass(frozen=True, slots=True)
class ReminderTotal:
    """The sums of one currency; ``claimed`` is ``asked + interest + fee``."""

    asked: Amount
    interest: Amount
    fee: Amount
    claimed: Amount


@dataclass(frozen=True, slots=True)
class PastContact:
    """An earlier stage: its name in the text's language, its day, what was noted."""

    stage: str
    title: str
    date: datetime.date


@dataclass(frozen=True, slots=True)
class Step:
    """A step in court: ``kind`` is ``filed``, ``served``, ``judgment`` or ``enforcement``."""

    kind: str
    date: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class ReminderContext:
    """What a template may use.

    Attributes:
        creditor: the sender, as the setting ``creditor`` tells.
        customer: who owes; ``customer.title`` is the name to address.
        stage: the stage; ``stage.claims`` tells whether interest and fee are claimed.
        channel: how it goes out.
        today: the date of the text.
        who: who does it, if that is known: a name.
        deadline: the days the customer is given, or ``None``.
        items: the invoices, by due date.
        totals: the sums, one for each currency.
        past: the earlier stages on these invoices, by date.
        broken: promises and instalments that were not kept, by date.
        law: the regime of the claim, such as ``fr-business``; ``None`` if unknown or mixed.
        until: the day of the instalment, or the last day to declare the claim, if known.
        plan: the plan of the instalment that the text reminds of; ``plan.next`` is the
            instalment, ``plan.missing`` what is missing of it.
        opened: the day of the note on insolvency proceedings, if any were opened.
        proceedings: the steps in court so far, by date.
        recoveries: the ways to get paid and what they cost, one for each currency.
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
    law: str | None
    until: datetime.date | None
    plan: Plan | None
    opened: datetime.date | None
    proceedings: tuple[Step, ...]
    recoveries: tuple[Recovery, ...]


class Writer:
    """Writes the texts of one report."""

    def __init__(self, report: Report) -> None:
        """Take the templates and the sender from the report's settings."""
        self._report = report
        self._environments: dict[str, ImmutableSandboxedEnvironment] = {}

    def language_of(self, action: Action) -> Language:
        """The language of a text: the customer's if they have one, the ledger's for our sheets."""
        ours = self._report.settings.language
        if action.channel in SHEETS:
            return language(ours)
        return language(action.customer.language or ours)

    def write(self, action: Action) -> Reminder:
        """The text of an action.

        Raises:
            ReminderError: the template is missing or has a mistake.
        """
        context = self.context(action)
        subject, _, body = self._render(action, context).partition("\n")
        return Reminder(
            customer=action.customer,
            stage=action.stage,
            channel=action.channel,
            language=self.language_of(action).code,
            recipient=_recipient(action.customer, action.channel),
            subject=subject.strip(),
            body=body.strip() + "\n",
            invoices=tuple(dict.fromkeys(item.number for item in context.items)),
        )

    def parts(self, action: Action) -> tuple[Part, ...]:
        """The body of the text in its parts, to lay it out on a page.

        Raises:
            ReminderError: as :meth:`write`.
        """
        context = self.context(action)
        collector = Collector(self._render(action, context))
        _, _, body = self._render(action, context, collector).partition("\n")
        return collector.parts(body)

    def _render(
        self, action: Action, context: ReminderContext, collector: Collector | None = None
    ) -> str:
        """The text, its subject on the first line."""
        words = self.language_of(action)
        environment = self._environment(words)
        name = f"{words.code}/{action.stage.template}"
        names = [f"{name}.{action.customer.kind}.j2", f"{name}.j2"]
        variables = {field.name: getattr(context, field.name) for field in fields(context)}
        try:
            template = environment.select_template(names)
            if collector is not None:
                variables |= {"_text": template, "_take": collector.take}
                template = environment.get_template(_PARTS)
            text = template.render(variables)
        except _TEMPLATE_ERRORS as error:
            raise ReminderError(_template_message(error, names)) from error
        return _BLANKS.sub("\n\n", text).strip()

    def context(self, action: Action) -> ReminderContext:
        """What the template of an action may use."""
        report = self._report
        words = self.language_of(action)
        keys = {item.decision.item.key for item in action.items}
        events = [event for event in report.events if event.items & keys]
        laws = {item.claim.regime.name if item.claim.regime else None for item in action.items}
        return ReminderContext(
            creditor=_signed(report.settings.creditor, action.stage),
            customer=action.customer,
            stage=action.stage,
            channel=action.channel,
            today=report.as_of,
            who=action.who,
            deadline=action.stage.deadline,
            items=tuple(_item(item, report.as_of) for item in action.items),
            totals=tuple(_totals(action)),
            past=tuple(self._past(events, words)),
            broken=_broken(action),
            law=laws.pop() if len(laws) == 1 else None,
            until=action.occasion.until if action.occasion else None,
            plan=action.occasion.plan if action.occasion else None,
            opened=self._opened(action),
            proceedings=tuple(_proceedings(events)),
            recoveries=recoveries(report, [item.decision.item for item in action.items]),
        )

    def _past(self, events: Iterable[Event], words: Language) -> Iterable[PastContact]:
        titles = {
            stage.name: stage.title
            for procedure in self._report.settings.procedures.values()
            for stage in procedure.stages
        }
        for event in events:
            if event.kind not in KINDS:
                yield PastContact(event.kind, words.render(titles[event.kind]), event.date)

    def _opened(self, action: Action) -> datetime.date | None:
        """The day of the first note that tells of the customer's insolvency."""
        days = [
            event.date
            for event in self._report.events
            if event.kind == "insolvency" and event.customer == action.customer.id
        ]
        return min(days, default=None)

    def _environment(self, words: Language) -> ImmutableSandboxedEnvironment:
        environment = self._environments.get(words.code)
        if environment is None:
            environment = ImmutableSandboxedEnvironment(
                loader=_loader(self._report.settings.templates),
                undefined=StrictUndefined,
                autoescape=False,
                trim_blocks=True,
                lstrip_blocks=True,
                keep_trailing_newline=True,
                finalize=lambda value: "" if value is None else value,
            )
            environment.filters |= {
                "money": words.amount,
                "date": words.long_date,
                "day": words.date,
                "percent": words.percent,
                "enumerate": lambda parts: words.enumerate([str(part) for part in parts]),
                "say": words.render,
                "oneline": lambda text: one_line(str(text)),
            }
            self._environments[words.code] = environment
        return environment


def _proceedings(events: Iterable[Event]) -> Iterable[Step]:
    for event in events:
        if event.kind in COURT:
            yield Step(event.kind, event.date, event.text)


def _signed(creditor: Creditor, stage: Stage) -> Creditor:
    """The creditor, with who signs this stage if it is somebody else."""
    if stage.signatory is None:
        return creditor
    return replace(creditor, signatory=stage.signatory, signatory_title=stage.signatory_title)


def one_line(text: str) -> str:
    """The text without line breaks or runs of spaces; no-break spaces stay."""
    return _BREAKS.sub(" ", text).strip()


def _loader(folder: Path | None) -> BaseLoader:
    built_in = FileSystemLoader(_BUILT_IN)
    parts = DictLoader({_PARTS: TEMPLATE})
    loaders: list[BaseLoader] = [built_in, PrefixLoader({"builtin": built_in}), parts]
    if folder is not None:
        loaders.insert(0, FileSystemLoader(folder))
    return ChoiceLoader(loaders)


def _template_message(error: Exception, names: Sequence[str]) -> Message:
    place = getattr(error, "filename", None) or " / ".join(names)
    line = getattr(error, "lineno", None)
    return msg("template {place}, line {line}: {cause}", place=place, line=line or 1, cause=error)


def _item(item: ActionItem, as_of: datetime.date) -> ReminderItem:
    decision, claim = item.decision, item.claim
    invoice = decision.item.invoice

    def amount(number: Decimal) -> Amount:
        return Amount(number, invoice.currency)

    return ReminderItem(
        number=invoice.reference,
        part=invoice.part,
        parts=invoice.parts,
        date=invoice.date,
        due=invoice.due,
        days_late=days_overdue(invoice.due, as_of),
        supplied=one_line(invoice.narration),
        amount=amount(invoice.amount),
        paid=amount(invoice.amount - decision.item.outstanding),
        outstanding=amount(decision.item.outstanding),
        disputed=amount(decision.disputed),
        credit=amount(min(decision.covered, decision.item.outstanding - decision.disputed)),
        asked=amount(decision.chased),
        interest=amount(claim.interest.amount),
        interest_lines=tuple(
            InterestLine(
                segment.first,
                segment.last,
                segment.days,
                amount(segment.principal),
                segment.percent,
                amount(segment.amount),
            )
            for segment in claim.interest.segments
        ),
        fee=amount(claim.fee),
        limitation=claim.limitation,
    )


def _totals(action: Action) -> Iterable[ReminderTotal]:
    interest, fee = action.interest, action.recovery_fee
    for currency, asked in action.outstanding.items():
        claimed = asked + interest[currency] + fee[currency]
        yield ReminderTotal(
            asked=Amount(asked, currency),
            interest=Amount(interest[currency], currency),
            fee=Amount(fee[currency], currency),
            claimed=Amount(claimed, currency),
        )


def _broken(action: Action) -> tuple[Broken, ...]:
    """What was not kept, once each, though several items may share it."""
    found = {broken for item in action.items for broken in item.decision.broken}
    return tuple(sorted(found, key=lambda broken: (broken.until, broken.date)))


def _recipient(customer: Customer, channel: str) -> str | None:
    if channel == "email":
        return customer.email
    if channel == "phone":
        return customer.phone
    return customer.address
