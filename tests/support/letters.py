"""Letters as they are handed to the press, and their texts."""

from __future__ import annotations

from beancount_relance.documents.letter import Letter, lay_out_letter
from beancount_relance.dunning.agenda import Action
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.correspondence import Correspondence
from beancount_relance.texts.writer import Writer


def letter_of(writer: Writer, action: Action | Correspondence) -> Letter:
    """Write the text of an action, ready for printing."""
    return lay_out_letter(writer.written(action), action, writer.language_of(action))


def only_text(found: Report) -> str:
    """The text of the only action of a report, with plain spaces."""
    (action,) = found.actions
    return with_plain_spaces(Writer(found).write(action).body)


def with_plain_spaces(text: str) -> str:
    """The text as it is typed in a test."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
