"""Words of a text are only passed over where no known number can start."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from beancount_relance.values.numbers.known_numbers import KnownNumbers, runs_of
from beancount_relance.values.numbers.number_starts import NumberStarts
from beancount_relance.values.numbers.written_references import (
    read_references,
    sure_references,
)

_NUMBERS = st.lists(
    st.from_regex(r"(F|FA|INV|FO|V|)[-/ ]?(20(25|26)[-/]?)?[0-9]{1,5}(-[AB0-9])?", fullmatch=True),
    min_size=1,
    max_size=6,
)
_WORDS = st.sampled_from(
    [
        "VIR",
        "SEPA",
        "FACTURE",
        "facture",
        "n°",
        "f",
        "o",
        "fo",
        "INV",
        "inv",
        "ref",
        "rf",
        "du",
        "et",
        "12",
        "014",
        "2026",
        "05/2026",
        "12.05.2026",
        "0",
        "00",
        "F2026",
        "F",
        "O",
        "1",
        "a",
        "#",
        "–",
        "FA-2",
        "solde",
        "oF",
        "/REF",
        "V0",
        "FV",
        "VF",
        "iNV-O",
        "RF18",
    ]
)


@st.composite
def _read(draw: st.DrawFn) -> tuple[list[str], str]:
    """Some numbers, and a text with words, and with numbers that may have lost something."""
    numbers = draw(_NUMBERS)
    parts = draw(st.lists(st.one_of(_WORDS, st.sampled_from(numbers)), min_size=1, max_size=8))
    place = draw(st.integers(0, len(parts) - 1))
    word = parts[place]
    at = draw(st.integers(0, len(word) - 1))
    put = draw(
        st.sampled_from(["", word[at] * 2, word[at : at + 2][::-1], "X", "7", "O", " ", "-"])
    )
    parts[place] = word[:at] + put + word[at + 1 :]
    return numbers, draw(st.sampled_from([" ", " ", "/", ""])).join(parts)


@given(_read())
@example((["FO-12"], "VIR FOO12"))
@example((["F2026-014"], "VIRF2026014"))
@example((["V-0"], "1 V O"))
@example((["F0000"], "X0000"))
@example((["F 26-61443-1"], "X 26-61443-1"))
@example((["FA2025091-1"], "FAA2025091-1 fo"))
@example((["FO37-1", "F2025465"], "2025465"))
@example((["INV202524-A", "728"], "f 000"))
@example((["-2026-55896-A", "V/2026-0", "V/202568"], "2026 0-"))
@example((["/2026741-1", "FA/2026-2-A"], "XA/2026-2-A"))
def test_what_is_passed_over_is_no_number(case: tuple[list[str], str]) -> None:
    numbers, text = case
    with (
        patch.object(NumberStarts, "are_ruled_out", return_value=False),
        patch.object(NumberStarts, "exactly", return_value=True),
        patch.object(NumberStarts, "with_loss", return_value=True),
    ):
        slow = _of(numbers, text)
    assert _of(numbers, text) == slow


@given(_read(), st.lists(_read(), min_size=1, max_size=4))
@example((["F26-35"], "O/F-2/V97/SEPA"), [([], "FO6-35 ref")])
def test_what_was_read_before_makes_no_difference(
    case: tuple[list[str], str], more: list[tuple[list[str], str]]
) -> None:
    numbers, first = case
    known = KnownNumbers(numbers)
    for text in (first, *(text for _, text in more)):
        assert _read_with(known, text) == _of(numbers, text)


def _of(numbers: list[str], text: str) -> tuple[object, ...]:
    return _read_with(KnownNumbers(numbers), text)


def _read_with(known: KnownNumbers, text: str) -> tuple[object, ...]:
    reading = read_references(text, known)
    sure = sure_references(text, known, ambiguous=True)
    return dict(reading.sure), list(reading.unsure), list(reading.unknown), dict(sure)


def test_words_that_a_bank_writes_rule_a_text_out() -> None:
    numbers = KnownNumbers(["F2026-014", "F2026-015"])
    text = "VIR SEPA RECU /DE ALPHA SARL /DATE 03.05.1998 /REF D5C6GNWBHLB1 40778812"
    assert numbers.starts.are_ruled_out(runs_of(text))
    assert not numbers.starts.are_ruled_out(runs_of("VIR SEPA RECU F2026 014"))
