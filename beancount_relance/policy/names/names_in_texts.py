"""Find the customer whose name stands in the text of an entry that has no payee.

    2026-04-01 * "VIR SEPA DUPONT SARL LOYER"

Importers often leave the payee empty and write the bank's text into the narration. A name counts if
it is there in full, its legal form aside, word by word, and of overlapping ones the longest. Two
customers in one text are nobody: somebody has to say which of them it is.
"""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.customer_names import CustomerNames
from beancount_relance.policy.names.name_spellings import (
    LONGEST_FORM,
    compared_words,
    plain_name,
    spellings_of,
    words_and_form,
)
from beancount_relance.policy.names.name_tables import legal_forms, titles
from beancount_relance.policy.names.names_in_payees import places_of_words
from beancount_relance.values.clues.counted_numbers import counted_words, filler_words
from beancount_relance.values.clues.text_clues import month_names
from beancount_relance.values.numbers.text_runs import WORDS_BEFORE_NUMBERS

_LEAST = 3
"""The letters of the shortest name that is looked for."""


class _Name(Struct, frozen=True):
    """A customer's name: its words, its legal form, and the first day on which it is known."""

    words: tuple[str, ...]
    form: frozenset[str]
    customer: str
    since: datetime.date


class NamesInTexts:
    """The names of those who have been invoiced so far, or have details in the ledger."""

    def __init__(self, names: CustomerNames) -> None:
        """Know the customers with details; ``names`` tells whose another name is."""
        self._names = names
        self._since: dict[str, datetime.date] = {}
        self._found: dict[tuple[str, datetime.date], str | None] = {}
        self._by_first: dict[str, list[_Name]] = defaultdict(list)
        self._banks: dict[str, bool] = {}
        for customer in names.with_details:
            self._add_customer(customer)

    def _add_customer(self, customer: Customer) -> None:
        for name in (customer.id, customer.name or "", *customer.payees):
            self._add(name, customer.id, datetime.date.min)

    def note(self, name: str, day: datetime.date) -> None:
        """Take note that a customer was invoiced by this name on a day."""
        before = self._since.get(name)
        if before is None or day < before:
            self._since[name] = day
            self._add(name, self._names.id_of(name), day)

    def in_text(self, text: str, day: datetime.date) -> str | None:
        """Return the only customer whose name is in a text of a day, or ``None``."""
        if (text, day) not in self._found:
            words = compared_words(text)
            found = {name.customer for name in self._read(words, day)}
            only = next(iter(found)) if len(found) == 1 else None
            if only is None:
                return None  # somebody may still be invoiced on that day
            self._found[text, day] = only
        return self._found[text, day]

    def is_a_banks_word(self, payee: str) -> bool:
        """Return whether a payee is nothing but what banks write before a name: ``VIR SEPA``."""
        known = self._banks.get(payee)
        if known is None:
            words = plain_name(payee).split()
            known = bool(words) and all(places_of_words().get(word) for word in words)
            self._banks[payee] = known
        return known

    def _add(self, name: str, customer: str, since: datetime.date) -> None:
        for spelling in spellings_of(name):
            words, form = words_and_form(spelling)
            is_word = all(word.isdigit() or places_of_words().get(word) for word in words)
            if is_word or sum(map(len, words)) < _LEAST:
                continue
            for order in {words, words[::-1]}:
                self._by_first[order[0]].append(_Name(order, form, customer, since))

    def _read(self, words: Sequence[str], day: datetime.date) -> Iterator[_Name]:
        """Yield the names in the words of a text, of those that overlap only the longest."""
        found = [
            (-len(name.words), place, name)
            for place, word in enumerate(words)
            for name in self._by_first.get(word, ())
            if name.since <= day and self._stands(name, words, place)
        ]
        taken: dict[int, tuple[str, ...]] = {}
        for length, place, name in sorted(found, key=lambda each: each[:2]):
            places = range(place, place - length)
            if all(taken.get(each, name.words) == name.words for each in places):
                taken.update(dict.fromkeys(places, name.words))
                yield name

    @staticmethod
    def _stands(name: _Name, words: Sequence[str], place: int) -> bool:
        """Whether a name stands at a place, and is no part of another one.

        Beside it are no other legal form than its own, and no words but those that are no names:
        ``MARTIN BERNARD`` is not Martin. Behind its own legal form anything may follow.
        """
        end = place + len(name.words)
        if tuple(words[place:end]) != name.words or not _is_no_name(words[place - 1 : place]):
            return False
        title = titles().get("".join(words[place - 1 : place]))
        if title and title not in name.form and not name.form.isdisjoint(titles().values()):
            return False  # Mme Dupont is not M. Dupont
        forms = legal_forms()
        for length in range(LONGEST_FORM, 0, -1):
            behind = "".join(words[end : end + length])
            if len(behind) > 1 and behind in forms:
                return not name.form or forms[behind] in name.form
        return _is_no_name(words[end : end + 1])


def _is_no_name(words: Sequence[str]) -> bool:
    """Whether a word is one of banks, of bookkeeping or of periods, or a number; or is missing."""
    return all(any(map(str.isdigit, word)) or word in _other_words() for word in words)


@functools.cache
def _other_words() -> frozenset[str]:
    """The words that stand beside names, and are no part of them."""
    return frozenset(
        (
            *places_of_words(),
            *filler_words(),
            *WORDS_BEFORE_NUMBERS,
            *month_names(),
            *counted_words(),
            *titles(),
        )
    )
