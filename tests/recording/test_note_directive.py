"""Notes: any text is written so that Beancount reads it back, or is refused with a reason."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from beancount.core.amount import Amount
from beancount.core.data import Note
from beancount.parser import parser
from hypothesis import example, given
from hypothesis import strategies as st

from beancount_relance.history.instalments import Instalment
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.note_checks import MOST_CHARACTERS, complaint_about
from beancount_relance.recording.note_directive import (
    can_be_link,
    compose,
    plan_text,
    same,
)
from tests.support.examples import scaled

DAY = datetime.date(2026, 3, 25)
NO_OPTIONS: dict[str, Any] = {}


def note(text: str, *links: str, account: str = "Assets:Clients:Martin", **meta: Any) -> Note:
    return Note({"relance": "promise", **meta}, DAY, account, text, frozenset(), frozenset(links))


def test_a_note_is_one_line_and_its_metadata() -> None:
    meant = note(
        'Promet un virement "vendredi" \\ lundi\nau plus tard',
        "F2026-014",
        "F2026-002",
        until=datetime.date(2026, 3, 27),
        amount=Amount(Decimal("600.00"), "EUR"),
    )
    assert compose(meant, NO_OPTIONS) == (
        '2026-03-25 note Assets:Clients:Martin "Promet un virement \\"vendredi\\" \\\\ lundi\\n'
        'au plus tard" ^F2026-002 ^F2026-014\n'
        '  relance: "promise"\n'
        "  until: 2026-03-27\n"
        "  amount: 600.00 EUR"
    )


def test_lines_end_and_are_indented_as_asked() -> None:
    text = compose(note("Appel"), NO_OPTIONS, indent="\t", newline="\r\n")
    assert text == ('2026-03-25 note Assets:Clients:Martin "Appel"\r\n\trelance: "promise"')


def test_an_amount_has_no_exponent() -> None:
    assert compose(note("x", amount=Amount(Decimal("6E+2"), "EUR")), NO_OPTIONS).endswith(
        "amount: 600 EUR"
    )


def test_what_beancount_reads_otherwise_is_refused() -> None:
    with pytest.raises(RecordingError, match="cannot be written as a note"):
        compose(note("x", account="no account"), NO_OPTIONS)
    with pytest.raises(RecordingError, match="cannot be written as a note"):
        compose(note("x", "not a link"), NO_OPTIONS)
    with pytest.raises(RecordingError, match="cannot be written as a note"):
        compose(note('x" ^F1 #y\n2026-01-01 open Assets:X', account='Assets:A "" ^'), NO_OPTIONS)


def test_a_plan_reads_as_the_history_wants_it() -> None:
    plan = [
        Instalment(datetime.date(2026, 5, 5), Amount(Decimal("400.00"), "EUR")),
        Instalment(datetime.date(2026, 6, 5), Amount(Decimal(4000), "EUR")),
    ]
    assert plan_text(plan) == "2026-05-05 400.00 EUR, 2026-06-05 4000 EUR"


@pytest.mark.parametrize("name", ["F2026-014", "12/2026", "a_b.c", "2026-05-14/2"])
def test_names_that_can_be_links(name: str) -> None:
    assert can_be_link(name)


@pytest.mark.parametrize("name", ["", "F 12", "N°5", "Fé", "F12\n", "a:b", "^F1"])
def test_names_that_cannot(name: str) -> None:
    assert not can_be_link(name)


@pytest.mark.parametrize(
    "text", ["\u200fשלום\u200e", "👩\u200d💻", "ligne 1\r\nligne 2\tfin", "x" * MOST_CHARACTERS]
)
def test_texts_that_are_fine(text: str) -> None:
    assert complaint_about(text) is None
    (found,), _, _ = parser.parse_string(compose(note(text), NO_OPTIONS))
    assert isinstance(found, Note)
    assert found.comment == text


hostile = st.text(
    st.one_of(st.sampled_from('"\\\n\r\t;^#*{}é😀\0\u202e\u2028\x85'), st.characters()),
    max_size=60,
)


@scaled(650)
@given(hostile, hostile)
@example('\\"', "\\")
@example('" ^F1\n2026-01-01 open Assets:Evil', '"\n  until: 2026-01-01')
def test_any_text_comes_back_or_is_refused(text: str, customer: str) -> None:
    if complaint_about(text) is not None or complaint_about(customer) is not None:
        return
    meant = note(text, "F1", customer=customer)
    for newline in ("\n", "\r\n"):
        written = compose(meant, NO_OPTIONS, newline=newline)
        entries, errors, _ = parser.parse_string(f"{written}{newline}")
        assert not errors
        (found,) = entries
        assert isinstance(found, Note)
        assert same(found, meant)
        assert (found.comment, found.meta["customer"]) == (text, customer)
        assert written.count("\n") == 2  # a line for the note and one for each key
