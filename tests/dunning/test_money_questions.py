"""Which items a question about money holds back, and a note as well."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from msgspec import Struct

from beancount_relance.dunning.decision import Decision
from beancount_relance.dunning.questions.marked_invoices import MARKED_INVOICE
from beancount_relance.dunning.questions.money_questions import asked_about_money, held_besides
from beancount_relance.dunning.questions.possible_payment import POSSIBLE_PAYMENT
from beancount_relance.dunning.questions.questions import Question


class Held(Struct, frozen=True):
    """What is read of a decision."""

    why: str | None
    disputed: Decimal = Decimal()


def question(why: str, *keys: str) -> Question:
    nothing = cast("Any", None)
    return Question(cast("Any", why), "", nothing, nothing, nothing, cast("Any", frozenset(keys)))


def test_a_note_holds_it_besides_the_question() -> None:
    questions = [
        question(POSSIBLE_PAYMENT, "F1", "F2", "F3", "F4", "F5"),
        question(MARKED_INVOICE, "F6"),
        question("shared-account", "F7"),
    ]
    assert set(map(str, asked_about_money(questions))) == {"F1", "F2", "F3", "F4", "F5", "F6"}
    waits = {"F1": "promise", "F2": POSSIBLE_PAYMENT, "F3": None, "F4": "not-due", "F6": "dispute"}
    decisions = {key: Held(each) for key, each in waits.items()} | {"F7": Held("promise")}
    decisions["F3"] = Held(None, Decimal("40.00"))
    decisions["F4"] = Held("not-due", Decimal("40.00"))
    keys = ["F1", "F2", "F3", "F4", "F5", "F6", "F7"]
    found = held_besides(
        cast("Any", keys), cast("dict[Any, Decision]", decisions), cast("Any", questions)
    )
    assert {str(key): why for key, why in found.items()} == {
        "F1": "promise",
        "F3": "dispute",
        "F4": "dispute",
        "F6": "dispute",
    }
