"""Whatever other link an invoice has, and in whatever order, its number is its number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.values.numbers.numbers_in_links import number_in_links

NUMBERS = ("INV-{}", "F2026-{}", "2026-0{}", "RE{}", "ACC-SINV-2026-{}")
OTHERS = ("order-{}", "po-{}", "quote-{}", "devis-{}", "contract-{}", "client-{}", "project-{}")
WORDLESS = (
    "acme-website",
    "2026-q1",
    "2026-03",
    "20260310-a{}",
    "9f8e7d6c{}",
    "site-{}",
    "scan{}.pdf",
)


@given(
    st.sampled_from(NUMBERS),
    st.integers(13, 99),
    st.lists(st.sampled_from(OTHERS + WORDLESS), max_size=3, unique=True),
    st.integers(10, 99),
    st.data(),
)
def test_the_number_is_told_beside_other_links(
    form: str, number: int, others: list[str], other: int, data: st.DataObject
) -> None:
    own = form.format(number)
    links = data.draw(st.permutations([own, *(each.format(other) for each in others)]))
    assert number_in_links(links, "Work") == own


@given(st.permutations(["D-77", "2026-014", "7711"]), st.sampled_from(["D-77", "2026-014", "7711"]))
def test_the_narration_tells_which_it_is(links: list[str], named: str) -> None:
    assert number_in_links(links, f"Work {named}, as agreed") == named
    others = " ".join(link for link in links if link != named)
    assert number_in_links(links, f"{others} invoice {named}") == named
