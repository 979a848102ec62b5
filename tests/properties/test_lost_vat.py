"""The VAT that a loss takes back is that of what is open, however a deposit was kept.

The books of a final invoice, from which a deposit was deducted, in the ways in which people keep
deposits; a part of it may have been paid.
"""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.values.money import to_unit
from tests.bookings.test_proposed_bookings import proposed

OPENED = """
    2026-01-01 open Assets:Bank
    2026-01-01 open Assets:Clients:Aubin
    2026-01-01 open Liabilities:Customer-Deposits
    2026-01-01 open Liabilities:VAT
    2026-01-01 open Liabilities:VAT-On-Deposits
    2026-01-01 open Income:Sales
"""


def posted(*legs: tuple[str, Decimal]) -> str:
    """The postings of an entry."""
    return "".join(f"      {account}  {number} EUR\n" for account, number in legs)


def books(way: str, net: Decimal, deposit: Decimal, rate: Decimal) -> tuple[str, Decimal, Decimal]:
    """The books, with what is claimed by the final invoice and the VAT of that."""
    tax, vat = to_unit(deposit * rate, "EUR"), to_unit(net * rate, "EUR")
    kept, sold, held = (
        "Liabilities:Customer-Deposits",
        "Income:Sales",
        "Liabilities:VAT-On-Deposits",
    )
    due, bank, clients = "Liabilities:VAT", "Assets:Bank", "Assets:Clients:Aubin"
    paid = '    2026-01-05 * "Aubin" "Deposit" ^D1\n'
    if way == "untaxed":
        paid += posted((bank, deposit), (kept, -deposit))
        claim = net + vat - deposit
        legs = [(clients, claim), (kept, deposit), (sold, -net), (due, -vat)]
        return f"{OPENED}{paid}{final(legs)}", claim, vat * claim / (net + vat)
    claim = net + vat - deposit - tax
    legs = [(clients, claim), (kept, deposit), (sold, -net), (due, tax - vat)]
    if way == "held":
        paid += posted((bank, deposit + tax), (kept, -deposit - tax), (held, tax), (due, -tax))
        legs = [
            (clients, claim),
            (kept, deposit + tax),
            (sold, -net),
            (due, tax - vat),
            (held, -tax),
        ]
    elif way == "received":
        paid += posted((bank, deposit + tax), (kept, -deposit), (due, -tax))
    else:
        paid += posted((clients, deposit + tax), (kept, -deposit), (due, -tax))
        paid += '    2026-01-09 * "Aubin" "Transfer" ^D1\n'
        paid += posted((bank, deposit + tax), (clients, -deposit - tax))
    return f"{OPENED}{paid}{final(legs)}", claim, vat - tax


def final(legs: list[tuple[str, Decimal]]) -> str:
    """The final invoice."""
    return f'    2026-02-02 * "Aubin" "Kitchen" ^F1\n{posted(*legs)}'


@given(
    st.sampled_from(["untaxed", "held", "received", "invoiced"]),
    st.integers(10_000, 900_000),
    st.integers(1, 80),
    st.sampled_from(["0.055", "0.10", "0.196", "0.20", "0.21"]),
    st.sampled_from([0, 0, 25, 90]),
)
def test_the_vat_taken_back_is_that_of_what_is_open(
    way: str, cents: int, share: int, rate: str, paid: int
) -> None:
    net = Decimal(cents).scaleb(-2)
    deposit = to_unit(net * share / 100, "EUR")
    text, claim, vat = books(way, net, deposit, Decimal(rate))
    part = to_unit(claim * paid / 100, "EUR")
    if part:
        text += '    2026-03-02 * "Aubin" "Transfer" ^F1\n'
        text += posted(("Assets:Bank", part), ("Assets:Clients:Aubin", -part))
    printed, _ = proposed(text, "irrecoverable", "F1")
    (lost,) = re.findall(r"^  Liabilities:VAT +([0-9.]+) EUR$", printed, re.MULTILINE)
    assert Decimal(lost) == to_unit(vat * (claim - part) / claim, "EUR")
