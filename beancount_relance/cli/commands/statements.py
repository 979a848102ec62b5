"""``relance statements``: statements of account, with movements and ageing, for all customers."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from beancount_relance.analysis.account_periods import account_periods
from beancount_relance.cli.commands.letter import Mailing, print_letters, write_all, write_files
from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.file_options import with_files
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.open_questions import warn_of_questions
from beancount_relance.cli.parameters import DAY, TypedDay
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.documents.file_formats import channel_for
from beancount_relance.exports.statement_data import account_rows, statements_data
from beancount_relance.language.messages import msg
from beancount_relance.texts.correspondence.correspondence import ACCOUNT_STATEMENT, Correspondence
from beancount_relance.texts.writer import ReminderError, Writer


@click.command("statements")
@with_view
@with_filter
@click.option(
    "--since",
    type=DAY,
    metavar="DATE",
    help="The first day of the movements; by default the first of the month of the report's day.",
)
@with_files
def statements_command(
    view: View,
    *,
    only: Filter,
    since: TypedDay | None,
    medium: str,
    out: Path | None,
    force: bool,
) -> None:
    """Statements of account, with movements and ageing.

    One for each customer with something open, or for those that WORDS match. Nothing is claimed,
    and nothing has to be recorded. For a whole month, report on its last day. A receipt that may
    have paid what a statement lists is named on standard error.
    """
    report = view.report
    first = since.read(view.words, report.as_of) if since else report.as_of.replace(day=1)
    if first > report.as_of:
        text = msg("--since {since} is after {day}", since=first, day=report.as_of)
        raise click.UsageError(view.say(text))
    if out is None and medium != "text":
        raise click.UsageError(view.say(msg("--as {form} needs --out FOLDER", form=medium)))
    found = _statements(view, only, first, channel_for(medium))
    if not found:
        view.warn(msg("nothing is open"))
    warn_of_questions(view, (each.customer.id for each in found))
    if out is not None:
        write_files(view, found, Mailing(medium, out, named=True, force=force, recording=False))
        return
    if view.form != "table":
        customers = [each.customer.id for each in found]
        periods = [
            period
            for customer in customers
            for period in account_periods(report.allocation, customer, first)
        ]
        data = statements_data(report, periods, first, view.words)
        view.show(data, account_rows, lambda: None)
        view.finish()
        return
    failed = _print(view, found)
    view.finish()
    if failed:
        sys.exit(DATA_ERRORS)


def _statements(
    view: View, only: Filter, since: datetime.date, channel: str | None
) -> list[Correspondence]:
    """The statements of the customers who match; whoever has an empty account gets none."""
    report, writer, found = view.report, Writer(view.report), []
    everybody = {item.invoice.customer for item in report.allocation.items}
    for customer in sorted(everybody | set(report.customers)):
        if not only.has(customer):
            continue
        try:
            text = writer.compose(
                ACCOUNT_STATEMENT, report.customer(customer), channel, since=since
            )
        except ReminderError:
            continue
        found.append(text)
    return found


def _print(view: View, found: list[Correspondence]) -> bool:
    """Print the texts; return whether a template failed."""
    reminders, failed = write_all(view, found)
    print_letters(view, reminders)
    return failed
