"""Attacks on recording: whatever happens at whatever moment, nothing that was typed is lost."""

from __future__ import annotations

import itertools
import os
import random
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from beancount_relance.recording import atomic_file
from beancount_relance.recording.atomic_file import ChangedError, SourceFile
from beancount_relance.recording.draft import draft_note
from beancount_relance.recording.new_note import NewNote
from beancount_relance.recording.swap_files import NotAvailableError
from beancount_relance.recording.write import record, undo
from beancount_relance.report.loading import load_ledger
from tests.recording import kills
from tests.recording.kills import AFTER, BEFORE
from tests.support.ledgers import accounts, day, sale


class Saboteur:
    """Does something directly before the n-th step of the writing."""

    def __init__(
        self,
        patch: pytest.MonkeyPatch,
        moment: int,
        act: Callable[[], None],
    ) -> None:
        self.left = moment
        self.act = act
        self.done = False
        for owner, name in (
            (os, "fsync"),
            (os, "link"),
            (os, "open"),
            (Path, "read_bytes"),
            (Path, "replace"),
            (Path, "unlink"),
            (atomic_file, "exchange"),
        ):
            patch.setattr(owner, name, self._watched(getattr(owner, name), name))

    def _watched(self, step: Callable[..., Any], name: str) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left <= 0 and not self.done:
                self.done = True
                self.act()
            return None if name == "fsync" else step(*args, **kwargs)

        return watched


def _save(path: Path, aside: Path, saved: bytes, *, renames: bool) -> Callable[[], None]:
    """How an editor saves."""

    def in_place() -> None:
        with path.open("wb") as file:
            file.write(saved)

    def by_rename() -> None:
        os.replace(aside, path)  # noqa: PTH105 - Path.replace is watched

    return by_rename if renames else in_place


def _no_exchange(*_: Path) -> None:
    raise NotAvailableError


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("exchanges", [True, False])
def test_no_save_of_an_editor_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, *, exchanges: bool
) -> None:
    """Fifty saves each, directly before any step, in place or by a rename.

    Without an exchange of files, two renames at the same instant cannot be told apart.
    """
    if not exchanges:
        monkeypatch.setattr(atomic_file, "exchange", _no_exchange)
    elif sys.platform != "linux":
        pytest.skip("files cannot be exchanged here")
    chance = random.Random(seed)  # noqa: S311 - no secret
    path = tmp_path / "books.beancount"
    for number in range(50):
        path.write_bytes(BEFORE)
        before = SourceFile.read(path)
        saved = f"saved {number}\n".encode() * chance.randint(1, 300)
        aside = tmp_path / "aside"
        aside.write_bytes(saved)

        act = _save(path, aside, saved, renames=exchanges and chance.random() < 0.5)
        with pytest.MonkeyPatch.context() as patch:
            saboteur = Saboteur(patch, chance.randint(1, 9), act)
            try:
                before.replace(AFTER)
                written = True
            except ChangedError:
                written = False
        assert path.read_bytes() == (saved if saboteur.done else AFTER)
        assert written or saboteur.done
        aside.unlink(missing_ok=True)
        assert [each.name for each in tmp_path.iterdir()] == ["books.beancount"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes to kill in this way")
def test_a_process_that_is_killed_leaves_a_whole_file(tmp_path: Path) -> None:
    """Two hundred times, at any moment; what it leaves behind is cleared by the next."""
    path = tmp_path / "books.beancount"
    command = [sys.executable, kills.__file__, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - ours
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 0
    SourceFile.read(path).replace(b"next\n")
    assert [each.name for each in tmp_path.iterdir()] == ["books.beancount"]


MODES = (0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o755, 0o2660, 0o4644)


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions there")
@pytest.mark.parametrize("mode", MODES, ids=oct)
@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("content", [b"", b"one\n"])
def test_permissions_stay_as_they_are(
    tmp_path: Path, mode: int, content: bytes, *, linked: bool
) -> None:
    path = tmp_path / "books.beancount"
    path.write_bytes(content)
    path.chmod(mode)
    named = tmp_path / "link.beancount" if linked else path
    if linked:
        named.symlink_to(path)
    SourceFile.read(named).replace(AFTER)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert named.is_symlink() == linked
    assert path.read_bytes() == AFTER


BOOKS = (
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin")
    + sale("2026-05-14", "F2026-014", "1200.00")
)
LAST_LINES = (
    "",
    "; a comment",
    "* A heading of org-mode",
    '2026-06-01 note Assets:Clients:Martin "Été"\n  seen: TRUE',
    "\n\n\n",
    "   ",
)
SHAPES = list(
    itertools.product(("\n", "\r\n"), (b"", b"\xef\xbb\xbf"), ("", "\n"), LAST_LINES, ("", "\t"))
)


@pytest.mark.parametrize("part", range(4))
def test_a_note_goes_into_files_of_every_shape_and_out_again(tmp_path: Path, part: int) -> None:
    """Ninety-six shapes: line ends, a byte order mark, the last line and what it ends with."""
    path = tmp_path / "books.beancount"
    for number, (newline, mark, end, last, lead) in enumerate(SHAPES):
        if number % 4 != part:
            continue
        text = (BOOKS + last + end).replace("\n", newline)
        content = mark + text.encode()
        path.write_bytes(content)
        ledger = load_ledger(path)
        note = NewNote("Martin", "contact", day("2026-06-30"), f"{lead}Dit « oui »", ("F2026-014",))
        done = record(draft_note(note, ledger, ledger.report()))
        events = [event.text for event in load_ledger(path).report().events]
        assert events[-1] == f"{lead}Dit « oui »"
        assert path.read_bytes().startswith(content)
        assert done.receipt is not None
        undo(done.receipt, load_ledger(path))
        assert path.read_bytes() == content
