"""On a French page nothing is said in English, on any view, customer or invoice."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import beancount_relance
from beancount_relance.law.regimes import regimes
from beancount_relance.report.loading import load_ledger
from tests.fava.test_page import FRENCH, QUERIES, example_page
from tests.support.command import EXAMPLE

ATTRIBUTES = re.compile(r' (?:title|aria-label|placeholder|data-done|data-again)="([^"]+)"')
# What is a customer's in their own language, what the script reads, and the note itself.
FOREIGN = re.compile(r"<(textarea|style|script|pre)\b.*?</\1>|<input [^>]*>", re.DOTALL)
FIELD = re.compile(r"\\\{\w+\\\}")


def queries() -> list[str]:
    """Every view, customer and open invoice of the example, and a settled one of each customer."""
    report = load_ledger(EXAMPLE).report(datetime.date(2026, 6, 30))
    items = report.allocation.items
    settled = {item.invoice.customer: item.invoice for item in items if not item.is_open}
    invoices = [*(item.invoice for item in items if item.is_open), *settled.values()]
    return [
        *QUERIES,
        *sorted({f"?customer={invoice.customer}" for invoice in invoices}),
        *sorted({f"?invoice={invoice.reference}" for invoice in invoices}),
        "?customer=Nobody",
        "?invoice=None",
        "?time=2026-06-17",
    ]


def said(text: str) -> Iterator[str]:
    """Each piece of what is read, or told to who hovers over it or hears it."""
    body = FOREIGN.sub("", text[text.index('<div class="relance"') : text.index("ledger-data")])
    for piece in (*ATTRIBUTES.findall(body), *re.split(r"<[^>]+>", body)):
        plain = " ".join(html.unescape(piece).split())
        if plain:
            yield plain


def english() -> re.Pattern[str]:
    """What matches an English sentence of ours that says something else in French."""
    path = Path(beancount_relance.__file__).parent / "language" / "locale" / "fr.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    sentences = set()
    for message in catalogue:
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        known = (message.string,) if isinstance(message.string, str) else message.string or ()
        for text in ids:
            words = re.findall(r"[^\W\d_]{3,}", re.sub(r"\{\w+\}", "", text))
            if words and text not in known:
                sentences.add(FIELD.sub(".+", re.escape(text)))
    return re.compile("|".join(sorted(sentences, key=len)))


def test_nothing_of_ours_is_english_on_a_french_page(example: FlaskClient) -> None:
    ours = english()
    assert ours.fullmatch("Nothing is held back.")
    assert ours.fullmatch("F1: 17 days left to sue, until 2026-06-30 (whatever)")
    laws = {regime.sources.texts["en"] for regime in regimes().values()}
    example.get("/atelier-lumen-sarl/extension/Relance/forecast")  # the whole report, for all
    pages = {  # most of what is said stands on every page
        piece: query for query in queries() for piece in said(example_page(example, query, FRENCH))
    }
    found = {
        piece: query for piece, query in pages.items() if ours.fullmatch(piece) or piece in laws
    }
    assert found == {}


def test_every_regime_names_its_sources_in_both_languages() -> None:
    for name, regime in regimes().items():
        assert regime.sources.texts["fr"] != regime.sources.texts["en"], name
        assert not re.search(
            r"\b(and|of the|rate|limitation|terms)\b", regime.sources.texts["fr"]
        ), name
        assert not re.search(r" [;:]|'", regime.sources.texts["fr"]), name
