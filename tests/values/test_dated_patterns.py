"""Patterns of invoice numbers that a ledger has set over the years."""

from __future__ import annotations

from beancount_relance.language.messages import Source
from beancount_relance.values.dated_patterns import DatedPatterns
from beancount_relance.values.patterns import Pattern
from tests.support.ledgers import day

EARLY, MIDDLE, LATE = day("2024-01-01"), day("2025-01-01"), day("2026-07-01")
F, R, S = (Pattern(text, Source("books.beancount", 1)) for text in ("F[0-9]+", "R-[0-9]+", "S"))


def test_patterns_follow_each_other() -> None:
    one = DatedPatterns().then(MIDDLE, F)
    assert (bool(DatedPatterns()), bool(one)) == (False, True)
    assert one.then(LATE, Pattern(F.text, F.source)) is one  # set again
    assert one.then(MIDDLE, R).since == ((MIDDLE, R),)  # on the same day
    three = DatedPatterns().then(EARLY, S).then(MIDDLE, F).then(LATE, R)
    assert three.since == ((EARLY, S), (MIDDLE, F), (LATE, R))
    assert three.then(LATE, S).since == ((EARLY, S), (MIDDLE, F), (LATE, S))
    assert (three.all, DatedPatterns().all) == ([S, F, R], [])


def test_a_day_has_its_pattern_and_those_set_later() -> None:
    three = DatedPatterns().then(EARLY, S).then(MIDDLE, F).then(LATE, R)
    on = {"2023-01-01": [S, F, R], "2024-12-31": [S, F, R], "2025-01-01": [F, R]}
    on |= {"2026-06-30": [F, R], "2026-07-01": [R], "2027-01-01": [R]}
    assert {text: list(three.on(day(text))) for text in on} == on
    assert list(DatedPatterns().on(LATE)) == []
    only = DatedPatterns().then(MIDDLE, F)
    assert list(only.on(EARLY)) == list(only.on(LATE)) == [F]
