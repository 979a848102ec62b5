"""The how-tos: every piece of ledger in them is understood, and means what the text says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command import EXAMPLE, relance
from tests.support.ledgers import complaints, report

_DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```beancount\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def sections(page: str) -> list[tuple[str, str | None]]:
    """The titles of a page's sections, each with its piece of ledger."""
    texts = (_DOCS / page).read_text(encoding="utf-8").split("\n## … ")[1:]
    found = [(text.partition("\n")[0], _BLOCK.search(text)) for text in texts]
    return [(title, block[1] if block else None) for title, block in found]


PIECES = {title: piece for title, piece in sections("how-to.md") if piece}
FRENCH = [piece for _, piece in sections("how-to.fr.md")]
EXPECTED = {  # what is open on 30 June 2026, its stage if one is due, else why it waits
    "use it with another chart of accounts": [("F1", "1200.00", "reminder")],
    "have all customers on one account": [("F1", "1000.00", None)],
    "chase invoices that have no number": [("2026-05-14", "100.00", "reminder")],
    "sell to consumers": [("F1", "300.00", "legal")],
    "sell to public bodies": [("F1", "2400.00", "reminder")],
    "let somebody pay by instalments": [("F1", "1200.00", "plan")],
    "leave a customer alone": [("F1", "900.00", "hold")],
    "book late interest that came in, or give it up": [("F2", "900.00", "reminder")],
    "start with a backlog": [("F1", "600.00", "reminder"), ("F2", "400.00", "call")],
    "carry over opening balances": [
        ("2025-127", "120.00", "reminder"),
        ("2025-131", "340.00", "reminder"),
    ],
    "book a returned direct debit or a bounced cheque": [("F1", "3288.00", "reminder")],
    "cancel a credit note": [("F1", "1416.00", "reminder")],
    "rename a customer, or merge two": [("F1", "3840.00", "call")],
    "close the year and open the next": [("F1", "1836.00", "call"), ("F2", "264.00", "call")],
    "post receipts while importing a bank file": [
        ("F2026-001", "480.20", "reminder"),
        ("F2026-002", "120.50", "reminder"),
        ("F2026-003", "500.00", "reminder"),
        ("F2026-004", "500.00", "reminder"),
    ],
    "bill sundry customers on one account": [
        ("F2", "90.00", "reminder"),
        ("F1", "180.00", "reminder"),
    ],
    "match payments under names that banks write": [("F2", "700.00", "reminder")],
    "take a deposit or a retainer": [("F1", "1200.00", "reminder")],
    "invoice in several currencies": [("F2", "200.00", "reminder")],
    "slow or shorten the ladder": [("F2", "90.00", "ladder-done"), ("F1", "1200.00", None)],
    "send a text message": [("F1", "1200.00", "sms")],
    "keep CI and pre-commit green": [("F1", "1200.00", "reminder")],
    "work on it together in one repository": [("F1", "1200.00", "call")],
    "use it with hledger": [("F1", "1200.00", "reminder")],
}


def test_every_piece_is_tried() -> None:
    assert list(PIECES) == list(EXPECTED)


def test_the_french_page_has_the_same_sections() -> None:
    """In the same order: what a piece means is written once, for both pages."""
    english = [piece is not None for _, piece in sections("how-to.md")]
    assert [piece is not None for piece in FRENCH] == english


@pytest.mark.parametrize("title", EXPECTED)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_understood(title: str, language: str) -> None:
    titles = [each for each, _ in sections("how-to.md")]
    piece = PIECES[title] if language == "en" else FRENCH[titles.index(title)]
    found = report((piece or "").replace('plugin "beancount_relance"\n', ""))  # it reads the clock
    assert complaints(found) == []
    due = {part.item.key: action.stage.name for action in found.actions for part in action.items}
    assert [
        (
            item.invoice.reference,
            str(item.outstanding),
            due.get(item.key, found.decisions[item.key].why),
        )
        for item in found.open_items
    ] == EXPECTED[title]


@pytest.mark.parametrize(
    ("page", "policy", "file"),
    [
        ("how-to.md", "try another policy on the past", "slower.beancount"),
        ("how-to.fr.md", "essayer d’autres réglages sur le passé", "lente.beancount"),
    ],
)
def test_what_is_said_about_changes_and_the_future(
    page: str, policy: str, file: str, tmp_path: Path
) -> None:
    text = (_DOCS / page).read_text(encoding="utf-8")
    section = text.partition(f"\n## … {policy}\n")[2].partition("\n## … ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    (tmp_path / file).write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    compare, again = lines[2].split(), lines[3].split()
    assert compare[0] == again[0] == "relance"
    done = relance(compare[1], EXAMPLE, "--policy", tmp_path / file)
    assert done.returncode == 0, done.stderr
    assert "2026" in done.stdout
    command = next(line for line in text.splitlines() if "--weeks 8" in line).split()
    done = relance(command[1], EXAMPLE, *command[3:], "-l", "en")
    assert done.returncode == 0, done.stderr
    assert "is open: " in done.stdout
