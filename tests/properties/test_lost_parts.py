"""A number that has lost zeros, or what is before a word in it, may be that number and no other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.written_references import read_references

LOST = {
    "{:06}": ("invoice {}", "{}", "Facture {}", "no. {:04}", "# {}", "{:05}"),
    "ACC-SINV-2026-{:05}": ("SINV-2026-{:05}", "SINV {}", "sinv{:05}", "2026-{:05}", "{:05}"),
    "2026-ACME-{:02}": ("ACME-{:02}", "VIR ACME {}"),
    "{:04}-26": ("{:02}-26", "VIR {:03}-26 MERCI"),
    "1{:04}": ("R1{:04}", "VIR X1{:04}"),
}


@given(st.sampled_from(sorted(LOST)), st.integers(21, 90), st.integers(2, 6), st.data())
def test_what_is_left_of_a_number_means_this_one(
    form: str, first: int, count: int, data: st.DataObject
) -> None:
    numbers = [form.format(first + n) for n in range(count)]
    place = data.draw(st.integers(0, count - 1))
    text = data.draw(st.sampled_from(LOST[form])).format(first + place)
    found = read_references(text, KnownNumbers(numbers))
    meant = {*found.sure}.union(*(each.numbers for each in found.unsure))
    assert meant == {numbers[place]}
    assert not found.unknown
