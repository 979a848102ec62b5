"""The texts of the example ledger, whole, to be read in a diff: ``tests/texts/``.

``UPDATE_TEXTS=1 pytest tests/texts/test_texts.py`` writes what the program says now. Read it as
the one who receives it before you keep it.
"""

from __future__ import annotations

import datetime
import functools
import os
from pathlib import Path

import pytest
from beancount import loader
from msgspec import structs

from beancount_relance.report.report import Report, build_report
from beancount_relance.texts.correspondence.correspondence import TEXTS
from beancount_relance.texts.writer import Reminder, ReminderError, Writer
from tests.support.command import EXAMPLE
from tests.support.ledgers import Copies
from tests.texts.test_templates import KINDS, LANGUAGES, stages_of, write

FOLDER = Path(__file__).parent / "expected"
DAYS = ("2026-03-31", "2026-06-30")


@functools.cache
def example(day: str) -> Report:
    entries, errors, options = loader.load_file(str(EXAMPLE))
    assert not [error for error in errors if "relance" not in type(error).__module__]
    return build_report(entries, options, datetime.date.fromisoformat(day))


def shown(reminder: Reminder) -> str:
    head = f"{reminder.customer.title} | {reminder.stage.name} | {reminder.channel}"
    return f"==== {head}\n\n{reminder.subject}\n\n{reminder.body}"


def check(name: str, texts: list[str]) -> None:
    path = FOLDER / f"{name}.txt"
    text = "\n".join(texts)
    if os.environ.get("UPDATE_TEXTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("day", DAYS)
def test_the_actions_of_the_example(day: str) -> None:
    report = example(day)
    writer = Writer(report)
    check(f"example-{day}", [shown(writer.write(action)) for action in report.actions])


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_beside_the_ladder(text: str, language: str) -> None:
    report = example("2026-06-30")
    writer, found = Writer(report), []
    for customer in sorted(report.customers.values(), key=lambda each: each.id):
        told = structs.replace(customer, language=language)
        try:
            composed = writer.compose(text, told)
        except ReminderError:
            continue
        found += [shown(writer.write(composed)), shown(writer.write(composed.by("letter")))]
    check(f"{text}-{language}", found[:12])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_stage(language: str, kind: str) -> None:
    found = [
        shown(write(stage, kind=kind, language=language, copies=copies))
        for stage in stages_of(kind)
        for copies in (True, False)
        if copies or stage in ("reminder", "firm-letter", "formal-notice")
    ]
    check(f"stages-{kind}-{language}", found)


def test_a_copy_is_not_enclosed_unless_there_is_one() -> None:
    for day in DAYS:
        report = example(day)
        for action in report.actions:
            without, having = Writer(report), Writer(report, Copies())
            said = "ci-joint", "PJ", "enclosed", "Enclosed", "attached"
            assert not any(word in without.write(action).body for word in said)
            if action.stage.name in ("reminder", "firm-letter", "formal-notice"):
                assert any(word in having.write(action).body for word in said)
