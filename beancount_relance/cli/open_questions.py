"""Warns that a text about an account is written while a question about the account is open.

A reminder waits for the answer. A statement is written on request, so it is only said that a
receipt may have paid what it lists.
"""

from __future__ import annotations

from collections.abc import Iterable

from beancount_relance.cli.view import View
from beancount_relance.language.messages import msg


def warn_of_questions(view: View, customers: Iterable[str]) -> None:
    """Print each open question about what some customers owe, once, on standard error.

    Args:
        view: a view of the report.
        customers: the ids of the customers who get a text.
    """
    wanted = frozenset(customers)
    for question in view.report.questions:
        asked = sorted({key[0] for key in question.items} & wanted)
        if asked:
            text = msg(
                "{file}:{line}: before this goes to {customers}: {question}",
                file=question.source.file,
                line=question.source.line,
                customers=[view.report.customer(name).title for name in asked],
                question=question.message,
            )
            view.warn(text)
