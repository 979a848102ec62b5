"""What the reference pattern finds in a transaction: in its narration, tags or payee."""

from __future__ import annotations

from beancount.core.data import Transaction

from beancount_relance.values.clues.excepted_numbers import leaves_out, without_excepted
from beancount_relance.values.dated_patterns import DatedPatterns
from beancount_relance.values.patterns import Pattern

_LEAST_DIGITS = 3


def pattern_names(txn: Transaction, patterns: DatedPatterns) -> tuple[str, ...]:
    """Return the matches of the day's reference pattern: in the narration, the tags or the payee.

    The first of these that has any counts. What the narration leaves out, as in ``all except F-3``,
    is no match.
    """
    for pattern in patterns.on(txn.date):
        if found := _matches(txn, pattern):
            return found
    return ()


def _matches(txn: Transaction, pattern: Pattern) -> tuple[str, ...]:
    text = txn.narration or ""
    found = pattern.find_all(text)
    if found and (len(found) > 1 or leaves_out(text[: text.find(found[0])])):
        found = pattern.find_all(without_excepted(text))
    if not all(found):
        found = tuple(filter(None, found))
    found = found or tuple(tag for tag in sorted(txn.tags) if pattern.matches(tag))
    return found or names_in_payee(txn.payee, pattern)


def names_in_payee(payee: str | None, pattern: Pattern) -> tuple[str, ...]:
    """Return the matches of a pattern in a payee, as in ``INV-1042 Acme``.

    They have a letter and three digits: fewer may be a part of a name, as in ``1001 Nuits``.
    """
    found = pattern.find_all(payee) if payee else ()
    return tuple(filter(_has_letter_and_digits, found)) if found else ()


def _has_letter_and_digits(name: str) -> bool:
    return any(map(str.isalpha, name)) and sum(map(str.isdigit, name)) >= _LEAST_DIGITS
