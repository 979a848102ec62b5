"""The numbers of README.md: what its commands count."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.reported.test_public_reports import CASES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "beancount_relance"


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


@pytest.mark.parametrize("page", ["README.md", "README.fr.md"])
def test_the_numbers_are_right(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    numbers = re.findall(r"^\| (?:over |plus de )?(\d+) \|", text, re.MULTILINE)
    languages = {*column(PACKAGE / "ledger" / "data" / "account_words.csv", "language")} - {"xx"}
    countries = " ".join(column(PACKAGE / "law" / "data" / "regimes.csv", "countries")).split()
    assert numbers == ["600", str(len(CASES)), str(len(languages)), str(len({*countries})), "0"]
    assert len([*(ROOT / "tests" / "golden").glob("*/source.beancount")]) > 600
