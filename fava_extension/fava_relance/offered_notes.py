"""Note choices: which kinds of note make sense for some open items in their present state.

Some kinds always have a button, and a few others get one when the case calls for them. The
rest are behind "More" if they make sense: a judgment only after the case was filed, the
receipt of a formal notice only after it was sent, a waiver only if something is claimed. The
registry, :mod:`beancount_relance.history.note_kinds`, has these conditions.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from msgspec import Struct

from beancount_relance.dunning.next_stage import CustomerProcedures
from beancount_relance.dunning.questions.money_questions import asked_about_money
from beancount_relance.history.events import Event
from beancount_relance.history.note_kind import DATE_LABEL, TEXT_LABEL, NoteKind, Offered
from beancount_relance.history.note_kinds import NOTE_KINDS, RECEIVED, WAITS
from beancount_relance.history.noted_channels import noted_channel
from beancount_relance.language.messages import Language, Message
from beancount_relance.language.text import capital
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from fava_relance import call_notes

DONE = "done"
"""The button of the action itself, which records its stage."""


class Button(Struct, frozen=True):
    """A button that opens the form for a kind; ``always`` means that it is always shown."""

    kind: str
    title: str
    always: bool


class Recordable(Struct, frozen=True):
    """The kinds of note for some items.

    Attributes:
        first: those that the case calls for.
        more: those that make sense, shown on request.
        without: those that make no sense here, although they always have a button.
        letter: the numbers of the invoices of the letter that is under way, if there is one.
    """

    first: Sequence[str]
    more: Sequence[str]
    without: Sequence[str] = ()
    letter: Sequence[str] = ()


def buttons(words: Language) -> Sequence[Button]:
    """All buttons except that of the action, in the order in which they are shown."""
    found = [
        Button(
            kind.name,
            _sentence(kind.button or kind.label, words),
            always=kind.offered is Offered.ALWAYS,
        )
        for kind in NOTE_KINDS.values()
    ]
    return sorted(found, key=lambda button: button.always)


def forms(words: Language) -> Mapping[str, object]:
    """What the form asks for each kind, for the page's script.

    Returns:
        By kind, and for :data:`DONE`: ``fields`` with their labels, the ``first`` field to
        fill in, and whether the ``text`` must be typed.
    """
    done = {"date": DATE_LABEL, "text": TEXT_LABEL}
    return {
        DONE: _form(done, words),
        **{
            kind.name: _form(kind.fields, words, kind.first_field, typed=kind.text_required)
            for kind in NOTE_KINDS.values()
        },
        call_notes.CONTACT: _form(call_notes.CALL_FIELDS, words, "text", typed=True),
    }


def _form(
    fields: Mapping[str, Message], words: Language, first: str = "", *, typed: bool = False
) -> Mapping[str, object]:
    labels = {name: words.render(label) for name, label in fields.items()}
    return {"fields": labels, "first": first, "typed": typed}


def recordable(report: Report, items: Sequence[Item], events: Sequence[Event]) -> Recordable:
    """The kinds that make sense for open items of one customer.

    Args:
        report: the report of the day.
        items: the items.
        events: what happened with them, by date.
    """
    return _recordable(_case(report, items, events))


@functools.lru_cache(maxsize=64)
def _recordable(case: _Case) -> Recordable:
    """The kinds that make sense in a case; most rows of a page have one of a few."""
    first = [kind.name for kind in NOTE_KINDS.values() if case.calls_for(kind)]
    more, without = [], []
    for kind in NOTE_KINDS.values():
        if kind.offered is Offered.ALWAYS:
            if not case.allows(kind):
                without.append(kind.name)
        elif case.allows(kind) and kind.name not in first:
            more.append(kind.name)
    return Recordable(first, more, without, case.letter)


class _Case(Struct, frozen=True, dict=True):
    """The state of some items of one customer.

    Attributes:
        waits: the reasons why they wait.
        happened: the kinds of events on them.
        is_held: whether one is held back by something that a “resume” note ends.
        is_asked: whether it is asked about one whether it is still owed.
        is_sent: whether a registered letter was sent and its receipt is not recorded yet.
        is_written: whether they had a text in writing.
        is_claimed: whether interest or a fee is claimed.
        is_secured: whether there is a security or right besides the claim.
        letter: the numbers of the invoices of the letter that was sent.
    """

    waits: frozenset[str | None]
    happened: frozenset[str]
    is_held: bool
    is_asked: bool
    is_sent: bool
    is_written: bool
    is_claimed: bool
    is_secured: bool
    letter: tuple[str, ...]

    def calls_for(self, kind: NoteKind) -> bool:
        """Whether a kind gets a button because of the state of the case."""
        if kind.offered is Offered.IF_HELD:
            return self.is_held
        if kind.offered is Offered.IF_ASKED:
            return self.is_asked
        return kind.offered is Offered.IF_SENT and self.is_sent

    def allows(self, kind: NoteKind) -> bool:
        """Whether a kind makes sense."""
        if not self.waits.isdisjoint(kind.not_while):
            return False
        if kind.court:
            is_next = not kind.after or not self.happened.isdisjoint(kind.after)
            return is_next and kind.name not in self.happened
        return kind.offered not in self._not_offered

    @functools.cached_property
    def _not_offered(self) -> Sequence[Offered]:
        """The conditions that the case does not meet."""
        met = {
            Offered.IF_HELD: not self.waits.isdisjoint(WAITS),
            Offered.IF_ASKED: self.is_asked,
            Offered.IF_SENT: self.is_sent,
            Offered.IF_WRITTEN: self.is_written,
            Offered.NEVER: False,
            Offered.IF_CLAIMED: self.is_claimed,
            Offered.IF_SECURED: self.is_secured,
        }
        return [condition for condition, is_met in met.items() if not is_met]


def _case(report: Report, items: Sequence[Item], events: Sequence[Event]) -> _Case:
    keys = {item.key for item in items}
    decisions = [report.decisions[key] for key in keys if key in report.decisions]
    waits = frozenset(decision.why for decision in decisions)
    claims = [report.claims.of(item) for item in items]
    sent = _on_its_way(report, events)
    return _Case(
        waits=waits,
        happened=frozenset(event.kind for event in events),
        is_held=any(decision.disputed for decision in decisions)
        or any(wait.why in waits for wait in WAITS.values() if not wait.proceedings),
        is_asked=not keys.isdisjoint(asked_about_money(report.questions)),
        is_sent=sent is not None,
        is_written=not report.settings.written_stages.keys().isdisjoint(
            event.kind for event in events
        ),
        letter=_numbers_of(report, sent) if sent is not None else (),
        is_claimed=any(claim.interest.amount or claim.fee for claim in claims),
        is_secured=any(right.item.key in keys for right in report.rights),
    )


def _numbers_of(report: Report, event: Event) -> tuple[str, ...]:
    """The numbers of the open invoices that an event is about."""
    return references_of(item for item in report.open_items if item.key in event.items)


def _on_its_way(report: Report, events: Sequence[Event]) -> Event | None:
    """The letter whose delivery must be proven, if it was sent and no receipt is recorded."""
    sent = None
    for event in events:
        if event.kind == RECEIVED.name:
            sent = None
        elif event.kind not in NOTE_KINDS:
            stage = CustomerProcedures(report.customer(event.customer), report.settings).stage(
                event.kind
            )
            if CHANNELS[noted_channel(event, stage)].is_proven:
                sent = event
    return sent


def _sentence(message: Message, words: Language) -> str:
    return capital(words.render(message))
