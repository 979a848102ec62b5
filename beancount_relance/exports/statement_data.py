"""Exports the accounts of customers over a period as plain data, for JSON and CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from beancount_relance.analysis.account_periods import AccountPeriod
from beancount_relance.exports.json_data import JsonObject, problems_data
from beancount_relance.exports.json_outputs import StatementsOutput
from beancount_relance.language.messages import Language
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.statement_period import movement_text
from beancount_relance.values.money import money


def statements_data(
    report: Report, periods: Iterable[AccountPeriod], since: datetime.date, words: Language
) -> StatementsOutput:
    """Return the output of ``relance statements --format json``.

    Args:
        report: the report, for names and ageing.
        periods: the accounts of customers over the period.
        since: the first day of the period.
        words: the language.
    """
    aged = {(each.customer, each.currency): each for each in report.ageing}
    return {
        "as_of": report.as_of.isoformat(),
        "since": since.isoformat(),
        "statements": [
            {
                "customer": period.customer,
                "name": report.customer(period.customer).title,
                "currency": period.currency,
                "opening": money(period.opening, period.currency),
                "movements": [
                    {
                        "date": each.date.isoformat(),
                        "kind": each.kind,
                        "text": words.render(movement_text(each)),
                        "invoices": list(each.invoices),
                        "amount": money(each.amount, period.currency),
                        "balance": money(each.balance, period.currency),
                    }
                    for each in period.movements
                ],
                "closing": money(period.closing, period.currency),
                "buckets": {
                    name: money(amount, period.currency)
                    for name, amount in (
                        aged[period.customer, period.currency].buckets.items()
                        if (period.customer, period.currency) in aged
                        else ()
                    )
                },
            }
            for period in periods
        ],
        "problems": problems_data(report.problems, words),
    }


def account_rows(data: StatementsOutput) -> Sequence[JsonObject]:
    """Return the rows for CSV: the opening balance of each account, then its movements."""
    rows: list[JsonObject] = []
    for each in data["statements"]:
        account = {
            "customer": each["customer"],
            "name": each["name"],
            "currency": each["currency"],
        }
        rows.append(
            {
                **account,
                "date": data["since"],
                "kind": "opening",
                "text": "",
                "invoices": "",
                "amount": "",
                "balance": each["opening"],
            }
        )
        rows += [
            {**account, **line, "invoices": " ".join(line["invoices"])}
            for line in each["movements"]
        ]
    return rows
