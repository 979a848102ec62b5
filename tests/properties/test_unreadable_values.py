"""What cannot be read holds what it is about, and nothing else, until it is corrected."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.questions.unread_values import UNREADABLE
from beancount_relance.history.note_keys import TEXT_KEYS
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, remark, report, sale

THEIRS, LATER, OTHERS = ("F1", "F2"), "F3", ("G1", "G2")
NOTED, AS_OF = "2026-04-20", "2026-06-30"
BAD = '"§"'
LESS_IS_ASKED = ("extension", "waiver", "contact")
"""The kinds of note after which less is asked, or later, although nothing waits for them."""

HOLDING = [name for name, kind in NOTE_KINDS.items() if kind.waits or name in LESS_IS_ASKED]
HARMLESS = [name for name in NOTE_KINDS if name not in HOLDING]
DECIDING = ("kind", "procedure", "law", "regime", "late-rate", "limitation")
OTHER_DETAILS = ("email", "pay-day", "credit-limit", "language", "country", "siren")


def keys_of(kind: str) -> list[str]:
    """The keys of a kind of note whose value may be unreadable."""
    return [key for key in NOTE_KINDS[kind].takes if key not in TEXT_KEYS]


def unread(kinds: Sequence[str]) -> st.SearchStrategy[tuple[str, str]]:
    """A kind of note, with one of its keys that nobody can read."""
    return st.sampled_from([(kind, key) for kind in kinds for key in keys_of(kind)])


links = st.lists(st.sampled_from((*THEIRS, LATER)), max_size=3, unique=True)


def books(details: str = "") -> str:
    text = accounts("Roux") + "2020-01-01 open Assets:Clients:Martin\n" + details
    text += "".join(sale("2026-02-02", number, "900.00") for number in THEIRS)
    text += sale("2026-05-04", LATER, "700.00")
    return text + "".join(sale("2026-02-02", each, "500.00", customer="Roux") for each in OTHERS)


def held(found: Report) -> set[str]:
    """The invoices that wait for a correction; none of them is in any action."""
    asked = {
        key[2]
        for question in found.questions
        if question.why == UNREADABLE
        for key in question.items
    }
    planned = (*found.actions, *found.agenda.upcoming)
    assert asked.isdisjoint(number for action in planned for number in action.invoices)
    return asked


def decided(found: Report, numbers: Sequence[str]) -> list[object]:
    return [
        (each.stage, each.why, each.due_on)
        for key, each in sorted(found.decisions.items())
        if key[2] in numbers
    ]


@given(unread(HOLDING), links)
def test_a_note_holds_what_was_invoiced_by_then_and_what_it_names(
    unreadable: tuple[str, str], about: Sequence[str]
) -> None:
    kind, key = unreadable
    found = report(books() + remark(NOTED, kind, *about, **{key: BAD}), AS_OF)
    assert found.problems
    named = () if NOTE_KINDS[kind].about_everything else about
    assert held(found) == set(named or THEIRS) - {LATER}
    assert decided(found, OTHERS) == decided(report(books(), AS_OF), OTHERS)


@given(st.sampled_from(("bankrupt", "paused", "§", "disputee")), links)
def test_so_does_a_note_of_a_kind_that_nobody_knows(kind: str, about: Sequence[str]) -> None:
    found = report(books() + remark(NOTED, kind, *about), AS_OF)
    assert found.problems
    assert held(found) == set(about or THEIRS) - {LATER}


@given(st.sampled_from(HOLDING), st.lists(st.sampled_from(("F9", "mail-4")), min_size=1))
def test_a_note_that_names_no_invoice_holds_all_of_its_customer(
    kind: str, about: Sequence[str]
) -> None:
    found = report(books() + remark(NOTED, kind, *about), AS_OF)
    assert found.problems
    assert held(found) == set(THEIRS)
    assert decided(found, OTHERS) == decided(report(books(), AS_OF), OTHERS)


@given(unread(HARMLESS), links)
def test_what_can_hold_nothing_back_does_not(
    unreadable: tuple[str, str], about: Sequence[str]
) -> None:
    kind, key = unreadable
    found = report(books() + remark(NOTED, kind, *about, **{key: BAD}), AS_OF)
    assert found.problems
    assert held(found) == set()


@pytest.mark.parametrize("key", [*DECIDING, *OTHER_DETAILS])
@pytest.mark.parametrize("where", ["account", "directive"])
def test_a_detail_holds_all_of_its_customer_if_it_decides_what_is_claimed(
    key: str, where: str
) -> None:
    directive = '2026-01-05 custom "relance-customer" "Martin"\n' if where == "directive" else ""
    found = report(books(f"{directive}  {key}: {BAD}\n"), AS_OF)
    assert found.problems
    assert held(found) == ({*THEIRS, LATER} if key in DECIDING else set())
    assert decided(found, OTHERS) == decided(report(books(), AS_OF), OTHERS)
