"""Names that have figures in them, and accounts of clients' money, in any combination.

A customer whose name has a figure is called by the whole of it, on an account of their own and on a
shared one. Money of clients on an account of a bank is money, whatever word says whose it is.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import item, report

FORMS = ("", " SARL", " SAS", " Ltd", " GmbH", " France")
FIGURES = ("Studio54", "H2O", "M6", "K2", "A2Z", "3M", "42", "1001 Nuits", "Route 66", "7Days")
BANKS = ("Bank", "Banque", "Cash", "Caisse", "Banca", "Bancos", "PayPal", "Stripe", "Savings")
CLIENTS = ("Client", "Clients", "Customers", "Compte-Clients", "Clientes", "Debtors", "AR")


@given(st.sampled_from(FIGURES), st.sampled_from(FORMS), st.sampled_from(["own", "shared"]))
def test_a_name_keeps_its_figures(name: str, form: str, where: str) -> None:
    own = name.replace(" ", "-")
    account = f"Assets:Clients:{own}" if where == "own" else "Assets:Clients"
    found = report(
        f"""
        2026-01-01 open {account}
        2026-01-01 open Income:Sales
        2026-02-02 * "{name}{form}" "Signs" ^F2026-001
          {account}  100.00 EUR
          Income:Sales
        """
    )
    title = found.customer(item(found, "F2026-001").invoice.customer).title
    figures = [letter for letter in name if letter.isdigit()]
    assert [letter for letter in title if letter.isdigit()] == figures
    assert title.strip() not in {form.strip(), "Nuits", "Route", "Days", "Studio"}


@given(
    st.sampled_from(BANKS),
    st.sampled_from(CLIENTS),
    st.integers(1, 90_000),
    st.sampled_from(["", " ^M-1"]),
)
def test_clients_money_at_a_bank_is_money(bank: str, clients: str, cents: int, link: str) -> None:
    amount = Decimal(cents).scaleb(-2)
    account = f"Assets:{bank}:{clients}"
    found = report(
        f"""
        2026-01-01 open Assets:Debiteuren:Calder
        2026-01-01 open {account}
        2026-01-01 open Income:Fees
        2026-02-02 * "Calder" "Lease" ^M-1
          Assets:Debiteuren:Calder  {amount} EUR
          Income:Fees
        2026-02-20 * "Calder" "Paid"{link}
          {account}  {amount} EUR
          Assets:Debiteuren:Calder
        2026-02-21 * "Mr Cole" "Oath, paid on the spot"
          {account}  90.00 EUR
          Income:Fees
        """
    )
    assert found.open_items == []
    assert found.unexplained == []
    assert [check.code for check in found.checks if check.code == "unrecognised"] == []
