"""Texts as people read and search them."""

from __future__ import annotations

from beancount_relance.language.text import requoted


def test_quotation_marks_within_a_quotation_are_inner_ones() -> None:
    assert requoted("dit « payé\u00a0» puis « non »", "«»", "“”") == "dit “payé” puis “non”"
    assert requoted("says “paid”", "“”", "‘’") == "says ‘paid’"
    assert requoted("déjà “payé”", "«»", "“”") == "déjà “payé”"
