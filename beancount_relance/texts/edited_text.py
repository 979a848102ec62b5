"""A text as somebody changed it before sending: what stands there is what goes out.

The lines of the changed text are matched with those of the original one, so that each part of
the page keeps its place: a changed address is still the recipient's, and a struck line is
gone. A table stands for the text of its part; where that was changed, the
lines take the place of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.text import one_line
from beancount_relance.texts.rendering.blocks import Part
from beancount_relance.texts.writer import Written

_TABLES = frozenset(("invoices", "penalties"))
"""The parts that a page shows as tables, made of the figures rather than of the text."""

_SUBJECT = "subject_line"


class EditedText(Struct, frozen=True):
    """The subject and the body as they are to go out."""

    subject: str
    body: str


class _Line(Struct, frozen=True):
    """A line that is not blank: its text, its part, and whether a blank line is above it."""

    text: str
    part: int
    apart: bool


def with_edits(written: Written, edited: EditedText) -> Written:
    """Return a text with somebody's changes; the same text if there are none.

    Args:
        written: the text as the template writes it.
        edited: the text as it is to go out.
    """
    reminder = written.reminder
    subject, body = one_line(edited.subject), edited.body.replace("\r\n", "\n").strip() + "\n"
    if (subject, body) == (reminder.subject, reminder.body):
        return written
    parts = written.parts
    if body != reminder.body:
        parts = tuple(_parts(written.parts, body))
    if subject != reminder.subject:
        parts = tuple(_with_subject(part, reminder.subject, subject) for part in parts)
    return replace(written, reminder=replace(reminder, subject=subject, body=body), parts=parts)


def _with_subject(part: Part, before: str, after: str) -> Part:
    """The part with the new subject, unless somebody changed its own line already."""
    if part.name != _SUBJECT or not before:
        return part
    return Part(part.name, part.text.replace(before, after))


def _parts(parts: Sequence[Part], body: str) -> Iterator[Part]:
    """The parts of the changed body, in its order; parts that nothing is left of are gone."""
    before = list(_lines(parts))
    after = _placed(before, body)
    start = 0
    while start < len(after):
        end = start
        while end < len(after) and after[end].part == after[start].part:
            end += 1
        run, index = after[start:end], after[start].part
        text = _joined(run)
        if index < 0:
            yield Part("", text)
        elif text == _joined([line for line in before if line.part == index]):
            yield parts[index]
        else:
            name = parts[index].name
            yield Part("" if name in _TABLES else name, text)
        start = end


def _lines(parts: Sequence[Part]) -> Iterator[_Line]:
    for index, part in enumerate(parts):
        yield from _split(part.text, index)


def _split(text: str, part: int) -> Iterator[_Line]:
    apart = False
    for line in text.splitlines():
        if line.strip():
            yield _Line(line.rstrip(), part, apart)
        apart = not line.strip()


def _joined(lines: Sequence[_Line]) -> str:
    first, *others = lines
    return first.text + "".join(f"\n\n{x.text}" if x.apart else f"\n{x.text}" for x in others)


def _placed(before: Sequence[_Line], body: str) -> Sequence[_Line]:
    """The lines of the body, each with the part that it belongs to; -1 is a part of its own."""
    after = list(_split(body, -1))
    matcher = SequenceMatcher(
        None, [line.text for line in before], [line.text for line in after], autojunk=False
    )
    found: list[_Line] = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(before[first:last], after[start:end], strict=True)
            found += [replace(new, part=old.part) for old, new in pairs]
        elif kind == "replace":
            replaced = before[first:last]
            found += [
                replace(new, part=replaced[min(place, len(replaced) - 1)].part)
                for place, new in enumerate(after[start:end])
            ]
        elif kind == "insert":
            found += _inserted(before, first, after[start:end])
    return found


def _inserted(before: Sequence[_Line], place: int, lines: Sequence[_Line]) -> Sequence[_Line]:
    """New lines: of the part that they stand in, or directly below; else a part of their own."""
    above = before[place - 1].part if place else -1
    below = before[place].part if place < len(before) else -1
    if above == below or not lines[0].apart:
        return [replace(line, part=above) for line in lines]
    return list(lines)
