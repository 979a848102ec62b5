"""``relance court-file``: everything that a court asks for, in one folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from msgspec.structs import replace

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.invocation import view_in
from beancount_relance.cli.named_argument import find
from beancount_relance.cli.saving import save_or_leave
from beancount_relance.cli.view import View
from beancount_relance.court.case_documents import case_documents
from beancount_relance.court.case_file import case_file
from beancount_relance.exports.written_data import files_data
from beancount_relance.language.messages import msg, printable


@click.command("court-file")
@view_in("table", "json")
@click.argument("whom", metavar="CUSTOMER|INVOICE")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder for the case file.",
)
@click.option("--force", is_flag=True, help="Replace files that exist with different content.")
def court_file_command(view: View, whom: str, *, out: Path, force: bool) -> None:
    """The case file for a court: request, statement, evidence.

    For an order for payment, from the ledger alone: what the form asks for, in its
    order, the claim with its interest, the chronology, the ledger lines, the numbered
    documents, and checksums of all files. This is not legal advice.
    """
    items = find(view, whom).items
    try:
        case = case_file(view.ledger, view.report, items)
    except OSError as error:
        view.warn(msg("{path} cannot be read: {cause}", path=error.filename, cause=error.strerror))
        sys.exit(DATA_ERRORS)
    if case is None:
        view.warn(msg("nothing is overdue for {whom}", whom=whom))
        if view.form == "json":
            view.json(files_data(view.report, (), (), (), view.words))
        view.finish()
        return
    files = case_documents(case, view.words)
    paths = save_or_leave(view, out, files, force=force)
    report = replace(view.report, problems=[*view.report.problems, *case.problems])
    others = sorted({path.name for path in out.iterdir()} - {path.name for path in paths})
    notes = [*case.cautions]
    if others:
        notes.append(
            msg(
                "{folder} contains files that do not belong to the case: {files}",
                folder=out,
                files=others,
            )
        )
    if view.form == "json":
        view.json(files_data(report, files, paths, notes, view.words))
    else:
        for path in paths:
            click.echo(printable(str(path)))
        for note in notes:
            view.warn(note)
    replace(view, report=report).finish()
