"""A letter that came back, noted with its number, counts for nothing; every other letter counts.

Several letters about some of the same invoices are under way at once, and some of them come back,
each with a note that gives its number as the post office or a person writes it. It does not matter
in which order these notes are written, nor which other letters there are.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive, Note
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import built_in_procedures
from beancount_relance.report.report import Report
from tests.properties.test_books import BUSINESS, START, Leg, clients, entry, opened, report

NUMBERS = ("F1", "F2", "F3")
LAST = START + datetime.timedelta(days=120)
IN_WRITING = [
    stage.name
    for stage in built_in_procedures()["standard"].stages
    if stage.after > 0 and CHANNELS[stage.channel].in_writing
]


class Letter(Struct, frozen=True):
    """A stage that was sent by post.

    Attributes:
        stage: its name.
        day: the day on which it was sent, counted from the start.
        about: the numbers of its invoices.
        key: the key of its own number.
        number: its own number, as the ledger has it.
    """

    stage: str
    day: int
    about: frozenset[str]
    key: str
    number: str


some_invoices = st.frozensets(st.sampled_from(NUMBERS), min_size=1)


@st.composite
def letters(draw: st.DrawFn) -> list[Letter]:
    """Letters in order of date, each with a number of its own."""
    days = sorted(draw(st.lists(st.integers(10, 60), min_size=1, max_size=4)))
    return [
        Letter(
            stage=draw(st.sampled_from(IN_WRITING)),
            day=day,
            about=draw(some_invoices),
            key=draw(st.sampled_from(["registered"] * 3 + ["electronic"])),
            number=f"1A {100 + place} 77{draw(st.integers(0, 9))}",
        )
        for place, day in enumerate(days)
    ]


def noted(kind: str, day: int, about: frozenset[str], text: str, **meta: Any) -> Note:
    date = START + datetime.timedelta(days=day)
    return Note({"relance": kind, **meta}, date, clients(BUSINESS), text, frozenset(), about)


def sent(letter: Letter) -> Note:
    text = f"Sent {letter.number}"
    return noted(letter.stage, letter.day, letter.about, text, **{letter.key: letter.number})


@st.composite
def returns(draw: st.DrawFn, some: Iterable[Letter]) -> list[Note]:
    """A note for each of the letters that came back, about at least one of its invoices."""
    found = []
    for letter in some:
        spelt = draw(st.sampled_from([str.lower, str.upper, _closed_up, _dotted]))
        about = {draw(st.sampled_from(sorted(letter.about)))} | draw(some_invoices)
        day = draw(st.sampled_from([61, 65, 70]))
        number = spelt(letter.number)
        found.append(noted("undeliverable", day, frozenset(about), "Unknown", registered=number))
    return found


def _closed_up(number: str) -> str:
    return number.replace(" ", "")


def _dotted(number: str) -> str:
    return number.replace(" ", ".")


def invoiced() -> list[Directive]:
    """Three invoices of one customer."""
    entries: list[Directive] = opened()
    for day, number in enumerate(NUMBERS):
        date, amount = START + datetime.timedelta(days=day), Decimal(1000 + day)
        legs: list[Leg] = [(clients(BUSINESS), amount, {}), ("Income:Sales", -amount, {})]
        entries.append(entry(date, legs, "EUR", frozenset([number]), {"due": date}))
    return entries


def reached(found: Report) -> dict[str, Any]:
    """How far each invoice has come."""
    assert not found.problems
    return {
        each.item.invoice.reference: (each.level, each.standing, each.past)
        for each in found.decisions.values()
    }


@given(
    letters().flatmap(lambda all_: st.tuples(st.just(all_), st.sets(st.sampled_from(all_)))),
    st.data(),
)
def test_exactly_the_letter_with_that_number_does_not_count(
    told: tuple[Sequence[Letter], set[Letter]], data: st.DataObject
) -> None:
    all_, gone = told
    back = data.draw(returns(each for each in all_ if each in gone))
    notes = data.draw(st.permutations([*map(sent, all_), *back]))
    found = report([*invoiced(), *notes], LAST)
    assert {each.text for each in found.undelivered} == {f"Sent {each.number}" for each in gone}
    kept = [sent(each) for each in all_ if each not in gone]
    in_order = sorted(notes, key=lambda note: note.date)
    without = report([*invoiced(), *(note for note in in_order if note in kept)], LAST)
    assert reached(found) == reached(without)
    for note in found.events:
        if note.kind == "undeliverable":
            assert note.lost is not None
            number = note.lost.registered or note.lost.electronic or ""
            assert _plain(number) == _plain(note.registered or "")


def _plain(number: str) -> str:
    return number.replace(" ", "").replace(".", "").upper()
