"""Find the digits in a text that belong to a customer's name, such as “1001 Nuits”."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping

from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.values.known_numbers import unaccented

_WORD = re.compile(r"[^\W_]+")
_NO_DIGITS: frozenset[str] = frozenset()


def digits_of_name(customer: str, text: str, index: InvoiceIndex) -> frozenset[str]:
    """Return the digits in a text that are there as a part of a customer's name.

    They stand beside the same word as in the name. What is the number of one of the customer's
    invoices is not among them, nor anything of a name that no invoice has.

    Args:
        customer: the customer.
        text: the text of a transaction of the customer.
        index: all invoices.
    """
    patterns = _patterns(customer)
    if not patterns:
        return _NO_DIGITS
    if not index.numbers_of(customer):
        return _NO_DIGITS
    plain = unaccented(text)
    return frozenset(
        digits
        for digits, pattern in patterns.items()
        if all(invoice.customer != customer for invoice in index.find(digits))
        and pattern.search(plain)
    )


@functools.lru_cache(maxsize=4096)
def _patterns(customer: str) -> Mapping[str, re.Pattern[str]]:
    """Return the digits of a name, each with how it is written beside another word of the name."""
    if not any(map(str.isdigit, customer)):
        return {}
    words = _WORD.findall(unaccented(customer))
    found: dict[str, re.Pattern[str]] = {}
    for place, word in enumerate(words):
        if word.isdigit():
            beside = [
                rf"\b{re.escape(first)}[\W_]+{re.escape(second)}\b"
                for first, second in itertools.pairwise(words)
                if word in (first, second)
            ]
            if beside:
                found[words[place]] = re.compile("|".join(beside))
    return found
