"""Build the sdist and the wheel in ``build/dist``, and check what PyPI and users will see of them.

    python -m tests.project.release [TAG]

With a tag such as ``v0.2.0``, the version and the changelog have to be those of the tag.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.project.versions import ROOT

DIST = ROOT / "build" / "dist"


def version() -> str:
    """The version in ``pyproject.toml``, without a parser: Python 3.10 has none."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("version = "))
    return line.split('"')[1]


def complaints(tag: str) -> list[str]:
    """What does not fit to a tag."""
    wanted = tag.removeprefix("v")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = []
    if version() != wanted:
        found.append(f"pyproject.toml has version {version()}, the tag {tag} needs {wanted}")
    if f"\n## {wanted}" not in changelog and f"\n## [{wanted}]" not in changelog:
        found.append(f"CHANGELOG.md has no section {wanted}: cut it from “Unreleased”")
    return found


def run(*command: str) -> None:
    """Run a program; leave with its status if it fails."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Build, and check; leave with a status that is not 0 if something is wrong."""
    found = complaints(sys.argv[1]) if sys.argv[1:] and sys.argv[1] else []
    if found:
        sys.exit("\n".join(found))
    shutil.rmtree(DIST, ignore_errors=True)
    run("hatchling", "build", "-d", str(DIST))
    files = sorted(map(str, DIST.iterdir()))
    run("twine", "check", "--strict", *files)
    run("check_wheel_contents", *(file for file in files if file.endswith(".whl")))


if __name__ == "__main__":
    main()
