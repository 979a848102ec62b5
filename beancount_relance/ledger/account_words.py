"""Determine the purpose of an account by the whole words of its name below the root.

    Liabilities:TVA-Collectee      tax
    Liabilities:44571              tax, by its number in the French chart of accounts
    Liabilities:Customer-Deposits  a customer's deposit; the letters ``ust`` are not tax
    Assets:Depreciation-Clients    an allowance

The words are rows of ``data/account_words.csv``: nature, language, word. Case and accents
do not matter; ``SalesTax`` is two words, and so is ``Sales-Tax``. A number is that of a
chart of accounts and begins a component; ``4457*`` is any number that begins so.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from beancount.core.account import sep

from beancount_relance.language.tables import csv_rows

_ACCOUNT_WORDS_CSV = Path(__file__).parent / "data" / "account_words.csv"
_WORD_BREAK = re.compile(r"[\W_]+|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_CAPITAL_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def has_word_of(account: str, nature: str) -> bool:
    """Return whether the name of an account below its root has a word of this nature.

    Args:
        account: the account.
        nature: ``tax``, ``exchange``, ``discount``, ``fee``, ``allowance`` or ``advance``.
    """
    return _has(account.split(sep)[1:], nature)


def says(text: str, nature: str) -> bool:
    """Return whether a text, such as a narration, has a word of this nature.

    Args:
        text: the text.
        nature: ``cancel``, or one of the natures of accounts.
    """
    return bool(text) and _has([text], nature)


def _has(parts: Iterable[str], nature: str) -> bool:
    expression = _expressions()[nature]
    components = [_words_of(part) for part in parts]
    together = sep.join(f" {' '.join(words)} " for words in components)
    apart = sep.join(f" {' '.join(_apart(words))} " for words in components)
    return any(expression.search(text.casefold()) for text in (together, apart))


@functools.cache
def _expressions() -> Mapping[str, re.Pattern[str]]:
    """For each nature what finds its words and numbers in the words of an account."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in csv_rows(_ACCOUNT_WORDS_CSV):
        words[row["nature"]].append(row["word"])
    return {nature: re.compile("|".join(map(_expression, them))) for nature, them in words.items()}


def _expression(word: str) -> str:
    if not word[0].isdigit():
        return f"(?<= ){re.escape(word)}(?= )"
    number, star, _ = word.partition("*")
    digits = r"\d*" if star else ""
    return f"(?:^|(?<={sep})) {number}{digits}(?= )"


def _words_of(component: str) -> Sequence[str]:
    """The words of a component without accents, as its hyphens and numbers part them."""
    decomposed = unicodedata.normalize("NFKD", component)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return [word for word in _WORD_BREAK.split(bare) if word]


def _apart(words: Iterable[str]) -> list[str]:
    """The words, each once more parted where a capital begins another."""
    return [part for word in words for part in _CAPITAL_BREAK.split(word)]
