"""Blocks: a text cut along the blocks of its template, for layout.

On a page the sender goes into the letterhead, the recipient behind the window of
the envelope, and the invoices into a table. Which words are which is told by the
names of the blocks (``sender``, ``invoices``, ``signature``, …), so a template needs
no mark-up for it: one that extends it takes hold of what these blocks say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAMES = (
    "sender",
    "recipient",
    "delivery",
    "place_and_date",
    "subject_line",
    "salutation",
    "invoices",
    "penalties",
    "account",
    "payment",
    "closing",
    "signature",
    "enclosures",
    "acknowledgement",
)
"""The blocks that a page or an e-mail may lay out in its own way."""

TEMPLATE = "{% extends _text %}" + "".join(
    f'{{% block {name} %}}{{{{ _take("{name}", super()) }}}}{{% endblock %}}' for name in NAMES
)
"""Extends the template ``_text`` and hands its blocks to ``_take``."""

_PRIVATE_USE = range(0xE000, 0xF8FF)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: one of :data:`NAMES`, or ``""`` for the text between them."""

    name: str
    text: str


class BlockCollector:
    """Gathers the blocks of one text while it is rendered."""

    def __init__(self, text: str) -> None:
        """Take the finished text, to mark places with a character that it does not contain."""
        self._mark = next(chr(code) for code in _PRIVATE_USE if chr(code) not in text)
        self._taken: list[Part] = []

    def take(self, name: str, text: str) -> str:
        """Keep a block, and leave a mark in its place."""
        self._taken.append(Part(name, text))
        return f"\n{self._mark}{len(self._taken) - 1}{self._mark}\n"

    def parts(self, body: str) -> tuple[Part, ...]:
        """The parts of a body with marks, in order, without the empty ones."""
        return tuple(part for part in self._expand("", body) if part.text)

    def _expand(self, name: str, text: str) -> Iterator[Part]:
        """The parts of a block, which may contain others."""
        for place, piece in enumerate(re.split(f"{self._mark}([0-9]+){self._mark}", text)):
            if place % 2:
                taken = self._taken[int(piece)]
                yield from self._expand(taken.name, taken.text)
            else:
                yield Part(name, piece.strip())
