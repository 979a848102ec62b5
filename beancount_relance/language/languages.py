"""The available languages, one per row of ``languages.csv``.

Each language consists of its row, a catalogue ``locale/<code>.po`` and a folder of
templates ``texts/templates/<code>/``. Anything missing from them is shown in English.

Some countries write a language in their own way. ``regions.csv`` has their formats, and
``regional_words.csv`` the words that they spell or say differently. Only texts to customers
follow them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.tables import csv_rows

ENGLISH = "en"
"""The language of the messages in the code, and the fallback for all others."""

_FOLDER = Path(__file__).parent
_LANGUAGES_CSV = _FOLDER / "languages.csv"
_ROLES = (
    "doubtful",
    "irrecoverable",
    "interest",
    "bank",
    "difference",
    "gain",
    "discount",
    "bank-fee",
)


class LanguageRow(Struct, frozen=True):
    """The conventions of one language.

    Attributes:
        code: the code used in settings, such as ``fr``.
        locale: the Babel locale for numbers, dates and lists, such as ``fr_FR``.
        name: the name of the language in the language itself.
        date: the pattern of a numeric date, in Babel's notation.
        short_date: the pattern of a date in the tables of letters.
        first_day: how the first of a month is written, such as ``1er``; empty for ``1``.
        conjunction: the word before the last part of a list, such as ``and``.
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
    conjunction: str
    terms: str
    invoice_key: str
    due_key: str
    opening: str
    accounts: Mapping[str, str]


def _read(row: Mapping[str, str]) -> LanguageRow:
    return LanguageRow(
        code=row["code"],
        locale=row["locale"],
        name=row["name"],
        date=row["date"],
        short_date=row["short_date"],
        first_day=row["first_day"],
        conjunction=row["conjunction"],
        terms=row["terms"],
        invoice_key=row["invoice_key"],
        due_key=row["due_key"],
        opening=row["opening"],
        accounts={role: row[role] for role in _ROLES if row[role]},
    )


LANGUAGES: Mapping[str, LanguageRow] = {row["code"]: _read(row) for row in csv_rows(_LANGUAGES_CSV)}
"""The available languages by code, English first."""


class Region(Struct, frozen=True):
    """How one country writes one language.

    Attributes:
        country: the country, such as ``US``; empty for the language in general.
        locale: the Babel locale for numbers, dates and lists, such as ``en_US``.
        money: an amount, with ``¤¤`` for the currency's code and ``#`` for the digits; empty
            if it is as in the locale.
        group: what separates thousands; empty if it is as in the locale.
        short_date: the pattern of a date in the tables of letters.
        after_salutation: the punctuation after the salutation of a letter.
        words: the words and phrases that differ, by those of the language in general.
    """

    country: str
    locale: str
    money: str
    group: str
    short_date: str
    after_salutation: str
    words: Mapping[str, str]


def _region(row: Mapping[str, str]) -> Region:
    return Region(
        country=row["country"],
        locale=row["locale"],
        money=row["money"],
        group=row["group"],
        short_date=row["short_date"],
        after_salutation=row["after_salutation"],
        words={
            each["word"]: each["regional"]
            for each in csv_rows(_FOLDER / "regional_words.csv")
            if (each["language"], each["country"]) == (row["language"], row["country"])
        },
    )


REGIONS: Mapping[tuple[str, str], Region] = {
    (row["language"], row["country"]): _region(row) for row in csv_rows(_FOLDER / "regions.csv")
}
"""The regions, by language and country."""


def region_of(code: str, *countries: str | None) -> str:
    """Return the first of some countries that has its own way to write a language, or ``""``."""
    return next((each for each in countries if each and (code, each) in REGIONS), "")


def region(code: str, country: str) -> Region:
    """Return a region; for a country without a row, the language in general."""
    row = LANGUAGES[code]
    general = Region("", row.locale, "", "", row.short_date, ",", {})
    return REGIONS.get((code, country), general)
