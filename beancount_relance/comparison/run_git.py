"""Runs Git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from beancount_relance.language.messages import RelanceError, msg

# Git sets these for a hook, and they would point at another repository or index.
_OF_A_HOOK = frozenset(("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"))
_ENGLISH = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
_NO_REPOSITORY = "not a git repository"
_NO_WORK_TREE = "must be run in a work tree"


class RevisionError(RelanceError):
    """A commit cannot be read; the message says why."""


def git(folder: Path, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    """Run Git in a folder and return what it prints.

    Args:
        folder: the folder.
        arguments: the arguments.
        more: variables to set.

    Raises:
        RevisionError: it fails.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    try:
        done = subprocess.run(  # noqa: S603 - Git, without a shell
            ("git", "-C", str(folder), *arguments),  # noqa: S607
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="surrogateescape",
            env={**kept, **_ENGLISH, **(more or {})},
        )
    except FileNotFoundError as error:
        raise RevisionError(msg("Git is not installed")) from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr or "").strip()
        if _NO_REPOSITORY in said:
            text = msg(
                "{folder} is not in a Git repository: name a second ledger, or a --policy to try",
                folder=folder,
            )
        elif _NO_WORK_TREE in said:
            text = msg(
                "{folder} belongs to a bare repository, which has no files: run it in a clone",
                folder=folder,
            )
        else:
            cause = said.splitlines()[-1] if said else str(error.returncode)
            text = msg("Git failed: “{cause}”", cause=cause.removeprefix("fatal: "))
        raise RevisionError(text) from error
    return done.stdout.strip()
