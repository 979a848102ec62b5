"""The survey: what a ledger that has no settings for relance shows by itself.

In come the entries of a ledger and its report; out comes what was found: the receivable
accounts and whose they are, how invoices are numbered, where due dates stand, which
customers cannot be written to, and what the language and the country may be. Nothing here
is certain: it is what ``relance init`` proposes from.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beancount.core.data import Custom, Directive, Open, Transaction
from beancount.parser.options import OPTIONS_DEFAULTS

from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.ledger.receivable_accounts import Place, ReceivableAccounts
from beancount_relance.report.report import Report
from beancount_relance.values.readers import is_date

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\b[A-Z]{1,5}[-/]?\d{2,}(?:[-/]\d+)*\b")
_DUE = re.compile(r"due|pay|ech|éch|term", re.IGNORECASE)
_MOST = 0.5
"""The share of the invoices that a convention must have to be one."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a ledger shows.

    Attributes:
        roots: the receivable accounts, each with how many customers have an account below
            it; none: its postings name the customer.
        invoices: how many invoices there are.
        numbered: how many of them have a number.
        shape: how most numbers look, as a regular expression; ``None`` if they differ.
        quoted: how the numbers look that narrations quote where there is no other number.
        due_keys: the metadata with a date on invoices that look like due dates and are not
            read as such, the most frequent first.
        unreachable: customers who owe something and have no e-mail address, by id.
        language: the language of the ledger's names.
        country: the country, if there is a guess.
        title: the title of the ledger, if it has one.
        first: the day of the ledger's first transaction.
        plugin: whether the ledger has the plugin.
        page: whether it has the page in Fava.
        settings: the keys of ``custom "relance"`` that it has.
    """

    roots: Mapping[str, int]
    invoices: int
    numbered: int
    shape: str | None
    quoted: str | None
    due_keys: tuple[str, ...]
    unreachable: tuple[str, ...]
    language: str
    country: str | None
    title: str | None
    first: datetime.date
    plugin: bool
    page: bool
    settings: frozenset[str]


def survey(entries: Sequence[Directive], options: Mapping[str, Any], report: Report) -> Survey:
    """What the ledger shows.

    Args:
        entries: all directives.
        options: Beancount's options map.
        report: the report of the ledger, with all items.
    """
    accounts = ReceivableAccounts(options["name_assets"], report.settings.receivables)
    opens = [entry for entry in entries if isinstance(entry, Open)]
    customs = [entry for entry in entries if isinstance(entry, Custom)]
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    invoices = {item.invoice.source: item.invoice for item in report.allocation.items}
    numbers = {invoice.number for invoice in invoices.values() if invoice.number is not None}
    bare = [invoice.narration for invoice in invoices.values() if invoice.number is None]
    quoted = [match.group() for text in bare if (match := _NUMBER.search(text))]
    spoken = _language(opens, report)
    owing = {item.invoice.customer for item in report.open_items}
    return Survey(
        roots=_roots(opens, accounts),
        invoices=len(invoices),
        numbered=sum(invoice.number is not None for invoice in invoices.values()),
        shape=_shape(numbers, len(numbers)),
        quoted=_shape(quoted, len(bare)),
        due_keys=_due_keys(transactions, accounts, report),
        unreachable=tuple(sorted(n for n in owing if report.customer(n).email is None)),
        language=spoken,
        country=_country(report, spoken, options),
        title=options["title"] if options["title"] != OPTIONS_DEFAULTS["title"] else None,
        first=min((entry.date for entry in transactions), default=report.as_of),
        plugin=any(name == "beancount_relance" for name, _ in options["plugin"]),
        page=any(
            c.type == "fava-extension" and c.values[0].value == "fava_relance"
            for c in customs
            if c.values
        ),
        settings=frozenset(
            str(c.values[0].value) for c in customs if c.type == "relance" and c.values
        ),
    )


def _roots(opens: Iterable[Open], accounts: ReceivableAccounts) -> dict[str, int]:
    places: list[Place] = [p for entry in opens if (p := accounts[entry.account]) is not None]
    customers: dict[str, set[str]] = {}
    for place in places:
        theirs = customers.setdefault(place.root, set())
        if place.customer is not None:
            theirs.add(place.customer)
    return {root: len(theirs) for root, theirs in sorted(customers.items())}


def _shape(numbers: Iterable[str], of: int) -> str | None:
    """How most of the numbers look: their digits as ``[0-9]+``, the rest as it is."""
    shapes = Counter(
        "".join("[0-9]+" if part.isdigit() else re.escape(part) for part in parts if part)
        for parts in (re.split(r"(\d+)", number) for number in numbers)
    )
    for shape, count in shapes.most_common(1):
        # Digits alone would match any year or amount.
        if count > of * _MOST and shape.replace("[0-9]+", ""):
            return shape.replace("\\-", "-")
    return None


def _due_keys(
    transactions: Iterable[Transaction], accounts: ReceivableAccounts, report: Report
) -> tuple[str, ...]:
    """Keys with a date on an invoice that are called like a due date and are not known."""
    found: Counter[str] = Counter()
    for entry in transactions:
        for posting in entry.postings:
            if accounts[posting.account] is None or posting.units is None:
                continue
            if posting.units.number is None or posting.units.number <= 0:
                continue
            meta = {**(entry.meta or {}), **(posting.meta or {})}
            found.update(key for key, value in meta.items() if _looks_due(key, value, entry.date))
    known = report.settings.due_keys
    return tuple(key for key, _ in found.most_common() if key not in known)


def _looks_due(key: str, value: Any, date: datetime.date) -> bool:
    return bool(_DUE.search(key)) and is_date(value) and value >= date


def _language(opens: Iterable[Open], report: Report) -> str:
    words = Counter(word.casefold() for entry in opens for word in _WORD.findall(entry.account))
    found = {
        code: sum(words[word] for word in row.account_words) for code, row in LANGUAGES.items()
    }
    most = max(found, key=found.__getitem__)
    return report.settings.language if most == ENGLISH else most


def _country(report: Report, spoken: str, options: Mapping[str, Any]) -> str | None:
    if report.settings.country is not None:
        return report.settings.country
    own = Counter(customer.country for customer in report.customers.values() if customer.country)
    currencies = Counter(item.invoice.currency for item in report.allocation.items)
    for currency in [*options["operating_currency"], *(c for c, _ in currencies.most_common(1))]:
        guess = LANGUAGES[spoken].countries.get(currency)
        if guess is not None:
            return guess
    return own.most_common(1)[0][0] if own else None
