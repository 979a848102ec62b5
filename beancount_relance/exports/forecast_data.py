"""Exports the forecast as plain data, for JSON and CSV."""

from __future__ import annotations

from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.json_figures import ExpectedRow, ForecastTest
from beancount_relance.exports.json_outputs import ForecastOutput
from beancount_relance.forecast.combined_rules import BAND
from beancount_relance.forecast.forecast import ExpectedPayment, Forecast
from beancount_relance.values.money import money


def forecast_data(forecast: Forecast, weeks: int) -> ForecastOutput:
    """Return the output of ``relance forecast --format json``.

    Args:
        forecast: the forecast.
        weeks: the number of weeks to add up.
    """
    return {
        "as_of": forecast.as_of.isoformat(),
        "weeks": [
            {
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
                "currency": each.currency,
                "expected": money(each.expected, each.currency),
                "low": money(each.low, each.currency),
                "high": money(each.high, each.currency),
                "agreed": money(each.agreed, each.currency),
            }
            for each in forecast.weeks(weeks)
        ],
        "payments": [_payment(each) for each in forecast.payments],
        "left_out": [
            {
                "customer": each.item.invoice.customer,
                "invoice": each.item.invoice.reference,
                "due": each.item.invoice.due.isoformat(),
                "amount": money(each.amount, each.item.invoice.currency),
                "currency": each.item.invoice.currency,
                "reason": each.why,
            }
            for each in forecast.left_out
        ],
        "totals": [
            {
                "currency": each.currency,
                "open": money(each.open, each.currency),
                "weeks": money(each.weeks, each.currency),
                "later": money(each.later, each.currency),
                "not_expected": money(each.not_expected, each.currency),
            }
            for each in forecast.totals(weeks)
        ],
        "last_month": [
            {
                "first": each.first.isoformat(),
                "last": each.last.isoformat(),
                "currency": each.currency,
                "expected": money(each.expected, each.currency),
                "came": money(each.came, each.currency),
            }
            for each in forecast.last_month
        ],
        "backtest": _backtest(forecast),
    }


def _backtest(forecast: Forecast) -> ForecastTest | None:
    test = forecast.backtest
    if test is None:
        return None
    return {
        "forecasts": test.forecasts,
        "mean_error_days": f"{test.error:.1f}",
        "rules": {rule: f"{error:.1f}" for rule, error in test.errors.items()},
        "uses_due_dates": forecast.uses_due_dates,
        "band": f"{100 * BAND:.0f}",
        "held": f"{100 * test.held:.1f}",
    }


def _payment(each: ExpectedPayment) -> ExpectedRow:
    return {
        "on": each.on.isoformat(),
        "first": each.first.isoformat(),
        "last": each.last.isoformat(),
        "customer": each.customer,
        "invoices": list(each.invoices),
        "amount": money(each.amount, each.currency),
        "currency": each.currency,
        "basis": each.basis,
    }


def forecast_rows(data: ForecastOutput) -> list[JsonObject]:
    """Return the rows of CSV: weeks, payments, and what is not expected, told apart by ``row``."""
    return [
        *({"row": "week", **each} for each in data["weeks"]),
        *(
            {"row": "payment", **each, "invoices": " ".join(each["invoices"])}
            for each in data["payments"]
        ),
        *({"row": "not-expected", **each} for each in data["left_out"]),
    ]
