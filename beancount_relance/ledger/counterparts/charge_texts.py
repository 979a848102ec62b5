"""Texts of entries that charge what a late or failed payment brings about.

    tells_charge("Late fee for F-12")                         # True
    tells_charge("Facture Z9 : pénalités de retard")          # True
    tells_charge("Returned cheque fee")                       # True
    tells_charge("Website, late payment interest 12 % p.a.")  # False: it is what is sold

Small books have one account of income, so that only the text tells such a charge from a sale. It
begins with the words for it, which are those of ``late-interest`` and ``return-cost`` in
``ledger/data/account_words.csv`` but for those that have ``lateness`` as well: chairs that are
delivered late are no charge. What a payment that came back costs is also told by a word for a fee
beside those for such a payment: ``Admin fee for unpaid direct debit``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Sequence

from beancount.core.data import Transaction

from beancount_relance.ledger.accounts.account_words import (
    FEE,
    FEE_TEXT,
    INTEREST_TEXT,
    INTEREST_WORD,
    INVOICE,
    INVOICES,
    JOINT,
    LATE_INTEREST,
    LATENESS,
    PAID_IN,
    RETURN_COST,
    RETURNED,
    roles_of,
)
from beancount_relance.ledger.accounts.word_table import phrases_with, senses_of, without_accents

_CHARGES = frozenset((LATE_INTEREST, RETURN_COST))
_COME_BACK = frozenset((RETURNED,))
INTEREST_TEXTS = frozenset((LATE_INTEREST,))
"""The role of texts that charge interest and the fees that go with it, but no costs of others."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 6
"""The most words that a phrase has."""
_BEFORE = 4
"""So many words at most may come before the phrase."""
_LONGEST_RETURN = 10
"""The words among which a fee for a payment that came back is told."""
_BETWEEN = 3
"""So many words at most stand between those for a fee and those for a payment that came back."""
_SPACES = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalpha()})
"""Spaces for what is no letter, so that numbers of invoices are no words."""
_PASSED_OVER = frozenset((FEE, INTEREST_WORD, INVOICE, INVOICES, JOINT))


def tells_charge(text: str, roles: frozenset[str] = _CHARGES) -> bool:
    """Return whether the text of an entry begins with words for what a late payment costs.

    Numbers, and words for an invoice, may come before, and one other word.

    Args:
        text: the text.
        roles: those of the words.
    """
    bare = without_accents(text).casefold()
    words = list(_WORD.finditer(bare))
    if RETURN_COST in roles and _charges_a_return([word.group() for word in words]):
        return True
    if _signs(roles).isdisjoint(word.group() for word in words):
        return False
    for first, word in enumerate(words[: _BEFORE + 1]):
        if _begins_with([each.group() for each in words[first : first + _LONGEST]], roles):
            return True
        if len(word.group()) > 1 and _tells_something(word.group()):
            following = words[first + 1].start() if first + 1 < len(words) else len(bare)
            if first or not bare[word.end() : following].isspace():
                return False
    return False


def tells_interest_alone(text: str) -> bool:
    """Return whether the text of a charge mentions interest but no fee.

    tells_interest_alone("Late interest on F-12 to 31 May")  # True
    tells_interest_alone("Intérêts et indemnité, F-12")      # False
    """
    said = _said_in(text)
    return INTEREST_TEXT in said and FEE_TEXT not in said


def mentions_charge(text: str) -> bool:
    """Return whether a text mentions interest or a fee, whatever it says of them.

    mentions_charge("Costs of return waived")  # True
    """
    return not _said_in(text).isdisjoint((INTEREST_TEXT, FEE_TEXT))


def _said_in(text: str) -> set[str]:
    """Return the roles of the single words of a text."""
    words = _WORD.findall(without_accents(text).casefold())
    return {role for word in words for role in roles_of(word)}


def charging(
    transactions: Sequence[Transaction], roles: frozenset[str] = _CHARGES
) -> Sequence[Transaction]:
    """Return the transactions whose narrations tell a charge, in words of some roles.

    Most ledgers have none, which is found out in the words of all narrations at once.
    """
    joined = " ".join([txn.narration or "" for txn in transactions]).casefold()
    words = set(joined.translate(_SPACES).split())
    odd = [word for word in words if not word.isascii()]
    words.update(_WORD.findall(without_accents(" ".join(odd)).casefold()))
    likely = [phrase for phrase in _phrases(roles) if phrase <= words]
    if RETURN_COST in roles and (fees := words & _fees()):
        returned = {phrase for phrase in _phrases(_COME_BACK) if phrase <= words}
        likely += [phrase | {fee} for phrase in returned for fee in fees]
    if not likely:
        return ()
    return [
        txn
        for txn in transactions
        if (text := txn.narration) and _may_tell(text, likely) and tells_charge(text, roles)
    ]


def _may_tell(text: str, phrases: Iterable[Collection[str]]) -> bool:
    """Return whether a text may have all words of a phrase; with accents, any text may."""
    folded = text.casefold()
    return not text.isascii() or any(all(word in folded for word in phrase) for phrase in phrases)


def _begins_with(words: Sequence[str], roles: frozenset[str]) -> bool:
    for last in range(1, len(words) + 1):
        said = {role for _, role in senses_of("".join(words[:last]))}
        if not roles.isdisjoint(said) and LATENESS not in said:
            return True
    return False


def _charges_a_return(words: Sequence[str]) -> bool:
    """Return whether words for a fee stand beside those for a payment that came back."""
    words = words[:_LONGEST_RETURN]
    fees = [place for place, word in enumerate(words) if word in _fees()]
    if not fees or fees[0] > _BEFORE:
        return False
    returned = _spans(words, RETURNED)
    paid = _spans(words, PAID_IN) if returned else ()
    for start, end in returned:
        for first, last in paid:
            if end != first and last != start and not start <= first < end:
                continue  # not beside each other: “unpaid leave, by cheque”
            begin, stop = min(start, first), max(end, last)
            if any(stop <= fee <= stop + _BETWEEN or 0 < begin - fee <= _BETWEEN for fee in fees):
                return True
    return False


def _spans(words: Sequence[str], role: str) -> list[tuple[int, int]]:
    """Return where words or phrases of a role begin and end."""
    return [
        (first, last)
        for first in range(len(words))
        for last in range(first + 1, min(first + _LONGEST, len(words)) + 1)
        if any(said == role for _, said in senses_of("".join(words[first:last])))
    ]


@functools.cache
def _fees() -> frozenset[str]:
    return frozenset(map(without_accents, phrases_with(FEE_TEXT)))


def _tells_something(word: str) -> bool:
    return not word.isdigit() and _PASSED_OVER.isdisjoint(roles_of(word))


@functools.cache
def _phrases(roles: frozenset[str]) -> frozenset[frozenset[str]]:
    """The words of each phrase of which a text that tells a charge has one, apart or together."""
    phrases = {phrase for role in roles for phrase in phrases_with(role)}
    phrases.difference_update(phrases_with(LATENESS))
    words = [without_accents(each).split() for each in phrases]
    return frozenset(frozenset(each) for both in words for each in (both, ["".join(both)]))


@functools.cache
def _signs(roles: frozenset[str]) -> frozenset[str]:
    """Words of which a text that tells a charge has one: the longest of each phrase."""
    return frozenset(max(phrase, key=len) for phrase in _phrases(roles))
