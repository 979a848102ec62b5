"""What was done today: the notes of the day, how far the list is worked off, and how to undo it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct

from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS, PROMISE
from beancount_relance.language.messages import Language, Message, msg, nmsg
from beancount_relance.policy.procedures import LABELS
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.recording.write import Receipt
from beancount_relance.report.report import Report


class DoneRow(Struct, frozen=True):
    """Something that was done today.

    Attributes:
        event: what was done.
        title: the stage or the kind of note.
        numbers: the invoices that it is about.
        receipt: what undoes it, as data; ``None`` if it is not a note, or its line is not there.
    """

    event: Event
    title: Message
    numbers: Sequence[str]
    receipt: Mapping[str, Any] | None


class DoneToday(Struct, frozen=True, dict=True):
    """The notes of the report's day."""

    report: Report
    words: Language

    @functools.cached_property
    def rows(self) -> Sequence[DoneRow]:
        """What was done, the latest line first."""
        titles = {
            stage.name: stage.title
            for procedure in self.report.settings.all_procedures
            for stage in procedure.stages
        }
        found = [event for event in self.report.events if event.date == self.report.as_of]
        found.sort(key=lambda event: (event.source.file, event.source.line), reverse=True)
        return [
            DoneRow(event, self._title(event, titles), self._numbers(event), receipt_at(event))
            for event in found
        ]

    @property
    def count(self) -> int:
        """How many actions were done: the notes that are stages."""
        return sum(row.event.kind not in NOTE_KINDS for row in self.rows)

    @property
    def total(self) -> int:
        """How many actions the day had: those done and those still due."""
        return self.count + len(self.report.agenda.actions)

    @property
    def summary(self) -> str:
        """How far the day is: actions done, what was asked for, promises."""
        facts = [msg("{done} of {total} done", done=self.count, total=self.total)]
        asked = self._asked
        if asked:
            amounts = [self.words.money(n, unit) for unit, n in asked.items()]
            facts.append(msg("{amounts} asked for", amounts=self.words.enumerate(amounts)))
        promises = sum(row.event.kind == PROMISE.name for row in self.rows)
        if promises:
            facts.append(nmsg("{count} promise", "{count} promises", promises))
        return " · ".join(self.words.render(fact) for fact in facts)

    @functools.cached_property
    def _items(self) -> Mapping[tuple[str, str, str, int], Item]:
        return {item.key: item for item in self.report.allocation.items}

    @property
    def _asked(self) -> Mapping[str, Decimal]:
        """What is still owed on the invoices that stages were done for, by currency."""
        keys = {k for row in self.rows if row.event.kind not in NOTE_KINDS for k in row.event.items}
        sums: dict[str, Decimal] = {}
        for key in sorted(keys):
            item = self._items.get(key)
            if item is not None and item.is_open:
                unit = item.invoice.currency
                sums[unit] = sums.get(unit, Decimal()) + item.outstanding
        return sums

    def _numbers(self, event: Event) -> Sequence[str]:
        return references_of(self._items[k] for k in sorted(event.items) if k in self._items)

    def _title(self, event: Event, titles: Mapping[str, Message]) -> Message:
        kind = NOTE_KINDS.get(event.kind)
        return kind.label if kind else titles.get(event.kind) or LABELS[event.kind]


def receipt_at(event: Event) -> Mapping[str, Any] | None:
    """What undoes a note that stands in the ledger: its lines, with the blank line above."""
    path, place = Path(event.source.file), event.source.line - 1
    try:
        lines = path.read_bytes().decode().splitlines(keepends=True)
    except (OSError, UnicodeDecodeError):
        return None
    if not 0 <= place < len(lines) or " note " not in lines[place]:
        return None
    end = place + 1
    while end < len(lines) and lines[end][:1].isspace() and lines[end].strip():
        end += 1
    start = place - 1 if place and not lines[place - 1].strip() else place
    return Receipt(str(path), 0, "".join(lines[start:end]), "").data()
