"""What two reports would write differently to the same customer."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from beancount_relance.dunning.agenda import Action
from beancount_relance.report.report import Report
from beancount_relance.texts.writer import ReminderError, Writer

_CONTEXT = 1


class Texts:
    """Compares the texts of two reports.

    Copies of invoices are not looked for, so both texts offer them on request.
    """

    def __init__(self, before: Report, after: Report) -> None:
        self._before, self._after = Writer(before), Writer(after)
        self._day = after.as_of

    def changes(self, before: Action, after: Action) -> tuple[str, ...]:
        """Return the lines that differ between the texts of two actions, as ``diff -u`` does.

        They have no header; the text begins with its subject. A template with a mistake gives
        an empty text. Only texts to be sent today are compared, since others will be written on
        another day, and only versions of the same text.
        """
        day = self._day
        same = (before.stage.name, before.channel) == (after.stage.name, after.channel)
        if not same or before.due_on > day or after.due_on > day:
            return ()
        old, new = _lines(self._before, before), _lines(self._after, after)
        return tuple(difflib.unified_diff(old, new, lineterm="", n=_CONTEXT))[2:]


def _lines(writer: Writer, action: Action) -> Sequence[str]:
    try:
        reminder = writer.write(action)
    except ReminderError:
        return ()
    return [reminder.subject, "", *reminder.body.splitlines()]
