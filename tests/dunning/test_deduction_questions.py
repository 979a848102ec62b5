"""When a payment that says what it leaves out is asked about."""

from __future__ import annotations

import pytest

from beancount_relance.dunning.questions.deduction_questions import STATED_DEDUCTION
from tests.support.ledgers import accounts, payment, remark, report, sale

PAID = """
2026-04-08 * "Martin" "F1001 less TDS 10%"
  Assets:Bank  900.00 EUR
  Assets:Clients:Martin
"""
LEGS = """
2020-01-01 open Expenses:Discounts
2026-04-08 * "Martin" "F1001 less TDS 10%" ^F1001
  Assets:Bank  800.00 EUR
  Expenses:Discounts  50.00 EUR
  Assets:Clients:Martin
"""
CREDITED = """
2026-04-20 * "Martin" "A lamp less" ^F1001
  Income:Sales  40.00 EUR
  Assets:Clients:Martin
"""
NOBODY: tuple[tuple[str, dict[str, str]], ...] = (
    ("auto-reply", {}),
    ("bounced", {"recipient": '"ap@martin.example"'}),
    ("undeliverable", {}),
    ("exercised", {"right": '"credit-insurance"'}),
)
"""Notes by which nobody says what is to become of the rest."""
BOUNCED = '2026-04-01 custom "relance-customer" "Martin"\n  email: "ap@martin.example"\n' + remark(
    "2026-04-09", "bounced", "F1001", recipient='"ap@martin.example"'
)
CREDITED_PLAINLY = CREDITED.replace("A lamp less", "One lamp")


@pytest.mark.parametrize(
    ("entries", "is_asked"),
    [
        (PAID, True),
        (PAID + remark("2026-04-07", "resume", "F1001"), True),  # of a time before
        (PAID + remark("2026-04-08", "resume", "F1001"), False),
        (PAID + remark("2026-04-09", "resume", "F1001"), False),
        (PAID + remark("2026-04-09", "resume", "F1002"), True),
        (PAID + remark("2026-04-09", "still-owed", "F1001"), False),
        (PAID + remark("2026-04-09", "still-owed", "F1002"), True),
        (PAID + remark("2026-04-09", "contact", "F1001"), False),
        (PAID + remark("2026-04-09", "acknowledged", "F1001"), False),
        *((PAID + remark("2026-04-09", kind, "F1001", **more), True) for kind, more in NOBODY),
        (PAID + BOUNCED + remark("2026-04-13", "resume", "F1001"), True),  # about the address
        (PAID + CREDITED_PLAINLY, True),  # which is no payment
        (PAID + payment("2026-04-20", "40.00", "F1001"), False),  # whose text is the last
        (payment("2026-04-08", "900.00", "F1001") + CREDITED, False),
        (LEGS, False),  # what was deducted is booked
    ],
)
def test_the_last_payment_is_asked_about_until_its_invoice_has_a_note(
    entries: str,
    is_asked: bool,  # noqa: FBT001
) -> None:
    books = accounts() + sale("2026-03-02", "F1001", "1000.00")
    found = report(books + sale("2026-03-02", "F1002", "77.70", due="2026-12-31") + entries)
    waiting = found.agenda.waiting
    asked = [each.item.invoice.reference for each in waiting if each.why == STATED_DEDUCTION]
    assert asked == (["F1001"] if is_asked else [])
