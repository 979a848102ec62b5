"""Other words for the words of a ledger, each always the same."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from beancount_relance.history.deliveries import plain_number
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.policy.apparent_kind import given_names
from beancount_relance.policy.names.name_spellings import is_cut_within_word
from beancount_relance.values.clues.counted_numbers import ROMANS, SHORTEST_TELLING
from beancount_relance.values.clues.text_clues import month_names
from beancount_relance.values.clues.text_periods import UP_TO_WORDS, names_within
from beancount_relance.values.identifiers import ibans_in
from beancount_relance.values.numbers.text_runs import WORDS_BEFORE_NUMBERS

_DATA = Path(__file__).parents[1]
_WORD_TABLES = (
    ("ledger/data/account_words.csv", "word"),
    ("policy/data/kind_words.csv", "words"),
    ("policy/data/legal_forms.csv", "form"),
    ("policy/data/name_words.csv", "word"),
    ("values/data/month_names.csv", "word"),
    ("values/data/counted_words.csv", "words"),
    ("values/data/entry_words.csv", "words"),
    ("values/data/filler_words.csv", "words"),
    ("values/data/number_words.csv", "words"),
    ("values/data/owed_words.csv", "words"),
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONG_NUMBER = re.compile(r"\+?\d(?:[ ./()-]*\d){5,}")
IBAN = "FR1420041010050500013M02606"
"""An IBAN that stands in examples, for every other one."""
_SYLLABLES = [a + b for a, b in itertools.product("bdfgklmnprstv", "aeiou")]


class OtherNames:
    """Other words for the words of a ledger."""

    def __init__(
        self, links: Iterable[str], payees: Iterable[str], numbers: Mapping[str, str]
    ) -> None:
        """Take what stays, and what else is replaced.

        Args:
            links: the links, whose words stay as they are: a text may quote them.
            payees: the payees.
            numbers: what is written instead of numbers of telephones and accounts.
        """
        self._numbers = {_bare(number): new for number, new in numbers.items()}
        self._payees = frozenset(payees)
        self._kept = _kept_words().union(*(map(plain, _WORD.findall(link)) for link in links))
        self._given = sorted(given_names())
        self._given_plain = {plain(name): n for n, name in enumerate(self._given)}
        self._known: dict[str, str] = {}
        self._letters: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._new = self._words(itertools.count(3))
        self._new_short = self._words((2,))

    def _words(self, syllables: Iterable[int]) -> Iterator[str]:
        for length in syllables:
            for parts in itertools.product(_SYLLABLES, repeat=length):
                word = "".join(parts) + "k"  # two that end in vowels may be taken for one
                if word not in self._kept and word not in self._given_plain:
                    yield word

    def text(self, text: str) -> str:
        """Replace the words of a text, always the same way, whatever their case and accents."""
        text = self.without_numbers(text)
        return _WORD.sub(lambda match: self._words_in(match.group()), text)

    def without_numbers(self, text: str) -> str:
        """Replace numbers of telephones and accounts, and every IBAN, however they are spaced."""
        for iban in ibans_in(text):
            spaced = r"\s?".join(iban)
            text = re.sub(spaced, IBAN, text, flags=re.IGNORECASE)
        if not self._numbers:
            return text
        return _LONG_NUMBER.sub(
            lambda match: self._numbers.get(_bare(match.group()), match.group()), text
        )

    def payee(self, text: str) -> str:
        """Replace a name; if a bank cut another one off, what is left is the beginning of that."""
        whole = {plain(each): each for each in self._payees if is_cut_within_word(text, each)}
        if len(whole) > 1:  # of none of them: the beginnings of the new names differ
            return self.text(text) + "Q"
        if not whole:
            return self.text(text)
        words = next(iter(whole.values())).split()[: len(text.split())]
        return self.text(" ".join(words)).upper()[:-2]

    def address(self, text: str) -> str:
        """Replace an e-mail address, always the same one the same way."""
        number = len(self._addresses) or ""
        return self._addresses.setdefault(text.casefold(), f"somebody{number}@company.example")

    def letter(self, number: str) -> str:
        """Replace the number of a letter, by which the note that it came back finds it."""
        new = f"1A 000 000 0000 {len(self._letters)}"
        return self._letters.setdefault(plain_number(number), new)

    def _words_in(self, text: str) -> str:
        """Replace a word; of several that are written together, those that are not kept."""
        humps = _humps(text)
        if len(humps) > 1 and any(plain(hump) in self._kept for hump in humps):
            return "".join(map(self._word, humps))
        for name in names_within(plain(text), month_names()):  # Aprilmiete
            first = plain(text).find(name)
            last = first + len(name)
            return self.text(text[:first]) + text[first:last] + self.text(text[last:])
        return self._word(text)

    def _word(self, word: str) -> str:
        key = plain(word)
        if key in self._kept or key.removesuffix("s") in self._kept:
            return word
        if key in self._given_plain:
            number = (self._given_plain[key] + 1) % len(self._given)
            return self._as(self._given[number], word)
        if key not in self._known:
            new = next(self._new_short, None) if len(key) < SHORTEST_TELLING else None
            self._known[key] = new or next(self._new)
        return self._as(self._known[key], word)

    @staticmethod
    def _as(word: str, like: str) -> str:
        if like.isupper():
            return word.upper()
        return word.capitalize() if like[:1].isupper() else word.lower()


def _bare(number: str) -> str:
    """Return a number as it is compared: without spaces, points and the like."""
    return re.sub(r"[^0-9A-Za-z]", "", number).upper()


def _humps(word: str) -> list[str]:
    """Divide what is written together by its capitals: ``AccountsReceivable`` has two words."""
    starts = [
        n for n, (a, b) in enumerate(itertools.pairwise(word), 1) if a.islower() and b.isupper()
    ]
    return [word[first:last] for first, last in itertools.pairwise((0, *starts, len(word)))]


@functools.cache
def _kept_words() -> frozenset[str]:
    """The words of the tables that have a meaning, and are kept."""
    found = {*WORDS_BEFORE_NUMBERS, *ROMANS, *UP_TO_WORDS.split("|")}
    for file, column in _WORD_TABLES:
        for row in csv_rows(_DATA / file):
            found.update(map(plain, _WORD.findall(row[column])))
    return frozenset(found)
