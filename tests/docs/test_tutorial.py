"""docs/tutorial.md, done word by word: each block is added or run, and prints what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(beancount|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAMS = {
    "bean-check": ["-m", "beancount.scripts.check"],
    "relance": ["-c", "from beancount_relance.cli import main; main()"],
}


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
    return "\n".join(line for line in lines if "the setting “as-of” fixes" not in line).rstrip()


def test_every_step_does_what_it_says(tmp_path: Path) -> None:
    books = tmp_path / "books.beancount"
    steps = BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"))
    assert len(steps) == 10
    for kind, text in steps:
        if kind == "beancount":
            before = books.read_text(encoding="utf-8") + "\n" if books.exists() else ""
            books.write_text(before + text, encoding="utf-8")
        else:
            command, _, expected = text.partition("\n")
            assert run(command.removeprefix("$ "), tmp_path).strip() == expected.strip(), command
