"""``relance forecast``: what will come in each week, and how far that can be trusted."""

from __future__ import annotations

from decimal import Decimal

import click
from rich.text import Text

from beancount_relance.cli.filtering import Filter, with_filter
from beancount_relance.cli.view import View, with_view
from beancount_relance.exports.forecast_data import forecast_data
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.forecast.forecast import BASES, ExpectedPayment, Forecast, forecast_of
from beancount_relance.forecast.forecaster import BAND
from beancount_relance.forecast.rules import LEAST, NAIVE, RULES
from beancount_relance.language.messages import msg

_WEEKS = 5
_MOST_WEEKS = 26


@click.command("forecast")
@with_view
@with_filter
@click.option(
    "--weeks",
    type=click.IntRange(1, _MOST_WEEKS),
    default=_WEEKS,
    show_default=True,
    help="The number of weeks.",
)
def forecast_command(view: View, *, only: Filter, weeks: int) -> None:
    """What will come in each week, by how customers paid before.

    It also says how good such forecasts were on this ledger, and how good simple rules were.
    """
    forecast = forecast_of(view.report)
    data = only.data(forecast_data(forecast, weeks))
    view.show(data, _rows, lambda: _print(view, forecast, only, weeks))
    view.finish()


def _rows(data: JsonObject) -> list[JsonObject]:
    return [{**each, "invoices": " ".join(each["invoices"])} for each in data["payments"]]


def _print(view: View, forecast: Forecast, only: Filter, weeks: int) -> None:
    payments = [each for each in forecast.payments if only.has(each.customer, *each.invoices)]
    view.warn_if_stale()
    if not only.words:
        _print_weeks(view, forecast, weeks)
    view.heading(msg("Expected payments"))
    if payments:
        _print_payments(view, payments)
    else:
        view.note(msg("There are none."))
    if forecast.left_out and not only.words:
        numbers = list(dict.fromkeys(item.invoice.reference for item in forecast.left_out))
        text = msg("Not expected (disputed, before the court or handed over): {list}", list=numbers)
        view.note(text)
    _print_backtest(view, forecast)


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


def _print_payments(view: View, payments: list[ExpectedPayment]) -> None:
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
