"""Writes what differs between two reports as Markdown, for a comment on a change request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from beancount_relance.comparison.changes import FIGURES, ActionChange, Comparison, ItemChange
from beancount_relance.exports.comparison_words import (
    SIGNS,
    differing,
    item_words,
    problem_lines,
    version_words,
)
from beancount_relance.exports.markdown_text import fence, in_html, markdown
from beancount_relance.language.messages import Language, Message, msg, printable


def comparison_markdown(comparison: Comparison, title: str, words: Language) -> str:
    """Return a section of Markdown.

    Args:
        comparison: what differs.
        title: what is compared, in one line.
        words: the language.
    """
    lines = [f"### {markdown(title)}", ""]
    if not comparison:
        lines += [words.render(msg("Nothing changes.")), ""]
    if comparison.actions:
        lines += _table(
            (msg("Customer"), msg("Before"), msg("After"), msg("What differs")),
            (_action_row(change, comparison, words) for change in comparison.actions),
            words,
        )
    for change in comparison.actions:
        lines += _text(comparison.title(change.action.customer.id), change)
    if comparison.items:
        titles = (msg("Invoice"), msg("Customer"), msg("Before"), msg("After"))
        items = (_item_row(each, comparison, words) for each in comparison.items)
        lines += _table(titles, items, words)
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
    problems = [
        (words.render(SIGNS[sign]), text) for sign, text in problem_lines(comparison, words)
    ]
    if problems:
        lines += _table((msg("Problem"), msg("Where and what")), problems, words)
    return "\n".join(lines).rstrip() + "\n"


def _action_row(change: ActionChange, comparison: Comparison, words: Language) -> tuple[str, ...]:
    as_of = comparison.after.as_of
    return (
        comparison.title(change.action.customer.id),
        version_words(change.before, as_of, words),
        version_words(change.after, as_of, words),
        differing(change, words),
    )


def _item_row(change: ItemChange, comparison: Comparison, words: Language) -> tuple[str, ...]:
    before, after = change.due
    return (
        change.invoice,
        comparison.title(change.customer),
        ", ".join(item_words(change.before, change.currency, before, words)),
        ", ".join(item_words(change.after, change.currency, after, words)),
    )


def _text(title: str, change: ActionChange) -> Iterator[str]:
    """Yield the difference of a text, folded."""
    if change.text:
        lines = [printable(line) for line in change.text]
        marks = fence(lines)
        yield f"<details><summary>{in_html(title)}</summary>"
        yield from ("", f"{marks}diff", *lines, marks, "", "</details>", "")


def _table(
    titles: Iterable[Message], rows: Iterable[Iterable[str]], words: Language
) -> Iterator[str]:
    names = [words.render(title) for title in titles]
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(markdown(cell) for cell in row)} |"
    yield ""
