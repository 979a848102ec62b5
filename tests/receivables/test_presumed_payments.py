"""What an earlier payment has probably left open of an invoice is paid by exactly that amount."""

from __future__ import annotations

from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE, OLDEST
from tests.support.ledgers import accounts, payment, remark, report, sale

Paid = dict[str, list[tuple[str, str]]]

A = sale("2026-03-01", "A", "2000.00")
B = sale("2026-04-10", "B", "1500.00")
PART, REST = payment("2026-04-01", "1000.00"), payment("2026-04-20", "1000.00")


def paid(text: str) -> Paid:
    """What settled each invoice, and why."""
    items = report(accounts() + text).allocation.items
    return {
        item.invoice.reference: [(f"{part.amount:.0f}", part.basis) for part in item.settled]
        for item in items
    }


def test_the_rest_is_paid_whatever_was_invoiced_or_disputed_since() -> None:
    both = {"A": [("1000", OLDEST), ("1000", BY_AMOUNT)]}
    assert paid(A + PART + REST) == both
    assert paid(A + PART + B + REST) == {**both, "B": []}
    assert paid(A + sale("2026-03-05", "B", "1500.00") + PART + REST) == {**both, "B": []}
    whole, part = (
        remark("2026-04-05", "dispute", "A"),
        remark("2026-04-05", "dispute", "A", amount="600.00 EUR"),
    )
    assert paid(A + PART + whole + B + REST) == {**both, "B": []}
    assert paid(A + PART + part + B + REST) == {**both, "B": []}
    before = payment("2026-02-20", "1000.00")  # kept for what will be invoiced
    assert paid(before + A + B + REST) == {**both, "B": []}


def test_another_invoice_of_the_amount_is_a_rival() -> None:
    rival = sale("2026-04-10", "B", "1000.00")
    assert paid(A + PART + rival + REST) == {"A": [("1000", OLDEST)] * 2, "B": []}
    whole = remark("2026-04-05", "dispute", "A")
    assert paid(A + PART + whole + rival + REST) == {
        "A": [("1000", OLDEST)],
        "B": [("1000", BY_AMOUNT)],
    }


def test_several_payments_and_several_invoices() -> None:
    parts = payment("2026-04-01", "500.00") + payment("2026-04-02", "700.00")
    assert paid(A + parts + B + payment("2026-04-20", "800.00")) == {
        "A": [("500", OLDEST), ("700", OLDEST), ("800", BY_AMOUNT)],
        "B": [],
    }
    named = payment("2026-04-02", "300.00", "A")
    assert paid(A + B + PART + named + payment("2026-04-20", "700.00")) == {
        "A": [("1000", OLDEST), ("300", BY_REFERENCE), ("700", BY_AMOUNT)],
        "B": [],
    }
    more = payment("2026-04-01", "1700.00"), payment("2026-04-15", "1000.00")
    assert paid(A + more[0] + B + more[1] + payment("2026-04-20", "800.00")) == {
        "A": [("1700", OLDEST), ("300", OLDEST)],
        "B": [("700", OLDEST), ("800", BY_AMOUNT)],
    }
    early = payment("2026-02-10", "300.00") + payment("2026-02-12", "400.00")
    small = sale("2026-03-01", "A", "500.00") + sale("2026-03-10", "B", "900.00")
    assert paid(early + small + payment("2026-04-20", "700.00")) == {
        "A": [("300", OLDEST), ("200", OLDEST)],
        "B": [("200", OLDEST), ("700", BY_AMOUNT)],
    }
