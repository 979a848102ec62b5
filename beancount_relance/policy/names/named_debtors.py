"""For whom a payment is made, where its text says so: ``Transfer for Birch Ltd``.

A parent company, a notary or a partner pays what somebody else owes, and banks have a field for it,
the ultimate debtor. The words before the name are rows of ``policy/data/behalf_words.csv``. They
are everyday words as well, so what stands behind them counts only if it is the name of a customer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows

_TABLE = Path(__file__).parents[1] / "data" / "behalf_words.csv"
_NAME = expression(
    r"\W*(?:(?:la|the|die|der|den|de|il|el|o)\s+)?"
    r"(?:(?:soci[ée]t[ée]|st[ée]|company|firma|ditta|empresa|firmy)\s+)?"
    r"((?:[^\s,;:/()\n]+[^\S\n]*){1,6})",
    re.IGNORECASE,
)
"""What stands behind such words, without an article and a word for a company."""


def named_debtors(text: str) -> Iterator[str]:
    """Yield what may be the names of those for whom a payment with this text was made."""
    lower = text.lower()
    if not any(word in lower for word in _longest_words()):  # as in nearly all
        return
    for match in _pattern().finditer(text):
        name = _NAME.match(text, match.end())
        if name is not None:
            yield name.group(1).strip()


@functools.cache
def _words() -> Sequence[str]:
    """Return the words and phrases, the longest first."""
    return sorted((row["words"] for row in csv_rows(_TABLE)), key=len, reverse=True)


@functools.cache
def _longest_words() -> frozenset[str]:
    """Return the longest word of each phrase: a text without any of them names nobody."""
    return frozenset(max(words.split(), key=len) for words in _words())


@functools.cache
def _pattern() -> re.Pattern[str]:
    either = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in _words())
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
