"""What two reports would write differently to the same customer, and enclose."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message
from beancount_relance.report.report import Report
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.writer import ReminderError, Writer

_CONTEXT = 1
_POINTER = b"version https://git-lfs"
"""How a file begins that Git LFS keeps elsewhere."""


class TextWriter:
    """Writes the texts of one report, and remembers which cannot be written.

    Copies of invoices are not mentioned in these texts; they are compared by themselves.

    Attributes:
        failures: why texts could not be written, each reason once.
    """

    def __init__(self, report: Report) -> None:
        self._report, self._writer = report, Writer(report)
        self._failures: dict[str, Message] = {}

    @property
    def failures(self) -> Sequence[Message]:
        """Why texts could not be written."""
        return tuple(self._failures.values())

    def lines(self, action: Action) -> Sequence[str] | None:
        """Return the subject and the text of an action; ``None`` if it cannot be written."""
        try:
            reminder = self._writer.write(action)
        except ReminderError as error:
            self._failures.setdefault(str(error.message), error.message)
            return None
        return [reminder.subject, "", *reminder.body.splitlines()]

    def inputs(self, action: Action) -> object:
        """Return all that the text of an action depends on, but for the ledger's own templates.

        Where the customer is described in the ledger does not count.
        """
        context = self._writer.context(action)
        customer = replace(context.customer, law_source=None, email_source=None, email_since=None)
        words = self._writer.language_of(action)
        return words, action.starts_late, replace(context, customer=customer)

    def enclosed(self, action: Action) -> Mapping[str, bytes]:
        """Return what is enclosed with an action: the content of each file by its name."""
        files, _ = self._enclosures.of(action)
        return {file.name: file.content for file in files}

    @functools.cached_property
    def _enclosures(self) -> Enclosures:
        return Enclosures(self._report)


class Texts:
    """Compares the texts of two reports."""

    def __init__(self, before: Report, after: Report) -> None:
        self.before, self.after = TextWriter(before), TextWriter(after)
        self._day = after.as_of
        self._own = before.settings.templates or after.settings.templates

    def changes(self, before: Action, after: Action) -> tuple[str, ...]:
        """Return the lines that differ between the texts of two actions, as ``diff -u`` does.

        They have no header; the text begins with its subject. Only texts to be sent today are
        compared, since others will be written on another day, and only versions of the same text.
        Nothing differs from a text that cannot be written.
        """
        if self._are_equal(before, after):
            return ()
        old = self.before.lines(before) if before.due_on <= self._day else None
        new = self.after.lines(after) if after.due_on <= self._day else None
        if old is None or new is None or not _same_text(before, after):
            return ()
        return tuple(difflib.unified_diff(old, new, lineterm="", n=_CONTEXT))[2:]

    def _are_equal(self, before: Action, after: Action) -> bool:
        """Whether two texts to be sent today must be equal, which is known without writing them.

        A built-in template always gives the same text for the same variables.
        """
        is_today = max(before.due_on, after.due_on) <= self._day
        return is_today and not self._own and self.before.inputs(before) == self.after.inputs(after)

    def enclose_alike(self, before: Action, after: Action) -> bool:
        """Whether the same files would be enclosed today with two versions of an action."""
        if max(before.due_on, after.due_on) > self._day:
            return True
        old, new = self.before.enclosed(before), self.after.enclosed(after)
        return old.keys() == new.keys() and all(map(_alike, old.values(), map(new.get, old)))

    def try_alone(self, before: Action | None, after: Action | None) -> None:
        """Write the text of an action that only one report has, to know whether it can be."""
        for writer, action in ((self.before, before), (self.after, after)):
            if action is not None and action.due_on <= self._day:
                writer.lines(action)


def _same_text(before: Action, after: Action) -> bool:
    return (before.stage.name, before.channel) == (after.stage.name, after.channel)


def _alike(old: bytes, new: bytes | None) -> bool:
    """Whether two files are the same, as far as that is known of files that Git LFS keeps."""
    return old == new or old.startswith(_POINTER) or (new or b"").startswith(_POINTER)
