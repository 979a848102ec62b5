"""``relance drafts``: today's e-mails as drafts where the mail program finds them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.filtering import Filter, with_filter
from beancount_relance.cli.view import View, with_view
from beancount_relance.documents.batch import Desk
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import msg
from beancount_relance.outbox.identity import identified, message_id
from beancount_relance.outbox.maildir import DraftFolder, OutboxError
from beancount_relance.texts.enclosures import Enclosures


@click.command("drafts")
@with_view
@with_filter
@click.option(
    "--maildir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The Maildir of your mail program.",
)
@click.option("--folder", default="Drafts", show_default=True, help="Its folder for drafts.")
def drafts_command(view: View, *, only: Filter, maildir: Path, folder: str) -> None:
    """Today's e-mails as drafts in your mail program, once each.

    Copies of the invoices are attached. Nothing is sent and nothing is recorded: do that with
    relance record once the mails are sent.
    """
    try:
        drafts = DraftFolder(maildir, folder)
    except OutboxError as error:
        raise click.UsageError(view.say(error.message)) from error
    desk = Desk(view.report, Enclosures(view.report), "eml", view.words)
    for action in view.report.actions:
        if only.has_action(action):
            desk.write(action)
    outcome = desk.finish()
    settings, day = view.report.settings, view.report.as_of
    rows: list[JsonObject] = []
    for file in outcome.files:
        reminder = file.reminder
        if reminder is None:
            continue
        name = view.ledger.files[0].name
        identifier = message_id(name, reminder, day, settings.creditor)
        added = drafts.add(identified(file.content, identifier, day), identifier)
        rows.append(
            {
                "customer": reminder.customer.id,
                "stage": reminder.stage.name,
                "invoices": list(reminder.invoices),
                "to": reminder.recipient,
                "subject": reminder.subject,
                "message_id": identifier,
                "added": added,
            }
        )
    data = {"as_of": day.isoformat(), "drafts": rows}
    view.show(data, _flat, lambda: _print(view, rows))
    for failure in outcome.failures:
        view.warn(failure)
    view.finish()
    if outcome.failures:
        sys.exit(DATA_ERRORS)


def _flat(data: JsonObject) -> list[JsonObject]:
    return [{**row, "invoices": " ".join(row["invoices"])} for row in data["drafts"]]


def _print(view: View, rows: list[JsonObject]) -> None:
    if not rows:
        view.note(msg("There is no e-mail to write today."))
    for row in rows:
        facts = {"recipient": row["to"], "subject": row["subject"]}
        if row["added"]:
            view.line(view.say(msg("{recipient}: {subject}", **facts)))
        else:
            view.note(msg("{recipient}: {subject} (there already)", **facts))
