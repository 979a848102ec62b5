"""Invoices that replace others in one entry are owed under their own numbers, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report
from tests.support.ledgers import report

OPENED = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Assets:Clients:Jan
2020-01-01 open Assets:Clients:Kim
"""
AMOUNTS = st.lists(st.integers(1, 900).map(Decimal), min_size=1, max_size=4)

Line = tuple[str, str, str]
"""A customer, an amount, and a number, if there is one."""


def invoiced(customer: str, number: str, amount: str) -> str:
    return (
        f'2026-01-05 * "{customer}" "Order" ^{number}\n'
        f"  Assets:Clients:{customer}  {amount}\n  Income:Sales\n"
    )


def replaced(lines: Sequence[Line], more: str = "") -> str:
    told = "".join(
        f"  Assets:Clients:{customer}  {amount}\n"
        + (f'    invoice: "{number}"\n' if number else "")
        for customer, amount, number in lines
    )
    return f'2026-02-10 * "Jan" "Invoiced"\n{told}{more}'


def owed(found: Report) -> list[str]:
    """What is open, and what is unidentified."""
    allocation = found.allocation
    assert not allocation.credits
    assert not any(balance.difference for balance in allocation.balances.values())
    return [
        *(
            f"{item.invoice.customer} {item.invoice.reference} {item.outstanding}"
            for item in found.open_items
        ),
        *(f"{rest.debit.customer} ? {rest.amount}" for rest in allocation.unidentified),
    ]


@given(AMOUNTS, AMOUNTS, st.data())
def test_what_is_owed_is_what_replaced_the_rest(
    orders: Sequence[Decimal], parts: Sequence[Decimal], data: st.DataObject
) -> None:
    total = sum(parts, Decimal())
    rates = [amount / sum(orders) for amount in orders[1:]]
    old = [(total * rate).quantize(Decimal("0.01")) for rate in rates]
    old = [total - sum(old), *old]
    entry = [("Jan", f"{-amount} EUR", f"PRO-{n}") for n, amount in enumerate(old) if amount]
    entry += [("Jan", f"{amount} EUR", f"J-{n}") for n, amount in enumerate(parts)]
    text = "".join(
        invoiced("Jan", f"PRO-{n}", f"{amount} EUR") for n, amount in enumerate(old) if amount
    )
    found = report(OPENED + text + replaced(data.draw(st.permutations(entry))))
    assert sorted(owed(found)) == sorted(f"Jan J-{n} {amount}" for n, amount in enumerate(parts))


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([("Kim", "600 EUR", "PRO-77")], ["Kim PRO-77 600"]),
        ([("Kim", "500 EUR", "PRO-77"), ("Kim", "100 EUR", "PRO-78")], None),
        ([("Kim", "600 EUR", "K-9")], ["Kim ? 600"]),  # of another series: who owes it is asked
        ([("Jan", "600 EUR", "PRO-1")], ["Jan PRO-1 600"]),
        (
            [("Jan", "540 USD @ 1 EUR", "J-77"), ("Jan", "60 EUR", "J-78")],
            ["Jan J-78 60", "Jan J-77 540"],
        ),
        # what has no number of its own is no invoice
        ([("Jan", "500 EUR", "J-77"), ("Jan", "100 EUR", "")], ["Jan ? 500", "Jan ? 100"]),
        ([("Jan", "500 EUR", "J-77"), ("Kim", "100 EUR", "")], ["Jan ? 500", "Kim ? 100"]),
        # each for itself
        (
            [("Kim", "-50 EUR", ""), ("Kim", "50 EUR", ""), ("Jan", "600 EUR", "J-77")],
            ["Jan J-77 600"],
        ),
    ],
)
def test_which_invoices_replace_others(lines: Sequence[Line], left: Sequence[str] | None) -> None:
    entry = [("Jan", "-600 EUR", "PRO-1"), *lines]
    found = owed(report(OPENED + invoiced("Jan", "PRO-1", "600 EUR") + replaced(entry)))
    assert found == (left or [f"{who} {number} {amount[:-4]}" for who, amount, number in lines])


OLD_NAMES = {
    "link": (" ^PF-1", "", ""),
    "key": ("", '  invoice: "PF-1"\n', ""),
    "text": ("", "", " PF-1"),
    "nothing": ("", "", ""),
}
NEW_NAMES = {
    "link": (" ^PF-1", "", ""),
    "links": (" ^F-1 ^PF-1", "", ""),
    "key": ("", '    invoice: "PF-1"\n', ""),
    "text": ("", "", " PF-1 becomes F-1"),
    "nothing": ("", "", ""),
}
WHERE = st.sampled_from(("Assets:Clients:Jan", "Assets:Clients"))
PATTERN = '2020-01-01 custom "relance" "reference-pattern" "P?F-[0-9]"\n'


