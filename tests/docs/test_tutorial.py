"""The tutorials, done word by word: each block is added, taken out or run, and prints what it says.

``UPDATE_DOCS=1`` writes what the commands print now.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from beancount.ops import validation
from beancount.scripts.check import main as bean_check

from beancount_relance.cli import main as relance

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(beancount|console|diff)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAMS: Mapping[str, Callable[[], object]] = {"bean-check": bean_check, "relance": relance}
MOST_COMMANDS = 12


@dataclass(frozen=True, slots=True)
class Tutorial:
    """A page, the file that its reader makes, and the books that it begins with."""

    page: str
    books: str
    given: str | None = None

    @property
    def text(self) -> str:
        return (DOCS / self.page).read_text(encoding="utf-8")


TUTORIALS = (
    Tutorial("tutorial.md", "books.beancount"),
    Tutorial("tutorial.fr.md", "livre.beancount"),
    Tutorial("first-hour.md", "books.beancount", "first-hour/en.beancount"),
    Tutorial("first-hour.fr.md", "livre.beancount", "first-hour/fr.beancount"),
)
READMES = (
    Tutorial("../README.md", "books.beancount"),
    Tutorial("../README.fr.md", "livre.beancount"),
)
each_tutorial = pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda each: each.page)


def run(line: str, folder: Path) -> str:
    """What a command of the tutorial prints, on either stream."""
    program, *arguments = shlex.split(line)
    shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with (
        mock.patch.object(sys, "argv", [program, *arguments]),
        mock.patch.dict(os.environ, {"COLUMNS": "200", "BEANCOUNT_DISABLE_LOAD_CACHE": "1"}),
        # bean-check adds its own checks to this list, and they would stay for the tests after it
        mock.patch.object(validation, "VALIDATIONS", list(validation.VALIDATIONS)),
        contextlib.redirect_stdout(shown),
        contextlib.redirect_stderr(shown),
        contextlib.suppress(SystemExit),
    ):
        PROGRAMS[program]()
    shown.flush()
    shown.seek(0)
    lines = shown.read().replace(f"{folder}/", "").splitlines()
    # The day is frozen for a text that must always be the same, and each run says so.
    frozen = re.compile("the setting “as-of” fixes|as-of[^ ]* fige la date")
    return "\n".join(line for line in lines if not frozen.search(line)).strip()


@pytest.mark.parametrize("tutorial", [*TUTORIALS, *READMES], ids=lambda each: each.page)
def test_every_step_does_what_it_says(
    tutorial: Tutorial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    books = tmp_path / tutorial.books
    if tutorial.given is not None:
        shutil.copy(DOCS / tutorial.given, books)
    before = tutorial.text

    def done(block: re.Match[str]) -> str:
        kind, text = block.groups()
        known = books.read_text(encoding="utf-8") if books.exists() else ""
        if kind == "beancount":
            books.write_text((known and known + "\n") + text, encoding="utf-8")
            return block[0]
        if kind == "diff":
            for line in text.splitlines():
                assert line.startswith("-")
                assert known.count(f"\n{line[1:]}\n") == 1, line
                known = known.replace(f"\n{line[1:]}\n", "\n")
            books.write_text(known, encoding="utf-8")
            return block[0]
        command = text.partition("\n")[0]
        shown = run(command.removeprefix("$ "), tmp_path)
        return f"```console\n{command}\n" + (f"\n{shown}\n" if shown else "") + "```"

    def plain(text: str) -> str:
        return re.sub(r"\n\n+", "\n", text)

    after = BLOCK.sub(done, before)
    assert "fige la date" not in (last := run(f"relance today {tutorial.books}", tmp_path))
    assert "as-of" not in books.read_text(encoding="utf-8") + last
    if os.environ.get("UPDATE_DOCS"):
        (DOCS / tutorial.page).write_text(after, encoding="utf-8")
        return
    assert plain(after) == plain(before)


@each_tutorial
def test_a_dozen_commands_are_enough(tutorial: Tutorial) -> None:
    """From an empty folder to the first letter that is sent and noted."""
    commands = [text for kind, text in BLOCK.findall(tutorial.text) if kind == "console"]
    assert 5 <= len(commands) <= MOST_COMMANDS
    assert any("--record" in text for text in commands)
