"""The words of proposed lines: French ones in French books, else English ones.

Which ones is said by :attr:`~beancount_relance.survey.books.Books.vocabulary`.
"""

from __future__ import annotations

import datetime

from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.values.vocabulary import (
    CHOICE,
    DIRECTIVE,
    KEY,
    SETTING,
    named,
)


def setting_word(books: Books, key: str) -> str:
    """The name that a proposed line gives a setting."""
    return _word(books, key, SETTING)


def key_word(books: Books, key: str) -> str:
    """The name that a proposed line gives a metadata key; without accents, as Beancount has it."""
    return _word(books, key, KEY)


def choice_word(books: Books, choice: str) -> str:
    """The name that a proposed line gives one of several possible values."""
    return _word(books, choice, CHOICE)


def setting_line(books: Books, key: str, values: str = "", day: datetime.date | None = None) -> str:
    """The line that sets something.

    Args:
        books: the books.
        key: the English name of the setting.
        values: its values, as Beancount text.
        day: its date; by default that of all proposed directives.
    """
    line = f'{day or books.first} custom "relance" {quoted(setting_word(books, key))}'
    return f"{line} {values}".rstrip()


def customer_line(books: Books, customer: str) -> str:
    """The line that begins a directive on a customer."""
    name = _word(books, "relance-customer", DIRECTIVE)
    return f"{books.first} custom {quoted(name)} {quoted(customer)}"


def key_line(books: Books, key: str, value: str = "") -> str:
    """The line of a metadata key, without its indentation; by default to be filled in."""
    return f"{key_word(books, key)}: {quoted(value)}"


def _word(books: Books, english: str, use: str) -> str:
    return named(english, use).in_language(books.vocabulary)
