"""What banks write before and after the name of a payer, such as ``VIR SEPA RECU /DE``.

The table ``policy/data/bank_words.csv`` has words and phrases in small letters without accents:
``first`` begins such a text, ``then`` may follow before the name, and ``after`` ends the name.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

from beancount_relance.language.tables import csv_rows

_TABLE = Path(__file__).parents[1] / "data" / "bank_words.csv"


def names_behind(text: str) -> Iterator[str]:
    """Yield what may be the name of a payer behind the words of a bank.

    Args:
        text: a payee in small letters, without accents and punctuation.
    """
    words = text.split()
    places = places_of_bank_words()
    longest = _most_words()
    starts = [n for n in range(1, longest + 1) if "first" in places.get(" ".join(words[:n]), ())]
    waiting, seen = starts, set(starts)
    while waiting:
        start = waiting.pop(0)
        rest = words[start:]
        if rest:
            yield " ".join(rest)
            ends = (n for n, word in enumerate(rest) if n and "after" in places.get(word, ()))
            if (end := next(ends, None)) is not None:
                yield " ".join(rest[:end])
        for n in range(1, longest + 1):
            phrase = " ".join(rest[:n])
            skipped = "then" in places.get(phrase, ()) or (n == 1 and phrase.isdigit())
            if len(rest) > n and skipped and start + n not in seen:
                seen.add(start + n)
                waiting.append(start + n)


@functools.cache
def _most_words() -> int:
    """Return how many words the longest phrase has."""
    return max(len(phrase.split()) for phrase in places_of_bank_words())


@functools.cache
def places_of_bank_words() -> Mapping[str, frozenset[str]]:
    """Return where each phrase may stand: ``first``, ``then`` and ``after``."""
    found: dict[str, frozenset[str]] = {}
    for row in csv_rows(_TABLE):
        found[row["words"]] = found.get(row["words"], frozenset()) | {row["place"]}
    return found
