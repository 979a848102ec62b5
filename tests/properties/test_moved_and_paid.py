"""What is paid of an invoice on the day on which it goes on elsewhere, or before, is paid of it."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import build_report
from tests.support.examples import scaled
from tests.support.ledgers import FRANCE, load

DAY = datetime.timedelta(days=1)
MOVED = datetime.date(2026, 5, 11)
AS_OF = datetime.date(2026, 6, 30)
OPENS = "".join(
    f"2020-01-01 open {account}\n"
    for account in ("Assets:Bank", "Income:Sales", "Assets:Clients:Alder", "Assets:Clients:Larch")
)

Paid = Sequence[tuple[int, int]]
"""How many days after the move each payment is, and its amount."""


def entry(day: datetime.date, text: str, way: str, *lines: str) -> str:
    """An entry that names the invoice in one of the ways."""
    link, key = " ^F-1" * (way == "link"), '  invoice: "F-1"\n' * (way == "key")
    text += " F-1" * (way == "text")
    return f'{day} * "{text}"{link}\n{key}' + "".join(f"  {line}\n" for line in lines)


def books(kind: str, way: str, paid: Paid, *, first: bool) -> str:
    """An invoice of 1000 that is renamed or converted, with payments after it or first."""
    converted = kind == "converted"
    before, after = "Assets:Clients:Alder", "Assets:Clients:Larch"
    after = before if converted else after
    taken = "-1100.00 USD @@ 1000.00 EUR" if converted else "-1000.00 EUR"
    sold = "1100.00 USD" if converted else "1000.00 EUR"
    text = 'option "operating_currency" "EUR"\n' + OPENS + FRANCE
    text += '2020-01-01 custom "relance" "reference-pattern" "F-[0-9]+"\n'
    text += entry(datetime.date(2026, 3, 1), "Sign", way, f"{before}  {sold}", "Income:Sales")
    lines = (f"{after}  1000.00 EUR", f"{before}  {taken}")
    moved = entry(MOVED, "Converted" if converted else "New name", way, *lines)
    payments = "".join(
        entry(MOVED + days * DAY, "Transfer", way, f"Assets:Bank  {amount} EUR", after)
        for days, amount in paid
    )
    return text + (payments + moved if first else moved + payments)


def found_in(text: str) -> tuple[list[tuple[object, ...]], list[Decimal], list[Decimal]]:
    """What is open, of what, with what was paid of it, by amount."""
    report = build_report(*load(text), AS_OF)
    found = report.allocation
    items: list[tuple[object, ...]] = [
        (
            item.invoice.reference,
            item.invoice.customer,
            (item.invoice.date, item.invoice.due),
            (item.invoice.amount, item.outstanding),
            sorted(part.amount for part in item.settled),
            report.claims.of(item).limitation if not item.settled else None,
        )
        for item in report.open_items
    ]
    return items, [each.amount for each in found.credits], [d.amount for d in found.unidentified]


@scaled(40)
@given(
    kind=st.sampled_from(("renamed", "converted")),
    way=st.sampled_from(("link", "key", "text")),
    paid=st.lists(
        st.tuples(st.sampled_from((-2, 0, 0, 0, 1)), st.sampled_from((100, 250, 300))),
        min_size=1,
        max_size=3,
    ),
    first=st.booleans(),
)
def test_a_payment_on_the_day_of_the_move_is_one_of_the_day_after(
    kind: str, way: str, paid: list[tuple[int, int]], *, first: bool
) -> None:
    later = [(days, amount) for days, (_, amount) in zip(itertools.count(1), paid)]
    meant = found_in(books(kind, way, later, first=False))
    left = 1000 - sum(amount for _, amount in paid)
    assert meant[0][0][3] == (Decimal(1000), Decimal(left))
    assert meant[1:] == ([], [])
    assert found_in(books(kind, way, paid, first=first)) == meant
