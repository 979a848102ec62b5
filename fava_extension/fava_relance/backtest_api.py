"""The ledger's own year replayed under its present policy, beside what was done.

It takes about as long as a report for each day with something to do, so a button asks for it.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from babel.dates import format_skeleton
from flask import Response

from beancount_relance.backtest.figures import (
    PREMATURE,
    StageFigures,
    guessed_late,
    paid_late,
    stage_figures,
)
from beancount_relance.backtest.replay import (
    PastReminder,
    recorded_reminders,
    replayed_reminders,
)
from beancount_relance.language.messages import Language, Message, language, msg
from beancount_relance.policy.procedures import LABELS
from beancount_relance.report.report import Report
from beancount_relance.values.dates import first_of_year_to
from fava_relance.note_drafts import PageBooks


def replayed_year(books: PageBooks, words: Language) -> Response:
    """Answer with the two lines, a row for each stage, and what it means.

    Args:
        books: the ledger and its whole report.
        words: the language of the page.
    """
    report, words = books.report, language(words.code)  # numbers of days and of reminders
    last = report.as_of
    first = first_of_year_to(last)
    items = report.allocation.items
    done = recorded_reminders(report, first, last)
    other = replayed_reminders(books.ledger, report, first, last)
    months = list(_months(first, last))
    data = {
        "months": [format_skeleton("yMMM", day, locale=words.locale) for day in months],
        "lines": [
            {"name": words.render(name), "values": _so_far(reminders, months)}
            for name, reminders in ((_DONE, done), (_REPLAYED, other))
        ],
        "rows": _rows(report, stage_figures(done, items), stage_figures(other, items), words),
        "notes": [
            words.render(msg("Too early: everything was paid within {days} days anyway.",
                             days=PREMATURE)),
            words.render(_lateness(
                paid_late(items, first, last).days,
                guessed_late(items, done, other, first, last).days,
            )),
        ],
    }  # fmt: skip
    response = Response(json.dumps(data), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


_DONE, _REPLAYED = msg("done"), msg("under the present policy")


def _months(first: datetime.date, last: datetime.date) -> Iterable[datetime.date]:
    """The first days of the months from one day to another."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = (day + datetime.timedelta(days=31)).replace(day=1)


def _so_far(reminders: Iterable[PastReminder], months: Sequence[datetime.date]) -> list[int]:
    """How many reminders there were up to the end of each month."""
    count = Counter(each.date.replace(day=1) for each in reminders)
    total, found = 0, []
    for month in months:
        total += count[month]
        found.append(total)
    return found


def _rows(
    report: Report, done: Iterable[StageFigures], other: Iterable[StageFigures], words: Language
) -> list[list[str]]:
    """A row for each stage: its title, and its figures in both."""
    real, replayed = ({each.stage: each for each in found} for found in (done, other))
    titles = {s.name: s.title for p in report.settings.all_procedures for s in p.stages}
    late = {name: each.days_late for name, each in (real | replayed).items()}
    return [
        [
            words.render(titles.get(name) or LABELS[name]),
            *_cells(real.get(name), words),
            *_cells(replayed.get(name), words),
        ]
        for name in sorted(late, key=lambda each: (late[each], each))
    ]


def _cells(figures: StageFigures | None, words: Language) -> list[str]:
    if figures is None:
        return ["0", "", ""]
    days = words.figure(Decimal(f"{figures.days_late:.1f}"))
    return [str(figures.sent), str(figures.premature), days]


def _lateness(real: float, guess: float) -> Message:
    return msg(
        "Invoices were paid {real} days after the due date on average; if each had been paid as "
        "long after the same stage as it was, it would have been {guess}.",
        real=Decimal(f"{real:.1f}"),
        guess=Decimal(f"{guess:.1f}"),
    )
