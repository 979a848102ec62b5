"""Everything that users read exists in every language."""

from __future__ import annotations

import functools
import string
from collections.abc import Sequence
from pathlib import Path

import babel
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.policy.settings import Settings
from beancount_relance.values.terms.payment_terms import parse_terms

ROOT = Path(__file__).parents[2]
CORE = ROOT / "beancount_relance"
SOURCES = (CORE, ROOT / "fava_extension" / "fava_relance")
CATALOGUES = CORE / "language" / "locale"
OTHERS = [code for code in LANGUAGES if code != ENGLISH]


@functools.cache
def catalogue(code: str) -> Catalog:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@functools.cache
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


def test_english_is_the_first_language() -> None:
    assert next(iter(LANGUAGES)) == ENGLISH


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_row_of_a_language_is_complete(code: str) -> None:
    row = LANGUAGES[code]
    assert babel.Locale.parse(row.locale).language == code
    assert row.name
    assert row.date
    assert parse_terms(row.terms).shares == parse_terms("net 30").shares
    assert {row.invoice_key, row.due_key} <= {*Settings().reference_keys, *Settings().due_keys}
    assert set(row.accounts) == set(LANGUAGES[ENGLISH].accounts)
    assert all(
        name[0].isupper() and name.replace("-", "").isalnum() for name in row.accounts.values()
    )


def test_every_language_has_a_catalogue_and_templates_and_these_a_row() -> None:
    assert {path.stem for path in CATALOGUES.glob("*.po")} == set(OTHERS)
    templates = CORE / "texts" / "templates"
    assert {path.name for path in templates.iterdir() if path.is_dir()} == set(LANGUAGES)


def test_the_messages_are_found() -> None:
    assert len(extracted()) > 100


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated(code: str) -> None:
    known = {
        message.id for message in catalogue(code) if message.id and all(strings(message.string))
    }
    missing = sorted(map(str, extracted() - known))
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_left_over(code: str) -> None:
    assert {message.id for message in catalogue(code) if message.id} - extracted() == set()


@pytest.mark.parametrize("code", OTHERS)
def test_translations_fill_the_same_fields(code: str) -> None:
    for message in catalogue(code):
        if not message.id:
            continue
        for text in filter(None, strings(message.string)):
            assert fields(text) in map(fields, strings(message.id)), text


def test_french_typography() -> None:
    for message in catalogue("fr"):
        for text in strings(message.string) if message.id else []:
            assert "'" not in text, text
            for mark in (" :", " ;", " ?", " !", "« ", " »"):
                assert mark not in text, text
