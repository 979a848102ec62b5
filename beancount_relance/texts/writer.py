"""Writes the text of an action, from Jinja2 templates.

The built-in templates are ``templates/<language>/<template>.j2``; a template for only one kind of
customer is ``<template>.<kind>.j2``. A file with the same name in the folder of the setting
``templates`` replaces it, and can extend it:

    {% extends "builtin/fr/reminder.j2" %}
    {% block closing %}Bien à vous,{% endblock %}

The first line of a text is its subject and the rest is its body. Several blank lines count as
one. :class:`~beancount_relance.texts.contexts.ReminderContext` has the variables of templates.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.insolvency_limits import DECLARE, months_of
from beancount_relance.dunning.agenda import Action, ActionItem, ActionKey
from beancount_relance.dunning.works_owners import owners_of_works
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import first_insolvency, opening
from beancount_relance.language.languages import region_of
from beancount_relance.language.messages import Language, language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.left_out_claims import OtherCustomers
from beancount_relance.report.completed_report import completed
from beancount_relance.report.recovery import recoveries
from beancount_relance.report.report import Report
from beancount_relance.texts.agreed_so_far import later_due_dates, past_disputes
from beancount_relance.texts.blocks import BlockCollector, Part
from beancount_relance.texts.broken_promises import broken_of
from beancount_relance.texts.contexts import (
    Context,
    ReminderContext,
    past_of,
    steps_of,
    waivers_of,
)
from beancount_relance.texts.correspondence import Correspondence, correspondence
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.jinja import ReminderError, Templates
from beancount_relance.texts.legal_basis import legal_basis
from beancount_relance.texts.local_words import place_of
from beancount_relance.texts.payment_details import accounts_for, creditor_of, paid_into
from beancount_relance.texts.presumed_payments import presumed_payments
from beancount_relance.texts.reminder_items import (
    LateItem,
    late_item,
    late_totals,
    totals_of,
)
from beancount_relance.texts.returned_payments import returned_together
from beancount_relance.texts.shown_items import shown_items

__all__ = ["Reminder", "ReminderError", "Writer"]

_REMINDER, _LATE_START = "reminder", "late-start"
"""The templates of the first reminder, and of its replacement for debts older than the history."""

_BLANKS = re.compile(r"\n(?:[ \t]*\n){2,}")  # what a template's empty parts leave behind

# The variables of each context.
_NAMES = {kind: kind.__struct_fields__ for kind in get_args(Context)}


class Reminder(Struct, frozen=True):
    """A text ready to be sent.

    Attributes:
        customer: the customer.
        stage: the stage.
        channel: the channel.
        language: the code of the text's language.
        region: the country whose way to write that language it follows; ``""`` for none.
        recipient: the address that the channel needs: an e-mail address, a telephone number or
            a postal address; ``None`` if the ledger does not have it.
        subject: the subject.
        body: the body.
        invoices: the numbers of the invoices that it is about.
    """

    customer: Customer
    stage: Stage
    channel: str
    language: str
    region: str
    recipient: str | None
    subject: str
    body: str
    invoices: tuple[str, ...]

    @property
    def key(self) -> ActionKey:
        """The key of the action that it carries out."""
        return self.customer.id, self.stage.name


class Written(Struct, frozen=True):
    """A text, the parts of its body for layout, and the context it was rendered with."""

    reminder: Reminder
    parts: tuple[Part, ...]
    context: Context


class Writer:
    """Writes the texts of one report."""

    def __init__(self, report: Report, enclosures: Enclosures | None = None) -> None:
        """Use the templates and the sender of the report's settings.

        Args:
            report: the report.
            enclosures: finds the copies of invoices. Without it, texts offer a copy on request
                instead of mentioning an enclosed one.
        """
        self._report = report
        self._enclosures = enclosures
        self._templates = Templates(report.settings.templates)
        self._titles = {
            stage.name: stage.title
            for procedure in report.settings.all_procedures
            for stage in procedure.stages
        }
        self._events: dict[str, list[Event]] = defaultdict(list)
        for event in report.events:
            self._events[event.customer].append(event)
        self._title = functools.cache(self._title_of)
        self._paid_late: dict[str, list[LateItem]] = {}

    def language_of(self, action: Action | Correspondence) -> Language:
        """Return the language of a text.

        It is the customer's language, or the ledger's if the customer has none or the text is a
        sheet for internal use. A text that does not exist in that language is in English.

        It is written as in the reader's country, if that has its own way to write the language,
        else as in the creditor's.
        """
        settings = self._report.settings
        code, there = settings.language, None
        if not CHANNELS[action.channel].is_sheet:
            code, there = action.customer.language or code, action.customer.country
        words = self._templates.language(language(code), _templates_of(action))
        return language(words.code, region_of(words.code, there, settings.country))

    def compose(
        self,
        text: str,
        customer: Customer,
        channel: str | None = None,
        *,
        since: datetime.date | None = None,
    ) -> Correspondence:
        """Prepare a text that is not a stage; :meth:`write` accepts it like an action.

        Args:
            text: one of :data:`~beancount_relance.texts.correspondence.TEXTS`.
            customer: the recipient.
            channel: the channel; ``None`` for e-mail, or a letter if there is no e-mail address.
            since: the first day of the movements that a statement shows; ``None`` for none.

        Raises:
            ReminderError: there is nothing to write about.
        """
        return correspondence(self._report, text, customer, channel, since=since)

    def write(self, action: Action | Correspondence) -> Reminder:
        """Write the text of an action, or of the result of :meth:`compose`.

        Raises:
            ReminderError: the template is missing or has a mistake.
        """
        return self._reminder(action, self._render(action, self.context(action)))

    def written(self, action: Action | Correspondence) -> Written:
        """Write the same text as :meth:`write`, with the parts of its body.

        Raises:
            ReminderError: the template is missing or has a mistake.
        """
        context = self.context(action)
        text = self._render(action, context)
        collector = BlockCollector(text)
        _, _, body = self._render(action, context, collector).partition("\n")
        return Written(self._reminder(action, text), collector.parts(body), context)

    def parts(self, action: Action | Correspondence) -> tuple[Part, ...]:
        """Write a text and return the parts of its body.

        Raises:
            ReminderError: the template is missing or has a mistake.
        """
        return self.written(action).parts

    def _reminder(self, action: Action | Correspondence, text: str) -> Reminder:
        subject, _, body = text.partition("\n")
        words = self.language_of(action)
        return Reminder(
            customer=action.customer,
            stage=action.stage,
            channel=action.channel,
            language=words.code,
            region=words.region.country,
            recipient=action.customer.address_for(action.channel),
            subject=subject.strip(),
            body=body.strip() + "\n",
            invoices=action.invoices,
        )

    def _render(
        self,
        action: Action | Correspondence,
        context: Context,
        collector: BlockCollector | None = None,
    ) -> str:
        """Return the text, with its subject on the first line."""
        words = self.language_of(action)
        variables = {name: getattr(context, name) for name in _NAMES[type(context)]}
        text = self._templates.render(words, _templates_of(action), variables, collector)
        pieces = _BLANKS.split(text)  # the pattern starts with a line break, not at every blank
        return "\n\n".join(piece.rstrip(" \t") for piece in pieces).strip()

    def context(self, action: Action | Correspondence) -> Context:
        """Return the variables for the template of an action."""
        if isinstance(action, Correspondence):
            return action.context
        report = self._report
        words = self.language_of(action)
        keys = {item.item.key for item in action.items}
        theirs = self._events[action.customer.id]
        events = [event for event in theirs if event.items & keys]
        law, title = _regime_of(action), functools.partial(self._title, words=words)
        mentioned = _overdue(action.also_due, report.as_of)
        items, also_due = (shown_items(each, report) for each in (action.items, mentioned))
        foreign = dict.fromkeys(
            words.country(governing.country)
            for governing in (item.claim.law for item in action.items)
            if governing is not None and governing.country is not None and governing.is_foreign
        )
        insolvency = first_insolvency(theirs)
        opened = opening(insolvency) if insolvency else None
        for_us = CHANNELS[action.channel].is_sheet
        late = tuple(self._late(action.customer)) if action.stage.claims else ()
        owed = [item.item for item in action.items]
        accounts = accounts_for(report, action.customer, owed)
        return ReminderContext(
            creditor=paid_into(_signed(creditor_of(report, owed), action.stage), accounts),
            customer=action.customer,
            stage=action.stage,
            channel=action.channel,
            today=report.as_of,
            who=action.who,
            deadline=action.stage.deadline,
            items=items,
            totals=tuple(totals_of(action, opened or report.as_of)),
            also_due=also_due,
            also_past=tuple(past_of(mentioned, also_due, title)),
            past=tuple(past_of(action.items, items, title)),
            broken=broken_of(action, items),
            later_due=later_due_dates(action, items, events),
            disputes=past_disputes(action, items, events),
            waivers=waivers_of(action),
            law=law,
            legal=legal_basis(law, words.code, ", ".join(foreign)),
            enclosed=self._enclosures is not None and self._enclosures.are_complete(action),
            copies_to=_copies_to(action, report),
            returned=returned_together(owed, report.allocation.items, report.as_of),
            presumed=presumed_payments((*action.items, *mentioned), report),
            paid_late=late,
            late_totals=tuple(late_totals(late)),
            until=action.occasion.until if action.occasion else None,
            plan=action.occasion.plan if action.occasion else None,
            opened=opened,
            published=insolvency.published if insolvency else None,
            administrator=insolvency.administrator if insolvency else None,
            declare_within=months_of(DECLARE, action.customer, report.settings.country),
            proceedings=steps_of(events),
            held=action.occasion.facts if action.occasion else (),
            recoveries=recoveries(report, [item.item for item in action.items]) if for_us else (),
            accounts=accounts,
            place=place_of(report.settings, action.customer, words.code),
        )

    def _title_of(self, stage: str, words: Language) -> str:
        return words.render(self._titles[stage])

    def _late(self, customer: Customer) -> Sequence[LateItem]:
        """Return the customer's earlier late payments; what is settled is read if it is not yet."""
        if customer.id not in self._paid_late:
            agenda = self._report.agenda
            planned = [each for each in (*agenda.actions, *agenda.upcoming) if each.stage.claims]
            asked = {each.customer.id for each in planned} - self._paid_late.keys()
            asked.add(customer.id)
            self._paid_late.update((name, []) for name in asked)
            for late in completed(self._report, left_out=OtherCustomers(*asked)).paid_late():
                name = late.item.invoice.customer
                if name in asked:
                    self._paid_late[name].append(late_item(late))
        return self._paid_late[customer.id]


