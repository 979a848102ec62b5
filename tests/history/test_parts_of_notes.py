"""Which parts of an invoice a note is about: what is due, not what falls due later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.history.note_kinds import BEFORE_THE_COURT, COURT_STEPS, HANDOVER, PROMISE
from tests.support.ledgers import D, accounts, payment, remark, report

SETTING = '2020-01-01 custom "relance" "retention" "5 % 6 months"\n'
SIMPLE = '2026-01-05 * "Martin" "Roof" ^F1\n  Assets:Clients:Martin  {} EUR\n  Income:Sales\n'
BY_TERMS = SIMPLE.replace("^F1\n", '^F1\n  terms: "95% 30 days, 5% 181 days"\n')
BY_LEGS = """2026-01-05 * "Martin" "Roof" ^F1
  Assets:Clients:Martin  950.00 EUR
    due: 2026-02-04
  Assets:Clients:Martin  50.00 EUR
    due: 2026-07-05
  Income:Sales
"""
WAYS = {
    "retention": SETTING + SIMPLE.format("1000.00"),
    "terms": BY_TERMS.format("1000.00"),
    "legs": BY_LEGS,
}
KEPT = remark("2026-02-18", "promise", "F1", until="2026-02-27")


@given(way=st.sampled_from(sorted(WAYS)), paid=st.integers(1, 950), linked=st.booleans())
def test_who_pays_what_is_due_by_then_has_kept_the_promise(
    way: str, paid: int, *, linked: bool
) -> None:
    promise = KEPT if linked else KEPT.replace(" ^F1", "")
    books = accounts() + WAYS[way] + promise + payment("2026-02-26", f"{paid}.00", "F1")
    found = report(books, "2026-07-20")
    (later,) = (one for one in found.decisions.values() if one.item.invoice.part == 2)
    assert not later.broken
    first = [one for one in found.decisions.values() if one.item.invoice.part == 1]
    assert [bool(one.broken) for one in first] == ([True] if paid < 950 else [])


@given(way=st.sampled_from(sorted(WAYS)), kind=st.sampled_from([HANDOVER.name, *COURT_STEPS]))
def test_what_falls_due_later_is_not_before_the_court(way: str, kind: str) -> None:
    steps = remark("2026-03-09", kind, "F1")
    found = report(accounts() + WAYS[way] + steps, "2026-07-20")
    why = {one.item.invoice.part: one.why for one in found.decisions.values()}
    assert why[1] in (HANDOVER.name, BEFORE_THE_COURT.why)
    assert why[2] is None


@pytest.mark.parametrize("kind", ["dispute", "hold", "write-off", "refused"])
def test_what_is_about_all_of_an_invoice_holds_every_part(kind: str) -> None:
    books = accounts() + WAYS["terms"] + remark("2026-03-09", kind, "F1")
    assert {one.why for one in report(books, "2026-07-20").decisions.values()} == {kind}


@pytest.mark.parametrize(
    ("amount", "parts"), [("400.00", {1}), ("950.00", {1}), ("950.01", {1, 2}), ("1000.00", {1, 2})]
)
def test_an_amount_says_how_much_it_covers(amount: str, parts: set[int]) -> None:
    note = KEPT + f"  amount: {amount} EUR\n"
    found = report(accounts() + WAYS["terms"] + note, "2026-03-09")
    (promise,) = (event for event in found.events if event.kind == PROMISE.name)
    about = [one.invoice.part for one in found.allocation.items if one.key in promise.items]
    assert set(about) == parts


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_plan_for_what_is_due_adds_up(way: str) -> None:
    plan = '"2026-03-16 475.00 EUR, 2026-04-16 475.00 EUR"'
    books = accounts() + WAYS[way] + remark("2026-02-18", "plan", "F1", plan=plan)
    for date in ("2026-03-16", "2026-04-16"):
        books += payment(date, "475.00", "F1")
    found = report(books, "2026-07-20")
    assert [str(problem.message) for problem in found.problems] == []
    (left,) = found.decisions.values()
    assert left.item.outstanding == D("50.00")
    assert not left.broken
