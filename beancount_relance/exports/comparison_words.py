"""What differs between two reports, in words, for the terminal and for Markdown."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal

from beancount_relance.comparison.changes import ASPECTS, ActionChange, Comparison
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language, Message, Problem, msg

GONE, NEW, SAME = "-", "+", "="
"""The signs of a problem that only the first report has, only the second one, or both."""

SIGNS: Mapping[str, Message] = {GONE: msg("gone"), NEW: msg("new"), SAME: msg("in both")}
"""The signs of problems in words."""


def version_words(action: Action | None, as_of: datetime.date, words: Language) -> str:
    """Return an action in one line: its stage, the day and what it claims."""
    if action is None:
        return words.render(msg("nothing"))
    claimed = ", ".join(sums(action.claimed, words))
    text = msg(
        "{stage}, {date}, {claimed}", stage=action.title, date=action.due_on, claimed=claimed
    )
    if action.due_on > as_of:
        text = msg("upcoming: {action}", action=text)
    return words.render(text)


def sums(amounts: Mapping[str, Decimal], words: Language) -> list[str]:
    """Return amounts by currency in words of the language."""
    return [words.money(amount, currency) for currency, amount in amounts.items()]


def differing(change: ActionChange, words: Language) -> str:
    """Return what differs between two versions, or why one disappears."""
    if change.why is not None:
        return words.render(change.why)
    found = [words.render(ASPECTS[aspect]) for aspect in change.aspects]
    if change.joining:
        found.append(words.render(msg("with {list}", list=change.joining)))
    if change.leaving:
        found.append(words.render(msg("without {list}", list=change.leaving)))
    return ", ".join(found)


def item_words(amount: Decimal, currency: str, due: object, words: Language) -> tuple[str, ...]:
    """Return an open amount and its due date in lines.

    Args:
        amount: what is open.
        currency: its currency.
        due: the due date; ``None`` if nothing is open.
        words: the language.
    """
    if due is None:
        return (words.render(msg("not open")),)
    return words.money(amount, currency), words.render(msg("due on {date}", date=due))


def problem_lines(comparison: Comparison, words: Language) -> Iterator[tuple[str, str]]:
    """Yield the problems of both reports in one line each, after their sign.

    Those are the problems of the data, each with its place, and the texts that cannot be written.
    """
    for sign, problems in (
        (GONE, comparison.problems_gone),
        (NEW, comparison.problems_new),
        (SAME, comparison.problems_of_both),
    ):
        for problem in problems:
            yield sign, problem_words(problem, words)
    before, after = (list(map(words.render, texts)) for texts in comparison.unwritten)
    yield from ((GONE, text) for text in before if text not in after)
    yield from ((SAME if text in before else NEW, text) for text in after)


def problem_words(problem: Problem, words: Language) -> str:
    """Return a problem in one line, after its file and line if they are known."""
    text, source = words.render(problem.message), problem.source
    return f"{source.file}:{source.line}: {text}" if source.line else text
