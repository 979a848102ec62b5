"""Writes what differs between two reports as Markdown, for a comment on a change request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from beancount_relance.comparison.changes import (
    ASPECTS,
    FIGURES,
    ActionChange,
    Comparison,
    ItemChange,
)
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language, Message, msg

_SPECIAL = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~"} | {"\n": " "})


def comparison_markdown(comparison: Comparison, title: str, words: Language) -> str:
    """Return a section of Markdown.

    Args:
        comparison: what differs.
        title: what is compared, in one line.
        words: the language.
    """
    lines = [f"### {_plain(title)}", ""]
    if not comparison:
        lines.append(words.render(msg("Nothing changes.")))
    if comparison.actions:
        lines += _table(
            (msg("Customer"), msg("Before"), msg("After"), msg("What differs")),
            (_action_row(change, words) for change in comparison.actions),
            words,
        )
    for change in comparison.actions:
        lines += _text(change)
    if comparison.items:
        titles = (msg("Invoice"), msg("Customer"), msg("Before"), msg("After"))
        lines += _table(titles, (_item_row(each, words) for each in comparison.items), words)
    if comparison.figures:
        figures = (
            (
                words.render(FIGURES[each.figure]),
                words.money(each.before, each.currency),
                words.money(each.after, each.currency),
            )
            for each in comparison.figures
        )
        lines += _table((msg("Figure"), msg("Before"), msg("After")), figures, words)
    for sign, problems in (("+", comparison.problems_new), ("-", comparison.problems_gone)):
        lines += [f"{sign} {_plain(words.render(each.message))}" for each in problems]
    return "\n".join(lines).rstrip() + "\n"


def version_words(action: Action | None, words: Language) -> str:
    """Return an action in one line: its stage, the day and what it claims."""
    if action is None:
        return words.render(msg("nothing"))
    claimed = ", ".join(sums(action.claimed, words))
    return words.render(
        msg(
            "{stage}, {date}, {claimed}",
            stage=action.title,
            date=action.due_on,
            claimed=claimed,
        )
    )


def sums(amounts: Mapping[str, Decimal], words: Language) -> list[str]:
    """Return amounts by currency in words of the language."""
    return [words.money(amount, currency) for currency, amount in amounts.items()]


def differing(change: ActionChange, words: Language) -> str:
    """Return what differs between two versions, or why one disappears."""
    if change.why is not None:
        return words.render(change.why)
    return ", ".join(words.render(ASPECTS[aspect]) for aspect in change.aspects)


def item_words(amount: Decimal, currency: str, due: object, words: Language) -> str:
    """Return an open amount with its due date in one line."""
    if due is None:
        return words.render(msg("not open"))
    return words.render(
        msg("{amount}, due on {date}", amount=words.money(amount, currency), date=due)
    )


def _action_row(change: ActionChange, words: Language) -> tuple[str, ...]:
    return (
        change.action.customer.title,
        version_words(change.before, words),
        version_words(change.after, words),
        differing(change, words),
    )


def _item_row(change: ItemChange, words: Language) -> tuple[str, ...]:
    before, after = change.due
    return (
        change.invoice,
        change.customer,
        item_words(change.before, change.currency, before, words),
        item_words(change.after, change.currency, after, words),
    )


def _text(change: ActionChange) -> Iterator[str]:
    """Yield the difference of a text, folded."""
    if change.text:
        fence = "`" * max(3, 1 + _longest_fence(change.text))
        yield f"<details><summary>{_plain(change.action.customer.title)}</summary>"
        yield from ("", f"{fence}diff", *change.text, fence, "", "</details>", "")


def _longest_fence(lines: Iterable[str]) -> int:
    runs = (len(line) - len(line.lstrip("`")) for each in lines for line in (each[1:].lstrip(),))
    return max(runs, default=0)


def _table(
    titles: Iterable[Message], rows: Iterable[Iterable[str]], words: Language
) -> Iterator[str]:
    names = [words.render(title) for title in titles]
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(_plain(cell) for cell in row)} |"
    yield ""


def _plain(text: str) -> str:
    """Return a text without effect as Markdown."""
    return text.translate(_SPECIAL)
