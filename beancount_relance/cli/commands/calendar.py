"""``relance calendar``: the dates of the report as an iCalendar feed."""

from __future__ import annotations

from pathlib import Path

import click

from beancount_relance.cli.invocation import view_in
from beancount_relance.cli.view import CSV_FORMS, View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.documents.files import File, save
from beancount_relance.exports.calendar_days import Day, days_of
from beancount_relance.exports.icalendar_feed import feed, summary
from beancount_relance.exports.json_data import JsonObject, problems_data
from beancount_relance.exports.json_outputs import CalendarOutput
from beancount_relance.language.messages import msg
from beancount_relance.values.money import money


@click.command("calendar")
@view_in("ics", "json", *CSV_FORMS)
@with_filter
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option(
    "--discreet", is_flag=True, help="Leave out names and amounts, for a shared calendar."
)
def calendar_command(view: View, *, only: Filter, out: Path | None, discreet: bool) -> None:
    """Actions, promises and time limits for your calendar (.ics).

    WORDS show only what they match: a customer, an invoice.
    """
    book = str(view.ledger.options["title"])
    days = [day for day in days_of(view.report, book) if only.has(day.customer.id, *day.invoices)]
    if view.form == "ics":
        owner = view.report.settings.creditor.name or book
        title = view.say(msg("Receivables of {owner}", owner=owner))
        _write(view, feed(days, view.report.as_of, view.words, title, discreet=discreet), out)
    else:
        view.show(_days_data(view, days, discreet=discreet), _day_rows, lambda: None)
    view.finish()


def _write(view: View, content: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        save(out.parent, [File(out.name, content)], force=True)
    except OSError as error:
        text = msg("{path} cannot be written: {cause}", path=out, cause=error.strerror)
        raise click.ClickException(view.say(text)) from error


def _days_data(view: View, days: list[Day], *, discreet: bool) -> CalendarOutput:
    """The data of ``relance calendar --format json``."""
    return {
        "as_of": view.report.as_of.isoformat(),
        "days": [
            {
                "uid": day.uid,
                "date": day.date.isoformat(),
                "kind": day.kind,
                "customer": None if discreet else day.customer.id,
                "invoices": list(day.invoices),
                "amounts": {}
                if discreet
                else {
                    amount.currency: money(amount.number, amount.currency)
                    for amount in day.amounts
                    if amount.number is not None
                },
                "summary": summary(day, view.words, discreet=discreet),
            }
            for day in days
        ],
        "problems": problems_data(view.report.problems, view.words),
    }


def _day_rows(data: JsonObject) -> list[JsonObject]:
    """The dates as flat rows."""
    return [
        {
            **day,
            "invoices": " ".join(day["invoices"]),
            "amounts": " ".join(f"{amount} {unit}" for unit, amount in day["amounts"].items()),
        }
        for day in data["days"]
    ]
