"""Payees that have no name in them: a number, a month, words of bookkeeping.

    has_name("Facture 12")      # False
    has_name("Loyer janvier")   # False
    has_name("Rent flat 2")     # False
    has_name("April")           # True: who knows?
    has_name("Facture Martin")  # True

Some write into the payee what an invoice is for. So much is no customer's name, nor are several
of them the names of several.
"""

from __future__ import annotations

import functools
import re

from beancount_relance.policy.names.name_spellings import plain_name
from beancount_relance.policy.names.names_in_payees import places_of_words
from beancount_relance.values.clues.counted_numbers import counted_words, filler_words, folded
from beancount_relance.values.clues.owed_words import rent_words
from beancount_relance.values.clues.text_clues import month_names
from beancount_relance.values.numbers.known_numbers import number_key

_WORD = re.compile(r"[^\W_]+")


@functools.lru_cache(maxsize=4096)
def has_name(payee: str, number: str | None = None) -> bool:
    """Return whether a payee may have a name in it; a month alone may be one.

    Args:
        payee: the payee of an invoice.
        number: its number.
    """
    if number is not None and number_key(payee) == number_key(number):
        return False
    words = _WORD.findall(plain_name(payee))
    months = month_names()
    if len(words) == 1 and folded(words[0]) in months:
        return True
    nameless = counted_words() | filler_words() | rent_words() | months.keys()
    places = places_of_words()
    if not words:
        return any(map(str.isalpha, payee))
    return not all(
        any(map(str.isdigit, word)) or word in places or folded(word) in nameless for word in words
    )
