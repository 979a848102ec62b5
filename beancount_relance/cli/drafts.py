"""``relance drafts``: today's e-mails as drafts where the mail program finds them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.filtering import Filter, with_filter
from beancount_relance.cli.view import View, with_view
from beancount_relance.documents.batch import Batch
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.json_written import DraftRow
from beancount_relance.language.messages import msg
from beancount_relance.outbox.connection import OutboxError
from beancount_relance.outbox.mailbox import Mailbox, opened
from beancount_relance.outbox.maildir import MaildirMailbox
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails


@click.command("drafts")
@with_view
@with_filter
@click.option(
    "--maildir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The Maildir of your mail program; by default the mailbox of the setting mail.",
)
@click.option("--folder", help="Its folder for drafts; by default Drafts.")
def drafts_command(view: View, *, only: Filter, maildir: Path | None, folder: str | None) -> None:
    """Today's e-mails as drafts in your mail program, once each.

    Copies of the invoices are attached. Nothing is sent and nothing is recorded: do that with
    relance sent or relance record once the mails are sent.
    """
    with _mailbox(view, maildir, folder) as mailbox:
        actions = filter(only.has_action, view.report.actions)
        name = view.ledger.files[0].name
        mails, outcome = outgoing_mails(view.report, actions, name, view.words)
        failures = list(outcome.failures)
        tell_about(view, outcome)
        rows: list[DraftRow] = []
        try:
            known = mailbox.drafts() | mailbox.sent()
            for mail in mails:
                new = mail.identifiers.isdisjoint(known)
                if new:
                    mailbox.add_draft(mail.content)
                rows.append(_row(mail, added=new))
        except OutboxError as error:
            failures += [
                error.message,
                msg(
                    "{done} of {count} drafts are there; the same command adds the others",
                    done=len(rows),
                    count=len(mails),
                ),
            ]
    data = {"as_of": view.report.as_of.isoformat(), "drafts": rows}
    view.show(data, _flat, lambda: _print(view, rows))
    for failure in failures:
        view.warn(failure)
    view.finish()
    if failures or outcome.problems:
        sys.exit(DATA_ERRORS)


@contextlib.contextmanager
def _mailbox(view: View, maildir: Path | None, folder: str | None) -> Iterator[Mailbox]:
    """Open the mailbox; if that fails, say why and leave.

    Raises:
        click.UsageError: neither the ledger nor the command line names one.
    """
    settings = view.report.settings
    mail = settings.mail
    if maildir is not None:
        try:
            MaildirMailbox(maildir).ours(folder)
        except OutboxError as error:
            raise click.UsageError(view.say(error.message)) from error
        mail = replace(mail, maildir=maildir)
    if folder is not None:
        mail = replace(mail, drafts_folder=folder)
    with or_leave(view), opened(replace(settings, mail=mail)) as mailbox:
        if mailbox is None:
            raise click.UsageError(
                view.say(
                    msg(
                        "where is your mailbox? Give --maildir, or add “imap” or “maildir” to "
                        "the setting mail of the ledger"
                    )
                )
            )
        yield mailbox


@contextlib.contextmanager
def or_leave(view: View) -> Iterator[None]:
    """Say in a sentence why a mailbox or a server cannot be used, and leave."""
    try:
        yield
    except OutboxError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)


def tell_about(view: View, outcome: Batch) -> None:
    """Say what to know before the e-mails go out, such as copies that cannot be attached."""
    for problem in outcome.problems:
        click.echo(
            f"{problem.source.file}:{problem.source.line}: {view.say(problem.message)}", err=True
        )
    for note in outcome.notes:
        view.warn(note)


def _row(mail: Outgoing, *, added: bool) -> DraftRow:
    reminder = mail.reminder
    return {
        "customer": reminder.customer.id,
        "stage": reminder.stage.name,
        "invoices": list(reminder.invoices),
        "to": reminder.recipient,
        "subject": reminder.subject,
        "message_id": mail.identifier,
        "added": added,
    }


def _flat(data: JsonObject) -> list[JsonObject]:
    return [{**row, "invoices": " ".join(row["invoices"])} for row in data["drafts"]]


def _print(view: View, rows: Sequence[DraftRow]) -> None:
    if not rows:
        view.note(msg("There is no e-mail to write today."))
    for row in rows:
        facts = {"recipient": row["to"], "subject": row["subject"]}
        if row["added"]:
            view.line(view.say(msg("{recipient}: {subject}", **facts)))
        else:
            view.note(msg("{recipient}: {subject} (there already)", **facts))
