"""The ledgers of the golden tests with the French words of the vocabulary: the same report."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from beancount import loader

from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.item_data import open_data
from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import language
from beancount_relance.language.text import plain
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.values.vocabulary import CHOICE, DIRECTIVE, KEY, SETTING, french_words
from tests.support.examples import IS_NIGHTLY

WORDS = {
    **{f'"{name}"': f'"{french}"' for name, french in french_words(CHOICE).items()},
    **{f'"{kind.name}"': f'"{kind.french}"' for kind in NOTE_KINDS.values()},
}
CHANNEL_WORDS = {f'"{each.name}"': f'"{each.french}"' for each in CHANNELS.values()}
NOTE_WORDS = {**french_words(KEY), **{key.name: key.french for key in NOTE_KEYS.values()}}


@functools.cache
def in_french(text: str) -> str:
    """The ledger with each of our words in French."""
    is_note = False
    lines = []
    for line in text.splitlines():
        if not line.startswith(" "):
            is_note = bool(re.match(r"\S+ (?:note|document) ", line))
        lines.append(_line(line, NOTE_WORDS if is_note else french_words(KEY)))
    return "\n".join(lines) + "\n"


def _line(line: str, keys: Mapping[str, str]) -> str:
    """A line with the keys and choices that it has in French."""

    def word(found: str | None) -> str:
        return WORDS.get(found, found) if found else ""

    line = re.sub(
        r"^( +(?:relance|kind|procedure|who): +)(\"[a-z -]+\")", lambda m: m[1] + word(m[2]), line
    )
    line = re.sub(
        r"^( +(?:channel|fallback): +)(\"[a-z-]+\")",
        lambda m: m[1] + CHANNEL_WORDS.get(m[2], m[2]),
        line,
    )
    line = re.sub(r"^( +)([a-z-]+):", lambda m: f"{m[1]}{plain(keys.get(m[2], m[2]))}:", line)
    line = re.sub(
        r'(custom "relance" )"([a-z-]+)"( ?)("[a-z-]+"$)?',
        lambda m: f'{m[1]}"{french_words(SETTING).get(m[2], m[2])}"{m[3]}{word(m[4])}',
        line,
    )
    for name, french in french_words(DIRECTIVE).items():
        line = line.replace(f'custom "{name}"', f'custom "{french}"')
    return re.sub(
        r'(custom "relance-étape" )("[a-z-]+") ("[a-z-]+")',
        lambda m: f"{m[1]}{word(m[2])} {word(m[3])}",
        line,
    )


@functools.cache
def texts() -> dict[str, str]:
    """The ledgers that have any of the words."""
    sources = sorted(Path(__file__).parent.glob("*/source.beancount"))
    all_texts = {path.parent.name: path.read_text(encoding="utf-8") for path in sources}
    return {name: text for name, text in all_texts.items() if in_french(text) != text}


ENOUGH = 1
"""In how many ledgers each word is tried for every change; at night in all."""


def words_of(name: str) -> set[tuple[str, str]]:
    """The pairs of lines that differ, without what is the ledger's own in them."""
    pairs = zip(texts()[name].splitlines(), in_french(texts()[name]).splitlines(), strict=True)
    return {
        (ours, french)
        for line, translated in pairs
        if line != translated
        for ours, french in zip(line.split(), translated.split(), strict=True)
        if ours != french
    }


def chosen() -> list[str]:
    """All ledgers at night; otherwise so many that each word is in some of them."""
    if IS_NIGHTLY:
        return list(texts())
    met: Counter[tuple[str, str]] = Counter()
    found = []
    for name in texts():
        words = words_of(name)
        if any(met[word] < ENOUGH for word in words):
            found.append(name)
            met.update(words)
    return found


def report(text: str) -> tuple[str, list[tuple[str, int]]]:
    """What is open and what is to do; and the lines of the problems, which quote what is wrong."""
    found = LoadedLedger.of(*loader.load_string(text.replace("include ", "; include "))).report()
    words = language("en")
    data = [open_data(found, words), actions_data(found, words)]
    for each in data:
        each["problems"] = []
    sources = [(problem.source.file, problem.source.line) for problem in found.problems]
    return json.dumps(data, ensure_ascii=False), sources


def test_the_french_words_mean_the_same() -> None:
    for name in chosen():
        assert report(in_french(texts()[name])) == report(texts()[name]), name


def test_the_ledgers_use_the_words() -> None:
    assert len(texts()) > 150
