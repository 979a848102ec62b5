"""The project's own pipelines: what they run is there, and the forges understand them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.forge_schemas import DEPENDABOT, GITHUB, GITLAB, is_valid

ROOT = Path(__file__).parents[2]
PIPELINES = {
    ".github/workflows/tests.yml": GITHUB,
    ".github/workflows/release.yml": GITHUB,
    ".gitlab-ci.yml": GITLAB,
}
EVERY_CHANGE = ".ci/run"


@pytest.mark.parametrize(
    ("name", "schema"), [*PIPELINES.items(), (".github/dependabot.yml", DEPENDABOT)]
)
def test_a_pipeline_is_as_its_forge_wants_it(name: str, schema: str) -> None:
    assert is_valid(ROOT / name, schema)


@pytest.mark.parametrize("name", [*PIPELINES, EVERY_CHANGE])
def test_what_a_pipeline_makes_is_a_target(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    made = re.findall(r"\bmake ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert set(made) <= targets


def test_every_change_is_checked_as_a_release_is() -> None:
    text = (ROOT / EVERY_CHANGE).read_text(encoding="utf-8")
    made = re.findall(r"^make ([a-z-]+)", text, re.MULTILINE)
    assert {"lint", "messages", "site", "release-check", "test"} <= set(made)