@given(
    st.sampled_from(list(OLD_NAMES)),
    st.sampled_from(list(NEW_NAMES)),
    WHERE,
    st.sampled_from(("", "    due: 2026-03-31\n")),
    st.sampled_from((0, 100)),
    st.sampled_from((1, -1)),
)
def test_however_the_old_one_is_named(
    old: str, new: str, account: str, due: str, paid: int, order: int
) -> None:
    link, key, words = OLD_NAMES[old]
    sale = (
        f'2026-01-05 * "Jan" "Order{words}"{link}\n{key}'
        f"  {account}  600 EUR\n  Income:Sales  -600 EUR\n"
    )
    if paid:
        sale += f'2026-01-20 * "Jan" "Transfer"\n  Assets:Bank  {paid} EUR\n  {account}\n'
    link, key, words = NEW_NAMES[new]
    left = 600 - paid
    taken = f"  {account}  -{left} EUR\n{key}"
    put = f'  {account}  {left} EUR\n    invoice: "F-1"\n{due}'
    both = "".join((taken, put)[::order])
    entry = f'2026-02-10 * "Jan" "Invoiced{words}"{link}\n{both}'
    opened = OPENED + "2020-01-01 open Assets:Clients\n" + PATTERN
    assert owed(report(opened + sale + entry)) == [f"Jan F-1 {left}"]


@given(
    st.sampled_from(list(OLD_NAMES)),
    st.sampled_from(("link", "key", "text", "nothing")),
    st.sampled_from((250, 600)),
    st.sampled_from(("  due: 2026-03-31\n", "    due: 2026-03-31\n")),
    st.sampled_from(("", "Kim K-1 50")),
)
def test_what_somebody_else_owes_instead(
    old: str, new: str, amount: int, due: str, theirs: str
) -> None:
    """A number and a due date make it a claim of its own, whoever it is."""
    link, key, words = OLD_NAMES[old]
    text = (
        f'2026-01-05 * "Jan" "Order{words}"{link}\n{key}'
        "  Assets:Clients:Jan  600 EUR\n  Income:Sales\n"
    )
    text += invoiced("Kim", "K-1", "50 EUR") if theirs else ""
    link, key, words = NEW_NAMES[new]
    is_of_entry = not due.startswith("    ")
    text += (
        f'2026-02-10 * "Assigned{words}"{link}\n{due if is_of_entry else ""}'
        f"  Assets:Clients:Jan  -{amount} EUR\n{key}"
        f'  Assets:Clients:Kim  {amount} EUR\n    invoice: "ASG-1"\n'
    )
    found = report(OPENED + PATTERN + text + ("" if is_of_entry else due))
    number = "2026-01-05" if old == "nothing" else "PF-1"
    left = [f"Jan {number} {600 - amount}"] if amount < 600 else []
    assert sorted(owed(found)) == sorted(filter(None, [*left, f"Kim ASG-1 {amount}", theirs]))


@given(
    st.sampled_from(("link", "key", "text")),
    st.sampled_from(list(NEW_NAMES)),
    st.sampled_from(("link", "key", "text")),
    WHERE,
    st.sampled_from((250, 600)),
)
def test_a_payment_that_quotes_the_old_number(
    old: str, new: str, quoted: str, account: str, amount: int
) -> None:
    link, key, words = OLD_NAMES[old]
    text = (
        f'2026-01-05 * "Jan" "Order{words}"{link}\n{key}'
        f"  {account}  600 EUR\n  Income:Sales  -600 EUR\n"
    )
    link, key, words = NEW_NAMES[new]
    text += (
        f'2026-02-10 * "Jan" "Invoiced{words}"{link}\n  {account}  -600 EUR\n{key}'
        f'  {account}  600 EUR\n    invoice: "F-1"\n'
    )
    link, key, words = OLD_NAMES[quoted]
    text += f'2026-03-10 * "Jan" "Transfer{words}"{link}\n{key}'
    text += f"  Assets:Bank  {amount} EUR\n  {account}  -{amount} EUR\n"
    found = report(OPENED + "2020-01-01 open Assets:Clients\n" + PATTERN + text)
    assert owed(found) == ([f"Jan F-1 {600 - amount}"] if amount < 600 else [])


@given(
    st.sampled_from(("link", "key", "text")),
    st.sampled_from(("link", "key", "text")),
    st.sampled_from((":Jan :Kim", " ")),
    st.sampled_from((250, 600)),
)
def test_who_took_over_a_claim_pays_by_its_old_number(
    old: str, quoted: str, accounts: str, amount: int
) -> None:
    """What is left of the claim is owed by whoever owed it first."""
    jan, kim = (f"Assets:Clients{each}" for each in accounts.split(" "))
    link, key, words = OLD_NAMES[old]
    text = (
        f'2026-01-05 * "Jan" "Order{words}"{link}\n{key}  {jan}  600 EUR\n  Income:Sales\n'
        f'2026-02-10 * "Assigned"\n  due: 2026-02-28\n'
        f'  {jan}  -{amount} EUR\n    invoice: "PF-1"\n    customer: "Jan"\n'
        f'  {kim}  {amount} EUR\n    invoice: "ASG-1"\n    customer: "Kim"\n'
    )
    link, key, words = OLD_NAMES[quoted]
    text += (
        f'2026-03-10 * "Kim" "Transfer{words}"{link}\n{key}  Assets:Bank  {amount} EUR\n  {kim}\n'
    )
    found = report(OPENED + "2020-01-01 open Assets:Clients\n" + PATTERN + text)
    assert owed(found) == ([f"Jan PF-1 {600 - amount}"] if amount < 600 else [])
    assert not found.problems
