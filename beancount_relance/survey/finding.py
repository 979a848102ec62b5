"""Findings: what the survey found, and the lines that follow from it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.survey.books import Books
from beancount_relance.survey.proposed_words import setting_line, setting_word


class Finding(Struct, frozen=True):
    """One thing that the survey found.

    Attributes:
        message: what it is.
        lines: the directives that follow from it, as Beancount text.
        by_hand: metadata that only the owner can write, for an entry of the ledger.
    """

    message: Message
    lines: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()


class Section(Struct, frozen=True):
    """The findings of one part of the survey, under a title."""

    title: Message
    findings: tuple[Finding, ...]


def setting(books: Books, key: str, values: str, found: Message) -> Finding:
    """A finding with the line that sets ``key``, or what to change where the ledger has one.

    Args:
        books: the books.
        key: the setting.
        values: all its values, as Beancount text.
        found: what they are set for.
    """
    there = books.settings.get(key)
    if there is None:
        return Finding(found, (setting_line(books, key, values),))
    return Finding(
        msg(
            "{found}, once {file}:{line} reads: “{setting}” {values}",
            found=found,
            file=Path(there.file).name,
            line=there.line,
            setting=setting_word(books, key),
            values=values,
        )
    )
