"""``relance ageing``: the aged balance, the figures of the trade, and how customers pay."""

from __future__ import annotations

import click
from rich.text import Text

from beancount_relance import exports
from beancount_relance.ageing import BY_INVOICE_DATE, total_balances
from beancount_relance.cli.view import View, with_view
from beancount_relance.messages import Message, msg


@click.command()
@with_view
@click.option("--customers", is_flag=True, help="Also how each customer pays.")
def ageing(
    view: View,
    *,
    customers: bool,
) -> None:
    """The aged balance by customer, and how fast the money comes in."""
    data = exports.ageing_data(view.report, view.words)
    view.show(view.with_freshness(data), _aged_rows, lambda: _print_all(view, customers=customers))
    view.finish()


def _print_all(view: View, *, customers: bool) -> None:
    _print_ageing(view)
    _print_figures(view)
    if customers:
        _print_behaviours(view)


def _print_ageing(view: View) -> None:
    report, words = view.report, view.words
    if report.scale.by == BY_INVOICE_DATE:
        view.heading(msg("Aged balance on {date}, by invoice date", date=report.as_of))
    else:
        view.heading(msg("Aged balance on {date}", date=report.as_of))
    view.warn_if_stale()
    if not report.ageing:
        view.note(msg("Nothing is open."))
        return
    table = view.table(
        (msg("Customer"), "left"),
        *((_bucket_title(name), "right") for name in report.scale.names),
        (msg("Total"), "right"),
    )
    totals = total_balances(report.ageing)
    for balance in [*report.ageing, *totals]:
        amounts = [
            words.money(amount, balance.currency) if amount else ""
            for amount in balance.buckets.values()
        ]
        name = (
            report.customer(balance.customer).title if balance.customer else view.say(msg("Total"))
        )
        if balance is totals[0]:
            table.add_section()
        table.add_row(
            Text(name),
            *amounts,
            words.money(balance.total, balance.currency),
            style="" if balance.customer else "bold",
        )
    view.console.print(table)


def _bucket_title(name: str) -> Message:
    if name[0].isdigit():
        return Message("{name}", {"name": name.replace("-", "–")})
    return msg("Not due")


def _print_figures(view: View) -> None:
    found = view.report.figures()
    if not found:
        return
    view.heading(msg("Figures, over sales with VAT"))
    table = view.table(
        (msg("Currency"), "left"),
        (msg("Sales since"), "right"),
        (msg("DSO"), "right"),
        (msg("Countback DSO"), "right"),
        (msg("Best possible DSO"), "right"),
        (msg("Average days delinquent"), "right"),
        (msg("Collection effectiveness"), "right"),
        (msg("Overdue"), "right"),
    )
    for each in found:
        days = (
            each.dso,
            each.dso_countback,
            each.best_possible_dso,
            each.average_days_delinquent,
        )
        percents = (each.collection_effectiveness, each.share_overdue)
        table.add_row(
            each.currency,
            view.words.date(each.period.first),
            *(view.days(number) for number in days),
            *(view.percent(number) for number in percents),
        )
    view.console.print(table)


def _print_behaviours(view: View) -> None:
    report, words = view.report, view.words
    view.heading(msg("How customers pay"))
    table = view.table(
        (msg("Customer"), "left"),
        (msg("Exposure"), "right"),
        (msg("Credit limit"), "right"),
        (msg("In the last twelve months"), "left"),
    )
    for each in report.behaviours():
        table.add_row(
            Text(report.customer(each.customer).title),
            words.money(each.exposure, each.currency),
            "" if each.limit is None else words.money(each.limit, each.currency),
            Text(view.say(each.summary)),
        )
    view.console.print(table)


def _aged_rows(data: exports.Data) -> list[exports.Data]:
    """The aged balance flat, one row for each customer and currency, and how they pay."""
    behaviour = {(row["customer"], row["currency"]): row for row in data["behaviour"]}
    rows = []
    for row in data["customers"]:
        paid = behaviour[row["customer"], row["currency"]]
        flat = {key: value for key, value in row.items() if key != "buckets"}
        rows.append({**flat, **row["buckets"], **paid})
    return rows
