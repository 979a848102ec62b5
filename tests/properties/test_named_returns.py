"""Whichever of several equal payments came back, the invoice that its return names is owed."""

from __future__ import annotations

import datetime
import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.ledgers import report

OPENED = "".join(
    f"2026-01-01 open {account}\n"
    for account in ("Assets:Bank", "Assets:Clients:A", "Income:Sales")
)
COSTS = 50
"""What the bank may charge for a return, at most."""
WORDS = ("alpha", "beta", "gamma", "delta")


NAMING = ('"{} {}"', '"{}" ^{}', '"{}"\n  invoice: "{}"', '"{}"\n  @invoice: "{}"')
"""How an entry names an invoice: in its text, by a link, by a key of its own or of its posting."""


def moved(day: str, text: str, number: int, other: str) -> str:
    text, _, key = text.partition("\n  @")
    key = key and f"    {key}\n"
    return f'{day} * "A" {text}\n  Assets:Clients:A  {number} EUR\n{key}  {other}\n'


@given(
    st.permutations(range(4)),
    st.sampled_from(["word", "number", "nothing"]),
    st.sampled_from(["returned", "Rejet", "Rücklastschrift"]),
    st.tuples(st.sampled_from(NAMING[1:]), st.sampled_from(NAMING)),
    st.sampled_from(["F{}", "INV-204{}", "R-{}"]),
    st.integers(0, 3),
)
def test_what_a_return_names_is_owed(
    order: list[int],
    payment: str,
    word: str,
    naming: tuple[str, str],
    number: str,
    returned: int,
) -> None:
    numbers = [number.format(place) for place in range(1, 5)]
    book = OPENED
    for place, each in enumerate(numbers):
        named = naming[0].format(WORDS[place], each)
        book += moved(f"2026-01-{10 + place}", named, 500, "Income:Sales")
    for day, place in enumerate(order):
        said = {"word": WORDS[place], "number": numbers[place], "nothing": "transfer"}[payment]
        book += moved(f"2026-02-{10 + day}", f'"{said}"', -500, "Assets:Bank")
    named = naming[1].format(word, numbers[returned])
    book += moved("2026-03-01", named, 500, "Assets:Bank")
    owed = report(book, "2026-06-01")
    open_ = {item.invoice.reference: item for item in owed.allocation.items if item.is_open}
    assert {name: item.outstanding for name, item in open_.items()} == {numbers[returned]: 500}
    assert open_[numbers[returned]].invoice.date == datetime.date(2026, 1, 10 + returned)
    assert not owed.problems


@given(
    st.lists(st.sampled_from((75, 120, 240, 500)), min_size=2, max_size=5),
    st.sampled_from(["returned", "INSOLUTO"]),
    st.sampled_from(NAMING),
    st.data(),
)
def test_of_a_receipt_of_several_invoices_the_one_that_its_return_names_is_owed(
    amounts: list[int], word: str, naming: str, data: st.DataObject
) -> None:
    book = OPENED
    for place, amount in enumerate(amounts):
        book += moved(f"2026-01-{10 + place}", f'"work" ^F-20{place}', amount, "Income:Sales")
    book += moved("2026-02-10", '"transfer"', -sum(amounts), "Assets:Bank")
    place = data.draw(st.integers(0, len(amounts) - 1))
    book += moved("2026-03-01", naming.format(word, f"F-20{place}"), amounts[place], "Assets:Bank")
    items = report(book, "2026-06-01").allocation.items
    open_ = {item.invoice.reference: item.outstanding for item in items if item.is_open}
    assert open_ == {f"F-20{place}": amounts[place]}


@given(
    st.lists(st.integers(60, 400), min_size=1, max_size=4, unique=True),
    st.sampled_from([0, 5, 12]),
    st.sampled_from(["returned", "Rejet", "INSOLUTO"]),
    st.sampled_from(NAMING),
    st.data(),
)
def test_the_part_payment_that_came_back_is_owed_and_its_costs_are_a_charge(
    parts: list[int], costs: int, word: str, naming: str, data: st.DataObject
) -> None:
    """Whether or not the part that came back has the invoice's number: its amount tells."""
    returned = data.draw(st.sampled_from(parts))
    # what another part, or others together, would explain as well is not tested here
    sums = {sum(some) for n in range(5) for some in itertools.combinations(parts, n)}
    near = [
        part for part in parts if 0 < abs(returned + costs - part) <= COSTS and part != returned
    ]
    assume(not near and (not costs or returned + costs not in sums))
    assume(sum(returned in map(sum, itertools.combinations(parts, n)) for n in range(1, 5)) == 1)
    unnamed = data.draw(st.booleans()) and not costs
    book = OPENED + moved("2026-01-10", '"work" ^F-201', sum(parts) + 500, "Income:Sales")
    for day, part in enumerate(parts):
        text = '"transfer"' if unnamed and part == returned else '"part" ^F-201'
        book += moved(f"2026-02-{10 + day}", text, -part, "Assets:Bank")
    book += moved("2026-03-01", naming.format(word, "F-201"), returned + costs, "Assets:Bank")
    found = report(book, "2026-06-01").allocation
    open_ = [(item.invoice.charge, int(item.outstanding)) for item in found.items if item.is_open]
    charges = [(True, costs)] if costs else []
    assert sorted(open_) == [(False, 500 + returned), *charges]
    (invoice,) = (item for item in found.items if not item.invoice.charge)
    kept = sorted(part.amount for part in invoice.settled)
    assert kept == sorted(part for part in parts if part != returned)


