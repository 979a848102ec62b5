r"""The directive of a note: composed with its text escaped, and parsed back before it is used.

    2026-03-25 note Assets:Clients:Martin "Promet un virement \"vendredi\"" ^F2026-014
      relance: "promise"
      until: 2026-03-27
      amount: 600.00 EUR

Beancount's printer does not escape the text of a note; this module does. A note is always
one line plus its metadata: a line break in its text is written as ``\n``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import BeancountError, Directive, Note
from beancount.parser import parser

from beancount_relance.history.instalments import Instalment
from beancount_relance.language.messages import msg
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.values.stated_meta import stated_meta

_ROOTS = ("name_assets", "name_liabilities", "name_equity", "name_income", "name_expenses")
_LINK = re.compile(r"[A-Za-z0-9\-_/.]+")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def can_be_link(name: str) -> bool:
    """Whether Beancount accepts ``name`` as a link."""
    return _LINK.fullmatch(name) is not None


def read_back(
    text: str, options: Mapping[str, Any]
) -> tuple[Sequence[Directive], Sequence[BeancountError]]:
    """Parse a piece of a ledger, with the ledger's own root account names.

    Args:
        text: the piece. Line numbers in the result are not those of ``text``.
        options: the ledger's Beancount options map.
    """
    named = {name: options[name] for name in _ROOTS if name in options}
    roots = "".join(f"option {quoted(key)} {quoted(value)}\n" for key, value in named.items())
    entries, errors, _ = parser.parse_string(roots + text)
    return entries, errors


def compose(
    note: Note,
    options: Mapping[str, Any],
    *,
    indent: str = "  ",
    newline: str = "\n",
) -> str:
    """Compose the text of a note, and check that it reads back as the same note.

    Args:
        note: the note. Of its metadata, texts, dates, amounts and the instalments of a
            plan are written; its file name and line number are not.
        options: the ledger's Beancount options map.
        indent: the indentation of the metadata.
        newline: the line ending.

    Returns:
        The text, without a final line break.

    Raises:
        RecordingError: Beancount does not read back the same note.
    """
    text = newline.join(_lines(note, indent))
    entries, errors = read_back(text + newline, options)
    if errors:
        cause = errors[0].message
        raise RecordingError(msg("this cannot be written as a note: {cause}", cause=cause))
    if len(entries) != 1 or not isinstance(entries[0], Note) or not same(entries[0], note):
        raise RecordingError(
            msg("this cannot be written as a note: Beancount reads it back differently")
        )
    return text


def same(found: Note, meant: Note) -> bool:
    """Whether two notes are equal, apart from their place and their tags."""
    return (found.date, found.account, found.comment, found.links or frozenset()) == (
        meant.date,
        meant.account,
        meant.comment,
        meant.links or frozenset(),
    ) and stated_meta(found.meta) == stated_meta(meant.meta)


def plan_text(plan: Sequence[Instalment]) -> str:
    """Format instalments as the value of ``plan:``."""
    return ", ".join(f"{part.due} {_amount(part.amount)}" for part in plan)


def _lines(note: Note, indent: str) -> Iterator[str]:
    links = "".join(f" ^{link}" for link in sorted(note.links or ()))
    yield f"{note.date} note {note.account} {quoted(note.comment)}{links}"
    for key, value in stated_meta(note.meta).items():
        yield f"{indent}{key}: {_value(value)}"


def _value(value: str | datetime.date | Amount) -> str:
    match value:
        case Amount():
            return _amount(value)
        case datetime.date():
            return value.isoformat()
        case _:
            return quoted(value)


def _amount(amount: Amount) -> str:
    return f"{amount.number:f} {amount.currency}"


def quoted(text: str) -> str:
    """Quote a text so that Beancount reads it back unchanged."""
    return f'"{text.translate(_ESCAPES)}"'
