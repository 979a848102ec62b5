"""Kinds of credits, and how a credit is divided by the accounts that stand against it."""

from __future__ import annotations

import pytest

from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.charts import NationalChart
from beancount_relance.ledger.counterparts.credit_kinds import (
    adjusted,
    kind_of_leg,
    split_by_kind,
)
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, EXPENSE, INCOME
from beancount_relance.ledger.counterparts.settlement_kinds import (
    CREDIT_NOTE,
    DEDUCTED_FEE,
    GIVEN_DISCOUNT,
    OTHERWISE,
    PAYMENT,
    WRITTEN_OFF,
)
from tests.support.ledgers import D


@pytest.mark.parametrize(
    ("account", "nature", "principal", "kind"),
    [
        ("Income:709-Rabais", INCOME, CREDIT_NOTE, CREDIT_NOTE),
        ("Income:709-Rabais", INCOME, PAYMENT, GIVEN_DISCOUNT),
        ("Income:Discounts", INCOME, CREDIT_NOTE, GIVEN_DISCOUNT),
        ("Expenses:Discounts", EXPENSE, PAYMENT, GIVEN_DISCOUNT),
        ("Expenses:Bank-Fees", EXPENSE, PAYMENT, DEDUCTED_FEE),
        ("Expenses:Bank-Fees", EXPENSE, CREDIT_NOTE, OTHERWISE),
        ("Expenses:Bad-Debts", EXPENSE, PAYMENT, WRITTEN_OFF),
        ("Expenses:Travel", EXPENSE, PAYMENT, OTHERWISE),
        ("Assets:Bank", CASH, CREDIT_NOTE, PAYMENT),
        ("Equity:Opening", EQUITY, CREDIT_NOTE, CREDIT_NOTE),  # of the kind of what it stands by
    ],
)
def test_an_account_tells_the_kind_of_a_leg(
    account: str, nature: str, principal: str, kind: str
) -> None:
    assert kind_of_leg(account, nature, principal, AccountRoles(NationalChart("PCG"))) == kind


@pytest.mark.parametrize(
    ("fee", "shares"),
    [
        ("25.00", {DEDUCTED_FEE: D("25.00")}),
        ("25.01", {OTHERWISE: D("25.01")}),
    ],
)
def test_more_than_a_quarter_is_no_fee(fee: str, shares: dict[str, object]) -> None:
    assert adjusted({DEDUCTED_FEE: D(fee)}, D("100.00"), D(0), PAYMENT) == shares


def test_the_first_kind_beside_a_payment_bears_the_tax() -> None:
    def shares() -> dict[str, D]:
        return {WRITTEN_OFF: D(50), GIVEN_DISCOUNT: D(10)}

    taxed = adjusted(shares(), D(120), D(2), PAYMENT)
    assert taxed == {WRITTEN_OFF: D(50), GIVEN_DISCOUNT: D(12)}
    assert adjusted(shares(), D(120), D(2), CREDIT_NOTE) == shares()


@pytest.mark.parametrize(
    ("total", "fee", "parts"),
    [
        ("100", "2", [(PAYMENT, D("98.00")), (DEDUCTED_FEE, D("2.00"))]),
        ("200", "3", [(PAYMENT, D("98.50")), (DEDUCTED_FEE, D("1.50"))]),
        ("100", "100", [(DEDUCTED_FEE, D("100.00"))]),
        ("100", "0.5", [(PAYMENT, D("99.50")), (DEDUCTED_FEE, D("0.50"))]),
        ("100", "-2", [(PAYMENT, D("100.00"))]),
        ("100", "102", [(PAYMENT, D("100.00"))]),
        ("0", "0", [(PAYMENT, D("100.00"))]),
    ],
)
def test_a_credit_is_divided_in_proportion(
    total: str, fee: str, parts: list[tuple[str, D]]
) -> None:
    found = split_by_kind(D("100.00"), PAYMENT, D(total), {DEDUCTED_FEE: D(fee)})
    assert list(found) == parts
