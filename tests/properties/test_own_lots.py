"""Of invoices that are held at cost, what is open of each is what is left of its lot.

Payments name nothing, or the link that all have, and take the lots of some invoices, wholly or in
part, on the customer's own account or a shared one. What is then proposed as lost can be pasted.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.bookings.test_proposed_bookings import AS_OF, pasted, proposed
from tests.support.ledgers import FRANCE

OPENED = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Clients
2026-01-01 open Assets:Clients:Gap
2026-01-01 open Income:Sales
2026-01-01 open Income:FX-Gains
"""


@given(
    st.sampled_from(["linked", "key", "project"]),
    st.sampled_from(["Assets:Clients:Gap", "Assets:Clients"]),
    st.lists(st.sampled_from([500, 1000, 1500]), min_size=2, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 2, 4])), max_size=4),
)
def test_what_is_open_of_an_invoice_is_what_is_left_of_its_lot(
    way: str, account: str, amounts: list[int], payments: list[tuple[int, int]]
) -> None:
    text, left, days = OPENED, [], []
    for place, amount in enumerate(amounts):
        link = {"linked": f" ^R{place}", "project": " ^P-7"}.get(way, "")
        key = f'  invoice: "R{place}"\n' if way == "key" else ""
        day = f"2026-02-{10 + place}"
        text += f'{day} * "Gap" "Counter"{link}\n{key}'
        text += f"  {account}  {amount}.00 USD {{0.9{place} EUR}}\n  Income:Sales\n"
        days.append(day)
        left.append(Decimal(amount))
    for number, (chosen, part) in enumerate(payments):
        place = chosen % len(amounts)
        paid = left[place] / part
        if not paid:
            continue
        left[place] -= paid
        link = " ^P-7" if way == "project" else ""
        text += f'2026-03-{10 + number} * "GAP" "Wire"{link}\n  Assets:Bank  {paid} EUR\n'
        text += f"  {account}  -{paid} USD {{0.9{place} EUR}}\n  Income:FX-Gains\n"
    text += FRANCE
    report = pasted(text, "")
    open_ = {day: Decimal() for day in days}
    for item in report.allocation.items:
        open_[item.invoice.date.isoformat()] += item.outstanding
    assert open_ == dict(zip(days, left, strict=True))
    lost, _ = proposed(text.removesuffix(FRANCE), "irrecoverable")
    assert not pasted(text, lost, AS_OF).open_items
