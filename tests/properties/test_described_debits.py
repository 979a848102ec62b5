"""A payment that names money laid out, or an opening balance, pays that and no invoice."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import accounts, report

amounts = st.sampled_from((75, 100, 175, 300))
days = st.sampled_from(("2026-01-02", "2026-03-01"))
DEBITS = (
    ("Frais de greffe", "Assets:Bank", "VIR FRAIS DE GREFFE"),
    ("Stamp duty", "Assets:Bank", "your stamp duties"),
    ("Opening balance", "Equity:Opening", "old balance"),
    ("À-nouveau", "Equity:Opening", "Solde N-1"),
)


def entry(day: str, text: str, account: str, amount: int, link: str = "") -> str:
    return (
        f'{day} * "Martin" "{text}" {link}\n  Assets:Clients:Martin  {amount}.00 EUR\n  {account}\n'
    )


@given(st.lists(amounts, min_size=1, max_size=5), amounts, st.sampled_from(DEBITS), days)
def test_what_names_a_debit_and_has_its_amount_pays_no_invoice(
    invoiced: list[int], amount: int, debit: tuple[str, str, str], day: str
) -> None:
    """Whatever the invoices come to, and whether the debit is older or not."""
    said, account, text = debit
    books = accounts() + "2020-01-01 open Equity:Opening\n"
    for place, each in enumerate(invoiced):
        books += entry(f"2026-02-{place + 1:02}", "Work", "Income:Sales", each, f"^F{place}")
    books += entry(day, said, account, amount)
    books += entry("2026-04-01", text, "Assets:Bank", -amount)
    totals = report(books).totals()["EUR"]
    assert totals.open == Decimal(sum(invoiced))
    assert totals.unidentified == totals.credits == Decimal()


@given(st.lists(amounts, min_size=1, max_size=5), amounts, st.sampled_from(DEBITS))
def test_what_names_an_invoice_pays_no_debit(
    invoiced: list[int], amount: int, debit: tuple[str, str, str]
) -> None:
    said, account, _ = debit
    books = accounts() + "2020-01-01 open Equity:Opening\n"
    for place, each in enumerate(invoiced):
        books += entry(f"2026-02-{place + 1:02}", f"Phase {place}", "Income:Sales", each)
    books += entry("2026-03-01", said, account, amount)
    books += entry("2026-04-01", "Phase 0", "Assets:Bank", -invoiced[0])
    totals = report(books).totals()["EUR"]
    assert totals.unidentified == Decimal(amount)
    assert totals.open == Decimal(sum(invoiced[1:]))
