"""A German due date on a day that is no working day (BGB § 193): what the letters say."""

from __future__ import annotations

import pytest

from beancount_relance.texts.reminder_items import reminder_item
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, report, sale

CREDITOR = '2024-01-01 custom "relance" "creditor"\n  name: "Weser eG"\n  country: "{0}"\n'


@pytest.mark.parametrize(
    ("country", "invoiced", "as_of", "days"),
    [
        ("DE", "2026-04-16", "2026-05-19", 1),  # due on Saturday 16 May: Monday the 18th
        ("DE", "2026-04-15", "2026-05-19", 4),  # due on a Friday
        ("DE", "2026-03-04", "2026-04-07", 0),  # due on Good Friday: Tuesday 7 April
        ("FR", "2026-04-16", "2026-05-19", 3),
    ],
)
def test_the_days_overdue_count_from_the_next_working_day(
    country: str, invoiced: str, as_of: str, days: int
) -> None:
    books = CREDITOR.format(country) + accounts() + sale(invoiced, "F1", "600.00")
    found = report(books, as_of)
    actions = (*found.agenda.actions, *found.agenda.upcoming)
    (item,) = [each for action in actions for each in action.items]
    shown = reminder_item(item, found.as_of)
    assert shown.days_late == days
    assert sum(line.days for line in shown.interest_lines) == days


def test_a_letter_says_from_where_it_counts() -> None:
    books = CREDITOR.format("DE") + accounts() + sale("2026-04-16", "F1", "600.00")
    (action,) = (found := report(books, "2026-05-25")).actions
    assert (
        "Due date: 16 May 2026, 7 days overdue (counted from the next working day)"
        in Writer(found).write(action).body
    )
