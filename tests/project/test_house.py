"""The rules of the house, and that docs/architecture.md lists the packages as they are."""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from beancount_relance.cli.subcommands import SUBCOMMANDS

ROOT = Path(__file__).parents[2]
CORE = ROOT / "beancount_relance"
PAGE = ROOT / "fava_extension" / "fava_relance"
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

ORDER = (
    "clock",
    "language",
    "values",
    "law",
    "policy",
    "ledger",
    "receivables",
    "history",
    "claims",
    "analysis",
    "dunning",
    "report",
    "forecast",
    "importing",
    "plugin",
    "texts",
    "comparison",
    "documents",
    "outbox",
    "bookings",
    "recording",
    "mailroom",
    "backtest",
    "exports",
    "court",
    "survey",
    "api",
    "cli",
)
"""The packages, and the two modules beside them, in the order the data flows."""

STEPS = {
    "values": ("terms", "numbers", "clues"),
    "policy": ("names",),
    "ledger": ("accounts", "counterparts"),
    "receivables": ("naming", "moves", "returns", "matching", "allocation", "netting"),
    "dunning": ("states", "questions", "communications"),
    "report": ("checks",),
    "texts": ("rendering", "correspondence"),
    "cli": ("commands",),
}
"""The packages within a package, in the same order."""

LONGEST = 350
"""The lines of the longest module."""

LARGE = 9
"""The modules of a package from which on its docstring has to name them all."""

MOST = 27
"""The modules of the largest package of the core, without those of packages within it."""

LONGEST_FUNCTION = 60
"""The lines of the longest function, with its docstring."""


def modules() -> Iterator[Path]:
    """The modules of the core and of the page."""
    yield from sorted(CORE.rglob("*.py"))
    yield from sorted(PAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    """Return the package of a module of the core; a module outside the packages counts as one."""
    return path.relative_to(CORE).parts[0].removesuffix(".py")


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The names of all modules that a file imports, in full."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@functools.cache
def imports_within(path: Path) -> set[str]:
    """The modules of the core that a module imports."""
    names = {
        tuple(name.split(".")[1:]) for name in imported(path) if name.startswith(f"{CORE.name}.")
    }
    return {
        ".".join(name[:depth])
        for name in names
        for depth in (1, 2, 3)
        if CORE.joinpath(*name[:depth]).with_suffix(".py").is_file()
    }


def test_every_package_has_its_place() -> None:
    found = {package_of(path) for path in CORE.rglob("*.py")}
    assert found - {"__init__", "__main__"} == set(ORDER)


def test_the_architecture_lists_the_packages_in_their_order() -> None:
    assert re.findall(r"^\| `(\w+)` \|", ARCHITECTURE, re.MULTILINE) == list(ORDER)


def test_the_architecture_names_only_modules_that_exist() -> None:
    named = re.findall(r"`(\w+(?:\.\w+)+)`", ARCHITECTURE)
    ours = {name for name in named if name.split(".")[0] in (*ORDER, PAGE.name)}
    known = {
        ".".join(path.relative_to(root).with_suffix("").parts)
        for root in (CORE, PAGE.parent)
        for path in modules()
        if path.is_relative_to(root)
    }
    assert ours - known == set()


@pytest.mark.parametrize("package", ORDER)
def test_a_package_imports_only_those_above_it(package: str) -> None:
    above = ORDER[: ORDER.index(package) + 1]
    for path in CORE.rglob("*.py"):
        if package_of(path) == package:
            used = {name.split(".")[0] for name in imports_within(path)}
            assert used <= set(above), path


def steps_of(package: str) -> set[str]:
    """The packages within a package."""
    return {path.parent.name for path in CORE.glob(f"{package}/*/__init__.py")}


@pytest.mark.parametrize("package", ORDER)
def test_a_step_imports_only_those_before_it(package: str) -> None:
    order = STEPS.get(package, ())
    assert steps_of(package) == set(order)
    for place, step in enumerate(order):
        for path in CORE.glob(f"{package}/{step}/*.py"):
            used = {name.split(".")[1] for name in imports_within(path) if name.count(".") == 2}
            assert used.isdisjoint(order[place + 1 :]), path


def test_no_module_imports_itself_by_way_of_others() -> None:
    imports = {
        ".".join(path.relative_to(CORE).with_suffix("").parts): imports_within(path)
        for path in CORE.rglob("*.py")
        if path.stem != "__init__"
    }
    done: set[str] = set()
    while ready := {name for name in imports if name not in done and imports[name] <= done}:
        done |= ready
    assert set(imports) - done == set()


def test_the_core_does_not_know_fava() -> None:
    for path in CORE.rglob("*.py"):
        roots = {name.split(".")[0] for name in imported(path)}
        assert roots.isdisjoint({"fava", "flask", "fava_relance"}), path


def test_only_one_module_reads_the_clock() -> None:
    for path in CORE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        reads = re.search(r"\b(?:date\.today|datetime\.now|time\.time|utcnow)\(", text)
        assert not reads or package_of(path) == "clock", path


def test_every_module_says_what_it_is_for() -> None:
    for path in modules():
        assert ast.get_docstring(tree(path)), path


def named_in(package: Path) -> set[str]:
    """What the docstring of a package names."""
    text = ast.get_docstring(tree(package / "__init__.py")) or ""
    return {name.rpartition(".")[2] for name in re.findall(r"``([\w.]+)``", text)}


@pytest.mark.parametrize("package", ORDER)
def test_a_large_package_says_in_which_order_to_read_it(package: str) -> None:
    for folder in (CORE / package, *(CORE / package / step for step in STEPS.get(package, ()))):
        found = {path.stem for path in folder.glob("*.py")} - {"__init__"}
        if len(found) < LARGE and folder.parent == CORE and package not in STEPS:
            continue
        within = {path.stem for path in folder.glob("*/*.py")} | {
            path.name for path in folder.glob("*/")
        }
        if folder == CORE / "cli" / "commands":  # the registry names them
            found -= {command.module for command in SUBCOMMANDS.values()}
        assert found == named_in(folder) - (within - found), folder


def test_no_package_is_larger_than_can_be_held_in_mind() -> None:
    folders = {path.parent for path in CORE.rglob("*.py")}
    large = {path for path in folders if len(list(path.glob("*.py"))) - 1 > MOST}
    assert large == set()


def test_the_architecture_says_what_each_module_of_the_page_is_for() -> None:
    section = ARCHITECTURE.partition("### The page")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    assert {path.stem for path in PAGE.glob("*.py")} - {"__init__"} == named - {"views"}


def test_no_module_is_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    long = {path.relative_to(ROOT).as_posix() for path in lines if lines[path] > LONGEST}
    assert long == set()


def test_no_function_is_long() -> None:
    long = {
        node.name
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    }
    assert long == set()


def names_of(module: ast.Module) -> Iterator[str]:
    """The public names that a module defines; ``__all__`` and the like are everybody's."""
    for node in module.body:
        found: list[str] = []
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found = [node.name]
        elif isinstance(node, ast.Assign):
            found = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found = [node.target.id]
        yield from (name for name in found if not name.startswith("_"))


def test_a_public_name_means_one_thing() -> None:
    places: dict[str, list[Path]] = defaultdict(list)
    for path in modules():
        for name in names_of(tree(path)):
            places[name].append(path)
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
