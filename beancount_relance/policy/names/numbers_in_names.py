"""Invoice numbers around the name of a customer, which some programs write: ``INV-1042 Acme``."""

from __future__ import annotations

from beancount_relance.language.expressions import expression
from beancount_relance.policy.names.name_spellings import plain_name
from beancount_relance.values.numbers.text_runs import INVOICE_WORDS

_NUMBER = expression(r"(?P<letters>[a-z]+)(?: [0-9]+)* [0-9]{3,}")
_DIGITS = expression(r"[0-9]{3}")


def is_invoice_number(plain: str) -> bool:
    """Whether a word, as ``plain_name`` has it, is a number behind an abbreviation of “invoice”."""
    found = _NUMBER.fullmatch(plain)
    return found is not None and found["letters"] in INVOICE_WORDS


def without_invoice_number(name: str) -> str:
    """Return a name without the number of an invoice before or behind it."""
    if _DIGITS.search(name) is None:
        return name
    words = name.split()
    if len(words) > 1 and is_invoice_number(plain_name(words[0])):
        return " ".join(words[1:])
    if len(words) > 1 and is_invoice_number(plain_name(words[-1])):
        return " ".join(words[:-1])
    return name
