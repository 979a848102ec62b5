"""``relance ageing``: aged receivables, the collection figures, and how customers pay."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import click
from rich.table import Table
from rich.text import Text

from beancount_relance.analysis.ageing import BY_INVOICE_DATE, UNAGED, AgedBalance
from beancount_relance.analysis.collection_figures import Figures
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.exports.ageing_data import ageing_data
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Message, msg
from beancount_relance.values.money import money

_WIDE = 100
"""The terminal width, in characters, from which tables show all their columns."""


@click.command("ageing")
@with_view
@with_filter
@click.option("--customers", is_flag=True, help="Also show how each customer pays.")
def ageing_command(
    view: View,
    *,
    only: Filter,
    customers: bool,
) -> None:
    """Aged receivables by customer, and how fast customers pay.

    WORDS show only the customers that they match.
    """
    data = only.data(ageing_data(view.report, view.words))
    view.show(
        view.with_freshness(data),
        _aged_rows,
        lambda: _print_all(view, only, customers=customers),
    )
    view.finish()


def _print_all(view: View, only: Filter, *, customers: bool) -> None:
    _print_ageing(view, only)
    if not only.words:
        _print_figures(view)
    if customers:
        _print_behaviours(view, only)


def _print_ageing(view: View, only: Filter) -> None:
    report = view.report
    if report.scale.by == BY_INVOICE_DATE:
        view.heading(msg("Aged receivables on {date}, by invoice date", date=report.as_of))
    else:
        view.heading(msg("Aged receivables on {date}", date=report.as_of))
    view.warn_if_stale()
    totals = report.aged_totals
    if not totals:
        view.note(msg("Nothing is open."))
        return
    table = view.table(
        (msg("Customer"), "left"),
        *((_bucket_title(name), "right") for name in report.scale.names),
        (msg("Total"), "right"),
    )
    narrow = view.console.width < _WIDE
    for balance in (each for each in report.ageing if only.has(each.customer)):
        _add_row(view, table, balance, narrow=narrow)
    totals = () if only.words else totals
    for total in totals:
        for title, amount in _unaged(total):
            _add_line(view, table, title, (total, amount), narrow=narrow)
    for total in totals:
        if total is totals[0]:
            table.add_section()
        _add_row(view, table, total, narrow=narrow)
    view.print_table(table)
    view.tell_if_before_closing()


def _unaged(total: AgedBalance) -> Iterator[tuple[Message, Decimal]]:
    """The amounts of a currency that are in no bucket, each with its title."""
    for title, amount in (
        (msg("Unallocated credits"), -total.credits),
        (msg("Unidentified amounts"), total.unidentified),
        (msg("Differences within tolerance"), total.rests),
    ):
        if amount:
            yield title, amount


def _add_line(
    view: View, table: Table, title: Message, of: tuple[AgedBalance, Decimal], *, narrow: bool
) -> None:
    """Add a row whose amount is in the total column only.

    Args:
        view: the view.
        table: the table that the row is added to.
        title: the title of the row.
        of: the total of the currency, and the amount.
        narrow: whether the currency goes with the title because space is short.
    """
    total, amount = of
    name = f"{view.say(title)}, {total.currency}" if narrow else view.say(title)
    shown = _short(view, amount, total.currency, narrow=narrow)
    table.add_row(Text(name), *("" for _ in total.buckets), shown)


def _add_row(view: View, table: Table, balance: AgedBalance, *, narrow: bool) -> None:
    """Add the row of a customer, or of the total."""
    amounts = [
        _short(view, amount, balance.currency, narrow=narrow) if amount else ""
        for amount in balance.buckets.values()
    ]
    title = view.report.customer(balance.customer).title
    name = title if balance.customer else view.say(msg("Total"))
    table.add_row(
        Text(f"{name}, {balance.currency}" if narrow else name),
        *amounts,
        _short(view, balance.total, balance.currency, narrow=narrow),
        style="" if balance.customer else "bold",
    )


def _short(view: View, amount: Decimal, currency: str, *, narrow: bool) -> str:
    """Format an amount; in a narrow terminal its currency is next to the customer's name."""
    if narrow:
        return view.words.figure(Decimal(money(amount, currency)))
    return view.words.money(amount, currency)


def _bucket_title(name: str) -> Message:
    if name[0].isdigit():
        return Message("{name}", {"name": name.replace("-", "–")})
    return msg("Not due")


def _print_figures(view: View) -> None:
    found = view.report.figures()
    if not found:
        return
    view.heading(msg("Collection figures, based on sales including VAT"))
    titles = (
        msg("Currency"),
        msg("Sales since"),
        msg("DSO"),
        msg("Countback DSO"),
        msg("Best possible DSO"),
        msg("Average days delinquent"),
        msg("Collection effectiveness"),
        msg("Overdue"),
    )
    rows = [_figures(view, each) for each in found]
    if view.console.width < _WIDE:  # a row for each figure, a column for each currency
        names, *lines = zip(map(view.say, titles), *rows, strict=True)
        columns = [(Message("{name}", {"name": name}), "right") for name in names[1:]]
        table = view.table((titles[0], "left"), *columns)
        for line in lines:
            table.add_row(*line)
    else:
        table = view.table((titles[0], "left"), *((title, "right") for title in titles[1:]))
        for row in rows:
            table.add_row(*row)
    view.print_table(table)


def _figures(view: View, each: Figures) -> tuple[str, ...]:
    days = (each.dso, each.dso_countback, each.best_possible_dso, each.average_days_delinquent)
    percents = (each.collection_effectiveness, each.share_overdue)
    return (
        each.currency,
        view.words.date(each.period.first),
        *(view.days(number) for number in days),
        *(view.percent(number) for number in percents),
    )


def _print_behaviours(view: View, only: Filter) -> None:
    report, words = view.report, view.words
    view.heading(msg("How customers pay"))
    table = view.table(
        (msg("Customer"), "left"),
        (msg("Exposure"), "right"),
        (msg("Credit limit"), "right"),
        (msg("In the last twelve months"), "left"),
    )
    for each in (each for each in report.behaviours() if only.has(each.customer)):
        table.add_row(
            Text(report.customer(each.customer).title),
            words.money(each.exposure, each.currency),
            "" if each.limit is None else words.money(each.limit, each.currency),
            Text(view.say(each.summary)),
        )
    view.print_table(table)


def _aged_rows(data: JsonObject) -> list[JsonObject]:
    """The aged balance as flat rows, one for each customer and currency, and how they pay.

    Rows whose ``line`` is not ``open`` are in no bucket. The total of all rows is the balance of
    the receivable accounts.
    """
    behaviour = {(row["customer"], row["currency"]): row for row in data["behaviour"]}
    rows = []
    for row in data["customers"]:
        paid = behaviour[row["customer"], row["currency"]]
        flat = {key: value for key, value in row.items() if key != "buckets"}
        whose = {key: row[key] for key in ("customer", "name", "currency")}
        rows.append({**whose, "line": "open", **flat, **row["buckets"], **paid})
    for kind in UNAGED:
        rows += [{**row, "line": kind} for row in data[kind]]
    rows += [
        {"currency": total["currency"], "total": total["rests"], "line": "rests"}
        for total in data.get("totals", ())
        if Decimal(total["rests"])
    ]
    return rows
