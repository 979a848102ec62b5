"""``relance letter``: the texts to customers, printed or written to files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.cli.channel_help import CommandWithChannels
from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.file_options import with_files
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.named_argument import find_by_part
from beancount_relance.cli.open_questions import warn_of_questions
from beancount_relance.cli.record_all import (
    Noted,
    by_channel,
    note_actions,
    noted_data,
    print_noted,
)
from beancount_relance.cli.saving import save_or_leave
from beancount_relance.cli.view import CSV_FORMS, View
from beancount_relance.documents.batch import Batch, BatchWriter
from beancount_relance.documents.file_formats import channel_for
from beancount_relance.documents.optional_library import MissingExtraError
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.written_data import files_data, letters_data
from beancount_relance.language.messages import Message, msg, printable
from beancount_relance.texts.correspondence.correspondence import TEXTS, Correspondence
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.rendering.template_loader import BUILT_IN_TEMPLATES
from beancount_relance.texts.variable_list import context_of, template_names, variables_of
from beancount_relance.texts.writer import Reminder, ReminderError, Writer

_LONG_BATCH = 20


@click.command("letter", cls=CommandWithChannels)
@with_view
@click.argument("whom", nargs=-1, metavar="[CUSTOMER|INVOICE]...")
@with_files
@click.option(
    "--text",
    "text",
    type=click.Choice(TEXTS),
    help="A text other than the action's, such as a statement of account or a payment plan.",
)
@click.option(
    "--record", "recording", is_flag=True, help="Record in the ledger that the texts were sent."
)
@click.option("--list", "listing", is_flag=True, help="List the templates and their variables.")
def letter_command(
    view: View,
    whom: tuple[str, ...],
    *,
    medium: str,
    out: Path | None,
    text: str | None,
    listing: bool,
    **flags: bool,
) -> None:
    """The texts to send, for today's actions or named customers.

    With --as eml, the e-mails become drafts. With --as pdf, the others become letters
    and call sheets, and all letters are also in one file. For a customer you name, an
    e-mail can also be a letter, and a plain letter an e-mail. With --text, write a text
    that is not a stage, for the customers you name or for all that it concerns. With
    --record, the ledger then notes every text that was written as sent.
    """
    if listing:
        click.echo("\n".join(_template_list(view.report.settings.templates)))
        return
    if out is None and medium != "text":
        raise click.UsageError(view.say(msg("--as {form} needs --out FOLDER", form=medium)))
    recording = flags["recording"]
    if recording and text is not None:
        raise click.UsageError(
            view.say(msg("--record goes with the texts of actions, not with --text"))
        )
    chosen = _chosen(view, whom, text, medium)
    if not chosen and not whom:
        view.warn(msg("there is nothing to write today"))
    if out is not None:
        write_files(view, chosen, Mailing(medium, out, bool(whom), flags["force"], recording))
        return
    reminders, failed = write_all(view, chosen)
    data = letters_data(view.report, reminders, view.words)
    noted: Sequence[Noted] = ()
    if recording:
        noted, unrecorded = note_actions(view, _sent(chosen, reminders))
        failed = failed or unrecorded
        data["recorded"] = noted_data(view, noted)
    view.show(data, _letter_rows, lambda: print_letters(view, reminders))
    _show_noted(view, noted)
    view.finish()
    if failed:
        sys.exit(DATA_ERRORS)


def write_all(view: View, chosen: Iterable[Action | Correspondence]) -> tuple[list[Reminder], bool]:
    """Write the texts, and return them and whether one failed; warn of what lacks an address."""
    writer = Writer(view.report)
    reminders: list[Reminder] = []
    failed = False
    for action in chosen:
        try:
            reminders.append(writer.write(action))
        except ReminderError as error:
            failed = True
            view.warn(error.message)
            continue
        if isinstance(action, Action) and (missing := action.customer.why_not_sent(action.channel)):
            view.warn(missing)
    return reminders, failed


def _sent(
    chosen: Iterable[Action | Correspondence], reminders: Iterable[Reminder]
) -> Iterator[Action]:
    """The actions whose texts were written, each by the channel that the text is for."""
    written = {each.key: each.channel for each in reminders}
    for action in chosen:
        if isinstance(action, Action) and action.key in written:
            yield by_channel(action, written[action.key])


def _show_noted(view: View, noted: Sequence[Noted]) -> None:
    """Print what was recorded; in JSON it is part of the data."""
    if view.form == "table":
        print_noted(view, noted)


def _chosen(
    view: View, whom: Sequence[str], text: str | None, medium: str
) -> list[Action | Correspondence]:
    """The texts to write; those who were named and need none are told."""
    if text is None:
        actions: list[Action | Correspondence] = []
        for name in whom or (None,):
            actions += [action for action in _actions_of(view, name) if action not in actions]
        return actions
    composed, failures = _compose(view, text, whom, channel_for(medium))
    for failure in failures:
        view.warn(failure)
    warn_of_questions(view, (each.customer.id for each in composed))
    return list(composed)


def _actions_of(view: View, whom: str | None) -> Sequence[Action]:
    """The actions to write texts for: those due today, or the next one of a named customer."""
    agenda = view.report.agenda
    if whom is None:
        return agenda.actions
    keys = {item.key for item in find_by_part(view, whom).items}
    for candidates in (agenda.actions, agenda.upcoming):
        found = [
            action for action in candidates if any(item.item.key in keys for item in action.items)
        ]
        if found:
            return found
    text = msg("there is nothing to write to {whom} now; relance explain says why", whom=whom)
    view.warn(text)
    return ()


class Mailing(Struct, frozen=True):
    """How texts are written to files.

    Attributes:
        medium: one of :data:`~beancount_relance.documents.file_formats.FORMS`.
        out: the folder.
        named: whether the user named the customers.
        force: whether to replace files.
        recording: whether to record that the texts were sent.
    """

    medium: str
    out: Path
    named: bool
    force: bool
    recording: bool


def write_files(view: View, chosen: Sequence[Action | Correspondence], mailing: Mailing) -> None:
    """Write the texts to files, record them if asked, and report the files and any warnings."""
    enclosures = Enclosures(view.report)
    try:
        batch = BatchWriter(view.report, enclosures, mailing.medium, view.words)
        for action in _with_progress(chosen):
            batch.write(action, named=mailing.named)
        outcome = batch.finish()
    except MissingExtraError as error:
        raise click.ClickException(view.say(error.message)) from error
    except OSError as error:
        view.warn(msg("{path} cannot be read: {cause}", path=error.filename, cause=error.strerror))
        sys.exit(DATA_ERRORS)
    paths = save_or_leave(view, mailing.out, outcome.files, force=mailing.force)
    noted: Sequence[Noted] = ()
    failed = bool(outcome.failures)
    if mailing.recording:
        reminders = [file.reminder for file in outcome.files if file.reminder is not None]
        noted, unrecorded = note_actions(view, _sent(chosen, reminders))
        failed = failed or unrecorded
    problems = [*view.report.problems, *outcome.problems]
    shown = replace(view, report=replace(view.report, problems=problems))
    _print_files(shown, outcome, paths, noted)
    if failed:
        sys.exit(DATA_ERRORS)


def _print_files(view: View, outcome: Batch, paths: Sequence[Path], noted: Sequence[Noted]) -> None:
    data = files_data(view.report, outcome.files, paths, outcome.notes, view.words)
    if noted:
        data["recorded"] = noted_data(view, noted)
    if view.form == "json":
        view.json(data)
    elif view.form in CSV_FORMS:
        lists = ("invoices", "enclosures")
        rows: list[JsonObject] = [{**row} for row in data["files"]]
        view.csv([{**row, **{key: " ".join(row[key]) for key in lists}} for row in rows])
    else:
        for path in paths:
            click.echo(path)
        for note in outcome.notes:
            view.warn(note)
        _show_noted(view, noted)
    for failure in outcome.failures:
        view.warn(failure)
    view.finish()


def _with_progress(
    chosen: Sequence[Action | Correspondence],
) -> Iterator[Action | Correspondence]:
    """Iterate over the actions, with a progress bar in a terminal."""
    if len(chosen) < _LONG_BATCH or not sys.stderr.isatty():
        yield from chosen
        return
    with click.progressbar(chosen, file=sys.stderr) as bar:
        yield from bar


def _letter_rows(data: JsonObject) -> list[JsonObject]:
    return [{**row, "invoices": " ".join(row["invoices"])} for row in data["letters"]]


def print_letters(view: View, reminders: Iterable[Reminder]) -> None:
    """Print texts, each with its recipient."""
    for reminder in reminders:
        view.heading(
            msg("{customer}: {what}", customer=reminder.customer.title, what=reminder.title)
        )
        if reminder.recipient:
            view.note(msg("To: {recipient}", recipient=reminder.recipient))
        click.echo(printable(f"\n{reminder.subject}\n\n{reminder.body}"))


def _compose(
    view: View, text: str, whom: Sequence[str], channel: str | None
) -> tuple[list[Correspondence], list[Message]]:
    """The texts for the customers named, or for every customer that has something to be told.

    Args:
        view: a view of the whole ledger's report.
        text: one of :data:`~beancount_relance.texts.correspondence.TEXTS`.
        whom: customers and invoices.
        channel: the channel the texts go out by, or ``None`` if it is not known.

    Returns:
        The texts, and for each customer who was named but gets none, the reason.

    Raises:
        click.UsageError: a customer or invoice that was named does not exist.
    """
    report = view.report
    writer, found, failures = Writer(report), [], []
    everybody = {item.invoice.customer for item in report.allocation.items}
    named = dict.fromkeys(find_by_part(view, name).customer for name in whom)
    for customer in named or sorted(everybody | set(report.customers)):
        try:
            found.append(writer.compose(text, report.customer(customer), channel))
        except ReminderError as error:
            if whom:
                failures.append(error.message)
    return found, failures


def _template_list(folder: Path | None) -> Iterator[str]:
    """The templates, with the file of each one that the ledger replaces, and their variables."""
    for name, path in template_names(folder).items():
        yield name if path.is_relative_to(BUILT_IN_TEMPLATES) else f"{name}  {path}"
    for title in ("*", *TEXTS):
        yield ""
        yield f"{title}:"
        yield from (f"  {each.name}  ({each.type})" for each in variables_of(context_of(title)))
