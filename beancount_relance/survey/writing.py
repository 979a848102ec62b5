"""Writing: put the proposed lines into a new file, which the ledger then includes.

The plugin line goes into the top-level file, because Beancount ignores it elsewhere; all other
lines go into the new file. Then the ledger is loaded again. If it cannot read the lines, or
they do not have the effect that was shown, both files are restored.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.recording.atomic_file import RecordingError, SourceFile
from beancount_relance.recording.note_directive import quoted
from beancount_relance.report.loading import LoadedLedger, including_file, load_ledger
from beancount_relance.survey.books import Effect, root_options
from beancount_relance.survey.survey import Survey

NAME = "relance.beancount"
"""The name of the new file, next to the top-level file.

If another ledger in the folder has a file of that name, that of the top-level file comes first.
"""

_PLUGIN = "plugin "


class AddedFile(Struct, frozen=True):
    """The file that was written, and the lines added to the top-level file."""

    path: Path
    added: tuple[str, ...]


def write(ledger: LoadedLedger, found: Survey) -> AddedFile:
    """Write the lines of a survey, and check that they have the effect that was shown.

    Args:
        ledger: the ledger as it was surveyed.
        found: the survey whose lines are written.

    Raises:
        RecordingError: the ledger has errors or is a part of another, the file exists
            already, something cannot be written, or the ledger cannot read it; nothing
            has changed.
    """
    main = including_file(ledger.files[0])
    if main is not None:
        raise RecordingError(
            msg(
                "{file} is only a part of {main}; nothing was written: run “relance init {main}”",
                file=ledger.files[0].name,
                main=main.name,
            )
        )
    if ledger.problems:
        raise RecordingError(
            msg("the ledger has errors; nothing was written: correct them, then run this again")
        )
    top = SourceFile.read(ledger.files[0])
    path = _path(top.path.resolve(), ledger)
    lines = [line for line in found.lines if not line.startswith(_PLUGIN)]
    plugin = [line for line in found.lines if line.startswith(_PLUGIN)]
    _create(path, [*root_options(ledger.options), *lines], top.newline)
    changed = None
    try:
        added = (*plugin, *_include(top.path, path))
        if added:
            changed = top.replace(_with(top, added))
        _check(top.path, path, ledger, found)
    except BaseException:
        if changed is not None:
            changed.replace(top.content)
        path.unlink()
        raise
    return AddedFile(path, added)


def _path(top: Path, ledger: LoadedLedger) -> Path:
    """Where to put the lines."""
    path = top.parent / NAME
    ours = {os.path.realpath(file) for file in ledger.files}
    if not path.exists() or os.path.realpath(path) in ours:
        return path
    return top.parent / f"{top.stem}-{NAME}"


def _create(path: Path, lines: Sequence[str], newline: str) -> None:
    """Create the new file, which must not exist."""
    text = newline.join([*lines, ""])
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        text_there = msg(
            "{path} is there already; nothing was written: add the lines to it yourself", path=path
        )
        raise RecordingError(text_there) from error
    except OSError as error:
        cannot = msg("{path} cannot be written: {error}", path=path, error=error.strerror)
        raise RecordingError(cannot) from error


def _include(top: Path, path: Path) -> tuple[str, ...]:
    """The line that includes the new file; empty if an include pattern of the ledger matches it."""
    files = {os.path.realpath(file) for file in load_ledger(top).files}
    return () if os.path.realpath(path) in files else (f"include {quoted(path.name)}",)


def _with(top: SourceFile, added: Sequence[str]) -> bytes:
    """The content of the top-level file with lines at its end, after those of other plugins."""
    newline = top.newline
    gap = "" if not top.content or top.content.endswith(b"\n") else newline
    return top.content + (gap + newline + newline.join([*added, ""])).encode()


def _check(top: Path, path: Path, before: LoadedLedger, found: Survey) -> None:
    """Check that the ledger can read the lines, and that they have the effect that was shown."""
    after = load_ledger(top)
    report = after.report(found.books.report.as_of)
    known = {(problem.source, str(problem.message)) for problem in before.problems}
    for problem in report.problems:
        ours = os.path.realpath(problem.source.file) == os.path.realpath(path)
        of_beancount = problem in after.problems
        if ours or (of_beancount and (problem.source, str(problem.message)) not in known):
            raise RecordingError(_taken_back(problem.message))
    if Effect.of(report) != found.after:
        raise RecordingError(_taken_back(msg("the lines do not have the effect that was shown")))


def _taken_back(cause: Message) -> Message:
    return msg("the lines were removed again: {cause}", cause=cause)
