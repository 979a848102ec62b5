"""Closing entries at the end of a year, as different books write them, and what is none."""

from __future__ import annotations

import textwrap

import pytest
from beancount.core.data import Transaction

from beancount_relance.ledger.closing_entries import closing_entries, opening_entries
from beancount_relance.report.report import build_report
from beancount_relance.report.trend import trend
from tests.support.ledgers import day, load, report

BOOKS = """
    2025-01-01 open Assets:Clients:Martin
    2025-01-01 open Assets:Clients:Durand
    2025-01-01 open Assets:Banque
    2025-01-01 open Income:Ventes
    2025-01-01 open Liabilities:TVA
    2025-01-01 open Equity:Bilan
    2025-01-01 open Equity:Exploitant
    2025-11-02 * "Martin" "Étagères" ^F1
      Assets:Clients:Martin  1000 EUR
      Income:Ventes
    2025-11-16 * "Durand" "Bureau" ^F2
      Assets:Clients:Durand  500 EUR
      Income:Ventes
"""
TOGETHER = """
    2025-12-31 * "Soldes au bilan"
      Assets:Clients:Martin  -1000 EUR
      Assets:Clients:Durand   -500 EUR
      Equity:Bilan
"""
HLEDGER = """
    2025-12-31 * "closing balances"
      Assets:Clients:Martin  -1000 EUR
      Assets:Clients:Durand   -500 EUR
      Assets:Banque           -100 EUR
      Liabilities:TVA          100 EUR
      Equity:Bilan            1500 EUR
    2025-12-30 * "TVA"
      Liabilities:TVA         -100 EUR
      Assets:Banque
"""
ONE_BY_ONE = """
    2025-12-31 * "Jahresabschluss 2025"
      Assets:Clients:Martin  -1000 EUR
      Equity:Bilan
    2025-12-31 * "Jahresabschluss 2025"
      Assets:Clients:Durand  -500 EUR
      Equity:Bilan
"""
IN_NOVEMBER = """
    2025-11-30 * "Cierre del ejercicio"
      Assets:Clients:Martin  -1000 EUR
      Assets:Clients:Durand   -500 EUR
      Equity:Bilan
"""
WITH_INCOME = """
    2025-12-31 * "Clôture des comptes"
      Assets:Clients:Martin  -1000 EUR
      Assets:Clients:Durand   -500 EUR
      Income:Ventes           1500 EUR
      Equity:Bilan               0 EUR
"""
WITHOUT_EQUITY = WITH_INCOME.replace("      Equity:Bilan               0 EUR\n", "")
DRAWN = """
    2025-12-31 * "Martin" "Reçu sur le compte privé"
      Assets:Clients:Martin  -1000 EUR
      Equity:Exploitant
    2025-12-31 * "Durand" "Reçu sur le compte privé" ^F2
      Assets:Clients:Durand  -500 EUR
      Equity:Exploitant
"""
IN_PART = """
    2025-12-31 * "Prélèvement"
      Assets:Clients:Martin  -600 EUR
      Assets:Clients:Durand  -500 EUR
      Equity:Exploitant
"""
IN_BETWEEN = """
    2025-12-30 * "Clôture"
      Assets:Clients:Martin  -1000 EUR
      Assets:Clients:Durand   -500 EUR
      Equity:Bilan
"""


def _open(books: str, day: str) -> list[int]:
    found = report(BOOKS + books, as_of=day)
    owed = [int(item.outstanding) for item in found.open_items]
    assert sum(owed) == sum(balance.ledger for balance in found.totals().values())
    return owed


@pytest.mark.parametrize("books", [TOGETHER, HLEDGER, ONE_BY_ONE, WITH_INCOME, WITHOUT_EQUITY])
def test_what_is_owed_on_the_closing_day_is_still_owed(books: str) -> None:
    day = "2025-12-31"
    assert _open(books, day) == [1000, 500]
    assert report(BOOKS + books, as_of=day).ledger.is_before_closing
    assert _open(books, "2026-01-01") == []  # it was never opened again


def test_a_financial_year_may_end_in_any_month() -> None:
    assert _open(IN_NOVEMBER, "2025-11-30") == [1000, 500]


IN_CREDIT = """
    2025-12-16 * "Durand" "Virement" ^F2
      Assets:Banque          600 EUR
      Assets:Clients:Durand
    2025-12-31 * "Durand" "Clôture"
      Assets:Clients:Durand  100 EUR
      Equity:Bilan
"""
OPENED_ON_THAT_DAY = """
    2025-12-31 * "Meunier" "Reprise après clôture"
      Assets:Clients:Durand  100 EUR
      Equity:Bilan
"""


def _credits(books: str) -> list[int]:
    found = report(BOOKS + books, as_of="2025-12-31")
    return [int(each.amount) for each in found.allocation.credits]


def test_a_credit_is_closed_if_nothing_is_left_on_the_account() -> None:
    assert _credits(IN_CREDIT) == [100]
    assert not _credits(IN_CREDIT.replace("100 EUR", "200 EUR"))  # 100 were carried over to it


