"""What one component of an account's name says: its words with their roles, and its number.

For receivable accounts, what excludes or qualifies counts in English, in French and in the
languages of the ledger's account names: in Czech ``Dan`` is tax, elsewhere it is a name. A word
that is no name excludes in any language if it is the whole component: ``Receivable:Vorsteuer``.
Two words written as one, as German and its neighbours do, have the role of both: tax in
``Umsatzsteuerforderungen``, customers in ``Kundenrechnungen``.
"""

from __future__ import annotations

import functools
from collections.abc import Collection

from msgspec import Struct

from beancount_relance.language.currencies import currencies
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    BODY,
    CARD,
    CLAIM,
    DOUBTFUL_WORD,
    GENERAL,
    INTEREST_WORD,
    INVOICE,
    INVOICES,
    JOINT,
    LATE_INTEREST,
    MONEY,
    NEVER,
    NUMBER,
    OUTSIDE_ASSETS,
    PEOPLE,
    PROJECT,
    QUALIFIERS,
    TAX,
    UNBILLED,
    number_of,
)
from beancount_relance.ledger.accounts.word_table import senses_of, words_of_name

_ALWAYS = frozenset(("en", "fr", "xx"))
_NEVER_OWED = frozenset((TAX, ALLOWANCE, ADVANCE, INTEREST_WORD, UNBILLED))
_GATED = frozenset((NEVER, BODY, MONEY, GENERAL))
_OTHER_OWED = (NEVER, BODY, MONEY, CARD)
_OTHERS = _NEVER_OWED | {NEVER, BODY}
_RANK = (
    *(NEVER, BODY, MONEY, DOUBTFUL_WORD, PEOPLE, CLAIM),
    *(INVOICES, INVOICE, GENERAL, JOINT, PROJECT, CARD),
)
_COMPOUNDING = frozenset(("de", "nl", "sv", "da", "no", "fi", "is", "hu"))
_RECEIVABLE = frozenset((DOUBTFUL_WORD, PEOPLE, CLAIM))
_SHORTEST = 3
"""The minimum number of letters of each word in a compound."""
_UNMISTAKABLE = 6
"""The minimum number of letters of a word that excludes in any language."""
_JOINED_BY = frozenset(("", "s", "e", "n", "en", "er", "es"))
"""What joins the two words of a compound."""


class Reading(Struct, frozen=True):
    """A component of an account's name as it was understood.

    Attributes:
        number: the digits that it begins with, as in a chart of accounts.
        words: its words after that number, those of a phrase as one, plain.
        roles: the role of each; ``None`` for a word that is not known, such as a name.
        simple: whether it is one word and no phrase, without a number.
        foreign: whether it is as a whole a word of any language for what no customer owes.
        mixed: whether no language has all of its known words, as none has those of ``Home-Depot``.
    """

    number: str | None
    words: tuple[str, ...]
    roles: tuple[str | None, ...]
    simple: bool
    foreign: bool
    mixed: bool = False

    def has(self, *roles: str) -> bool:
        """Return whether one of its words has one of these roles."""
        return any(role in roles for role in self.roles)

    def only(self, *roles: str) -> bool:
        """Return whether it has words, and all of them have one of these roles."""
        return bool(self.roles) and all(role in roles for role in self.roles)

    @property
    def is_other(self) -> bool:
        """Whether it says that somebody other than a customer owes, or something else."""
        known = self.is_known and not self.mixed
        return self.has(NEVER) or (self.has(BODY, MONEY, CARD) and known)

    @property
    def is_only_other(self) -> bool:
        """Whether it says nothing but that somebody else owes, or something else.

        Words of several languages are a name, unless each of them excludes by itself.
        """
        whole = self.has(*_OTHER_OWED) and self.only(*_OTHER_OWED, *QUALIFIERS)
        return whole and not (self.mixed and self.has(BODY, MONEY, CARD))

    @property
    def is_known(self) -> bool:
        """Whether the role of every word is known."""
        return None not in self.roles

    def is_phrase(self, role: str) -> bool:
        """Return whether it is one phrase of several words that has a role."""
        return self.roles == (role,) and not self.simple

    @property
    def is_document(self) -> bool:
        """Whether it is the number of a document, such as ``Invoice-1001``."""
        named = self.has(INVOICE) and self.has(NUMBER)
        return named and self.only(INVOICE, GENERAL, NUMBER, JOINT)


