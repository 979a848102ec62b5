"""What went wrong in other programs by public reports, each case as a ledger of a few lines.

The links are the reports, the comment says what went wrong there, and the test what is right here.
Only the facts are from there. README.md and README.fr.md count the cases.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from beancount_relance.dunning.agenda import Action
from beancount_relance.report.report import Report
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import D, accounts, day, item, payment, remark, sale
from tests.support.ledgers import report as report_of

GITHUB = "https://github.com/"
CASES: list[tuple[str, ...]] = []


def reported(*links: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Say where the bug was reported, more than once if several people met it."""
    CASES.append(links)
    return lambda test: test


def owed(found: Report) -> dict[str, Decimal]:
    """What is outstanding, by invoice."""
    return {each.invoice.reference: each.outstanding for each in found.open_items}


def asked_for(found: Report) -> dict[str, set[str]]:
    """The invoices of each action that is due, by stage."""
    return {action.stage.name: invoices(action) for action in found.actions}


def invoices(action: Action) -> set[str]:
    return {each.invoice.reference for each in action.items}


def letter(found: Report) -> str:
    """The text of the one action that is due."""
    (action,) = found.actions
    return Writer(found).write(action).body


def buckets(found: Report, currency: str = "EUR") -> dict[str, Decimal]:
    """The total of each ageing bucket, but for the empty ones."""
    (total,) = (each for each in found.aged_totals if each.currency == currency)
    return {name: amount for name, amount in total.buckets.items() if amount}


# An invoice of 1,000.00 with 400.00 paid was reminded with 1,000.00.
@reported(GITHUB + "Dolibarr/dolibarr/issues/34047", GITHUB + "Dolibarr/dolibarr/issues/27326")
def test_a_reminder_asks_for_what_is_left() -> None:
    books = accounts() + sale("2026-04-01", "F1", "1000.00") + payment("2026-04-20", "400.00", "F1")
    found = report_of(books, "2026-05-05")
    assert owed(found) == {"F1": D("600.00")}
    assert "€600.00" in letter(found)


# With several invoices in one dunning, all of them had the outstanding amount of the last.
@reported(GITHUB + "frappe/erpnext/issues/42605", GITHUB + "frappe/erpnext/issues/46650")
def test_each_invoice_of_a_letter_has_its_own_amount() -> None:
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00")
        + sale("2026-04-01", "F2", "450.00")
        + payment("2026-04-20", "400.00", "F1")
    )
    found = report_of(books, "2026-05-05")
    assert owed(found) == {"F1": D("600.00"), "F2": D("450.00")}
    text = letter(found)
    assert "€600.00" in text
    assert "€450.00" in text
    assert "€1,050.00" in text


# A dunning was offered on the due date itself.
@reported(GITHUB + "frappe/erpnext/pull/45685", GITHUB + "frappe/erpnext/pull/45716")
def test_an_invoice_due_today_is_not_late() -> None:
    books = accounts() + sale("2026-04-01", "F1", "1000.00", due="2026-05-04")
    found = report_of(books, "2026-05-04")
    assert not asked_for(found)
    assert buckets(found) == {"not due": D("1000.00")}


# With half of an invoice due after 14 days and half after 30, it was late only after 30.
@reported(GITHUB + "frappe/erpnext/issues/26969")
def test_the_first_instalment_is_late_by_itself() -> None:
    split = 'terms: "50% 14 days, 50% 30 days"'
    books = accounts() + sale("2026-04-01", "F1", "1000.00").replace(
        "  Assets", f"  {split}\n  Assets", 1
    )
    found = report_of(books, "2026-04-20")
    assert buckets(found) == {"not due": D("500.00"), "1-30": D("500.00")}
    assert "€500.00" in letter(found)


# Once the principal was paid, interest and fee could no longer be claimed.
@reported(GITHUB + "frappe/erpnext/issues/58220")
def test_interest_is_still_known_when_the_principal_is_paid() -> None:
    books = (
        accounts()
        + sale("2026-03-01", "F1", "1000.00", due="2026-03-31")
        + payment("2026-05-30", "1000.00", "F1")
    )
    found = report_of(books, "2026-06-30")
    (late,) = found.paid_late(everybody=True)
    # 60 days at 12.15 %: 1000 × 0.1215 × 60 / 365 = 19.97
    assert late.claim.interest.amount == D("19.97")
    assert late.claim.fee == D("40")