def test_what_is_opened_counts_on_its_day_even_if_it_is_named_after_the_closing() -> None:
    found = report(BOOKS + OPENED_ON_THAT_DAY, as_of="2025-12-31")
    assert not found.ledger.is_before_closing
    assert [int(each.amount) for each in found.allocation.unidentified] == [100]


OPENED_WITH_A_CREDIT = """
    2025-12-31 * "Reprise après clôture"
      Assets:Clients:Martin   -50 EUR
      Assets:Clients:Durand   200 EUR
      Equity:Bilan
"""


def test_what_is_opened_is_no_closing_though_a_customer_is_in_credit() -> None:
    found = report(BOOKS + OPENED_WITH_A_CREDIT, as_of="2025-12-31")
    assert not found.ledger.is_before_closing
    assert found.totals()["EUR"].ledger == 1650


INTEREST = """
    2025-12-31 * "Martin" "Intérêts de retard"
      Assets:Clients:Martin  12.50 EUR
      Income:Ventes
"""
IN_DEBT = """
    2025-12-31 * "Clôture de l'exercice"
      Assets:Clients:Martin  -1000 EUR
      Assets:Clients:Durand   -500 EUR
      Liabilities:TVA         5000 EUR
      Equity:Bilan
    2025-12-01 * "TVA des années passées"
      Liabilities:TVA        -5000 EUR
      Equity:Exploitant
"""
IN_DEBT_IN_PART = IN_DEBT.replace("-1000 EUR", " -600 EUR")  # Martin's other 400 stay


@pytest.mark.parametrize("books", [TOGETHER, HLEDGER, ONE_BY_ONE, IN_DEBT, IN_DEBT_IN_PART])
def test_what_else_is_booked_on_the_closing_day_does_not_hide_it(books: str) -> None:
    found = report(BOOKS + books + INTEREST, as_of="2025-12-31")
    assert found.ledger.is_before_closing
    assert found.totals() == report(BOOKS + INTEREST, as_of="2025-12-31").totals()


CREDIT_NOTE = """
    2025-12-31 * "Martin" "Clôture du chantier, et rabais"
      Assets:Clients:Martin   -800 EUR
      Income:Ventes            300 EUR
      Equity:Exploitant        500 EUR
"""
OF_ONE_ACCOUNT = """
    2025-12-31 * "Clôture du dossier"
      Assets:Clients:Martin  -1000 EUR
      Liabilities:TVA         -500 EUR
      Income:Ventes           1500 EUR
"""


@pytest.mark.parametrize(
    ("books", "left"),
    [
        (DRAWN, []),
        (IN_PART, [400]),
        (IN_BETWEEN, []),
        (CREDIT_NOTE, [200, 500]),
        (OF_ONE_ACCOUNT, [500]),
    ],
)
def test_other_money_to_equity_counts_at_once(books: str, left: list[int]) -> None:
    day = "2025-12-31"
    assert _open(books, day) == left
    assert not report(BOOKS + books, as_of=day).ledger.is_before_closing


OPENED = """
    2026-01-01 * "Soldes à nouveau"
      Assets:Clients:Martin  1000 EUR
      Assets:Clients:Durand   500 EUR
      Equity:Bilan
    2026-01-20 * "Martin" "Virement" ^F1
      Assets:Banque           1000 EUR
      Assets:Clients:Martin
"""
NAMED = """
    2025-12-31 * "Martin" "Clôture" ^F1
      Assets:Clients:Martin  -1000 EUR
      Equity:Bilan
    2025-12-31 * "Durand" "Clôture" ^F2
      Assets:Clients:Durand  -500 EUR
      Equity:Bilan
"""


@pytest.mark.parametrize("closed", [TOGETHER, HLEDGER, ONE_BY_ONE, NAMED])
@pytest.mark.parametrize("opened", ["", OPENED])
@pytest.mark.parametrize("first", ["2025-11-30", "2025-12-31"])
def test_the_end_of_the_year_is_the_report_of_its_day(closed: str, opened: str, first: str) -> None:
    entries, options = load(textwrap.dedent(BOOKS + closed + opened))
    days = [day(each) for each in (first, "2025-12-31", "2026-01-31", "2026-02-28")]
    ends = trend(entries, options, days)
    for end in ends:
        then = build_report(entries, options, end.day)
        expected = {each.currency: each.total for each in then.aged_totals if each.total}
        assert {currency: each.total for currency, each in end.balances.items()} == expected


def told(books: str) -> tuple[list[str], list[str]]:
    """The narrations of the closing and of the opening entries of books."""
    entries, options = load(textwrap.dedent(BOOKS) + textwrap.dedent(books))
    transactions = [entry for entry in entries if isinstance(entry, Transaction)]
    closings = closing_entries(transactions, options)
    openings = opening_entries(transactions, closings, options)
    return [txn.narration or "" for txn in closings], [txn.narration or "" for txn in openings]


