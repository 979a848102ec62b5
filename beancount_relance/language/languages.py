"""The available languages, one per row of ``languages.csv``.

Each language consists of its row, a catalogue ``locale/<code>.po`` and a folder of
templates ``texts/templates/<code>/``. Anything missing from them is shown in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.language.tables import csv_rows

ENGLISH = "en"
"""The language of the messages in the code, and the fallback for all others."""

_LANGUAGES_CSV = Path(__file__).parent / "languages.csv"
_ROLES = ("doubtful", "irrecoverable", "interest", "bank")


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """The conventions of one language.

    Attributes:
        code: the code used in settings, such as ``fr``.
        locale: the Babel locale for numbers, dates and lists, such as ``fr_FR``.
        name: the name of the language in the language itself.
        date: the pattern of a numeric date, in Babel's notation.
        short_date: the pattern of a date in the tables of letters.
        first_day: how the first of a month is written, such as ``1er``; empty for ``1``.
        countries: the country to suggest for a ledger in this language, by currency.
        terms: payment terms of thirty days, in a wording that the plugin understands.
        invoice_key: the metadata key to suggest for an invoice number.
        due_key: the metadata key to suggest for a due date.
        opening: the label of an invoice carried over without a number.
        accounts: the last component of the account to suggest for each role in an entry.
    """

    code: str
    locale: str
    name: str
    date: str
    short_date: str
    first_day: str
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
        short_date=row["short_date"],
        first_day=row["first_day"],
        countries={currency: country for currency, _, country in pairs},
        terms=row["terms"],
        invoice_key=row["invoice_key"],
        due_key=row["due_key"],
        opening=row["opening"],
        accounts={role: row[role] for role in _ROLES if row[role]},
    )


LANGUAGES: Mapping[str, LanguageRow] = {row["code"]: _read(row) for row in csv_rows(_LANGUAGES_CSV)}
"""The available languages by code, English first."""
