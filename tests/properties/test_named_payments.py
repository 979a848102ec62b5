"""Payments that name several invoices: each gets its own part, in whatever order they stand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from beancount_relance.report.report import build_report
from tests.support.ledgers import accounts, load, report

START = datetime.date(2026, 3, 2)
CENT = Decimal("0.01")
amounts = st.decimals(min_value=20, max_value=5000, places=2)


def written(day: datetime.date, text: str, links: str, number: Decimal, other: str) -> str:
    return f'{day} * "Martin" "{text}" {links}\n  Assets:Clients:Martin  {number} EUR\n  {other}\n'


def outstanding(entries: Sequence[str], head: str = "") -> dict[str, Decimal]:
    found = report(accounts() + head + "".join(entries), "2026-06-30")
    totals = found.totals()["EUR"]
    assert totals.open - totals.credits + totals.unidentified == totals.ledger
    return {item.invoice.reference: item.outstanding for item in found.open_items}


@given(st.lists(amounts, min_size=2, max_size=5), st.integers(0, 40))
def test_each_invoice_keeps_its_own_discount(prices: list[Decimal], after: int) -> None:
    """In time or too late, what is left of each is its discount; its return opens all again."""
    terms = '2020-01-01 custom "relance" "terms" "2% 10 net 30"\n'
    day = START + datetime.timedelta(days=after)
    names = [f"F{n}" for n in range(1, len(prices) + 1)]
    less = [(price / 50).quantize(CENT, ROUND_HALF_UP) for price in prices]
    links = " ".join(f"^{name}" for name in names)
    paid = sum(prices) - sum(less)
    entries = [
        written(START, "Work", f"^{name}", price, "Income:Sales")
        for name, price in zip(names, prices, strict=True)
    ]
    payment = written(day, "Transfer", links, -Decimal(paid), "Assets:Bank")
    back = written(
        day + datetime.timedelta(days=5), "Returned", links, Decimal(paid), "Assets:Bank"
    )
    left = outstanding([*entries, payment], terms)
    assert left == dict(zip(names, less, strict=True))
    assert outstanding([payment, *reversed(entries)], terms) == left
    assert outstanding([*entries, payment, back], terms) == dict(zip(names, prices, strict=True))


@given(st.lists(amounts, min_size=2, max_size=4, unique=True), st.data())
def test_a_project_is_paid_where_the_amount_is(prices: list[Decimal], data: st.DataObject) -> None:
    """The invoice that has the amount, or that the payment names as well, whatever the order."""
    place = data.draw(st.integers(0, len(prices) - 1))
    names = [f"F{n}" for n in range(1, len(prices) + 1)]
    entries = [
        written(
            START + datetime.timedelta(days=n), "Part", f"^{name} ^project", price, "Income:Sales"
        )
        for n, (name, price) in enumerate(zip(names, prices, strict=True))
    ]
    day = START + datetime.timedelta(days=30)
    part = (prices[place] / 2).quantize(CENT)
    also = written(day, "Transfer", f"^{names[place]} ^project", -part, "Assets:Bank")
    whole = dict(zip(names, prices, strict=True))
    assert outstanding([*entries, also]) == {**whole, names[place]: prices[place] - part}
    alone = written(day, "Transfer", "^project", -prices[place], "Assets:Bank")
    left = {name: price for name, price in whole.items() if name != names[place]}
    assert outstanding([alone, *reversed(entries)]) == left


@given(
    st.lists(st.sampled_from(("Alder", "Birch", "Cedar")), min_size=2, max_size=5),
    st.sampled_from(("INV{}", "INV {}", "inv-{}", "INV/{}")),
    st.sampled_from((None, "HSBC", "Alder", "Birch Ltd")),
    st.booleans(),
    st.data(),
)
def test_whose_the_number_is_pays_on_a_shared_account_in_any_spelling(
    owners: list[str],
    spelling: str,
    payee: str | None,
    is_paid_twice: bool,  # noqa: FBT001 - drawn by its place
    data: st.DataObject,
) -> None:
    chosen = data.draw(st.integers(0, len(owners) - 1))
    account = "Assets:Accounts-Receivable"
    books = (
        f"2020-01-01 open {account}\n2020-01-01 open Assets:Bank\n2020-01-01 open Income:Sales\n"
    )
    for n, owner in enumerate(owners):
        books += f'2026-03-02 * "{owner}" "x" ^INV-204{n}\n  {account}  100 EUR\n  Income:Sales\n'
    paid = f"  Assets:Bank  100 EUR\n  {account}\n"
    if is_paid_twice:
        books += f'2026-03-20 * "{owners[chosen]}" "x" ^INV-204{chosen}\n{paid}'
    text = f"TRANSFER {spelling.format(f'204{chosen}')}"
    said = f'"{payee}" "{text}"' if payee is not None else f'"{text}"'
    entries, options = load(books + f"2026-04-02 * {said}\n{paid}")
    as_of = datetime.date(2026, 6, 30)
    quick, whole = (build_report(entries, options, as_of, whole=each) for each in (False, True))
    left = {item.invoice.reference for item in whole.open_items}
    assert left == {f"INV-204{n}" for n in range(len(owners)) if n != chosen}
    assert {item.invoice.reference for item in quick.open_items} == left
    credited = [(each.credit.customer, each.amount) for each in whole.allocation.credits]
    assert credited == ([(owners[chosen], Decimal(100))] if is_paid_twice else [])
    assert [(each.credit.customer, each.amount) for each in quick.allocation.credits] == credited


@given(
    st.sampled_from(("INV-{}", "F2026-{}", "RE {}", "FA{:05}", "2026-{:03}")),
    st.integers(100, 99_999),
    st.integers(10, 99_999),
)
def test_what_names_one_number_never_silently_pays_another(
    form: str, known: int, other: int
) -> None:
    """It is another invoice, or a number that was mistyped; what may be a year is neither."""
    assume(form not in ("RE {}", "2026-{:03}") or not 1900 <= other < 2100)
    number, text = form.format(known).replace(" ", "-"), form.format(other)
    books = accounts() + written(START, "Buoy", f"^{number}", Decimal(120), "Income:Sales")
    books += written(START, f"VIR {text}", "", Decimal(-120), "Assets:Bank")
    found = report(books)
    (invoice,) = found.allocation.items
    if invoice.is_open:
        assert found.allocation.credits
    else:
        (settlement,) = invoice.settled
        assert settlement.basis == "reference"
