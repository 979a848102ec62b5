"""The language and the country of a ledger, and the holidays that apply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from beancount.core.account import sep

from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.language.messages import language, msg
from beancount_relance.ledger.account_words import languages_of
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.survey.creditor import creditor_lines
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.metadata_words import country_signs
from beancount_relance.values.working_days import has_holidays

_SURE = 3
"""The score that makes a country certain: a currency of its own, or currency and language."""

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
    country = chosen or country_of(books)
    lines = []
    if spoken != books.report.settings.language and "language" not in books.settings:
        lines.append(f'{day} custom "relance" "language" {quoted(spoken)}')
    if country and "holidays" not in books.settings and has_holidays(country):
        lines.append(f'{day} custom "relance" "holidays" {quoted(country)}')
    if "creditor" not in books.settings:
        lines += creditor_lines(books, country)
    said = language(code).locale.languages.get(_spoken(books), _spoken(books))
    if _spoken(books) not in LANGUAGES:
        yield Finding(
            msg(
                "there are no texts in {language}: they will be in {other}, unless you write your "
                "own",
                language=said,
                other=language(code).locale.languages[spoken],
            )
        )
    if country is None:
        yield Finding(
            msg(
                "language: {language}; country: not known. The country decides the law: without "
                "it, no interest or fee is claimed and public holidays are ignored",
                language=said,
            ),
            tuple(lines),
        )
    else:
        name = language(code).locale.territories.get(country, country)
        yield Finding(
            msg(
                "language: {language}; country: {country}, whose law and holidays apply",
                language=said,
                country=name,
            ),
            tuple(lines),
        )


def language_of(books: Books) -> str:
    """The language of the account names, if messages exist in it."""
    spoken = _spoken(books)
    return spoken if spoken in LANGUAGES else books.report.settings.language


def _spoken(books: Books) -> str:
    """The language of the account names, of all in the word list; English if fewer than two fit.

    Only the first components count: those further in are often names.
    """
    split = [entry.account.split(sep) for entry in books.report.ledger.opens]
    seen = languages_of({part for parts in split for part in parts[:_TELLING_COMPONENTS]})
    best = max(seen, key=lambda code: seen[code], default=ENGLISH)
    return best if seen.get(best, 0) >= _LEAST_WORDS else ENGLISH


def _words_of(books: Books) -> Iterator[str]:
    for entry in books.report.ledger.opens:
        for part in entry.account.split(":"):
            yield from parts_of(part)
    yield from parts_of(str(books.options["title"]))


def country_of(books: Books) -> str | None:
    """The country that follows from currency, language and words; ``None`` if it is uncertain."""
    if books.report.settings.country is not None:
        return books.report.settings.country
    currency = _currency(books) or ""
    spoken = _spoken(books)
    ours = LANGUAGES[spoken].countries.get(currency) if spoken in LANGUAGES else None
    seen = set(_words_of(books))
    scores: dict[str, int] = {}
    for row in country_signs():
        if row["currency"] != currency:
            continue
        words = len(seen.intersection(row["words"].split()))
        own = _SURE if row["only"] == "yes" else 1
        speaks = 2 if row["country"] == ours or row["language"] == spoken else 0
        scores[row["country"]] = own + speaks + words
    best = max(scores, key=lambda country: scores[country], default=None)
    return best if best is not None and scores[best] >= _SURE else None


def _currency(books: Books) -> str | None:
    operating = books.options["operating_currency"]
    if operating:
        return str(operating[0])
    sums: Counter[str] = Counter()
    for invoice in books.invoices:
        sums[invoice.currency] += 1
    return max(sums, key=lambda code: (sums[code], code), default=None)
