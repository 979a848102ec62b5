"""Turns a case file into the files of a folder, as plain text and tables.

    request.txt       what the court, the public body or the administrator asks for
    statement.txt     the claim invoice by invoice, with interest
    statement.csv     the same for spreadsheets
    chronology.txt    what happened, with every note and document, by date
    ledger.txt        the relevant lines of the ledger, unchanged
    enclosures.txt    the numbered list of enclosures, and what is missing
    01_F2026-014.pdf  the copies of the enclosures
    SHA256SUMS        the checksums of all files, as ``sha256sum -c`` reads them

The files are plain text so that nothing from the ledger can be mistaken for markup. The same
books on the same day give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from beancount_relance.court.case_file import CaseFile
from beancount_relance.court.exhibits import STATEMENT
from beancount_relance.court.request import Request
from beancount_relance.court.statement import Statement, statement_rows
from beancount_relance.court.text_layout import CaseText
from beancount_relance.documents.files import File
from beancount_relance.exports.csv_text import csv_text
from beancount_relance.language.messages import Language, msg, printable
from beancount_relance.language.text import one_line

SUMS = "SHA256SUMS"


def case_documents(case: CaseFile, words: Language) -> list[File]:
    """Return the files of a case.

    Args:
        case: the case.
        words: the language to write the files in.
    """
    records = _Records(case, words)
    texts = {
        "request.txt": Request(case, words).lines(),
        STATEMENT: Statement(case, words).lines(),
        "chronology.txt": records.chronology(),
        "enclosures.txt": records.enclosures(),
    }
    files = [File(name, _text(lines)) for name, lines in texts.items()]
    files.append(File("statement.csv", csv_text(list(statement_rows(case))).encode()))
    files.append(File("ledger.txt", b"".join(records.ledger())))
    files += [
        File(exhibit.name, exhibit.content)
        for exhibit in case.exhibits
        if exhibit.content is not None
    ]
    files.sort(key=lambda file: file.name)
    return [*files, File(SUMS, _sums(files))]


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line.rstrip(' ')}\n" for line in lines).encode(errors="replace")


def _sums(files: Iterable[File]) -> bytes:
    lines = (f"{hashlib.sha256(file.content).hexdigest()}  {file.name}\n" for file in files)
    return "".join(lines).encode()


class _Records(CaseText):
    """Writes the chronology, the list of enclosures and the extract of the ledger."""

    def chronology(self) -> Iterator[str]:
        """Yield the lines of the chronology, by date."""
        yield from self._title(msg("Chronology"))
        yield self._render(
            msg("Notes are for internal use: read them before you hand over this document.")
        )
        yield ""
        yield from map(self._event_line, self._case.timeline)

    def enclosures(self) -> Iterator[str]:
        """Yield the lines of the list of enclosures, and of what is missing."""
        yield from self._title(msg("List of enclosures"))
        yield from self._exhibit_lines()
        yield from self._heading(msg("Missing"))
        yield from self._check_boxes(self._case.missing)

    def ledger(self) -> Iterator[bytes]:
        """Yield the lines of the ledger, as bytes because they are copied unchanged."""
        yield _text(self._title(msg("Extract of the ledger")))
        for extract in self._case.extracts:
            source = extract.source
            last = source.line + len(extract.lines) - 1
            place = f"{source.file}:{source.line}"
            if last > source.line:
                place += f"-{last}"
            yield f"\n; {printable(one_line(place))}\n".encode(errors="replace")
            yield from (line + b"\n" for line in extract.lines)
