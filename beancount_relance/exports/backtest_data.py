"""Exports the comparison of a replayed policy with what was done, as plain data for JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from beancount_relance.backtest.figures import Punctuality, StageFigures
from beancount_relance.exports.json_data import JsonObject


def backtest_data(
    first: datetime.date,
    last: datetime.date,
    recorded: Iterable[StageFigures],
    replayed: Iterable[StageFigures],
    paid: Punctuality,
    guess: Punctuality,
) -> JsonObject:
    """Return the output of ``relance backtest --format json``.

    Args:
        first: the first day of the period.
        last: its last day.
        recorded: the stages as they were carried out.
        replayed: the stages as the policy would have proposed them.
        paid: how late invoices were paid.
        guess: how late they would have been paid, on the assumption that
            :mod:`~beancount_relance.backtest.figures` states.
    """
    real = {each.stage: each for each in recorded}
    other = {each.stage: each for each in replayed}
    late = {name: each.days_late for name, each in {**real, **other}.items()}
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "stages": [
            {
                "stage": name,
                **_figures(real.get(name), ""),
                **_figures(other.get(name), "replayed_"),
            }
            for name in sorted(late, key=lambda each: (late[each], each))
        ],
        "paid": {"invoices": paid.invoices, "days": _days(paid)},
        "guess": {
            "invoices": guess.invoices,
            "days": _days(guess),
            "moved": guess.moved,
        },
    }


def _figures(figures: StageFigures | None, prefix: str) -> JsonObject:
    if figures is None:
        return {f"{prefix}sent": 0, f"{prefix}premature": 0, f"{prefix}days_late": None}
    return {
        f"{prefix}sent": figures.sent,
        f"{prefix}premature": figures.premature,
        f"{prefix}days_late": f"{figures.days_late:.1f}",
    }


def _days(late: Punctuality) -> str | None:
    """Return the mean number of days; ``None`` if nothing was paid."""
    return f"{late.days:.1f}" if late.invoices else None
