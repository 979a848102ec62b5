"""A text cut along its blocks is the same text."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from msgspec.structs import replace

from beancount_relance.report.report import Report
from beancount_relance.texts.rendering.blocks import NAMES, BlockCollector
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import Copies, report
from tests.texts.test_templates import CONTACT, CREDITOR, INVOICE

BOOKS = f"""
{CREDITOR}
2024-01-01 custom "relance" "language" "fr"
2024-01-01 open Assets:Clients:Alpha
  name: "Alpha"
  kind: "business"
{CONTACT.strip(chr(10))}
2024-01-01 open Income:Ventes
{INVOICE}
2026-04-05 note Assets:Clients:Alpha "x" ^F2026-014
  relance: "reminder"
2026-04-13 note Assets:Clients:Alpha "x" ^F2026-014
  relance: "call"
"""


def books(settings: str = "") -> Report:
    return report(textwrap.dedent(BOOKS) + settings, "2026-04-24")


def test_the_parts_of_a_letter() -> None:
    found = books()
    (action,) = found.actions
    parts = {part.name: part.text for part in Writer(found, Copies()).parts(action) if part.name}
    assert list(parts) == [
        "sender",
        "recipient",
        "place_and_date",
        "subject_line",
        "salutation",
        "invoices",
        "penalties",
        "account",
        "payment",
        "closing",
        "signature",
        "enclosures",
    ]
    assert parts["place_and_date"] == "Nantes, le 24 avril 2026"
    assert parts["signature"] == "Claire Bodinier\nGérante\nAtelier Lumen SARL"
    assert parts["penalties"].startswith("Pénalités de retard")
    assert parts["account"].startswith("Principal")
    assert set(parts) <= set(NAMES)


@pytest.mark.parametrize("channel", ["letter", "registered", "email", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_together_they_are_the_text(channel: str, language: str) -> None:
    found = books(f'2024-01-02 custom "relance" "language" "{language}"\n')
    writer = Writer(found)
    action = replace(found.actions[0], channel=channel)
    parts = writer.parts(action)
    assert "\n\n".join(part.text for part in parts) + "\n" == writer.write(action).body


def test_a_mark_in_the_ledger_is_text() -> None:
    """A character that marks places elsewhere does not where the ledger has it."""
    found = report(BOOKS.replace("Trois", "\ue0000\ue000 Trois"), "2026-04-24")
    writer = Writer(found)
    (action,) = found.actions
    body = writer.write(action).body
    assert "\ue0000\ue000 Trois" in body
    assert "\n\n".join(part.text for part in writer.parts(action)) + "\n" == body


def test_blocks_within_a_block_keep_their_order() -> None:
    collector = BlockCollector("")
    inner = collector.take("subject_line", "Re: F1")
    outer = collector.take("salutation", f"Dear Sir,{inner}and so on")
    parts = collector.parts(f"A{outer}B")
    assert [(part.name, part.text) for part in parts] == [
        ("", "A"),
        ("salutation", "Dear Sir,"),
        ("subject_line", "Re: F1"),
        ("salutation", "and so on"),
        ("", "B"),
    ]


def test_own_words_are_parts_too(tmp_path: Path) -> None:
    folder = tmp_path / "modeles"
    (folder / "fr").mkdir(parents=True)
    (folder / "fr" / "firm-letter.j2").write_text(
        '{% extends "builtin/fr/firm-letter.j2" %}\n{% block signature %}Le patron{% endblock %}\n',
        encoding="utf-8",
    )
    found = books()
    found = replace(found, settings=replace(found.settings, templates=folder))
    parts = Writer(found).parts(found.actions[0])
    assert [part.text for part in parts if part.name == "signature"] == ["Le patron"]
