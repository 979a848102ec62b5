"""What was invoiced on an account of assets is never passed over, whatever the account is called.

It is an open item if the name says that it is receivable, and else it is asked about with the
amount that was not paid. Money on an account of the same name, from which costs are paid, is not.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.ledger.accounts.account_words import roles_of
from tests.support.ledgers import report

KNOWN = """
    2026-01-01 open Assets:Debtors:Bolt
    2026-01-01 open Assets:Bank
    2026-01-01 open Income:Fees
    2026-01-01 open Expenses:Rent
    2026-01-05 * "Bolt" "Lamps" ^F-900
      Assets:Debtors:Bolt  600 EUR
      Income:Fees
"""
NAMES = (
    *("Unpaid", "Owed", "Distributors", "Donors", "Sponsors", "Franchisees", "Members", "Pupils"),
    *("Patients", "Zoffle", "Bailleurs", "Adherents", "Mieter", "Mitglieder", "Socios"),
)
CONVENTIONS = ("link", "key", "posting", "text", "due")


@st.composite
def components(draw: st.DrawFn) -> str:
    """A component of an account that says nothing of customers nor of money."""
    letters = st.text("bdfgklmnpqrvwxz", min_size=2, max_size=3)
    coined = (draw(letters) + draw(st.sampled_from("aeiou")) + draw(letters)).capitalize()
    name = draw(st.sampled_from([*NAMES, coined]))
    return "Zoffle" if roles_of(name) else name


def invoice(account: str, place: int, amount: Decimal, way: str) -> str:
    """An invoice on an account, told in one of the conventions."""
    number = f"F-10{place:02}"
    link = f" ^{number}" if way == "link" else ""
    text = f"Invoice {number}" if way == "text" else "Advice"
    lines = [f'    2026-01-{place + 7:02} * "Acme" "{text}"{link}']
    lines += {"key": [f'      invoice: "{number}"'], "due": ["      due: 2026-02-07"]}.get(way, [])
    lines.append(f"      {account}  {amount} EUR")
    lines += [f'        invoice: "{number}"'] if way == "posting" else []
    return "\n".join([*lines, "      Income:Fees", ""])


def told(text: str) -> list[str]:
    """What is asked about accounts."""
    checks = report(text).checks
    return [str(check.message) for check in checks if check.code == "unrecognised"]


@given(
    components(),
    st.sampled_from(["", ":Acme", ":Acme:2026"]),
    st.lists(
        st.tuples(st.integers(100, 90_000), st.sampled_from(CONVENTIONS), st.sampled_from("opx")),
        min_size=1,
        max_size=5,
    ),
)
def test_what_was_invoiced_and_not_paid_is_asked_about(
    component: str, below: str, invoices: list[tuple[int, str, str]]
) -> None:
    account = f"Assets:{component}{below}"
    text = KNOWN + f"    2026-01-01 open {account}\n"
    left = Decimal()
    for place, (cents, way, end) in enumerate(invoices):
        amount = Decimal(cents).scaleb(-2)
        text += invoice(account, place, amount, way)
        paid = {"o": Decimal(), "p": Decimal("0.50"), "x": amount}[end]
        left += amount - paid
        if paid:
            link = f" ^F-10{place:02}" if way == "link" else ""
            key = f'      invoice: "F-10{place:02}"\n' if way in ("key", "posting") else ""
            text += f'    2026-03-{place + 1:02} * "Acme" "Paid"{link}\n{key}'
            text += f"      Assets:Bank  {paid} EUR\n      {account}\n"
    asked = told(text)
    assert len(asked) == (left > 0)
    assert all(f"€{left:,.2f} was invoiced" in message for message in asked)


@given(components(), st.sampled_from(CONVENTIONS), st.sampled_from(["payments", "costs"]))
def test_a_bank_of_any_name_is_no_customers(component: str, way: str, used_for: str) -> None:
    account = f"Assets:{component}"
    text = KNOWN + f"    2026-01-01 open {account}\n" + invoice(account, 1, Decimal(900), way)
    if used_for == "payments":
        text += f"    2026-02-01 * ^F-900\n      {account}  600 EUR\n      Assets:Debtors:Bolt\n"
    else:
        text += f'    2026-02-01 * "Rent"\n      Expenses:Rent  400 EUR\n      {account}\n'
    assert told(text) == []
