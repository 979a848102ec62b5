"""Find the digits in a text that belong to a customer's name, such as “1001 Nuits”."""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Mapping

from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.values.numbers.known_numbers import unaccented

_WORD = re.compile(r"[^\W_]+")
_NO_DIGITS: frozenset[str] = frozenset()


def digits_of_name(customer: str, text: str, index: InvoiceIndex) -> frozenset[str]:
    """Return the digits in a text that are part of a customer's name.

    Only digits next to the same word as in the name count. If one of the customer's own invoices
    has them as its number, the text means the invoice. A customer without invoices is left out:
    that name may itself come from the text of the payment.

    Args:
        customer: the customer.
        text: the text of a transaction of the customer.
        index: all invoices.
    """
    patterns = _patterns(customer)
    if not patterns or not index.numbers_of(customer):
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
    """Return the digits of a name, each with how it is written next to another word of the name."""
    if not any(map(str.isdigit, customer)):
        return {}
    beside: dict[str, list[str]] = defaultdict(list)
    for pair in itertools.pairwise(_WORD.findall(unaccented(customer))):
        written = r"\b{}[\W_]+{}\b".format(*map(re.escape, pair))
        for digits in filter(str.isdigit, pair):
            beside[digits].append(written)
    return {digits: re.compile("|".join(written)) for digits, written in beside.items()}
