"""Writes proposed bookings as Beancount text to paste into the ledger."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from beancount.parser import printer

from beancount_relance.bookings.booking import Booking
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.language.text import one_line
from beancount_relance.report.report import Report

_WIDTH = 98


def booking_text(bookings: Sequence[Booking], report: Report, words: Language) -> str:
    """Return the bookings as Beancount text, each with its notes as comments above."""
    if not bookings:
        return ""
    heading = msg(
        "Proposed for {date}: check it, then paste it. Nothing has been booked.", date=report.as_of
    )
    lines = _comment(heading, words)
    for booking in bookings:
        lines.append("")
        for note in booking.notes:
            lines += _comment(note, words)
        lines += [printer.format_entry(entry).rstrip() for entry in booking.entries]
    return "\n".join(lines) + "\n"


def _comment(note: Message, words: Language) -> list[str]:
    """Return comment lines; no value in the note can end the comment early."""
    text = one_line(words.render(note))
    return [f"; {line}" for line in textwrap.wrap(text, _WIDTH, break_on_hyphens=False)]
