"""Numbers that stand after a word for “invoice”, whether they are known or not.

    announced_numbers("Part payment of invoices 1015 and F-16")  # {"1015": "1015", "f16": "F-16"}

Where nothing else gives invoices a number, their narrations often do.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from beancount_relance.language.expressions import expression
from beancount_relance.values.numbers.known_numbers import number_key, unaccented
from beancount_relance.values.numbers.text_runs import AND_WORDS, INVOICE_WORDS

_WORDS = "|".join(sorted(INVOICE_WORDS))
_NUMBER_WORDS = r"(?:(?:n|no|nr|num|numero|number|nummer)\b[\s.:#°º-]{0,3}){0,2}"
_NUMBER = r"[a-z]{0,6}[-/_.]?[0-9](?:[\w/.-]*\w)?"
_AND = rf"\s?(?:[,;+&]|(?<=\s)(?:{AND_WORDS})(?=\s))\s?"
_LIST = expression(
    rf"\b(?:{_WORDS})\b[\s.:#°º-]{{0,3}}{_NUMBER_WORDS}({_NUMBER}(?:{_AND}{_NUMBER}){{0,20}})"
)
_EACH = expression(_NUMBER)


@functools.lru_cache(maxsize=4096)
def announced_numbers(text: str) -> Mapping[str, str]:
    """Return the numbers in a text that a word for “invoice” announces, by their keys, as written.

    The keys are those of :func:`~beancount_relance.values.numbers.known_numbers.number_key`.
    """
    return {
        number_key(token.group()): text[token.start() : token.end()]
        for found in _LIST.finditer(unaccented(text))
        for token in _EACH.finditer(found.string, *found.span(1))
    }
