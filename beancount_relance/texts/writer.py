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
import re
from typing import get_args

from msgspec import Struct

from beancount_relance.dunning.agenda import Action, ActionKey
from beancount_relance.language.languages import region_of
from beancount_relance.language.messages import Language, Message, language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.report.report import Report
from beancount_relance.texts.action_contexts import ActionContexts
from beancount_relance.texts.contexts import Context
from beancount_relance.texts.correspondence.correspondence import Correspondence, correspondence
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.rendering.blocks import BlockCollector, Part
from beancount_relance.texts.rendering.jinja import ReminderError, Templates

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
    def title(self) -> Message:
        """What it is: the stage, and the channel unless the stage already implies it."""
        return self.stage.title_by(self.channel)

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
        self._templates = Templates(report.settings.templates)
        self._contexts = ActionContexts(report, enclosures)

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
        return self._contexts.context(action, self.language_of(action))


def _templates_of(action: Action | Correspondence) -> tuple[str, ...]:
    """Return the template names of a text: first for the kind of customer, then for all."""
    name = action.stage.template
    if name == _REMINDER and isinstance(action, Action) and action.starts_late:
        name = _LATE_START
    return f"{name}.{action.customer.kind}.j2", f"{name}.j2"
