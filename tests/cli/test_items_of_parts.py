"""The parts of an invoice in tables, as letters call them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import relance
from tests.support.ledgers import accounts, sale

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize(
    ("language", "told"), [("en", "(retention money)"), ("fr", "(retenue de garantie)")]
)
def test_retention_money_is_no_instalment(language: str, told: str) -> None:
    ledger = GOLDEN / "retention-of-an-unpaid-invoice" / "source.beancount"
    shown = relance("items", "-l", language, ledger).stdout
    assert shown.count(f"S-2 {told}") == 1
    assert "(1/2)" not in shown
    assert "(2/2)" not in shown


def test_an_instalment_has_its_number() -> None:
    ledger = GOLDEN / "instalment-terms" / "source.beancount"
    assert "F1 (2/2)" in relance("items", ledger).stdout


@pytest.mark.parametrize("part", ["angev", "ANGEVIN", "s-3"])
def test_a_letter_takes_a_part_of_a_name_that_means_one(part: str) -> None:
    ledger = GOLDEN / "retention-of-an-unpaid-invoice" / "source.beancount"
    done = relance("letter", "-l", "en", ledger, part)
    assert done.returncode == 0, done.stderr
    assert "S-3" in done.stdout
    assert "S-2" not in done.stdout


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("a", "several are meant by “a”: Angevin and Clay-Nash"),
        ("s-", "several are meant by “s-”: S-1 and S-2"),
        ("zzz", "there is no invoice or customer “zzz”"),
    ],
)
def test_a_part_that_means_several_or_none_is_asked_about(
    part: str, told: str, tmp_path: Path
) -> None:
    ledger = tmp_path / "books.beancount"
    ledger.write_text(
        accounts("Angevin", "Clay-Nash")
        + sale("2026-03-02", "S-1", "100.00", customer="Angevin")
        + sale("2026-03-02", "S-2", "100.00", customer="Clay-Nash"),
        encoding="utf-8",
    )
    done = relance("letter", "-l", "en", ledger, part)
    assert done.returncode == 3
    assert told in done.stderr
