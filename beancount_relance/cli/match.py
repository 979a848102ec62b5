"""``relance match``: the receipts for which somebody should say what they were paid for."""

from __future__ import annotations

import click

from beancount_relance.cli.view import View, with_view
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.match_data import match_data
from beancount_relance.language.messages import msg


@click.command("match")
@with_view
def match_command(view: View) -> None:
    """Receipts to decide on, each with proposals and their evidence.

    To decide, add the link of the invoice to the receipt.
    """
    data = match_data(view.report, view.words)
    view.show(data, _rows, lambda: _print_receipts(view, data))
    view.finish()


def _print_receipts(view: View, data: JsonObject) -> None:
    view.heading(msg("Receipts to decide on, {date}", date=view.report.as_of))
    if not data["receipts"]:
        view.note(msg("There are none."))
    for each in data["receipts"]:
        amount = f"{each['amount']} {each['currency']}"
        place = f"{each['file']}:{each['line']}"
        click.echo(f"{place}: {each['customer']}, {amount}: {each['why']}")
        for number, proposal in enumerate(each["proposals"], start=1):
            links = " ".join(f"^{part['invoice']}" for part in proposal["invoices"])
            click.echo(f"  {number}. {links} ({proposal['evidence']})")


def _rows(data: JsonObject) -> list[JsonObject]:
    """The proposals as flat rows; a receipt without any is one row."""
    rows = []
    for each in data["receipts"]:
        for proposal in each["proposals"] or [{"invoices": [], "evidence": ""}]:
            keys = ("customer", "date", "currency", "amount", "narration", "file", "line", "why")
            rows.append(
                {
                    **{key: each[key] for key in keys},
                    "invoices": " ".join(part["invoice"] for part in proposal["invoices"]),
                    "evidence": proposal["evidence"],
                }
            )
    return rows
