"""Views can do without what they leave out of what is settled.

The figures of a year need nothing of what was settled, due and over before it; the page of a
customer needs nothing that others have settled.
"""

from __future__ import annotations

import datetime

from beancount.core.data import Directive
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from beancount_relance.analysis.collection_figures import figures
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.netting.left_out_claims import OtherCustomers, PastClaims
from beancount_relance.report.completed_report import completed
from beancount_relance.report.report import Report, build_report
from beancount_relance.values.dates import first_of_year_to, years_later
from tests.properties import conventions
from tests.properties.test_books import OPTIONS, START, books, written
from tests.properties.test_plain_claims import books_with_claims
from tests.properties.test_trend import policies

first_days = st.integers(30, 300).map(lambda n: START + datetime.timedelta(days=n))
"""First days of a year: what is told in a book was over by some of them."""


@st.composite
def paid_claims(draw: st.DrawFn) -> list[Directive]:
    """Sales that were paid by their names, with or without a due date of their own."""
    entries: list[Directive] = []
    for number in range(draw(st.integers(1, 6))):
        debtor = conventions.Debtor(draw(st.one_of(conventions.some_customer, st.just("Solo"))))
        sold, amount = draw(conventions.some_day), draw(conventions.some_amount)
        due = sold + datetime.timedelta(days=draw(st.integers(0, 200)))
        meta = (("due", due),) if draw(st.integers(0, 3)) == 0 else ()
        naming = conventions.Naming(links=frozenset((f"Q{number}",)), meta=meta)
        days = [sold, sold + datetime.timedelta(days=draw(st.integers(0, 90)))]
        for day, other in zip(days, ("Income:Sales", conventions.BANK), strict=True):
            legs = [
                conventions.leg(debtor.account, amount, "EUR"),
                conventions.leg(other, -amount, "EUR"),
            ]
            entries.append(conventions.transaction(day, legs, naming, debtor.name, debtor.meta))
            amount = -amount
    return entries


def is_of_the_year(item: Item, first: datetime.date) -> bool:
    """Whether anything happened to an item since that day."""
    paid = any(part.date >= first for part in item.settled)
    return item.is_open or item.invoice.due >= first or paid


@given(
    st.one_of(conventions.books(), books(), books_with_claims()),
    policies(),
    paid_claims(),
    st.lists(conventions.notes(), max_size=3),
    first_days,
)
def test_a_year_is_enough(
    entries: list[Directive],
    more: list[Directive],
    paid: list[Directive],
    recorded: list[Directive],
    first: datetime.date,
) -> None:
    as_of = years_later(first, 1) - datetime.timedelta(days=1)
    ledger = written([*entries, *more, *paid, *recorded])
    whole = build_report(ledger, OPTIONS, as_of)
    quick = build_report(ledger, OPTIONS, as_of, whole=False)
    past = PastClaims(first, quick.settings, quick.customers)
    year = completed(quick, None, past)
    assert first == first_of_year_to(as_of)
    kept = year.allocation.items
    assert [item for item in whole.allocation.items if is_of_the_year(item, first)] == [
        item for item in kept if is_of_the_year(item, first)
    ]
    assert all(item in whole.allocation.items for item in kept)
    assert year.allocation.credits == whole.allocation.credits
    assert year.behaviours() == whole.behaviours()
    assert year.workings is not None
    left_out = year.workings.position.left_out
    found = figures(kept, year.allocation.credits, as_of, left_out=left_out)
    for theirs, ours in zip(whole.figures(), found, strict=True):
        if ours.currency in left_out and ours.dso_countback is None:
            assert ours == replace(theirs, dso_countback=None)
        else:
            assert ours == theirs
    assert year.whole == (not left_out)
    # After notes were recorded, it takes over what the report before them had.
    earlier = build_report(written([*entries, *more, *paid]), OPTIONS, as_of, whole=False)
    following = completed(quick, completed(earlier, None, past), past)
    assert following.allocation.items == kept
    assert following.behaviours() == year.behaviours()


@given(
    st.one_of(conventions.books(), books(), books_with_claims()),
    policies(),
    paid_claims(),
    st.lists(conventions.notes(), max_size=3),
    conventions.some_day,
)
def test_a_customer_s_own_claims_are_enough(
    entries: list[Directive],
    more: list[Directive],
    paid: list[Directive],
    recorded: list[Directive],
    as_of: datetime.date,
) -> None:
    ledger = written([*entries, *more, *paid, *recorded])
    whole = build_report(ledger, OPTIONS, as_of)
    quick = build_report(ledger, OPTIONS, as_of, whole=False)
    customers = {item.invoice.customer for item in whole.allocation.items}
    for customer in [*sorted(customers), "Nobody"]:
        about = completed(quick, None, OtherCustomers(customer))
        assert told_about(customer, about) == told_about(customer, whole)


def told_about(customer: str, report: Report) -> list[object]:
    """What a report says about a customer, settled or not."""
    allocation = report.allocation
    items = [item for item in allocation.items if item.invoice.customer == customer]
    return [
        items,
        [rest for rest in allocation.credits if rest.credit.customer == customer],
        [event for event in report.events if event.customer == customer],
        [each for each in report.behaviours() if each.customer == customer],
        [each for each in report.paid_late() if each.item.invoice.customer == customer],
        [report.claims.of(item) for item in items],
    ]
