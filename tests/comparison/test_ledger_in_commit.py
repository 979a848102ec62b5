"""A ledger as it was in a commit, without touching the work tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from beancount_relance.comparison.ledger_in_commit import Range, Repository
from beancount_relance.comparison.run_git import RevisionError
from tests.support.command import relance
from tests.support.ledgers import accounts, payment, sale

AS_OF = '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
OLD = accounts() + sale("2026-05-14", "F1", "1200.00") + AS_OF
WHO = {
    "GIT_AUTHOR_NAME": "Claire",
    "GIT_AUTHOR_EMAIL": "claire@books.example",
    "GIT_COMMITTER_NAME": "Claire",
    "GIT_COMMITTER_EMAIL": "claire@books.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - Git in a folder of the test
        ["git", "-C", str(folder), *arguments],  # noqa: S607
        env={**os.environ, **WHO},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A ledger in a subfolder of a repository of two commits: before and after a payment."""
    folder = tmp_path / "compta"
    folder.mkdir()
    ledger = folder / "books.beancount"
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    ledger.write_text(OLD + 'include "payments.beancount"\n', encoding="utf-8")
    (folder / "payments.beancount").write_text("\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "invoice")
    paid = payment("2026-06-20", "1200.00", "F1")
    (folder / "payments.beancount").write_text(paid, encoding="utf-8")
    git(tmp_path, "commit", "--quiet", "--all", "--message", "payment")
    return ledger


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("main", Range("main", None)),
        ("main..", Range("main", None)),
        ("..main", Range("HEAD", "main")),
        ("v1..v2", Range("v1", "v2")),
        ("main...topic", Range("main", "topic", from_fork=True)),
        ("main...", Range("main", "HEAD", from_fork=True)),
    ],
)
def test_a_range_is_read_as_git_reads_it(text: str, expected: Range) -> None:
    assert Range.of(text) == expected


def test_includes_are_those_of_the_commit(books: Path) -> None:
    repository = Repository(books)
    with repository.ledger_of(repository.commit("HEAD~1")) as ledger:
        assert (ledger.parent / "payments.beancount").read_text(encoding="utf-8") == "\n"
    assert not ledger.exists()


def test_neither_the_work_tree_nor_the_index_is_touched(books: Path) -> None:
    top = books.parent.parent
    books.write_text(books.read_text(encoding="utf-8") + ";; unsaved\n", encoding="utf-8")
    before = git(top, "status", "--porcelain=v2")
    index = (top / ".git" / "index").read_bytes()
    relance("diff", books, "HEAD~1..HEAD")
    assert (top / ".git" / "index").read_bytes() == index
    assert git(top, "status", "--porcelain=v2") == before


def test_two_commits(books: Path) -> None:
    done = relance("diff", books, "HEAD~1..HEAD")
    assert done.returncode == 0, done.stderr
    assert "HEAD~1 → HEAD" in done.stdout
    assert "- first reminder" in done.stdout
    assert "its invoices are settled" in done.stdout
    assert str(books.parent) not in done.stderr
    assert "relance-" not in done.stdout + done.stderr  # no name of a temporary folder


def test_a_commit_and_the_files_as_they_are(books: Path) -> None:
    assert "Nothing changes." in relance("diff", books, "HEAD").stdout
    assert "its invoices are settled" in relance("diff", books, "HEAD~1").stdout


def test_a_branch_and_where_it_began(books: Path) -> None:
    top = books.parent.parent
    git(top, "switch", "--quiet", "--create", "topic", "HEAD~1")
    books.write_text(books.read_text(encoding="utf-8") + ";; a remark\n", encoding="utf-8")
    git(top, "commit", "--quiet", "--all", "--message", "remark")
    assert "Nothing changes." in relance("diff", books, "main...topic").stdout
    assert "+ first reminder" in relance("diff", books, "main..topic").stdout


def test_the_exit_status_tells_whether_anything_changes(books: Path) -> None:
    assert relance("diff", books, "HEAD", "--exit-code").returncode == 0
    assert relance("diff", books, "HEAD~1", "--exit-code").returncode == 1


def test_a_commit_that_does_not_exist(books: Path) -> None:
    done = relance("diff", books, "nope..HEAD")
    assert done.returncode == 3
    assert "there is no commit “nope”" in done.stderr


def test_a_revision_that_looks_like_an_option(books: Path) -> None:
    with pytest.raises(RevisionError, match="there is no commit"):
        Repository(books).commit("--output=/tmp/somewhere")


def test_a_ledger_that_the_commit_does_not_have(books: Path) -> None:
    other = books.with_name("other.beancount")
    other.write_text(OLD, encoding="utf-8")
    done = relance("diff", other, "HEAD")
    assert done.returncode == 3
    assert "has no compta/other.beancount" in done.stderr


