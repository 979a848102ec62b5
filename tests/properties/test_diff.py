"""What differs between two reports is what differs between two reports, for any books.

The oracle compares the exported data of the reports as plain text, without matching anything.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.comparison.changes import compare
from beancount_relance.exports.action_data import action_data
from beancount_relance.language.messages import language
from beancount_relance.report.report import Report, build_report
from beancount_relance.values.numbers.invoice_names import name_key
from tests.properties.test_books import OPTIONS, books, some_day, written

WORDS = language("en")


def reported(entries: Sequence[Directive], as_of: datetime.date) -> Report:
    return build_report(written(entries), OPTIONS, as_of)


def plain(report: Report) -> Counter[str]:
    """Each action of a report in words that do not name its lines."""
    found: list[Mapping[str, Any]] = [
        action_data(action, WORDS) for action in (*report.agenda.actions, *report.agenda.upcoming)
    ]
    names = ("customer", "stage", "channel", "due_on", "claimed")
    return Counter(str([each[name] for name in names] + sorted(each["invoices"])) for each in found)


def owed(report: Report) -> dict[tuple[str, str, str], Decimal]:
    sums: dict[tuple[str, str, str], Decimal] = {}
    for item in report.open_items:
        invoice = item.invoice
        key = (invoice.customer, name_key(invoice.reference), invoice.currency)
        sums[key] = sums.get(key, Decimal()) + item.outstanding
    return sums


@given(books(), some_day)
def test_books_do_not_differ_from_themselves(entries: list[Directive], day: datetime.date) -> None:
    assert not compare(reported(entries, day), reported(entries, day))


@given(books(), st.data(), some_day)
def test_the_difference_of_the_reports(
    entries: list[Directive], data: st.DataObject, day: datetime.date
) -> None:
    left_out = data.draw(st.integers(0, len(entries) - 1))
    before, after = (
        reported(entries, day),
        reported([*entries[:left_out], *entries[left_out + 1 :]], day),
    )
    found = compare(before, after)

    gone = plain(before) - plain(after)
    new = plain(after) - plain(before)
    told = [change for change in found.actions if change.aspects != ("text",)]
    assert sum(change.before is not None for change in told) == gone.total()
    assert sum(change.after is not None for change in told) == new.total()

    old, now = owed(before), owed(after)
    differing = {key for key in {*old, *now} if old.get(key) != now.get(key)}
    assert differing <= {
        (each.customer, name_key(each.invoice), each.currency) for each in found.items
    }
    for each in found.items:
        key = (each.customer, name_key(each.invoice), each.currency)
        assert each.before == old.get(key, Decimal())
        assert each.after == now.get(key, Decimal())

    for currency in {key[2] for key in {*old, *now}}:
        open_before = sum((v for k, v in old.items() if k[2] == currency), Decimal())
        open_after = sum((v for k, v in now.items() if k[2] == currency), Decimal())
        told_open = [
            each for each in found.figures if (each.figure, each.currency) == ("open", currency)
        ]
        assert [(each.before, each.after) for each in told_open] == (
            [(open_before, open_after)] if open_before != open_after else []
        )


@given(books(), st.data(), some_day)
def test_the_way_back_is_the_opposite(
    entries: list[Directive], data: st.DataObject, day: datetime.date
) -> None:
    left_out = data.draw(st.integers(0, len(entries) - 1))
    before = reported(entries, day)
    after = reported([*entries[:left_out], *entries[left_out + 1 :]], day)
    there, back = compare(before, after), compare(after, before)
    assert bool(there) == bool(back)
    assert [(each.figure, each.currency, each.before, each.after) for each in there.figures] == [
        (each.figure, each.currency, each.after, each.before) for each in back.figures
    ]
    assert len(there.items) == len(back.items)
