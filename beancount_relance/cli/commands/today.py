"""``relance today``: the view for the morning, of one ledger or of many."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click
from msgspec import Struct
from rich.text import Text

from beancount_relance.claims.legal_checks import Check
from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import Invocation, with_invocation
from beancount_relance.cli.parameters import LEDGER
from beancount_relance.cli.tables import actions_table, print_checks
from beancount_relance.cli.view import CSV_FORMS, View
from beancount_relance.exports.action_data import action_data
from beancount_relance.exports.json_data import JsonObject, checks_data, problems_data
from beancount_relance.exports.json_outputs import LedgersOutput, TodayOutput
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Message, language, msg, nmsg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.report.loading import LoadingError, load_ledger
from beancount_relance.report.report import Report
from beancount_relance.report.since_yesterday import News, day_before, news, news_lines
from beancount_relance.values.money import money


@click.command("today")
@with_invocation("table", "json", *CSV_FORMS)
@click.argument("others", nargs=-1, type=LEDGER, metavar="[LEDGER]...")
def today_command(invocation: Invocation, *, others: tuple[Path, ...]) -> None:
    """What to do today, and what is new since yesterday.

    A claim whose limitation period is over, or nearly, is named every day.

    With several ledgers, one line for each: what to do, and how much is overdue.
    """
    if others:
        _show_all(invocation, (invocation.path, *others))
        return
    view = invocation.view(invocation.load(invocation.path))
    found = news(view.report, view.ledger.report(day_before(view.report)))
    data = _data(view, found)
    view.show(view.with_freshness(data), _rows, lambda: _print(view, found))
    view.finish()


def _data(view: View, found: News) -> TodayOutput:
    """The data of ``relance today --format json`` for one ledger."""
    report, words = view.report, view.words
    return {
        "as_of": report.as_of.isoformat(),
        "since": found.since.isoformat(),
        "actions": [
            {**action_data(action, words), "new": action in found.actions}
            for action in report.actions
        ],
        "payments": [
            {
                "date": each.date.isoformat(),
                "customer": each.customer,
                "name": report.customer(each.customer).title,
                "currency": each.currency,
                "amount": money(each.amount, each.currency),
                "invoices": list(each.invoices),
            }
            for each in found.received
        ],
        "broken": [
            {
                "customer": each.customer,
                "name": report.customer(each.customer).title,
                "kind": each.broken.kind,
                "date": each.broken.date.isoformat(),
                "until": each.broken.until.isoformat(),
                "invoices": list(references_of(each.items)),
            }
            for each in found.broken
        ],
        "checks": checks_data(_time_limits(report), words),
        "problems": problems_data(report.problems, words),
    }


def _time_limits(report: Report) -> list[Check]:
    """Return the legal checks on what can soon no longer be claimed in court, or cannot now."""
    return [check for check in report.checks if check.kind == "limitation"]


def _rows(data: JsonObject) -> list[JsonObject]:
    """What is to do, what was paid and what was broken, as flat rows."""
    rows: list[JsonObject] = []
    for key, day in (("actions", "due_on"), ("payments", "date"), ("broken", "until")):
        rows += [
            {
                "what": key,
                "date": each[day],
                "customer": each["customer"],
                "name": each["name"],
                "invoices": " ".join(each["invoices"]),
                "stage": each.get("stage", ""),
                "currency": each.get("currency", ""),
                "amount": each.get("amount", ""),
            }
            for each in data[key]
        ]
    return rows


def _print(view: View, found: News) -> None:
    report = view.report
    view.heading(msg("To do on {date}", date=report.as_of))
    view.warn_if_stale()
    if report.actions:
        view.print_table(actions_table(view, report.actions, msg("Since")))
    else:
        view.note(msg("Nothing to do today."))
    print_checks(view, _time_limits(report), msg("Limitation periods"))
    lines = news_lines(view.report, found, view.words)
    if lines:
        view.heading(msg("New since {date}", date=found.since))
    for line in lines:
        view.line(f"- {view.say(line)}")


class _Line(Struct, frozen=True):
    """What is shown of one ledger: its view, or why it cannot be read."""

    path: Path
    view: View | None
    why: Message | None = None

    @property
    def late(self) -> dict[str, Decimal]:
        """The overdue amounts by currency."""
        sums: dict[str, Decimal] = {}
        for item in self.view.report.open_items if self.view else ():
            if item.invoice.is_overdue(self.view.report.as_of):  # type: ignore[union-attr]
                currency = item.invoice.currency
                sums[currency] = sums.get(currency, Decimal()) + item.outstanding
        return sums


def _show_all(invocation: Invocation, paths: Sequence[Path]) -> None:
    """Show a line for each ledger; one that cannot be read does not stop the others."""
    lines = [_line(invocation, path) for path in dict.fromkeys(paths)]
    views = [line.view for line in lines if line.view is not None]
    wrong = len(views) < len(lines) or any(view.report.problems for view in views)
    if views:
        views[0].show(_data_of_all(lines), _rows_of_all, lambda: _print_all(views[0], lines))
    words = views[0].words if views else language(invocation.code or ENGLISH)
    for line in lines:
        if line.why is not None:
            click.echo(f"{line.path}: {words.render(line.why)}", err=True)
    for view in views:
        if view.report.problems:
            text = nmsg(
                "{file}: {count} error in the data; see relance check {file}",
                "{file}: {count} errors in the data; see relance check {file}",
                len(view.report.problems),
                file=view.ledger.files[0],
            )
            view.warn(text)
    if wrong:
        sys.exit(DATA_ERRORS)


def _line(invocation: Invocation, path: Path) -> _Line:
    try:
        return _Line(path, invocation.view(load_ledger(path)))
    except LoadingError as error:
        return _Line(path, None, error.message)
    except OSError as error:
        return _Line(path, None, msg("cannot be read: {cause}", cause=error.strerror))


def _data_of_all(lines: Sequence[_Line]) -> LedgersOutput:
    """The data of ``relance today --format json`` for several ledgers."""
    return {
        "ledgers": [
            {
                "ledger": str(line.path),
                "title": str(line.view.ledger.options["title"]),
                "as_of": line.view.report.as_of.isoformat(),
                "actions": len(line.view.report.actions),
                "overdue": {unit: money(sum_, unit) for unit, sum_ in line.late.items()},
                "problems": len(line.view.report.problems),
            }
            if line.view is not None
            else {"ledger": str(line.path), "title": None, "problems": 1}
            for line in lines
        ]
    }


def _rows_of_all(data: JsonObject) -> list[JsonObject]:
    """A row for each ledger and currency."""
    return [
        {
            **{key: value for key, value in each.items() if key != "overdue"},
            "currency": currency,
            "overdue": amount,
        }
        for each in data["ledgers"]
        for currency, amount in (each.get("overdue") or {"": ""}).items()
    ]


def _print_all(view: View, lines: Sequence[_Line]) -> None:
    table = view.table(
        (msg("Ledger"), "left"),
        (msg("Date"), "right"),
        (msg("To do"), "right"),
        (msg("First"), "left"),
        (msg("Overdue"), "right"),
    )
    for line in lines:
        if line.view is None:
            continue
        report, words = line.view.report, view.words
        first = report.actions[0] if report.actions else None
        title = str(line.view.ledger.options["title"])
        unnamed = title in ("", "Beancount")
        table.add_row(
            Text(line.path.name if unnamed else title),
            words.date(report.as_of),
            str(len(report.actions)),
            Text(f"{first.customer.title}: {view.say(first.title)}") if first else "",
            "\n".join(words.money(amount, unit) for unit, amount in line.late.items()),
        )
    view.console.print()
    view.print_table(table)
