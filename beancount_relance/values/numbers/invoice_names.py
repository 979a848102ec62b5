"""Invoice names: when two names, as people write them, are those of the same invoice."""

from __future__ import annotations

import functools

from beancount_relance.language.expressions import expression

_LETTERS = expression(r"[^\W\d_]+")
_DIGITS = expression(r"\d+")

name_key = str.casefold
"""Return the key of a name: two names are the same if their keys are equal.

The case of letters does not matter. It is a plain method of :class:`str`, since the plugin
calls it for every name in the ledger.
"""


@functools.lru_cache(maxsize=4096)
def series_of(name: str) -> str | None:
    """Return the series of an invoice number, or ``None`` if the name has no digit.

    Those are the words it begins with (``F2026-014`` and ``F99`` are of one series, ``CHQ-771`` is
    of another, and so are ``ACC-SINV-41`` and ``ACC-PAY-8``), or else the arrangement of its digits
    (``2026-014`` and ``2025-9``).
    """
    if not _DIGITS.search(name):
        return None
    if not _LETTERS.match(name):
        return _DIGITS.sub("0", name_key(name))
    return name_key(" ".join(_LETTERS.findall(_DIGITS.split(name, maxsplit=1)[0])))
