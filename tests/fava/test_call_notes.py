"""The form of a call: what becomes of each of its fields."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import msg
from fava_relance.call_notes import CONTACT, OUTCOMES, RESULTS, notes_in
from tests.support.ledgers import accounts, report, sale

BOOKS = accounts() + sale("2026-05-14", "F1", "100.00")


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_key_of_the_kind_stays_with_the_call(
    outcome: str, result: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = NOTE_KINDS[CONTACT]
    takes = {**kind.takes, "agent": msg("With whom")}
    monkeypatch.setitem(NOTE_KINDS, CONTACT, replace(kind, takes=takes))
    form = {"customer": "Martin", "kind": CONTACT, "agent": "Mme Roy", "text": "Late"}
    call, *agreed = notes_in({**form, "outcome": outcome, "result": result}, report(BOOKS))
    assert call["agent"] == "Mme Roy"
    assert call["kind"] == CONTACT
    assert all("agent" not in note for note in agreed)