def entry(date: str, narration: str, martin: int, durand: int, link: str = "") -> str:
    """What is posted to both customers, against equity."""
    return f"""
    {date} * "{narration}" {link}
      Assets:Clients:Martin  {martin} EUR
      Assets:Clients:Durand  {durand} EUR
      Equity:Bilan
"""


def test_an_opening_posts_back_what_was_closed_before_it() -> None:
    books = (
        entry("2025-01-01", "too early", 1000, 500)
        + entry("2025-11-30", "closing November", -1000, -500)
        + entry("2025-12-01", "opening December", 1000, 500)
        + entry("2025-12-02", "another sum", 1000, 400)
        + entry("2025-12-03", "drawn again", -1000, -500)
        + """
    2025-12-04 * "sold"
      Assets:Clients:Martin  1000 EUR
      Assets:Clients:Durand   500 EUR
      Income:Ventes
    2025-12-31 * "closing December"
      Assets:Clients:Martin  -2000 EUR
      Assets:Clients:Durand   -900 EUR
      Equity:Bilan
    2026-01-01 * "opening January"
      Assets:Clients:Martin  2000 EUR
      Assets:Clients:Durand   900 EUR
      Equity:Bilan
"""
    )
    assert told(books) == (
        ["closing November", "closing December"],
        ["opening December", "opening January"],
    )


@pytest.mark.parametrize(
    ("again", "closings"),
    [((1000, 500), []), ((1000, 0), ["closing"]), ((1000, 400), ["closing"])],
)
def test_only_what_is_opened_again_as_a_whole_on_its_day_is_no_closing(
    again: tuple[int, int], closings: list[str]
) -> None:
    books = entry("2025-12-31", "closing", -1000, -500) + entry("2025-12-31", "opened", *again)
    assert told(books) == (closings, [])


@pytest.mark.parametrize(
    ("martin", "durand", "link", "is_closing"),
    [
        (-1000, -500, "", True),  # whole balances of several accounts
        (-1000, -500, "^gift", False),  # what has a link may be money drawn
        (-1000, 0, "", False),  # a single one
        (-999, -500, "", False),  # a part
        (-1000, 500, "", False),
    ],
)
def test_without_a_name_whole_balances_tell_a_closing(
    martin: int, durand: int, link: str, *, is_closing: bool
) -> None:
    books = entry("2025-12-31", "carried", martin, durand, link)
    assert told(books)[0] == (["carried"] if is_closing else [])


@pytest.mark.parametrize(
    ("martin", "durand", "is_closing"),
    [
        (600, -500, True),  # it is of a credit of 600, with the 500 of the other
        (300, -100, True),  # parts of both
        (600, -501, False),  # more than there was
        (601, -500, False),
        (600, 500, False),
    ],
)
def test_a_named_closing_that_takes_from_equity_carries_what_is_there(
    martin: int, durand: int, *, is_closing: bool
) -> None:
    paid = """
    2025-12-01 * "Martin" "Virement"
      Assets:Clients:Martin  -1600 EUR
      Assets:Banque
"""
    books = paid + entry("2025-12-31", "closing", martin, durand)
    assert told(books)[0] == (["closing"] if is_closing else [])


def test_income_and_one_balance_are_no_closing_without_equity() -> None:
    credit_note = """
    2025-12-31 * "closing of the account"
      Assets:Clients:Martin  -1000 EUR
      Income:Ventes           1000 EUR
"""
    assert told(credit_note)[0] == []


@pytest.mark.parametrize(("durand", "is_closing"), [(-600, True), (-500, True), (600, True)])
def test_a_named_closing_that_adds_to_equity_may_have_a_wrong_figure(
    durand: int, *, is_closing: bool
) -> None:
    assert told(entry("2025-12-31", "closing", -1000, durand))[0] == ["closing"] * is_closing
    assert told(entry("2025-12-31", "carried", -1000, durand))[0] == (
        ["carried"] if durand == -500 else []
    )


def test_what_is_opened_again_in_two_entries_is_opened_as_a_whole() -> None:
    closing = entry("2025-12-31", "closing", -1000, -500)
    first = entry("2025-12-31", "opened", 400, 500)
    assert told(closing + first + entry("2025-12-31", "opened", 600, 0)) == ([], [])
    assert told(closing + first + entry("2025-12-31", "opened", 599, 0))[0] == ["closing"]


def test_an_account_that_was_empty_before_has_nothing_to_close() -> None:
    books = """
    2025-12-31 * "closing"
      Assets:Banque           300 EUR
      Assets:Clients:Durand  -200 EUR
      Equity:Bilan
"""
    assert told(books)[0] == []


def test_a_balance_may_be_closed_in_two_lines() -> None:
    books = """
    2025-12-31 * "carried"
      Assets:Clients:Martin   -600 EUR
      Assets:Clients:Martin   -400 EUR
      Assets:Clients:Durand   -500 EUR
      Equity:Bilan
"""
    assert told(books)[0] == ["carried"]
    assert told(books + INTEREST)[0] == ["carried"]  # the balance before that day
    assert told(books.replace("-400", "-399"))[0] == []
