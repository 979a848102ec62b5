"""``relance record``: write into the ledger what was done or agreed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO, TypeVar

import click
from msgspec.structs import replace
from rich.text import Text

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.help_texts import FRENCH, language_of_help, text_about
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.named_argument import find
from beancount_relance.cli.parameters import DAY
from beancount_relance.cli.record_all import record_all_due
from beancount_relance.cli.view import View
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.written_data import record_data
from beancount_relance.history.note_keys import DAY_KEYS, NOTE_KEYS, TEXT_KEYS
from beancount_relance.history.note_kinds import NOTE_KINDS, english_kind
from beancount_relance.language.messages import Message, RelanceError, language, msg
from beancount_relance.language.text import plain
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.invoices import references_of
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.draft import Draft, draft_note
from beancount_relance.recording.new_note import (
    NewNote,
    default_text,
    invoices_meant,
    items_about,
)
from beancount_relance.recording.note_checks import Complaint, NewNoteError, repeats
from beancount_relance.recording.typed_values import read_typed_amount, read_typed_plan
from beancount_relance.recording.write import Receipt, Recorded, record
from beancount_relance.recording.write import undo as take_back
from beancount_relance.values.readers import BadValueError, bad_value, read_date

_DONE, _DONE_IN_FRENCH = "done", "fait"

_Value = TypeVar("_Value")


class _WithKinds(click.Command):
    """A command whose help ends with the kinds of note and the options that each kind takes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the kinds of note, from the registry."""
        super().format_epilog(ctx, formatter)
        in_french = language_of_help(ctx) == FRENCH
        rows = []
        for kind in NOTE_KINDS.values():
            keys = [plain(NOTE_KEYS[key].french) if in_french else key for key in kind.takes]
            meaning = text_about(ctx, "record", kind.name, kind.meaning)
            name = kind.french if in_french else kind.name
            rows.append((name, " ".join([meaning, *(f"[--{key}]" for key in keys)])))
        with formatter.section("Genres" if in_french else "Kinds"):
            formatter.write_dl(rows)


def _with_keys(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command an option for each metadata key of notes."""
    for key in reversed([*NOTE_KEYS.values()]):
        day: dict[str, Any] = {"type": DAY, "metavar": "DATE"} if key.read is read_date else {}
        names = dict.fromkeys((f"--{key.name}", f"--{plain(key.french)}"))
        command = click.option(*names, key.name, help=key.option, **day)(command)
    return command


@click.command("record", cls=_WithKinds)
@with_view
@click.argument("whom", required=False, metavar="[CUSTOMER|INVOICE]")
@click.argument("kind", required=False, metavar="[done|STAGE|KIND]")
@click.option(
    "--date", type=DAY, metavar="DATE", help="The day it happened; by default the report's."
)
@_with_keys
@click.option("--text", help="The text of the note; by default what was done.")
@click.option("--invoice", "invoices", multiple=True, help="An invoice it is about; repeatable.")
@click.option("--again", is_flag=True, help="Record it although the ledger has the same already.")
@click.option("--all", "everything", is_flag=True, help="With done: everything that is due today.")
@click.option("--yes", is_flag=True, help="With --all: do not ask.")
@click.option("--dry-run", is_flag=True, help="Show the note and its place, and write nothing.")
@click.option(
    "--undo", type=click.File(encoding="utf-8"), help="Undo what this JSON output recorded."
)
def record_command(
    view: View,
    whom: str | None,
    kind: str | None,
    *,
    dry_run: bool,
    undo: TextIO | None,
    **details: Any,
) -> None:
    """Write into the ledger what was done or agreed.

    KIND is "done" for the customer's action, a stage of a procedure, or one of the kinds below.
    """
    try:
        if undo is not None:
            _take_back(view, undo)
            return
        if details["everything"]:
            _check_all(view, whom, kind)
            record_all_due(view, yes=details["yes"], dry_run=dry_run)
            return
        if whom is None or kind is None:
            raise click.UsageError(
                view.say(
                    msg(
                        "name a customer or an invoice, and what to record: "
                        "see relance record --help"
                    )
                )
            )
        new_note, left = _new_note(view, whom, kind, details)
        draft = draft_note(new_note, view.ledger, view.report)
        draft = replace(draft, warnings=(*draft.warnings, *left))
        if draft.already is None and not (dry_run or details["again"]):
            _refuse_repeated(view, new_note)
        recorded = None if dry_run else record(draft)
    except _NothingDueError as error:
        view.warn(error.message)
        if view.form == "json":
            view.json({"status": "nothing"})
        return
    except NewNoteError as error:
        lines = [_with_option(view, complaint) for complaint in error.complaints]
        raise click.UsageError("\n".join(lines)) from error
    except RecordingError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)
    data = record_data(draft, recorded, view.words)
    view.show(data, _record_rows, lambda: _print_record(view, draft, recorded))


class _NothingDueError(RelanceError):
    """Nothing is due for a customer, so there is nothing to record as done."""


def _check_all(view: View, whom: str | None, kind: str | None) -> None:
    """Check that ``--all`` goes with ``done`` alone.

    Raises:
        click.UsageError: it goes with something else.
    """
    if {whom, kind} - {None} != {_DONE} and {whom, kind} - {None} != {_DONE_IN_FRENCH}:
        raise click.UsageError(
            view.say(msg("--all goes with “done” alone: relance record done --all"))
        )


def _refuse_repeated(view: View, new_note: NewNote) -> None:
    """Refuse a note if the ledger has the same already.

    Raises:
        click.UsageError: it has.
    """
    found = repeats(new_note, view.report)
    if found is not None:
        text = msg("{found}; nothing was written, --again records it all the same", found=found)
        raise click.UsageError(view.say(text))


