"""What ``make mutation`` changes, and what its page tells of, is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.mutmut]")[2]
PATHS = re.findall(
    r'^    "((?:beancount_relance|tests)/[\w/.]+?)(?:/\*)?",$', SETTINGS, re.MULTILINE
)
PAGE = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
ROOMS = re.findall(r"^\| `([a-z_]+(?:\.[a-z_]+)+)`", PAGE, re.MULTILINE)


def test_what_is_changed_or_run_exists() -> None:
    assert [path for path in PATHS if not (ROOT / path).exists()] == []


def test_each_room_of_the_page_is_a_module() -> None:
    paths = [ROOT / "beancount_relance" / f"{room.replace('.', '/')}.py" for room in ROOMS]
    assert [path for path in paths if not path.is_file()] == []


def test_both_lists_are_found() -> None:
    assert len(PATHS) > 30
    assert len(ROOMS) > 20
