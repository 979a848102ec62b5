"""New notes: what somebody wants to record about a customer, and which items it is about.

:mod:`beancount_relance.recording.note_checks` says whether it can be recorded.
"""

from __future__ import annotations

import datetime

from msgspec.structs import replace

from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.history.items_of_notes import parts_meant
from beancount_relance.history.note_details import NoteDetails
from beancount_relance.history.note_kind import NoteKind
from beancount_relance.history.note_kinds import NOTE_KINDS, RECEIVED
from beancount_relance.history.received_letters import letters_by_customer
from beancount_relance.language.messages import Language, Message, language, msg
from beancount_relance.language.text import capital
from beancount_relance.policy.channels import CHANNELS, POSTAL, english_name
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.procedures import Stage
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key


class NewNote(NoteDetails, frozen=True):
    """What is to be recorded, with the metadata of the note.

    Attributes:
        customer: the customer's id.
        kind: a stage of the customer's procedure that was carried out, or one of
            :data:`~beancount_relance.history.note_kinds.NOTE_KINDS`.
        date: the day it happened.
        text: the text of the note.
        invoices: the numbers of its invoices, as in the report; empty for everything that
            was open that day.
    """

    customer: str
    kind: str
    date: datetime.date
    text: str
    invoices: tuple[str, ...] = ()

    @property
    def note_kind(self) -> NoteKind | None:
        """The properties of its kind; ``None`` for a stage and for an unknown kind."""
        return NOTE_KINDS.get(self.kind)


def items_of(customer: str, report: Report) -> list[Item]:
    """All items of a customer, open and settled."""
    return [item for item in report.allocation.items if item.invoice.customer == customer]


def items_about(new_note: NewNote, report: Report) -> list[Item]:
    """The items that a new note is about: of the invoices it names, the instalments it means."""
    theirs = items_of(new_note.customer, report)
    if new_note.invoices:
        wanted = {name_key(name) for name in new_note.invoices}
        about = [item for item in theirs if name_key(item.invoice.reference) in wanted]
    else:
        about = [item for item in theirs if item.outstanding_on(new_note.date) > 0]
    return parts_meant(new_note.note_kind, new_note, new_note.date, about)


def invoices_meant(customer: str, kind: str, report: Report) -> tuple[str, ...]:
    """Guess which invoices a note is about if it names none.

    A stage is about the invoices of the customer's current action. A kind with
    :attr:`~beancount_relance.history.note_kind.NoteKind.about_overdue` is about the overdue
    ones, and a receipt about those of the last letter. An empty result means everything that is
    open.
    """
    if kind == RECEIVED.name:
        sent = letters_by_customer(report.events, report.settings.proven_stages).get(customer, ())
        keys = sent[-1].items if sent else frozenset()
        found = [item.invoice for item in items_of(customer, report) if item.key in keys]
    elif kind in NOTE_KINDS and NOTE_KINDS[kind].about_overdue:
        late = (item for item in report.open_items if item.invoice.is_overdue(report.as_of))
        found = [item.invoice for item in late if item.invoice.customer == customer]
    else:
        found = [
            item.invoice
            for action in (*report.agenda.actions, *report.agenda.upcoming)
            if action.key == (customer, kind)
            for item in action.items
        ]
    return tuple(dict.fromkeys(invoice.reference for invoice in found))


def note_of_action(action: Action, report: Report) -> NewNote:
    """The note which says that an action was carried out, by the channel that was used."""
    words = language(report.settings.language)
    return NewNote(
        customer=action.customer.id,
        kind=action.stage.name,
        date=report.as_of,
        text=capital(words.render(_done_text(action.stage, action.channel, action.customer))),
        invoices=references_of([item.item for item in action.items]),
        channel=action.channel,
    )


def default_text(new_note: NewNote, report: Report, words: Language) -> str:
    """The text of a note whose author gave none."""
    stages = {stage.name: stage for stage in stages_of(new_note.customer, report)}
    stage = stages.get(new_note.kind)
    return capital(
        words.render(
            _kind_text(new_note) if stage is None else _stage_text(new_note, stage, report)
        )
    )


def channel_used(new_note: NewNote, report: Report) -> str:
    """The channel of a stage: as given, that of the customer's action, or else its first one."""
    return _known_channel(new_note, report) or _stage_of(new_note, report).channel


def with_channel(new_note: NewNote, report: Report) -> NewNote:
    """The same note; that of a stage has a channel if it was not carried out by its first one."""
    if new_note.note_kind is not None:
        return new_note
    used = channel_used(new_note, report)
    is_first = used == _stage_of(new_note, report).channel
    return replace(new_note, channel=None if is_first else used)


def _known_channel(new_note: NewNote, report: Report) -> str | None:
    if new_note.channel is not None:
        return str(english_name(new_note.channel))
    for action in (*report.agenda.actions, *report.agenda.upcoming):
        if action.key == (new_note.customer, new_note.kind):
            return action.channel
    return None


def _stage_of(new_note: NewNote, report: Report) -> Stage:
    """The stage that a note is about."""
    stages = {stage.name: stage for stage in stages_of(new_note.customer, report, new_note)}
    return stages[new_note.kind]


def _stage_text(new_note: NewNote, stage: Stage, report: Report) -> Message:
    channel = _known_channel(new_note, report)
    if channel is None or channel not in CHANNELS:
        return stage.title
    return _done_text(stage, channel, report.customer(new_note.customer))


def _done_text(stage: Stage, channel: str, customer: Customer) -> Message:
    title, address = stage.title_by(channel), customer.address_for(channel)
    if address is None or CHANNELS[channel].address == POSTAL:  # it has several lines
        return title
    return msg("{action}: {address}", action=title, address=address)


def _kind_text(new_note: NewNote) -> Message:
    kind = new_note.note_kind
    if kind is None:
        return Message("{kind}", {"kind": new_note.kind})
    given = {key: value for key, value in new_note.details.items() if value}
    if kind.needs == "plan" and not new_note.plan:
        return kind.label
    for keys, text in kind.wording.items():
        if given.keys() >= set(keys):
            count = len(new_note.plan)
            return replace(text, values={**given, "count": count}, count=count)
    return kind.label


def stages_of(customer: str, report: Report, new_note: NewNote | None = None) -> list[Stage]:
    """The stages that the note can record: those of its invoices' procedures, and occasions.

    Without ``new_note``, or if it names no invoice, those of all invoices of the customer.
    """
    items = items_about(new_note, report) if new_note is not None else []
    items = items or items_of(customer, report)
    theirs = CustomerProcedures(report.customer(customer), report.settings)
    procedures = [theirs.procedure(item) for item in items]
    stages = {stage.name: stage for procedure in procedures for stage in procedure.stages}
    rising = sorted(stages.values(), key=lambda stage: stage.after)
    return [*rising, *report.settings.occasions.stages]
