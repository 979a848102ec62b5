"""Wherever an entry names the invoices that it moves, everybody owes their own, as before."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

CUSTOMERS = ("Ada", "Bob", "Cyd")
OPENED = "".join(
    f"2026-01-01 open {account}\n"
    for account in (
        "Assets:Bank",
        "Income:Sales",
        *(
            f"Assets:{root}:{name}"
            for root in ("Clients", "Bills-Receivable")
            for name in CUSTOMERS
        ),
    )
)
KEY = '    invoice: "{}"\n'
DUE = "    due: 2026-05-10\n"


def invoiced(amounts: list[int]) -> str:
    return OPENED + "".join(
        f'2026-01-05 * "{name}" "work" ^{name}-1\n  Assets:Clients:{name}  {amount} EUR\n'
        "  Income:Sales\n"
        for name, amount in zip(CUSTOMERS, amounts, strict=False)
    )


def postings(name: str, amount: int, places: str, due: str) -> list[str]:
    key = KEY.format(f"{name}-1")
    credit = f"  Assets:Clients:{name}  -{amount} EUR\n" + key * ("credit" in places)
    debit = f"  Assets:Bills-Receivable:{name}  {amount} EUR\n" + key * ("debit" in places) + due
    return [credit, debit]


def owed(book: str) -> tuple[Sequence[object], ...]:
    found = report(book, "2026-04-01")
    return (
        [
            (item.invoice.customer, item.invoice.reference, item.outstanding, item.invoice.due)
            for item in found.allocation.items
            if item.is_open
        ],
        found.allocation.credits,
        found.allocation.unidentified,
        found.problems,
    )


@given(
    st.lists(st.sampled_from((120, 300, 500)), min_size=1, max_size=3),
    st.sampled_from(("credit", "debit", "credit and debit", "nowhere")),
    st.sampled_from(("", DUE)),
    st.data(),
)
def test_an_entry_of_several_customers_is_one_for_each(
    amounts: list[int], places: str, due: str, data: st.DataObject
) -> None:
    entries = [
        postings(name, amount, places, due)
        for name, amount in zip(CUSTOMERS, amounts, strict=False)
    ]
    order = data.draw(st.permutations([line for entry in entries for line in entry]))
    together = '2026-02-10 * "bills"\n' + "".join(order)
    each = "".join(
        f'2026-02-10 * "bill" ^{name}-1\n' + "".join(postings(name, amount, "link", due))
        for name, amount in zip(CUSTOMERS, amounts, strict=False)
    )
    found = owed(invoiced(amounts) + together)
    assert found == owed(invoiced(amounts) + each)
    assert len(found[0]) == len(amounts)


@given(
    st.lists(st.sampled_from((100, 200, 300)), min_size=1, max_size=4),
    st.sampled_from(("credits", "debits")),
    st.sampled_from(("", DUE)),
    st.data(),
)
def test_one_sum_of_several_invoices_is_divided_among_them(
    amounts: list[int], named: str, due: str, data: st.DataObject
) -> None:
    """The names stand on the side that has a posting for each."""
    of_credits = named == "credits"
    book = OPENED
    for place, amount in enumerate(amounts):
        book += f'2026-01-05 * "Ada" "work" ^A-{place}\n'
        book += f"  Assets:Clients:Ada  {amount} EUR\n  Income:Sales\n"
    sides = ("Clients", "Bills-Receivable")[:: 1 if of_credits else -1]
    sign = "-" if of_credits else ""
    lines = [
        f"  Assets:{sides[0]}:Ada  {sign}{amount} EUR\n"
        + KEY.format(f"A-{place}")
        + due * (not of_credits)
        for place, amount in enumerate(amounts)
    ]
    other = "" if of_credits else "-"
    lines.append(f"  Assets:{sides[1]}:Ada  {other}{sum(amounts)} EUR\n" + due * of_credits)
    together = '2026-02-10 * "Ada" "bill"\n' + "".join(data.draw(st.permutations(lines)))
    each = "".join(
        f'2026-02-10 * "Ada" "bill" ^A-{place}\n  Assets:Clients:Ada  -{amount} EUR\n'
        f"  Assets:Bills-Receivable:Ada  {amount} EUR\n{due}"
        for place, amount in enumerate(amounts)
    )
    found = owed(book + together)
    assert found == owed(book + each)
    assert len(found[0]) == len(amounts)
