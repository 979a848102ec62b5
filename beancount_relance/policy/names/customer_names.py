"""Match names written by banks and people to customers.

On an account shared by several customers, the payee identifies the customer, but names are
written in different ways: ``Calder Foods plc`` pays as ``CALDER FOODS PLC`` or
``Calder-Foods``, ``Nadia Benali`` as ``MME BENALI NADIA``. When two spellings are one name is told
by :mod:`~beancount_relance.policy.names.name_spellings`. The order of the words only counts if
several customers have the same ones. A payer is also found behind the words of a bank, as in ``VIR
SEPA RECU /DE DUPONT``, and by a long name that a bank has cut off within a word, as in
``ASSOCIATION DES AMIS DU VIEUX CH``, if one customer alone fits. Other names can be listed in the
customer's metadata: ``payees: "CALDER FDS; Calder Group"``.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from beancount.core.account import sep

from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.bank_words import names_behind
from beancount_relance.policy.names.name_spellings import (
    LEAST_CUT,
    core_and_form,
    forms_agree,
    is_cut_off,
    is_cut_within_word,
    name_cores,
    plain_name,
    same_name,
    spelling_quality,
    spellings_of,
    telling_words,
    without_joints,
)
from beancount_relance.policy.names.numbers_in_names import without_invoice_number

_LONGEST_NUMBER = 3
"""A number with more digits than that is the bank's, not a part of a name."""

_INNER_CAPITAL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")


class CustomerNames:
    """The names of customers; an unknown name becomes the id of a new customer.

    The first spelling looked up becomes the id, so look names up in ledger order.
    """

    def __init__(self, customers: Iterable[Customer] = ()) -> None:
        """Keep the customers that have details in the ledger, with their other names."""
        self.with_details = tuple(customers)
        self._ids: dict[str, str] = {}
        self._in_entries: dict[str, str] = {}
        self.known = {customer.id for customer in self.with_details}

    @functools.cached_property
    def _payees(self) -> Mapping[str, str]:
        """The customer of each listed name; names listed for several customers are left out."""
        stated: dict[str, set[str]] = defaultdict(set)
        for customer in self.with_details:
            for payee in customer.payees:
                stated[plain_name(payee)].add(customer.id)
        return {name: next(iter(ids)) for name, ids in stated.items() if len(ids) == 1}

    @functools.cached_property
    def _by_core(self) -> dict[str, list[tuple[frozenset[str], str]]]:
        """The legal forms and customers by name without its legal form.

        Computed only when needed, since most ledgers have one account per customer.
        """
        by_core: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
        for customer in self.with_details:
            for name in (customer.id, customer.name or customer.id, *customer.payees):
                _add(by_core, name, customer.id)
        return by_core

    @functools.cached_property
    def _by_beginning(self) -> dict[str, list[tuple[str, str]]]:
        """The long names and their customers by their first characters; only when needed."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for customer in self.with_details:
            for name in (customer.id, customer.name or customer.id, *customer.payees):
                _add_long(found, name, customer.id)
        return found

    def id_of(self, name: str) -> str:
        """Return the id of the customer with this name; for a new customer, the name itself."""
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = self._find(name)
        return found

    def id_in_entry(self, name: str) -> str:
        """Return the same for a name in an entry, which may be what to call the customer.

        The number of an invoice around it is no part of it, unless a customer is called so.
        """
        found = self._in_entries.get(name)
        if found is None:
            bare = name if name in self.known else without_invoice_number(name)
            found = self._in_entries[name] = self.id_of(bare)
        return found

    def best_spellings(self) -> Mapping[str, str]:
        """Return, by id, how entries write customers without details better than their id does."""
        best: dict[str, str] = {}
        for written, customer in self._in_entries.items():
            name = without_invoice_number(written)
            if customer in self.known or set(name_cores(name)).isdisjoint(name_cores(customer)):
                continue
            if spelling_quality(name) > spelling_quality(best.get(customer, customer)):
                best[customer] = name
        return best

    def find(self, name: str) -> str | None:
        """Return the customer who is called exactly so, or ``None``; nothing is remembered."""
        if name in self.known:
            return name
        return self._payees.get(plain_name(name)) or self._called(name) or None

    def _find(self, name: str) -> str:
        if name in self.known:
            return name
        found = self._known(name)
        if found is None:
            found = self._behind_bank_words(name)
        if found is None:
            found = self._cut_off(name)
        if found is None:
            _add(self._by_core, name, name)
            _add_long(self._by_beginning, name, name)
        return found or name

    def _behind_bank_words(self, name: str) -> str | None:
        """Return whom a name means behind the words of a bank; empty if it may be several."""
        names = (rest for rest in names_behind(plain_name(name)) if not rest.isdigit())
        found = {self._known(rest) for rest in names} - {None}
        return "" if len(found) > 1 else next(iter(found), None)

    def _cut_off(self, name: str) -> str | None:
        """Return whose name a bank has cut off within a word; empty if it may be several's."""
        names = self._by_beginning.get(without_joints(name)[:LEAST_CUT], ())
        found = {customer for full, customer in names if is_cut_within_word(name, full)}
        return "" if len(found) > 1 else next(iter(found), None)

    def _known(self, name: str) -> str | None:
        """Return the customer of a name; ``None`` if it is nobody's, empty if several's."""
        bare = plain_name(name)
        without_numbers = " ".join(w for w in bare.split() if not any(map(str.isdigit, w)))
        for spelling in (bare, without_numbers):
            if spelling in self._payees:
                return self._payees[spelling]
        bare = " ".join(w for w in bare.split() if sum(map(str.isdigit, w)) <= _LONGEST_NUMBER)
        for spelling in dict.fromkeys((name, bare or name)):
            found = self._called(spelling)
            if found is not None:
                return found
        return None

    def _called(self, name: str) -> str | None:
        """The customer of a name; ``None`` if it is nobody's, empty if it may be several's."""
        _, form = core_and_form(name)
        for key in name_cores(name):
            others = self._by_core.get(key, ())
            alike = {customer for other, customer in others if forms_agree(form, other)}
            exact = {customer for other, customer in others if form == other}
            for candidates in (exact, alike):
                if len(candidates) == 1:
                    return next(iter(candidates))
            if alike:
                return ""
        return None


