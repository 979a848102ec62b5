"""The journal: in which file of the ledger a note goes, and where in it.

In this order:

1. the file of the setting in force, at its end:

    2024-01-01 custom "relance" "journal" "relances.beancount"

2. where Fava would put an entry of that account: before the line of the latest
   ``insert-entry`` option that matches the account and is dated before the note;

    2026-01-01 custom "fava-option" "insert-entry" ".*:Clients.*"

3. the end of the file in which the newest note for relance stands;
4. the end of Fava's ``default-file``, else of the top-level file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from beancount.core.data import Custom, Note
from beancount.parser import parser
from beancount.utils.encryption import is_encrypted_file

from beancount_relance.language.messages import msg
from beancount_relance.policy.settings import Settings, customs_of
from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.values.readers import values_of

_INDENTED_NOTE = re.compile(rb"^([ \t]+)relance:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a note: before ``option``, the directive of a line, or at the end."""

    path: Path
    option: Custom | None = None


@dataclass(frozen=True, slots=True)
class Insertion:
    """Bytes to put into a file, and the line on which the note then stands."""

    file: SourceFile
    offset: int
    inserted: bytes
    line: int

    @property
    def content(self) -> bytes:
        """The file as it is to become."""
        before = self.file.content
        return before[: self.offset] + self.inserted + before[self.offset :]


def find_spot(note: Note, ledger: LoadedLedger, settings: Settings) -> Spot:
    """Where a note goes.

    Raises:
        RecordingError: the file that a setting names is none of the ledger's, or it is
            encrypted.
    """
    spot = _find_spot(note, ledger, settings)
    if is_encrypted_file(str(spot.path)):
        raise RecordingError(msg("{path} is encrypted: it cannot be added to", path=spot.path))
    return spot


def insert(spot: Spot, file: SourceFile, text: str) -> Insertion:
    """How ``text``, without a last line break, is set into the file.

    A blank line is left between it and its neighbour, and the last line of the file
    keeps ending as it did.

    Raises:
        ChangedError: the option of the spot is no longer on its line.
    """
    before, newline = file.content, file.newline
    ended = not before or before.endswith(b"\n")
    lead = trail = ""
    if spot.option is not None:
        offset = _start_of_option(spot.option, file)
        trail = newline * 2
    else:
        offset = len(before)
        if not ended:
            lead = newline
        lines = before.split(b"\n")
        if lines[-2 if ended and before else -1].strip():
            lead += newline
        trail = newline if ended else ""
    return Insertion(
        file=file,
        offset=offset,
        inserted=f"{lead}{text}{trail}".encode(),
        line=before[:offset].count(b"\n") + lead.count("\n") + 1,
    )


def indent_of(file: SourceFile, ledger: LoadedLedger) -> str:
    """How metadata are indented: as in the file's last note for relance, else as Fava does."""
    found = _INDENTED_NOTE.findall(file.content)
    if found:
        return bytes(found[-1]).decode("ascii")
    width = 2
    for _, value in _fava_options(ledger, "indent"):
        if value.isdecimal() and int(value) > 0:
            width = int(value)
    return " " * width


def _find_spot(note: Note, ledger: LoadedLedger, settings: Settings) -> Spot:
    files = ledger.files
    if settings.journal is not None:
        return Spot(_included(settings.journal, files))
    options = [
        entry
        for entry, pattern in _fava_options(ledger, "insert-entry")
        if entry.date < note.date and _matches(pattern, note.account)
    ]
    if options:
        option = max(options, key=lambda entry: entry.date)
        return Spot(Path(option.meta["filename"]), option)
    for entry in reversed(ledger.entries):
        if isinstance(entry, Note) and "relance" in entry.meta:
            path = Path(entry.meta["filename"])
            if path in files:
                return Spot(path)
    path = files[0]
    for entry, value in _fava_options(ledger, "default-file"):
        own = Path(entry.meta["filename"])
        path = _included(own.parent / value, files) if value else own
    return Spot(path)


def _fava_options(ledger: LoadedLedger, key: str) -> Iterable[tuple[Custom, str]]:
    for entry in customs_of(ledger.entries):
        name, *values = values_of(entry) or [None]
        if entry.type == "fava-option" and str(name).replace("_", "-") == key:
            value = values[0] if values else ""
            if isinstance(value, str):
                yield entry, value


def _matches(pattern: str, account: str) -> bool:
    try:
        return re.match(pattern, account) is not None
    except re.error:
        return False  # Fava complains about it


def _included(wanted: Path, files: Sequence[Path]) -> Path:
    """The file among those of the ledger, by the name that Beancount has for it."""
    real = Path(os.path.realpath(wanted))
    for path in files:
        if Path(os.path.realpath(path)) == real:
            return path
    main = files[0]
    name = Path(os.path.relpath(real, Path(os.path.realpath(main)).parent)).as_posix()
    if not real.exists():
        text = msg(
            "there is no {path}: create it, and add this line to {main}: {include}",
            path=wanted,
            main=main,
            include=f'include "{name}"',
        )
    else:
        text = msg(
            "{path} is no file of this ledger: add this line to {main}: {include}",
            path=wanted,
            main=main,
            include=f'include "{name}"',
        )
    raise RecordingError(text)


def _start_of_option(option: Custom, file: SourceFile) -> int:
    """Where the line of the option begins, if it still stands there."""
    number = option.meta["lineno"]
    lines = file.content.split(b"\n")
    if number <= len(lines):
        entries, _, _ = parser.parse_string(lines[number - 1])
        if len(entries) == 1 and isinstance(entries[0], Custom):
            found = entries[0]
            if (found.date, found.type) == (option.date, option.type) and values_of(
                found
            ) == values_of(option):
                return sum(len(line) + 1 for line in lines[: number - 1])
    raise ChangedError(file.path)
