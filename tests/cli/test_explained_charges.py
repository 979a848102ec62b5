"""`relance explain` tells of money for interest and fees what it was for, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command import relance
from tests.support.ledgers import FRANCE, accounts, sale


@pytest.mark.parametrize(
    ("received", "english", "french"),
    [
        ("40.00", "€40.00 in recovery fees", "40,00 € d’indemnité"),
        ("41.00", "€1.00 in interest and €40.00 in recovery fees", "1,00 € d’intérêts et 40,00 €"),
        ("1.00", "€1.00 in interest", "1,00 € d’intérêts"),
    ],
)
def test_a_share_of_nothing_is_not_told(
    received: str, english: str, french: str, tmp_path: Path
) -> None:
    path = tmp_path / "books.beancount"
    books = FRANCE + accounts() + sale("2026-03-02", "F1", "1200.00")
    books += "2026-01-01 open Income:Late-Fees\n"
    books += f'2026-06-01 * "Martin" "Late fees" ^F1\n  Assets:Bank  {received} EUR\n'
    path.write_text(f"{books}  Income:Late-Fees\n", encoding="utf-8")
    for language, said in (("en", f"2026-06-01: {english} ("), ("fr", french)):
        done = relance("explain", path, "F1", "--as-of", "2026-06-30", "--language", language)
        assert said in done.stdout.replace("\u00a0", " ").replace("\u202f", " ")
