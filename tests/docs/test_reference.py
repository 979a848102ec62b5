"""The reference in both languages: its pieces of ledger are understood, and no word is missing."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from beancount_relance.cli.subcommands import SUBCOMMANDS
from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.text import plain
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.values.vocabulary import CHOICE, DIRECTIVE, KEY, SETTING, french_words
from tests.support.ledgers import complaints, report, sale

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ENTRANCES = {"reference.md", "reference.fr.md"}
FOLDER = {f"reference/{path.name}" for path in DOCS.glob("reference/*.md")}
PAGES = sorted(ENTRANCES | FOLDER)
FRENCH = [page for page in PAGES if page.endswith(".fr.md")]
ENGLISH_ONLY = {"reference/words.md"}
ACCOUNT = re.compile(r"\b(?:Assets|Liabilities|Equity|Income|Expenses):[A-Z0-9][\w-]*(?::[\w-]+)*")
PIECE = re.compile(r"(?:^    \d{4}-\d\d-\d\d .*\n(?:^(?:    .*)?\n)*)+", re.MULTILINE)
OF_FILES = re.compile(r" document |document:|custom \"relance\" \"(templates|modèles)\"")
CUSTOMER = "Boulangerie-Martin"
INVOICE = sale("2026-02-01", "F2026-014", "1200.00", customer=CUSTOMER)


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def pieces(page: str) -> list[str]:
    """The pieces of ledger on a page, apart from those that need files."""
    found = [dedent(piece) for piece in PIECE.findall(text_of(page))]
    return [piece for piece in found if not OF_FILES.search(piece)]


def test_there_are_pieces_of_ledger() -> None:
    english, french = (
        sum(len(pieces(page)) for page in PAGES if page.endswith(".fr.md") is is_french)
        for is_french in (False, True)
    )
    assert english > 50
    assert french > 30


@pytest.mark.parametrize("page", PAGES)
def test_every_piece_of_ledger_is_understood(page: str) -> None:
    for piece in pieces(page):
        sold = INVOICE if " note " in piece else ""
        names = {*ACCOUNT.findall(piece + sold)} - {*re.findall(r" open (\S+)", piece)}
        opens = "".join(f"2020-01-01 open {name}\n" for name in sorted(names))
        assert complaints(report(opens + sold + piece, "2026-12-15")) == [], piece


def test_the_french_reference_has_every_word() -> None:
    text = "".join(text_of(page) for page in FRENCH)
    words = [
        *french_words(DIRECTIVE).values(),
        *french_words(SETTING).values(),
        *(plain(word) for word in french_words(KEY).values()),
        *(plain(key.french) for key in NOTE_KEYS.values()),
        *french_words(CHOICE).values(),
        *(kind.french for kind in NOTE_KINDS.values()),
        *(channel.french for channel in CHANNELS.values()),
    ]
    missing = {word for word in words if not re.search(rf"(?<![\w-]){word}(?![\w-])", text)}
    assert missing == set()


@pytest.mark.parametrize("page", sorted(FOLDER))
def test_every_page_is_listed(page: str) -> None:
    name = page.removeprefix("reference/")
    is_french = name.endswith(".fr.md")
    entrance = "reference.fr.md" if is_french else "reference.md"
    assert f"]({page})" in text_of(entrance)
    assert f"](../{entrance})" in text_of(page)[:200]
    if page not in ENGLISH_ONLY:
        twin = name.replace(".fr.md", ".md") if is_french else name.replace(".md", ".fr.md")
        assert f"reference/{twin}" in FOLDER
        assert f"]({twin})" in text_of(page)[:200]


def test_every_page_is_on_the_site() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^ +- (reference/\S+\.md)$", site, re.MULTILINE)) == sorted(FOLDER)


@pytest.mark.parametrize("page", ["commands.md", "commands.fr.md"])
def test_every_command_is_described(page: str) -> None:
    text = text_of(page)
    for row in SUBCOMMANDS.values():
        assert f"`{row.name}`" in text, row.name
        assert f"`{row.others[0]}`" in text, row.others[0]
