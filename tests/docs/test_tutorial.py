"""The tutorials, done word by word: each block is added or run, and prints what it says.

``UPDATE_DOCS=1`` writes what the commands print now.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(beancount|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAMS = {
    "bean-check": ["-m", "beancount.scripts.check"],
    "relance": ["-c", "from beancount_relance.cli import main; main()"],
}
MOST_COMMANDS = 12
PAGES = {"tutorial.md": "books.beancount", "tutorial.fr.md": "livre.beancount"}


def run(line: str, folder: Path) -> str:
    """What a command of the tutorial prints, on either stream."""
    program, *arguments = shlex.split(line)
    done = subprocess.run(  # noqa: S603 - the tutorial's own commands
        [sys.executable, *PROGRAMS[program], *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "200", "BEANCOUNT_DISABLE_LOAD_CACHE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.replace(f"{folder}/", "").splitlines()
    # The day is frozen for a text that must always be the same, and each run says so.
    frozen = re.compile("the setting “as-of” fixes|as-of[^ ]* fige la date")
    return "\n".join(line for line in lines if not frozen.search(line)).strip()


@pytest.mark.parametrize("page", PAGES)
def test_every_step_does_what_it_says(page: str, tmp_path: Path) -> None:
    path = ROOT / "docs" / page
    books = tmp_path / PAGES[page]
    before = path.read_text(encoding="utf-8")

    def done(block: re.Match[str]) -> str:
        kind, text = block.groups()
        if kind == "beancount":
            known = books.read_text(encoding="utf-8") + "\n" if books.exists() else ""
            books.write_text(known + text, encoding="utf-8")
            return block[0]
        command = text.partition("\n")[0]
        shown = run(command.removeprefix("$ "), tmp_path)
        return f"```console\n{command}\n" + (f"\n{shown}\n" if shown else "") + "```"

    def plain(text: str) -> str:
        return re.sub(r"\n\n+", "\n", text)

    after = BLOCK.sub(done, before)
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(after, encoding="utf-8")
        return
    assert plain(after) == plain(before)


@pytest.mark.parametrize("page", PAGES)
def test_a_dozen_commands_are_enough(page: str) -> None:
    """From an empty folder to the first letter that is sent and noted."""
    steps = BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    commands = [text for kind, text in steps if kind == "console"]
    assert 5 <= len(commands) <= MOST_COMMANDS
