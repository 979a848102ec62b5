"""Questions that hold a reminder back: whom an unknown payer concerns, and whom not."""

from __future__ import annotations

from tests.support.ledgers import report

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


def test_a_shorter_name_holds_back_its_customer_only() -> None:
    assert chased("BENALI", "120.00") == {"M1", "R1"}


def test_a_stranger_holds_back_whoever_owes_as_much() -> None:
    assert chased("HOLDING DU LAC", "150.00") == {"M1", "R1"}
    assert chased("HOLDING DU LAC", "50.00") == set()


def test_more_than_anybody_owes_may_be_anybodys_among_few() -> None:
    assert chased("HOLDING DU LAC", "900.00") == set()


def test_a_word_in_common_is_enough_beside_the_amount() -> None:
    assert chased("ROY IMMOBILIER", "150.00") == {"M1"}


def test_another_currency_holds_nothing_back() -> None:
    dollars = '2026-06-09 * "SOMEBODY" "Wire"\n  Assets:Bank  50.00 USD\n  Assets:Clients\n'
    assert chased("Luc Morel", "1.00", dollars) == {"M1", "B1", "R1"}
