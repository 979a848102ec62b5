"""A note “still-owed” answers a question about money, and changes nothing besides.

With it the report says what it would say if there were nothing to ask: if the money in suspense
were not there, the payment said nothing of a deduction, and the invoice had no mark. Only a review,
which asks when nothing was noted for long, comes later, as something was.
"""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.policy.procedures import REVIEW
from tests.support.examples import scaled
from tests.support.ledgers import report

DAY = datetime.timedelta(days=1)
SOLD = datetime.date(2026, 3, 2)
OPENED = """
2020-01-01 custom "relance" "reference-pattern" "F[0-9]+"
2020-01-01 open Assets:Bank
2020-01-01 open Assets:Suspense
2020-01-01 open Income:Sales
"""
SHARED = "Assets:Receivables"
CONVENTIONS = {
    "link": ("Assets:Clients:Martin", '"Sign" ^F1', "", "F1", " ^F1"),
    "key": ("Assets:Clients:Martin", '"Sign"', '  invoice: "F1"\n', "F1", " ^F1"),
    "narration": ("Assets:Clients:Martin", '"Sign F1"', "", "F1", " ^F1"),
    "without": ("Assets:Clients:Martin", '"Sign"', "", "Martin", ""),
    "shared": (SHARED, '"Sign" ^F1', "", "F1", " ^F1"),
}
QUESTIONS = ("suspense", "deduction", "mark")
BEFORE: tuple[tuple[str, str], ...] = (
    ("reminder", ""),
    ("call", ""),
    ("formal-notice", ""),
    ("dispute", ""),
    ("dispute", "  amount: 300.00 EUR\n"),
    ("dispute", "  until: {later}\n"),
    ("hold", ""),
    ("hold", "  until: {later}\n"),
    ("promise", "  until: {later}\n"),
    ("extension", "  until: {later}\n"),
    ("handover", ""),
    ("insolvency", ""),
    ("filed", ""),
    ("refused", ""),
)


def books(
    convention: str, question: str | None, notes: list[tuple[datetime.date, str, str]], asked: str
) -> str:
    account, said, key, name, link = CONVENTIONS[convention]
    mark = " #paid" if question == "mark" else ""
    text = f'{OPENED}2020-01-01 open {account}\n{SOLD} * "Martin" {said}{mark}\n{key}'
    text += f"  {account}  1000.00 EUR\n  Income:Sales\n"
    if asked != "mark":
        where = "Assets:Suspense" if asked == "suspense" else account
        less = "less TDS" if question == "deduction" else "Transfer"
        amount = "1000.00" if asked == "suspense" else "600.00"
        of = "" if asked == "suspense" or name == "Martin" else f"{name} "
        if question or asked == "deduction":
            text += f'{SOLD + 40 * DAY} * "Martin" "{of}{less}"\n'
            text += f"  Assets:Bank  {amount} EUR\n  {where}\n"
    for day, kind, more in notes:
        text += f'{day} note {account} "{kind}"{link}\n  relance: "{kind}"\n{more}'
        if account == SHARED:
            text += '  customer: "Martin"\n'
    return text


def told(text: str, as_of: datetime.date) -> list[object]:
    found = report(text, str(as_of))
    assert not found.problems, [str(each.message) for each in found.problems]
    actions = [a for a in (*found.actions, *found.agenda.upcoming) if a.stage.name != REVIEW]
    return [
        [(action.stage.name, action.due_on, action.outstanding) for action in actions],
        [(d.why, d.until, d.stage, d.due_on, d.disputed) for d in found.decisions.values()],
        [str(question.message) for question in found.questions],
    ]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("asked", QUESTIONS)
@scaled(12)
@given(data=st.data())
def test_it_changes_nothing_else(convention: str, asked: str, data: st.DataObject) -> None:
    days = st.integers(0, 70).map(lambda days: SOLD + days * DAY)
    held = data.draw(st.lists(st.tuples(days, st.sampled_from(BEFORE)), max_size=3))
    notes = [(day, kind, more.format(later=SOLD + 75 * DAY)) for day, (kind, more) in sorted(held)]
    answer = (SOLD + data.draw(st.integers(40, 80)) * DAY, "still-owed", "")
    as_of = SOLD + data.draw(st.integers(80, 200)) * DAY
    plain = told(books(convention, None, notes, asked), as_of)
    assert told(books(convention, asked, [*notes, answer], asked), as_of) == plain
