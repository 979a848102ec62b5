"""The properties of a kind of note.

The kinds themselves are in :mod:`beancount_relance.history.note_kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field

from beancount_relance.language.messages import Message, msg

DATE_LABEL, TEXT_LABEL = msg("Date"), msg("Text of the note")
"""The default labels of the date and the text of a note in a form."""


class NoteKey(Struct, frozen=True):
    """A metadata key of notes.

    Attributes:
        name: the key in the ledger, the option of ``relance record``, and the attribute of
            :class:`~beancount_relance.history.note_details.NoteDetails`.
        french: its French name.
        request: the request to fill it in.
        option: the help of the option.
        read: reads its value in the ledger; :func:`~beancount_relance.values.readers.read_text`
            for free text.
    """

    name: str
    french: str
    request: Message
    option: str
    read: Callable[[Any], Any]


class Offered(Enum):
    """When the Fava page offers to record a kind of note for some open items."""

    ALWAYS = "with its own button"
    ON_REQUEST = "behind “More”"
    IF_HELD = "with a button if a note “resume” ends the waiting, otherwise behind “More”"
    IF_ASKED = "with a button if a question about its money holds an item back"
    IF_SENT = "with a button if a registered letter was sent"
    IF_WRITTEN = "behind “More”, if a text was sent"
    IF_SECURED = "behind “More”, if something secures the claim"
    NEVER = "not at all: a command records it"
    IF_CLAIMED = "behind “More”, if interest or a fee is claimed"


class Wait(Struct, frozen=True, eq=False):
    """The reason why an item waits after a note of some kind.

    Attributes:
        why: its name, as in :attr:`~beancount_relance.dunning.decision.Decision.why`.
        title: its label.
        weight: its importance; of several reasons, the one with the largest weight is
            shown.
        end: the label, in the calendar, of the last day that the note gives; ``None`` if
            the waiting does not end on that day.
        days: the number of days after the note on which the waiting ends if the note gives no
            last day; ``None`` if it does not end then.
        ended_by: what ends a waiting without a known last day; by default, a note “resume”.
        patience: how many times the days of the stage ``review`` pass, without any note, before
            the user is asked to decide on a waiting without a known last day; ``None`` if
            something else asks.
        soon: the number of days after the note on which the user is first asked, if that is sooner.
        proceedings: whether it is before a court. If so, there are tasks in the meantime,
            even if the customer has no procedure, and no note “resume” is expected.
    """

    why: str
    title: Message
    weight: int
    end: Message | None = None
    days: int | None = None
    ended_by: Message | None = None
    patience: int | None = 1
    soon: int | None = None
    proceedings: bool = False


class NoteKind(Struct, frozen=True, eq=False):
    """One kind of note.

    Attributes:
        name: the value of ``relance:`` in the ledger.
        french: the French name.
        label: the label, as in “promise to pay on 2026-03-25”.
        meaning: one line for the help and the reference.
        takes: the optional and required keys, each with the label of its form field.
        needs: the required key, if there is one.
        date_label: the label of the date in a form.
        text_label: the label of the text in a form.
        first_field: the form field to fill in first; if empty, the record button is
            focused.
        text_required: whether the user must enter the text; if not, one is suggested.
        wording: the suggested texts, by the keys that they mention. The first one whose
            keys are all given is used, or else the label.
        button: the label of the button on the page; by default ``label``.
        offered: when the page offers that button.
        not_while: reasons to wait; the page does not offer the kind for an item that waits
            for one of them.
        after: for a step in court, the steps of which at least one must have happened
            before; empty if it can be the first step.
        waits: the reason why the item waits afterwards; ``None`` if it does not.
        court: whether it is a step in court.
        about_everything: whether it applies to all items of the customer, regardless of
            its links.
        about_overdue: whether it is probably about the overdue items, if it has no links.
        about_due_parts: whether it is about what is due of an invoice by the last day of the
            note, or else by its own day, rather than about all of it; so is a step in court.
        about_nothing: whether it can be recorded if nothing is open.
        about_settled: whether it can be about settled items.
        of_a_part: whether its amount is a part of the open amount, in the same currency.
        promises_payment: whether it says when the customer will pay. Later payments,
            including those on items settled since, show whether that was kept.
        is_contact: whether it counts as a contact with the customer.
        internal: whether it is a decision of our own that nobody else was told of, so that no
            court file gives it as a step towards the customer.
        by_program: whether a program records it. Any other note about the customer shows that
            somebody has read their reply.
        besides: whether it is about something besides what is owed, such as a security.
    """

    name: str
    french: str
    label: Message
    meaning: str
    takes: Mapping[str, Message] = field(default_factory=dict)
    needs: str | None = None
    date_label: Message = DATE_LABEL
    text_label: Message = TEXT_LABEL
    first_field: str = ""
    text_required: bool = False
    wording: Mapping[tuple[str, ...], Message] = field(default_factory=dict)
    button: Message | None = None
    offered: Offered = Offered.ON_REQUEST
    not_while: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    waits: Wait | None = None
    court: bool = False
    about_everything: bool = False
    about_overdue: bool = False
    about_due_parts: bool = False
    about_nothing: bool = False
    about_settled: bool = False
    of_a_part: bool = False
    promises_payment: bool = False
    is_contact: bool = False
    internal: bool = False
    by_program: bool = False
    besides: bool = False

    @property
    def fields(self) -> Mapping[str, Message]:
        """The form fields with their labels: the date, the keys of the kind, and the text."""
        return {"date": self.date_label, **self.takes, "text": self.text_label}

    @property
    def ends_by_itself(self) -> bool:
        """Whether the waiting ends on the last day given by the note."""
        return self.waits is not None and self.waits.end is not None

    @property
    def about_money(self) -> bool:
        """Whether somebody says by it, at least in part, what is to become of what is owed."""
        return not (self.by_program or self.besides)
