"""``make versions``: the tests on every Python of this machine, with old and new libraries.

For each Python it makes two environments, one with the lowest versions that
``pyproject.toml`` allows of what it names, one with the newest, builds and installs
the package there and runs the tests, those in a browser apart:

    python -m tests.project.versions [ARGUMENT OF PYTEST ...]

It prints a line for each environment and leaves with 1 if one of them failed; what
pip and pytest said is kept beside the environment, in ``.venv/versions/``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "versions"
PYTHONS = tuple(f"3.{minor}" for minor in range(10, 15))
EXTRAS = ("fava", "pdf", "test")
TESTS = ("tests", "--ignore=tests/browser")


def pythons() -> dict[str, str]:
    """The Pythons of this machine, on the path or pyenv's, by version."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found: dict[str, str] = {}
    for version in PYTHONS:
        here = shutil.which(f"python{version}")
        kept = sorted(root.glob(f"versions/{version}.*/bin/python"), key=_patch)
        for path in [*([here] if here else []), *map(str, reversed(kept))]:
            if version not in found and is_version(path, version):
                found[version] = path
    return found


def _patch(path: Path) -> int:
    """The 13 of ``…/versions/3.10.13/bin/python``; 0 of a release to come."""
    last = path.parts[-3].rpartition(".")[2]
    return int(last) if last.isdecimal() else 0


def is_version(path: str, version: str) -> bool:
    """Whether it runs, and is that version: what is on the path may only point to pyenv."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip() == version


def lowest() -> list[str]:
    """What the package requires, for its use and for its tests, each at its lower bound."""
    return [_at_lower_bound(requirement) for requirement in _wanted()]


def _wanted() -> Iterator[Requirement]:
    for requirement in map(Requirement, requires("beancount-relance") or ()):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in EXTRAS):
            yield requirement


def _at_lower_bound(requirement: Requirement) -> str:
    (bound,) = (each.version for each in requirement.specifier if each.operator == ">=")
    return f"{requirement.name}=={bound}"


def run(python: str, name: str, constraints: Sequence[str], tests: Sequence[str]) -> str:
    """Make the environment ``name`` and run the tests there; what is to be told of it."""
    env = FOLDER / name
    log = FOLDER / f"{name}.log"
    constraint = FOLDER / f"{name}.txt"
    constraint.write_text("\n".join(constraints) + "\n", encoding="utf-8")
    inside = str(env / "bin" / "python")
    install = [inside, "-m", "pip", "install", "--quiet", "-c", str(constraint)]
    steps = (
        [python, "-m", "venv", "--clear", str(env)],
        [*install, "hatchling", "hatch-vcs"],
        [*install, *(f"{each.name}{each.specifier}" for each in _wanted())],
        [*install, "--no-build-isolation", "--no-deps", "."],
        [inside, "-m", "pytest", "-p", "no:cacheprovider", *tests],
    )
    with log.open("w", encoding="utf-8") as output:
        for step in steps:
            output.flush()
            done = subprocess.run(  # noqa: S603 - our own steps
                step, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
            )
            if done.returncode:
                break
    last = log.read_text(encoding="utf-8").strip().rpartition("\n")[2].strip("= ")
    return last if not done.returncode else f"FAILED: {last} ({log.relative_to(ROOT)})"


def main() -> None:
    """A line for each environment."""
    tests = sys.argv[1:] or TESTS
    FOLDER.mkdir(parents=True, exist_ok=True)
    told = []
    for version, python in pythons().items():
        for end, constraints in (("lowest", lowest()), ("newest", [])):
            told.append(run(python, f"{version}-{end}", constraints, tests))
            print(f"Python {version:<5} {end}  {told[-1]}", flush=True)
    sys.exit(any(line.startswith("FAILED") for line in told))


if __name__ == "__main__":
    main()
