"""Exports what differs between two reports as plain data, for JSON."""

from __future__ import annotations

from beancount_relance.comparison.changes import ActionChange, Comparison
from beancount_relance.exports.action_data import action_summary
from beancount_relance.exports.comparison_words import GONE, NEW, SAME, problem_lines
from beancount_relance.exports.json_data import iso_date, rendered
from beancount_relance.exports.json_figures import ChangedAction
from beancount_relance.exports.json_outputs import DiffOutput
from beancount_relance.language.messages import Language
from beancount_relance.values.money import money

APPEARS, DISAPPEARS, CHANGES = "appears", "disappears", "changes"
"""What happens to an action."""


def comparison_data(comparison: Comparison, before: str, after: str, words: Language) -> DiffOutput:
    """Return the output of ``relance diff --format json``.

    Args:
        comparison: what differs.
        before: the name of the first report, such as a commit.
        after: the name of the second report.
        words: the language of sentences.
    """
    return {
        "as_of": comparison.after.as_of.isoformat(),
        "before": before,
        "after": after,
        "actions": [_action(change, words) for change in comparison.actions],
        "items": [
            {
                "customer": change.customer,
                "invoice": change.invoice,
                "currency": change.currency,
                "outstanding": [
                    money(change.before, change.currency),
                    money(change.after, change.currency),
                ],
                "due": [iso_date(day) for day in change.due],
            }
            for change in comparison.items
        ],
        "figures": [
            {
                "figure": change.figure,
                "currency": change.currency,
                "before": money(change.before, change.currency),
                "after": money(change.after, change.currency),
            }
            for change in comparison.figures
        ],
        "problems": {
            "gone": _problems(comparison, GONE, words),
            "new": _problems(comparison, NEW, words),
        },
        "problems_of_both": _problems(comparison, SAME, words),
    }


def change_of(change: ActionChange) -> str:
    """Return what happens to the action: one of the names above."""
    if change.before is None:
        return APPEARS
    return DISAPPEARS if change.after is None else CHANGES


def _action(change: ActionChange, words: Language) -> ChangedAction:
    return {
        "customer": change.action.customer.id,
        "change": change_of(change),
        "aspects": list(change.aspects),
        "before": action_summary(change.before) if change.before else None,
        "after": action_summary(change.after) if change.after else None,
        "text": list(change.text),
        "why": rendered(change.why, words),
    }


def _problems(comparison: Comparison, sign: str, words: Language) -> list[str]:
    return [text for mark, text in problem_lines(comparison, words) if mark == sign]