# The columns of the aged balance added up to less than the outstanding column: what is due later
# was in none.
@reported(
    GITHUB + "frappe/erpnext/issues/51596",
    GITHUB + "frappe/erpnext/issues/49262",
    GITHUB + "frappe/erpnext/issues/43162",
)
def test_the_buckets_add_up_to_the_balance_of_the_accounts() -> None:
    books = (
        accounts()
        + sale("2026-01-01", "F1", "100.00", due="2026-01-31")
        + sale("2026-04-20", "F2", "20.00", due="2026-06-30")
        + sale("2026-04-20", "F3", "3.00")
    )
    found = report_of(books, "2026-05-04")
    assert buckets(found) == {"not due": D("23.00"), "91+": D("100.00")}
    (total,) = found.aged_totals
    assert total.total == D("123.00") == found.totals()["EUR"].ledger


# A customer with 60 days to pay was aged as if there were none.
@reported(
    GITHUB + "frappe/erpnext/issues/6371", GITHUB + "moiz-lakkadkutta/Fabric-Inventory/issues/197"
)
def test_the_terms_of_the_customer_decide_when_an_invoice_is_late() -> None:
    books = accounts().replace("Clients:Martin", 'Clients:Martin\n  terms: "60 days"')
    found = report_of(books + sale("2026-04-01", "F1", "1000.00"), "2026-05-20")
    assert item(found, "F1").invoice.due == day("2026-05-31")
    assert buckets(found) == {"not due": D("1000.00")}


# An invoice that was paid in parts was still listed.
@reported(GITHUB + "frappe/erpnext/issues/51149", GITHUB + "bsutton/hmb/issues/519")
def test_an_invoice_paid_in_parts_is_paid() -> None:
    books = (
        accounts()
        + sale("2026-01-01", "F99", "300.00")
        + payment("2026-01-20", "100.00", "F99")
        + payment("2026-02-20", "200.00", "F99")
    )
    found = report_of(books, "2026-05-04")
    assert not owed(found)
    assert not found.actions


# A cheque came back, and the invoice could not be made open again as it was.
@reported(GITHUB + "frappe/erpnext/issues/8659")
def test_a_returned_payment_opens_its_invoice_again() -> None:
    books = (
        accounts()
        + sale("2026-03-01", "F1", "1000.00", due="2026-03-31")
        + payment("2026-03-25", "1000.00", "F1")
        + '2026-04-02 * "Martin" "Returned unpaid" ^F1\n'
        + "  Assets:Clients:Martin  1000.00 EUR\n  Assets:Bank\n"
    )
    found = report_of(books, "2026-05-04")
    assert owed(found) == {"F1": D("1000.00")}
    assert item(found, "F1").invoice.due == day("2026-03-31")
    assert asked_for(found) == {"reminder": {"F1"}}


# An invoice of which a part was paid was no longer reminded.
@reported(GITHUB + "OCA/credit-control/issues/330")
def test_a_part_payment_does_not_end_the_reminders() -> None:
    books = accounts() + sale("2026-04-01", "F1", "1000.00") + payment("2026-05-02", "1.00", "F1")
    assert asked_for(report_of(books, "2026-05-20")) == {"reminder": {"F1"}}


# A reminder for one invoice silenced all others of the customer.
@reported(GITHUB + "OCA/credit-control/issues/460")
def test_a_reminder_for_one_invoice_leaves_the_others_to_be_reminded() -> None:
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00")
        + sale("2026-04-01", "F2", "450.00")
        + remark("2026-05-05", "reminder", "F1")
    )
    assert asked_for(report_of(books, "2026-05-13")) == {"call": {"F1", "F2"}}  # about both


# Open credit notes were left out of reminders, though customers deduct them.
@reported(GITHUB + "OCA/credit-control/issues/211")
def test_an_open_credit_note_is_deducted() -> None:
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00")
        + '2026-04-10 * "Martin" "Credit note" ^AV1\n'
        + "  Assets:Clients:Martin  -150.00 EUR\n  Income:Sales\n"
    )
    found = report_of(books, "2026-05-05")
    assert found.totals()["EUR"].ledger == D("850.00")
    assert "€150.00" in letter(found)


