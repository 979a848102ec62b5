"""What an invoice is for, from its narration, without its number, which the text gives anyway."""

from __future__ import annotations

import re

from beancount_relance.language.text import capital, one_line

_NOUN = r"(?:invoice|inv|bill|facture|fact|fac|rechnung|factuur|fattura|factura|f)"
_NUMBER_SIGN = r"(?:n[°ºo]\.?|no\.?|nr\.?|num\.?|number|#|№)"
_BEFORE = rf"(?:(?<!\w){_NOUN}\b\.?\s*)?(?:(?<!\w){_NUMBER_SIGN}\s*)?"
_AROUND = " \N{NO-BREAK SPACE}\t-–—:,;./|"


def what_was_supplied(narration: str, number: str) -> str:
    """Return the narration of an invoice without its number.

        >>> what_was_supplied("Facture 2026-002 - carte en ligne", "2026-002")
        'Carte en ligne'

    A narration that is only the number gives an empty text; one that does not have it is
    returned as it is.
    """
    text = one_line(narration)
    if not number.strip() or one_line(number).casefold() not in text.casefold():
        return text
    pattern = rf"{_BEFORE}(?<![\w]){re.escape(one_line(number))}(?![\w])"
    found = re.search(pattern, text, re.IGNORECASE)
    if found is None:
        return text
    before, after = text[: found.start()].rstrip(_AROUND), text[found.end() :].lstrip(_AROUND)
    if not before:
        return capital(after)
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        before, after = before[:-1].rstrip(_AROUND), after[1:].lstrip(_AROUND)
    return f"{before}, {after}" if after else before
