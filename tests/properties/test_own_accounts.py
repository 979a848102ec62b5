"""What is paid on one of a customer's accounts is paid of what is open there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

OPENED = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Assets:Debtors:Pell
2020-01-01 open Assets:Debtors:Pell:ProjectA
2020-01-01 open Assets:Debtors:Pell:ProjectB
2020-01-01 open Assets:Debtors:Pell:ProjectC
"""
PROJECTS = ("ProjectA", "ProjectB", "ProjectC")
START = datetime.date(2026, 1, 5)

Posting = tuple[str, Decimal, bool]
"""A project, an amount, and whether it is invoiced there, and not paid."""


@st.composite
def business(draw: st.DrawFn) -> Sequence[Posting]:
    """Invoices, and payments of no more than is open on the account where they are posted."""
    owed: dict[str, Decimal] = defaultdict(Decimal)
    found: list[Posting] = []
    for _ in range(draw(st.integers(2, 9))):
        project = draw(st.sampled_from(PROJECTS))
        amount = draw(st.sampled_from([100, 100, 150, 200, 250])) * Decimal("1.00")
        if owed[project] and draw(st.booleans()):
            amount = min(amount, owed[project])
            owed[project] -= amount
            found.append((project, amount, False))
        else:
            owed[project] += amount
            found.append((project, amount, True))
    return found


@given(business(), st.sampled_from(["", "Transfer"]))
def test_each_account_has_what_is_open_on_it(postings: Sequence[Posting], said: str) -> None:
    text = OPENED
    balances: dict[str, Decimal] = defaultdict(Decimal)
    for place, (project, amount, is_invoice) in enumerate(postings):
        day, account = START + datetime.timedelta(days=9 * place), f"Assets:Debtors:Pell:{project}"
        balances[account] += amount if is_invoice else -amount
        if is_invoice:
            text += f'{day} * "Pell" "Works" ^F{place + 1}\n  {account}  {amount} EUR\n'
            text += "  Income:Sales\n"
        else:
            text += f'{day} * "Pell" "{said}"\n  Assets:Bank  {amount} EUR\n  {account}\n'
    found = report(text, "2026-06-01")
    open_: dict[str, Decimal] = defaultdict(Decimal)
    for item in found.open_items:
        open_[item.invoice.account] += item.outstanding
    assert dict(open_) == {account: left for account, left in balances.items() if left}
    assert not found.allocation.credits
