"""Notes at the edge of a day: what was there before them, and what counts from then on."""

from __future__ import annotations

import pytest

from beancount_relance.history.insolvency import insolvent_since
from beancount_relance.history.promises import Promise, promise_of
from tests.support.ledgers import D, accounts, day, item, payment, remark, report, sale


def promised(*payments: str) -> Promise:
    """The promise of 10 June to pay what is open by the 20th, of an invoice of 1,000.00."""
    note = remark("2026-06-10", "promise", "F1", until="2026-06-20")
    found = report(accounts() + sale("2026-04-01", "F1", "1000.00") + "".join(payments) + note)
    (event,) = found.events
    return promise_of(event, [item(found, "F1")], None)


@pytest.mark.parametrize("date", ["2026-06-09", "2026-06-10"])
def test_a_promise_is_about_what_is_open_in_the_evening(date: str) -> None:
    promise = promised(payment(date, "400.00", "F1"), payment("2026-06-18", "200.00", "F1"))
    assert promise.amount.number == D("600.00")
    assert promise.paid == D("200.00")
    assert not promise.kept
    assert promise.broken(day("2026-06-23"))  # the 20th is a Saturday, paid by the 22nd
    assert not promise.broken(day("2026-06-22"))


def test_what_is_paid_on_the_next_day_keeps_it() -> None:
    assert promised(payment("2026-06-11", "1000.00", "F1")).kept


@pytest.mark.parametrize(("until", "extended"), [("2026-06-10", True), ("2026-06-09", False)])
def test_an_extension_is_a_later_day(until: str, extended: bool) -> None:  # noqa: FBT001
    books = accounts() + sale("2026-04-01", "F1", "1000.00", due="2026-06-09")
    found = report(books + remark("2026-04-10", "extension", "F1", until=until))
    invoice = item(found, "F1").invoice
    assert invoice.due == day(until)
    assert invoice.extended_from == (day("2026-06-09") if extended else None)


@pytest.mark.parametrize(("date", "stands"), [("2026-06-10", True), ("2026-06-11", False)])
def test_proceedings_are_about_what_was_invoiced_by_then(
    date: str,
    stands: bool,  # noqa: FBT001
) -> None:
    note = remark("2026-06-20", "insolvency", "F1", opened="2026-06-10")
    books = accounts() + sale("2026-04-01", "F1", "1000.00") + sale(date, "F2", "50.00") + note
    found = report(books)
    since = insolvent_since(item(found, "F2").invoice, found.events)
    assert since == (day("2026-06-10") if stands else None)
