"""Receipts of what was written, as JSON: what it takes to undo it."""

from __future__ import annotations

from typing import TypedDict


class ReceiptData(TypedDict):
    """What ``record --undo`` needs to take a note back."""

    path: str
    offset: int
    text: str
    sha256: str


class MatchReceiptData(TypedDict):
    """What ``match --undo`` needs to take an answer back."""

    path: str
    offset: int
    before: str
    after: str
    sha256: str
