"""An invoice that a text names stays open if its amount is exactly what is open afterwards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

SAYINGS = ("{} contestée", "Statement; {} on hold", "{} is not due", "Überweisung, {} strittig")
CONVENTIONS = ("own account", "shared account", "narration", "key")


def entry(day: int, text: str, name: str, cents: int, convention: str, other: str) -> str:
    account = "Assets:Clients" + (":Ada" if convention == "own account" else "")
    key = f'  invoice: "{name}"\n' if convention == "key" and name else ""
    said = f"{text} {name}" if convention == "narration" else text
    link = f" ^{name}" if name and convention.endswith("account") else ""
    amount = f"{cents / 100:.2f} EUR"
    return f'2026-03-{day:02} * "Ada" "{said}"{link}\n{key}  {account}  {amount}\n  {other}\n'


@given(
    st.lists(st.integers(100, 99_999), min_size=2, max_size=6, unique=True),
    st.sampled_from(SAYINGS),
    st.sampled_from(CONVENTIONS),
    st.data(),
)
def test_what_is_named_and_left_stays_open(
    amounts: list[int], saying: str, convention: str, data: st.DataObject
) -> None:
    names = [f"INV-{place}" for place in range(101, 101 + len(amounts))]
    accounts = ("Assets:Bank", "Assets:Clients", "Assets:Clients:Ada", "Income:Sales")
    book = "".join(f"2026-01-01 open {account}\n" for account in accounts)
    book += '2026-01-01 custom "relance" "reference-pattern" "INV-[0-9]+"\n' * (
        convention == "narration"
    )
    for place, (name, cents) in enumerate(zip(names, amounts, strict=True)):
        book += entry(1 + place, "Work", name, cents, convention, "Income:Sales")
    left = data.draw(st.integers(0, len(names) - 1))
    paid = sum(amounts) - amounts[left]
    book += entry(20, saying.format(names[left]), "", -paid, convention, "Assets:Bank")
    found = report(book, "2026-06-01")
    open_ = {i.invoice.reference: i.outstanding for i in found.allocation.items if i.is_open}
    assert sum(open_.values()) * 100 == amounts[left]
    unsure = paid <= amounts[left] or found.allocation.unclear
    assert unsure or set(open_) == {names[left]}
