"""The rules of the house, and that docs/architecture.md tells them as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "beancount_relance"
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rooms() -> dict[str, list[Path]]:
    """The rooms of the core, each with its files: a module, or a package as one."""
    found: dict[str, list[Path]] = {}
    for path in sorted(CORE.rglob("*.py")):
        name = path.relative_to(CORE).parts[0].removesuffix(".py")
        if not name.startswith("__"):
            found.setdefault(name, []).append(path)
    return found


def imported(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, in full."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def floors() -> list[list[str]]:
    """The rooms as the table of the architecture has them, floor by floor."""
    table = ARCHITECTURE[ARCHITECTURE.index("| floor | rooms |") :]
    rows = re.findall(r"^\| [a-z ]+ \|(.*)\|$", table, re.MULTILINE)
    return [re.findall(r"`(\w+)`", row) for row in rows[1:]]


ORDER = [room for floor in floors() for room in floor]


def test_every_room_is_on_the_plan_once() -> None:
    assert sorted(ORDER) == sorted(rooms())


@pytest.mark.parametrize("room", sorted(rooms()))
def test_imports_point_upstream_only(room: str) -> None:
    above = set(ORDER[: ORDER.index(room)])
    used = {
        name.split(".")[1]
        for path in rooms()[room]
        for name in imported(path)
        if name.startswith("beancount_relance.") and name.split(".")[1] in ORDER
    }
    assert used - above - {room} == set()


def test_the_core_does_not_know_fava() -> None:
    for paths in rooms().values():
        for path in paths:
            roots = {name.split(".")[0] for name in imported(path)}
            assert roots.isdisjoint({"fava", "flask", "fava_relance"}), path.name


def test_only_one_room_reads_the_clock() -> None:
    for name, paths in rooms().items():
        for path in paths:
            text = path.read_text(encoding="utf-8")
            reads = re.search(r"\b(?:date\.today|datetime\.now|time\.time|utcnow)\(", text)
            assert not reads or name == "clock", path.name


def test_every_module_says_what_it_is_for() -> None:
    for path in [*CORE.rglob("*.py"), *(ROOT / "fava_extension").rglob("*.py")]:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
