"""What came back and was paid again changes nothing about what other payments settled."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

SALES = "Income:Sales"
HEAD = "".join(
    f"2026-01-01 open {account}\n"
    for account in ("Assets:Bank", "Assets:Clients", "Assets:Clients:Acme", SALES)
)
NAMING = ('"{} {}"', '"{}" ^{}', '"{}"\n  invoice: "{}"', '"{}"\n  @invoice: "{}"')
"""How an entry names an invoice: in its text, by a link, by a key of its own or of its posting."""
UNDONE = {"Assets:Bank": ("Transfer", "Returned"), SALES: ("Credit note", "Cancelled")}

some_part = st.tuples(
    st.sampled_from([100, 150, 250, 400]),
    st.sampled_from(sorted(UNDONE)),
    st.integers(0, 3),
    st.booleans(),
)
"""An amount, what it is posted against, how often it is undone, and whether it is paid at last."""


def entry(day: int, text: str, account: str, *numbers: int, other: str = "Assets:Bank") -> str:
    """Return an entry of some day; several numbers are instalments, due one after another."""
    text, _, key = text.partition("\n  @")
    key = key and f"    {key}\n"
    month, of_month = divmod(day, 28)
    legs = ""
    for place, number in enumerate(numbers):
        due = f"    due: 2026-{5 + place:02}-20\n" if len(numbers) > 1 else ""
        legs += f"  {account}  {number} EUR\n{key}{due}"
    return f'2026-{month + 1:02}-{of_month + 1:02} * "Acme" {text}\n{legs}  {other}\n'


@given(
    st.sampled_from(["Assets:Clients", "Assets:Clients:Acme"]),
    st.sampled_from(NAMING[1:]),
    st.sampled_from(NAMING),
    st.sampled_from([(2000,), (900, 1100)]),
    st.lists(some_part, min_size=1, max_size=3),
    st.booleans(),
)
def test_what_was_paid_again_counts_once(
    account: str,
    invoiced: str,
    named: str,
    second: tuple[int, ...],
    parts: list[tuple[int, str, int, bool]],
    is_returned_in_order: bool,  # noqa: FBT001
) -> None:
    """The rest of the second invoice, which came without a number, stays with it."""
    rest = 2000 - sum(amount for amount, *_ in parts)
    book, left = HEAD, 0
    for day, number, amounts in ((40, "F-101", (700,)), (50, "F-102", second)):
        book += entry(day, invoiced.format("Work", number), account, *amounts, other=SALES)
    book += entry(90, '"Transfer"', account, -rest)
    for place, (amount, other, times, is_paid) in enumerate(parts):
        paid, undone = (named.format(text, "F-102") for text in UNDONE[other])
        book += entry(80 + place, paid, account, -amount, other=other)
        for time in range(times):
            day = 110 + 20 * time + (place if is_returned_in_order else 9 - place)
            book += entry(day, undone, account, amount, other=other)
            if is_paid or time + 1 < times:
                book += entry(day + 6, paid, account, -amount, other=other)
            else:
                left += amount
    expected = {"F-101": 700, "F-102": left}
    assert owed(book) == {number: amount for number, amount in expected.items() if amount}


def owed(book: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for item in report(book, "2026-12-01").allocation.items:
        if item.is_open:
            found[item.invoice.reference] += item.outstanding
    return found
