"""Placement: which file of the ledger a note goes into, and where in the file.

The first of these that applies:

1. the end of the file that the setting in force names:

    2024-01-01 custom "relance" "journal" "relances.beancount"

2. the place where Fava would put an entry for the account: before the line of the latest
   ``insert-entry`` option that matches the account and is dated before the note;

    2026-01-01 custom "fava-option" "insert-entry" ".*:Clients.*"

3. the end of the file that has the latest note for relance;
4. the end of Fava's ``default-file``, or else of the top-level file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from beancount.core.data import Custom, Note
from beancount.parser import parser
from beancount.utils.encryption import is_encrypted_file
from msgspec import Struct

from beancount_relance.language.messages import Source, msg
from beancount_relance.policy.settings import Settings, customs_of
from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.values.patterns import Pattern
from beancount_relance.values.readers import BadValueError, values_of

# Beancount's name for the text of a ledger that it has decrypted.
_DECRYPTED = "<string>"

_INDENTED_NOTE = re.compile(rb"^([ \t]+)relance:", re.MULTILINE)


class Spot(Struct, frozen=True):
    """A place for a note: before the directive ``option``, or at the end of the file."""

    path: Path
    option: Custom | None = None


class Insertion(Struct, frozen=True):
    """Bytes to insert into a file, and the line that the note will then be on."""

    file: SourceFile
    offset: int
    inserted: bytes
    line: int

    @property
    def content(self) -> bytes:
        """The content of the file with the insertion."""
        before = self.file.content
        return before[: self.offset] + self.inserted + before[self.offset :]


def find_spot(note: Note, ledger: LoadedLedger, settings: Settings) -> Spot:
    """Find the file, and the place in it, for a note.

    Raises:
        RecordingError: the file that a setting names is not part of the ledger, or the
            file or the whole ledger is encrypted.
    """
    if str(ledger.files[0]) == _DECRYPTED:
        raise RecordingError(msg("the ledger is encrypted: nothing can be added to it"))
    spot = _find_spot(note, ledger, settings)
    if is_encrypted_file(str(spot.path)):
        raise RecordingError(msg("{path} is encrypted: nothing can be added to it", path=spot.path))
    return spot


def insert(spot: Spot, file: SourceFile, text: str) -> Insertion:
    """Prepare to insert ``text``, which has no final line break, into the file.

    A blank line separates it from its neighbours, and the last line of the file keeps its
    ending.

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
    """The indentation of metadata: that of the file's last note for relance, else Fava's."""
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
        if entry.date < note.date and _matches(pattern, note.account, entry)
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


def _matches(text: str, account: str, option: Custom) -> bool:
    """Whether an ``insert-entry`` option is for the account.

    Raises:
        RecordingError: its expression takes too long.
    """
    source = Source.of(option.meta)
    try:
        pattern = Pattern(text, source)
    except BadValueError:
        return False  # Fava reports it
    found = pattern.matches_start(account)
    if pattern.gave_up:
        raise RecordingError(
            msg(
                "{file}, line {line}: the expression of “insert-entry” takes too long; nothing was "
                "written: make it simpler",
                file=source.file,
                line=source.line,
            )
        )
    return found


def _included(wanted: Path, files: Sequence[Path]) -> Path:
    """The path of ``wanted`` as Beancount has it among the ledger's files.

    Raises:
        RecordingError: the file does not exist, or is not part of the ledger.
    """
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
            "{path} is not a file of this ledger: add this line to {main}: {include}",
            path=wanted,
            main=main,
            include=f'include "{name}"',
        )
    raise RecordingError(text)


def _start_of_option(option: Custom, file: SourceFile) -> int:
    """The byte at which the option's line starts.

    Raises:
        ChangedError: the option is no longer on that line.
    """
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