# An invoice that a credit note had reversed was still shown as one to pay.
@reported(GITHUB + "odoo/odoo/pull/189465")
def test_an_invoice_that_was_credited_is_not_asked_for() -> None:
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00", due="2026-04-30")
        + '2026-05-01 * "Martin" "Credit note" ^F1\n'
        + "  Assets:Clients:Martin  -1000.00 EUR\n  Income:Sales\n"
    )
    found = report_of(books, "2026-05-20")
    assert not owed(found)
    assert not found.actions


# A refund that had been cancelled was still announced as money to be allocated.
@reported(GITHUB + "OCA/credit-control/pull/568")
def test_a_cancelled_credit_note_is_no_credit() -> None:
    note = '* "Martin" "Credit note" ^AV1\n  Assets:Clients:Martin  {} EUR\n  Income:Sales\n'
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00")
        + f"2026-04-10 {note.format('-150.00')}"
        + f"2026-04-12 {note.format('150.00')}"
    )
    found = report_of(books, "2026-05-05")
    assert owed(found) == {"F1": D("1000.00")}
    assert not found.allocation.credits


# The aged balance of 31 May left out an invoice that was paid on 30 June.
@reported(
    GITHUB + "OCA/account-financial-reporting/issues/707",
    GITHUB + "odoo/odoo/pull/16016",
)
def test_a_past_aged_balance_has_what_was_open_then() -> None:
    books = accounts() + sale("2026-04-30", "F1", "500.00") + payment("2026-06-30", "500.00", "F1")
    assert buckets(report_of(books, "2026-05-31")) == {"1-30": D("500.00")}
    assert not owed(report_of(books, "2026-06-30"))


# A payment entered today with a date to come took the customer off the aged balance.
@reported(GITHUB + "odoo/odoo/pull/28728")
def test_a_cheque_dated_later_pays_nothing_yet() -> None:
    books = accounts() + sale("2026-04-30", "F1", "500.00") + payment("2026-06-10", "500.00", "F1")
    assert owed(report_of(books, "2026-06-09")) == {"F1": D("500.00")}
    assert not owed(report_of(books, "2026-06-10"))


# After part payments, one of them in advance, the rest was over 120 days old instead of 31 to 60.
@reported(GITHUB + "odoo/odoo/pull/16235")
def test_part_payments_do_not_make_the_rest_older() -> None:
    books = (
        accounts()
        + payment("2025-11-09", "1500.00", "F1")
        + sale("2025-11-30", "F1", "10000.00", due="2026-02-28")
        + payment("2025-11-30", "1000.00", "F1")
        + payment("2026-01-30", "2000.00", "F1")
    )
    assert buckets(report_of(books, "2026-04-04")) == {"31-60": D("5500.00")}


# What was 90 days late stood in the columns for 30, 60 and 90 days, and three times in the total.
@reported(GITHUB + "odoo/odoo/issues/10761", GITHUB + "simpleinvoices/simpleinvoices/issues/274")
def test_an_amount_is_in_one_bucket() -> None:
    books = (
        accounts()
        + sale("2026-01-01", "F1", "622.46", due="2026-01-31")
        + sale("2026-01-01", "F2", "50.00", due="2026-01-31")
        + payment("2026-01-20", "50.00", "F2")
    )
    found = report_of(books, "2026-04-20")
    assert buckets(found) == {"61-90": D("622.46")}
    assert found.totals()["EUR"].ledger == D("622.46")


# The sign of a part payment in another currency was wrong.
@reported(GITHUB + "odoo/odoo/pull/21354")
def test_a_part_payment_in_a_foreign_currency() -> None:
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00", currency="USD")
        + payment("2026-04-20", "400.00", "F1", currency="USD")
    )
    found = report_of(books, "2026-05-05")
    assert owed(found) == {"F1": D("600.00")}
    assert buckets(found, "USD") == {"1-30": D("600.00")}


# An invoice in a foreign currency, paid in one's own at the rate of the day, stayed open.
@reported(GITHUB + "odoo/odoo/issues/65271", GITHUB + "odoo/odoo/pull/42524")
def test_an_invoice_in_dollars_is_paid_in_euros() -> None:
    books = (
        accounts()
        + sale("2026-04-01", "F1", "1000.00", currency="USD")
        + '2026-04-20 * "Martin" "Transfer" ^F1\n'
        + "  Assets:Bank  920.00 EUR\n"
        + "  Assets:Clients:Martin  -1000.00 USD @@ 920.00 EUR\n"
    )
    assert not owed(report_of(books, "2026-05-05"))


