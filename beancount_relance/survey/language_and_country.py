"""The language and the country of a ledger, and the holidays that apply."""

from __future__ import annotations

from collections.abc import Iterator

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, language, msg
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.survey.creditor import creditor_lines
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.home_country import HomeCountry, home_country
from beancount_relance.survey.proposed_words import setting_line
from beancount_relance.values.working_days import has_holidays


def find_home(books: Books, chosen: str | None = None, code: str = "en") -> Iterator[Finding]:
    """Find the language and country, with the lines for the sender and the holidays.

    Args:
        books: the books.
        chosen: the country, if the user gave one.
        code: the language of the output.
    """
    spoken = books.spoken
    found = HomeCountry(chosen, certain=True) if chosen else country_of(books)
    lines = []
    if spoken != books.report.settings.language and "language" not in books.settings:
        lines.append(setting_line(books, "language", quoted(spoken)))
    if found and "holidays" not in books.settings and has_holidays(found.code):
        line = setting_line(books, "holidays", quoted(found.code))
        lines.append(line if found.certain else f"; {line}")
    if "creditor" not in books.settings:
        lines += creditor_lines(books, found)
    said = language(code).locale.languages.get(books.language, books.language)
    if books.language not in LANGUAGES:
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
    return home_country(books, books.language)
