"""``relance exceptions``: what needs somebody's attention."""

from __future__ import annotations

import click

from beancount_relance.cli.tables import print_unmatched, print_waiting
from beancount_relance.cli.view import View, with_view
from beancount_relance.exports.item_data import exceptions_data
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import msg


@click.command("exceptions")
@with_view
def exceptions_command(view: View) -> None:
    """What needs attention: blocked, unmatched or unreadable."""
    data = exceptions_data(view.report, view.words)
    view.show(data, _exception_rows, lambda: _print_exceptions(view))
    view.finish()


def _print_exceptions(view: View) -> None:
    found = view.report.exceptions
    view.heading(msg("Exceptions on {date}", date=view.report.as_of))
    view.warn_if_stale()
    if not found:
        view.note(msg("Nothing is blocked, unmatched or unreadable."))
    if found.blocked:
        view.heading(msg("Blocked"))
        print_waiting(view, found.blocked)
    if found.credits or found.unidentified:
        view.heading(msg("Unmatched"))
        print_unmatched(view)
    if found.presumed:
        view.heading(msg("Presumed part payments: oldest first"))
        for item in found.presumed:
            invoice = item.invoice
            view.note(
                msg(
                    "{invoice}, {customer}: {amount} left",
                    invoice=invoice.reference,
                    customer=view.report.customer(invoice.customer).title,
                    amount=view.words.money(item.outstanding, invoice.currency),
                )
            )


def _exception_rows(data: JsonObject) -> list[JsonObject]:
    """The exceptions as flat rows."""
    rows = []
    for kind in ("blocked", "credits", "unidentified", "presumed", "problems"):
        for each in data[kind]:
            amount = each.get("outstanding", each.get("amount", ""))
            rows.append(
                {
                    "kind": kind,
                    "customer": each.get("customer", ""),
                    "invoice": each.get("invoice", ""),
                    "currency": each.get("currency", ""),
                    "amount": amount,
                    "why": each.get("why", each.get("message", "")),
                    "until": each.get("until") or "",
                    "file": each.get("file", ""),
                    "line": each.get("line", ""),
                }
            )
    return rows
