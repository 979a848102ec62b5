"""Whose claims went on with whom, and who owes what a customer was invoiced."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from msgspec import Struct

from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.moves.successors import Move, Successors
from tests.support.ledgers import day


class Line(Struct, frozen=True):
    """What is read of a posting."""

    date: object
    customer: str
    names: tuple[str, ...] = ()


def moved(*moves: tuple[str, str, str, str, bool]) -> Successors:
    """Moves of a day from a customer to another, of one number, if any, and certain or not."""
    lines: list[Line] = []
    taken = []
    for date, before, after, number, certain in moves:
        names = (number,) if number else ()
        taken.append(Move(len(lines), len(lines) + 1, Decimal(100), certain))
        lines += [Line(day(date), before, names), Line(day(date), after, names)]
    return Successors(cast("list[ReceivablePosting]", lines), taken)


def test_who_owes_follows_the_moves_in_order_of_date() -> None:
    moves = moved(
        ("2026-05-01", "B", "C", "", True),  # later than the next one, and told before it
        ("2026-03-01", "A", "B", "", True),
        ("2026-06-01", "X", "Y", "F-1", True),
        ("2026-06-02", "X", "Z", "", False),
    )
    owes = {
        ("A", "2026-03-01", "f-9"): "A",  # on the day itself it may move after whatever happens
        ("A", "2026-03-02", "f-9"): "B",
        ("A", "2026-05-02", "f-9"): "C",
        ("A", "2026-05-02", None): "C",
        ("B", "2026-04-01", None): "B",
        ("X", "2026-06-02", "f-1"): "Y",
        ("X", "2026-06-02", "f-2"): "X",  # another invoice than the one that moved
        ("X", "2026-06-02", None): "X",
        ("X", "2026-07-01", "f-2"): "Z",
        ("X", "2026-07-01", None): "X",  # which does not rename the customer
        ("other", "2026-07-01", None): "other",
    }
    assert {asked: moves.owes(asked[0], day(asked[1]), asked[2]) for asked in owes} == owes


def test_claims_were_those_of_a_successor_by_a_day() -> None:
    moves = moved(
        ("2026-05-01", "B", "C", "", True),
        ("2026-03-01", "A", "B", "", True),
        ("2026-04-01", "A", "B", "", True),
        ("2026-04-15", "B", "A", "", True),  # and back
    )
    assert moves.has("A", "A", day("2026-01-01"))
    assert not moves.has("A", "B", day("2026-02-28"))
    assert moves.has("A", "B", day("2026-03-01"))
    assert not moves.has("A", "C", day("2026-04-30"))
    assert moves.has("A", "C", day("2026-05-01"))
    assert not moves.has("C", "A", day("2026-12-31"))


def test_a_family_is_connected_and_a_person_only_renamed() -> None:
    moves = moved(
        ("2026-03-01", "A", "B", "", True),
        ("2026-04-01", "C", "D", "", True),
        ("2026-05-01", "B", "D", "", False),
    )
    assert len({moves.family(name) for name in "ABCD"}) == 1
    assert moves.family("E") == "E"
    assert moves.person("A") == moves.person("B") != moves.person("C") == moves.person("D")
    assert sorted(moves.names("A")) == sorted(moves.names("B")) == ["A", "B"]
    assert sorted(moves.names("D")) == ["C", "D"]
    assert moves.names("E") == ()
    assert moves.places == set(range(6))
    assert moves.certain == {1, 3}