def test_a_ledger_outside_of_a_repository(tmp_path: Path) -> None:
    ledger = tmp_path / "books.beancount"
    ledger.write_text(OLD, encoding="utf-8")
    done = relance("diff", ledger, "HEAD", env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert done.returncode == 3
    assert "is not in a Git repository" in done.stderr


def test_git_is_explained_in_french(books: Path, tmp_path: Path) -> None:
    ceiling = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere" / "books.beancount"
    elsewhere.parent.mkdir()
    elsewhere.write_text(OLD, encoding="utf-8")
    done = relance("diff", elsewhere, "HEAD", "-l", "fr", env=ceiling)
    assert "n’est pas dans un dépôt Git" in done.stderr
    assert "aucun commit « nope »".replace(" ", "\u00a0") in relance(
        "diff", books, "nope", "-l", "fr"
    ).stderr.replace(" ", "\u00a0")


def test_the_variables_of_a_hook_do_not_lead_elsewhere(books: Path, tmp_path: Path) -> None:
    wrong = {"GIT_DIR": str(tmp_path / "none"), "GIT_INDEX_FILE": str(tmp_path / "index")}
    assert relance("diff", books, "HEAD~1", env=wrong).returncode == 0
    assert not (tmp_path / "index").exists()


def test_histories_without_a_common_commit(books: Path) -> None:
    top = books.parent.parent
    git(top, "switch", "--quiet", "--orphan", "other")
    git(top, "commit", "--quiet", "--allow-empty", "--message", "alone")
    git(top, "switch", "--quiet", "main")
    done = relance("diff", books, "main...other")
    assert done.returncode == 3
    assert "“main” and “other” have no commit in common" in done.stderr
    assert "Command" not in done.stderr


@pytest.mark.usefixtures("books")
def test_a_shallow_clone_says_how_to_get_the_rest(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}", str(clone))
    done = relance("diff", clone / "compta" / "books.beancount", "HEAD~1")
    assert done.returncode == 3
    assert "fetch-depth: 0" in done.stderr


def test_the_heading_of_a_branch_names_where_it_began(books: Path) -> None:
    assert "main...HEAD (" in relance("diff", books, "main...HEAD").stdout


def test_a_ledger_is_found_under_its_name_of_then(books: Path) -> None:
    top = books.parent.parent
    git(top, "mv", "compta/books.beancount", "compta/livre.beancount")
    git(top, "commit", "--quiet", "--message", "rename")
    done = relance("diff", books.with_name("livre.beancount"), "HEAD~2")
    assert done.returncode == 0, done.stderr
    assert "its invoices are settled" in done.stdout


def test_a_ledger_that_a_commit_never_had_is_told_with_those_that_it_has(books: Path) -> None:
    other = books.with_name("other.beancount")
    other.write_text(OLD, encoding="utf-8")
    assert "it has compta/books.beancount and compta/payments.beancount" in (
        relance("diff", other, "HEAD").stderr
    )


def test_an_absolute_include_is_told(books: Path) -> None:
    file = books.with_name("payments.beancount")
    text = books.read_text(encoding="utf-8").replace('"payments.beancount"', f'"{file}"')
    books.write_text(text, encoding="utf-8")
    git(books.parent, "commit", "--quiet", "--all", "--message", "absolute")
    done = relance("diff", books, "HEAD")
    assert f"{file} is read as it is now" in done.stderr
    assert done.stderr.count("is read as it is now") == 1


def test_an_include_outside_of_the_repository_is_told(books: Path) -> None:
    top = books.parent.parent
    outside = top.parent / f"{top.name}-outside.beancount"
    outside.write_text("\n", encoding="utf-8")
    more = f'include "../../{outside.name}"\n'
    books.write_text(books.read_text(encoding="utf-8") + more, encoding="utf-8")
    git(top, "commit", "--quiet", "--all", "--message", "outside")
    done = relance("diff", books, "HEAD..HEAD")
    assert f"{outside} is outside of the repository" in done.stderr
    assert "relance-" not in done.stdout + done.stderr


def test_a_missing_document_does_not_differ_from_itself(books: Path) -> None:
    lines = '2026-05-14 document Assets:Clients:Martin "none.pdf" ^F1\n'
    books.write_text(books.read_text(encoding="utf-8") + lines, encoding="utf-8")
    git(books.parent, "commit", "--quiet", "--all", "--message", "document")
    for commits in ("HEAD", "HEAD..HEAD"):
        done = relance("diff", books, commits)
        assert done.returncode == 2
        assert "Nothing changes." in done.stdout
        assert f"= {books}:" in done.stdout.replace("\n  ", " ")  # why it exits with 2
        assert "relance-" not in done.stdout + done.stderr


def test_a_broken_template_is_told_with_its_line(books: Path) -> None:
    folder = books.parent / "texts" / "en"
    folder.mkdir(parents=True)
    own = '2026-01-01 custom "relance" "templates" "texts"\n'
    text = books.read_text(encoding="utf-8").replace('include "payments.beancount"\n', "")
    books.write_text(text + own, encoding="utf-8")
    (folder / "reminder.j2").write_text("Your invoice\n\nPlease pay.\n", encoding="utf-8")
    git(books.parent, "add", ".")
    git(books.parent, "commit", "--quiet", "--message", "template")
    (folder / "reminder.j2").write_text("Your invoice\n\n{{ nothing }\n", encoding="utf-8")
    git(books.parent, "commit", "--quiet", "--all", "--message", "broken")
    done = relance("diff", books, "HEAD~1..HEAD")
    assert done.returncode == 2
    (line,) = [each for each in done.stdout.splitlines() if each.startswith("+ ")]
    assert "reminder.j2:3" in line or "line 3" in line
    assert "relance-" not in done.stdout + done.stderr
