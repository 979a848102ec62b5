"""The ledger while e-mails are sent."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.recording.draft import draft_note
from beancount_relance.recording.new_note import NewNote
from beancount_relance.recording.write import record
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report


class LiveBooks:
    """The ledger while e-mails are sent, loaded again whenever one of its files has changed."""

    def __init__(
        self,
        ledger: LoadedLedger,
        report: Report,
        reload: Callable[[], LoadedLedger] | None = None,
        writing: AbstractContextManager[object] | None = None,
    ) -> None:
        """Begin with a loaded ledger.

        Args:
            ledger: the ledger.
            report: its report.
            reload: loads it again; by default from its file.
            writing: is held while a note is written.
        """
        self._reload = reload or (lambda: load_ledger(ledger.files[0]))
        self._writing = writing or contextlib.nullcontext()
        self.ledger = ledger
        self.report = report
        self.changed = False  # by somebody else, since the e-mails were confirmed
        self._seen = self._state()

    def refresh(self) -> None:
        """Load the ledger again if a file has changed."""
        if self._state() != self._seen:
            self.changed = True
            with self._writing:
                self._take(self._load())

    def note(self, new_note: NewNote) -> None:
        """Record a note, unless the ledger has one with its Message-ID.

        Raises:
            RecordingError: it cannot be recorded.
        """
        self.refresh()
        if new_note.message not in self.messages:
            self.add(new_note)

    def add(self, new_note: NewNote) -> None:
        """Record a note.

        Raises:
            RecordingError: it cannot be recorded.
        """
        with self._writing:
            recorded = record(draft_note(new_note, self.ledger, self.report), self._load)
            if recorded.ledger is None:  # the ledger has it already
                self._take(self._load())
            else:
                self.ledger, self.report = recorded.ledger, recorded.report

    @property
    def messages(self) -> set[str | None]:
        """The Message-IDs of all reminders in the ledger, also of those that came back."""
        events = (*self.report.events, *self.report.undelivered)
        return {event.message for event in events if event.kind not in NOTE_KINDS} - {None}

    def sent_on(self, day: datetime.date) -> int:
        """How many e-mails of a day the ledger has."""
        events = (*self.report.events, *self.report.undelivered)
        return sum(
            event.date == day and event.message is not None and event.kind not in NOTE_KINDS
            for event in events
        )

    def _load(self) -> LoadedLedger:
        # What is changed while the ledger is read is found the next time.
        self._seen = self._state()
        return self._reload()

    def _take(self, ledger: LoadedLedger) -> None:
        self.ledger, self.report = ledger, ledger.report(self.report.as_of)

    def _state(self) -> list[tuple[int, int] | None]:
        return [_stamp(path) for path in self.ledger.files]


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
