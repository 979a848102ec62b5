"""Recognition: settings that name nothing hide nothing."""

from __future__ import annotations

from tests.support.ledgers import accounts, complaints, report, sale

DUE = sale("2026-04-01", "F1", "100.00")


def test_a_setting_that_names_nothing_leaves_recognition_by_name() -> None:
    found = report(accounts() + DUE + '2024-01-01 custom "relance" "receivables" Assets:Klienten\n')
    assert [action.customer.id for action in found.actions] == ["Martin"]
    ((_, message),) = complaints(found)
    assert "Assets:Klienten" in message


def test_a_first_setting_that_leaves_accounts_out_is_told_once_on_its_line() -> None:
    text = (
        accounts()
        + "2020-01-01 open Assets:Contentieux:Zoe\n"
        + '2024-01-01 custom "relance" "receivables" Assets:Contentieux\n'
    )
    (check,) = report(text).checks
    assert (check.kind, check.source.line) == ("receivables", 5)
    assert str(check.message).startswith("Assets:Clients: not receivable")
    off = text + '2024-01-01 custom "relance" "checks" "limitation"\n'
    assert not report(off).checks
    both = text + '2024-01-01 custom "relance" "receivables" Assets:Clients\n'
    assert not report(both).checks


def test_a_customer_whom_nobody_knows() -> None:
    unknown = '2024-01-01 custom "relance-customer" "Martn"\n  phone: "1"\n'
    assert complaints(report(accounts() + unknown)) == [
        (4, "no customer is called “Martn”; perhaps “Martin”")
    ]
    control = "2020-01-01 open Assets:Receivable\n"
    assert not complaints(report(accounts() + control + unknown))
