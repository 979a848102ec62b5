"""Write ``build/sentences.LANGUAGE.txt``: every sentence that a user can see, to be read through.

    python -m tests.project.sentences

They are the messages of the code and of the page, the help of the commands (which is English), the
explanations of codes, the words of the tables, and the text of the templates, each without the
code around it. Each file is one language; each part names where its sentences come from.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.pofile import read_po

from beancount_relance.cli.subcommands import SUBCOMMANDS
from beancount_relance.language.codes import explanations
from beancount_relance.language.languages import ENGLISH, LANGUAGES
from tests.project.messages import CATALOGUES, template

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "beancount_relance" / "texts" / "templates"
_TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)


def sentences(language: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a language, each with where it comes from."""
    for text in _messages(language):
        yield "messages", text
    if language == ENGLISH:
        yield from _help()
    for code, each in explanations(language).items():
        yield f"explanations, {code}", each.title
        for paragraph in each.text.split("\n\n"):
            yield f"explanations, {code}", paragraph.replace("\n", " ")
    yield from _tables(language)
    for path in sorted((TEMPLATES / language).glob("*.j2")):
        for line in _TAG.sub("", path.read_text(encoding="utf-8")).splitlines():
            if re.search(r"[^\W\d_]{2}", re.sub(r"\{\{.*?\}\}", "", line)):
                yield path.name, line.strip()


def _messages(language: str) -> Iterator[str]:
    """Yield messages with their plural."""
    found: list[object]
    if language == ENGLISH:
        found = [message.id for message in template()]
    else:
        with (CATALOGUES / f"{language}.po").open("rb") as file:
            found = [message.string for message in read_po(file, locale=language) if message.id]
    for each in found:
        parts = each if isinstance(each, (tuple, list)) else (each,)
        yield from (str(part) for part in parts if part)


def _help() -> Iterator[tuple[str, str]]:
    for row in SUBCOMMANDS.values():
        command = row.load()
        yield f"help, {row.name}", " ".join((command.help or "").split())
        for option in command.params:
            if isinstance(option, click.Option) and option.help:
                yield f"help, {row.name} {option.opts[0]}", option.help


def _tables(language: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences in tables, from the columns named after a language."""
    for path in sorted((ROOT / "beancount_relance").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("language") not in (None, language):
                    continue
                for key, text in row.items():
                    ours = key == language or (key and key.endswith(f"_{language}"))
                    if (ours or row.get("language")) and text and " " in text:
                        yield path.name, text


def main() -> None:
    """Write a file for each language."""
    (ROOT / "build").mkdir(exist_ok=True)
    for language in LANGUAGES:
        path = ROOT / "build" / f"sentences.{language}.txt"
        found = dict.fromkeys(sentences(language))
        before = None
        lines: list[str] = []
        for source, text in found:
            if source != before:
                lines += ["", f"[{source}]"]
            lines.append(text)
            before = source
        path.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {len(found)} sentences")


if __name__ == "__main__":
    main()
