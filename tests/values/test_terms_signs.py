"""The words of payment terms: each means one thing, and what we say ourselves can be read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from beancount_relance.language.messages import language
from beancount_relance.language.tables import csv_rows
from beancount_relance.values.readers import BadValueError
from beancount_relance.values.terms import terms_signs as module
from beancount_relance.values.terms.described_terms import terms_in_words
from beancount_relance.values.terms.payment_terms import Delay, Terms, parse_terms
from beancount_relance.values.terms.terms_signs import terms_signs

TABLE = Path(module.__file__).parents[1] / "data" / "terms_words.csv"
ROWS = [
    (row["meaning"], phrase) for row in csv_rows(TABLE) for phrase in row["phrases"].split("; ")
]


def test_each_phrase_of_the_table_has_the_sign_of_its_meaning() -> None:
    for meaning in {meaning for meaning, _ in ROWS}:
        read = [terms_signs(f"30 {phrase} %") for same, phrase in ROWS if same == meaning]
        assert len({each and (each.signs, *each.numbers.values()) for each in read}) == 1, meaning


@given(
    st.builds(
        Delay,
        days=st.integers(0, 120),
        month_end=st.booleans(),
        month_end_first=st.booleans(),
    ),
    st.sampled_from(["en", "fr"]),
)
def test_terms_as_we_tell_them_mean_the_same(delay: Delay, code: str) -> None:
    if delay.month_end and delay.month_end_first:
        return
    told = language(code).render(terms_in_words(Terms("", ((Decimal(100), delay),))))
    read = parse_terms(told)
    if delay.month_end_first and not delay.days:  # the end of the month, either way
        delay = replace(delay, month_end=True, month_end_first=False)
    assert read.shares[0][1] == delay


words = st.lists(
    st.one_of(
        st.sampled_from([phrase for _, phrase in ROWS]),
        st.sampled_from(["2", "10", "30", "%", "/", ",", "+"]),
    ),
    max_size=8,
)


@given(words)
def test_whatever_can_be_read_is_due_in_full(said: list[str]) -> None:
    try:
        terms = parse_terms(" ".join(said))
    except BadValueError:
        return
    assert sum(share for share, _ in terms.shares) == 100
    assert all(0 < discount.percent < 100 for discount in terms.discounts)