# A late fee was added again by each run, and reminders went out again with each run.
@reported(
    GITHUB + "invoiceninja/invoiceninja/issues/2330",
    GITHUB + "invoiceninja/invoiceninja/issues/1693",
)
def test_a_fee_is_claimed_once_and_a_reminder_written_once() -> None:
    books = (
        accounts()
        + sale("2026-03-01", "F1", "1000.00", due="2026-03-31")
        + remark("2026-04-03", "reminder", "F1")
        + remark("2026-04-14", "call", "F1")
        + remark("2026-04-24", "firm-letter", "F1")
    )
    for now in ("2026-04-25", "2026-05-04", "2026-06-30"):
        found = report_of(books, now)
        assert found.claims.of(item(found, "F1")).fee == D("40")
    assert not report_of(books, "2026-04-25").actions


# The day after an invoice was sent, it was sent once more as an overdue reminder.
@reported(GITHUB + "invoiceninja/invoiceninja/issues/9312")
def test_nothing_is_sent_before_an_invoice_is_late() -> None:
    books = accounts() + sale("2026-05-04", "F1", "1000.00")
    assert not any(report_of(books, now).actions for now in ("2026-05-05", "2026-05-20"))


# A reminder whose day was missed was never sent.
@reported(
    GITHUB + "invoiceninja/invoiceninja/issues/2183",
    GITHUB + "invoiceninja/invoiceninja/issues/637",
)
def test_a_day_without_a_run_loses_no_reminder() -> None:
    books = accounts() + sale("2026-04-01", "F1", "1000.00", due="2026-05-01")
    for now in ("2026-05-04", "2026-05-05", "2026-06-30"):
        assert asked_for(report_of(books, now)) == {"reminder": {"F1"}}


# The due date in a reminder was the day before.
@reported(GITHUB + "invoiceninja/invoiceninja/issues/792")
def test_a_letter_has_the_due_date_of_the_invoice() -> None:
    books = accounts() + sale("2026-03-01", "F1", "1000.00", due="2026-03-31")
    text = letter(report_of(books, "2026-04-07"))
    assert "31 March 2026" in text
    assert "30 March" not in text


# A flat fee stood in for interest by law, and the reminder did not name the invoice.
@reported(GITHUB + "invoiceninja/invoiceninja/issues/11118")
def test_german_interest_is_calculated_by_the_day() -> None:
    germany = '1990-01-01 custom "relance" "creditor"\n  country: "DE"\n'
    books = accounts() + sale("2026-02-01", "F1", "1000.00", due="2026-03-01")
    found = report_of(books, "2026-05-31", creditor=germany)
    claim = found.claims.of(item(found, "F1"))
    assert claim.fee == D("40")
    # From 3 March (1 March is a Sunday) to 31 May: 90 days at 1.27 % and nine points.
    assert claim.interest.amount == D("25.32")  # 1000 × 0.1027 × 90 / 365
    assert "F1" in letter(found)


# A reminder went out for an invoice that was paid.
@reported(GITHUB + "akaunting/akaunting/issues/259")
def test_a_paid_invoice_is_not_reminded() -> None:
    books = (
        accounts() + sale("2026-04-01", "F1", "1000.00") + payment("2026-05-04", "1000.00", "F1")
    )
    assert asked_for(report_of(books, "2026-05-03")) == {}  # a Sunday
    assert not report_of(books, "2026-05-20").actions


# The balance of an account does not say which of its invoices are paid.
@reported(GITHUB + "plaintextaccounting/hledger/issues/906")
def test_which_invoices_are_paid_is_known_without_numbers_on_payments() -> None:
    books = (
        accounts()
        + sale("2026-03-01", "rent", "700.00")
        + sale("2026-03-05", "power", "43.20")
        + sale("2026-03-09", "water", "21.70")
        + payment("2026-03-20", "64.90")  # power and water
    )
    found = report_of(books, "2026-04-07")
    assert owed(found) == {"rent": D("700.00")}
