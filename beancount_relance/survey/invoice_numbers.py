"""Numbers: where the invoice numbers are, including those that no setting reads yet.

They may be in metadata, in tags or in narrations, of which
:mod:`~beancount_relance.survey.number_patterns` tells their form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.recording.note_directive import quoted
from beancount_relance.survey.books import Books, Entry
from beancount_relance.survey.finding import Finding, setting
from beancount_relance.survey.metadata_words import words
from beancount_relance.survey.number_patterns import pattern_of
from beancount_relance.survey.proposed_words import setting_line, setting_word

_LONGEST = 24
_SHOWN = 3


def find_numbers(books: Books) -> Iterator[Finding]:
    """Find how invoices are numbered, and the lines that give more of them a number."""
    yield _places(books)
    for key, values, message in _proposals(books):
        if key in books.added_settings:
            continue
        if key in books.settings:
            yield setting(books, key, values, message)
            continue
        line = setting_line(books, key, values)
        gained = _numbered(books.with_lines([line])) - _numbered(books)
        if gained <= 0:
            continue
        text = nmsg(
            "{found}; with the line “{key}” below {count} invoice gets its number",
            "{found}; with the line “{key}” below {count} invoices get their numbers",
            gained,
            found=message,
            key=setting_word(books, key),
        )
        yield Finding(text, (line,))
        books = books.with_lines([line])


def _numbered(books: Books) -> int:
    return sum(invoice.number is not None for invoice in books.invoices)


def _places(books: Books) -> Finding:
    """Where the numbers are that are read already."""
    keys = books.report.settings.reference_keys
    places: Counter[str] = Counter()
    examples: dict[str, list[str]] = defaultdict(list)
    for invoice, each in books.invoiced:
        if invoice.number is None:
            continue
        key = next((key for key in keys if key in each.meta), None)
        place = f"{key}:" if key else "^" if each.txn.links else ""
        places[place] += 1
        examples[place].append(invoice.number)
    total, numbered = len(books.invoices), _numbered(books)
    if not numbered:
        none = nmsg(
            "{count} invoice, without a number", "{count} invoices, none with a number", total
        )
        return Finding(none)
    where = []
    for place, count in places.most_common():
        facts = {"count": count, "example": examples[place][-1]}
        if place == "^":
            where.append(msg("{count} in links, as ^{example}", **facts))
        elif place:
            where.append(msg("{count} in “{key}”, as {example}", key=place, **facts))
        else:
            where.append(msg("{count} in narrations, as {example}", **facts))
    text = nmsg(
        "{count} invoice, {numbered} with a number: {places}",
        "{count} invoices, {numbered} with a number: {places}",
        total,
        numbered=numbered,
        places=where,
    )
    return Finding(text)


def _proposals(books: Books) -> Iterator[tuple[str, str, Message]]:
    """Settings that may give invoices numbers, the most certain first: key, values, finding."""
    bare = [each for invoice, each in books.invoiced if invoice.number is None]
    for key, values in _number_keys(books, bare):
        known = " ".join(map(quoted, (*books.report.settings.reference_keys, key)))
        text = msg("“{key}:” holds numbers such as {examples}", key=key, examples=_some(values))
        yield "reference-keys", known, text
        bare = [each for each in bare if key not in each.meta]
    for texts, found in (
        ([" ".join(sorted(each.txn.tags)) for each in bare], msg("tags")),
        ([each.txn.narration or "" for each in bare], msg("narrations")),
        ([each.txn.payee or "" for each in bare], msg("payees")),
    ):
        pattern = pattern_of(texts)
        if pattern is None:
            continue
        examples = [match.group() for text in texts if (match := regex.search(pattern, text))]
        text = msg(
            "{place} contain numbers such as {examples}", place=found, examples=_some(examples)
        )
        yield "reference-pattern", quoted(pattern), text


def _some(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))[-_SHOWN:]


def _number_keys(books: Books, bare: Sequence[Entry]) -> Iterator[tuple[str, list[str]]]:
    """Unknown metadata keys that hold invoice numbers, with their values.

    The key's name says so, or payments have the same values. The value must be different on each
    invoice.
    """
    settings = books.report.settings
    known = {*settings.reference_keys, *settings.due_keys, "terms", "customer", "procedure"}
    values: dict[str, list[str]] = defaultdict(list)
    for each in bare:
        for key, value in each.meta.items():
            if key not in known and isinstance(value, str | int | Decimal) and _is_number(value):
                values[key].append(str(value))
    paid: dict[str, set[str]] = defaultdict(set)
    for each in books.postings:
        if each.number < 0:
            for key in values.keys() & each.meta.keys():
                paid[key].add(str(each.meta[key]))
    for key, found in sorted(values.items(), key=_likely):
        named = _is_named_number(key)
        shared = any(value in paid[key] for value in found)
        if (named or shared) and len(set(found)) == len(found) and 2 * len(found) > len(bare):
            yield key, found


def _is_named_number(key: str) -> bool:
    """Whether a key says that it holds a number: ``invoice-id`` does, ``import-id`` does not."""
    parts = set(parts_of(key))
    told = parts - words("technical")
    if not told or told == parts:
        return not words("number").isdisjoint(parts)
    return not (words("number") | words("document")).isdisjoint(told)


def _likely(pair: tuple[str, Sequence[str]]) -> tuple[bool, int]:
    """How likely a key holds the invoice's number: an identifier of some program less so."""
    key, found = pair
    return not words("technical").isdisjoint(parts_of(key)), -len(found)


def _is_number(value: object) -> bool:
    text = str(value).strip()
    return any(c.isdigit() for c in text) and len(text) <= _LONGEST and " " not in text
