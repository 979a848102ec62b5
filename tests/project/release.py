"""Build the sdist and the wheel in ``build/dist``, and check what PyPI and users will see of them.

    python -m tests.project.release [TAG]

The version is that of the tag of the commit, and without one that of a development version. With
a tag such as ``v0.2.0``, both the version and the changelog have to be those of the tag.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.project.versions import ROOT

DIST = ROOT / "build" / "dist"


def version() -> str:
    """The version that a build of this commit has."""
    command = [sys.executable, "-m", "hatchling", "version"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
    return done.stdout.strip()


def complaints(tag: str) -> list[str]:
    """What does not fit to a tag."""
    wanted = tag.removeprefix("v")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = []
    if version() != wanted:
        found.append(
            f"a build has version {version()}: tag the commit as {tag}, without changes after"
        )
    if f"\n## {wanted}" not in changelog and f"\n## [{wanted}]" not in changelog:
        found.append(f"CHANGELOG.md has no section {wanted}: cut it from “Unreleased”")
    return found


def run(*command: str, cwd: Path = ROOT) -> None:
    """Run a program; leave with its status if it fails."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, check=False)  # noqa: S603
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
    unpacked = DIST.parent / "sdist"
    shutil.rmtree(unpacked, ignore_errors=True)
    (archive,) = DIST.glob("*.tar.gz")
    with tarfile.open(archive) as held:
        # Python 3.11.2, which Debian 12 has, knows no filter yet.
        held.extraction_filter = getattr(tarfile, "data_filter", None)
        held.extractall(unpacked)  # noqa: S202 - it was built just now
    (source,) = unpacked.glob("*/")
    run("hatchling", "build", "-t", "wheel", "-d", str(unpacked / "again"), cwd=source)
    again = [each.name for each in (unpacked / "again").iterdir()]
    if again != [each.name for each in DIST.glob("*.whl")]:
        sys.exit(f"the source distribution gives another wheel: {again}")
    run("twine", "check", "--strict", *files)
    run("check_wheel_contents", *(file for file in files if file.endswith(".whl")))


if __name__ == "__main__":
    main()
