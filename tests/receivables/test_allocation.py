"""Which credit settles which invoice: the cases that have more than one answer."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.support.ledgers import accounts, complaints, day, item, payment, report, sale

F1 = sale("2026-05-01", "F1", "100.00")
F2 = sale("2026-05-02", "F2", "100.00")
F3 = sale("2026-05-03", "F3", "100.00")
EXPLICIT = '2026-01-01 custom "relance" "allocation" "explicit"\n'


def left(text: str) -> dict[str, str]:
    found = report(accounts("Martin", "Gaudin") + text)
    assert all(balance.difference == 0 for balance in found.allocation.balances.values())
    return {one.invoice.reference: str(one.outstanding) for one in found.open_items}


def credit(text: str) -> list[tuple[str, str]]:
    found = report(accounts("Martin", "Gaudin") + text)
    return [(one.credit.customer, str(one.amount)) for one in found.allocation.credits]


def from_bank(narration: str, amount: str = "100.00", date: str = "2026-05-20") -> str:
    return (
        f'{date} * "Martin" "{narration}"\n  Assets:Bank  {amount} EUR\n  Assets:Clients:Martin\n'
    )


@pytest.mark.parametrize("mode", ["", EXPLICIT], ids=["oldest", "explicit"])
def test_the_payment_that_can_go_nowhere_else_comes_first_whatever_the_order(mode: str) -> None:
    payments = [payment("2026-05-20", "100.00", "F2", "F3"), payment("2026-05-20", "100.00", "F2")]
    for order in permutations(payments):
        assert left(mode + F1 + F2 + F3 + "".join(order)) == {"F1": "100.00"}


def test_two_payments_of_one_day_with_several_references_in_any_order() -> None:
    payments = [
        payment("2026-05-20", "100.00", "F1", "F2"),
        payment("2026-05-20", "150.00", "F2", "F3"),
        payment("2026-05-20", "10.00"),
    ]
    assert (
        len({tuple(left(F1 + F2 + F3 + "".join(p)).items()) for p in permutations(payments)}) == 1
    )


def test_several_links_pay_the_oldest_due_first_not_in_the_order_of_writing() -> None:
    early = sale("2026-05-09", "Z1", "100.00", due="2026-05-10")
    assert left(F1 + early + payment("2026-05-20", "100.00", "F1", "Z1")) == {"F1": "100.00"}


def test_what_a_payment_has_too_much_goes_to_the_oldest_due() -> None:
    assert left(F1 + F2 + F3 + payment("2026-05-20", "150.00", "F3")) == {
        "F1": "50.00",
        "F2": "100.00",
    }


def test_under_explicit_what_is_too_much_stays_the_customers() -> None:
    text = EXPLICIT + F1 + F3 + payment("2026-05-20", "150.00", "F3")
    assert left(text) == {"F1": "100.00"}
    assert credit(text) == [("Martin", "50.00")]


def test_a_narration_that_quotes_a_number_names_the_invoice() -> None:
    invoices = sale("2026-04-01", "F2026-001", "100.00") + sale("2026-05-01", "F2026-014", "100.00")
    assert left(invoices + from_bank("VIR F2026-014, merci")) == {"F2026-001": "100.00"}
    found = report(accounts() + invoices + from_bank("VIR F2026-014, merci"))
    assert item(found, "F2026-014").settled[0].basis == "reference"


def test_a_part_of_a_number_is_no_number() -> None:
    invoices = sale("2026-04-01", "F2026-001", "100.00") + sale("2026-05-01", "F2026-01", "100.00")
    assert left(invoices + from_bank("VIR F2026-011")) == {"F2026-01": "100.00"}  # oldest first
    assert left(invoices + from_bank("VIR F2026-01")) == {"F2026-001": "100.00"}


def test_a_pattern_finds_numbers_in_narrations_of_invoices_and_payments() -> None:
    text = '2026-01-01 custom "relance" "reference-pattern" "SI-[0-9]+"\n'
    for number, date in (("SI-1", "2026-05-01"), ("SI-2", "2026-05-02")):
        text += (
            f'{date} * "Invoice {number}"\n  Assets:Clients:Martin  100.00 EUR\n  Income:Sales\n'
        )
    assert left(text + from_bank("Ref SI-2")) == {"SI-1": "100.00"}


@pytest.mark.parametrize("value", ['"F2, F3"', '"F2;F3"', '"F2 F3"', '"F3,F2"'])
def test_one_key_may_hold_several_numbers(value: str) -> None:
    text = from_bank("Transfer", "200.00").replace("\n", f"\n  applies_to: {value}\n", 1)
    assert left(F1 + F2 + F3 + text) == {"F1": "100.00"}


def test_numbers_are_compared_without_regard_to_case() -> None:
    assert left(
        sale("2026-05-01", "inv-1", "100.00") + payment("2026-05-20", "40.00", "INV-1")
    ) == {"inv-1": "60.00"}


def test_two_customers_may_have_invoices_of_one_number() -> None:
    text = sale("2026-05-01", "7", "100.00") + sale("2026-05-02", "7", "50.00", customer="Gaudin")
    found = report(
        accounts("Martin", "Gaudin") + text + payment("2026-05-20", "50.00", "7", customer="Gaudin")
    )
    ((only, amount),) = [(one.invoice.customer, one.outstanding) for one in found.open_items]
    assert only == "Martin"
    assert amount == 100
    assert not found.problems


def test_a_payment_on_another_customers_account_is_an_error_and_stays_there() -> None:
    text = F1 + payment("2026-05-20", "100.00", "F1", customer="Gaudin")
    found = report(accounts("Martin", "Gaudin") + text)
    ((line, message),) = complaints(found)
    assert line in (8, 10)
    assert "Martin" in message
    assert "Gaudin" in message
    assert left(text) == {"F1": "100.00"}
    assert credit(text) == [("Gaudin", "100.00")]


def test_a_refund_of_what_was_paid_twice_leaves_nothing() -> None:
    twice = payment("2026-05-20", "100.00", "F1") + payment("2026-05-21", "100.00", "F1")
    back = '2026-05-25 * "Refund"\n  Assets:Clients:Martin  100.00 EUR\n  Assets:Bank\n'
    assert left(F1 + twice + back) == {}
    assert credit(F1 + twice + back) == []


def test_a_residual_within_tolerance_is_settled() -> None:
    assert left(F1 + payment("2026-05-20", "99.995", "F1")) == {}
    assert left(F1 + payment("2026-05-20", "99.99", "F1")) == {"F1": "0.01"}


def test_what_settled_is_named_by_the_other_leg() -> None:
    legs = {
        "Assets:Bank": "payment",
        "Income:Sales": "credit-note",
        "Liabilities:TVA": "credit-note",
        "Expenses:Losses": "write-off",
        "Liabilities:Supplier": "other",
        "Equity:Adjustments": "other",
    }
    for account, kind in legs.items():
        text = f'2026-05-20 * "Entry" ^F1\n  Assets:Clients:Martin  -10.00 EUR\n  {account}\n'
        opened = (
            "" if account in {"Assets:Bank", "Income:Sales"} else f"2020-01-01 open {account}\n"
        )
        found = report(accounts() + opened + F1 + text)
        assert [part.kind for part in item(found, "F1").settled] == [kind], account


MIXED = [
    # the other legs, and what they make of the 100 € they settle
    (
        ["Assets:Bank  98.50", "Expenses:BankCharges  1.50"],
        {"payment": "98.50", "bank-fee": "1.50"},
    ),
    (["Assets:Bank  80.00", "Expenses:Losses  20.00"], {"payment": "80.00", "write-off": "20.00"}),
    (["Income:Sales  80.00", "Liabilities:TVA  20.00"], {"credit-note": "100.00"}),
    # a loss with its VAT taken back is one write-off
    (["Expenses:Losses  80.00", "Liabilities:TVA  20.00"], {"write-off": "100.00"}),
    # nobody deducted what is owed to somebody else, or what left the stock
    (
        ["Assets:Bank  100.00", "Expenses:Commissions  5.00", "Liabilities:Accrued  -5.00"],
        {"payment": "100.00"},
    ),
    (
        ["Assets:Bank  100.00", "Expenses:Losses  40.00", "Assets:Inventory  -40.00"],
        {"payment": "100.00"},
    ),
    (
        [
            "Assets:Bank  98.50",
            "Expenses:BankCharges  1.50",
            "Expenses:Commissions  5.00",
            "Liabilities:Accrued  -5.00",
        ],
        {"payment": "98.50", "bank-fee": "1.50"},
    ),
]


@pytest.mark.parametrize(("legs", "kinds"), MIXED)
def test_a_credit_of_several_legs(legs: list[str], kinds: dict[str, str]) -> None:
    opened = "".join(
        f"2020-01-01 open {name}\n"
        for name in (
            "Assets:Inventory",
            "Expenses:BankCharges",
            "Expenses:Commissions",
            "Expenses:Losses",
            "Liabilities:Accrued",
            "Liabilities:TVA",
        )
    )
    lines = ["  Assets:Clients:Martin  -100.00 EUR", *(f"  {leg} EUR" for leg in legs)]
    text = "\n".join(('2026-05-20 * "Entry" ^F1', *lines)) + "\n"
    settled = item(report(accounts() + opened + F1 + text), "F1").settled
    assert {part.kind: str(part.amount) for part in settled} == kinds


def test_a_payment_in_another_currency_at_a_price_settles_its_own() -> None:
    dollars = sale("2026-05-01", "F1", "100.00", currency="USD")
    text = '2026-05-20 * "Paid in euros" ^F1\n  Assets:Bank  92.00 EUR\n'
    text += "  Assets:Clients:Martin  -100.00 USD @@ 92.00 EUR\n"
    assert left(dollars + text) == {}


# What was left on a day


def test_what_was_left_on_a_day_counts_the_payments_of_that_day() -> None:
    found = report(accounts() + F1 + payment("2026-05-20", "30.00", "F1"))
    one = item(found, "F1")  # 100 of 1 May
    days = ["2026-04-30", "2026-05-01", "2026-05-19", "2026-05-20"]
    assert [one.outstanding_on(day(date)) for date in days] == [0, 100, 100, 70]


@pytest.mark.parametrize(
    ("first", "last", "paid"),
    [
        ("2026-05-20", "2026-05-25", 50),
        ("2026-05-21", "2026-05-25", 20),
        ("2026-05-20", "2026-05-24", 30),
        ("2026-05-21", "2026-05-24", 0),
    ],
)
def test_what_was_paid_between_two_days_counts_both(first: str, last: str, paid: int) -> None:
    text = F1 + payment("2026-05-20", "30.00", "F1") + payment("2026-05-25", "20.00", "F1")
    assert item(report(accounts() + text), "F1").paid_between(day(first), day(last)) == paid


# Rests


def test_whole_amounts_leave_no_rest_that_is_nothing() -> None:
    whole = sale("2026-05-01", "F1", "100")
    assert left(whole + payment("2026-05-20", "99", "F1")) == {"F1": "1"}


def test_an_amount_without_decimals_makes_no_rest_of_cents_nothing() -> None:
    # half of the last digit is half a cent, that of 99.60, not half a euro
    whole = sale("2026-05-01", "F1", "100")
    assert left(whole + payment("2026-05-20", "99.60", "F1")) == {"F1": "0.40"}
    # nor does one with a single decimal
    for amount in ("100.5", "100.50"):
        tenth = sale("2026-05-01", "F1", amount)
        assert left(tenth + payment("2026-05-20", "100.46", "F1")) == {"F1": "0.04"}


def test_a_tolerance_for_all_currencies_and_one_for_its_own() -> None:
    option = 'option "inferred_tolerance_default" "{}:0.05"\n'
    paid = payment("2026-05-20", "99.96", "F1")
    assert left(option.format("*") + F1 + paid) == {}
    assert left(option.format("EUR") + F1 + paid) == {}
    assert left(option.format("USD") + F1 + paid) == {"F1": "0.04"}


def test_a_rest_of_less_than_one_is_paid_by_presumption_too() -> None:
    assert left(F1 + payment("2026-05-20", "99.50", "F1") + from_bank("Rest", "0.50")) == {}


# One credit of two kinds over two invoices


def kinds_of_two(first: str, second: str, cash: str, loss: str) -> list[list[tuple[str, str]]]:
    text = accounts() + "2020-01-01 open Expenses:Losses\n"
    text += sale("2026-05-01", "F1", first) + sale("2026-05-02", "F2", second)
    text += '2026-05-20 * "Settlement" ^F1 ^F2\n  Assets:Clients:Martin  -100.00 EUR\n'
    text += f"  Assets:Bank  {cash} EUR\n  Expenses:Losses  {loss} EUR\n"
    found = report(text)
    settled = [item(found, reference).settled for reference in ("F1", "F2")]
    return [[(part.kind, str(part.amount)) for part in parts] for parts in settled]


def test_the_kind_that_ends_with_an_invoice_is_used_up() -> None:
    assert kinds_of_two("80.00", "20.00", "80.00", "20.00") == [
        [("payment", "80.00")],
        [("write-off", "20.00")],
    ]


def test_what_is_left_of_a_kind_goes_to_the_next_invoice() -> None:
    assert kinds_of_two("50.00", "50.00", "80.00", "20.00") == [
        [("payment", "50.00")],
        [("payment", "30.00"), ("write-off", "20.00")],
    ]


def test_an_invoice_of_less_than_the_tolerance_is_open_as_long_as_nothing_was_paid() -> None:
    option = 'option "inferred_tolerance_default" "EUR:5"\n'
    assert left(option + sale("2026-05-01", "F2", "4.00")) == {"F2": "4.00"}
    assert left(option + F1 + payment("2026-05-20", "96.00", "F1")) == {}


def test_a_later_payment_of_one_invoice_comes_before_an_earlier_one_of_several() -> None:
    several = payment("2026-05-20", "100.00", "F2", "F3")
    assert left(F1 + F2 + F3 + several + payment("2026-05-25", "100.00", "F2")) == {"F1": "100.00"}


def test_of_two_loans_the_one_that_is_named_is_repaid() -> None:
    text = accounts() + "".join(
        f'{date} * "Martin" "Lent" ^{name}\n  Assets:Clients:Martin  {amount} EUR\n  Assets:Bank\n'
        for date, name, amount in (("2026-02-01", "loan-a", "900"), ("2026-03-01", "loan-b", "500"))
    )
    found = report(text + payment("2026-05-20", "500.00", "loan-b")).allocation.unidentified
    assert [int(rest.amount) for rest in found] == [900]
