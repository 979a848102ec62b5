"""A batch of exactly what several customers owe settles what it names, and nothing else."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from beancount_relance.values.numbers.structured_references import creditor_reference
from tests.support.ledgers import report

CUSTOMERS = ("Ada", "Bob", "Cyd")
OPENED = "".join(
    f"2025-01-01 open {account}\n"
    for account in (
        "Assets:Bank",
        "Assets:Clients",
        "Income:Sales",
        "Equity:Balances",
        "Expenses:Losses",
    )
)
NUMBERS = ("F2026-{}", "INV-{}", "R{}")
JOINED = (
    '"Direct debits" "{}"',
    '"Batch" "Invoices {}"',
    '"Bank" "payout" {links}',
    '"Stripe" "Payout {listed}"',
    '"Bank" "Payout {mixed}"',
)
"""How a batch names its invoices: all numbers in its text, the first one and the digits of the
others, a link for each, or the creditor reference of the last one."""

some_amounts = st.lists(st.integers(40, 900), min_size=3, max_size=5)


def posted(day: str, head: str, amount: int, other: str, key: str = "") -> str:
    key = key and f'    invoice: "{key}"\n'
    return f"{day} * {head}\n  Assets:Clients  {amount} EUR\n{key}  {other}\n"


@given(
    some_amounts,
    st.sampled_from(NUMBERS),
    st.sampled_from(JOINED),
    st.sampled_from(["", "a new year"]),
    st.data(),
)
def test_what_a_batch_names_is_paid_and_the_rest_is_owed(
    amounts: list[int], number: str, joined: str, since: str, data: st.DataObject
) -> None:
    names = [number.format(place) for place in range(101, 101 + len(amounts))]
    book, owed = OPENED, dict(zip(names, amounts, strict=True))
    for place, name in enumerate(names):
        head = f'"{CUSTOMERS[place % 3]}" "work" ^{name}'
        book += posted(f"2025-11-{10 + place}", head, amounts[place], "Income:Sales")
    for place, name in enumerate(names):
        who = CUSTOMERS[place % 3]
        if data.draw(st.sampled_from([False, False, True])):
            lost = "Expenses:Losses"
            book += posted("2025-12-10", f'"{who}" "Lost"', -amounts[place], lost)
            book += posted("2025-12-11", f'"{who}" "Loss cancelled" ^{name}', amounts[place], lost)
        paid = data.draw(st.sampled_from([0, 0, amounts[place] // 3]))
        if paid:
            told = creditor_reference(name) if data.draw(st.booleans()) else None
            head = f'"Bank" "{told}"' if told else f'"{who}" "part" ^{name}'
            book += posted("2025-12-15", head, -paid, "Assets:Bank")
            owed[name] -= paid
    if since:
        for day, head, sign in (("2025-12-31", "Closing", -1), ("2026-01-01", "Opening", 1)):
            for name in names:
                text = f'"{head}" "balances"'
                book += posted(day, text, sign * owed[name], "Equity:Balances", name)
    batch = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=4, unique=True))
    assume(len({names.index(name) % 3 for name in batch}) > 1)
    links = " ".join(f"^{name}" for name in batch)
    listed = data.draw(st.sampled_from([" and ", "/", ", ", " "])).join(
        [batch[0], *(name[-3:] for name in batch[1:])]
    )
    mixed = " ".join([*batch[:-1], creditor_reference(batch[-1]) or batch[-1]])
    head = joined.format(" ".join(batch), links=links, listed=listed, mixed=mixed)
    book += posted("2026-01-20", head, -sum(owed[name] for name in batch), "Assets:Bank")
    found = report(book, "2026-06-01")
    open_ = {i.invoice.reference: i.outstanding for i in found.allocation.items if i.is_open}
    assert open_ == {name: left for name, left in owed.items() if name not in batch}
    assert not found.allocation.credits
    assert not found.allocation.unidentified


@given(some_amounts, st.sampled_from(JOINED), st.integers(1, 400))
def test_what_is_not_their_sum_is_nobodys_until_somebody_says(
    amounts: list[int], joined: str, more: int
) -> None:
    names = [f"F2026-{place}" for place in range(101, 101 + len(amounts))]
    book = OPENED
    for place, name in enumerate(names):
        head = f'"{CUSTOMERS[place % 3]}" "work" ^{name}'
        book += posted(f"2026-01-{10 + place}", head, amounts[place], "Income:Sales")
    links = " ".join(f"^{name}" for name in names)
    listed = f"{names[0]} to {names[-1][-3:]}"
    mixed = " ".join([*names[:-1], creditor_reference(names[-1]) or names[-1]])
    head = joined.format(" ".join(names), links=links, listed=listed, mixed=mixed)
    book += posted("2026-02-20", head, -sum(amounts) - more, "Assets:Bank")
    found = report(book, "2026-06-01")
    total = found.totals()["EUR"]
    assert total.open - total.credits + total.unidentified == -more
    assert found.problems
