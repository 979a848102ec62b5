"""The edit of one transaction that says what a receipt was paid for.

The links of the invoices are added to its first line, or a reference key where that is not
possible; money that is elsewhere is put on the receivable account. ``relance-match: "none"``
says that it is for none of the proposals. The rest of the file stays byte for byte the same,
which is checked by parsing both versions before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from beancount.core.data import Directive, Posting, Transaction
from beancount.parser import parser
from msgspec import Struct

from beancount_relance.language.messages import Source, msg
from beancount_relance.receivables.credits_and_debits import NO_MATCH, NO_MATCH_KEY
from beancount_relance.recording.atomic_file import RecordingError, SourceFile
from beancount_relance.recording.note_directive import can_be_link, quoted
from beancount_relance.values.stated_meta import stated_meta

_HEADER = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+(?:txn|[!*&#?%A-Z])(?=[\s\"])")
_INDENT = re.compile(r"\s*")


class MatchAnswer(Struct, frozen=True):
    """What a receipt was paid for.

    Attributes:
        source: the line of the receipt: that of its transaction or of its posting.
        account: the account that it is on.
        references: the numbers of the invoices; none says that it is for none of them.
        receivable: the account that it is to be on.
        wrong: links that are no invoices' numbers, which go.
        key: the reference key to write where a link is not possible.
    """

    source: Source
    account: str
    references: Sequence[str]
    receivable: str
    wrong: Collection[str] = ()
    key: str = "invoice"


def edited(file: SourceFile, answer: MatchAnswer, receivables: Collection[str]) -> bytes:
    """Return the file's content with the answer.

    Args:
        file: the file as it is now.
        answer: what is to be written.
        receivables: the receivable accounts.

    Raises:
        RecordingError: the transaction is not found, or cannot be edited safely.
    """
    old = file.content
    try:
        lines = old.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise _by_hand(answer) from error
    txn = _find(_parsed(old), answer.source.line)
    place = [p for p in txn.postings if p.account == answer.account] if txn else []
    if txn is None or not place:
        raise _by_hand(answer)
    posting = _of_line(place, answer.source.line)
    if posting is None:
        raise _by_hand(answer)
    shared = sum(p.account in receivables for p in txn.postings) > 1
    on_first_line = not shared and _is_one_line(lines[txn.meta["lineno"] - 1])
    for number, text in _changes(lines, txn, posting, answer, on_first_line=on_first_line):
        lines[number] = text
    new = "".join(lines).encode("utf-8")
    if not is_answer(old, new):
        raise _by_hand(answer)
    return new


def is_answer(old: bytes, new: bytes) -> bool:
    """Whether two versions of a file differ only in what one transaction was paid for."""
    before, after = _parsed(old), _parsed(new)
    if len(before.entries) != len(after.entries) or len(before.errors) != len(after.errors):
        return False
    pairs = zip(before.entries, after.entries, strict=True)
    changed = [(one, two) for one, two in pairs if _plain(one) != _plain(two)]
    return len(changed) == 1 and _is_same_money(*changed[0])


class _Parsed(Struct, frozen=True):
    entries: Sequence[Directive]
    errors: Sequence[object]


def _parsed(content: bytes) -> _Parsed:
    entries, errors, _ = parser.parse_string(content)
    return _Parsed(entries, errors)


def _find(parsed: _Parsed, line: int) -> Transaction | None:
    for entry in parsed.entries:
        if isinstance(entry, Transaction):
            lines = {entry.meta["lineno"], *((p.meta or {}).get("lineno") for p in entry.postings)}
            if line in lines:
                return entry
    return None


def _of_line(postings: Sequence[Posting], line: int) -> Posting | None:
    """The posting of a line; the only one, if the line is that of the transaction."""
    found = [each for each in postings if (each.meta or {}).get("lineno") == line]
    found = found or list(postings)
    return found[0] if len(found) == 1 else None


def _changes(
    lines: Sequence[str],
    txn: Transaction,
    posting: Posting,
    answer: MatchAnswer,
    *,
    on_first_line: bool,
) -> Iterator[tuple[int, str]]:
    """Yield the lines to replace, by position."""
    first, at = txn.meta["lineno"] - 1, (posting.meta or {})["lineno"] - 1
    newline = "\r\n" if lines[first].endswith("\r\n") else "\n"
    indent = _INDENT.match(lines[at]).group()  # type: ignore[union-attr] # it matches anything
    moved = lines[at].replace(answer.account, answer.receivable, 1)
    if not moved.endswith("\n"):
        moved += newline
    links = bool(answer.references) and all(map(can_be_link, answer.references))
    if not answer.references:
        line, after = f'{NO_MATCH_KEY}: "{NO_MATCH}"', ""
    else:
        line, after = f"{answer.key}: {quoted(', '.join(answer.references))}", moved
    if on_first_line and links:
        yield first, _with_links(lines[first], answer)
        yield at, moved
    elif on_first_line:
        yield first, f"{lines[first].rstrip()}{newline}{indent}{line}{newline}"
        yield at, after or lines[at]
    else:
        yield at, f"{(after or lines[at]).rstrip()}{newline}{indent}{indent}{line}{newline}"


def _is_one_line(text: str) -> bool:
    """Whether the first line of a transaction ends its texts, too."""
    return _HEADER.match(text) is not None and not _in_text(text)


def _in_text(text: str) -> bool:
    body = re.sub(r"\\.", "", text)
    return body.count('"') % 2 == 1


def _with_links(line: str, answer: MatchAnswer) -> str:
    """The first line with the links before its comment, without those that are wrong."""
    comment = next(
        (n for n, char in enumerate(line) if char == ";" and not _in_text(line[:n])), len(line)
    )
    body = line[:comment].rstrip()
    rest = line[len(body) :]
    there = {word.casefold() for word in re.findall(r"\^(\S+)", body)}
    for wrong in answer.wrong:
        body = re.sub(rf"\s+\^{re.escape(wrong)}(?!\S)", "", body)
    added = [each for each in answer.references if each.casefold() not in there]
    return body + "".join(f" ^{each}" for each in added) + rest


def _plain(entry: Directive) -> object:
    if isinstance(entry, Transaction):
        return entry._replace(
            meta=stated_meta(entry.meta),
            postings=[p._replace(meta=stated_meta(p.meta)) for p in entry.postings],
        )
    return entry._replace(meta=stated_meta(entry.meta))


def _is_same_money(old: Directive, new: Directive) -> bool:
    """Whether two directives are one transaction, maybe with other links, keys and accounts."""
    if not isinstance(old, Transaction) or not isinstance(new, Transaction):
        return False
    if len(old.postings) != len(new.postings):
        return False
    postings = zip(old.postings, new.postings, strict=True)
    accounts = sum(one.account != two.account for one, two in postings)
    amounts = [[(p.units, p.cost, p.price, p.flag) for p in e.postings] for e in (old, new)]
    blank: dict[str, Any] = {"meta": None, "links": None, "postings": []}
    same = old._replace(**blank) == new._replace(**blank)
    return same and amounts[0] == amounts[1] and accounts <= 1


def _by_hand(answer: MatchAnswer) -> RecordingError:
    return RecordingError(
        msg(
            "{file}, line {line}: this entry cannot be changed safely: add the link of the "
            "invoice by hand",
            file=answer.source.file,
            line=answer.source.line,
        )
    )
