"""The project's own pipelines: what they run is there, and the forges understand them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.support.forge_schemas import DEPENDABOT, GITHUB, GITLAB, is_valid

ROOT = Path(__file__).parents[2]
PIPELINES = {
    ".github/workflows/tests.yml": GITHUB,
    ".github/workflows/nightly.yml": GITHUB,
    ".github/workflows/release.yml": GITHUB,
    ".gitlab-ci.yml": GITLAB,
}
EVERY_CHANGE = ".ci/run"
EVERY_NIGHT = ".ci/nightly"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "schema"), [*PIPELINES.items(), (".github/dependabot.yml", DEPENDABOT)]
)
def test_a_pipeline_is_as_its_forge_wants_it(name: str, schema: str) -> None:
    assert is_valid(ROOT / name, schema)


@pytest.mark.parametrize("name", [*PIPELINES, EVERY_CHANGE, EVERY_NIGHT])
def test_what_a_pipeline_makes_is_a_target(name: str) -> None:
    makefile = text_of("Makefile")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    made = re.findall(r"\bmake ([a-z-]+)", text_of(name))
    assert set(made) <= targets


def test_what_others_publish_is_pinned_to_a_commit_with_its_version() -> None:
    """A tag may be moved; Dependabot raises the commit and the version beside it together."""
    used = [
        use
        for name in PIPELINES
        for use in re.findall(r"\buses: (.+)", text_of(name))
        if not use.startswith("./")
    ]
    assert used
    assert [use for use in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[0-9.]+", use)] == []


def test_every_change_is_checked_as_a_release_is() -> None:
    text = text_of(EVERY_CHANGE)
    made = re.findall(r"^\s*make ([a-z-]+)", text, re.MULTILINE)
    assert {"lint", "messages", "site", "release-check", "test"} <= set(made)


def test_both_forges_run_the_night() -> None:
    assert re.findall(r"^make ([a-z-]+)", text_of(EVERY_NIGHT), re.MULTILINE) == ["nightly", "fuzz"]
    (recipe,) = re.findall(r"^nightly:.*\n\t(.+)", text_of("Makefile"), re.MULTILINE)
    assert recipe.startswith("HYPOTHESIS_PROFILE=nightly ")
    github = yaml.safe_load(text_of(".github/workflows/nightly.yml"))
    assert github[True]["schedule"]  # what YAML makes of “on”
    assert {"run": EVERY_NIGHT} in github["jobs"]["nightly"]["steps"]
    gitlab = yaml.safe_load(text_of(".gitlab-ci.yml"))["nightly"]
    assert gitlab["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}]
    assert gitlab["script"] == [EVERY_NIGHT]


def test_no_test_fixes_how_many_examples_it_takes() -> None:
    """Otherwise the night would try no more than every change does."""
    alone = {"tests/conftest.py", "tests/support/examples.py"}
    fixed = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"max_examples=|\"nightly\"", path.read_text(encoding="utf-8"))
    }
    assert fixed - {Path(__file__).relative_to(ROOT).as_posix()} == alone
