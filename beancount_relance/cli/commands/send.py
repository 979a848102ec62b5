"""``relance send``: send today's e-mails, each at most once, and record them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence

import click
from msgspec import Struct, field

from beancount_relance.cli.commands.drafts import left_out_row, left_out_rows, or_leave, tell_about
from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.clock import now, today
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.json_written import LeftOutMailRow, MailRow, UnclearMailRow
from beancount_relance.language.messages import RelanceError, msg, nmsg
from beancount_relance.mailroom.decent_hours import why_not_now
from beancount_relance.mailroom.guard import Guard
from beancount_relance.mailroom.journal import NOT_SENT, SENT, Journal, Sending, journal_of
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.mailroom.sending import DONE, UNKNOWN, UNNOTED, Dispatch, MailOutcome, settle
from beancount_relance.outbox.mailbox import Mailbox, opened
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails
from beancount_relance.outbox.transport import NoTransportError, transport_of


class _Chosen(Struct):
    """The e-mails to send now.

    Attributes:
        left_out: those that are due and not sent.
        mails: those to send.
        held: whether one is left out until somebody does something.
    """

    left_out: list[LeftOutMailRow]
    mails: list[Outgoing] = field(default_factory=list)
    held: bool = False


@click.command("send")
@with_view
@with_filter
@click.option("--dry-run", is_flag=True, help="Show what would go to whom, and send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--any-hour", is_flag=True, help="Also outside the hours of the setting mail.")
@click.option(
    "--was-sent", metavar="CUSTOMER", help="An e-mail of unknown outcome went out: record it."
)
@click.option("--was-not-sent", metavar="CUSTOMER", help="It did not: it may be sent again.")
def send_command(
    view: View,
    *,
    only: Filter,
    dry_run: bool,
    yes: bool,
    any_hour: bool,
    was_sent: str | None,
    was_not_sent: str | None,
) -> None:
    """Send today's e-mails, each at most once, and record them.

    By the command or the server of the setting mail, one at a time, after a list to confirm.
    """
    if view.report.as_of != today():
        text = msg("e-mails are sent as of today only, not as of {date}", date=view.report.as_of)
        raise click.UsageError(view.say(text))
    books = LiveBooks(view.ledger, view.report)
    try:
        with (
            or_leave(view),
            journal_of(view.ledger.files[0]) as journal,
            opened(view.report.settings) as mailbox,
        ):
            _answer(view, journal, was_sent, SENT)
            _answer(view, journal, was_not_sent, NOT_SENT)
            if not dry_run:
                settle(journal, books, mailbox)
            guard = Guard(books, journal, mailbox, view.words)
            chosen = _chosen(view, books, guard, only=only, any_hour=any_hour)
            outcomes: list[MailOutcome] = []
            if _agreed(view, chosen, journal, dry_run=dry_run, yes=yes):
                outcomes = _send(view, books, journal, mailbox, chosen.mails)
            unclear = journal.unclear
    except RelanceError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)
    data = {
        "as_of": view.report.as_of.isoformat(),
        "mails": _rows(view, chosen.mails, outcomes),
        "unclear": [_sending_row(each) for each in unclear],
        "left_out": chosen.left_out,
    }
    view.show(data, lambda data: [_flat(row) for row in data["mails"]], lambda: None)
    _warn_about(view, unclear)
    view.finish()
    if unclear or chosen.held or any(each.status != DONE for each in outcomes):
        sys.exit(DATA_ERRORS)


def _answer(view: View, journal: Journal, customer: str | None, state: str) -> None:
    """Note in the journal what the user found out about a customer's e-mail.

    Raises:
        click.UsageError: there is no such e-mail.
    """
    if customer is None:
        return
    found = [each for each in journal.unclear if each.customer == customer]
    if not found:
        known = [each.customer for each in journal.unclear] or ["–"]
        text = msg(
            "there is no e-mail of unknown outcome to {customer}, only to {known}",
            customer=customer,
            known=known,
        )
        raise click.UsageError(view.say(text))
    for each in found:
        journal.mark(each, state)


def _chosen(view: View, books: LiveBooks, guard: Guard, *, only: Filter, any_hour: bool) -> _Chosen:
    """Choose the e-mails to send now, and say why each of the others is not sent."""
    report = books.report
    actions = filter(only.has_action, report.actions)
    found, outcome = outgoing_mails(report, actions, books.ledger.files[0].name, view.words)
    tell_about(view, outcome)
    for failure in outcome.failures:
        view.warn(failure)
    chosen = _Chosen(left_out_rows(view, outcome, only))
    for mail in found:
        customer = mail.reminder.customer
        held = guard.why_not(mail)
        if held is not None:
            recipients = "; ".join(mail.recipients)
            view.warn(msg("{recipients}: not sent: {why}", recipients=recipients, why=held))
            chosen.left_out.append(left_out_row(mail.action, view.say(held)))
            chosen.held = True
            continue
        too_late = None if any_hour else why_not_now(customer, report.settings, now())
        if too_late is None:
            chosen.mails.append(mail)
            continue
        why = msg(
            "{customer}: {why}; --any-hour sends it all the same",
            customer=customer.title,
            why=too_late,
        )
        view.warn(why)
        chosen.left_out.append(left_out_row(mail.action, view.say(why)))
    return chosen


def _is_held(view: View, mails: Sequence[Outgoing], journal: Journal, *, yes: bool) -> bool:
    """Say why none is sent: they are too many, or nobody looks while a payment may be missing."""
    day = view.report.as_of
    sent = LiveBooks(view.ledger, view.report).sent_on(day) + journal.count(day.isoformat())
    limit = view.report.settings.mail.daily_limit
    if sent + len(mails) > limit:
        view.warn(
            msg(
                "{count} are more than the daily limit of {limit} allows ({sent} were sent "
                "today): choose some by name, or raise “daily-limit:”",
                count=len(mails),
                limit=limit,
                sent=sent,
            )
        )
        return True
    if yes and view.ledger.problems:
        view.warn(
            msg(
                "Beancount could not read all of the ledger, so a payment may be missing: "
                "correct the errors, or leave out --yes"
            )
        )
        return True
    return False


def _agreed(view: View, chosen: _Chosen, journal: Journal, *, dry_run: bool, yes: bool) -> bool:
    """Show what would go to whom, and ask.

    Raises:
        click.UsageError: nobody can be asked.
    """
    day, mails = view.report.as_of, chosen.mails
    if view.form == "table":
        view.heading(msg("To send on {date}", date=day))
        for mail in mails:
            facts = {"recipients": "; ".join(mail.recipients), "subject": mail.reminder.subject}
            view.line(view.say(msg("{recipients}: {subject}", **facts)))
    if not mails:
        view.warn(msg("There is no e-mail to send today."))
        return False
    view.warn_if_stale()
    if _is_held(view, mails, journal, yes=yes and not dry_run):
        chosen.held = True
        return False
    if dry_run:
        return False
    if yes:
        return True
    needed = msg("send asks before it sends; --yes answers it")
    if view.form != "table":
        raise click.UsageError(view.say(needed))
    try:
        question = nmsg("Send this e-mail?", "Send these {count} e-mails?", len(mails))
        agreed = click.confirm(view.say(question), default=False)
    except click.Abort as error:
        click.echo()
        raise click.UsageError(view.say(needed)) from error
    if not agreed:
        view.note(msg("Nothing was sent."))
    return agreed


def _send(
    view: View,
    books: LiveBooks,
    journal: Journal,
    mailbox: Mailbox | None,
    mails: Sequence[Outgoing],
) -> list[MailOutcome]:
    settings = view.report.settings
    try:
        transport = transport_of(settings)
    except NoTransportError as error:
        raise click.UsageError(view.say(error.message)) from error
    dispatch = Dispatch(books, journal, transport, mailbox, view.words)
    outcomes = []
    for outcome in dispatch.send(mails, lambda: time.sleep(settings.mail.pause)):
        outcomes.append(outcome)
        if view.form == "table":
            _print(view, outcome)
    left = len(mails) - len(outcomes)
    if left:
        view.warn(
            nmsg(
                "{count} more was not tried; the same command sends it",
                "{count} more were not tried; the same command sends them",
                left,
            )
        )
    return outcomes


def _print(view: View, outcome: MailOutcome) -> None:
    facts = {"recipients": "; ".join(outcome.mail.recipients), "why": outcome.why or ""}
    if outcome.status == DONE:
        view.line(view.say(msg("{recipients}: sent", **facts)))
        if outcome.why is not None:
            view.warn(outcome.why)
    elif outcome.status == UNKNOWN:
        view.warn(msg("{recipients}: not known whether it was sent: {why}", **facts))
    elif outcome.status == UNNOTED:
        view.warn(msg("{recipients}: sent, but not recorded yet: {why}", **facts))
    else:
        view.warn(msg("{recipients}: not sent: {why}", **facts))


def _warn_about(view: View, unclear: Iterable[Sending]) -> None:
    for each in unclear:
        view.warn(
            msg(
                "{customer}: nobody knows whether the e-mail of {date}, {time} to {recipient} went "
                "out. Look for {message} among your sent e-mails or in the log of the server; "
                "then: relance send --was-sent “{customer}”, or --was-not-sent “{customer}”",
                customer=each.customer,
                date=each.date,
                time=each.time,
                recipient=each.recipient,
                message=each.message,
            )
        )


def _rows(view: View, mails: Iterable[Outgoing], outcomes: Iterable[MailOutcome]) -> list[MailRow]:
    known = {each.mail.identifier: each for each in outcomes}
    rows: list[MailRow] = []
    for mail in mails:
        outcome = known.get(mail.identifier)
        rows.append(
            {
                "customer": mail.reminder.customer.id,
                "stage": mail.reminder.stage.name,
                "invoices": list(mail.reminder.invoices),
                "to": list(mail.recipients),
                "subject": mail.reminder.subject,
                "message_id": mail.identifier,
                "status": "pending" if outcome is None else outcome.status,
                "why": view.say(outcome.why) if outcome and outcome.why else None,
            }
        )
    return rows


def _sending_row(each: Sending) -> UnclearMailRow:
    return {
        "customer": each.customer,
        "stage": each.stage,
        "invoices": list(each.invoices),
        "to": each.recipient.split("; "),
        "message_id": each.message,
        "date": each.date,
        "time": each.time,
    }


def _flat(row: JsonObject) -> JsonObject:
    return {**row, "invoices": " ".join(row["invoices"]), "to": " ".join(row["to"])}
