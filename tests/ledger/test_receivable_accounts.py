"""Receivable accounts: recognised by name, or by the settings."""

from __future__ import annotations

import pytest

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.report.report import build_report
from tests.support.ledgers import complaints, customs, day, load, report

RECOGNISED = [
    # account, root, customer (none: a control account)
    ("Assets:Clients:Martin", "Assets:Clients", "Martin"),
    ("Assets:Customers:Acme", "Assets:Customers", "Acme"),
    ("Assets:Receivable:Acme", "Assets:Receivable", "Acme"),
    ("Assets:Receivables:Acme", "Assets:Receivables", "Acme"),
    ("Assets:AccountsReceivable:Acme", "Assets:AccountsReceivable", "Acme"),
    ("Assets:Accounts-Receivable:Acme", "Assets:Accounts-Receivable", "Acme"),
    ("Assets:AR:Acme", "Assets:AR", "Acme"),
    ("Assets:Debtors:Acme", "Assets:Debtors", "Acme"),
    ("Assets:Debiteurs:Martin", "Assets:Debiteurs", "Martin"),
    ("Assets:Débiteurs:Martin", "Assets:Débiteurs", "Martin"),
    ("Assets:Creances:Martin", "Assets:Creances", "Martin"),
    ("Assets:Créances:Martin", "Assets:Créances", "Martin"),
    ("Assets:Forderungen:Meier", "Assets:Forderungen", "Meier"),
    ("Assets:411:Martin", "Assets:411", "Martin"),
    ("Assets:4111:Martin", "Assets:4111", "Martin"),
    ("Assets:411000-Clients:Martin", "Assets:411000-Clients", "Martin"),
    ("Assets:1200-Customers:Acme", "Assets:1200-Customers", "Acme"),
    ("Assets:Clients-Douteux:Martin", "Assets:Clients-Douteux", "Martin"),
    ("Assets:Clients:Douteux:Martin", "Assets:Clients:Douteux", "Martin"),
    ("Assets:416:Martin", "Assets:416", "Martin"),
    ("Assets:Current:Receivable:Acme", "Assets:Current:Receivable", "Acme"),
    ("Assets:Clients:FR:Martin", "Assets:Clients", "FR:Martin"),
    ("Assets:Receivable", "Assets:Receivable", None),
    ("Assets:Clients:Client", "Assets:Clients", "Client"),
    ("Assets:Customers:Customer", "Assets:Customers", "Customer"),
    ("Assets:411-Clients:Client", "Assets:411-Clients", "Client"),
    ("Assets:411:Clients", "Assets:411:Clients", None),
    ("Assets:411000:Clients", "Assets:411000:Clients", None),
    ("Assets:41:411:Clients", "Assets:41:411:Clients", None),
    ("Assets:Tiers:411:Clients", "Assets:Tiers:411:Clients", None),
    ("Assets:411:Clients:Martin", "Assets:411:Clients", "Martin"),
    ("Assets:411:AR", "Assets:411", "AR"),
    ("Assets:Receivable:Client:Acme", "Assets:Receivable:Client", "Acme"),
    ("Assets:Receivable:Clients:Martin", "Assets:Receivable:Clients", "Martin"),
    ("Assets:Clients:Clients-Douteux:Martin", "Assets:Clients:Clients-Douteux", "Martin"),
    (
        "Assets:Receivable:1100-Accounts-Receivable",
        "Assets:Receivable:1100-Accounts-Receivable",
        None,
    ),
]
NOT_RECEIVABLE = [
    "Assets:Bank",
    "Assets:Bank:Checking",
    "Assets:Clientele",
    "Assets:Art",
    "Assets:Car",
    "Assets:TVA-Deductible",
    "Assets:4456:TVA",
    "Liabilities:Clients:Martin",
    "Liabilities:AccountsPayable",
    "Income:Clients:Martin",
    "Expenses:Receivable",
    "Equity:Clients",
]


@pytest.mark.parametrize(("account", "root", "customer"), RECOGNISED)
def test_recognised_by_name(account: str, root: str, customer: str | None) -> None:
    place = ReceivableAccounts("Assets", ())[account]
    assert place is not None
    assert (place.root, place.customer) == (root, customer)


@pytest.mark.parametrize("account", NOT_RECEIVABLE)
def test_not_recognised(account: str) -> None:
    assert ReceivableAccounts("Assets", ())[account] is None


def test_only_below_the_ledgers_own_assets_root() -> None:
    accounts = ReceivableAccounts("Actifs", ())
    place = accounts["Actifs:Clients:Martin"]
    assert place is not None
    assert place.customer == "Martin"
    assert accounts["Assets:Clients:Martin"] is None


