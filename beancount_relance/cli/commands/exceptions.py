"""``relance exceptions``: what needs somebody's attention."""

from __future__ import annotations

import click

from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.tables import print_checks, print_unmatched, print_waiting
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.exports.item_data import exceptions_data
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import msg


@click.command("exceptions")
@with_view
@with_filter
def exceptions_command(view: View, *, only: Filter) -> None:
    """What needs attention: blocked, unmatched or unreadable.

    WORDS show only what they match: a customer, an invoice, a text.
    """
    data = only.data(exceptions_data(view.report, view.words))
    view.show(data, _exception_rows, lambda: _print_exceptions(view, only))
    view.finish()


def _print_exceptions(view: View, only: Filter) -> None:
    found = view.report.exceptions
    blocked = [decision for decision in found.blocked if only.has_item(decision.item)]
    presumed = [item for item in found.presumed if only.has_item(item)]
    view.heading(msg("Exceptions on {date}", date=view.report.as_of))
    view.warn_if_stale()
    if not found and not view.report.checks:
        view.note(msg("Nothing is blocked, unmatched or unreadable."))
    if blocked:
        view.heading(msg("Blocked"))
        print_waiting(view, blocked)
    credits_ = [each for each in found.credits if only.has(each.credit.customer)]
    unidentified = [each for each in found.unidentified if only.has(each.debit.customer)]
    if credits_ or unidentified:
        view.heading(msg("Unmatched"))
        print_unmatched(view, credits_, unidentified)
    unclear = [each for each in found.unclear if only.has(each.credit.customer)]
    if unclear:
        view.heading(msg("Receipts to decide on: see relance match"))
    for each in unclear:
        view.note(
            msg(
                "{customer}: {amount} of {date}: {why}",
                customer=view.report.customer(each.credit.customer).title,
                amount=view.words.money(each.amount, each.credit.currency),
                date=each.credit.date,
                why=each.why,
            )
        )
    if presumed:
        view.heading(msg("Presumed part payments"))
        for item in presumed:
            invoice = item.invoice
            view.note(
                msg(
                    "{invoice}, {customer}: {amount} left",
                    invoice=invoice.reference,
                    customer=view.report.customer(invoice.customer).title,
                    amount=view.words.money(item.outstanding, invoice.currency),
                )
            )
    print_checks(view, view.report.checks)


def _exception_rows(data: JsonObject) -> list[JsonObject]:
    """The exceptions as flat rows."""
    rows = []
    for kind in ("blocked", "credits", "unidentified", "unclear", "presumed", "checks", "problems"):
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
