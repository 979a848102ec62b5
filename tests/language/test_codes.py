"""Every code is explained in each language, and the ledgers in its text are understood."""

from __future__ import annotations

import re

import pytest

from beancount_relance.language.codes import CODES, explanations
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.policy.settings import CHECKS
from tests.support.ledgers import complaints, report

_LINES = re.compile(r"(?:^    .*\n?)+", re.MULTILINE)
_BOOKS = """
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Banque
2024-01-01 open Income:7631-Late-Interest
2024-01-01 open Income:7631-Penalites-Recues
2024-01-01 open Assets:Clients:Martin
2024-01-01 open Assets:Bills:Martin
2024-01-01 open Assets:Effets:Martin
2024-01-01 open Assets:Clients:Harbor
2024-01-01 open Assets:Debtors-Control
2024-01-01 open Assets:Collectif-411
2024-01-01 open Income:Sales
2026-05-14 * "Martin" "Sign" ^F2026-014
  Assets:Clients:Martin  1200.00 EUR
  Income:Sales
"""
_TRANSACTION = '2026-05-15 * "Somebody"\n'


def pieces(language: str) -> list[tuple[str, str]]:
    """Each piece of ledger in the explanations, with its code."""
    return [
        (code, re.sub("^    ", "", piece[0], flags=re.MULTILINE))
        for code, finding in explanations(language).items()
        for piece in _LINES.finditer(finding.text)
        if not piece[0].startswith("    relance ")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_is_explained(language: str) -> None:
    assert tuple(explanations(language)) == CODES
    assert all(each.title and each.text for each in explanations(language).values())
    english = explanations("en")
    same = [code for code in CODES if explanations(language)[code].text == english[code].text]
    assert same == (list(CODES) if language == "en" else []), "\n".join(same)


def test_each_check_of_the_settings_has_a_code() -> None:
    assert set(CHECKS) <= set(CODES)


@pytest.mark.parametrize(
    ("code", "piece"), [each for language in LANGUAGES for each in pieces(language)]
)
def test_what_to_write_is_understood(code: str, piece: str) -> None:
    text = piece
    if piece.startswith("Assets:"):
        indented = "  " + piece.replace("\n", "\n  ").rstrip()
        text = _TRANSACTION + indented + "\n  Income:Sales\n"
    if piece.startswith("plugin"):
        text = piece.partition("\n")[2]
    books = _BOOKS
    if '"créances"' in piece or '"receivables"' in piece:
        books = books.replace("Assets:Clients", "Assets:Other")
    found = report(books + text)
    assert [each for each in complaints(found) if code != "changed-bank-account"] == []
