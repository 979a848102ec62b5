"""The French words of the ledger's vocabulary, which mean the same as the English ones.

    2024-03-01 open Assets:Clients:Boulangerie-Martin  EUR
      nom: "Boulangerie Martin SARL"
      catégorie: "particulier"

They are rows of ``data/french_words.csv``: directives, settings, metadata keys and choices. The
kinds of notes, their keys and the channels have rows with both names in their own registries.
Everything is English once it is read; a word that has several meanings has the one that is
possible at its place. Accents and capitals do not matter.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from beancount.core.data import Custom

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Translated
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain

DIRECTIVE, SETTING, KEY, CHOICE = "directive", "setting", "key", "choice"
"""What a word is used for."""

_WORDS = Path(__file__).parent / "data" / "french_words.csv"
_NAMED = "relance"


@functools.cache
def french_words(use: str) -> Mapping[str, str]:
    """Return the French words for a use, by the English ones."""
    return {row["english"]: row["french"] for row in csv_rows(_WORDS) if row["use"] == use}


@functools.cache
def _meanings(use: str) -> Mapping[str, tuple[str, ...]]:
    """The English words by the French ones, in plain form."""
    return by_french(french_words(use).items())


def by_french(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the English words by the French ones in plain form, from pairs of both."""
    found: dict[str, tuple[str, ...]] = {}
    for english, french in pairs:
        found[plain(french)] = (*found.get(plain(french), ()), english)
    return found


def english(
    word: str, known: Collection[str], use: str, more: Mapping[str, tuple[str, ...]] | None = None
) -> str:
    """Return the known English word that a word stands for, or else the word itself.

    Capitals and accents do not matter.

    Args:
        word: the word as it was written, English or French; a known one stays as it is.
        known: the English words that are possible here.
        use: one of the uses above.
        more: further English words by the French ones, from another registry.
    """
    if word in known:
        return word
    text = plain(word)
    if text in known:
        return text
    meant = (*(more or {}).get(text, ()), *_meanings(use).get(text, ()))
    return next((each for each in meant if each in known), word)


def named(word: str, use: str, more: Mapping[str, str] | None = None) -> Translated:
    """Return a word of the vocabulary as a message in each language names it.

    Args:
        word: the English word; one that is no vocabulary, such as the name of somebody's own
            stage, is the same in every language.
        use: one of the uses above. A key is named without accents, which Beancount does not take.
        more: further French words by the English ones, from another registry.
    """
    french = (more or {}).get(word) or french_words(use).get(word, word)
    return Translated({ENGLISH: word, "fr": plain(french) if use == KEY else french})


def english_meta(meta: Mapping[str, Any], known: Collection[str]) -> Mapping[str, Any]:
    """Return metadata with the English names of French keys; the same object if there are none."""
    meanings = _meanings(KEY)
    if meanings.keys().isdisjoint(meta):  # as nearly always
        return meta
    return {english(key, known, KEY): value for key, value in meta.items()}


def french_keys(known: Iterable[str]) -> tuple[str, ...]:
    """Return the French names of metadata keys, as they are written in a ledger."""
    words = french_words(KEY)
    return tuple(plain(words[key]) for key in known if key in words)


def english_custom(entry: Custom) -> Custom:
    """Return a custom directive with the English names of its type and of its setting."""
    if not entry.type.startswith(_NAMED):
        return entry
    name = english(entry.type, french_words(DIRECTIVE), DIRECTIVE)
    if name != entry.type:
        entry = entry._replace(type=name)
    if entry.type != _NAMED or not entry.values or not isinstance(entry.values[0].value, str):
        return entry
    key, *values = entry.values
    setting = english(key.value, french_words(SETTING), SETTING)
    return (
        entry
        if setting == key.value
        else entry._replace(values=[key._replace(value=setting), *values])
    )


def language_of_custom(entry: Custom) -> str | None:
    """Return the language of the type and setting of a custom directive.

    ``None`` if it is another program's, or if its words are the same in every language.
    """
    if not entry.type.startswith(_NAMED):
        return None
    translated = english_custom(entry)
    if translated != entry:
        return "fr"
    key = entry.values[0].value if entry.type == _NAMED and entry.values else None
    words = {**french_words(DIRECTIVE), **french_words(SETTING)}
    ours = [word for word in (entry.type, key) if isinstance(word, str)]
    return ENGLISH if any(words.get(word, word) != word for word in ours) else None
