"""The Nordic payment references: an invoice's digits with a check digit behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.structured_references import has_check_digit
from beancount_relance.values.numbers.written_references import sure_references


def luhn(digits: str) -> str:
    """The check digit by Luhn's formula."""
    doubled = [int(d) * (2 - n % 2) for n, d in enumerate(reversed(digits))]
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def viite(digits: str) -> str:
    """The check digit by the weights 7, 3 and 1."""
    return str(-sum(int(d) * (7, 3, 1)[n % 3] for n, d in enumerate(reversed(digits))) % 10)


def kid(digits: str) -> str:
    """The check digit by modulus 11; a dash if there is none."""
    rest = sum(int(d) * (2 + n % 6) for n, d in enumerate(reversed(digits))) % 11
    return "-" if rest == 1 else str(-rest % 11)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("202600433", "2026-0043"),  # Swedish OCR: 3 by Luhn's formula
        ("BG 5050-1055 OCR 202600433", "2026-0043"),
        ("12344", "1234"),  # Finnish viite: 4×7 + 3×3 + 2×1 + 1×7 = 46
        ("202600433", "F2026-0043"),
        ("00000012344", "1234"),
        ("2026004305", "2026-0043"),  # with the length of the whole, 10, before the check digit
    ],
)
def test_it_names_the_invoice(text: str, number: str) -> None:
    known = KnownNumbers([number, "2026-0042", "1233"])
    assert list(sure_references(text, known)) == [number]


def test_a_number_of_its_own_comes_first() -> None:
    assert list(sure_references("12344", KnownNumbers(["1234", "12344"]))) == ["12344"]


def test_a_date_an_amount_and_a_customers_number_are_none() -> None:
    known = KnownNumbers(["1234"])
    for text in ("12.344,00", "Kundennummer 12344", "12344a", "2026-12344-7"):
        assert not sure_references(text, known), text


numbers = st.integers(1000, 10**9).map(str)


@given(numbers, st.sampled_from([luhn, viite, kid]), st.sampled_from(["{}", "OCR {}", "F{}"]))
def test_any_number_with_a_right_check_digit_is_named(
    number: str, check: Callable[[str], str], form: str
) -> None:
    digit = check(number)
    known = KnownNumbers([form.format(number) if form.startswith("F") else number])
    if digit != "-":
        text = number + digit if form.startswith("F") else form.format(number + digit)
        assert len(sure_references(text, known)) == 1


@given(numbers, st.integers(0, 9))
def test_a_wrong_check_digit_names_nothing(number: str, digit: int) -> None:
    right = str(digit) in {luhn(number), viite(number), kid(number)}
    assert has_check_digit(f"{number}{digit}") is right
    if not right and not number.endswith(str((len(number) + 1) % 10)):
        assert not sure_references(f"{number}{digit}", KnownNumbers([number]))
