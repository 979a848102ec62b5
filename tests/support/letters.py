"""Letters as they are handed to the press."""

from __future__ import annotations

from beancount_relance.documents.letter import Letter, lay_out_letter
from beancount_relance.dunning.agenda import Action
from beancount_relance.texts.correspondence import Correspondence
from beancount_relance.texts.writer import Writer


def letter_of(writer: Writer, action: Action | Correspondence) -> Letter:
    """Write the text of an action, ready for printing."""
    return lay_out_letter(writer.written(action), action, writer.language_of(action))
