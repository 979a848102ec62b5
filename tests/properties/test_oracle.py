"""The package against :mod:`tests.properties.oracle`, a second reading of the same books."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from beancount.core.data import Directive
from hypothesis import given, reject

from beancount_relance.report.report import Report, build_report
from tests.properties.conventions import OPTIONS, books, some_day
from tests.properties.oracle import Answer, Key, UndecidedError, ask
from tests.properties.test_books import written
from tests.support.ledgers import load

Facts = dict[str, Any]


def settled_facts(
    parts: Iterable[tuple[datetime.date, Decimal, str]],
) -> list[tuple[datetime.date, str, Decimal]]:
    """What settled an item: by day and basis, whatever the parts and kinds."""
    sums: dict[tuple[datetime.date, str, bool], Decimal] = defaultdict(Decimal)
    for date, amount, basis in parts:
        sums[date, basis, amount > 0] += amount
    return sorted((date, basis, amount) for (date, basis, _), amount in sums.items() if amount)


def without_zeros(sums: dict[Key, Decimal]) -> dict[Key, Decimal]:
    return {key: amount for key, amount in sorted(sums.items()) if amount}


def facts(found: Report) -> Facts:
    """What the package says, in a form that can be compared."""
    credits_: dict[Key, Decimal] = defaultdict(Decimal)
    for credit in found.allocation.credits:
        credits_[credit.credit.customer, credit.credit.currency] += credit.amount
    loose: dict[Key, Decimal] = defaultdict(Decimal)
    for rest in found.allocation.unidentified:
        loose[rest.debit.customer, rest.debit.currency] += rest.amount
    items = [
        (
            *item.key[:3],
            item.invoice.date,
            item.invoice.due,
            item.invoice.amount,
            item.outstanding,
            settled_facts((part.date, part.amount, part.basis) for part in item.settled),
        )
        for item in found.allocation.items
    ]
    return {
        "items": sorted(items),
        "credits": without_zeros(credits_),
        "unidentified": without_zeros(loose),
    }


def oracle_facts(answer: Answer) -> Facts:
    items = [
        (
            one.customer,
            one.currency,
            one.reference,
            one.date,
            one.due,
            one.amount,
            one.left,
            settled_facts(part[:3] for part in one.settled),
        )
        for one in answer.items
    ]
    return {
        "items": sorted(items),
        "credits": without_zeros(answer.credits),
        "unidentified": without_zeros(answer.unidentified),
    }


def compare(entries: Sequence[Directive], as_of: datetime.date) -> None:
    whole = written(entries)
    try:
        answer = ask(whole, OPTIONS, as_of)
    except UndecidedError:
        reject()
    assert facts(build_report(whole, OPTIONS, as_of)) == oracle_facts(answer)


EARLIER_BOOKS = """
2025-12-22 open Assets:Bank
2025-12-22 open Income:Sales
2025-12-22 open Equity:Opening
2025-12-22 open Assets:Clients:Martin
2025-12-22 custom "relance" "reference-pattern" "F2026-[0-9]+"

2025-12-31 * "Martin" "Opening"
  Assets:Clients:Martin                100.00 EUR
  Equity:Opening                      -100.00 EUR

2026-01-02 * "Martin" "Entry" ^F2026-002
  Assets:Clients:Martin                100.00 EUR
  Income:Sales                        -100.00 EUR

2026-01-03 * "Martin" "Entry" ^F2026-001
  invoice: "F2025-099"
  Assets:Clients:Martin               -{came}.00 EUR
  Assets:Bank
"""


@pytest.mark.parametrize(("came", "opened", "over"), [(100, 0, 0), (60, 40, 0), (130, 0, 30)])
def test_an_invoice_of_the_year_before_is_of_the_opening(came: int, opened: int, over: int) -> None:
    """It is not the invoice whose number is like the link, and what is too much is a credit."""
    entries, _ = load(EARLIER_BOOKS.format(came=came))
    day = datetime.date(2026, 1, 31)
    compare(entries, day)
    found = facts(build_report(written(entries), OPTIONS, day))
    assert found["unidentified"] == ({("Martin", "EUR"): opened} if opened else {})
    assert found["credits"] == ({("Martin", "EUR"): over} if over else {})
    assert [item[6] for item in found["items"]] == [100]


INSTALMENTS = """
2025-12-22 open Assets:Bank
2025-12-22 open Income:Sales
2025-12-22 open Liabilities:Suppliers
2025-12-22 open Assets:Clients:Martin

2026-01-01 * "Martin" "Entry" ^F2026-002
  applies_to: "F2026-001"
  Assets:Clients:Martin                -20.68 EUR
  Liabilities:Suppliers

2026-01-11 * "Martin" "Entry" ^F2026-001
  terms: "30% à la commande, 70% 30 jours"
  Assets:Clients:Martin                 62.03 EUR
  Income:Sales

2026-03-25 * "Martin" "Invoice F2026-001, thank you"
  Assets:Clients:Martin                 17.01 EUR
  Assets:Bank
"""


def test_what_goes_back_is_of_the_last_instalment_first() -> None:
    entries, _ = load(INSTALMENTS)
    day = datetime.date(2026, 4, 13)
    compare(entries, day)
    found = facts(build_report(written(entries), OPTIONS, day))
    assert [(item[5], item[6]) for item in found["items"]] == [
        (Decimal("18.61"), Decimal("14.94")),
        (Decimal("43.42"), Decimal("43.42")),
    ]


TWO_PAYMENTS = """
2025-12-22 open Assets:Bank
2025-12-22 open Income:Sales
2025-12-22 open Assets:Receivable

2026-01-11 * "Bright Dental" "Entry" ^2025-11-05
  Assets:Receivable                     24.41 EUR
  Income:Sales