def _with_option(view: View, complaint: Complaint) -> str:
    """What is wrong, with the option that it is about."""
    text = view.say(complaint.message)
    key = NOTE_KEYS.get(complaint.field)
    if key is None:
        return text
    french = plain(key.french) if view.words.code == "fr" else key.name
    return f"{text} (--{french})"


def _new_note(
    view: View, whom: str, kind: str, details: Mapping[str, Any]
) -> tuple[NewNote, Sequence[Message]]:
    """The note that the command line asks for, and what it leaves to be done.

    Raises:
        _NothingDueError: it is “done”, and nothing is due.
    """
    report = view.report
    found = find(view, whom)
    customer, named = found.customer, found.invoices
    kind = english_kind(
        kind, {stage.name for each in report.settings.all_procedures for stage in each.stages}
    )
    others: Sequence[Action] = ()  # also due, but not what was done
    if kind in (_DONE, _DONE_IN_FRENCH):
        first, *others = _due(view, customer, named)
        kind = first.stage.name
        named = references_of(first.items)
    day = details["date"].read(view.words, report.as_of) if details["date"] else report.as_of
    simple: dict[str, Any] = {key: details[key] or None for key in TEXT_KEYS}
    simple |= {
        key: details[key].read(view.words, report.as_of, day) if details[key] else None
        for key in DAY_KEYS
    }
    new_note = NewNote(
        customer=customer,
        kind=kind,
        date=day,
        text=details["text"] or "",
        invoices=details["invoices"] or named or invoices_meant(customer, kind, report),
        **simple,
    )
    about = items_about(new_note, report)
    owed = [item for item in about if item.outstanding_on(day) > 0]  # not what was converted
    units = {item.invoice.currency for item in owed or about}
    unit = units.pop() if len(units) == 1 else None
    amount, plan = details["amount"], details["plan"]
    new_note = replace(
        new_note,
        amount=_read("amount", read_typed_amount, amount, unit) if amount else None,
        plan=_read("plan", read_typed_plan, plan, unit) if plan else (),
    )
    if details["text"] is None:
        words = language(report.settings.language)
        new_note = replace(new_note, text=default_text(new_note, report, words))
    return new_note, [_still_due(other) for other in others]


def _due(view: View, customer: str, named: Sequence[str]) -> list[Action]:
    """What is due for a customer, or for the invoices that were named: what reaches them first.

    Only what is due: repeating the command does not record a stage before its day.

    Raises:
        _NothingDueError: nothing is due.
    """
    due = [action for action in view.report.actions if action.customer.id == customer]
    due = [each for each in due if not named or set(named) & {*each.invoices}] or due
    if not due:
        text = msg("nothing is due for {customer}; name the stage", customer=customer)
        raise _NothingDueError(text)
    return sorted(due, key=lambda action: not CHANNELS[action.channel].is_contact)


def _still_due(action: Action) -> Message:
    """Say that something else is due for the customer, which was not recorded."""
    return msg(
        "still to be done, and not recorded: {stage} ({invoices}); when it is done, give the same "
        "command again",
        stage=action.title,
        invoices=action.invoices,
    )


def _read(
    key: str, read: Callable[[str, str | None], _Value], text: str, unit: str | None
) -> _Value:
    try:
        return read(text, unit)
    except BadValueError as error:
        raise NewNoteError([Complaint(key, bad_value(key, text, error))]) from error


def _take_back(view: View, undo: TextIO) -> None:
    try:
        data = json.load(undo)
    except (ValueError, RecursionError):
        data = None
    receipts = _receipts(data)
    for receipt in receipts:
        take_back(receipt, view.ledger)
    files = list(dict.fromkeys(receipt.path for receipt in receipts))
    if view.form == "json":
        view.json({"status": "undone", "file": files[0] if files else None})
        return
    for file in files:
        view.note(msg("Removed from {file}.", file=file))


def _receipts(data: object) -> list[Receipt]:
    """The receipts in the output of a command, the last one first.

    Raises:
        RecordingError: it is no output of a command that recorded something.
    """
    match data:
        case {"recorded": [*several]}:
            found = [
                each["receipt"]
                for each in several
                if isinstance(each, dict) and each.get("receipt")
            ]
            return [Receipt.of(each) for each in reversed(found)]
        case {"receipt": receipt}:
            return [Receipt.of(receipt)]
    return [Receipt.of(data)]


def _print_record(view: View, draft: Draft, recorded: Recorded | None) -> None:
    place = {"file": draft.source.file, "line": draft.source.line}
    if recorded is None:
        view.heading(msg("Will be written to {file}, line {line}", **place))
    elif recorded.receipt is None:
        view.heading(msg("Already recorded in {file}, line {line}", **place))
    else:
        view.heading(msg("Recorded in {file}, line {line}", **place))
    view.console.print()
    view.console.print(Text(draft.text.replace("\r", "")), soft_wrap=True)
    view.console.print()
    for warning in draft.warnings:
        view.console.print(Text(view.say(warning), style="yellow"))
    for effect in recorded.effects if recorded else ():
        view.note(effect)


def _record_rows(data: JsonObject) -> list[JsonObject]:
    return [{key: _flat(value) for key, value in data.items() if key != "receipt"}]


def _flat(value: object) -> object:
    """Flatten a value for a CSV cell: separate words by spaces, and sentences by line breaks."""
    if isinstance(value, list):
        return ("\n" if any(" " in part for part in value) else " ").join(value)
    return value
