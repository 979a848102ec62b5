"""Splits a text along the blocks of its template, for layout.

On a page, the sender belongs in the letterhead, the recipient in the window of the envelope, and
the invoices in a table. The names of the template's blocks (``sender``, ``invoices``,
``signature``, …) tell which text is which, so templates need no other markup. A wrapper template
extends the text's template and collects the content of these blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

NAMES = (
    "sender",
    "recipient",
    "delivery",
    "place_and_date",
    "subject_line",
    "salutation",
    "movements",
    "invoices",
    "penalties",
    "account",
    "payment",
    "closing",
    "signature",
    "enclosures",
    "acknowledgement",
)
"""The names of the blocks that a page or an e-mail may lay out specially."""

TEMPLATE = "{% extends _text %}" + "".join(
    f'{{% block {name} %}}{{{{ _take("{name}", super()) }}}}{{% endblock %}}' for name in NAMES
)
"""A template that extends ``_text`` and passes its blocks to ``_take``."""

_PRIVATE_USE = range(0xE000, 0xF8FF)


class Part(Struct, frozen=True):
    """A part of a text; ``name`` is one of :data:`NAMES`, or ``""`` for text between blocks."""

    name: str
    text: str


class BlockCollector:
    """Collects the blocks of one text while it is rendered."""

    def __init__(self, text: str) -> None:
        """Choose a marker character that the finished text does not contain."""
        self._mark = next(chr(code) for code in _PRIVATE_USE if chr(code) not in text)
        self._taken: list[Part] = []

    def take(self, name: str, text: str) -> str:
        """Store a block, and return the marker that replaces it."""
        self._taken.append(Part(name, text))
        return f"\n{self._mark}{len(self._taken) - 1}{self._mark}\n"

    def parts(self, body: str) -> tuple[Part, ...]:
        """Return the non-empty parts of a body that contains markers, in order."""
        return tuple(part for part in self._expand("", body) if part.text)

    def _expand(self, name: str, text: str) -> Iterator[Part]:
        """Yield the parts of a block, which may contain other blocks."""
        for place, piece in enumerate(re.split(f"{self._mark}([0-9]+){self._mark}", text)):
            if place % 2:
                taken = self._taken[int(piece)]
                yield from self._expand(taken.name, taken.text)
            else:
                yield Part(name, piece.strip())
