"""Old debts: what was overdue before the ledger says anything about reminders."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from beancount_relance.language.messages import nmsg
from beancount_relance.survey.books import Books
from beancount_relance.survey.finding import Finding
from beancount_relance.survey.proposed_words import setting_line, setting_word

LATE_START: Final = "late-start"
"""The answer to the question about old debts: their first reminder admits that it comes late."""
AS_USUAL: Final = "as-usual"
"""The answer that their first reminder is that of any invoice."""

_OLD = datetime.timedelta(days=30)


def has_old_debts(books: Books) -> bool:
    """Whether something is overdue and has no recorded reminder."""
    report = books.report
    return not report.events and any(i.invoice.is_overdue(report.as_of) for i in report.open_items)


def old_debt_lines(books: Books, answer: str) -> list[str]:
    """The lines for debts that are older than the use of this program."""
    day = books.report.as_of
    return [setting_line(books, "since", day.isoformat(), day)] if answer == LATE_START else []


def find_old_debts(books: Books) -> Iterator[Finding]:
    """Find what is long overdue and may never have been reminded of, with a line to uncomment."""
    if "since" in books.settings or not has_old_debts(books):
        return
    report = books.report
    old = sum(item.invoice.due + _OLD < report.as_of for item in report.open_items)
    if old:
        text = nmsg(
            "{count} invoice is more than 30 days overdue, and nothing says that the customer was "
            "reminded: with the line “{setting}” below, the first reminder admits that it comes "
            "late",
            "{count} invoices are more than 30 days overdue, and nothing says that the customers "
            "were reminded: with the line “{setting}” below, the first reminder admits that it "
            "comes late",
            old,
            setting=setting_word(books, "since"),
        )
        yield Finding(text, tuple(f"; {line}" for line in old_debt_lines(books, LATE_START)))
