"""Recognition: settings that name nothing hide nothing."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, complaints, report, sale

DUE = sale("2026-04-01", "F1", "100.00")
MISSPELT = '2024-01-01 custom "relance" "exclude" Assets:Clients:Martn\n'


def test_a_setting_that_names_nothing_leaves_recognition_by_name() -> None:
    found = report(accounts() + DUE + '2024-01-01 custom "relance" "receivables" Assets:Klienten\n')
    assert [action.customer.id for action in found.actions] == ["Martin"]
    ((_, message),) = complaints(found)
    assert "Assets:Klienten" in message


def test_an_exclusion_that_names_nothing_is_told() -> None:
    found = report(accounts() + DUE + MISSPELT)
    assert [action.customer.id for action in found.actions] == ["Martin"]
    assert [message for _, message in complaints(found)] == [
        "exclude: the ledger has no account “Assets:Clients:Martn”, and none below it"
    ]


@pytest.mark.parametrize("value", ["Assets:Clients", '"Assets:Cl.*"'])
def test_who_excludes_has_decided(value: str) -> None:
    found = report(accounts() + DUE + f'2024-01-01 custom "relance" "exclude" {value}\n')
    assert not found.actions
    assert not found.open_items
    assert not complaints(found)
    assert not found.checks


def test_who_narrows_has_decided() -> None:
    text = (
        accounts()
        + "2020-01-01 open Assets:Contentieux:Zoe\n"
        + '2024-01-01 custom "relance" "receivables" Assets:Contentieux\n'
    )
    found = report(text)
    assert not found.checks
    assert not complaints(found)


def test_a_customer_whom_nobody_knows() -> None:
    unknown = '2024-01-01 custom "relance-customer" "Martn"\n  phone: "1"\n'
    assert complaints(report(accounts() + unknown)) == [
        (4, "no customer is called “Martn”; perhaps “Martin”")
    ]
    control = "2020-01-01 open Assets:Receivable\n"
    assert not complaints(report(accounts() + control + unknown))
