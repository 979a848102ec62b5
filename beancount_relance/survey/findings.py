"""Findings: what the survey found, and the lines that follow from it."""

from __future__ import annotations

from dataclasses import dataclass

from beancount_relance.language.messages import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the survey found.

    Attributes:
        message: what it is.
        lines: the directives that follow from it, as Beancount text.
        by_hand: metadata that only the owner can write, for an entry of the ledger.
    """

    message: Message
    lines: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one part of the survey, under a title."""

    title: Message
    findings: tuple[Finding, ...]
