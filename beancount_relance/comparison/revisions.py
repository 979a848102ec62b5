"""Reads a ledger as it was in a commit of its Git repository.

The commit is checked out into a temporary folder with an index of its own, so neither the work
tree nor the repository's index is touched, and includes, documents and templates are those of the
commit. Nothing is fetched: files that Git LFS keeps elsewhere stay pointers.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from beancount_relance.language.messages import RelanceError, msg

_RANGES = ("...", "..")


class RevisionError(RelanceError):
    """A commit cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Range:
    """Two commits to compare, as they were typed.

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
        """Read ``A``, ``A..``, ``A..B`` or ``A...B``; an empty side is ``HEAD``, as in Git."""
        for dots in _RANGES:
            first, found, second = text.partition(dots)
            if found:
                open_end = not second and dots == ".."
                return cls(first or "HEAD", None if open_end else second or "HEAD", dots == "...")
        return cls(text, None)


class Repository:
    """The Git repository that a ledger is in."""

    def __init__(self, ledger: Path) -> None:
        """Find it.

        Raises:
            RevisionError: the ledger is in none, or Git is not installed.
        """
        self._ledger = ledger.resolve()
        self._folder = self._ledger.parent
        self._top = Path(self._git("rev-parse", "--show-toplevel")).resolve()

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision such as ``HEAD~3`` or ``main`` names.

        Raises:
            RevisionError: there is none.
        """
        name = f"{revision}^{{commit}}"
        try:
            return self._git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        except RevisionError as error:
            raise RevisionError(
                msg(
                    "there is no commit “{revision}” in {folder}: name a commit, a branch or a tag",
                    revision=revision,
                    folder=self._top.name,
                )
            ) from error

    def fork(self, first: str, second: str) -> str:
        """Return the id of the last commit that two revisions have in common.

        Raises:
            RevisionError: they have none.
        """
        return self._git("merge-base", self.commit(first), self.commit(second))

    @contextmanager
    def ledger_of(self, commit: str) -> Iterator[Path]:
        """Check a commit out into a temporary folder, and give the ledger's file there.

        Args:
            commit: the id of a commit.

        Raises:
            RevisionError: the commit has no such ledger, or cannot be checked out.
        """
        inside = self._ledger.relative_to(self._top)
        with tempfile.TemporaryDirectory(prefix="relance-") as folder:
            files = Path(folder) / "files"
            files.mkdir()
            own = {"GIT_INDEX_FILE": str(Path(folder) / "index"), "GIT_LFS_SKIP_SMUDGE": "1"}
            self._git("read-tree", commit, more=own)
            prefix = f"--prefix={files}{os.sep}"
            self._git("checkout-index", "--all", "--quiet", prefix, more=own, folder=self._top)
            ledger = files / inside
            if not ledger.is_file():
                text = msg(
                    "the commit {commit} has no {file}", commit=commit[:8], file=inside.as_posix()
                )
                raise RevisionError(text)
            yield ledger

    def _git(
        self, *arguments: str, more: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> str:
        """Run Git and return what it prints.

        Raises:
            RevisionError: it fails; the message is Git's own.
        """
        kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
        try:
            done = subprocess.run(  # noqa: S603 - Git, without a shell
                ("git", "-C", str(folder or self._folder), *arguments),  # noqa: S607
                capture_output=True,
                check=True,
                text=True,
                env={**kept, **(more or {})},
            )
        except FileNotFoundError as error:
            raise RevisionError(msg("Git is not installed")) from error
        except subprocess.CalledProcessError as error:
            said = (error.stderr or "").strip().splitlines()
            cause = said[-1].removeprefix("fatal: ") if said else str(error)
            raise RevisionError(msg("Git cannot do this: {cause}", cause=cause)) from error
        return done.stdout.strip()


# Git sets these for a hook, and they would point at another repository or index.
_OF_A_HOOK = frozenset(("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"))