2026-01-13 * "BANK TEXT" "Entry" ^2025-11-05
  Assets:Receivable                    -24.41 EUR
  Assets:Bank

2026-01-16 * "Bright Dental" "Entry" ^INV-7
  Assets:Receivable                     24.41 EUR
  Income:Sales

2026-01-20 * "BANK TEXT" "Entry" ^INV-7
  Assets:Receivable                    -24.41 EUR
  Assets:Bank

2026-01-27 * "OTHER TEXT" "Returned unpaid"
  Assets:Receivable                     24.41 EUR
  Assets:Bank
"""


def test_whichever_payment_went_back_it_is_of_who_paid_both() -> None:
    entries, _ = load(TWO_PAYMENTS)
    day = datetime.date(2026, 4, 9)
    compare(entries, day)
    found = facts(build_report(written(entries), OPTIONS, day))
    assert found["unidentified"] == {("Bright Dental", "EUR"): Decimal("24.41")}


POSTED_AGAIN = """
2025-12-22 open Assets:Bank
2025-12-22 open Income:Sales
2025-12-22 open Assets:Receivable
2025-12-22 open Assets:Clients:Martin

2026-01-05 * "Martin" "Entry" ^F2026-001
  Assets:Clients:Martin               -200.00 EUR
  Assets:Bank

2026-01-06 * "Acme" "Entry"
  Assets:Clients:Martin                200.00 EUR
  Assets:Receivable
"""


def test_a_payment_posted_again_on_a_shared_account_is_of_its_payee() -> None:
    """It was posted on the wrong customer, who owed nothing."""
    entries, _ = load(POSTED_AGAIN)
    day = datetime.date(2026, 1, 31)
    compare(entries, day)
    found = facts(build_report(written(entries), OPTIONS, day))
    assert found["credits"] == {("Acme", "EUR"): 200}


SAME_NUMBER = """
2025-12-22 open Assets:Bank
2025-12-22 open Income:Sales
2025-12-22 open Assets:Receivable
2025-12-22 open Assets:Clients:Martin

2026-01-01 * "Acme" "Entry" ^INV-7
  Assets:Receivable                    100.00 EUR
  Income:Sales

2026-01-11 * "Martin" "Entry" ^INV-7
  Assets:Clients:Martin                 40.00 USD
  Income:Sales

2026-01-12 * "BANK TEXT" "Entry" ^INV-7
  Assets:Receivable                   -100.00 EUR
  Assets:Bank

2026-01-14 * "BANK TEXT" "Returned" ^INV-7
  Assets:Receivable                    100.00 EUR
  Assets:Bank
"""


@pytest.mark.parametrize(("day", "left"), [(13, 0), (20, 100)])
def test_a_number_is_of_the_invoice_in_the_currency_of_the_payment(day: int, left: int) -> None:
    entries, _ = load(SAME_NUMBER)
    as_of = datetime.date(2026, 1, day)
    compare(entries, as_of)
    found = facts(build_report(written(entries), OPTIONS, as_of))
    assert [(item[0], item[6]) for item in found["items"]] == [("Acme", left), ("Martin", 40)]
    assert not found["credits"]


ONLY_IN_EUR = """
2025-12-22 open Assets:Bank
2025-12-22 open Income:Sales
2025-12-22 open Assets:Receivable

2026-01-01 * "Acme" "Entry" ^77
  Assets:Receivable                    100.00 EUR
  Income:Sales

2026-01-09 * "BANK TEXT" "Entry" ^77
  Assets:Receivable                     40.00 USD
  Assets:Bank
"""


def test_what_goes_out_by_a_number_is_of_its_customer_in_any_currency() -> None:
    entries, _ = load(ONLY_IN_EUR)
    day = datetime.date(2026, 1, 31)
    compare(entries, day)
    found = facts(build_report(written(entries), OPTIONS, day))
    assert found["unidentified"] == {("Acme", "USD"): 40}


COPIED = """
2025-12-22 open Income:Sales
2025-12-22 open Assets:Clients:Martin

2026-01-01 * "Martin" "Entry" ^F2026-001
  due: 2026-01-05
  Assets:Clients:Martin                100.00 EUR
  Assets:Clients:Martin                -10.00 EUR
  Income:Sales

2026-01-02 * "Martin" "Entry cancelled" ^F2026-001
  due: 2026-01-05
  Assets:Clients:Martin               -100.00 EUR
  Assets:Clients:Martin                 10.00 EUR
  Income:Sales

2026-01-02 * "Martin" "Entry" ^F2026-001
  due: 2026-02-25
  Assets:Clients:Martin                100.00 EUR
  Assets:Clients:Martin                -10.00 EUR
  Income:Sales
"""


@pytest.mark.parametrize(("against", "left"), [("Income:Sales", [0, 90]), ("Equity:Opening", [90])])
def test_what_cancels_an_invoice_line_by_line_makes_no_part_of_it_due(
    against: str, left: list[int]
) -> None:
    """Whoever reverses an entry may copy its due date; a balance is opened again."""
    entries, _ = load(COPIED.replace("Income:Sales", against))
    day = datetime.date(2026, 3, 1)
    compare(entries, day)
    found = facts(build_report(written(entries), OPTIONS, day))
    assert [(item[5], item[6]) for item in found["items"]] == [(90, each) for each in left]


@given(books(mode="amount"), some_day)
def test_amount(entries: list[Directive], as_of: datetime.date) -> None:
    compare(entries, as_of)


@given(books(mode="oldest"), some_day)
def test_oldest(entries: list[Directive], as_of: datetime.date) -> None:
    compare(entries, as_of)


@given(books(mode="explicit"), some_day)
def test_explicit(entries: list[Directive], as_of: datetime.date) -> None:
    compare(entries, as_of)
