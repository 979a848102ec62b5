"""A share of a purchase under the purchase's link is never chased, whatever was bought before."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import accounts, report, sale

OPENED = accounts("Flo", "Alder") + "".join(
    f"2020-01-01 open {name}\n"
    for name in ("Expenses:Food", "Expenses:Travel", "Liabilities:Card", "Liabilities:VAT")
)
AMOUNTS = st.sampled_from([Decimal("40.00"), Decimal("25.00")])


def purchase(link: str, account: str, paid_with: str) -> str:
    return f'2026-04-01 * "Market" "Bought" ^{link}\n  {account}  80.00 EUR\n  {paid_with}\n'


def share(link: str, account: str, amount: Decimal, extra: str, tax: Decimal) -> str:
    vat = f"  Liabilities:VAT  {-tax} EUR\n" if tax else ""
    return (
        f'2026-04-02 * "Flo" "Half of it" ^{link}\n{extra}'
        f"  Assets:Clients:Flo  {amount} EUR\n{vat}  {account}  {tax - amount} EUR\n"
    )


@given(
    st.sampled_from(["Expenses:Food", "Expenses:Travel"]),
    st.sampled_from(["Expenses:Food", "Expenses:Travel", "Liabilities:Card"]),
    st.sampled_from(["Assets:Bank", "Liabilities:Card"]),
    st.sampled_from(["apr-02", "order-881"]),
    AMOUNTS,
    st.sampled_from(["", "  due: 2026-05-01\n", '  invoice: "F7"\n']),
    st.sampled_from([Decimal(), Decimal("5.00")]),
)
def test_a_share_is_an_invoice_only_if_something_else_says_so(
    bought: str,
    against: str,
    paid_with: str,
    link: str,
    amount: Decimal,
    extra: str,
    tax: Decimal,
) -> None:
    text = OPENED + sale("2026-03-05", "B-77", "50.00", customer="Alder")
    text += purchase("apr-02", bought, paid_with) + share(link, against, amount, extra, tax)
    found = report(text, "2026-06-30")
    is_share = against == "Liabilities:Card" or (against == bought and link == "apr-02")
    is_invoiced = bool(extra or tax) or not is_share
    chased = {each.item.invoice.customer for each in found.decisions.values()}
    assert chased == ({"Alder", "Flo"} if is_invoiced else {"Alder"})
    left = sum((each.amount for each in found.allocation.unidentified), Decimal())
    assert left == (0 if is_invoiced else amount)
    balance = found.allocation.balances["Flo", "EUR"]
    assert not balance.difference
    assert balance.ledger == amount
