"""Source files: a change takes its place in one step, or nothing has happened."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_bytes(b"before\n")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_read_is_replaced(path: Path) -> None:
    written = SourceFile.read(path).replace(b"after\xff\n")
    assert path.read_bytes() == b"after\xff\n"
    assert written == SourceFile.read(path)
    assert names(path.parent) == ["books.beancount"]


def test_a_file_that_changed_is_left_alone(path: Path) -> None:
    before = SourceFile.read(path)
    path.write_bytes(b"before, and a colleague\n")
    with pytest.raises(ChangedError, match="has changed in the meantime"):
        before.replace(b"after\n")
    assert path.read_bytes() == b"before, and a colleague\n"


def test_newline_is_that_of_the_first_line(path: Path) -> None:
    assert SourceFile(path, b"a\r\nb\n").newline == "\r\n"
    assert SourceFile(path, b"a\nb\r\n").newline == "\n"
    assert SourceFile(path, b"").newline == "\n"


def test_permissions_are_kept(path: Path) -> None:
    path.chmod(0o640)
    SourceFile.read(path).replace(b"after\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_owner_and_group_are_kept(path: Path) -> None:
    os.chown(path, 12345, 23456)
    SourceFile.read(path).replace(b"after\n")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def test_a_symbolic_link_stays_one(path: Path) -> None:
    folder = path.parent / "elsewhere"
    folder.mkdir()
    link = folder / "link.beancount"
    link.symlink_to(Path("..") / path.name)
    SourceFile.read(link).replace(b"after\n")
    assert link.is_symlink()
    assert path.read_bytes() == b"after\n"
    assert names(folder) == ["link.beancount"]


def test_a_read_only_file_is_respected(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(RecordingError, match=r"books\.beancount is read-only"):
        SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"before\n"


def test_a_read_only_folder_is_respected(path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        with pytest.raises(RecordingError, match="is read-only"):
            SourceFile.read(path).replace(b"after\n")
    finally:
        path.parent.chmod(0o755)
    assert names(path.parent) == ["books.beancount"]


def test_a_file_that_is_not_there(path: Path) -> None:
    before = SourceFile.read(path)
    path.unlink()
    with pytest.raises(RecordingError, match="cannot be written: No such file"):
        before.replace(b"after\n")
    with pytest.raises(RecordingError, match="cannot be read: No such file"):
        SourceFile.read(path)


@pytest.mark.parametrize("step", ["fsync", "chown"])
def test_a_disk_that_fails_leaves_the_file(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "chown":
        os.chown(path, -1, 23456) if os.geteuid() == 0 else pytest.skip("needs another group")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(RecordingError, match="No space left on device"):
        SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"before\n"
    assert names(path.parent) == ["books.beancount"]


def test_a_power_cut_before_the_rename_leaves_the_file(path: Path) -> None:
    program = f"""
        import os
        from pathlib import Path
        from beancount_relance.recording.atomic_file import SourceFile
        Path.replace = lambda *_: os._exit(9)
        SourceFile.read(Path({str(path)!r})).replace(b"after")
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", textwrap.dedent(program)], check=False
    )
    assert done.returncode == 9
    assert path.read_bytes() == b"before\n"
    (left,) = set(names(path.parent)) - {"books.beancount"}
    assert left.startswith(".books.beancount.")  # which *.beancount does not match
    assert left.endswith(".tmp")
    SourceFile.read(path).replace(b"after\n")  # and is in nobody's way
    assert path.read_bytes() == b"after\n"


def test_of_many_at_once_none_is_lost(path: Path) -> None:
    """Eight processes add ten lines each, and try again when another was faster."""
    program = """
        import sys
        from pathlib import Path
        from beancount_relance.recording.atomic_file import ChangedError, SourceFile
        path, name = Path(sys.argv[1]), sys.argv[2]
        for number in range(10):
            while True:
                before = SourceFile.read(path)
                try:
                    before.replace(before.content + f"{name}{number}\\n".encode())
                except ChangedError:
                    continue
                break
    """
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", textwrap.dedent(program), str(path), name]
        )
        for name in "abcdefgh"
    ]
    assert [process.wait() for process in running] == [0] * 8
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(
        ["before", *(f"{name}{number}" for name in "abcdefgh" for number in range(10))]
    )
