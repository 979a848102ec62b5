"""Exactly what is open of one invoice alone settles it, whatever was presumed before."""

from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import combinations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.ledgers import report

DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 1, 5)
SHARED = "Assets:Receivables"
CONVENTIONS = {
    "link": ("Assets:Clients:Martin", '"Sign" ^F{n}', ""),
    "key": ("Assets:Clients:Martin", '"Sign"', '  invoice: "F{n}"\n'),
    "narration": ("Assets:Clients:Martin", '"Sign F{n}"', ""),
    "without": ("Assets:Clients:Martin", '"Sign"', ""),
    "shared": (SHARED, '"Sign" ^F{n}', ""),
}
OPENED = """
2020-01-01 custom "relance" "reference-pattern" "F[0-9]+"
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
"""
AMOUNTS = st.integers(3, 60).map(lambda n: n * Decimal("50.00"))


@given(st.data())
def test_the_rest_of_an_invoice_settles_it(data: st.DataObject) -> None:
    """A part is paid before there is another invoice; what is disputed or due first has no say."""
    account, said, key = CONVENTIONS[data.draw(st.sampled_from(sorted(CONVENTIONS)))]
    amount = data.draw(AMOUNTS)
    first = data.draw(st.integers(1, int(amount) - 1)) * Decimal("1.00")
    rest = amount - first
    others = data.draw(st.lists(AMOUNTS, min_size=1, max_size=3))
    amounts = [amount, *others]
    sums = {
        sum(some, Decimal())
        for size in range(1, len(amounts) + 1)
        for some in combinations(amounts, size)
    }
    assume(rest not in sums and first != rest)
    text = f"{OPENED}2020-01-01 open {account}\n"

    def invoice(place: int, value: Decimal, day: datetime.date) -> str:
        due = day + data.draw(st.integers(0, 90)) * DAY
        line = f'{day} * "Martin" {said}\n  due: {due}\n{key}'.replace("{n}", str(41 + place))
        return f"{line}  {account}  {value} EUR\n  Income:Sales\n"

    def payment(value: Decimal, day: datetime.date) -> str:
        return f'{day} * "Martin" "Transfer"\n  Assets:Bank  {value} EUR\n  {account}\n'

    text += invoice(0, amount, START) + payment(first, START + 10 * DAY)
    disputed = data.draw(st.integers(0, int(rest) - 1))
    if disputed and rest - disputed not in sums:
        name = START if account != SHARED and "{n}" not in said + key else "F41"
        text += f'{START + 20 * DAY} note {account} "No" ^{name}\n  relance: "dispute"\n'
        text += f"  amount: {disputed}.00 EUR\n"
    for place, value in enumerate(others, 1):
        text += invoice(place, value, START + (20 + 10 * place) * DAY)
    text += payment(rest, START + 90 * DAY)
    found = report(text, "2026-12-01")
    assert not found.problems, [str(each.message) for each in found.problems]
    assert sorted((i.invoice.date, i.outstanding) for i in found.open_items) == [
        (START + (20 + 10 * place) * DAY, value) for place, value in enumerate(others, 1)
    ]
