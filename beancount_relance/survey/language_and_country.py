"""The language and the country of a ledger, and the holidays that apply."""

from __future__ import annotations

from collections.abc import Iterator

from beancount.core.account import sep

from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.language.messages import Message, language, msg
from beancount_relance.ledger.account_words import languages_of
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.survey.creditor import creditor_lines
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.home_country import HomeCountry, home_country
from beancount_relance.values.working_days import has_holidays

_TELLING_COMPONENTS = 3
_LEAST_WORDS = 2
"""The least number of words that identifies a language; a single one may be a name."""


def find_home(books: Books, chosen: str | None = None, code: str = "en") -> Iterator[Finding]:
    """Find the language and country, with the lines for the sender and the holidays.

    Args:
        books: the books.
        chosen: the country, if the user gave one.
        code: the language of the output.
    """
    day = books.first.isoformat()
    spoken = language_of(books)
    found = HomeCountry(chosen, certain=True) if chosen else country_of(books)
    lines = []
    if spoken != books.report.settings.language and "language" not in books.settings:
        lines.append(f'{day} custom "relance" "language" {quoted(spoken)}')
    if found and "holidays" not in books.settings and has_holidays(found.code):
        line = f'{day} custom "relance" "holidays" {quoted(found.code)}'
        lines.append(line if found.certain else f"; {line}")
    if "creditor" not in books.settings:
        lines += creditor_lines(books, found)
    said = language(code).locale.languages.get(_said(books), _said(books))
    if _said(books) not in LANGUAGES:
        yield Finding(
            msg(
                "there are no texts in {language}: they will be in {other}, unless you write your "
                "own",
                language=said,
                other=language(code).locale.languages[spoken],
            )
        )
    yield Finding(_home(said, found, code), tuple(lines))


def _home(said: str, found: HomeCountry | None, code: str) -> Message:
    """Say which language and country were found, and what follows for the law."""
    if found is None:
        return msg(
            "language: {language}; country: not known. The country decides the law: without it, "
            "no interest or fee is claimed and public holidays are ignored",
            language=said,
        )
    name = language(code).locale.territories.get(found.code, found.code)
    if not found.certain:
        return msg(
            "language: {language}; country: perhaps {country}, which is not certain. The "
            "country decides the law: until you write it, no interest or fee is claimed and public "
            "holidays are ignored",
            language=said,
            country=name,
        )
    return msg(
        "language: {language}; country: {country}, whose law and holidays apply",
        language=said,
        country=name,
    )


def country_of(books: Books) -> HomeCountry | None:
    """The country of the books; see :func:`home_country`."""
    return home_country(books, _said(books))


def language_of(books: Books) -> str:
    """The language of the account names, if messages exist in it."""
    spoken = _spoken(books)
    return spoken if spoken in LANGUAGES else books.report.settings.language


def _said(books: Books) -> str:
    """The language that the ledger states, or that of its account names."""
    stated = "language" in books.settings
    return books.report.settings.language if stated else _spoken(books)


def _spoken(books: Books) -> str:
    """The language of the account names, of all in the word list; English if fewer than two fit.

    Only the first components count: those further in are often names.
    """
    split = [entry.account.split(sep) for entry in books.report.ledger.opens]
    seen = languages_of({part for parts in split for part in parts[:_TELLING_COMPONENTS]})
    best = max(seen, key=lambda code: seen[code], default=ENGLISH)
    return best if seen.get(best, 0) >= _LEAST_WORDS else ENGLISH
