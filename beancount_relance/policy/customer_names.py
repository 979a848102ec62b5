"""Match names written by banks and people to customers.

On an account shared by several customers, the payee identifies the customer, but names are
written in different ways: ``Calder Foods plc`` pays as ``CALDER FOODS PLC`` or
``Calder-Foods``, ``Nadia Benali`` as ``MME BENALI NADIA``. The comparison ignores case,
accents, punctuation, "and", the legal form and the title; but if both names have a legal form
or a title, it must be the same: ``Dupont SARL`` is not ``Dupont SAS``, nor ``M. Dupont`` ``Mme
Dupont``. ``Müller`` is also ``Mueller``, but ``Baur`` is not ``Bauer``. The order of the
words only counts if several customers have the same ones. A payer is also found behind the words
of a bank, as in ``VIR SEPA RECU /DE DUPONT``, if one customer alone fits. Other names can be listed
in the customer's metadata: ``payees: "CALDER FDS; Calder Group"``.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from beancount.core.account import sep

from beancount_relance.policy.bank_words import names_behind
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.name_tables import joints, legal_forms, titles

_APART = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W_]\.\s?){2,}")
_LONGEST_FORM = 3
"""The maximum number of words in a legal form, as in "sp. z o.o."."""

_LONGEST_NUMBER = 3
"""A number with more digits than that is the bank's, not a part of a name."""

_INITIAL = 2
"""A single letter before so many words is no title: ``M Design`` is not ``Design``."""

_INNER_CAPITAL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")

_CUT = 8
"""The minimum number of letters of a name that a bank has cut off."""

_TELLING = 3
"""The minimum number of letters of a word that identifies a customer."""

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
"""Letters that are no others with an accent, in the way in which banks write them."""

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""Letters that a bank may write as two: ``Müller`` pays as ``MUELLER`` or as ``MULLER``."""

_Key = tuple[str, frozenset[str]]
"""A normalised name without its legal form and title, and these."""


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

    def id_of(self, name: str) -> str:
        """Return the id of the customer with this name; for a new customer, the name itself."""
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = self._find(name)
        return found

    def id_in_entry(self, name: str) -> str:
        """Return the same for a name in an entry, which may be what to call the customer."""
        found = self._in_entries.get(name)
        if found is None:
            found = self._in_entries[name] = self.id_of(name)
        return found

    def best_spellings(self) -> Mapping[str, str]:
        """Return, by id, how entries write customers without details better than their id does."""
        best: dict[str, str] = {}
        for name, customer in self._in_entries.items():
            if customer in self.known or set(_cores(name)).isdisjoint(_cores(customer)):
                continue
            if _quality(name) > _quality(best.get(customer, customer)):
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
            _add(self._by_core, name, name)
        return found or name

    def _behind_bank_words(self, name: str) -> str | None:
        """Return whom a name means behind the words of a bank; empty if it may be several."""
        names = (rest for rest in names_behind(plain_name(name)) if not rest.isdigit())
        found = {self._known(rest) for rest in names} - {None}
        return "" if len(found) > 1 else next(iter(found), None)

    def _known(self, name: str) -> str | None:
        """Return the customer of a name; ``None`` if it is nobody's, empty if several's."""
        bare = plain_name(name)
        without_numbers = " ".join(w for w in bare.split() if not any(map(str.isdigit, w)))
        for spelling in (bare, without_numbers):
            if spelling in self._payees:
                return self._payees[spelling]
        bare = " ".join(w for w in bare.split() if not (w.isdigit() and len(w) > _LONGEST_NUMBER))
        for spelling in dict.fromkeys((name, bare or name)):
            found = self._called(spelling)
            if found is not None:
                return found
        return None

    def _called(self, name: str) -> str | None:
        """The customer of a name; ``None`` if it is nobody's, empty if it may be several's."""
        _, form = _key(name)
        for key in _cores(name):
            others = self._by_core.get(key, ())
            alike = {customer for other, customer in others if _agree(form, other)}
            exact = {customer for other, customer in others if form == other}
            for candidates in (exact, alike):
                if len(candidates) == 1:
                    return next(iter(candidates))
            if alike:
                return ""
        return None


def best_spelling(names: Iterable[str]) -> str | None:
    """Return the best spelling of names of one customer; ``None`` if they are several's."""
    names = list(names)
    if not names or len(distinct_names(names)) > 1:
        return None
    return max(names, key=_quality)


