"""Conventions: what all accounts of a ledger tell about how it names each of them.

The chart of accounts that it follows, the languages that it speaks, the components that are
currencies, and whether ``AR`` is Argentina: none of these can be told from one name alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from beancount.core.account import sep
from beancount.core.data import Open
from msgspec import Struct

from beancount_relance.language.currencies import currencies
from beancount_relance.ledger.accounts import charts
from beancount_relance.ledger.accounts.account_words import languages_of, number_of
from beancount_relance.ledger.accounts.argentina import (
    where_ar_has_invoices,
    where_ar_looks_like_a_country,
)
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customer_directives import DETAILS
from beancount_relance.policy.settings import Settings


class Conventions(Struct, frozen=True):
    """What all accounts of a ledger tell about each.

    Attributes:
        opened: the accounts that are opened.
        detailed: those at which details of a customer are given.
        shared: what ``shared:`` says, by account.
        chart: the chart of accounts that the ledger follows.
        languages: those that accounts are named in.
        currencies: the currencies of the ledger, as components.
        countries: the names above ``AR`` below which it is a country.
        numbers: the numbers right below each account.
        namesakes: the components that belong to one customer, as that of the lowest number:
            ``411-Martin`` for ``416-Martin``.
        by_invoices: whether invoices had a say in that, so that it may be another on another day.
    """

    opened: frozenset[str]
    detailed: frozenset[str]
    shared: Mapping[str, Any]
    chart: charts.NationalChart
    languages: frozenset[str]
    currencies: frozenset[str]
    countries: frozenset[str]
    numbers: Mapping[str, Collection[str]] = {}
    namesakes: Mapping[str, str] = {}
    by_invoices: bool = False


_NONE: frozenset[str] = frozenset()
NO_CONVENTIONS = Conventions(_NONE, _NONE, {}, charts.NationalChart(None), _NONE, _NONE, _NONE)
"""Those of a ledger that tells nothing."""


def conventions_of(ledger: Ledger, settings: Settings) -> Conventions:
    """What the accounts of a ledger tell together."""
    accounts = accounts_of(ledger)
    split = [account.split(sep) for account in accounts]
    heads = {part for parts in split for part in parts[:2]}
    heads |= {part for parts in split if parts[0] != ledger.assets for part in parts[2:3]}
    heads |= {part for parts in split for part in parts[2:4] if part[:1].isdigit()}
    languages = languages_of(heads)
    numbers = {match.group() for part in heads if (match := re.match(r"\d+", part))}
    operating = ledger.options.get("operating_currency", ())
    countries = where_ar_looks_like_a_country(split, ledger.assets, frozenset(languages))
    receivable = where_ar_has_invoices(ledger, settings, countries) if countries else _NONE
    chart = charts.chart_of(settings.country, numbers, languages, operating)
    return Conventions(
        opened=frozenset(entry.account for entry in ledger.opens),
        detailed=frozenset(e.account for e in ledger.opens if not DETAILS.isdisjoint(e.meta)),
        shared={e.account: e.meta["shared"] for e in ledger.opens if "shared" in e.meta},
        chart=chart,
        languages=frozenset(languages),
        currencies=_currencies(ledger.opens, split, operating),
        countries=countries - receivable,
        numbers=_numbers(split),
        namesakes=_namesakes(split, chart),
        by_invoices=bool(countries),
    )


def accounts_of(ledger: Ledger) -> Collection[str]:
    """The accounts that are opened; of a ledger that opens none, those that are used."""
    opened = {entry.account for entry in ledger.opens}
    return opened or {posting.account for txn in ledger.transactions for posting in txn.postings}


def _numbers(split: Iterable[Sequence[str]]) -> Mapping[str, Collection[str]]:
    """The numbers at the beginning of what stands right below each account."""
    found: dict[str, set[str]] = {}
    for parts in split:
        for depth in range(1, len(parts)):
            if parts[depth][:1].isdigit() and (number := number_of(parts[depth])):
                found.setdefault(sep.join(parts[:depth]), set()).add(number)
    return found


def _namesakes(split: Iterable[Sequence[str]], chart: charts.NationalChart) -> Mapping[str, str]:
    """The components with one name after the numbers of different groups of customers."""
    found: dict[str, dict[str, str]] = {}
    for part in {part for parts in split for part in parts[1:] if part[:1].isdigit()}:
        number = number_of(part) or ""
        name = part[len(number) :].strip("-").casefold()
        if name and chart.meaning(number) == charts.CUSTOMERS:
            found.setdefault(name, {})[number] = part
    namesakes: dict[str, str] = {}
    for by_number in found.values():
        first = min(by_number)
        for number, part in by_number.items():
            if chart.are_apart(first, number):
                namesakes[part] = by_number[first]
    return namesakes


def _currencies(
    opens: Iterable[Open], split: Iterable[Iterable[str]], operating: Iterable[str]
) -> frozenset[str]:
    """The components that are currencies: of those that the ledger names, and of ISO 4217."""
    named = {currency for entry in opens for currency in entry.currencies or ()}
    components = {part for parts in split for part in parts}
    world = components & currencies().keys()
    return frozenset((components & named) | world | set(operating))