AGAINST = {
    "Income:Sales": ("credit note", "credit note cancelled"),
    "Expenses:Losses": ("loss", "loss taken back"),
    "Liabilities:Suppliers:A": ("set off", "set-off cancelled"),
    "Assets:Factor": ("sold to the factor", "given back unpaid"),
    "Assets:Bank": ("transfer", "transfer returned"),
}
"""What stands against a credit that names nothing, and what it and its taking back say."""


@given(
    st.sampled_from(sorted(AGAINST)),
    st.lists(st.sampled_from((240, 500, 730, 1000)), min_size=1, max_size=4),
    st.tuples(st.sampled_from(NAMING[1:]), st.sampled_from(NAMING)),
    st.data(),
)
def test_of_what_names_nothing_a_part_is_taken_back_by_number_whatever_stands_against_it(
    account: str, amounts: list[int], naming: tuple[str, str], data: st.DataObject
) -> None:
    """However the debit names the invoice, this alone is owed again, and is no younger for it.

    An older invoice was not paid, and stays as it is also if the debit is of the credit's own day.
    """
    text, back = AGAINST[account]
    numbers = [f"INV-204{place}" for place in range(len(amounts))]
    book = OPENED + moved("2026-01-02", '"work" ^INV-2030', 333, "Income:Sales")
    book += "".join(
        f"2026-01-01 open {each}\n"
        for each in sorted(AGAINST)
        if each not in ("Income:Sales", "Assets:Bank")
    )
    for place, (number, amount) in enumerate(zip(numbers, amounts, strict=True)):
        named = naming[0].format("work", number)
        book += moved(f"2026-01-{10 + place}", named, amount, "Income:Sales")
    book += moved("2026-02-10", f'"{text}"', -sum(amounts), account)
    place = data.draw(st.integers(0, len(amounts) - 1))
    part = data.draw(st.sampled_from((50, 120, amounts[place])))
    day = data.draw(st.sampled_from(("2026-02-10", "2026-03-01")))
    book += moved(day, naming[1].format(back, numbers[place]), part, account)
    found = report(book, "2026-06-01").allocation
    open_ = {item.invoice.reference: item for item in found.items if item.is_open}
    left = {number: item.outstanding for number, item in open_.items()}
    assert left == {"INV-2030": 333, numbers[place]: part}
    assert open_[numbers[place]].invoice.date == datetime.date(2026, 1, 10 + place)
    assert not found.unidentified
    assert not found.credits


@given(
    st.lists(st.sampled_from((240, 500, 730, 1000)), min_size=1, max_size=3, unique=True),
    st.tuples(st.sampled_from(NAMING[1:]), st.sampled_from(NAMING), st.sampled_from(NAMING)),
    st.sampled_from((127, 63)),
)
def test_what_a_payment_had_paid_besides_the_invoice_that_it_names_stays_paid(
    others: list[int], naming: tuple[str, str, str], back: int
) -> None:
    """Only what it had paid of the invoice that it names comes back by the number of that one."""
    book = OPENED + moved("2026-01-10", naming[0].format("work", "INV-2040"), 127, "Income:Sales")
    for place, amount in enumerate(others, 1):
        named = naming[0].format("work", f"INV-204{place}")
        book += moved(f"2026-01-{10 + place}", named, amount, "Income:Sales")
    paid = naming[1].format("transfer", "INV-2040")
    book += moved("2026-02-10", paid, -127 - sum(others), "Assets:Bank")
    book += moved("2026-02-20", naming[2].format("returned", "INV-2040"), back, "Assets:Bank")
    items = report(book, "2026-06-01").allocation.items
    open_ = {item.invoice.reference: item.outstanding for item in items if item.is_open}
    assert open_ == {"INV-2040": back}
