"""Everything that users read exists in French."""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "beancount_relance", ROOT / "fava_extension" / "fava_relance")


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (ROOT / "beancount_relance" / "language" / "locale" / "fr.po").open("rb") as file:
        return read_po(file, locale="fr")


def extracted() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for source in SOURCES:
        for _, _, message, _, _ in extract_from_dir(
            source,
            method_map=[("**.py", "python"), ("**.html", "jinja2")],
            keywords={"msg": None, "nmsg": (1, 2)},
        ):
            found.add(message)
    return found


def strings(text: str | Sequence[str] | None) -> list[str]:
    """A message or translation with its plurals, if it has any."""
    return [text] if isinstance(text, str) else list(text or ())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_messages_are_found() -> None:
    assert len(extracted()) > 100


def test_every_message_is_translated(french: Catalog) -> None:
    known = {message.id for message in french if message.id and message.string}
    assert extracted() - known == set()


def test_no_translation_is_left_over(french: Catalog) -> None:
    assert {message.id for message in french if message.id} - extracted() == set()


def test_translations_fill_the_same_fields(french: Catalog) -> None:
    for message in french:
        if not message.id:
            continue
        for text in strings(message.string):
            assert fields(text) == fields(strings(message.id)[-1]), text


def test_french_typography(french: Catalog) -> None:
    for message in french:
        for text in strings(message.string) if message.id else []:
            assert "'" not in text, text
            for mark in (" :", " ;", " ?", " !", "« ", " »"):
                assert mark not in text, text
