"""``relance drafts``: today's e-mails as drafts where the mail program finds them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.documents.batch import Batch
from beancount_relance.dunning.agenda import Action, ActionKey
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.json_written import DraftRow, LeftOutMailRow, OutdatedDraftRow
from beancount_relance.language.messages import msg
from beancount_relance.outbox.draft_mark import topic_of
from beancount_relance.outbox.drafts import (
    ADDED,
    OUTDATED,
    REPLACED,
    DraftFolder,
    DraftOutcome,
    ObsoleteDraft,
)
from beancount_relance.outbox.imap import DRAFTS
from beancount_relance.outbox.mailbox import Mailbox, opened
from beancount_relance.outbox.maildir import MaildirMailbox
from beancount_relance.outbox.outgoing import outgoing_mails
from beancount_relance.outbox.server_access import OutboxError
from beancount_relance.policy.channels import CHANNELS, MAIL


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
        name = view.ledger.files[0].name
        found, outcome = outgoing_mails(view.report, view.report.actions, name, view.words)
        mails = [mail for mail in found if only.has_action(mail.action)]
        left_out = left_out_rows(view, outcome, only)
        tell_about(view, outcome)
        rows: list[DraftRow] = []
        outdated: Sequence[ObsoleteDraft] = ()
        failures = list(outcome.failures)
        try:
            drafts = DraftFolder(mailbox)
            rows += (_row(view, each) for each in drafts.put(mails))
            outdated = drafts.obsolete(found, _topics(view, only, name))
        except OutboxError as error:
            failures += [
                error.message,
                msg(
                    "{done} of {count} drafts are there; the same command adds the others",
                    done=len(rows),
                    count=len(mails),
                ),
            ]
    data = {
        "as_of": view.report.as_of.isoformat(),
        "drafts": rows,
        "outdated": [_outdated_row(view, each) for each in outdated],
        "left_out": left_out,
    }
    view.show(data, _flat, lambda: _print(view, rows))
    for failure in failures:
        view.warn(failure)
    for each in outdated:
        title = view.report.customer(each.customer).title
        view.warn(msg("{customer}: {why}", customer=title, why=each.why))
    view.finish()
    is_wrong = any(row["state"] == OUTDATED for row in rows)
    if failures or outcome.problems or outdated or is_wrong:
        sys.exit(DATA_ERRORS)


def _topics(view: View, only: Filter, ledger: str) -> dict[str, ActionKey]:
    """The customer and stage of each topic that drafts in the mailbox may be about."""
    customers = {item.invoice.customer for item in view.report.allocation.items}
    stages = {s.name for p in view.report.settings.all_procedures for s in p.stages}
    return {
        topic_of(ledger, (customer, stage)): (customer, stage)
        for customer in customers
        if only.has(customer)
        for stage in stages
    }


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
            MaildirMailbox(maildir).ours(DRAFTS if folder is None else folder)
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
                        "where is your mailbox? Give --maildir, or add “imap:” or “maildir:” to "
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


def left_out_rows(view: View, outcome: Batch, only: Filter) -> list[LeftOutMailRow]:
    """The e-mails that are due and cannot be written, such as those without an address."""
    return [
        left_out_row(action, view.say(why))
        for action, why in outcome.unwritten
        if isinstance(action, Action)
        and only.has_action(action)
        and CHANNELS[action.stage.channel].medium == MAIL
    ]


def left_out_row(action: Action, why: str) -> LeftOutMailRow:
    """An e-mail that is due, and why it is neither written nor sent."""
    return {
        "customer": action.customer.id,
        "stage": action.stage.name,
        "invoices": list(action.invoices),
        "why": why,
    }


def _row(view: View, outcome: DraftOutcome) -> DraftRow:
    reminder = outcome.mail.reminder
    return {
        "customer": reminder.customer.id,
        "stage": reminder.stage.name,
        "invoices": list(reminder.invoices),
        "to": reminder.recipient,
        "subject": reminder.subject,
        "message_id": outcome.mail.identifier,
        "added": outcome.state in (ADDED, REPLACED),
        "state": outcome.state,
        "why": view.say(outcome.why) if outcome.why is not None else None,
    }


def _outdated_row(view: View, draft: ObsoleteDraft) -> OutdatedDraftRow:
    return {
        "customer": draft.customer,
        "stage": draft.stage,
        "message_id": draft.identifier,
        "why": view.say(draft.why),
    }


def _flat(data: JsonObject) -> list[JsonObject]:
    return [{**row, "invoices": " ".join(row["invoices"])} for row in data["drafts"]]


def _print(view: View, rows: Sequence[DraftRow]) -> None:
    if not rows:
        view.note(msg("There is no e-mail to write today."))
    for row in rows:
        facts = {"recipient": row["to"], "subject": row["subject"], "why": row["why"] or ""}
        if row["state"] == OUTDATED:
            view.warn(msg("{recipient}: {subject} ({why})", **facts))
        elif row["why"] is None:
            view.line(view.say(msg("{recipient}: {subject}", **facts)))
        else:
            view.note(msg("{recipient}: {subject} ({why})", **facts))
