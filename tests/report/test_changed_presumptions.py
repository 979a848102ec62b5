"""When a customer was told that a payment was for one invoice, and it now counts for another."""

from __future__ import annotations

import pytest

from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, payment, remark, report, sale

INVOICES = (
    accounts()
    + sale("2026-03-02", "F1", "1000.00")
    + sale("2026-03-12", "F2", "1000.00")
    + sale("2026-03-20", "F3", "310.00")
)
TOLD = remark("2026-05-12", "reminder", "F2")
BY_NUMBER = payment("2026-05-20", "1000.00", "F1")


def told(found: Report) -> list[str]:
    return [str(each.message) for each in found.checks if each.code == "changed-presumption"]


@pytest.mark.parametrize("day", ["2026-05-04", "2026-05-12"])
def test_a_payment_known_when_the_customer_was_told(day: str) -> None:
    (text,) = told(report(INVOICES + payment(day, "1000.00") + TOLD + BY_NUMBER))
    assert "counted for F1 (€1,000.00)" in text
    assert "now counts for F2 (€1,000.00)" in text


@pytest.mark.parametrize(
    "books",
    [
        pytest.param(payment("2026-05-13", "1000.00") + TOLD + BY_NUMBER, id="it came later"),
        pytest.param(payment("2026-05-04", "1000.00") + TOLD, id="nothing was paid since"),
        pytest.param(payment("2026-05-04", "1000.00") + BY_NUMBER, id="nobody was told"),
        pytest.param(
            '2020-01-01 custom "relance" "allocation" "explicit"\n'
            + payment("2026-05-04", "1000.00") + TOLD + BY_NUMBER,
            id="nothing is presumed",
        ),
        pytest.param(
            remark("2026-04-20", "dispute", "F1")
            + payment("2026-05-04", "1000.00") + TOLD + BY_NUMBER,
            id="it was for F2 all along, since F1 was disputed",
        ),
        pytest.param(
            payment("2026-05-04", "1000.00") + TOLD
            + '2026-05-18 * "Martin" "Returned"\n  Assets:Clients:Martin  1000.00 EUR\n'
            + "  Assets:Bank\n" + BY_NUMBER,
            id="it went back",
        ),
    ],
)  # fmt: skip
def test_nothing_was_said_that_is_wrong_now(books: str) -> None:
    assert told(report(INVOICES + books)) == []
