"""``relance diff``: two ledgers, or one under another policy, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import EXAMPLE, as_json, relance
from tests.support.ledgers import accounts, payment, sale

AS_OF = '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
BOOKS = accounts() + sale("2026-05-14", "F1", "1200.00") + AS_OF
BY_POST = '2024-01-01 custom "relance-stage" "standard" "reminder"\n  channel: "letter"\n'


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return path


def test_another_policy(books: Path) -> None:
    policy = books.with_name("policy.beancount")
    policy.write_text(BY_POST, encoding="utf-8")
    data = as_json("diff", books, "--policy", policy)
    ((action),) = data["actions"]
    assert (action["customer"], action["change"]) == ("Martin", "changes")
    assert action["aspects"] == ["channel"]
    assert (action["before"]["channel"], action["after"]["channel"]) == ("email", "letter")
    assert data["items"] == data["figures"] == []


def test_a_policy_with_a_mistake_is_told(books: Path) -> None:
    policy = books.with_name("policy.beancount")
    policy.write_text('2024-01-01 custom "relance" "min-gab" 7\n', encoding="utf-8")
    done = relance("diff", books, "--policy", policy)
    assert done.returncode == 2
    assert "min-gab" in done.stdout


def test_two_ledgers(books: Path) -> None:
    other = books.with_name("after.beancount")
    other.write_text(BOOKS + payment("2026-06-20", "1200.00", "F1"), encoding="utf-8")
    done = relance("diff", books, other)
    assert done.returncode == 0, done.stderr
    assert "books.beancount → after.beancount, as of 2026-06-30" in done.stdout


def test_the_texts_are_shown_on_request(books: Path) -> None:
    other = books.with_name("after.beancount")
    other.write_text(BOOKS + payment("2026-06-20", "200.00", "F1"), encoding="utf-8")
    assert "@@" not in relance("diff", books, other).stdout
    assert "-Amount due: €1,200.00" in relance("diff", books, other, "--texts").stdout


def test_markdown_has_no_markup_of_the_ledger(tmp_path: Path) -> None:
    name = '2020-01-01 custom "relance-customer" "Martin"\n  name: "<b>|*Martin*"\n'
    for file, more in (("a.beancount", ""), ("b.beancount", payment("2026-06-20", "9.00", "F1"))):
        (tmp_path / file).write_text(BOOKS + name + more, encoding="utf-8")
    done = relance("diff", tmp_path / "a.beancount", tmp_path / "b.beancount", "-o", "markdown")
    assert done.returncode == 0, done.stderr
    assert "\\<b\\>\\|\\*Martin\\*" in done.stdout
    assert "<b>" not in done.stdout
    assert "```diff" in done.stdout


def test_the_example_does_not_differ_from_itself() -> None:
    done = relance("diff", EXAMPLE, EXAMPLE, "--format", "json")
    data = json.loads(done.stdout)
    assert [data[key] for key in ("actions", "items", "figures")] == [[], [], []]
    assert data["problems"] == {"gone": [], "new": []}


def test_what_to_compare_must_be_said(books: Path) -> None:
    done = relance("diff", books)
    assert done.returncode == 3
    assert "HEAD~1..HEAD" in done.stderr