def _add(by_core: dict[str, list[tuple[frozenset[str], str]]], name: str, customer: str) -> None:
    _, form = core_and_form(name)
    for key in name_cores(name):
        if (form, customer) not in by_core[key]:
            by_core[key].append((form, customer))


def _add_long(found: dict[str, list[tuple[str, str]]], name: str, customer: str) -> None:
    for bare in dict.fromkeys(map(without_joints, spellings_of(name))):
        if len(bare) >= LEAST_CUT:
            found[bare[:LEAST_CUT]].append((name, customer))


def is_short_for(name: str, customer: Customer) -> bool:
    """Return whether every significant word of a payee is one of the customer's names."""
    said = telling_words(name)
    known = {word for other in _names_of(customer) for word in plain_name(other).split()}
    return bool(said) and said <= known


def words_of_names(customer: Customer) -> set[str]:
    """Return the significant words of all names of a customer."""
    return set().union(*map(telling_words, _names_of(customer)))


def words_said(text: str, customer: Customer) -> int:
    """Return how many words a text has of a name of the customer that it says in full."""
    said = telling_words(text)
    names = map(telling_words, _names_of(customer))
    return max((len(name) for name in names if name <= said), default=0)


def _names_of(customer: Customer) -> list[str]:
    """The names of a customer, and the words of one that is written as ``BoulangerieMartin``."""
    bare = customer.id.replace(sep, " ")
    apart = _INNER_CAPITAL.sub(" ", bare)
    names = (bare, *(() if apart == bare else (apart,)), customer.name or "", *customer.payees)
    return [spelling for name in names for spelling in spellings_of(name)]


def is_name(name: str, customer: Customer) -> bool:
    """Return whether a payee is exactly one of the customer's names, legal form aside."""
    return any(same_name(name, other) for other in _names_of(customer) if other)


def is_name_of(name: str, customer: Customer) -> bool:
    """Return whether a payee may be the customer.

    One significant common word is enough, and so is the beginning of a name that a bank has cut
    off. A part of a word is not: ``VIR`` is not ``Virginie``.
    """
    theirs = _names_of(customer)
    if is_name(name, customer):
        return True
    known = {word for other in theirs for word in plain_name(other).split()}
    said = set().union(*map(telling_words, spellings_of(name)))
    return not said.isdisjoint(known) or any(is_cut_off(name, each) for each in theirs)
