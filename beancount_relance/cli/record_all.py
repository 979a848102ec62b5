"""Several actions recorded as done at once: ``record done --all`` and ``letter --record``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click
from msgspec import Struct
from msgspec.structs import replace
from rich.text import Text

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.tables import actions_table
from beancount_relance.cli.view import View
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.json_written import NoteRow
from beancount_relance.exports.written_data import record_data
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.draft import Draft, draft_note
from beancount_relance.recording.new_note import note_of_action
from beancount_relance.recording.note_checks import NewNoteError
from beancount_relance.recording.write import Recorded, effects
from beancount_relance.recording.write_many import record_many
from beancount_relance.report.loading import load_ledger


class Noted(Struct, frozen=True):
    """An action that was recorded: its note, and what that changed."""

    draft: Draft
    recorded: Recorded


def record_all_due(view: View, *, yes: bool, dry_run: bool) -> None:
    """Show what is due, ask, and record all of it as done.

    Args:
        view: the view.
        yes: whether to do it without asking.
        dry_run: whether to show the list only.

    Raises:
        click.UsageError: nobody can be asked.
    """
    actions, without = _sendable(view.report.actions)
    if view.form == "table":
        view.heading(msg("To record as done on {date}", date=view.report.as_of))
        if actions:
            view.print_table(actions_table(view, actions, msg("Since")))
    if not (actions or without):
        view.warn(msg("nothing is due today"))
    for action, why in without:
        view.warn(msg("left out: {stage}, {why}", stage=action.title, why=why))
    noted: Sequence[Noted] = ()
    failed = False
    if actions and not dry_run:
        if not yes:
            _ask(view, len(actions))
        noted, failed = note_actions(view, actions)
    show_noted(view, noted)
    if failed or without:
        sys.exit(DATA_ERRORS)


def _sendable(
    actions: Iterable[Action],
) -> tuple[Sequence[Action], Sequence[tuple[Action, Message]]]:
    """Separate what can be carried out from what cannot be sent, with the reasons."""
    whys = [(action, action.customer.why_not_sent(action.channel)) for action in actions]
    without = [(action, why) for action, why in whys if why is not None]
    return [action for action, why in whys if why is None], without


def _ask(view: View, count: int) -> None:
    needed = msg("record --all asks before it writes; --yes answers it")
    if view.form != "table":
        raise click.UsageError(view.say(needed))
    question = nmsg("Record this action as done?", "Record these {count} actions as done?", count)
    try:
        agreed = click.confirm(view.say(question), default=False)
    except click.Abort as error:
        click.echo()
        raise click.UsageError(view.say(needed)) from error
    if not agreed:
        view.note(msg("Nothing was written."))
        sys.exit(0)


def note_actions(view: View, actions: Iterable[Action]) -> tuple[Sequence[Noted], bool]:
    """Record actions in one write, and say why those that cannot be recorded are not.

    Returns:
        What was recorded, and whether something was not.
    """
    drafts: list[Draft] = []
    failed = False
    for action in actions:
        try:
            drafts.append(draft_note(note_of_action(action, view.report), view.ledger, view.report))
        except NewNoteError as error:
            failed = True
            for complaint in error.complaints:
                view.warn(
                    msg(
                        "{customer} was not recorded: {why}",
                        customer=action.customer.title,
                        why=complaint.message,
                    )
                )
            continue
        except RecordingError as error:
            view.warn(error.message)
            return [], True
    if not drafts:
        return [], failed
    try:
        return _written(drafts), failed
    except RecordingError as error:
        view.warn(error.message)
        return [], True


def _written(drafts: Sequence[Draft]) -> Sequence[Noted]:
    """Write the drafts, and return them in the order of the ledger.

    Raises:
        RecordingError: they cannot be written; then none is.
    """
    done = record_many(drafts, lambda: load_ledger(drafts[0].ledger))
    noted = [
        Noted(draft, Recorded(draft.already, None, (), None, draft.before))
        for draft in drafts
        if draft.already is not None
    ]
    for draft, source, receipt in zip(done.drafts, done.sources, done.receipts, strict=True):
        changed = effects(draft, done.report)
        noted.append(Noted(draft, Recorded(source, receipt, changed, None, done.report)))
    return sorted(noted, key=lambda each: (each.recorded.source.file, each.recorded.source.line))


def noted_data(view: View, noted: Iterable[Noted]) -> list[NoteRow]:
    """The notes as data for JSON, each with what is needed to undo it."""
    return [record_data(each.draft, each.recorded, view.words) for each in noted]


def show_noted(view: View, noted: Sequence[Noted]) -> None:
    """Show what was recorded."""
    if view.form == "json":
        view.json({"recorded": noted_data(view, noted)})
    elif view.form == "table":
        print_noted(view, noted)
    else:
        rows: list[JsonObject] = [{**row} for row in noted_data(view, noted)]
        keys = ("status", "file", "line", "customer", "kind", "date")
        view.csv([{key: row[key] for key in keys} for row in rows])


def print_noted(view: View, noted: Sequence[Noted]) -> None:
    """Print the notes that were recorded, with their places."""
    for each in noted:
        place = {"file": each.recorded.source.file, "line": each.recorded.source.line}
        if each.recorded.receipt is None:
            view.heading(msg("Already recorded in {file}, line {line}", **place))
        else:
            view.heading(msg("Recorded in {file}, line {line}", **place))
        view.console.print(Text(each.draft.text.replace("\r", "")), soft_wrap=True)


def by_channel(action: Action, channel: str) -> Action:
    """The action as it was carried out by another channel."""
    return replace(action, channel=channel)
