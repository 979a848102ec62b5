"""The hook for importers: what it posts is what the ledger then reads, and it guesses nothing."""

from __future__ import annotations

import pytest
from beancount.core.data import Directive, Transaction
from beancount.parser import parser, printer

from beancount_relance.importing import QUESTION, match_receipts
from tests.support.ledgers import accounts, load, report, sale

OPENED = accounts("Alder", "Birch", "Cedar") + (
    "2020-01-01 open Assets:Clients\n2020-01-01 open Income:Uncategorized\n"
)
OWED = (
    sale("2026-05-01", "F2026-001", "100.10", customer="Alder")
    + sale("2026-05-02", "F2026-002", "200.20", customer="Alder")
    + sale("2026-05-03", "F2026-003", "500.00", customer="Birch")
    + sale("2026-05-04", "F2026-004", "500.00", customer="Birch")
)


def receipt(payee: str, text: str, amount: str, *more: str) -> str:
    lines = "".join(f"  {line}\n" for line in more)
    return f'2026-06-01 * "{payee}" "{text}"\n  Assets:Bank  {amount} EUR\n{lines}'


def imported(new: str, books: str = OPENED + OWED) -> list[Directive]:
    entries, _ = load(books)
    found, _, _ = parser.parse_string(new)
    ((name, changed, *more),) = match_receipts([("bank.csv", found, "Assets:Bank", None)], entries)
    assert (name, more) == ("bank.csv", ["Assets:Bank", None])
    return list(changed)


def only(new: str, books: str = OPENED + OWED) -> Transaction:
    (entry,) = imported(new, books)
    assert isinstance(entry, Transaction)
    return entry


def credits_of(entry: Transaction) -> list[tuple[str, str, str | None]]:
    return [
        (p.account, str(p.units.number), (p.meta or {}).get("invoice"))
        for p in entry.postings
        if p.units is not None and (p.units.number or 0) < 0
    ]


def test_a_number_in_the_text_gives_the_link() -> None:
    entry = only(receipt("Bank", "VIR F2026004", "500.00"))
    assert entry.links == {"F2026-004"}
    assert credits_of(entry) == [("Assets:Clients:Birch", "-500.00", None)]


def test_a_unique_sum_is_split() -> None:
    entry = only(receipt("ALDER SARL", "VIR", "300.30"))
    assert entry.links == {"F2026-001", "F2026-002"}
    assert credits_of(entry) == [
        ("Assets:Clients:Alder", "-100.10", "F2026-001"),
        ("Assets:Clients:Alder", "-200.20", "F2026-002"),
    ]


@pytest.mark.parametrize(
    ("payee", "amount", "said"),
    [
        ("BIRCH", "500.00", "2 explanations of its amount: ^F2026-003; ^F2026-004"),
        ("ALDER", "77.00", "no open invoice has this amount"),
    ],
)
def test_what_is_not_clear_is_asked(payee: str, amount: str, said: str) -> None:
    entry = only(receipt(payee, "VIR", amount))
    assert entry.meta[QUESTION] == said
    assert not entry.links
    assert credits_of(entry) == [(f"Assets:Clients:{payee.title()}", f"-{amount}", None)]


def test_two_receipts_of_one_file_see_each_other() -> None:
    one, two = imported(receipt("BIRCH", "VIR", "500.00") + receipt("BIRCH", "F2026-003", "500.00"))
    assert isinstance(one, Transaction)
    assert isinstance(two, Transaction)
    assert [set(one.links), set(two.links)] == [{"F2026-004"}, {"F2026-003"}]


