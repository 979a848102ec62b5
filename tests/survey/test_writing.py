"""``relance init --write`` and ``--interactive``: the lines in a file, and what is asked."""

from __future__ import annotations

from pathlib import Path

from beancount import loader

from beancount_relance.report.loading import load_ledger
from tests.support.command import relance

BOOKS = """option "title" "Atelier"
option "operating_currency" "EUR"
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Bank
2026-01-01 open Income:Ventes
2026-02-02 * "Martin" "Facture 2026-002 - enseigne"
  Assets:Clients:Martin  200.00 EUR
  Income:Ventes
2026-03-02 * "Martin" "Facture 2026-003 - lampe"
  Assets:Clients:Martin  300.00 EUR
  Income:Ventes
"""
DAY = ("--as-of", "2026-06-30")


def test_the_lines_go_into_a_file_that_is_included(books: Path) -> None:
    done = relance("init", books, "--write", *DAY)
    assert done.returncode == 0, done.stderr
    assert books.read_text(encoding="utf-8") == (
        BOOKS + '\nplugin "beancount_relance"\ninclude "relance.beancount"\n'
    )
    written = (books.parent / "relance.beancount").read_text(encoding="utf-8")
    assert '"reference-pattern"' in written
    assert written.splitlines()[0] in done.stdout
    _, errors, _ = loader.load_file(str(books))
    assert errors == []
    numbers = [item.invoice.number for item in load_ledger(books).report().open_items]
    assert numbers == ["2026-002", "2026-003"]
    assert "Nothing to add." in relance("init", books, "--write", *DAY).stdout


def test_nothing_is_overwritten(books: Path) -> None:
    there = [books.parent / name for name in ("relance.beancount", "books-relance.beancount")]
    for path in there:
        path.write_text("; mine\n", encoding="utf-8")
    done = relance("init", books, "--write", *DAY)
    assert done.returncode == 2
    assert "books-relance.beancount is there already; nothing was written" in done.stderr
    assert [path.read_text(encoding="utf-8") for path in there] == ["; mine\n", "; mine\n"]
    assert books.read_text(encoding="utf-8") == BOOKS


def test_a_top_level_file_that_cannot_be_written_leaves_all_as_it_was(books: Path) -> None:
    books.chmod(0o444)
    done = relance("init", books, "--write", *DAY)
    assert done.returncode == 2
    assert "read-only" in done.stderr
    assert not (books.parent / "relance.beancount").exists()
    assert books.read_text(encoding="utf-8") == BOOKS


def test_a_pattern_that_includes_the_file_already_is_enough(books: Path) -> None:
    text = BOOKS + 'include "rel*.beancount"\n'
    books.write_text(text, encoding="utf-8")
    (books.parent / "related.beancount").write_text("", encoding="utf-8")
    assert relance("init", books, "--write", *DAY).returncode == 0
    assert "relance.beancount" not in books.read_text(encoding="utf-8")
    assert load_ledger(books).report().settings.reference_patterns


def test_each_answer_shows_its_effect(books: Path) -> None:
    done = relance(
        "init",
        books,
        "--interactive",
        "--write",
        *DAY,
        stdin="XX1\nbe\n\nFacture 2026-002\nlate-start\n",
    )
    assert done.returncode == 0, done.stderr
    assert "expected:" in done.stdout  # XX1 is no country
    assert done.stdout.count("2 invoices, 2 with a number; owed: €500.00; 1 action today") >= 4
    written = (books.parent / "relance.beancount").read_text(encoding="utf-8")
    assert 'country: "BE"' in written
    assert '2026-06-30 custom "relance" "since" 2026-06-30' in written
    assert "20[0-9]{2}-[0-9]{3,}" in written


def test_programs_are_asked_nothing(books: Path) -> None:
    done = relance("init", books, "--interactive", "--format", "json", *DAY)
    assert done.returncode == 3


def test_a_ledger_with_errors_is_not_written_to(books: Path) -> None:
    text = BOOKS + "gibberish here\n"
    books.write_text(text, encoding="utf-8")
    done = relance("init", books, "--write", *DAY)
    assert done.returncode == 2
    assert "the ledger has 2 errors, shown at the end" in " ".join(done.stdout.split())
    assert "the ledger has errors; nothing was written" in done.stderr
    assert books.read_text(encoding="utf-8") == text
    assert not (books.parent / "relance.beancount").exists()


def test_a_file_that_another_one_includes_is_not_written_to(books: Path) -> None:
    main = books.parent / "main.beancount"
    main.write_text('include "books.beancount"\n', encoding="utf-8")
    done = relance("init", books, "--write", *DAY)
    assert done.returncode == 2
    assert "books.beancount is only a part of main.beancount" in done.stdout
    assert "run “relance init main.beancount”" in done.stderr
    assert books.read_text(encoding="utf-8") == BOOKS
    assert relance("init", main, "--write", *DAY).returncode == 0


def test_a_file_that_is_not_utf8_is_named(books: Path) -> None:
    content = BOOKS.replace("Atelier", "Café").encode("latin-1")
    books.write_bytes(content)
    done = relance("init", books, "--write", *DAY)
    assert done.returncode == 2
    assert "the ledger has errors; nothing was written" in done.stderr
    assert books.read_bytes() == content


def test_an_interrupted_interview_writes_nothing(books: Path) -> None:
    done = relance("init", books, "--interactive", "--write", *DAY, stdin="be\n")
    assert done.returncode == 130
    assert "Interrupted; nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert books.read_text(encoding="utf-8") == BOOKS


def test_renamed_roots_are_repeated_in_the_new_file(books: Path) -> None:
    roots = 'option "name_assets" "Actifs"\noption "name_income" "Produits"\n'
    lent = (
        "2026-01-01 open Actifs:Creances:Julien\n"
        '2026-04-01 * "Julien" "Avance"\n  Actifs:Creances:Julien  50.00 EUR\n  Actifs:Bank\n'
    )
    text = roots + BOOKS.replace("Assets:", "Actifs:").replace("Income:", "Produits:") + lent
    books.write_text(text, encoding="utf-8")
    assert relance("init", books, "--write", *DAY).returncode == 0
    written = (books.parent / "relance.beancount").read_text(encoding="utf-8")
    assert written.startswith(roots)
    assert '"exclure" Actifs:Creances:Julien' in written
    _, errors, _ = loader.load_file(str(books))
    assert errors == []
