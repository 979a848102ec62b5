"""How good the forecast is on histories of many habits, and that it never looks ahead."""

from __future__ import annotations

import datetime
import functools

import pytest
from msgspec.structs import replace

from beancount_relance.forecast.combined_rules import Backtest, Forecaster
from beancount_relance.forecast.histories import History
from beancount_relance.forecast.rules import LEAST, NAIVE
from tests.forecast.habits import END, HABITS, UNSEEN, Habit, generated

DISCRETE = {"exact", "one in four late", "sometimes late"}
"""Habits with so few delays that the narrowest band holds more than it should."""


@functools.cache
def backtest(habit: Habit) -> Backtest:
    found = Forecaster(generated(habit), END).backtest
    assert found is not None
    assert found.forecasts > 150
    return found


def best_naive(found: Backtest) -> float:
    """The smallest error of a naive rule."""
    return min(found.errors[rule] for rule in NAIVE)


@pytest.mark.parametrize("name", HABITS)
def test_it_is_at_most_two_percent_worse_than_the_best_naive_rule(name: str) -> None:
    found = backtest(HABITS[name])
    assert found.error <= 1.02 * best_naive(found)


def test_it_is_better_than_the_best_naive_rule_on_two_habits_in_three() -> None:
    found = [backtest(habit) for habit in HABITS.values()]
    assert sum(each.error < best_naive(each) for each in found) >= 14


@pytest.mark.parametrize("name", UNSEEN)
def test_it_beats_every_naive_rule_on_habits_that_it_was_not_tuned_on(name: str) -> None:
    found = backtest(UNSEEN[name])
    assert all(found.error < found.errors[rule] for rule in NAIVE)
    assert 0.75 <= found.held <= 0.85


@pytest.mark.parametrize("name", HABITS)
def test_the_band_holds_about_four_in_five(name: str) -> None:
    held = backtest(HABITS[name]).held
    assert held >= 0.75
    assert held <= 0.88 or name in DISCRETE


def test_the_due_date_is_used_where_nothing_is_better() -> None:
    exact = HABITS["on the due date"]
    histories = [replace(each, settled=each.due) for each in generated(exact) if each.settled]
    forecaster = Forecaster(histories, END)
    assert forecaster.uses_due_dates
    due = END + datetime.timedelta(days=10)
    expected = forecaster.expect(History("C1", due - datetime.timedelta(days=30), due, None))
    assert expected.delay == 0


def test_nothing_is_expected_without_enough_payments() -> None:
    few = [each for each in generated(HABITS["noisy"]) if each.settled is not None][: LEAST - 1]
    assert not Forecaster(few, END).is_possible
    assert Forecaster(few, END).backtest is None


def test_what_comes_later_changes_nothing() -> None:
    histories = generated(HABITS["noisy"])
    day = datetime.date(2025, 3, 31)
    known = [
        replace(each, settled=each.settled if each.settled and each.settled <= day else None)
        for each in histories
        if each.issued <= day
    ]
    some = [each for each in known if each.settled is None][:20]
    now, then = Forecaster(histories, day), Forecaster(known, day)
    assert now.backtest == then.backtest
    assert [now.expect(each) for each in some] == [then.expect(each) for each in some]


def test_an_overdue_invoice_is_never_expected_in_the_past() -> None:
    forecaster = Forecaster(generated(HABITS["early"]), END)
    for days in (1, 10, 400):
        due = END - datetime.timedelta(days=days)
        expected = forecaster.expect(History("C1", due - datetime.timedelta(days=30), due, None))
        assert days < expected.first <= expected.delay <= expected.last


def test_settled_without_money_says_nothing_about_payments() -> None:
    histories = [replace(each, paid=False) for each in generated(HABITS["noisy"])]
    assert not Forecaster(histories, END).is_possible