@pytest.mark.parametrize(
    "new",
    [
        receipt("Zed", "VIR", "100.10"),  # of nobody who owes anything
        receipt("ALDER", "Refund", "-100.10"),
        receipt("ALDER", "VIR", "100.10", "Income:Sales  -100.10 EUR"),
        receipt("ALDER BIRCH", "VIR", "100.10"),  # of one of two
        receipt("Bank", "F2026-001 F2026-003", "600.10"),  # of two customers at once
        receipt("ALDER", "VIR", "100.10").replace(' "VIR"', ' "VIR"\n  __duplicate__: TRUE'),
    ],
)
def test_what_is_no_customers_receipt_stays(new: str) -> None:
    found, _, _ = parser.parse_string(new.replace("\n  __duplicate__: TRUE", ""))
    if "__duplicate__" in new:
        found[0].meta["__duplicate__"] = True
    entries, _ = load(OPENED + OWED)
    ((_, changed),) = match_receipts([("bank.csv", found)], entries)
    assert changed == found


def test_the_line_of_an_importer_is_replaced() -> None:
    entry = only(receipt("ALDER", "VIR", "100.10", "Income:Uncategorized  -100.10 EUR"))
    assert credits_of(entry) == [("Assets:Clients:Alder", "-100.10", None)]
    assert entry.links == {"F2026-001"}


def test_a_fee_that_the_importer_shows_counts() -> None:
    new = receipt("ALDER", "VIR", "95.10", "Expenses:Bank-Fees  5.00 EUR")
    entry = only(new, OPENED + OWED + "2020-01-01 open Expenses:Bank-Fees\n")
    assert credits_of(entry) == [("Assets:Clients:Alder", "-100.10", None)]


@pytest.mark.parametrize(
    ("payee", "links", "asked"),
    [
        ("MARTIN", set(), None),  # exactly another customer, who owes nothing
        ("MARTIN FRERES", {"F2026-007"}, None),
        ("VIR SEPA MARTIN FRERES LYON", {"F2026-007"}, None),
        ("FRERES DUPONT", set(), None),  # a common word
        ("BOULANGERIE PETIT", set(), None),
        ("CALDER AND MORE", set(), "perhaps from Calder: then post it on Assets:Clients:Calder"),
        ("CALDER", {"F2026-008"}, None),
        ("VIR", set(), None),
    ],
)
def test_only_who_is_surely_the_payer(payee: str, links: set[str], asked: str | None) -> None:
    books = accounts("Martin", "Martin-Freres", "Boulangerie-Virginie", "Calder") + (
        sale("2026-05-01", "F2026-007", "100.10", customer="Martin-Freres")
        + sale("2026-05-01", "F2026-006", "100.10", customer="Boulangerie-Virginie")
        + sale("2026-05-01", "F2026-008", "100.10", customer="Calder")
    )
    entry = only(receipt(payee, "VIR", "100.10"), books)
    assert entry.links == links
    assert entry.meta.get(QUESTION) == asked


def test_on_a_shared_account_the_customer_is_named() -> None:
    owed = (
        '2026-05-01 * "Cedar Woods Ltd" "Sign" ^F2026-009\n'
        "  Assets:Clients  90.00 EUR\n  Income:Sales\n"
    )
    entry = only(receipt("CEDAR WOODS", "VIR", "90.00"), OPENED + owed)
    assert entry.links == {"F2026-009"}
    assert entry.meta["customer"] == "Cedar Woods Ltd"


def test_nothing_to_match_is_returned_as_it_came() -> None:
    assert match_receipts([], []) == []
    assert match_receipts([("bank.csv", [])], []) == [("bank.csv", [])]


def test_the_question_is_no_reference() -> None:
    new = imported(receipt("BIRCH", "VIR", "500.00"))
    found = report(OPENED + OWED + "".join(printer.format_entry(entry) for entry in new))
    (asked,) = found.allocation.unclear
    assert asked.credit.references == ()


def test_what_is_printed_loads_and_ties_out() -> None:
    new = imported(receipt("ALDER", "VIR", "300.30") + receipt("BIRCH", "VIR F2026-003", "400.00"))
    printed = "".join(printer.format_entry(entry) for entry in new)
    entries, _ = load(OPENED + OWED + printed)
    assert entries