class Lexicon:
    """The known words that apply to a ledger."""

    def __init__(self, languages: Collection[str] = ()) -> None:
        """Know the words of all languages, of the gated roles only those of ``languages``."""
        self._languages = _ALWAYS.union(languages)
        self._readings: dict[str, Reading] = {}

    def _role(self, word: str) -> str | None:
        """Return the role of a word or phrase; if there are several, the highest ranked."""
        roles = {role for _, role in self._senses(word)}
        return next((role for role in _RANK if role in roles), None) if roles else None

    def _senses(self, word: str) -> Collection[tuple[str, str]]:
        """The languages of a word or phrase, and the roles that it has for receivables."""
        return [
            (language, NEVER if role in _NEVER_OWED else role)
            for language, role in senses_of(word)
            if language in self._languages or _is_open(role)
        ]

    def _compound_role(self, word: str) -> str | None:
        """Return the role of two known words of one language that are written as one.

        One of them must mean receivables or customers.
        """
        for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
            last = [each for each in self._senses(word[cut:]) if each[0] in _COMPOUNDING]
            if not last:
                continue
            for end in (cut, cut - 1, cut - 2):  # "s", "en" or "er" may join the two
                if end < _SHORTEST or word[end:cut] not in _JOINED_BY:
                    continue
                first = self._senses(word[:end])
                roles = {
                    role
                    for language, role in last
                    for other, before in first
                    if other == language and not _RECEIVABLE.isdisjoint((role, before))
                    for role in (role, before)
                }
                if roles:
                    return next((role for role in _RANK if role in roles), None)
        return None

    def read(self, component: str) -> Reading:
        """What one component says; each is read once."""
        reading = self._readings.get(component)
        if reading is None:
            reading = self._readings[component] = self._read(component)
        return reading

    def _read(self, component: str) -> Reading:
        number = number_of(component)
        bare = component[len(number or "") :]
        written = words_of_name(bare)
        parts = [part.casefold() for part in written]
        words: list[str] = []
        roles: list[str | None] = []
        spoken: set[str] | None = None
        first = 0
        while first < len(parts):
            for last in range(len(parts), first, -1):
                word = "".join(parts[first:last])
                role = self._role(word)
                if role is not None or last == first + 1 or _is_late_interest(word):
                    break
            if role is None and word.isdigit():
                role = NUMBER
            elif role is None and (compound := self._compound_role(word)) is not None:
                role = compound
            elif role is None and len(parts) > 1 and written[first] in currencies():
                role = JOINT
            elif role is not None and role != JOINT:
                languages = {language for language, sense in self._senses(word) if sense in _RANK}
                if "xx" not in languages:
                    spoken = languages if spoken is None else spoken & languages
            words.append(word)
            roles.append(role)
            first = last
        simple = number is None and len(parts) == 1
        foreign = _is_unmistakable("".join(written))
        mixed = spoken is not None and not spoken
        return Reading(number, tuple(words), tuple(roles), simple, foreign, mixed)


def _is_open(role: str) -> bool:
    """Whether words of a role count in every ledger, whatever languages its accounts speak."""
    return role == UNBILLED or role not in _GATED | _NEVER_OWED


def _is_late_interest(phrase: str) -> bool:
    """Whether a phrase means what late payers owe besides, whatever its words mean alone."""
    return any(role == LATE_INTEREST for _, role in senses_of(phrase))


def _is_unmistakable(word: str) -> bool:
    """Whether a word says in every language that has it that no customer owes.

    A short one may be a name, as ``Iva`` is, unless it is a tax or an office in capitals.
    """
    roles = {role for _, role in senses_of(word.casefold())} - OUTSIDE_ASSETS
    if len(word) < _UNMISTAKABLE and word.isupper():
        return bool(roles) and roles <= {TAX, BODY}
    return len(word) >= _UNMISTAKABLE and bool(roles) and roles <= _OTHERS


@functools.lru_cache(maxsize=16)
def lexicon(languages: frozenset[str] = frozenset()) -> Lexicon:
    """The words that count where accounts are named in these languages, made once."""
    return Lexicon(languages)
