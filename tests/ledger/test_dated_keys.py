"""Entries keep those keys that count on their own day."""

from __future__ import annotations

from beancount.core.data import Transaction
from msgspec.structs import replace

from beancount_relance.ledger.dated_keys import with_keys_of_their_day
from beancount_relance.ledger.snapshot import Ledger, read_ledger
from beancount_relance.policy.dated_keys import DatedKeys
from tests.support.ledgers import day, load

EARLY, LATE = day("2024-01-01"), day("2026-07-01")
PLACE = {"filename", "lineno"}
NUMBERS = DatedKeys().then(EARLY, ("piece",)).then(LATE, ("num",))
BUYERS = DatedKeys().then(EARLY, ("buyer",)).then(LATE, ("client-no",))
BOOKS = """
    2024-01-01 open Assets:Clients
    2024-01-01 open Income:Sales
    2024-01-01 open Equity:Balances
    2026-06-30 * "Roux" "of the old keys only"
      piece: "F-1"
      Assets:Clients   1.00 EUR
        buyer: "Roux"
      Income:Sales
    2026-07-01 * "Roux" "of both"
      piece: "box 7"
      num: "F-2"
      buyer: "Roux"
      Assets:Clients   1.00 EUR
        piece: "box 8"
        text: "kept"
      Income:Sales
    2026-07-02 * "Roux" "of none"
      Assets:Clients   1.00 EUR
      Income:Sales
    2026-07-02 * "Roux" "of the old keys, below a posting"
      Assets:Clients   1.00 EUR
        buyer: "Roux"
      Income:Sales
    2026-07-03 note Assets:Clients "of both, and of another"
      relance: "hold"
      piece: "box 9"
      num: "F-2"
      buyer: "Roux"
    2026-07-03 note Assets:Clients "of none"
      relance: "hold"
    2026-12-31 * "Closing balances"
      piece: "F-1"
      Assets:Clients    -4.00 EUR
      Equity:Balances
    2027-01-01 * "Opening balances"
      piece: "F-1"
      Assets:Clients     4.00 EUR
      Equity:Balances
"""


def keys_of(ledger: Ledger) -> list[list[set[str]]]:
    """The keys of each entry and of its postings, without those of Beancount."""
    found = []
    for entry in (*ledger.transactions, *ledger.remarks):
        metas = [entry.meta]
        if isinstance(entry, Transaction):
            metas += [posting.meta or {} for posting in entry.postings]
        found.append([{key for key in meta if key[0] != "_"} - PLACE for meta in metas])
    return found


def test_keys_of_another_day_are_left_out_and_the_rest_is_as_it_was() -> None:
    ledger = read_ledger(*load(BOOKS), day("2027-03-01"))
    assert [len(ledger.closings), len(ledger.openings)] == [1, 1]
    before = keys_of(ledger)
    found = with_keys_of_their_day(ledger, [NUMBERS, BUYERS])
    assert keys_of(ledger) == before
    assert keys_of(found) == [
        [{"piece"}, {"buyer"}, set()],
        [{"num"}, {"text"}, set()],
        [set(), set(), set()],
        [set(), set(), set()],
        [{"piece"}, set(), set()],  # known by this when it is opened again
        [{"piece"}, set(), set()],
        [{"relance", "num"}],
        [{"relance"}],
    ]
    same = [
        one is other for one, other in zip(ledger.transactions, found.transactions, strict=True)
    ]
    assert same == [True, False, True, False, True, True]
    assert found.remarks[1] is ledger.remarks[1]
    assert with_keys_of_their_day(ledger, []) is ledger


def test_postings_of_other_plugins_may_have_no_metadata() -> None:
    ledger = read_ledger(*load(BOOKS), day("2026-07-01"))
    bare = [
        txn._replace(postings=[posting._replace(meta=None) for posting in txn.postings])
        for txn in ledger.transactions
    ]
    found = with_keys_of_their_day(replace(ledger, transactions=bare), [NUMBERS, BUYERS])
    assert keys_of(found) == [[{"piece"}, set(), set()], [{"num"}, set(), set()]]
    assert [posting.meta for posting in found.transactions[1].postings] == [None, None]


def test_a_key_of_another_day_stays_in_what_has_no_key_of_its_own() -> None:
    ledger = read_ledger(*load(BOOKS), day("2026-06-30"))
    late = DatedKeys().then(LATE, ("piece",)).of_entries(EARLY, ("num",))
    assert keys_of(with_keys_of_their_day(ledger, [late])) == keys_of(ledger)
