"""The languages that texts and messages exist in, one row of ``languages.csv`` each.

A language is its row, a catalogue ``locale/<code>.po`` and a folder of templates
``texts/templates/<code>/``. What the catalogue or the folder lacks is shown in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.language.tables import csv_rows

ENGLISH = "en"
"""The language that messages are written in, and that everything falls back to."""

_LANGUAGES_CSV = Path(__file__).parent / "languages.csv"
_ROLES = ("doubtful", "irrecoverable", "interest", "bank")


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """What is particular to one language.

    Attributes:
        code: its code in settings, such as ``fr``.
        locale: how Babel formats numbers, dates and lists, such as ``fr_FR``.
        name: what its speakers call it.
        date: the pattern of a date in figures, in Babel's notation.
        first_day: how the first of a month is written, such as ``1er``; empty for ``1``.
        account_words: words of account names, in small letters, by which a ledger in
            this language is recognised.
        countries: the country to propose for a ledger in this language, by currency.
        terms: thirty days, as payment terms that the plugin reads.
        invoice_key: the metadata key to propose for an invoice number.
        due_key: the metadata key to propose for a due date.
        opening: what to call an invoice carried over that has no number.
        accounts: the last part of the account to suggest for each role of a booking.
    """

    code: str
    locale: str
    name: str
    date: str
    first_day: str
    account_words: frozenset[str]
    countries: Mapping[str, str]
    terms: str
    invoice_key: str
    due_key: str
    opening: str
    accounts: Mapping[str, str]


def _read(row: Mapping[str, str]) -> LanguageRow:
    pairs = (pair.partition(":") for pair in row["countries"].split())
    return LanguageRow(
        code=row["code"],
        locale=row["locale"],
        name=row["name"],
        date=row["date"],
        first_day=row["first_day"],
        account_words=frozenset(row["account_words"].split()),
        countries={currency: country for currency, _, country in pairs},
        terms=row["terms"],
        invoice_key=row["invoice_key"],
        due_key=row["due_key"],
        opening=row["opening"],
        accounts={role: row[role] for role in _ROLES if row[role]},
    )


LANGUAGES: Mapping[str, LanguageRow] = {row["code"]: _read(row) for row in csv_rows(_LANGUAGES_CSV)}
"""The languages by code, English first."""
