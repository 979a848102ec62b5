"""Match names written by banks and people to customers.

On an account shared by several customers, the payee identifies the customer, but names are
written in different ways: ``Calder Foods plc`` pays as ``CALDER FOODS PLC`` or
``Calder-Foods``. The comparison ignores case, accents, punctuation and the legal form; but
if both names have a legal form, it must be the same: ``Dupont SARL`` is not ``Dupont SAS``.
Other names can be listed in the customer's metadata: ``payees: "CALDER FDS; VIR SEPA
CALDER"``.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from beancount.core.account import sep

from beancount_relance.language.tables import csv_rows
from beancount_relance.policy.customers import Customer

_CSV = Path(__file__).parent / "data" / "legal_forms.csv"
_APART = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W_]\.\s?){2,}")
_LONGEST_FORM = 3
"""The maximum number of words in a legal form, as in "sp. z o.o."."""

_TELLING = 3
"""The minimum number of letters of a word that identifies a customer."""

_Key = tuple[str, frozenset[str]]
"""A normalised name without its legal form, and the legal forms."""


class CustomerNames:
    """The names of customers; an unknown name becomes the id of a new customer.

    The first spelling looked up becomes the id, so look names up in ledger order.
    """

    def __init__(self, customers: Iterable[Customer] = ()) -> None:
        """Keep the customers that have details in the ledger, with their other names."""
        self._customers = tuple(customers)
        self._ids: dict[str, str] = {}
        self.known = {customer.id for customer in self._customers}

    @functools.cached_property
    def _payees(self) -> Mapping[str, str]:
        """The customer of each listed name; names listed for several customers are left out."""
        stated: dict[str, set[str]] = defaultdict(set)
        for customer in self._customers:
            for payee in customer.payees:
                stated[plain_name(payee)].add(customer.id)
        return {name: next(iter(ids)) for name, ids in stated.items() if len(ids) == 1}

    @functools.cached_property
    def _by_core(self) -> dict[str, list[tuple[frozenset[str], str]]]:
        """The legal forms and customers by name without its legal form.

        Computed only when needed, since most ledgers have one account per customer.
        """
        by_core: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for customer in self._customers:
            for name in (customer.id, customer.name or customer.id):
                _add(by_core, name, customer.id)
        return by_core

    def id_of(self, name: str) -> str:
        """Return the id of the customer with this name; for a new customer, the name itself."""
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = self._find(name)
        return found

    def _find(self, name: str) -> str:
        if name in self.known:
            return name
        bare = plain_name(name)
        without_numbers = " ".join(w for w in bare.split() if not any(map(str.isdigit, w)))
        for spelling in (bare, without_numbers):
            if spelling in self._payees:
                return self._payees[spelling]
        core, form = _key(name)
        alike = {
            customer
            for other, customer in self._by_core[core]
            if not form or not other or form == other
        }
        exact = {customer for other, customer in self._by_core[core] if form == other}
        for candidates in (exact, alike):
            if len(candidates) == 1:
                return next(iter(candidates))
        if not alike:
            _add(self._by_core, name, name)
        return name


def _add(by_core: dict[str, list[tuple[frozenset[str], str]]], name: str, customer: str) -> None:
    core, form = _key(name)
    if (form, customer) not in by_core[core]:
        by_core[core].append((form, customer))


def plain_name(name: str) -> str:
    """Normalise a name: lower case, no accents or punctuation, and ``S.A.`` as one word."""
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    bare = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", bare)
    return " ".join(_APART.sub(" ", bare).split())


def same_name(name: str, other: str) -> bool:
    """Return whether two names belong to the same customer."""
    (core, form), (other_core, other_form) = _key(name), _key(other)
    return core == other_core and (not form or not other_form or form == other_form)


def is_name_of(name: str, customer: Customer) -> bool:
    """Return whether a payee may be the customer; one significant common word is enough."""
    theirs = [customer.id.replace(sep, " "), customer.name or "", *customer.payees]
    if any(same_name(name, other) for other in theirs if other):
        return True
    core, _ = _key(name)
    known = {word for other in theirs for word in plain_name(other).split()}
    together = "".join(plain_name(" ".join(theirs)).split())
    shared = telling_words(name) & known
    return bool(shared) or (len(core) >= _TELLING and core in together)


def telling_words(name: str) -> set[str]:
    """The words of a name that tell who it is: long enough, no number, no legal form."""
    words = set(plain_name(name).split()) - _legal_forms().keys()
    return {word for word in words if len(word) >= _TELLING and not word.isdigit()}


def has_legal_form(name: str) -> bool:
    """Whether a name says which form of company it is, anywhere in it."""
    _, form = _key(name)
    return bool(form) or not _legal_forms().keys().isdisjoint(plain_name(name).split())


@functools.lru_cache(maxsize=4096)
def _key(name: str) -> _Key:
    """Return the key for comparing names; a name that is only a legal form keeps it."""
    forms = _legal_forms()
    words = plain_name(name).split()
    found: set[str] = set()
    while True:
        for length in range(_LONGEST_FORM, 0, -1):
            first, last = "".join(words[:length]), "".join(words[-length:])
            if len(words) > length and last in forms:
                found.add(forms[last])
                words = words[:-length]
                break
            if len(words) > length and first in forms:
                found.add(forms[first])
                words = words[length:]
                break
        else:
            break
    return "".join(words) or plain_name(name) or name, frozenset(found)


@functools.cache
def _legal_forms() -> Mapping[str, str]:
    """Return the canonical spelling of each legal form."""
    return {row["form"]: row["same_as"] or row["form"] for row in csv_rows(_CSV)}
