"""Questions that hold a reminder back: whom an unknown payer concerns, and whom not."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, report, sale

BOOKS = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Clients
2026-01-01 open Income:Sales
2026-05-01 * "Luc Morel" "Course" ^M1
  Assets:Clients  120.00 EUR
  Income:Sales
2026-05-01 * "Nadia Benali" "Course" ^B1
  Assets:Clients  200.00 EUR
  Income:Sales
2026-05-01 * "Odile Roy" "Course" ^R1
  Assets:Clients  60.00 EUR
  Income:Sales
"""


def chased(payee: str, amount: str, more: str = "") -> set[str]:
    """The invoices of the actions due once a payee has paid an amount."""
    paid = f'2026-06-10 * "{payee}" "Transfer"\n  Assets:Bank  {amount} EUR\n  Assets:Clients\n'
    found = report(BOOKS + more + paid)
    return {item.invoice.reference for action in found.actions for item in action.items}


def test_without_a_stranger_all_are_chased() -> None:
    assert chased("Luc Morel", "1.00") == {"M1", "B1", "R1"}


FOURTH = """
2026-05-01 * "Paul Fabre" "Course" ^F1
  Assets:Clients  10.00 EUR
  Income:Sales
"""


@pytest.mark.parametrize(
    ("payee", "amount", "more", "expected"),
    [
        pytest.param("BENALI", "120.00", "", {"M1", "R1"}, id="a shorter name means its customer"),
        pytest.param("HOLDING DU LAC", "150.00", "", {"M1", "R1"}, id="whoever owes as much"),
        pytest.param("HOLDING DU LAC", "120.00", "", {"R1"}, id="or owes exactly that"),
        pytest.param("HOLDING DU LAC", "50.00", "", set(), id="all owe as much"),
        pytest.param("HOLDING DU LAC", "900.00", "", set(), id="nobody does: anybody of three"),
        pytest.param(
            "HOLDING DU LAC", "900.00", FOURTH, {"M1", "B1", "R1", "F1"}, id="nobody of four"
        ),
        pytest.param("ROY IMMOBILIER", "150.00", "", {"M1"}, id="a word in common is enough"),
        pytest.param("", "150.00", "", {"M1", "R1"}, id="no name: whoever owes as much"),
        pytest.param("", "900.00", "", set(), id="no name: anybody of three"),
    ],
)
def test_whom_an_unknown_payer_holds_back(
    payee: str, amount: str, more: str, expected: set[str]
) -> None:
    assert chased(payee, amount, more) == expected


def test_another_currency_holds_nothing_back() -> None:
    dollars = '2026-06-09 * "SOMEBODY" "Wire"\n  Assets:Bank  50.00 USD\n  Assets:Clients\n'
    assert chased("Luc Morel", "1.00", dollars) == {"M1", "B1", "R1"}


@pytest.mark.parametrize(
    ("payees", "more", "asked"),
    [
        pytest.param(["Martin", "Martin SARL"], "", [], id="two spellings of the account's name"),
        pytest.param(["Dupont", "DUPONT SA"], "", [], id="two spellings of one other"),
        pytest.param(["Martin", "Dupont"], "", ["Dupont"], id="the customer and another"),
        pytest.param(["Dupont", "Roy"], "", ["Dupont", "Roy"], id="two others"),
        pytest.param(["Martin", "Dupont"], '  payees: "Dupont"\n', [], id="one of two names"),
        pytest.param(["Dupont", ""], "", [], id="another, and nobody"),
    ],
)
def test_invoices_to_several_payees_on_one_account(
    payees: list[str], more: str, asked: list[str]
) -> None:
    text = accounts() + more
    for number, payee in enumerate(payees):
        text += sale("2026-05-01", f"F{number}", "100.00").replace('"Martin"', f'"{payee}"')
    found = report(text)
    names = [
        str(each.message).partition('payees: "')[2].partition('"')[0] for each in found.questions
    ]
    assert names == (["; ".join(asked)] if asked else [])
    assert sum(len(action.items) for action in found.actions) == (0 if asked else len(payees))


QUOTED = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Clients
2026-01-01 open Income:Sales
2026-05-01 * "Luc Morel" "Course" ^F2026-101
  Assets:Clients  120.00 EUR
  Income:Sales
2026-05-01 * "Luc Morel" "Course" ^F2026-102
  Assets:Clients  130.00 EUR
  Income:Sales
2026-05-01 * "Nadia Benali" "Course" ^F2026-103
  Assets:Clients  200.00 EUR
  Income:Sales
"""


@pytest.mark.parametrize(
    ("text", "chased", "owners"),
    [
        pytest.param("F2026-101 F2026-102", ["101", "102", "103"], "", id="of one customer"),
        pytest.param("F2026-101 F2026-103", ["102"], "Luc Morel and Nadia Benali", id="of two"),
    ],
)
def test_a_strangers_payment_that_quotes_invoices(
    text: str, chased: list[str], owners: str
) -> None:
    paid = f'2026-06-10 * "HOLDING" "{text}"\n  Assets:Bank  90.00 EUR\n  Assets:Clients\n'
    found = report(QUOTED + paid)
    items = [item.invoice.reference for action in found.actions for item in action.items]
    assert sorted(items) == [f"F2026-{number}" for number in chased]
    asked = [str(each.message).partition(";")[0] for each in found.questions]
    assert asked == ([f"a credit of €90.00 quotes invoices of {owners}"] if owners else [])
