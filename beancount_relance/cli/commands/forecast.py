"""``relance forecast``: what will come in each week, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import click
from msgspec.structs import replace
from rich.text import Text

from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.tables import reference
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.exports.forecast_data import forecast_data, forecast_rows
from beancount_relance.forecast.combined_rules import BAND
from beancount_relance.forecast.forecast import (
    BASES,
    NO_FORECAST,
    REASONS,
    ExpectedPayment,
    Forecast,
    NotExpected,
    Total,
    forecast_of,
)
from beancount_relance.forecast.rules import LEAST, NAIVE, RULES
from beancount_relance.forecast.weeks import MOST_WEEKS, WEEKS
from beancount_relance.language.messages import msg


@click.command("forecast")
@with_view
@with_filter
@click.option(
    "--weeks",
    type=click.IntRange(1, MOST_WEEKS),
    default=WEEKS,
    show_default=True,
    help="The number of weeks.",
)
def forecast_command(view: View, *, only: Filter, weeks: int) -> None:
    """What should come in each week, going by past payments.

    It also says how good such forecasts were on this ledger, and how good simple rules were.
    """
    forecast = _only(forecast_of(view.report), only)
    data = forecast_data(forecast, weeks)
    view.show(data, forecast_rows, lambda: _print(view, forecast, weeks))
    view.finish()


def _only(forecast: Forecast, only: Filter) -> Forecast:
    """The part of a forecast that is about what is shown; sums by week are those of this part."""
    if not only.words:
        return forecast
    return replace(
        forecast,
        payments=tuple(
            each for each in forecast.payments if only.has(each.customer, *each.invoices)
        ),
        left_out=tuple(each for each in forecast.left_out if only.has_item(each.item)),
        last_month=(),
    )


def _print(view: View, forecast: Forecast, weeks: int) -> None:
    view.warn_if_stale()
    if not forecast.payments and not forecast.left_out:
        view.heading(msg("Expected by week, as of {date}", date=view.report.as_of))
        view.note(msg("Nothing is open."))
    if any(each.why == NO_FORECAST for each in forecast.left_out):
        view.note(
            msg(
                "There is no forecast: fewer than {count} payments are known. Only what was "
                "agreed is shown by week.",
                count=LEAST,
            )
        )
    if forecast.payments:
        _print_weeks(view, forecast, weeks)
    for total in forecast.totals(weeks):
        _print_total(view, total)
    if forecast.payments:
        view.heading(msg("Expected payments"))
        _print_payments(view, forecast.payments)
        view.note(
            msg(
                "Each week adds up the chances of all payments, so one that was not agreed counts "
                "in several weeks."
            )
        )
    for title, is_known in (
        (msg("Not expected"), True),
        (msg("No forecast, by due date"), False),
    ):
        chosen = [each for each in forecast.left_out if (each.why != NO_FORECAST) is is_known]
        if chosen:
            view.heading(title)
            _print_left_out(view, chosen)
    _print_backtest(view, forecast)


def _print_total(view: View, total: Total) -> None:
    view.note(
        msg(
            "{open} is open: {weeks} is expected in these weeks, {later} later, and {rest} is not.",
            **{
                name: view.words.money(amount, total.currency)
                for name, amount in (
                    ("open", total.open),
                    ("weeks", total.weeks),
                    ("later", total.later),
                    ("rest", total.not_expected),
                )
            },
        )
    )


def _print_left_out(view: View, chosen: Iterable[NotExpected]) -> None:
    table = view.table(
        (msg("Due"), "right"),
        (msg("Customer"), "left"),
        (msg("Invoice"), "left"),
        (msg("Amount"), "right"),
        (msg("Why"), "left"),
    )
    for each in chosen:
        invoice = each.item.invoice
        table.add_row(
            view.words.date(invoice.due),
            Text(view.report.customer(invoice.customer).title),
            Text(reference(view, each.item)),
            view.words.money(each.amount, invoice.currency),
            view.say(REASONS[each.why]),
        )
    view.print_table(table, msg("Why"))


def _print_weeks(view: View, forecast: Forecast, weeks: int) -> None:
    view.heading(msg("Expected by week, as of {date}", date=view.report.as_of))
    table = view.table(
        (msg("Week to"), "right"),
        (msg("Expected"), "right"),
        (msg("Low"), "right"),
        (msg("High"), "right"),
        (msg("Agreed"), "right"),
    )
    for each in forecast.weeks(weeks):
        amounts = (each.expected, each.low, each.high, each.agreed)
        table.add_row(
            view.words.date(each.last),
            *(view.words.money(amount, each.currency) for amount in amounts),
        )
    view.print_table(table, msg("Agreed"))
    for month in forecast.last_month:
        view.note(
            msg(
                "From {first} to {last}, {expected} was expected and {came} came in.",
                first=month.first,
                last=month.last,
                expected=view.words.money(month.expected, month.currency),
                came=view.words.money(month.came, month.currency),
            )
        )


def _print_payments(view: View, payments: Iterable[ExpectedPayment]) -> None:
    table = view.table(
        (msg("On"), "right"),
        (msg("Earliest"), "right"),
        (msg("Latest"), "right"),
        (msg("Customer"), "left"),
        (msg("Invoices"), "left"),
        (msg("Amount"), "right"),
        (msg("Basis"), "left"),
    )
    for each in payments:
        table.add_row(
            *(view.words.date(day) for day in (each.on, each.first, each.last)),
            Text(view.report.customer(each.customer).title),
            Text(", ".join(each.invoices)),
            view.words.money(each.amount, each.currency),
            view.say(BASES[each.basis]),
        )
    view.print_table(table, msg("Basis"), msg("Earliest"), msg("Latest"))


def _print_backtest(view: View, forecast: Forecast) -> None:
    """How good forecasts were on this ledger, compared with the naive rules."""
    test = forecast.backtest
    view.heading(msg("How good such forecasts were"))
    if test is None:
        text = msg("Not known: fewer than {count} payments, or none for long enough.", count=LEAST)
        view.note(text)
        return
    table = view.table((msg("Rule"), "left"), (msg("Mean error"), "right"))
    table.add_row(view.say(msg("this forecast")), view.days(Decimal(test.error)))
    for rule in NAIVE:
        table.add_row(view.say(RULES[rule]), view.days(Decimal(test.errors[rule])))
    view.print_table(table)
    view.note(
        msg(
            "{held} of {count} payments came between the earliest and the latest day; "
            "{band} should.",
            held=_percent(view, test.held),
            count=test.forecasts,
            band=_percent(view, BAND),
        )
    )
    if forecast.uses_due_dates:
        text = msg(
            "Invoices that are not due yet are expected on their due date: nothing did better."
        )
        view.note(text)


def _percent(view: View, share: float) -> str:
    return view.words.percent(Decimal(round(100 * share)))
