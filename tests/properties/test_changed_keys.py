"""A ledger that changes its keys or the form of its numbers is read like one that never did."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from beancount.loader import load_string
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.past_days import owed_on
from beancount_relance.report.report import Report, build_report
from tests.support.examples import scaled
from tests.support.ledgers import FRANCE

FIRST = datetime.date(2026, 3, 1)
DAY = datetime.timedelta(days=1)
CUSTOMERS = ("Martin", "Roux")
HEAD = (
    "2020-01-01 open Assets:Clients\n2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n"
    + FRANCE
)
KEYS = {"reference-keys": "number", "customer-keys": "buyer", "due-keys": "payable"}

Story = tuple[int, str, str, int | None, str | None]
"""The day of an invoice, its customer, what names it, when what is paid, and the note about it."""

stories = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.sampled_from(CUSTOMERS),
        st.sampled_from(("key", "pattern", "link")),
        st.none() | st.integers(0, 60),
        st.none() | st.sampled_from(("reminder", "dispute", "hold")),
    ),
    min_size=1,
    max_size=5,
)


def named(way: str, number: int, new: str) -> tuple[str, str, str]:
    """A number, with the links and the metadata of the day, whose keys have a suffix."""
    name = f"F-{number}"
    return (
        name if way == "pattern" else "",
        f" ^{name} ^scan{new}-{number}" if way == "link" else "",
        f'  number{new}: "{name}"\n' if way == "key" else "",
    )


def entry(day: datetime.date, change: datetime.date, story: Story, number: int, amount: int) -> str:
    """The invoice of a story, or a payment of it, as the books were kept on that day."""
    new = "x" if day >= change else ""
    old = '  number: "Box 7"\n' if new and change > FIRST else ""  # which names no invoice any more
    text, links, meta = named(story[2], number, new)
    due = f"  payable{new}: {day + 10 * DAY}\n" if amount > 0 else ""
    other = "Income:Sales" if amount > 0 else "Assets:Bank"
    return (
        f'{day} * "Till" "Entry {text}"{links}\n{old}{meta}  buyer{new}: "{story[1]}"\n{due}'
        f"  Assets:Clients  {amount}.00 EUR\n  {other}\n"
    )


def books(told: Sequence[Story], change: datetime.date) -> str:
    text = ""
    for number, story in enumerate(told, 1):
        day = FIRST + story[0] * DAY
        text += entry(day, change, story, number, 100 * number)
        if story[3] is not None:
            text += entry(day + story[3] * DAY, change, story, number, -40 * number)
        if story[4] is not None:
            new = "x" if day + 20 * DAY >= change else ""
            key = f'  number{new}: "F-{number}"\n  buyer{new}: "{story[1]}"\n'
            text += f'{day + 20 * DAY} note Assets:Clients "Said"\n  relance: "{story[4]}"\n{key}'
    return text


def settings(day: datetime.date, new: str = "") -> str:
    keys = "".join(f'{day} custom "relance" "{name}" "{key}{new}"\n' for name, key in KEYS.items())
    return keys + (
        f'{day} custom "relance" "reference-pattern" "F-[0-9]{"{1,3}" if new else "+"}"\n'
        f'{day} custom "relance" "ignore-links" "scan{new}-"\n'
    )


def said(found: Report) -> list[object]:
    agenda = found.agenda
    return [
        [(item.key, item.invoice.due, item.outstanding) for item in found.open_items],
        [(a.stage.name, a.due_on, *sorted(i.item.key for i in a.items)) for a in agenda.actions],
        [(waiting.item.key, str(waiting.why)) for waiting in agenda.waiting],
        [(event.kind, event.items) for event in found.events],
        [str(problem.message) for problem in found.problems],
    ]


@scaled(25)
@given(
    told=stories,
    changed=st.integers(1, 100),
    ahead=st.integers(0, 160),
)
def test_a_change_of_keys_changes_nothing_else(told: list[Story], changed: int, ahead: int) -> None:
    day = FIRST + ahead * DAY
    days = [day - 40 * DAY, day - 7 * DAY, day]
    change, never = FIRST + changed * DAY, FIRST + 999 * DAY
    first = datetime.date(2020, 1, 1)
    once = HEAD + settings(first) + books(told, never)
    texts = [
        once,
        once + settings(change),  # the same again
        HEAD + settings(first) + settings(change, "x") + books(told, change),
        HEAD + settings(first, "x") + books(told, FIRST - DAY),
        HEAD + settings(days[0]) + books(told, never),  # noticed late
    ]
    heard, trends = [], []
    for text in texts:
        entries, _, options = load_string(text)
        heard.append([said(build_report(entries, options, day, whole=w)) for w in (True, False)])
        trends.append(
            [
                [(item.key, item.invoice.due, item.outstanding) for item in owed.items]
                for owed in owed_on(entries, options, days)
            ]
        )
    # Lines are told apart by their names, not by where the settings stand.
    assert all(each == heard[0] for each in heard[1:])
    assert all(each == trends[0] for each in trends[1:])
