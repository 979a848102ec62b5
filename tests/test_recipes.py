"""The recipes and the hooks: they are valid, and their commands do what the recipes say."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import relance
from tests.ledgers import accounts, sale

ROOT = Path(__file__).parents[1]
DUE = (
    accounts()
    + sale("2026-05-14", "F1", "1200.00")
    + ('2020-01-01 custom "relance" "as-of" 2026-06-30\n')
)
NOTHING = accounts() + '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
WRONG = DUE + '2020-01-01 custom "relance" "min-gab" 7\n'

GH = """#!/bin/sh
echo "$@" >> "$LOG"
case "$2" in
  list) cat "$KNOWN" ;;
  create|edit) cp body.md "$LOG.body" ;;
esac
"""


def recipe(name: str) -> dict[Any, Any]:
    data = yaml.safe_load((ROOT / "docs" / "recipes" / name).read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the commands ``relance``, ``gh`` and ``pip`` that the recipes run."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "known").touch()
    for name, text in {
        "relance": f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m beancount_relance "$@"\n',
        "gh": GH,
        "pip": "#!/bin/sh\n",
    }.items():
        path = tmp_path / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    return tmp_path


def shell(shop: Path, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    known = {
        "PATH": f"{shop / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
        "LEDGER": "books.beancount",
        "LOG": str(shop / "log"),
        "KNOWN": str(shop / "known"),
        "GITHUB_OUTPUT": str(shop / "output"),
    }
    return subprocess.run(  # noqa: S603 - our own recipes
        ["bash", "-e", "-c", script],  # noqa: S607 - as the forges do
        cwd=shop,
        env={**os.environ, **known, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def github(shop: Path, books: str) -> tuple[str, list[str]]:
    """Run the workflow's steps as GitHub does; the status found, and what ``gh`` was asked."""
    (shop / "books.beancount").write_text(books, encoding="utf-8")
    for name in ("output", "log"):
        (shop / name).unlink(missing_ok=True)
    check, renew, close = recipe("github.yml")["jobs"]["due"]["steps"][-3:]
    done = shell(shop, check["run"])
    assert done.returncode == 0, done.stderr
    status = (shop / "output").read_text(encoding="utf-8").strip().removeprefix("status=")
    assert (renew["if"], close["if"]) == (
        "steps.due.outputs.status != '0'",
        "steps.due.outputs.status == '0'",
    )
    done = shell(shop, (close if status == "0" else renew)["run"])
    assert done.returncode == 0, done.stderr
    log = (shop / "log").read_text(encoding="utf-8").splitlines()
    return status, [line.partition(" --")[0] for line in log]


def test_github_opens_renews_and_closes_one_issue(shop: Path) -> None:
    assert github(shop, NOTHING) == ("0", ["issue list"])
    assert github(shop, DUE) == ("1", ["issue list", "issue create"])
    body = (shop / "log.body").read_text(encoding="utf-8")
    assert "/books.beancount:4: Martin: F1, €1,200.00 overdue since 2026-06-13" in body
    (shop / "known").write_text("7\n", encoding="utf-8")
    assert github(shop, WRONG) == ("2", ["issue list", "issue edit 7"])
    assert "min-gab" in (shop / "log.body").read_text(encoding="utf-8")
    assert github(shop, NOTHING) == ("0", ["issue list", "issue close 7"])


def test_github_fails_when_the_ledger_is_not_there(shop: Path) -> None:
    check = recipe("github.yml")["jobs"]["due"]["steps"][-3]["run"]
    assert shell(shop, check).returncode != 0


def test_the_schedules_are_there() -> None:
    github_ = recipe("github.yml")
    assert github_[True]["schedule"] == [{"cron": "30 5 * * 1-5"}]  # YAML takes "on" for true
    assert github_["permissions"] == {"contents": "read", "issues": "write"}
    job = recipe("gitlab-ci.yml")["relance"]
    assert job["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}]


def hooks() -> list[dict[str, Any]]:
    data = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, list)
    return data


@pytest.mark.parametrize(
    ("hook", "books", "status"),
    [
        ("relance-check", DUE, 0),
        ("relance-check", WRONG, 2),
        ("relance-due", DUE, 1),
        ("relance-due", NOTHING, 0),
    ],
)
def test_the_hooks(hook: str, books: str, status: int, tmp_path: Path) -> None:
    (entry,) = (each for each in hooks() if each["id"] == hook)
    assert entry["language"] == "python"
    assert entry["pass_filenames"] is False
    path = tmp_path / "books.beancount"
    path.write_text(books, encoding="utf-8")
    command, *args = entry["entry"].split()
    assert command == "relance"
    assert relance(*args, path).returncode == status


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_shells_are_told_how_to_complete(name: str) -> None:
    done = relance(
        env={"_RELANCE_COMPLETE": f"{name}_source"},
        command=("-c", "from beancount_relance.cli import cli; cli(prog_name='relance')"),
    )
    assert done.returncode == 0, done.stderr
    assert "_RELANCE_COMPLETE" in done.stdout
