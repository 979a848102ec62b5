"""Customer names: who is meant by a name that a bank or a person wrote.

On an account that several customers share the payee names the customer, and no two people
write a name alike: ``Calder Foods plc`` pays as ``CALDER FOODS PLC`` or ``Calder-Foods``. Names
are the same without regard to case, accents, punctuation and legal form; but where both
give a form, it must be the same: ``Dupont SARL`` is not ``Dupont SAS``. What is left is
said by ``payees: "CALDER FDS; VIR SEPA CALDER"`` at the customer.
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
"""The most words of a legal form, as in "sp. z o.o."."""

_TELLING = 3
"""The letters of a word from which on it tells who somebody is."""

_Key = tuple[str, frozenset[str]]
"""A name without its legal form, and that form."""


class CustomerNames:
    """The names that customers go by; one that is new becomes a customer's id.

    The first spelling that is asked for is the id, so ask in the order of the ledger.
    """

    def __init__(self, customers: Iterable[Customer] = ()) -> None:
        """Know the customers that the ledger gives details of, with their other names."""
        self._customers = tuple(customers)
        self._ids: dict[str, str] = {}
        self.known = {customer.id for customer in self._customers}

    @functools.cached_property
    def _payees(self) -> Mapping[str, str]:
        """The customer of each stated name; a name of several is nobody's."""
        stated: dict[str, set[str]] = defaultdict(set)
        for customer in self._customers:
            for payee in customer.payees:
                stated[plain_name(payee)].add(customer.id)
        return {name: next(iter(ids)) for name, ids in stated.items() if len(ids) == 1}

    @functools.cached_property
    def _by_core(self) -> dict[str, list[tuple[frozenset[str], str]]]:
        """The legal form and customer of each name without its form.

        Read when the first name is asked for: most ledgers have an account for each customer.
        """
        by_core: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for customer in self._customers:
            for name in (customer.id, customer.name or customer.id):
                _add(by_core, name, customer.id)
        return by_core

    def id_of(self, name: str) -> str:
        """The id of the customer whom a name means; of a new one, the name itself."""
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
    """A name without case, accents and punctuation; initials are one word (``S.A.``)."""
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    bare = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", bare)
    return " ".join(_APART.sub(" ", bare).split())


def same_name(name: str, other: str) -> bool:
    """Whether two names are those of one customer."""
    (core, form), (other_core, other_form) = _key(name), _key(other)
    return core == other_core and (not form or not other_form or form == other_form)


def is_name_of(name: str, customer: Customer) -> bool:
    """Whether a payee is a customer, as far as names tell: a word of theirs is enough."""
    theirs = [customer.id.replace(sep, " "), customer.name or "", *customer.payees]
    if any(same_name(name, other) for other in theirs if other):
        return True
    core, _ = _key(name)
    known = {word for other in theirs for word in plain_name(other).split()} - _legal_forms().keys()
    together = "".join(plain_name(" ".join(theirs)).split())
    words = set(plain_name(name).split()) - _legal_forms().keys()
    long = {word for word in words & known if len(word) >= _TELLING and not word.isdigit()}
    return bool(long) or (len(core) >= _TELLING and core in together)


@functools.lru_cache(maxsize=4096)
def _key(name: str) -> _Key:
    """A name as it is compared; one that is nothing but a legal form keeps it."""
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
    """Each legal form with the one that it is a way to write of."""
    return {row["form"]: row["same_as"] or row["form"] for row in csv_rows(_CSV)}
