"""Texts of entries that charge what a late payment brings about.

    tells_charge("Late fee for F-12")                         # True
    tells_charge("Facture Z9 : pénalités de retard")          # True
    tells_charge("Website, late payment interest 12 % p.a.")  # False: it is what is sold

Small books have one account of income, so that only the text tells such a charge from a sale. It
begins with the words for it, which are those of ``late-interest`` in ``data/account_words.csv``
but for those that have ``lateness`` as well: chairs that are delivered late are no charge.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from beancount.core.data import Transaction

from beancount_relance.ledger.account_words import (
    FEE,
    INTEREST_WORD,
    INVOICE,
    INVOICES,
    JOINT,
    LATE_INTEREST,
    LATENESS,
    roles_of,
)
from beancount_relance.ledger.word_table import phrases_with, senses_of, without_accents

_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 6
"""The most words that a phrase has."""
_BEFORE = 4
"""So many words at most may come before the phrase."""
_AROUND = "0123456789-./:#()"
_PASSED_OVER = frozenset((FEE, INTEREST_WORD, INVOICE, INVOICES, JOINT))


def tells_charge(text: str) -> bool:
    """Return whether the text of an entry begins with words for what a late payment costs.

    Numbers, and words for an invoice, may come before, and one other word.
    """
    bare = without_accents(text).casefold()
    words = list(_WORD.finditer(bare))
    if _signs().isdisjoint(word.group() for word in words):
        return False
    for first, word in enumerate(words[: _BEFORE + 1]):
        if _begins_with_charge([each.group() for each in words[first : first + _LONGEST]]):
            return True
        if len(word.group()) > 1 and _tells_something(word.group()):
            following = words[first + 1].start() if first + 1 < len(words) else len(bare)
            if first or not bare[word.end() : following].isspace():
                return False
    return False


def charging(transactions: Sequence[Transaction]) -> Sequence[Transaction]:
    """Return the transactions whose narrations tell a charge.

    Most ledgers have none, which is found out in the words of all narrations at once.
    """
    joined = " ".join([txn.narration or "" for txn in transactions]).casefold()
    words = {word.strip(_AROUND) for word in set(joined.split())}
    odd = [word for word in words if not (word.isascii() and word.isalpha())]
    words.update(_WORD.findall(without_accents(" ".join(odd)).casefold()))
    if _signs().isdisjoint(words):
        return ()
    return [txn for txn in transactions if tells_charge(txn.narration or "")]


def _begins_with_charge(words: Sequence[str]) -> bool:
    for last in range(1, len(words) + 1):
        roles = {role for _, role in senses_of("".join(words[:last]))}
        if LATE_INTEREST in roles and LATENESS not in roles:
            return True
    return False


def _tells_something(word: str) -> bool:
    return not word.isdigit() and _PASSED_OVER.isdisjoint(roles_of(word))


@functools.cache
def _signs() -> frozenset[str]:
    """Words of which a text that tells a charge has one: the longest of each phrase, or all."""
    phrases = set(phrases_with(LATE_INTEREST)).difference(phrases_with(LATENESS))
    words = [without_accents(each).split() for each in phrases]
    return frozenset((*(max(each, key=len) for each in words), *map("".join, words)))
