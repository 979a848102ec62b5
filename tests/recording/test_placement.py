"""The journal: which file a note goes into, where, and how it is set in there."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import cast

import pytest
from beancount import loader
from beancount.core.data import Note
from fava.beans.abc import Directive
from fava.core import FavaLedger
from fava.core.file import find_insert_position

from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.recording.placement import Spot, find_spot, indent_of, insert
from beancount_relance.report.loading import LoadedLedger, load_ledger

NOTE = Note(
    {"relance": "call"}, datetime.date(2026, 6, 30), "Assets:Clients:Martin", "Appel", None, None
)
TEXT = '2026-06-30 note Assets:Clients:Martin "Appel"\n  relance: "call"'
OPEN = "2020-01-01 open Assets:Clients:Martin\n"


def ledger(folder: Path, **files: str) -> LoadedLedger:
    """The ledger of ``main``, which includes the other files."""
    for name, text in files.items():
        path = folder / f"{name}.beancount"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_ledger(folder / "main.beancount")


def spot(found: LoadedLedger) -> Spot:
    return find_spot(NOTE, found, found.report().settings)


def test_alone_it_goes_to_the_end_of_the_top_level_file(tmp_path: Path) -> None:
    assert spot(ledger(tmp_path, main=OPEN)) == Spot(tmp_path / "main.beancount")


def test_it_goes_where_the_newest_note_for_relance_stands(tmp_path: Path) -> None:
    other = '2026-06-29 note Assets:Clients:Martin "Nothing to do with it"\n'
    found = ledger(
        tmp_path,
        main=f'{OPEN}include "a.beancount"\ninclude "b.beancount"\n{other}',
        a='2026-05-02 note Assets:Clients:Martin "x"\n  relance: "contact"\n',
        b='2026-05-01 note Assets:Clients:Martin "x"\n  relance: "contact"\n',
    )
    assert spot(found) == Spot(tmp_path / "a.beancount")


def test_the_default_file_of_fava_comes_before_the_top_level_file(tmp_path: Path) -> None:
    option = '2020-01-01 custom "fava-option" "default-file" "year.beancount"\n'
    found = ledger(tmp_path, main=f'{OPEN}include "year.beancount"\n{option}', year="")
    assert spot(found) == Spot(tmp_path / "year.beancount")
    here = '2020-01-01 custom "fava-option" "default-file"\n'
    found = ledger(tmp_path, main=f'{OPEN}include "year.beancount"\n', year=here)
    assert spot(found) == Spot(tmp_path / "year.beancount")


INSERT = """\
2020-01-01 custom "fava-option" "insert-entry" ".*:Clients"
2026-01-01 custom "fava-option" "insert-entry" ".*:Clients:.*"
2026-02-01 custom "fava-option" "insert-entry" "Income:.*"
2026-06-30 custom "fava-option" "insert-entry" ".*"
"""


def test_insert_entry_is_the_latest_before_the_note_that_matches(tmp_path: Path) -> None:
    found = ledger(tmp_path, main=f'{OPEN}include "notes.beancount"\n', notes=INSERT)
    chosen = spot(found)
    assert chosen.path == tmp_path / "notes.beancount"
    assert chosen.option is not None
    assert chosen.option.meta["lineno"] == 2  # not dated on the note's own day
    fava = FavaLedger(str(tmp_path / "main.beancount"), poll_watcher=True)
    note = cast("Directive", NOTE)
    assert find_insert_position(note, fava.fava_options.insert_entry, "") == (
        str(chosen.path),
        chosen.option.meta["lineno"] - 1,
    )


def test_a_pattern_that_is_none_is_passed_over(tmp_path: Path) -> None:
    option = '2020-01-01 custom "fava-option" "insert-entry" "("\n'
    assert spot(ledger(tmp_path, main=OPEN + option)).option is None


def test_the_setting_comes_first(tmp_path: Path) -> None:
    setting = '2020-01-01 custom "relance" "journal" "../sub/relances.beancount"\n'
    found = ledger(
        tmp_path,
        main=f'{OPEN}include "sub/*.beancount"\n{INSERT}',
        **{"sub/settings": setting, "sub/relances": ""},
    )
    assert spot(found) == Spot(tmp_path / "sub" / "relances.beancount")


def test_the_setting_in_force_counts(tmp_path: Path) -> None:
    found = ledger(
        tmp_path,
        main=f'{OPEN}include "a.beancount"\ninclude "b.beancount"\n'
        '2020-01-01 custom "relance" "journal" "a.beancount"\n'
        '2026-01-01 custom "relance" "journal" "b.beancount"\n',
        a="",
        b="",
    )
    assert spot(found).path.name == "b.beancount"


@pytest.mark.parametrize(
    ("exists", "says"),
    [
        (False, r"there is no .*notes\.beancount: create it"),
        (True, r"is not a file of this ledger"),
    ],
)
def test_a_journal_that_is_not_included(tmp_path: Path, says: str, *, exists: bool) -> None:
    (tmp_path / "sub").mkdir()
    if exists:
        (tmp_path / "sub" / "notes.beancount").touch()
    found = ledger(
        tmp_path, main=f'{OPEN}2020-01-01 custom "relance" "journal" "sub/notes.beancount"\n'
    )
    told = [str(problem.message) for problem in found.report().problems]
    assert len(told) == (not exists)
    for line in told:
        assert line.startswith("journal: “sub/notes.beancount” – expected a file of this ledger")
    with pytest.raises(RecordingError, match=says) as caught:
        spot(found)
    line = 'main.beancount: include "sub/notes.beancount"'
    assert str(caught.value).endswith(line)


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    main.write_text(f'{OPEN}2020-01-01 custom "relance" "journal" "n.gpg"\n', encoding="utf-8")
    (tmp_path / "n.gpg").write_bytes(b"\x85\x01")
    found = load_ledger(main)
    found.options["include"].append(str(tmp_path / "n.gpg"))  # as with the key at hand
    with pytest.raises(RecordingError, match="is encrypted"):
        spot(found)


def test_an_encrypted_ledger_is_refused() -> None:
    # Beancount loads what it has decrypted as a text without a file.
    found = LoadedLedger.of(*loader.load_string(OPEN))
    with pytest.raises(RecordingError, match="the ledger is encrypted"):
        spot(found)


# Setting in


def set_in(content: bytes, where: Spot | None = None) -> tuple[bytes, int]:
    path = Path("x.beancount")
    file = SourceFile(path, content)
    insertion = insert(where or Spot(path), file, TEXT.replace("\n", file.newline))
    return insertion.content, insertion.line


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("", f"{TEXT}\n", 1),
        ("; a\n", f"; a\n\n{TEXT}\n", 3),
        ("; a\n\n", f"; a\n\n{TEXT}\n", 3),
        ("; a\n\n\n", f"; a\n\n\n{TEXT}\n", 4),
        ("; a\n  \n", f"; a\n  \n{TEXT}\n", 3),
        ("; a", f"; a\n\n{TEXT}", 3),
        ("\n", f"\n{TEXT}\n", 2),
    ],
)
def test_at_the_end(before: str, after: str, line: int) -> None:
    assert set_in(before.encode()) == (after.encode(), line)


def test_lines_end_as_in_the_file() -> None:
    text = TEXT.replace("\n", "\r\n").encode()
    assert set_in(b"; a\r\n") == (b"; a\r\n\r\n" + text + b"\r\n", 3)
    assert set_in(b"; a\r\n; b") == (b"; a\r\n; b\r\n\r\n" + text, 4)


def test_bytes_that_are_no_utf8_stay() -> None:
    latin = "; Échéances\n".encode("latin-1")
    assert set_in(latin)[0] == latin + f"\n{TEXT}\n".encode()


def test_before_the_line_of_the_option(tmp_path: Path) -> None:
    found = ledger(tmp_path, main=f"{OPEN}; notes\n\n{INSERT}")
    chosen = spot(found)
    before = SourceFile.read(chosen.path)
    insertion = insert(chosen, before, TEXT)
    first, rest = INSERT.split("\n", 1)
    assert insertion.content.decode() == f"{OPEN}; notes\n\n{first}\n{TEXT}\n\n{rest}"
    assert insertion.line == 5


def test_an_option_that_moved_is_not_guessed(tmp_path: Path) -> None:
    found = ledger(tmp_path, main=OPEN + INSERT)
    chosen = spot(found)
    for moved in (f"; new first line\n{OPEN}{INSERT}", OPEN):
        chosen.path.write_text(moved, encoding="utf-8")
        with pytest.raises(ChangedError):
            insert(chosen, SourceFile.read(chosen.path), TEXT)


def test_metadata_are_indented_as_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    found = ledger(tmp_path, main=OPEN)
    assert indent_of(SourceFile.read(path), found) == "  "
    found = ledger(tmp_path, main=f'{OPEN}2020-01-01 custom "fava-option" "indent" "4"\n')
    assert indent_of(SourceFile.read(path), found) == "    "
    assert indent_of(SourceFile(path, b'; x\n\trelance: "call"\n'), found) == "\t"