def _add(by_core: dict[str, list[tuple[frozenset[str], str]]], name: str, customer: str) -> None:
    _, form = _key(name)
    for key in _cores(name):
        if (form, customer) not in by_core[key]:
            by_core[key].append((form, customer))


def _quality(name: str) -> tuple[bool, bool, bool]:
    """How well a name is written: with capitals like a name, its legal form, and accents."""
    has_capitals = name[:1].isupper() and not name.isupper()
    return has_capitals, has_legal_form(name), not name.isascii()


def _cores(name: str) -> tuple[str, ...]:
    """A name without its legal form, and its words in the order of the alphabet, if several."""
    found: dict[str, None] = {}
    for spelling in spellings_of(name):
        core, _ = _key(spelling)
        words, _ = words_and_form(spelling)
        found[core] = None
        if len(words) > 1:
            found[" ".join(sorted(words))] = None
    return tuple(found)


def spellings_of(name: str) -> tuple[str, ...]:
    """A name as it is, and as a bank writes it that has no umlauts."""
    if name.isascii():
        return (name,)
    composed = unicodedata.normalize("NFC", name).lower()
    spelt_out = composed.translate(_SPELT_OUT)
    return (name,) if spelt_out == composed else (name, spelt_out)


def _agree(form: frozenset[str], other: frozenset[str]) -> bool:
    return not form or not other or form == other


@functools.lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """Normalise a name: lower case, no accents or punctuation, and ``S.A.`` as one word."""
    bare = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in bare if not unicodedata.combining(c)).casefold().translate(_LETTERS)
    bare = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match.group()) + " ", bare)
    return " ".join(_APART.sub(" ", bare).split())


def same_name(name: str, other: str) -> bool:
    """Return whether two names belong to the same customer."""
    (_, form), (_, other_form) = _key(name), _key(other)
    return not set(_cores(name)).isdisjoint(_cores(other)) and _agree(form, other_form)


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return the names that belong to different customers, each as it is written first."""
    found: list[str] = []
    forms: dict[str, list[frozenset[str]]] = defaultdict(list)
    for name in names:
        _, form = _key(name)
        cores = _cores(name)
        if not any(_agree(form, other) for core in cores for other in forms[core]):
            found.append(name)
            for core in cores:
                forms[core].append(form)
    return found


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
    return not said.isdisjoint(known) or any(_is_cut(name, each) for each in theirs)


def _is_cut(name: str, other: str) -> bool:
    """Whether a name is the beginning of another one, cut off within a word."""
    core, full = _key(name)[0], _key(other)[0]
    return len(core) >= _CUT and full.startswith(core)


def telling_words(name: str) -> set[str]:
    """The words of a name that tell who it is: long enough, no number, no legal form."""
    words = set(plain_name(name).split()) - legal_forms().keys() - titles().keys() - joints()
    return {word for word in words if len(word) >= _TELLING and not word.isdigit()}


def has_legal_form(name: str) -> bool:
    """Whether a name says which form of company it is, anywhere in it."""
    _, found = _key(name)
    forms = legal_forms()
    return not found.isdisjoint(forms.values()) or not forms.keys().isdisjoint(
        plain_name(name).split()
    )


def legal_form_in(name: str) -> str | None:
    """Return the legal form that a name ends or begins with, as it is written; else ``None``."""
    words = name.split()
    ends = (words[-1], words[0]) if len(words) > 1 else ()
    forms = legal_forms()
    return next((word.strip(",") for word in ends if plain_name(word) in forms), None)


@functools.lru_cache(maxsize=4096)
def _key(name: str) -> _Key:
    """Return the key for comparing names; a name that is only a legal form keeps it."""
    words, form = words_and_form(name)
    return "".join(words) or plain_name(name) or name, form


@functools.lru_cache(maxsize=4096)
def words_and_form(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a name, and the legal forms and titles taken from its ends."""
    ends = {**legal_forms(), **titles()}
    words = plain_name(name).split()
    found: set[str] = set()
    while True:
        for length in range(_LONGEST_FORM, 0, -1):
            first, last = "".join(words[:length]), "".join(words[-length:])
            if len(words) > length and last in ends and (len(last) > 1 or len(words) > _INITIAL):
                found.add(ends[last])
                words = words[:-length]
                break
            if len(words) > length and first in ends and (len(first) > 1 or len(words) > _INITIAL):
                found.add(ends[first])
                words = words[length:]
                break
        else:
            break
    joined = [word for word in words if word not in joints()]
    return tuple(joined or words), frozenset(found - {""})
