"""Which settled claims must be read all the same, because what remains refers to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain
from operator import itemgetter
from typing import Any

from beancount.core.data import Transaction

from beancount_relance.receivables.naming import payment_text
from beancount_relance.values.invoice_names import name_key
from beancount_relance.values.known_numbers import KnownNumbers
from beancount_relance.values.written_references import has_digit, sure_references


def written_names(
    unnamed: Iterable[tuple[str, Transaction]], names: Iterable[tuple[str, Iterable[str]]]
) -> set[str]:
    """Return the names, by their keys, that some credits may write in another way.

    Args:
        unnamed: the transactions of credits that no name settles, each with its customer.
        names: the names of claims, settled or not, each with its customer.
    """
    transactions: dict[str, list[Transaction]] = defaultdict(list)
    for customer, txn in unnamed:
        transactions[customer].append(txn)
    numbers: dict[str, list[str]] = defaultdict(list)
    for customer, theirs in names:
        if customer in transactions:
            numbers[customer] += theirs
    found: set[str] = set()
    for customer, known in numbers.items():
        texts = {
            payment_text(txn, posting.meta or {})
            for txn in transactions[customer]
            for posting in txn.postings
            if posting.units is not None and (posting.units.number or 0) < 0
        }
        with_digits = list(filter(has_digit, texts))
        index = KnownNumbers(known if with_digits else ())
        for text in with_digits:
            found.update(map(name_key, sure_references(text, index, ambiguous=True)))
    return found


def named_claims(
    settled: Collection[tuple[Any, ...]],
    place: int,
    names: set[str],
    together: Collection[frozenset[str]],
) -> list[tuple[Any, ...]]:
    """Return the settled claims that have one of the names, or a name that leads on from there.

    A claim leads from one of its names to the others, and so do names used ``together``.

    Args:
        settled: the claims.
        place: where a claim has its names.
        names: the names, by their keys.
        together: names that notes use together.
    """
    theirs = map(name_key, chain.from_iterable(map(itemgetter(place), settled)))
    if names.union(*together).isdisjoint(theirs):
        return []
    leads: dict[str, list[frozenset[str]]] = defaultdict(list)
    for group in together:
        for name in group:
            leads[name].append(group)
    by_name: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for claim in settled:
        for name in claim[place]:
            by_name[name_key(name)].append(claim)
    recalled: list[tuple[Any, ...]] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        waiting += chain.from_iterable(leads.pop(name, ()))
        for claim in by_name.pop(name, ()):
            recalled.append(claim)
            waiting += map(name_key, claim[place])
    return recalled
