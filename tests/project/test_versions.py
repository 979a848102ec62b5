"""The versions that are tried: every library has a lower bound and is capped."""

from __future__ import annotations

import sys
from pathlib import Path

from packaging.requirements import Requirement

from tests.project import versions


def test_every_library_is_tried_at_its_lower_bound() -> None:
    lowest = {Requirement(line).name for line in versions.lowest()}
    assert {"babel", "beancount", "fava", "typst", "hatchling", "pytest"} <= lowest
    assert "mypy" not in lowest  # of the style, not of the tests
    assert all("==" in line for line in versions.lowest())


def test_the_python_that_runs_this_is_found_if_it_is_on_the_path() -> None:
    for version, path in versions.pythons().items():
        assert version in versions.PYTHONS
        assert Path(path).exists()


def test_a_python_is_known_by_what_it_says_of_itself() -> None:
    own = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert versions.is_version(sys.executable, own)
    assert not versions.is_version(sys.executable, "2.7")
