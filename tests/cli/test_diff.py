"""``relance diff``: two ledgers, or one under another policy, in each format."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tests.support.command import EXAMPLE, as_json, relance
from tests.support.ledgers import accounts, payment, sale

AS_OF = '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
BOOKS = accounts() + sale("2026-05-14", "F1", "1200.00") + AS_OF
BY_POST = '2024-01-01 custom "relance-stage" "standard" "reminder"\n  channel: "letter"\n'


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


HOSTILE = "<script >alert(1)//</script ><img src=http://evil/x.png > <!-- @octocat $x$ www.evil"


def diff_of(tmp_path: Path, before: str, after: str, *options: str) -> str:
    for file, text in (("a.beancount", before), ("b.beancount", after)):
        (tmp_path / file).write_text(text, encoding="utf-8")
    done = relance("diff", tmp_path / "a.beancount", tmp_path / "b.beancount", *options)
    assert done.returncode in {0, 2}, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", [HOSTILE, "Martin [Nord] & <Cie> A*B_c_"])
def test_names_stand_in_the_summary_as_they_are(name: str, tmp_path: Path) -> None:
    named = f'2020-01-01 custom "relance-customer" "Martin"\n  name: "{name}"\n'
    paid = payment("2026-06-20", "9.00", "F1")
    text = diff_of(tmp_path, BOOKS + named, BOOKS + named + paid, "-o", "markdown")
    (summary,) = [line for line in text.splitlines() if line.startswith("<details><summary>")]
    inner = summary.removeprefix("<details><summary>").removesuffix("</summary>")
    assert "<" not in inner
    assert "\\" not in inner
    for dangerous in ("@octocat", "http://", "www.evil", "$x$"):
        assert dangerous not in text.partition("```")[0]


def test_a_deleted_invoice_is_not_called_settled(tmp_path: Path) -> None:
    empty = accounts() + AS_OF
    assert "F1 is no longer in the ledger" in diff_of(tmp_path, BOOKS, empty)
    assert "F1 is no longer in the ledger" in diff_of(tmp_path, BOOKS, AS_OF)
    assert "settled" not in diff_of(tmp_path, BOOKS, empty)


def test_another_number_and_another_customer_are_told(tmp_path: Path) -> None:
    renumbered = BOOKS.replace("^F1", "^F9")
    assert "F1 is now called F9" in diff_of(tmp_path, BOOKS, renumbered)
    moved = accounts("Martin", "Oriot") + AS_OF
    moved += sale("2026-05-14", "F1", "1200.00", customer="Oriot")
    assert "F1 is now under Oriot" in diff_of(tmp_path, BOOKS, moved)
    excluded = '2020-01-01 custom "relance" "exclude" "Assets:Clients:Martin"\n'
    text = diff_of(tmp_path, BOOKS, BOOKS + excluded)
    assert "Assets:Clients:Martin is no customer’s account any more" in text


def test_several_fates_are_told_apart(tmp_path: Path) -> None:
    before = BOOKS + sale("2026-05-15", "F2", "300.00")
    after = BOOKS + payment("2026-06-20", "1200.00", "F1")
    text = diff_of(tmp_path, before, after)
    assert "F1 is settled and F2 is no longer in the ledger" in text


def test_the_invoices_that_join_are_named(tmp_path: Path) -> None:
    text = diff_of(tmp_path, BOOKS, BOOKS + sale("2026-05-15", "F2", "300.00"))
    assert "the invoices, the amount claimed, the text, with F2" in text


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_amount_is_cut(
    width: int, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Console, "is_terminal", True)
    monkeypatch.setattr(os, "environ", {**os.environ, "COLUMNS": str(width), "NO_COLOR": "1"})
    paid = payment("2026-06-20", "9.00", "F1")
    text = Text.from_ansi(diff_of(tmp_path, BOOKS, BOOKS + paid, "-l", language)).plain
    assert max(map(cell_len, text.splitlines())) <= width
    amounts = {"en": ("€1,200.00", "€1,191.00"), "fr": ("1\u202f200,00", "1\u202f191,00")}
    table = text.partition("Open invoices" if language == "en" else "Factures ouvertes")[2]
    assert all(amount in table for amount in amounts[language])


def test_a_document_that_is_added_is_told(tmp_path: Path) -> None:
    (tmp_path / "F1.pdf").write_bytes(b"%PDF-1.4")
    document = f'2026-05-14 document Assets:Clients:Martin "{tmp_path}/F1.pdf" ^F1\n'
    assert "the enclosures" in diff_of(tmp_path, BOOKS, BOOKS + document)


def test_a_policy_that_the_ledger_overrides_is_told(books: Path) -> None:
    later = '2025-01-01 custom "relance" "min-gap" 9\n'
    books.write_text(BOOKS + later, encoding="utf-8")
    policy = books.with_name("policy.beancount")
    policy.write_text('2024-01-01 custom "relance" "min-gap" 3\n', encoding="utf-8")
    done = relance("diff", books, "--policy", policy)
    assert "Nothing changes." in done.stdout
    assert "policy.beancount:1 has no effect: books.beancount:" in done.stderr


def test_problems_have_their_place(books: Path) -> None:
    policy = books.with_name("policy.beancount")
    policy.write_text('\n2024-01-01 custom "relance" "min-gab" 7\n', encoding="utf-8")
    for form in ("table", "json", "markdown"):
        done = relance("diff", books, "--policy", policy, "-o", form)
        assert f"{policy}:2: " in done.stdout.replace("\\", "")


def test_what_is_not_due_yet_is_marked(tmp_path: Path) -> None:
    soon = accounts() + sale("2026-06-25", "F1", "1200.00") + AS_OF
    assert "+ upcoming: " in diff_of(tmp_path, accounts() + AS_OF, soon)
