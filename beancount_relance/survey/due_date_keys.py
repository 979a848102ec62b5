"""Due dates: metadata keys with due dates or payment terms that are not in the settings yet.

New keys are added after those in the settings, so no existing due date changes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import median

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.due_keys import (
    date_in,
    names_due,
    names_other_date,
    names_terms,
    terms_in,
)
from beancount_relance.policy.settings import DEFAULT_TERMS
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books
from beancount_relance.survey.finding import Finding, setting
from beancount_relance.survey.proposed_words import setting_line, setting_word

_LEAST_DAYS, _MOST_DAYS = 5, 200
"""The typical range of days from invoice date to due date, for keys whose name says nothing."""


def find_dates(books: Books) -> Iterator[Finding]:
    """Find where due dates and payment terms are, and the lines to have more of them read."""
    settings = books.report.settings
    given = sum(any(key in each.meta for key in settings.due_keys) for _, each in books.invoiced)
    if given:
        used = [
            msg("“{key}:”", key=key)
            for key in settings.due_keys
            if any(key in each.meta for _, each in books.invoiced)
        ]
        yield Finding(
            nmsg(
                "{count} invoice has its due date in {keys}",
                "{count} invoices have their due dates in {keys}",
                given,
                keys=used,
            )
        )
    found = _due_keys(books)
    if found:
        yield from _added(books, "due-keys", settings.due_keys, found)
    yield from map(Finding, _questions(books, found))
    yield from map(Finding, _unreadable_terms(books))
    terms = _terms_keys(books)
    if terms:
        yield from _added(books, "terms-keys", settings.terms_keys, terms)
    rest = len(books.invoices) - given - sum(found.values()) - sum(terms.values())
    own = sum(any(key in each.meta for key in settings.terms_keys) for _, each in books.invoiced)
    if rest > own:
        terms_text = settings.terms_on(books.report.as_of).text
        if "terms" not in books.settings and terms_text == DEFAULT_TERMS.text:
            terms_text = LANGUAGES[books.spoken].terms
        text = nmsg(
            "{count} invoice has no due date of its own, so the customer’s terms or "
            "else “{terms}” apply",
            "{count} invoices have no due dates of their own, so the customer’s terms or "
            "else “{terms}” apply",
            rest - own,
            terms=terms_text,
        )
        line = setting_line(books, "terms", quoted(terms_text))
        yield Finding(text, () if "terms" in books.settings else (line,))


def _added(
    books: Books, name: str, known: tuple[str, ...], found: Mapping[str, int]
) -> Iterator[Finding]:
    """Findings about keys to add to those in the settings."""
    facts = {"keys": [msg("“{key}:”", key=key) for key in found]}
    count = sum(found.values())
    if name == "due-keys":
        text = nmsg(
            "{count} invoice has a later date in {keys}, which becomes its due date",
            "{count} invoices have later dates in {keys}, which become their due dates",
            count,
            **facts,
        )
    else:
        text = nmsg(
            "{count} invoice has payment terms in {keys}, which give its due date",
            "{count} invoices have payment terms in {keys}, which give their due dates",
            count,
            **facts,
        )
    values = " ".join(map(quoted, (*known, *found)))
    yield setting(books, name, values, text)


def _delays(books: Books) -> Mapping[str, list[int]]:
    """Keys with dates on invoices without a due date, with the days after each invoice date."""
    known = books.report.settings.due_keys
    delays: dict[str, list[int]] = defaultdict(list)
    for _, each in books.invoiced:
        for key, value in each.meta.items():
            if key not in known and (day := date_in(value)) is not None:
                delays[key].append((day - each.txn.date).days)
    return delays


def _due_keys(books: Books) -> dict[str, int]:
    """Keys that hold due dates, with their number of invoices, the most frequent first.

    Either the key's name says so, or its dates are all later than the invoice by a usual payment
    term and its name does not say that they are something else.
    """
    found = {}
    for key, delays in _delays(books).items():
        if min(delays) < 0 or names_other_date(key):
            continue
        if names_due(key) or _LEAST_DAYS <= median(delays) <= _MOST_DAYS:
            found[key] = len(delays)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _questions(books: Books, found: Mapping[str, int]) -> list[Message]:
    """Messages about keys with later dates that are probably not due dates."""
    return [
        msg(
            "“{key}:” holds later dates that do not look like due dates; if they are, add the "
            "key to “{setting}”",
            key=key,
            setting=setting_word(books, "due-keys"),
        )
        for key, delays in _delays(books).items()
        if key not in found and min(delays) >= 0 and max(delays) > 0
    ]


def _terms_keys(books: Books) -> dict[str, int]:
    """Keys whose values are payment terms, with their number of invoices."""
    found: dict[str, int] = defaultdict(int)
    known = (*books.report.settings.terms_keys, *books.report.settings.due_keys)
    for _, each in books.invoiced:
        for key, value in each.meta.items():
            if key in known or not names_terms(key):
                continue
            if terms_in(value) is not None:
                found[key] += 1
    return dict(found)


def _unreadable_terms(books: Books) -> list[Message]:
    """Messages about keys whose values look like payment terms but cannot be read."""
    found = {}
    known = (*books.report.settings.terms_keys, *books.report.settings.due_keys)
    for _, each in books.invoiced:
        for key, value in each.meta.items():
            if key in known or not names_terms(key):
                continue
            if isinstance(value, str) and re.search("[0-9]", value) and terms_in(value) is None:
                found[key] = value
    return [
        msg(
            "“{key}:” looks like payment terms, but “{value}” is not understood; write “30 days” "
            "or “30 days end of month”",
            key=key,
            value=value,
        )
        for key, value in found.items()
    ]
