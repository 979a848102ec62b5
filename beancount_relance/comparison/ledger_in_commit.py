"""Reads a ledger as it was in a commit of its Git repository.

The commit is checked out into a temporary folder with an index of its own, so neither the work
tree nor the repository's index is touched, and includes, documents and templates are those of the
commit. Nothing is fetched: files that Git LFS keeps elsewhere stay pointers.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from beancount_relance.comparison.checkout_paths import Places
from beancount_relance.comparison.run_git import RevisionError, git
from beancount_relance.language.messages import Message, msg
from beancount_relance.report.loading import LoadedLedger

_RANGES = ("...", "..")
_NO_FILE = re.compile(r'^File glob "(?P<name>.+)" does not match any files$')  # Beancount's words
_INCLUDE = re.compile(r'^include\s+"(?P<name>[^"]+)"', re.MULTILINE)
_LEDGERS = (".beancount", ".bean")
_MOST_NAMES = 5
_SUBMODULE = "160000 "
"""The mode under which Git lists a submodule."""


class Range(Struct, frozen=True):
    """Two commits to compare, as they were typed.

    A range that ends in two dots is compared with the files as they are, since what was not
    committed yet is part of the books; Git would take ``HEAD``.

    Attributes:
        first: the older one.
        second: the newer one; ``None`` for the files as they are now.
        from_fork: whether to begin where the two histories part (``A...B``).
    """

    first: str
    second: str | None
    from_fork: bool = False

    @classmethod
    def of(cls, text: str) -> Range:
        """Read ``A``, ``A..``, ``A..B`` or ``A...B``; any other empty side is ``HEAD``."""
        for dots in _RANGES:
            first, found, second = text.partition(dots)
            if found:
                open_end = not second and dots == ".."
                return cls(first or "HEAD", None if open_end else second or "HEAD", dots == "...")
        return cls(text, None)


class Repository:
    """The Git repository that a ledger is in.

    Attributes:
        places: the temporary folders of the commits that were read.
    """

    def __init__(self, ledger: Path) -> None:
        """Find it.

        Raises:
            RevisionError: the ledger is in none, or Git is not installed.
        """
        self._ledger = ledger.resolve()
        top = git(self._ledger.parent, "rev-parse", "--show-toplevel")
        self._top = Path(top).resolve()
        self.places = Places()
        self._submodules: set[str] = set()

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision such as ``HEAD~3`` or ``main`` names.

        Raises:
            RevisionError: there is none.
        """
        name = f"{revision}^{{commit}}"
        try:
            return git(self._top, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
        except RevisionError as error:
            shallow = git(self._top, "rev-parse", "--is-shallow-repository") == "true"
            text = msg(
                "there is no commit “{revision}” in {folder}: name a commit, a branch or a tag",
                revision=revision,
                folder=self._top.name,
            )
            if shallow:
                text = msg(
                    "there is no commit “{revision}” in {folder}, which has only the last part of "
                    "its history: run “git fetch --unshallow”, or set “fetch-depth: 0”",
                    revision=revision,
                    folder=self._top.name,
                )
            raise RevisionError(text) from error

    def fork(self, first: str, second: str) -> str:
        """Return the id of the last commit that two revisions have in common.

        Raises:
            RevisionError: they have none.
        """
        commits = self.commit(first), self.commit(second)
        try:
            return git(self._top, "merge-base", *commits)
        except RevisionError as error:
            text = msg(
                "“{first}” and “{second}” have no commit in common: compare them with "
                "{first}..{second}",
                first=first,
                second=second,
            )
            raise RevisionError(text) from error

    @contextmanager
    def ledger_of(self, commit: str) -> Iterator[Path]:
        """Check a commit out into a temporary folder, and give the ledger's file there.

        A ledger that was renamed since is found under its name of then.

        Args:
            commit: the id of a commit.

        Raises:
            RevisionError: the commit has no such ledger, or cannot be checked out.
        """
        inside = self._name_in(commit)
        with tempfile.TemporaryDirectory(prefix="relance-") as folder:
            files = Path(folder).resolve() / "files"
            files.mkdir()
            self.places.folders[str(files)] = str(self._top)
            own = {"GIT_INDEX_FILE": str(Path(folder) / "index"), "GIT_LFS_SKIP_SMUDGE": "1"}
            git(self._top, "read-tree", commit, more=own)
            prefix = f"--prefix={files}{os.sep}"
            git(self._top, "checkout-index", "--all", "--quiet", prefix, more=own)
            yield files / inside

    def left_out(self, ledger: LoadedLedger) -> Iterator[Message]:
        """Yield what the ledger of a commit needs that is not part of the commit.

        Args:
            ledger: the ledger as it was loaded from a folder of :meth:`ledger_of`.
        """
        for file in ledger.files:
            if self.places.text(str(file)) == str(file):
                yield msg(
                    "{file} is read as it is now, not as it was in the commit, because the ledger "
                    "includes it by an absolute path: include it by a relative one",
                    file=file,
                )
        named = (_NO_FILE.search(str(problem.message)) for problem in ledger.problems)
        missing = {found["name"] for found in named if found is not None}
        for file in ledger.files if missing else ():
            for include in _INCLUDE.finditer(file.read_text(encoding="utf-8", errors="replace")):
                if include["name"] in missing:
                    path = os.path.normpath(file.parent / include["name"])
                    yield from self._missing(Path(path), file)

    def _missing(self, path: Path, including: Path) -> Iterator[Message]:
        """Yield why a commit does not have a file that it includes, if its path shows that."""
        for files, real in self.places.folders.items():
            if not including.is_relative_to(files):
                continue
            inside = Path(os.path.relpath(path, files))
            if inside.parts[:1] == (os.pardir,):
                file = os.path.normpath(real / inside)
                yield msg("{file} is outside of the repository, so no commit has it", file=file)
            elif any(inside.is_relative_to(each) for each in self._submodules):
                yield msg(
                    "{file} belongs to a submodule, whose files are not read with the commit: "
                    "compare in the submodule",
                    file=inside.as_posix(),
                )

    def _name_in(self, commit: str) -> Path:
        """Return the ledger's path in a commit.

        Raises:
            RevisionError: the commit does not have it, under no name.
        """
        inside = self._ledger.relative_to(self._top)
        listed = git(self._top, "ls-tree", "-r", "-z", commit).split("\0")
        names = [row.partition("\t")[2] for row in listed]
        self._submodules.update(
            name for row, name in zip(listed, names, strict=True) if row.startswith(_SUBMODULE)
        )
        if inside.as_posix() in names:
            return inside
        find = ("diff", "--name-status", "--find-renames", "--diff-filter=R", "-z")
        renamed = git(self._top, *find, commit, "HEAD", "--").split("\0")
        for old, new in zip(renamed[1::3], renamed[2::3], strict=False):
            if new == inside.as_posix():
                return Path(old)
        ledgers = [name for name in names if name.endswith(_LEDGERS)][:_MOST_NAMES]
        text = msg("the commit {commit} has no {file}", commit=commit[:8], file=inside.as_posix())
        if ledgers:
            text = msg("{text}; it has {names}", text=text, names=ledgers)
        raise RevisionError(text)
