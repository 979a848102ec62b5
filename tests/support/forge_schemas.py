"""The schemas that forges publish for their pipelines; check-jsonschema has a copy of each."""

from __future__ import annotations

from pathlib import Path

from check_jsonschema import main
from click.testing import CliRunner

GITHUB, GITLAB, DEPENDABOT = (
    "vendor.github-workflows",
    "vendor.gitlab-ci",
    "vendor.dependabot",
)


def is_valid(path: Path, schema: str) -> bool:
    """Whether a file is as the schema wants it; it must be one that can be read."""
    done = CliRunner().invoke(main, ["--builtin-schema", schema, str(path)])
    assert done.exit_code == 0 or "Schema validation errors" in done.output, done.output
    return done.exit_code == 0
