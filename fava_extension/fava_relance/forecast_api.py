"""What is expected in the next weeks, for the page: sums by week, each with its invoices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from flask import Response

from beancount_relance.exports.json_data import JsonObject
from beancount_relance.forecast.forecast import BASES, ExpectedPayment, Forecast, WeekSum
from beancount_relance.forecast.weeks import MOST_WEEKS, WEEKS
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.report.report import Report
from fava_relance.query import Links
from fava_relance.report_cache import Prepared

_LIKELY = 0.05  # an invoice is listed in a week if it comes in then with this probability


def expected_weeks(prepared: Prepared, weeks: str, words: Language) -> Response:
    """Answer with the sums by currency and week, and how far they can be trusted.

    Args:
        prepared: the whole report of the day.
        weeks: the number of weeks, as the URL has it; of any other text, the usual number.
        words: the language of the page.
    """
    forecast = prepared.forecast
    number = min(int(weeks), MOST_WEEKS) if weeks.isascii() and weeks.isdigit() else WEEKS
    sums = forecast.weeks(max(number, 1))
    data = {
        "title": words.render(msg("Expected payments")),
        "note": words.render(_trust(forecast)),
        "currencies": [
            {"currency": currency, "weeks": _weeks(sums, currency, prepared, words)}
            for currency in dict.fromkeys(each.currency for each in sums)
        ],
        "last_month": [
            words.render(
                msg(
                    "{first} to {last}: {expected} expected, {came} came in",
                    first=each.first,
                    last=each.last,
                    expected=words.money(each.expected, each.currency),
                    came=words.money(each.came, each.currency),
                )
            )
            for each in forecast.last_month
        ],
    }
    response = Response(json.dumps(data), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _trust(forecast: Forecast) -> Message:
    if forecast.backtest is None:
        return msg("Too few payments are known for a forecast: only what was agreed is shown.")
    if forecast.uses_due_dates:
        return msg("Here the due date was the best forecast, so it is used.")
    return msg(
        "Based on how customers paid before, with promises and plans first. "
        "The band should hold 80 %."
    )


def _weeks(
    sums: Sequence[WeekSum], currency: str, prepared: Prepared, words: Language
) -> list[JsonObject]:
    weeks = [each for each in sums if each.currency == currency]
    most = max((each.expected for each in weeks), default=Decimal()) or Decimal(1)
    return [
        {
            "label": words.render(msg("week to {date}", date=each.last)),
            "expected": words.money(each.expected, currency),
            "band": words.render(
                msg(
                    "{low} to {high}",
                    low=words.money(each.low, currency),
                    high=words.money(each.high, currency),
                )
            ),
            "likely": float(round(100 * (each.expected - each.agreed) / most, 1)),
            "agreed": float(round(100 * each.agreed / most, 1)),
            "invoices": list(_invoices(each, prepared, words)),
        }
        for each in weeks
    ]


def _invoices(week: WeekSum, prepared: Prepared, words: Language) -> Iterable[JsonObject]:
    links = Links()
    for payment in prepared.forecast.payments:
        chance = payment.between(week.first, week.last)
        if payment.currency == week.currency and chance >= _LIKELY:
            yield {
                "text": _line(payment, chance, prepared.report, words),
                "url": links.at(invoice=payment.invoices[0], customer=payment.customer),
            }


def _line(payment: ExpectedPayment, chance: float, report: Report, words: Language) -> str:
    return words.render(
        msg(
            "{customer}, {invoices}: {amount}, {chance} % ({basis})",
            customer=report.customer(payment.customer).title,
            invoices=list(payment.invoices),
            amount=words.money(payment.amount, payment.currency),
            chance=round(100 * chance),
            basis=BASES[payment.basis],
        )
    )
