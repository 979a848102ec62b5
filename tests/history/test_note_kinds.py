"""The registry of the kinds of note, and the table of it in the reference.

``UPDATE_DOCS=1 pytest tests/history/test_note_kinds.py`` writes the table anew.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from beancount_relance.history.note_details import NoteDetails
from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.history.note_kind import NoteKind
from beancount_relance.history.note_kinds import COURT_STEPS, NOTE_KINDS, WAITS
from beancount_relance.language.messages import language
from tests.support.command import relance
from tests.support.written_tables import check_table


def table() -> Iterator[str]:
    yield "| kind | meaning | takes | holds the invoice back |"
    yield "|---|---|---|---|"
    for kind in NOTE_KINDS.values():
        keys = (f"`{key}:`{' (needed)' if key == kind.needs else ''}" for key in kind.takes)
        yield f"| `{kind.name}` | {kind.meaning} | {', '.join(keys)} | {_holds(kind)} |"


def _holds(kind: NoteKind) -> str:
    if kind.waits is None:
        return ""
    if kind.promises_payment:
        return "as long as it is kept"
    if kind.waits.proceedings:
        return "yes"
    if kind.by_program:
        return "until any later note of yours, such as `contact`, `promise` or `resume`"
    return "until that day, or `resume`" if kind.ends_by_itself else "until `resume`"


def test_the_reference_lists_every_kind() -> None:
    check_table("reference/notes.md", "tests/history/test_note_kinds.py", table())


def test_the_help_lists_every_kind_with_what_it_takes() -> None:
    _, _, kinds = " ".join(relance("record", "--help").stdout.split()).partition("Kinds: ")
    for kind in NOTE_KINDS.values():
        line = " ".join([kind.name, kind.meaning, *(f"[--{key}]" for key in kind.takes)])
        assert line in kinds


def test_every_name_is_that_of_one_kind() -> None:
    assert all(name == kind.name for name, kind in NOTE_KINDS.items())
    assert len({kind.french for kind in NOTE_KINDS.values()}) == len(NOTE_KINDS)
    assert len({key.french for key in NOTE_KEYS.values()}) == len(NOTE_KEYS)
    labels = {language("en").render(kind.label) for kind in NOTE_KINDS.values()}
    assert len(labels) == len(NOTE_KINDS)


def test_every_key_is_a_field() -> None:
    assert set(NoteDetails.__struct_fields__) == NOTE_KEYS.keys()


def test_no_two_reasons_to_wait_weigh_the_same() -> None:
    assert len({wait.weight for wait in WAITS.values()}) == len(WAITS)


@pytest.mark.parametrize("kind", NOTE_KINDS.values(), ids=NOTE_KINDS)
def test_its_properties_agree(kind: NoteKind) -> None:
    assert kind.takes.keys() <= NOTE_KEYS.keys()
    assert kind.needs is None or kind.needs in kind.takes
    assert kind.first_field in ("", *kind.fields)
    assert all(set(keys) <= kind.takes.keys() for keys in kind.wording)
    assert set(kind.after) <= set(COURT_STEPS)
    assert set(kind.not_while) <= WAITS.keys()
    assert "until" in kind.takes or not kind.ends_by_itself
    assert "amount" in kind.takes or not kind.of_a_part
    assert kind.waits is not None or not (kind.court or kind.promises_payment)
