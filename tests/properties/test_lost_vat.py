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


def books(
    way: str, net: Decimal, deposit: Decimal, rate: Decimal
) -> tuple[str, Decimal, Decimal, Decimal]:
    """The books, with what is claimed by the final invoice, and the VAT that is in how much."""
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
        return f"{OPENED}{paid}{final(legs)}", claim, vat, net + vat
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
    return f"{OPENED}{paid}{final(legs)}", claim, vat - tax, claim


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
    text, claim, vat, whole = books(way, net, deposit, Decimal(rate))
    part = to_unit(claim * paid / 100, "EUR")
    if part:
        text += '    2026-03-02 * "Aubin" "Transfer" ^F1\n'
        text += posted(("Assets:Bank", part), ("Assets:Clients:Aubin", -part))
    printed, _ = proposed(text, "irrecoverable", "F1")
    (lost,) = re.findall(r"^  Liabilities:VAT +([0-9.]+) EUR$", printed, re.MULTILINE)
    assert Decimal(lost) == to_unit(vat * (claim - part) / whole, "EUR")


BESIDE = {
    "goods": (("Expenses:Goods", 1), ("Assets:Inventory", -1)),
    "commission": (("Expenses:Commissions", 1), ("Liabilities:Accrued", -1)),
    "purchase": (("Expenses:Goods", 2), ("Assets:Input-VAT", 1), ("Liabilities:Accrued", -3)),
    "analysis": (("Income:Sales:North", -1), ("Income:Sales:South", 1)),
    "van": (("Expenses:Book-Value", 1), ("Assets:Vehicles", -4), ("Assets:Depreciation", 3)),
    "nothing": (),
}
"""What entries of sales book beside them, in parts of an amount."""
WAYS = ("linked", "key", "unlinked", "control", "renamed", "separately", "withheld", "at once")


@given(
    st.sampled_from(WAYS),
    st.sampled_from(sorted(BESIDE)),
    st.integers(10_000, 900_000),
    st.integers(1, 900_000),
    st.sampled_from(["0.055", "0.10", "0.196", "0.20", "0.21"]),
    st.sampled_from([0, 0, 25, 90]),
)
def test_no_more_vat_is_taken_back_than_was_invoiced(
    way: str, beside: str, cents: int, other: int, rate: str, paid: int
) -> None:
    net, cost = Decimal(cents).scaleb(-2), Decimal(other).scaleb(-2)
    vat = to_unit(net * Decimal(rate), "EUR")
    clients = "Assets:Clients" if way == "control" else "Assets:Clients:Aubin"
    legs = [("Income:Sales", -net), *((name, cost * part) for name, part in BESIDE[beside])]
    claim, whole = net + vat, net + vat
    if way == "withheld":
        claim = whole = claim - to_unit(net * 15 / 100, "EUR")
        legs.append(("Assets:IRPF-Withheld", net + vat - claim))
    elif way == "at once":
        claim = to_unit(whole * 40 / 100, "EUR")
        legs.append(("Assets:Bank", whole - claim))
    if way == "separately":
        legs.append((clients, net))
    else:
        legs += [(clients, claim), ("Liabilities:VAT", -vat)]
    key = '      invoice: "F1"\n' if way == "key" else ""
    link = "" if way in {"key", "unlinked"} else " ^F1"
    sons = "Assets:Clients:Aubin-Sons"
    names = sorted({name for name, _ in legs} | {clients, sons, "Assets:Bank", "Liabilities:VAT"})
    text = "".join(f"    2026-01-01 open {name}\n" for name in names)
    text += f'    2026-02-02 * "Aubin" "Kitchen"{link}\n{key}{posted(*legs)}'
    if way == "separately":
        text += f'    2026-02-02 * "Aubin" "VAT"{link}\n'
        text += posted((clients, vat), ("Liabilities:VAT", -vat))
    if way == "renamed":
        text += f'    2026-02-20 * "Change of name"{link}\n'
        text += posted((clients, -claim), (sons, claim))
        clients = sons
    part = to_unit(claim * paid / 100, "EUR")
    if part:
        text += f'    2026-03-02 * "Aubin" "Transfer"{link}\n{key}'
        text += posted(("Assets:Bank", part), (clients, -part))
    printed, _ = proposed(text, "irrecoverable")
    booked = re.findall(r"^  (\S+) +(-?[0-9.]+) EUR$", printed, re.MULTILINE)
    back = to_unit(vat * (claim - part) / whole, "EUR")
    lost = claim - part - back
    assert [Decimal(number) for _, number in booked] == [lost, back, part - claim]
    assert booked[1][0] == "Liabilities:VAT"
    assert 0 <= back <= vat
