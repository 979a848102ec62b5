"""Keys that a ledger has set anew, and which of them count on a day."""

from __future__ import annotations

import datetime

from beancount_relance.policy.dated_keys import DatedKeys
from tests.support.ledgers import day

EARLY, MIDDLE, LATE = day("2024-01-01"), day("2025-01-01"), day("2026-07-01")
DAY = datetime.timedelta(days=1)


def test_keys_follow_each_other() -> None:
    keys = DatedKeys().then(MIDDLE, ("piece",))
    assert keys.since == ((MIDDLE, ("piece",)),)
    assert keys.then(LATE, ("piece",)) == keys  # set again
    assert keys.then(MIDDLE, ("num",)).since == ((MIDDLE, ("num",)),)  # on the same day
    older = DatedKeys().then(EARLY, ("bill",)).then(MIDDLE, ("piece",)).then(MIDDLE, ("num",))
    assert older.since == ((EARLY, ("bill",)), (MIDDLE, ("num",)))
    both = keys.then(LATE, ("num", "piece", "bill"))
    assert both.since == ((MIDDLE, ("piece",)), (LATE, ("num", "piece", "bill")))
    assert both.all == ("num", "piece", "bill")
    assert DatedKeys().all == ()


def test_the_first_setting_counts_for_what_is_older_before_the_built_in_keys() -> None:
    built_in = ("invoice", "piece")
    keys = DatedKeys().then(MIDDLE, ("piece", "bill")).then(LATE, ("num",))
    older = keys.of_entries(EARLY, built_in)
    assert older.since == ((EARLY, ("piece", "bill", "invoice")), *keys.since)
    assert keys.of_entries(MIDDLE, built_in).since == keys.since
    assert keys.of_entries(LATE, built_in).since == keys.since[1:]
    assert keys.of_entries(LATE - DAY, built_in).since == keys.since
    assert DatedKeys().of_entries(EARLY, built_in).since == ()
    same = DatedKeys().then(MIDDLE, built_in)
    assert same.of_entries(EARLY, built_in).since == same.since


def test_of_the_keys_of_a_day_the_first_in_the_same_metadata_counts() -> None:
    keys = DatedKeys().then(EARLY, ("piece", "bill")).then(LATE, ("num",))
    dropped = {
        (LATE - DAY, ("num",)): [],  # set later, by whoever noticed what it says
        (LATE - DAY, ("num", "piece")): [(0, "num")],
        (LATE - DAY, ("piece", "bill", "other")): [(0, "bill")],
        (LATE - DAY, ("bill",)): [],
        (LATE, ("num", "piece")): [(0, "piece")],
        (LATE, ("piece",)): [(0, "piece")],  # which was over
        (LATE, ("other",)): [],
    }
    found = {
        (date, meta): list(keys.dropped(date, [dict.fromkeys(meta, "F-1")]))
        for date, meta in dropped
    }
    assert found == dropped
    metas = [{"num": "F-1"}, {"piece": "F-2", "num": "F-1"}, {"other": "F-3"}]
    assert list(keys.dropped(EARLY, metas)) == [(0, "num"), (1, "num")]
