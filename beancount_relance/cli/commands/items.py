"""``relance items``: the open items, and how they tie out to the accounts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import click
from rich.text import Text

from beancount_relance.analysis.ageing import days_overdue
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.tables import print_checks, print_unmatched, reference
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.exports.item_data import all_paid_late_data, open_data
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item


@click.command("items")
@with_view
@with_filter
@click.option(
    "--paid-late",
    is_flag=True,
    help="Instead, the interest and fees earned by late payments and not claimed.",
)
def items_command(view: View, *, only: Filter, paid_late: bool) -> None:
    """The open items, and how they tie out to the accounts.

    WORDS show only what they match: a customer, an invoice, a text.
    """
    if paid_late:
        view.show(
            only.data(all_paid_late_data(view.report)),
            lambda data: _flat_rows(data["paid_late"]),
            lambda: _print_paid_late(view, only),
        )
    else:
        view.show(
            view.with_freshness(only.data(open_data(view.report, view.words))),
            lambda data: _flat_rows(data["items"]),
            lambda: _print_open(view, only),
        )
    view.finish()


def _flat_rows(items: Iterable[JsonObject]) -> list[JsonObject]:
    """The items as flat rows, without the fields that are lists."""
    return [
        {key: value for key, value in item.items() if not isinstance(value, list)} for item in items
    ]


def _print_paid_late(view: View, only: Filter) -> None:
    report, words = view.report, view.words
    view.heading(msg("Earned by late payments and not claimed, on {date}", date=report.as_of))
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Due"), "right"),
        (msg("Paid on"), "right"),
        (msg("Interest"), "right"),
        (msg("Recovery fee"), "right"),
    )
    found = [late for late in report.paid_late(everybody=True) if only.has_item(late.item)]
    for late in found:
        invoice = late.item.invoice
        table.add_row(
            Text(reference(view, late.item)),
            Text(report.customer(invoice.customer).title),
            words.date(invoice.due),
            words.date(late.paid),
            words.money(late.claim.interest.amount, invoice.currency),
            words.money(late.claim.fee, invoice.currency),
        )
    if found:
        view.print_table(table, msg("Due"))
    else:
        view.note(msg("Nothing was paid late, or nothing of it is left to claim."))


def _print_open(view: View, only: Filter) -> None:
    report, words = view.report, view.words
    view.heading(msg("Open items on {date}", date=report.as_of))
    view.warn_if_stale()
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Date"), "right"),
        (msg("Due"), "right"),
        (msg("Late"), "right"),
        (msg("Amount"), "right"),
        (msg("Outstanding"), "right"),
    )
    shown = [item for item in report.open_items if only.has_item(item)]
    for item in shown:
        invoice = item.invoice
        late = days_overdue(invoice.due, report.as_of)
        table.add_row(
            Text(reference(view, item)),
            Text(report.customer(invoice.customer).title),
            words.date(invoice.date),
            view.say(_due(invoice)),
            view.say(nmsg("{count} day", "{count} days", late)) if late else "",
            words.money(invoice.amount, invoice.currency),
            words.money(item.outstanding, invoice.currency),
        )
    if shown:
        view.print_table(table, msg("Amount"), msg("Date"))
    else:
        view.note(msg("Nothing is open."))
    print_unmatched(
        view,
        (each for each in report.allocation.credits if only.has(each.credit.customer)),
        (each for each in report.allocation.unidentified if only.has(each.debit.customer)),
    )
    if only.words:
        _print_sums(view, shown)
        return
    _print_tie_out(view)
    print_checks(view, view.report.checks)


def _due(invoice: Invoice) -> Message:
    """Return the due date, with a mark if it only stands in for one that cannot be read."""
    if invoice.due_presumed:
        return msg("{due}?", due=invoice.due)
    return Message("{due}", {"due": invoice.due})


def _print_sums(view: View, shown: Iterable[Item]) -> None:
    """Print what the items add up to, by currency."""
    sums: dict[str, Decimal] = {}
    for item in shown:
        currency = item.invoice.currency
        sums[currency] = sums.get(currency, Decimal()) + item.outstanding
    view.console.print()
    for currency, amount in sums.items():
        view.note(msg("{amount} open", amount=view.words.money(amount, currency)))


def _print_tie_out(view: View) -> None:
    view.tell_if_before_closing()
    for currency, balance in view.report.totals().items():
        view.console.print()
        view.note(
            msg(
                "{open} open − {credits} credit + {unidentified} unidentified = "
                "{ledger} on the receivable accounts",
                open=view.words.money(balance.open, currency),
                credits=view.words.money(balance.credits, currency),
                unidentified=view.words.money(balance.unidentified, currency),
                ledger=view.words.money(balance.ledger, currency),
            )
        )
