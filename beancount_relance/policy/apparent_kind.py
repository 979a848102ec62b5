"""What kind of customer a name suggests: a person, a public body, an association, or a business.

The words and phrases are rows of ``data/kind_words.csv``, by kind, language and where they
count in a name: ``first``, ``last``, ``after`` the first word, ``anywhere``, or as the
``ending`` of a word. “Hospital” is a public body at the start of a Spanish name and at the end
of an English one; elsewhere it is what a shop is next to. The given names are in
``data/given_names.txt``. In doubt this protects the weaker side: the law allows fewer claims
against private persons and public bodies than against businesses. Associations, co-owners of a
building, works councils and parishes are neither consumers nor, mostly, businesses: the ledger
has to say as which of them they are treated.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.policy.customers import CONSUMER, PUBLIC, Customer
from beancount_relance.policy.names.name_spellings import has_legal_form, legal_form_in
from beancount_relance.policy.names.names_in_payees import account_name

_DATA = Path(__file__).parent / "data"
_PARTS = expression(r"[^\W_]+(?:[./&'’][^\W_]+)*|&|°")
_NO_LETTERS = expression(r"[\W_]+")
_SPELLED_ALIKE = str.maketrans("-_’", "  '")
_INITIALS = expression(r"(?:[^\W\d_a-z]\. ?){1,2}[^\W\d_a-z][^\W\d_A-Z]{2,}")
"""Initials and a family name, as in “J. Martin” and “J.-P. Martin”."""

_AN_INITIAL = expression(r"^[^\W\d_]\.?ª?\.? +")
"""An initial or a title of one letter, as in “J. Paul Martin”, “D. Juan Pérez”, “Dª Ana Gil”."""

_COUPLED_BY = frozenset(("&", "et", "ou", "and", "or", "und", "oder", "en", "of", "e", "o", "y"))
"""The words between the two titles of a couple, in the languages of the titles."""

_LETTER_BEFORE = expression(r"^[CDK]-(?=[^\W\d_]{3})")
"""A letter before the name in an account, for customer, client, debtor or Kunde."""

_MOST_NAMES = 4
_LEAST_LETTERS = 3
_LONGEST = 4
_LEAST_BEFORE = 3
ASSOCIATION = "association"
"""What a body without a business of its own seems to be; no kind of customer."""

_TITLE, _ACADEMIC, _BUSINESS = "title", "academic", "business"
_WORKS_COUNCIL = "works-council"
_PARTICLE = "particle"
"""A word that a family name begins with."""
_FIRST, _LAST, _AFTER, _ANYWHERE, _ENDING = "first", "last", "after", "anywhere", "ending"


def doubtful_kind(customer: Customer, payee: str | None = None) -> str | None:
    """Return the kind that a customer seems to be, as long as the ledger does not tell.

    Args:
        customer: the customer.
        payee: the payee of the invoice, which counts if the customer has no full name.

    Returns:
        ``consumer``, ``public`` or :data:`ASSOCIATION`. ``None`` if the ledger gives the kind or
        the regime, if a registration number shows a business, or if the name suggests nothing.
        Associations have a SIREN as well; a VAT number shows that they do business.
    """
    if customer.kind_given or customer.regime is not None:
        return None
    is_told = customer.name not in (None, payee)
    names = (customer.name,) if is_told else (payee or "", _called(customer))
    kind = kind_of(names)
    if kind == CONSUMER and (customer.siren is not None or customer.vat is not None):
        return None
    return None if kind == ASSOCIATION and customer.vat is not None else kind


def as_person(customer: Customer) -> Customer:
    """Return a customer as a consumer if the name has a civil title, and nothing says a business.

    “M. et Mme Durand” and “Frau Weber” are people, and reminded as such; “Dr. Weber” may be a
    practice. What may be claimed of them stays in doubt until the ledger gives the kind.
    """
    name = customer.name or _called(customer)
    lowered = name.lower() if name.isascii() else plain(name)
    if kind_words(_TITLE).isdisjoint(_NO_LETTERS.split(lowered)):  # as of most customers
        return customer
    if not _has_title(name, _TITLE) or doubtful_kind(customer) != CONSUMER:
        return customer
    return replace(customer, kind=CONSUMER)


def _called(customer: Customer) -> str:
    """Return what the account of a customer is called: ``411-MAIRIE`` and ``C-Mairie``, a town."""
    name = _LETTER_BEFORE.sub("", account_name(customer.id.rpartition(":")[2]))
    return name.translate(_SPELLED_ALIKE)


@functools.lru_cache(maxsize=4096)
def kind_of(names: Iterable[str]) -> str | None:
    """Return ``public``, ``consumer`` or :data:`ASSOCIATION` if a name says so, else ``None``.

    Args:
        names: the names of a customer, as a tuple; the first one that tells counts.
    """
    for name in names:
        if _is_public(name):
            return PUBLIC
    for name in names:
        if _is_association(name):
            return ASSOCIATION
        if _is_couple(name):
            return CONSUMER
        if _is_business(name):
            return None
        titled = _has_title(name, _TITLE) or _has_title(name, _ACADEMIC)
        parts = parts_of(_AN_INITIAL.sub("", name))
        given_first = 1 < len(parts) <= _MOST_NAMES and parts[0] in given_names()
        if (
            titled
            or given_first
            or _family_first(name)
            or _INITIALS.fullmatch(name.replace("-", ""))
        ):
            return CONSUMER
    return None


def _has_title(name: str, kind: str) -> bool:
    """Return whether a name begins with a title of a person, or ends with that of a family."""
    parts = parts_of(name)
    return len(parts) > 1 and _longest(kind, parts) > 0


def _is_couple(name: str) -> bool:
    """Return whether a name has the titles, or the given names, of two people.

    So have “M. ou Mme Martin”, “Mr A Smith & Ms B Jones” and “John & Mary Smith”. The word between
    them may be one of trade or a legal form elsewhere, as “&” and “OÜ” are.
    """
    parts = parts_of(name)
    place = next((n for n, part in enumerate(parts[1:-2], 1) if part in _COUPLED_BY), 0)
    one, other, rest = parts[0:1], parts[place + 1 : place + 2], parts[place + 2 :]
    if not place or _is_business(" ".join((*parts[1:place], *rest))):
        return False
    if place == 1 and {*one, *other} <= given_names():
        return True
    return all(
        _longest(_TITLE, [*each, ""]) or _longest(_ACADEMIC, [*each, ""]) for each in (one, other)
    )


def _family_first(name: str) -> bool:
    """Return whether a name is that of a person with the family name first.

    Capitals or a comma may set it off, as in “DURAND Marie” and “Durand, Marie”. Otherwise it is
    one word, or one with a particle, as in “Durand Marie” and “Le Goff Yann”. In “Fleurs Louise”
    the given name is that of the house: a word of trade tells, which is looked for before.
    """
    family, _, given = name.partition(",")
    if not given:
        words = name.split()
        capitals = list(itertools.takewhile(str.isupper, words))
        if len(capitals) == len(words):
            capitals = []  # nothing is set off
        count = len(capitals) or 1 + (bool(words) and words[0].lower() in kind_words(_PARTICLE))
        family, given = " ".join(words[:count]), " ".join(words[count:])
    parts = parts_of(given)
    return (
        len(family) >= _LEAST_LETTERS
        and bool(parts)
        and all(part in given_names() for part in parts)
    )


def _is_public(name: str) -> bool:
    """Return whether a name is that of a public body.

    Of a phrase of trade and one of public bodies the longer decides, and of two words that
    of trade: “École de danse” and “Pharmacie de l’Hôpital” are businesses, “Conseil
    départemental” is none.
    """
    parts = parts_of(name)
    public = _longest(PUBLIC, parts)
    others = max(_longest(kind, parts) for kind in (_BUSINESS, ASSOCIATION, _WORKS_COUNCIL))
    return public > 0 and not has_legal_form(name) and public > others


def _is_association(name: str) -> bool:
    """Return whether a name is that of an association, whatever it does.

    A legal form of companies decides: “Homeowners Association Ltd” is a company. But a works
    council never is one: the legal form in “CSE de la SARL Dupuis” is the employer’s.
    """
    parts = parts_of(name)
    if _longest(_WORKS_COUNCIL, parts):
        return True
    if not _longest(ASSOCIATION, parts):
        return False
    return not has_legal_form(name) or not kind_words(ASSOCIATION).isdisjoint(
        parts_of(legal_form_in(name) or "")
    )


def _is_business(name: str) -> bool:
    return has_legal_form(name) or _longest(_BUSINESS, parts_of(name)) > 0


def _longest(kind: str, parts: Sequence[str]) -> int:
    """Return the number of words of the longest phrase of a kind in a name, or 0."""
    most = 0
    for where, phrases in _phrases(kind).items():
        if where == _ENDING:
            most = max(most, any(_ends(part, phrases) for part in parts))
            continue
        for first, length in _places(where, len(parts)):
            if length > most and tuple(parts[first : first + length]) in phrases:
                most = length
    return most


def _places(where: str, count: int) -> Iterator[tuple[int, int]]:
    """Yield the position and length of each phrase in a name of ``count`` words to look at."""
    for length in range(min(_LONGEST, count), 0, -1):
        last = count - length
        yield from (
            (first, length)
            for first in range(last + 1)
            if where == _ANYWHERE
            or (where == _FIRST and first == 0)
            or (where == _LAST and first == last > 0)
            or (where == _AFTER and first > 0)
        )


def _ends(part: str, phrases: Iterable[Sequence[str]]) -> bool:
    return any(
        part.endswith(ending) and len(part) >= len(ending) + _LEAST_BEFORE for (ending,) in phrases
    )


@functools.cache
def _phrases(kind: str) -> Mapping[str, frozenset[tuple[str, ...]]]:
    """Return the phrases of a kind by where they count in a name."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for row in csv_rows(_DATA / "kind_words.csv"):
        if row["kind"] == kind:
            phrases = (tuple(parts_of(text)) for text in row["words"].split(", "))
            found.setdefault(row["where"], set()).update(phrases)
    return {where: frozenset(phrases) for where, phrases in found.items()}


@functools.cache
def kind_words(kind: str) -> frozenset[str]:
    """Return the words of a kind: ``title``, ``academic``, ``public``, ``business`` and so on."""
    found = itertools.chain.from_iterable(_phrases(kind).values())
    return frozenset(itertools.chain.from_iterable(found))


@functools.cache
def given_names() -> frozenset[str]:
    """Given names that mark a private person, in the form that :func:`plain` returns."""
    text = (_DATA / "given_names.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def parts_of(text: str) -> list[str]:
    """Return the words of a name, an account component or a metadata key, made plain."""
    cut = text if text.islower() else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return [plain(part) for part in _PARTS.findall(cut.translate(_SPELLED_ALIKE))]
