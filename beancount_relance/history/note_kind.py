"""What a kind of note is: the properties that tell one kind from another.

The kinds themselves are in :mod:`beancount_relance.history.note_kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from beancount_relance.language.messages import Message, msg

DATE_LABEL, TEXT_LABEL = msg("Date"), msg("Text of the note")
"""What the form calls the day and the text of a note, unless the kind has a better word."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key of a note's metadata: its name, the French one, and how a form asks for it."""

    name: str
    french: str
    request: Message


class Offered(Enum):
    """When the page offers to record a kind for some open items."""

    ALWAYS = "with a button of its own"
    ON_REQUEST = "behind “More”"
    IF_HELD = "with a button where a note “resume” is what ends the waiting, else behind “More”"
    IF_SENT = "with a button where a registered letter was sent"
    IF_CLAIMED = "behind “More”, where interest or a fee is claimed"


@dataclass(frozen=True, slots=True, eq=False)
class Wait:
    """What an item waits for after a note of some kind.

    Attributes:
        why: its name, as in :attr:`~beancount_relance.dunning.decisions.Decision.why`.
        title: the reason in words.
        weight: of two reasons the one that weighs more is told.
        end: what ends on the last day that the note gives, for the calendar; ``None`` if
            the waiting does not end by itself on that day.
        proceedings: whether it is before a court: then something is left to do meanwhile,
            also where the customer has no ladder, and no note “resume” is expected.
    """

    why: str
    title: Message
    weight: int
    end: Message | None = None
    proceedings: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NoteKind:
    """One kind of note.

    Attributes:
        name: what ``relance:`` says in the ledger.
        french: the French name.
        label: the kind in words, as in “promise to pay on 2026-03-25”.
        meaning: one line for the help and the reference.
        takes: the keys it may have, each with the label of its field on the form.
        needs: the key it must have.
        date_label: what the form calls the day.
        text_label: what the form calls the text.
        first_field: the field of the form to fill in first; empty: the button to record.
        text_required: whether the text must be typed; otherwise one is proposed.
        wording: the proposed text by the keys that it mentions: the first all of whose keys
            are given. Without one it is the label.
        button: what the page writes on the button; by default the label.
        offered: when the page has that button.
        not_while: what an item may not wait for if the page is to offer the kind.
        after: for a step in court, the steps of which one must have happened before; none
            if it can be the first.
        waits: what the item waits for after it; ``None`` if it holds nothing back.
        court: whether it is a step in court.
        about_everything: whether it concerns all items of the customer, whatever it is
            linked to.
        about_overdue: whether it is probably about what is overdue, if nothing is named.
        about_nothing: whether it makes sense where nothing is open.
        about_settled: whether it makes sense for what is settled.
        of_a_part: whether its amount is a part of what is open, and so in its currency.
        promises_payment: whether it says when the customer will pay; the payments that
            follow, also those on items settled since, tell whether that was kept.
        is_contact: whether it counts as a contact with the customer.
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
    about_nothing: bool = False
    about_settled: bool = False
    of_a_part: bool = False
    promises_payment: bool = False
    is_contact: bool = False

    @property
    def fields(self) -> Mapping[str, Message]:
        """The fields of the form with their labels: the day, what the kind takes, the text."""
        return {"date": self.date_label, **self.takes, "text": self.text_label}

    @property
    def ends_by_itself(self) -> bool:
        """Whether the waiting ends on the last day that the note gives."""
        return self.waits is not None and self.waits.end is not None
