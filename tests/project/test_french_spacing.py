"""French sentences have French spaces, in the program and in its documentation.

A narrow no-break space stands before ``;``, ``!`` and ``?``, and a no-break space before ``:`` and
inside ``« »``. So no line begins with one of these marks. Elsewhere a narrow space is only within
an amount or after a number. Code and names of keys are not French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from beancount_relance.language.tables import csv_rows
from tests.project.sentences import ROOT, sentences

HELP = ROOT / "beancount_relance" / "cli" / "help" / "fr.csv"
PAGES = sorted((*ROOT.glob("*.fr.md"), *ROOT.glob("docs/**/*.fr.md")))
BLOCKS = re.compile(r"^ *```.*?^ *```|^(?: {4}|\t)[^\n]*", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|<[^>]*>|\{[{%].*?[%}]\}", re.DOTALL)
WRONG = re.compile(
    r"(?<!«)[ \u00a0][;!?](?!\S)|[^\W\d][;!?](?=\s|$)|[ \u202f]:(?!\S)|«(?!\u00a0)|(?<!\u00a0)»"
    r"|(?<!\d)\u202f(?![;!?])"
)


def wrong(text: str) -> list[str]:
    """What is badly spaced in a text, with some letters before and after."""
    prose = CODE.sub("CODE", text)
    return [prose[max(0, at.start() - 30) : at.end() + 20] for at in WRONG.finditer(prose)]


def french() -> Iterator[tuple[str, str]]:
    yield from sentences("fr")
    for row in csv_rows(HELP):
        yield "help", row["text"]


@pytest.mark.parametrize(
    "text",
    [
        "Oui ; non",
        "Oui\u00a0?",
        "Oui!",
        "Voici\u202f: rien",
        "« Oui »",
        "«\u00a0Oui »",
        "le\u202fmot",
    ],
)
def test_what_is_wrong_is_found(text: str) -> None:
    assert wrong(text)


def test_sentences_of_the_program() -> None:
    found = [(where, each) for where, text in french() for each in wrong(text)]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_of_the_documentation(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert wrong(BLOCKS.sub("", text)) == []
