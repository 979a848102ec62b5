"""Questions: the few things that only the owner of a ledger knows.

The default answer to each is what the survey found. An answer becomes lines, whose effect is
shown at once.
"""

from __future__ import annotations

import re

from beancount_relance.language.messages import msg
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.survey.number_patterns import pattern_of
from beancount_relance.survey.proposed_words import setting_line
from beancount_relance.values.readers import BadValueError, read_country


def read_country_answer(text: str) -> str:
    """Read a two-letter country code; empty for none.

    Raises:
        BadValueError: it is neither.
    """
    return read_country(text.strip().upper()) if text.strip() else ""


def accounts_lines(books: Books, text: str) -> list[str]:
    """Settings for the accounts in ``text``, which are separated by spaces or commas.

    Raises:
        BadValueError: the ledger has no account of that name.
    """
    names = [name for name in re.split(r"[,\s]+", text) if name]
    opened = {entry.account for entry in books.report.ledger.opens}
    for name in names:
        if not any(account == name or account.startswith(f"{name}:") for account in opened):
            raise BadValueError(msg("accounts of the ledger, separated by spaces"))
    return [setting_line(books, "receivables", name) for name in names]


def number_lines(books: Books, example: str) -> list[str]:
    """The setting for invoice numbers that look like an example; empty if there is no example.

    Raises:
        BadValueError: the example cannot be distinguished from other numbers.
    """
    if not example.strip():
        return []
    pattern = pattern_of([example.strip()])
    if pattern is None:
        raise BadValueError(
            msg("a number as it appears in narrations, with the word before it: “Invoice 142”")
        )
    return [setting_line(books, "reference-pattern", quoted(pattern))]
