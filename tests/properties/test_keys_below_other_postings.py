"""A key counts for the one customer of an entry, whichever of its postings it stands below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import D, report

ANI, BEA, SHARED = ACCOUNTS = ("Assets:Clients:Ani", "Assets:Clients:Bea", "Assets:Clients")
BANK = "Assets:Bank"
EARNED = {"Income:Sales": "-100.00", "Income:Services": "-30.00", "Liabilities:VAT": "-26.00"}
BOOKS = "".join(f"2020-01-01 open {account}\n" for account in (*ACCOUNTS, BANK, *EARNED))
TRANSACTION = ""
"""Where a key may stand, besides below an account."""

Keys = Mapping[str, Mapping[str, str]]
"""Keys and their values, by the account below which they stand in an entry."""

some_legs = st.permutations(sorted(EARNED)).flatmap(
    lambda legs: st.integers(1, len(legs)).map(lambda most: legs[:most])
)
some_keys = st.sampled_from(
    (
        {"due": "2026-04-01"},
        {"invoice": '"F-1"'},
        {"due": "2026-04-01", "invoice": '"F-1"'},
        {"terms": '"net 60"'},
    )
)


def entry(first: str, postings: Sequence[tuple[str, object]], keys: Keys) -> str:
    lines = [first]
    lines += [f"  {key}: {value}" for key, value in keys.get(TRANSACTION, {}).items()]
    for account, amount in postings:
        lines.append(f"  {account}  {amount} EUR")
        lines += [f"    {key}: {value}" for key, value in keys.get(account, {}).items()]
    return "\n".join(lines) + "\n"


def sold(account: str, legs: Sequence[str], keys: Keys, place: int = 0) -> str:
    """An invoice to Ani, whose posting comes after so many others."""
    postings: list[tuple[str, object]] = [(leg, EARNED[leg]) for leg in legs]
    postings.insert(place, (account, -sum(D(EARNED[leg]) for leg in legs)))
    return entry('2026-02-02 * "Ani" "Work"', postings, keys)


def said(text: str) -> list[tuple[object, ...]]:
    """What the report of some entries says of each invoice."""
    return [
        (item.invoice.number, item.invoice.customer, item.invoice.due, item.outstanding)
        for item in report(BOOKS + text).allocation.items
    ]


@given(st.sampled_from((ANI, SHARED)), some_legs, some_keys, st.data())
def test_wherever_a_key_stands_it_says_the_same(
    account: str, legs: Sequence[str], keys: Mapping[str, str], data: st.DataObject
) -> None:
    expected = said(sold(account, legs, {account: keys}))
    assert expected != said(sold(account, legs, {}))
    stand: dict[str, dict[str, str]] = {}
    for key, value in keys.items():
        below = data.draw(st.sampled_from((TRANSACTION, account, *legs)))
        stand.setdefault(below, {})[key] = value
    place = data.draw(st.integers(0, len(legs)))
    assert said(sold(account, legs, stand, place)) == expected


@given(st.permutations(sorted(EARNED)), st.booleans())
def test_what_two_postings_contradict_each_other_about_counts_for_neither(
    legs: Sequence[str],
    is_said: bool,  # noqa: FBT001 - drawn by its place
) -> None:
    """The customer's own posting decides, if it says anything."""
    own: Keys = {ANI: {"due": "2026-04-01"}} if is_said else {}
    both: Keys = {legs[0]: {"due": "2026-06-30"}, legs[1]: {"due": "2026-05-15"}}
    assert said(sold(ANI, legs, {**own, **both})) == said(sold(ANI, legs, own))


@given(some_keys, st.sampled_from(("Income:Sales", "Income:Services")))
def test_in_an_entry_about_two_customers_it_says_nothing(
    keys: Mapping[str, str], below: str
) -> None:
    postings = [(ANI, 65), (BEA, 65), ("Income:Sales", -100), ("Income:Services", -30)]
    without, with_ = (
        said(entry('2026-02-02 * "Work for both"', postings, each)) for each in ({}, {below: keys})
    )
    assert with_ == without


@given(st.sampled_from(("F-1", "F-2")), st.permutations((BANK, ANI)))
def test_a_payment_is_for_the_invoice_that_the_banks_posting_names(
    number: str, order: Sequence[str]
) -> None:
    numbers = ("F-1", "F-2")
    invoices = (sold(ANI, ["Income:Sales"], {ANI: {"invoice": f'"{each}"'}}) for each in numbers)
    postings = [(account, 100 if account == BANK else -100) for account in order]
    paid = entry('2026-02-20 * "Ani" "x"', postings, {BANK: {"invoice": f'"{number}"'}})
    items = report(BOOKS + "".join(invoices) + paid).allocation.items
    assert {item.invoice.number: item.outstanding for item in items} == {
        each: 0 if each == number else 100 for each in numbers
    }
    assert [part.basis for item in items for part in item.settled] == ["reference"]
