"""``relance entries``: proposed entries as text to paste, as JSON, and as CSV rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click
from beancount.core.data import Transaction

from beancount_relance.bookings.booking import PURPOSES, Booking
from beancount_relance.bookings.printed_bookings import booking_text
from beancount_relance.bookings.proposed_bookings import propose
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.named_argument import find
from beancount_relance.cli.parameters import WordChoice
from beancount_relance.cli.view import View
from beancount_relance.exports.json_data import JsonObject, problems_data
from beancount_relance.exports.json_outputs import EntriesOutput
from beancount_relance.exports.json_written import PostingRow
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.report.report import Report
from beancount_relance.values.money import money


@click.command("entries")
@with_view
@click.argument("whom", metavar="INVOICE|CUSTOMER")
@click.option("--as", "purpose", type=WordChoice(PURPOSES), required=True, help="What to book.")
def entries_command(view: View, *, whom: str, purpose: str) -> None:
    """Entries to paste: doubtful claims, bad debts, late interest."""
    loaded, report = view.ledger, view.report
    items = find(view, whom).items
    found, refused = propose(loaded, report, items, purpose, view.words)
    data = bookings_data(report, found, refused, view.words)
    view.show(data, booking_rows, lambda: click.echo(data["text"], nl=False))
    if not items:
        view.warn(msg("nothing is open for {whom}", whom=whom))
    if view.form != "json":
        for message in refused:
            view.warn(message)
    view.finish()


def bookings_data(
    report: Report, found: Sequence[Booking], refused: Iterable[Message], words: Language
) -> EntriesOutput:
    """The data of ``relance entries --format json``; ``text`` is what to paste."""
    return {
        "as_of": report.as_of.isoformat(),
        "bookings": [
            {
                "purpose": booking.purpose,
                "invoice": booking.invoice,
                "customer": booking.customer,
                "currency": booking.currency,
                "amount": money(booking.amount, booking.currency),
                "postings": _postings(booking),
                "notes": [words.render(note) for note in booking.notes],
            }
            for booking in found
        ],
        "text": booking_text(found, report, words),
        "refused": [words.render(message) for message in refused],
        "problems": problems_data(report.problems, words),
    }


def booking_rows(data: JsonObject) -> list[JsonObject]:
    """The postings as flat rows."""
    return [
        {
            "date": data["as_of"],
            "purpose": booking["purpose"],
            "invoice": booking["invoice"],
            "customer": booking["customer"],
            **posting,
        }
        for booking in data["bookings"]
        for posting in booking["postings"]
    ]


def _postings(booking: Booking) -> list[PostingRow]:
    return [
        {
            "account": posting.account,
            "amount": money(posting.units.number, posting.units.currency),
            "currency": posting.units.currency,
        }
        for entry in booking.entries
        if isinstance(entry, Transaction)
        for posting in entry.postings
        if posting.units is not None and posting.units.number is not None
    ]
