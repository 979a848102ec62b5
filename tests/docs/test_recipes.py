"""The recipes and the hooks: they are valid, and their commands do what the recipes say."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tests.support.command import relance, relance_process
from tests.support.forge_schemas import GITHUB, GITLAB, is_valid
from tests.support.ledgers import accounts, sale

ROOT = Path(__file__).parents[2]
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
case "$*" in
  *--paginate*) cat "$KNOWN" ;;
  *body=@body.md*) cp body.md "$LOG.body" ;;
esac
"""


def recipe(name: str) -> dict[Any, Any]:
    data = yaml.safe_load((ROOT / "docs" / "recipes" / name).read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with the commands that the recipes run."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "known").touch()
    for name, text in {
        "relance": f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m beancount_relance "$@"\n',
        "gh": GH,
        "pip": "#!/bin/sh\n",
        "python": f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n',
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


def test_github_posts_one_comment_with_what_a_change_does(shop: Path) -> None:
    books = shop / "books.beancount"
    shell(shop, "git init --quiet && git config user.name a && git config user.email a@b.example")
    books.write_text(NOTHING, encoding="utf-8")
    shell(shop, "git add books.beancount && git commit --quiet --message 1 && git tag base")
    books.write_text(DUE, encoding="utf-8")
    shell(shop, "git commit --quiet --all --message 2")
    tell, post = recipe("github-diff.yml")["jobs"]["diff"]["steps"][-2:]
    asked = []
    for known in ("", "7\n"):
        (shop / "known").write_text(known, encoding="utf-8")
        (shop / "log").unlink(missing_ok=True)
        env = {"BASE": "base", "NUMBER": "3", "GH_REPO": "claire/books"}
        for step in (tell, post):
            done = shell(shop, step["run"], **env)
            assert done.returncode == 0, done.stderr
        body = (shop / "log.body").read_text(encoding="utf-8")
        assert body.startswith("<!-- relance-diff -->\n### base...HEAD (")
        assert "first reminder" in body
        lines = (shop / "log").read_text(encoding="utf-8").splitlines()
        asked.append([line.partition(" --")[0] for line in lines])
    comments = "api repos/claire/books/issues/3/comments"
    assert asked == [
        [comments, comments],
        [comments, "api repos/claire/books/issues/comments/7"],
    ]


class Forge(ThreadingHTTPServer):
    """The issues of a GitLab project, and what was asked of them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ForgeHandler)
        self.issues: list[dict[str, Any]] = []
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v4"


class ForgeHandler(BaseHTTPRequestHandler):
    """The three requests that the recipe makes, as GitLab's REST API answers them."""

    server: Forge

    def do_GET(self) -> None:
        assert parse_qs(urlsplit(self.path).query) == {
            "state": ["opened"],
            "in": ["title"],
            "search": ["Invoices to chase"],
        }
        self.answer([issue for issue in self.server.issues if issue["state"] == "opened"])

    def do_POST(self) -> None:
        issue = {"iid": len(self.server.issues) + 1, "state": "opened", **self.fields()}
        self.server.issues.append(issue)
        self.answer(issue)

    def do_PUT(self) -> None:
        number = int(urlsplit(self.path).path.rpartition("/")[2])
        issue = self.server.issues[number - 1]
        fields = self.fields()
        if fields.pop("state_event", None) == "close":
            fields["state"] = "closed"
        issue.update(fields)
        self.answer(issue)

    def fields(self) -> dict[str, Any]:
        fields = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert isinstance(fields, dict)
        return fields

    def answer(self, found: object) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        assert urlsplit(self.path).path.startswith("/api/v4/projects/7/issues")
        self.server.asked.append(self.command)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing among the tests."""


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def gitlab(shop: Path, forge: Forge, books: str | None) -> int:
    """Run the job's steps as GitLab's runner does, in one shell; its exit status."""
    path = shop / "books.beancount"
    path.unlink(missing_ok=True)
    if books is not None:
        path.write_text(books, encoding="utf-8")
    job = recipe("gitlab-ci.yml")["relance"]
    steps = "\n".join(["set -eo pipefail", *job["before_script"], *job["script"]])
    env = {"CI_API_V4_URL": forge.address, "CI_PROJECT_ID": "7", "RELANCE_TOKEN": "secret"}
    return shell(shop, steps, **job["variables"], **env).returncode


def test_gitlab_opens_renews_and_closes_one_issue(shop: Path, forge: Forge) -> None:
    assert gitlab(shop, forge, NOTHING) == 0
    assert forge.asked == ["GET"]
    assert gitlab(shop, forge, DUE) == 0
    assert forge.asked[1:] == ["GET", "POST"]
    (issue,) = forge.issues
    assert (issue["title"], issue["confidential"]) == ("Invoices to chase", True)
    assert "/books.beancount:4: Martin: F1, €1,200.00 overdue since" in issue["description"]
    assert gitlab(shop, forge, WRONG) == 0
    assert forge.asked[3:] == ["GET", "PUT"]
    assert "min-gab" in issue["description"]
    assert gitlab(shop, forge, NOTHING) == 0
    assert forge.asked[5:] == ["GET", "PUT"]
    assert [each["state"] for each in forge.issues] == ["closed"]


def test_gitlab_fails_when_the_ledger_is_not_there(shop: Path, forge: Forge) -> None:
    assert gitlab(shop, forge, None) != 0
    assert forge.asked == []


SCHEMAS = {
    "github.yml": GITHUB,
    "github-diff.yml": GITHUB,
    "gitlab-ci.yml": GITLAB,
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_recipes_are_as_the_forges_schemas_want_them(name: str, tmp_path: Path) -> None:
    path = ROOT / "docs" / "recipes" / name
    assert is_valid(path, SCHEMAS[name])
    text = path.read_text(encoding="utf-8")
    wrong = tmp_path / name
    wrong.write_text(re.sub(r"\b(cron|rules|paths):", r"\1s:", text), encoding="utf-8")
    assert not is_valid(wrong, SCHEMAS[name])


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
    done = relance_process(
        env={"_RELANCE_COMPLETE": f"{name}_source"},
        command=("-c", "from beancount_relance.cli import cli; cli(prog_name='relance')"),
    )
    assert done.returncode == 0, done.stderr
    assert "_RELANCE_COMPLETE" in done.stdout
