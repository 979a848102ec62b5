"""What is paid or comes back on the account of a bill is the bill's, and the rest its invoice's."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

ACCOUNTS = (
    ("Assets:411-Clients:Alba", "Assets:413-Effets-A-Recevoir:Alba"),
    ("Assets:Receivables:Alba", "Assets:Bills-Receivable:Alba"),
    ("Assets:Debitoren:Alba", "Assets:Besitzwechsel:Alba"),
    ("Assets:Clientes:Alba", "Assets:Efectos-Comerciales:Alba"),
)
OPENED = "".join(
    f"2025-01-01 open {account}\n"
    for account in ("Assets:Bank", "Income:Sales", *(each for pair in ACCOUNTS for each in pair))
)
NAMING = ('"{}" ^{}', '"{}"\n  invoice: "{}"', '"{} {}"')
BILL = "    due: 2025-05-24\n"


def entry(day: str, head: str, account: str, amount: int, other: str, below: str = "") -> str:
    return f'{day} * "Alba" {head}\n  {account}  {amount} EUR\n{below}  {other}\n'


@given(
    st.sampled_from(ACCOUNTS),
    st.sampled_from(NAMING),
    st.integers(50, 400),
    st.integers(50, 400),
    st.sampled_from(("open", "paid", "paid and returned", "half paid")),
    st.sampled_from(("nothing", "transfer", "transfer that comes back", "returned", "unnamed")),
)
def test_each_part_is_settled_by_what_is_paid_on_its_account(
    accounts: tuple[str, str], naming: str, first: int, drawn: int, bill: str, before: str
) -> None:
    clients, bills = accounts
    book = OPENED + entry(
        "2025-03-12", NAMING[0].format("Work", "F25-1"), clients, first + drawn, "Income:Sales"
    )
    of_invoice, of_bill = first, drawn
    named = naming.format("{}", "F25-1")
    if before in ("returned", "unnamed"):  # all of it was paid, and came back before the bill
        head = named.format("Transfer") if before == "returned" else '"Transfer"'
        book += entry("2025-03-20", head, clients, -first - drawn, "Assets:Bank")
        head = head.replace("Transfer", "Transfer returned")
        book += entry("2025-03-27", head, clients, first + drawn, "Assets:Bank")
    elif before != "nothing":
        book += entry("2025-04-01", named.format("Transfer"), clients, -first, "Assets:Bank")
        of_invoice = 0
    book += entry("2025-04-02", named.format("Bill accepted"), bills, drawn, clients, BILL)
    if bill != "open":
        paid = drawn // 2 if bill == "half paid" else drawn
        book += entry("2025-05-26", named.format("Bill collected"), bills, -paid, "Assets:Bank")
        of_bill -= paid
    if bill == "paid and returned":
        book += entry("2025-06-02", named.format("Bill returned"), bills, drawn, "Assets:Bank")
        of_bill = drawn
    if before == "transfer that comes back":
        head = named.format("Transfer returned")
        book += entry("2025-06-10", head, clients, first, "Assets:Bank")
        of_invoice = first
    items = report(book, "2025-07-01").allocation.items
    open_ = {item.invoice.due: item.outstanding for item in items if item.is_open}
    usual, agreed = datetime.date(2025, 4, 11), datetime.date(2025, 5, 24)
    expected = {usual: of_invoice, agreed: of_bill}
    assert open_ == {due: left for due, left in expected.items() if left}
    assert {item.invoice.reference for item in items if item.is_open} <= {"F25-1"}


@given(
    st.sampled_from(ACCOUNTS),
    st.sampled_from((*NAMING, "one key", '"{}"')),
    st.sampled_from(("no bill before", "a bill before")),
    st.sampled_from(("", "    due: 2025-08-31\n")),
    st.integers(100, 400),
    st.integers(-99, 10),
)
def test_a_bill_that_is_renewed_in_one_entry_has_the_new_due_date_if_there_is_one(
    accounts: tuple[str, str], naming: str, before: str, due: str, drawn: int, more: int
) -> None:
    """The entry adds up to a tenth of interest, or takes off what was paid of the old one."""
    clients, bills = accounts
    book = OPENED + "2025-01-01 open Income:Late-Interest\n"
    book += entry("2025-03-12", '"Work" ^F25-1', clients, drawn, "Income:Sales")
    old = clients
    if before == "a bill before":
        old = bills
        book += entry("2025-04-02", '"Bill" ^F25-1', bills, drawn, clients, BILL)
    key = '    invoice: "F25-1"\n' if naming == "one key" else ""
    head = '"Bill"' if key else naming.format("Bill", "F25-1")
    other = "Income:Late-Interest" if more > 0 else "Assets:Bank"
    book += f'2025-05-24 * "Alba" {head}\n  {old}  -{drawn} EUR\n{key}'
    book += f"  {bills}  {drawn + more} EUR\n{due}  {other}\n"
    found = report(book, "2025-06-01").allocation
    open_ = {
        item.invoice.reference: (item.outstanding, item.invoice.due)
        for item in found.items
        if item.is_open
    }
    usual, agreed = datetime.date(2025, 4, 11), datetime.date(2025, 5, 24)
    renewed = datetime.date(2025, 8, 31) if due else agreed if old == bills else usual
    assert open_.pop("F25-1") == (Decimal(min(drawn, drawn + more)), renewed)
    assert [owed for owed, _ in open_.values()] == ([more] if more > 0 else [])
    assert not found.credits
    assert not found.unidentified