def _regime_of(action: Action) -> str | None:
    """Return the regime of all claims; ``None`` if it is unknown or if they differ."""
    laws = {item.claim.regime.name if item.claim.regime else None for item in action.items}
    return laws.pop() if len(laws) == 1 else None


def _overdue(items: Iterable[ActionItem], day: datetime.date) -> list[ActionItem]:
    """Return what is overdue on a day; more may be on that of an upcoming action."""
    return [item for item in items if item.invoice.is_overdue(day)]


def _copies_to(action: Action, report: Report) -> tuple[str, ...]:
    invoices = (item.invoice for item in action.items)
    return tuple(owners_of_works(invoices, action.customer, report.settings.country))


def _templates_of(action: Action | Correspondence) -> tuple[str, ...]:
    """Return the template names of a text: first for the kind of customer, then for all."""
    name = action.stage.template
    if name == _REMINDER and isinstance(action, Action) and action.starts_late:
        name = _LATE_START
    return f"{name}.{action.customer.kind}.j2", f"{name}.j2"


def _signed(creditor: Creditor, stage: Stage) -> Creditor:
    """Return the creditor, with the stage's own signatory if it has one."""
    if stage.signatory is None:
        return creditor
    return replace(creditor, signatory=stage.signatory, signatory_title=stage.signatory_title)