def by_setting(*values: str) -> ReceivableAccounts:
    lines = (f'2024-01-01 custom "relance" "receivables" {value}' for value in values)
    settings, problems = parse_settings(customs("\n".join(lines)))
    assert not problems
    return ReceivableAccounts("Assets", settings.receivables)


def customers(accounts: ReceivableAccounts, *names: str) -> list[str | None]:
    return [place.customer if (place := accounts[name]) else "-" for name in names]


def test_a_setting_names_an_account_and_all_below_it() -> None:
    accounts = by_setting("Assets:Debts")
    names = ("Assets:Debts:Ana", "Assets:Debts", "Assets:DebtsOld:Ana", "Assets:Clients:Martin")
    assert customers(accounts, *names) == ["Ana", None, "-", "-"]


def test_several_settings_add_up_and_share_their_customers() -> None:
    accounts = by_setting("Assets:Clients", "Assets:Clients-Douteux")
    names = ("Assets:Clients:Martin", "Assets:Clients-Douteux:Martin")
    assert customers(accounts, *names) == ["Martin", "Martin"]


def test_a_setting_may_be_a_pattern_of_whole_components() -> None:
    accounts = by_setting('"Assets:(US|FR):Clients"')
    names = (
        "Assets:US:Clients:Acme",
        "Assets:FR:Clients:Martin",
        "Assets:DE:Clients:Meier",
        "Assets:US:Clientsold:Acme",
        "Assets:US",
    )
    assert customers(accounts, *names) == ["Acme", "Martin", "-", "-", "-"]


@pytest.mark.parametrize("pattern", ["Assets:.*:Owed", "Assets:.*:Owed:.*", "^Assets:.*:Owed$"])
def test_the_usual_ways_to_write_a_pattern(pattern: str) -> None:
    accounts = by_setting(f'"{pattern}"')
    names = ("Assets:FR:Owed:Martin", "Assets:FR:Bank")
    assert customers(accounts, *names) == ["Martin", "-"]


def test_a_setting_that_names_no_account_is_an_error_on_its_line() -> None:
    found = report(
        """
        2024-01-01 open Assets:Clients:Martin
        2024-01-01 custom "relance" "receivables" Assets:Clients
        2024-01-01 custom "relance" "receivables" "Assets:Klienten"
        """
    )
    assert complaints(found) == [
        (3, "receivables: the ledger has no account “Assets:Klienten”, and none below it")
    ]


BANK_AND_SALES = """
    2024-01-01 open Assets:Bank
    2024-01-01 open Income:Sales
"""


def test_no_receivable_account_is_an_error_where_directives_expect_one() -> None:
    found = report(BANK_AND_SALES + '    2024-01-01 custom "relance" "language" "fr"\n')
    ((line, message),) = complaints(found)
    assert line == 1
    assert 'custom "relance" "receivables" Assets:' in message
    assert found.hints == []


def test_no_receivable_account_is_a_hint_otherwise() -> None:
    entries, options = load(BANK_AND_SALES)  # without any directive for reminders
    found = build_report(entries, options, day("2026-06-30"))
    assert complaints(found) == []
    (hint,) = found.hints
    assert 'custom "relance" "receivables" Assets:' in str(hint.message)


def test_narrowing_ends_the_hint() -> None:
    excluded = '    2024-01-01 custom "relance" "exclude" Assets:Clients\n'
    found = report(BANK_AND_SALES + "    2024-01-01 open Assets:Clients\n" + excluded)
    assert (complaints(found), found.hints) == ([], [])


ADVANCE_SIGNS = """
    2026-01-01 open Assets:Receivables:Advance-Signs
    2026-01-01 open Assets:Receivables:VAT
    2026-01-01 open Income:Sales
    2026-05-01 * "Advance Signs Ltd" "Sign" ^F1
      Assets:Receivables:Advance-Signs  100 EUR
      Income:Sales
    2026-05-01 * "HMRC" "Refund" ^V1
      Assets:Receivables:VAT  20 EUR
      Income:Sales
"""


def test_an_invoice_on_an_account_left_out_by_a_word_of_a_name_is_told() -> None:
    (check,) = report(ADVANCE_SIGNS).checks
    assert "Assets:Receivables:Advance-Signs is left out because of “Advance-Signs”" in str(
        check.message
    )


def test_details_at_the_account_make_it_a_customers() -> None:
    opened = "open Assets:Receivables:Advance-Signs\n"
    named = ADVANCE_SIGNS.replace(opened, f'{opened}      email: "a@signs.example"\n')
    found = report(named)
    assert [item.invoice.customer for item in found.open_items] == ["Advance-Signs"]
    assert not found.checks


def test_an_exclude_setting_ends_the_check() -> None:
    setting = '    2026-01-01 custom "relance" "exclude" Assets:Receivables:Advance-Signs\n'
    assert not report(ADVANCE_SIGNS + setting).checks
