"""Source files: a change takes its place in one step, or nothing has happened."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from beancount_relance.recording import atomic_file, folder_lock
from beancount_relance.recording.atomic_file import ChangedError, RecordingError, SourceFile
from beancount_relance.recording.swap_files import NotAvailableError, exchange


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_bytes(b"before\n")
    return path


def no_exchange(*_: Path) -> None:
    raise NotAvailableError


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
        from beancount_relance.recording import atomic_file
        from beancount_relance.recording.atomic_file import SourceFile
        Path.replace = atomic_file.exchange = lambda *_: os._exit(9)
        SourceFile.read(Path({str(path)!r})).replace(b"after")
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", textwrap.dedent(program)], check=False
    )
    assert done.returncode == 9
    assert path.read_bytes() == b"before\n"
    left = set(names(path.parent)) - {"books.beancount"}
    assert left
    for name in left:
        assert name.startswith(".books.beancount.relance-")  # which *.beancount does not match
        assert name.endswith(".tmp")
    SourceFile.read(path).replace(b"after\n")  # clears it away
    assert path.read_bytes() == b"after\n"
    assert names(path.parent) == ["books.beancount"]


class Editor:
    """Another program that saves the file, as editors do."""

    def __init__(self, path: Path, way: str) -> None:
        self.path = path
        self.way = way
        self.saved = b""
        self.opened = path.open("r+b") if way == "slowly, in place" else None

    def save(self, text: bytes) -> None:
        if self.saved:
            return
        self.saved = text
        if self.opened is not None:
            self.opened.truncate()
            self.opened.write(text[:3])
            self.opened.flush()
        elif self.way == "in place":
            self.path.write_bytes(text)
        else:
            new = self.path.with_name("editor~")
            new.write_bytes(text)
            new.rename(self.path)

    def finish(self) -> None:
        if self.opened is not None:
            self.opened.write(self.saved[3:])
            self.opened.close()


@pytest.mark.parametrize("way", ["in place", "slowly, in place", "by a rename"])
@pytest.mark.parametrize("moment", ["while it is written", "before the rename"])
@pytest.mark.parametrize("text", [b"an editor's text\n", b"befor3\n"])
def test_what_an_editor_saves_meanwhile_stays(
    path: Path, way: str, moment: str, text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if it saves text of the same length."""
    editor = Editor(path, way)
    where: object = os
    step = "fsync"
    if moment == "before the rename":
        monkeypatch.setattr(atomic_file, "exchange", no_exchange)
        where, step = Path, "hardlink_to"
    real_step = getattr(where, step)

    def interrupted(*args: object, **kwargs: object) -> object:
        done = real_step(*args, **kwargs)
        editor.save(text)
        return done

    monkeypatch.setattr(where, step, interrupted)
    with pytest.raises(ChangedError):
        SourceFile.read(path).replace(b"after\n")
    editor.finish()
    assert path.read_bytes() == text
    assert names(path.parent) == ["books.beancount"]


@pytest.mark.parametrize("way", ["in place", "slowly, in place"])
def test_what_an_editor_saves_at_the_rename_is_put_back(
    path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison is over, and the editor has the file open."""
    editor = Editor(path, way)
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        editor.save(b"an editor's text\n")
        return replace(self, target)

    monkeypatch.setattr(atomic_file, "exchange", no_exchange)
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(ChangedError):
        SourceFile.read(path).replace(b"after\n")
    editor.finish()
    assert path.read_bytes() == b"an editor's text\n"
    assert names(path.parent) == ["books.beancount"]


@pytest.mark.skipif(sys.platform != "linux", reason="files cannot be exchanged here")
@pytest.mark.parametrize("way", ["in place", "slowly, in place", "by a rename"])
@pytest.mark.parametrize("again", [False, True])
def test_what_an_editor_saves_at_the_exchange_is_put_back(
    path: Path, way: str, monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    """The comparison is over; and it may save once more while its file is put back."""
    editors = [Editor(path, way)]
    texts = [b"an editor's text\n"]
    if again:
        texts.append(b"its next text\n")

    def interrupted(one: Path, other: Path) -> None:
        if texts:
            editor = editors[0] if len(editors) == 1 and not editors[0].saved else Editor(path, way)
            editors.append(editor)
            editor.save(texts.pop(0))
            editor.finish()
        exchange(one, other)

    last = texts[-1]
    monkeypatch.setattr(atomic_file, "exchange", interrupted)
    with pytest.raises(ChangedError):
        SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == last
    assert names(path.parent) == ["books.beancount"]


def test_without_hard_links_a_file_is_still_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(atomic_file, "exchange", no_exchange)
    monkeypatch.setattr(Path, "hardlink_to", fail)
    SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"after\n"


def test_a_file_with_two_names_is_left_alone(path: Path) -> None:
    other = path.with_name("backup")
    other.hardlink_to(path)
    with pytest.raises(RecordingError, match=r"has 2 names \(hard links\)"):
        SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"before\n"
    assert names(path.parent) == ["backup", "books.beancount"]


@dataclass
class Attributes:
    """Extended attributes by inode; the disk under the tests may have none."""

    kept: dict[int, dict[str, bytes]] = field(default_factory=dict)
    refused: str = ""

    def of(self, path: Path) -> dict[str, bytes]:
        return self.kept.setdefault(path.stat().st_ino, {})

    def set(self, path: Path, name: str, value: bytes) -> None:
        if name == self.refused:
            raise OSError(95, "Operation not supported")
        self.of(path)[name] = value


@pytest.fixture
def attributes(monkeypatch: pytest.MonkeyPatch) -> Attributes:
    found = Attributes()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "listxattr", lambda path: list(found.of(path)), raising=False)
    monkeypatch.setattr(os, "getxattr", lambda path, name: found.of(path)[name], raising=False)
    monkeypatch.setattr(os, "setxattr", found.set, raising=False)
    monkeypatch.setattr(os, "removexattr", lambda path, name: found.of(path).pop(name))
    return found


def test_access_lists_and_attributes_are_kept(path: Path, attributes: Attributes) -> None:
    wanted = {"system.posix_acl_access": b"\2\0", "user.tag": b"books"}
    attributes.of(path).update(wanted)
    SourceFile.read(path).replace(b"after\n")
    assert attributes.of(path) == wanted


def test_an_attribute_that_cannot_be_kept_is_named(path: Path, attributes: Attributes) -> None:
    attributes.of(path)["system.nfs4_acl"] = b"colleague"
    attributes.refused = "system.nfs4_acl"
    with pytest.raises(RecordingError, match=r"would lose its attribute system\.nfs4_acl"):
        SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"before\n"
    assert names(path.parent) == ["books.beancount"]


def test_a_label_of_the_system_is_not_ours_to_keep(path: Path, attributes: Attributes) -> None:
    attributes.of(path)["security.selinux"] = b"label"
    attributes.refused = "security.selinux"
    SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"after\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no locks there")
def test_a_folder_locked_by_another_program_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "PATIENCE", 0.05)
    with (
        folder_lock.locked(path.parent),
        pytest.raises(RecordingError, match="another program has locked"),
    ):
        SourceFile.read(path).replace(b"after\n")
    assert path.read_bytes() == b"before\n"
    SourceFile.read(path).replace(b"after\n")
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
