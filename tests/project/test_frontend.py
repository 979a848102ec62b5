"""The script of the page: its unit tests, and that the committed bundle is what they test."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[2] / "fava_extension" / "frontend"
LONGEST = 350
"""The lines of the longest module."""


def run(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the frontend's ``package.json``."""
    npm = shutil.which("npm")
    if npm is None or not (FRONTEND / "node_modules").is_dir():
        if os.environ.get("CI"):
            pytest.fail("the tools of the frontend are missing: make frontend")
        pytest.skip("the tools of the frontend are not installed")
    return subprocess.run(  # noqa: S603
        [npm, "run", script], cwd=FRONTEND, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("script", ["test", "check"])
def test_the_bundle_is_tested_and_is_what_the_sources_build(script: str) -> None:
    done = run(script)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tools_have_exact_versions() -> None:
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in package  # the page needs nothing but the browser
    for name, version in package["devDependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name}: {version}"


def test_no_module_is_long_and_the_readme_lists_them_all() -> None:
    readme = (FRONTEND / "README.md").read_text(encoding="utf-8")
    for path in (FRONTEND / "src").glob("*.ts"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST, path.name
        assert f"`{path.stem}`" in readme, path.name
