"""``relance match``: the receipts for which somebody should say what they were paid for."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.view import View
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.match_data import match_data
from beancount_relance.language.messages import Source, msg, nmsg
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.match_answer import answer_of, by_hand
from beancount_relance.recording.match_edit import MatchAnswer
from beancount_relance.recording.write_matches import MatchReceipt, undo_answer, write_answer
from beancount_relance.report.open_receipts import OpenReceipt, open_receipts

_NONE = "none"
_LATER = "later"


@click.command("match")
@with_view
@click.option("--write", is_flag=True, help="Ask about each receipt, and write the answers.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="[FILE:]LINE=N",
    help="Write an answer without asking: proposal N for the receipt of that line, or “none”; "
    "repeatable.",
)
@click.option(
    "--undo", type=click.File(encoding="utf-8"), help="Undo what this JSON output has written."
)
def match_command(
    view: View, *, write: bool, answers: tuple[str, ...], undo: TextIO | None
) -> None:
    """Receipts to decide on, each with proposals and their evidence.

    To decide, add the link of the invoice to the receipt, or have it added: with --write for
    each receipt in turn, with --answer for one.
    """
    receipts = open_receipts(view.report)
    try:
        if undo is not None:
            _undo(view, undo)
            return
        if write:
            _write(view, [found for each in receipts for found in _asked(view, each)])
            return
        if answers:
            _write(view, _answers(view, receipts, answers))
            return
    except RecordingError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)
    data = match_data(view.report, view.words)
    view.show(data, _rows, lambda: _print_receipts(view, receipts))
    view.finish()


# Answers


def _asked(view: View, receipt: OpenReceipt) -> list[MatchAnswer]:
    """Ask about one receipt; the answer is a list of one, or empty for later."""
    _print_receipt(view, receipt)
    choices = [
        str(number)
        for number, answer in enumerate(receipt.answers, start=1)
        if by_hand(receipt, answer, view.report) is None
    ]
    said = click.prompt(
        view.say(msg("Paid for (a number, “none” or “later”)")),
        type=click.Choice([*choices, _NONE, _LATER]),
        default=_LATER,
        show_choices=False,
    )
    return [] if said == _LATER else [_meant(view, receipt, said)]


def _answers(view: View, receipts: list[OpenReceipt], answers: Sequence[str]) -> list[MatchAnswer]:
    """Return what to write; if one of the answers cannot be written, none is."""
    try:
        return [_answered(view, receipts, text) for text in answers]
    except RecordingError:
        if view.form == "json":
            view.json({"status": "refused", "answers": [], "receipts": []})
        raise


def _answered(view: View, receipts: list[OpenReceipt], text: str) -> MatchAnswer:
    where, _, said = text.rpartition("=")
    file, _, line = where.rpartition(":")
    found = [
        each
        for each in receipts
        if str(each.source.line) == line and (not file or _is_file(each.source, file))
    ]
    if len(found) != 1:
        raise click.UsageError(
            view.say(
                msg(
                    "--answer {text}: there is no receipt to decide on at that line, or more "
                    "than one; write FILE:LINE=N, as relance match lists them",
                    text=text,
                )
            )
        )
    return _meant(view, found[0], said)


def _is_file(source: Source, file: str) -> bool:
    return source.file == file or Path(source.file).name == file


def _meant(view: View, receipt: OpenReceipt, said: str) -> MatchAnswer:
    number = int(said) if said.isdecimal() else 0
    if said != _NONE and not 1 <= number <= len(receipt.answers):
        raise click.UsageError(
            view.say(
                msg(
                    "{answer} is no proposal for the receipt of line {line}: a number from 1 to "
                    "{count}, or “none”",
                    answer=said,
                    line=receipt.source.line,
                    count=len(receipt.answers),
                )
            )
        )
    proposal = None if said == _NONE else receipt.answers[number - 1]
    return answer_of(receipt, proposal, view.report)


def _write(view: View, meant: list[MatchAnswer]) -> None:
    """Write the answers from the end of each file, so that the lines above keep their numbers."""
    ledger, report = view.ledger, view.report
    written: list[tuple[MatchAnswer, MatchReceipt]] = []
    failed: RecordingError | None = None
    for answer in sorted(meant, key=lambda each: (each.source.file, -each.source.line)):
        try:
            matched = write_answer(answer, ledger, report)
        except RecordingError as error:
            failed = error
            break
        ledger, report = matched.ledger, matched.report
        written.append((answer, matched.receipt))
    data = {
        "status": "written" if written or failed is None else "refused",
        "answers": [
            {"file": a.source.file, "line": a.source.line, "invoices": list(a.references)}
            for a, _ in written
        ],
        "receipts": [receipt.data() for _, receipt in written],
    }
    if view.form == "json":
        view.json(data)
    for answer, _ in written if view.form != "json" else ():
        links = " ".join(f"^{reference}" for reference in answer.references)
        click.echo(f"{answer.source.file}:{answer.source.line}: {links or _NONE}")
    if failed is not None:
        raise failed


def _undo(view: View, undo: TextIO) -> None:
    try:
        data = json.load(undo)
    except (ValueError, RecursionError):
        data = None
    receipts = data.get("receipts") if isinstance(data, dict) else None
    if not isinstance(receipts, list) or not receipts:
        raise RecordingError(msg("this is not the receipt of a match"))
    for each in reversed([MatchReceipt.of(one) for one in receipts]):
        undo_answer(each, view.ledger)
    if view.form == "json":
        view.json({"status": "undone", "count": len(receipts)})
    else:
        view.note(msg("Taken back."))


# Lists


def _print_receipt(view: View, each: OpenReceipt) -> None:
    titles = {name: view.report.customer(name).title for name in each.customers}
    text = msg(
        "{customer}: {amount} of {date}: {why}",
        customer=" / ".join(titles.values()),
        amount=view.words.money(each.amount, each.currency),
        date=each.date,
        why=each.why,
    )
    click.echo(f"{each.source.file}:{each.source.line}: {view.say(text)}")
    for number, proposal in enumerate(each.answers, start=1):
        why = by_hand(each, proposal, view.report)
        sign = "^" if why is None else ""
        what = " ".join(f"{sign}{reference}" for reference in proposal.references)
        if len(titles) > 1:
            what = f"{titles[proposal.customer]}: {what}"
        click.echo(f"  {number}. {what} ({view.say(proposal.evidence)})")
        if why is not None:
            click.echo(f"     {view.say(why)}")
    if each.taken:
        taken = list(dict.fromkeys(reference for (_, _, reference, _), _ in each.taken))
        oldest = nmsg(
            "until then it counts for the oldest: {invoices}",
            "until then it counts for the oldest ones: {invoices}",
            len(taken),
            invoices=taken,
        )
        view.line(f"  {view.say(oldest)}")


def _print_receipts(view: View, receipts: Sequence[OpenReceipt]) -> None:
    view.heading(msg("Receipts to decide on, {date}", date=view.report.as_of))
    if not receipts:
        view.note(msg("There are none."))
    for each in receipts:
        _print_receipt(view, each)


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
