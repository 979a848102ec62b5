"""``relance backtest``: what a policy would have done in the past, beside what was done."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from pathlib import Path

import click
from msgspec.structs import replace

from beancount_relance.backtest.figures import (
    PREMATURE,
    guessed_late,
    paid_late,
    stage_figures,
)
from beancount_relance.backtest.replay import recorded_reminders, replayed_reminders
from beancount_relance.cli.console import least_width
from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import Invocation, with_invocation
from beancount_relance.cli.parameters import DAY, LEDGER, TypedDay
from beancount_relance.cli.view import View
from beancount_relance.comparison.trial_policy import overridden, with_lines_of
from beancount_relance.exports.backtest_data import backtest_data
from beancount_relance.exports.json_data import JsonObject, problems_data
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.report.loading import LoadingError
from beancount_relance.values.dates import first_of_year_to


@click.command("backtest")
@with_invocation("table", "json")
@click.option(
    "--policy",
    type=LEDGER,
    help="Replay the ledger as if the lines of this file were at its end.",
)
@click.option(
    "--since", type=DAY, metavar="DATE", help="The first day to replay; by default a year ago."
)
def backtest_command(
    invocation: Invocation, *, policy: Path | None, since: TypedDay | None
) -> None:
    """What a policy would have done, next to what was done.

    Each day is replayed, and every reminder that is proposed counts as sent. It takes about as
    long as a report for each day with something to do.
    """
    ledger = invocation.load(invocation.path)
    view = invocation.view(ledger)
    until = view.report.as_of
    first = since.read(view.words, until) if since else first_of_year_to(until)
    if first > until:
        text = msg("--since {since} is after {day}", since=first, day=until)
        raise click.UsageError(view.say(text))
    try:
        tried = ledger if policy is None else with_lines_of(ledger, policy)
        report = view.report if policy is None else tried.report(until)
    except LoadingError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)
    recorded = recorded_reminders(view.report, first, until)
    replayed = replayed_reminders(tried, report, first, until)
    items = view.report.allocation.items
    data = backtest_data(
        first,
        until,
        stage_figures(recorded, items),
        stage_figures(replayed, report.allocation.items),
        paid_late(items, first, until),
        guessed_late(items, recorded, replayed, first, until),
    )
    view = replace(view, report=report)  # its problems are those of the policy as well
    if view.form == "json":
        view.json({**data, "problems": problems_data(report.problems, view.words)})
    else:
        _print(view, data, first, until)
        if policy is not None:
            for hint in overridden(tried, policy, until):
                view.warn(hint)
    view.finish()


def _print(view: View, data: JsonObject, first: datetime.date, last: datetime.date) -> None:
    view.heading(msg("Reminders from {first} to {last}", first=first, last=last))
    table = view.table(
        (msg("Stage"), "left"),
        (msg("Sent"), "right"),
        (msg("Too early"), "right"),
        (msg("Days late"), "right"),
        (msg("Replayed"), "right"),
        (msg("Too early"), "right"),
        (msg("Days late"), "right"),
    )
    titles = {
        stage.name: stage.title
        for procedure in view.report.settings.all_procedures
        for stage in procedure.stages
    }
    for row in data["stages"]:
        title = titles.get(row["stage"])
        table.add_row(
            view.say(title) if title else row["stage"],
            *("" if row[key] is None else view.words.figure(Decimal(row[key])) for key in _COLUMNS),
        )
    if view.console.width < _NARROW:
        for column in table.columns:
            column.width = least_width(column)
    view.print_table(table)
    view.note(
        msg(
            "Too early: everything was paid within {days} days anyway.",
            days=PREMATURE,
        )
    )
    paid, guess = data["paid"], data["guess"]
    if not paid["invoices"]:
        view.note(msg("No invoice was paid in these days."))
        return
    view.note(
        nmsg(
            "{count} invoice was paid, {when}.",
            "{count} invoices were paid, {when}.",
            paid["invoices"],
            when=_on_average(Decimal(paid["days"])),
        )
    )
    view.note(
        nmsg(
            "If each had been paid as long after the same stage as it was, it would have been "
            "{when}; {count} of them on another day.",
            "If each had been paid as long after the same stage as it was, it would have been "
            "{when}; {count} of them on another day.",
            guess["moved"],
            when=_on_average(Decimal(guess["days"])),
        )
    )


def _on_average(days: Decimal) -> Message:
    """When invoices were paid, beside their due dates."""
    if days > 0:
        return msg("on average {days} days after the due date", days=days)
    if days < 0:
        return msg("on average {days} days before the due date", days=-days)
    return msg("on the due date on average")


_NARROW = 80  # characters; seven columns need the space of their longest words

_COLUMNS = (
    "sent",
    "premature",
    "days_late",
    "replayed_sent",
    "replayed_premature",
    "replayed_days_late",
)
