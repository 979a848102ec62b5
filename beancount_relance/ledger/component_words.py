"""Determine whether the words in an account name indicate receivables.

They are rows of ``data/component_words.csv``: a word or phrase without accents, its language
and its role:

* ``claim``: receivables; their sub-accounts can be claims of any kind;
* ``people``: customers; each sub-account is one customer;
* ``doubtful``: customers who may not pay;
* ``never``: not owed by customers, such as tax, wages, loans, deposits and allowances;
* ``general``: qualifies receivables, such as "trade", "sundry" or "export";
* ``joint``: "and", "of" and similar words;
* ``card``, ``invoice``, ``project``: words with this meaning;
* ``sign``: a word that only indicates the language of the ledger.

Words with the roles ``never`` and ``general`` count in English, in French and in the
languages of the ledger's account names: in Czech ``Dan`` is tax, elsewhere it is a name.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.core import get_global

from beancount_relance.language.tables import csv_rows

CLAIM = "claim"
PEOPLE = "people"
DOUBTFUL_WORD = "doubtful"
NEVER = "never"
GENERAL = "general"
JOINT = "joint"
INVOICE = "invoice"
PROJECT = "project"
NUMBER = "number"
"""The role of digits within a name, as in ``Debtors-2026``."""

_CSV = Path(__file__).parent / "data" / "component_words.csv"
_ALWAYS = frozenset(("en", "fr", "xx"))
_GATED = frozenset((NEVER, GENERAL))
_RANK = (NEVER, DOUBTFUL_WORD, PEOPLE, CLAIM, INVOICE, GENERAL, JOINT, PROJECT)
_CURRENCIES = frozenset(get_global("all_currencies"))
_LEADING_NUMBER = re.compile(r"(\d+)(?=$|[\W_]|[^\W\d])")
_PARTS = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A component of an account's name as it was understood.

    Attributes:
        number: the digits that it begins with, as in a chart of accounts.
        words: its words after that number, those of a phrase as one, plain.
        roles: the role of each; ``None`` for a word that is not known, such as a name.
        simple: whether it is one word and no phrase, without a number.
    """

    number: str | None
    words: tuple[str, ...]
    roles: tuple[str | None, ...]
    simple: bool

    def has(self, *roles: str) -> bool:
        """Return whether one of its words has one of these roles."""
        return any(role in roles for role in self.roles)

    def only(self, *roles: str) -> bool:
        """Return whether it has words, and all of them have one of these roles."""
        return bool(self.roles) and all(role in roles for role in self.roles)

    @property
    def is_document(self) -> bool:
        """Whether it is the number of a document, such as ``Invoice-1001``."""
        named = self.has(INVOICE) and self.has(NUMBER)
        return named and self.only(INVOICE, GENERAL, NUMBER, JOINT)


class Lexicon:
    """The known words that apply to a ledger."""

    def __init__(self, languages: Collection[str] = ()) -> None:
        """Know the words of all languages, of the gated roles only those of ``languages``."""
        self._spoken = _ALWAYS.union(languages)
        self._readings: dict[str, Reading] = {}

    def _role(self, word: str) -> str | None:
        """Return the role of a word or phrase; if there are several, the highest ranked."""
        roles = {
            role
            for language, role in _words().get(word, ())
            if role not in _GATED or language in self._spoken
        }
        return next((role for role in _RANK if role in roles), None) if roles else None

    def read(self, component: str) -> Reading:
        """What one component says; each is read once."""
        reading = self._readings.get(component)
        if reading is None:
            reading = self._readings[component] = self._read(component)
        return reading

    def _read(self, component: str) -> Reading:
        bare = component
        number = None
        if match := _LEADING_NUMBER.match(component):
            number, bare = match.group(1), component[match.end() :]
        written = _parts(bare)
        parts = [part.casefold() for part in written]
        words: list[str] = []
        roles: list[str | None] = []
        first = 0
        while first < len(parts):
            for last in range(len(parts), first, -1):
                word = "".join(parts[first:last])
                role = self._role(word)
                if role is not None or last == first + 1:
                    break
            if role is None and word.isdigit():
                role = NUMBER
            elif role is None and len(parts) > 1 and written[first] in _CURRENCIES:
                role = JOINT
            words.append(word)
            roles.append(role)
            first = last
        simple = number is None and len(parts) == 1
        return Reading(number, tuple(words), tuple(roles), simple)


@functools.lru_cache(maxsize=16)
def lexicon(languages: frozenset[str] = frozenset()) -> Lexicon:
    """The words that count where accounts are named in these languages, made once."""
    return Lexicon(languages)


def languages_of(components: Iterable[str]) -> Mapping[str, int]:
    """The languages that components are named in, each with how many words say so.

    English words say nothing: its accounts are found everywhere. Nor do words that English
    or several other languages have as well, unless a word of their own joins them.
    """
    found: dict[str, int] = {}
    words = _words()
    for component in components:
        parts = [part.casefold() for part in _parts(component)]
        for word in {*parts, "".join(parts)}:
            spoken = {language for language, _ in words.get(word, ())} - {"xx"}
            if spoken and "en" not in spoken:
                for language in spoken:
                    found[language] = found.get(language, 0) + 1
    return found


def _parts(text: str) -> list[str]:
    """The parts of a name: cut at anything but letters, at digits and at inner capitals."""
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return _PARTS.findall(bare)


@functools.cache
def _words() -> dict[str, set[tuple[str, str]]]:
    """The languages and roles of each word, phrases written together."""
    words: dict[str, set[tuple[str, str]]] = {}
    for row in csv_rows(_CSV):
        word = row["word"]
        key = word.replace(" ", "") if word.isascii() else "".join(_parts(word)).casefold()
        words.setdefault(key, set()).add((row["language"], row["role"]))
    return words
