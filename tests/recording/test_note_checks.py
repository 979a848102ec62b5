"""Texts that no note may have."""

from __future__ import annotations

import pytest

from beancount_relance.recording.note_checks import MOST_CHARACTERS, complaint_about


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "needs a text"),
        (" \n ", "needs a text"),
        ("a\0b", "U+0000"),
        ("a\x1bb", "U+001B"),
        ("a\x85b", "U+0085"),
        ("50 \u202e EUR", "U+202E"),
        ("50 \u2066 EUR", "U+2066"),
        ("\ud800", "U+D800"),
        ("x" * (MOST_CHARACTERS + 1), "2001 characters; a note has 2000"),
    ],
)
def test_texts_that_are_refused(text: str, why: str) -> None:
    assert why in str(complaint_about(text))
