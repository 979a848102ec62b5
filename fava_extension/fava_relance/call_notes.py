"""The result of a call: one form, and the notes that belong together.

    {"customer": "Martin", "kind": "contact", "stage": "phone-call", "outcome": "spoken",
     "result": "promise", "until": "2026-07-03", "text": "Mme Martin"}

gives the stage of the call and a promise. Who was not reached is a contact that says when to call
again. What is written is what ``relance record`` could write; nothing of the form itself is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from beancount_relance.history.note_kinds import DISPUTE, NOTE_KINDS, PROMISE
from beancount_relance.language.messages import Message, language, msg
from beancount_relance.policy.channels import SHEET, usual_channel
from beancount_relance.report.report import Report

CONTACT = "contact"
"""The kind of note whose form asks for the result of a call."""

_SPOKEN = "spoken"
OUTCOMES: Mapping[str, Message] = {
    _SPOKEN: msg("spoken with the customer"),
    "voicemail": msg("message left on the answering machine"),
    "no-answer": msg("no answer"),
    "wrong-number": msg("wrong number"),
}
"""The outcomes of a call."""

RESULTS: Mapping[str, Message] = {
    "": msg("nothing"),
    PROMISE.name: PROMISE.label,
    DISPUTE.name: DISPUTE.label,
}
"""What a call can lead to."""

_ASKED: Mapping[str, Message] = {
    "date": msg("Date"),
    "outcome": msg("Call"),
    "text": msg("What was said"),
    "result": msg("Result"),
    "until": msg("Will pay by"),
    "amount": msg("Amount (empty = all)"),
}

CALL_FIELDS: Mapping[str, Message] = {**_ASKED, **NOTE_KINDS[CONTACT].takes}
"""The fields of the form with their labels: what it asks, and every key of the kind."""

CALL_KEYS = frozenset(("stage", "outcome", "result"))
"""The keys of a request that are not those of a note."""


def notes_in(data: Mapping[str, Any], report: Report) -> Sequence[Mapping[str, Any]]:
    """The notes that a request of the form is about, as requests for one note each.

    Args:
        data: the request; one that does not say how a call went is about one note.
        report: the report of the day.
    """
    note = {key: value for key, value in data.items() if key not in CALL_KEYS and key != "checksum"}
    outcome, agreed_on = data.get("outcome") or "", data.get("result") or ""
    if data.get("kind") != CONTACT or outcome not in OUTCOMES or agreed_on not in RESULTS:
        return [note]
    about = {key: note.get(key) for key in ("customer", "date", "invoices")}
    typed = (note.get("text") or "").strip()
    agreed = agreed_on if outcome == _SPOKEN else ""
    call = {**about, "kind": CONTACT, **{key: note.get(key) for key in NOTE_KINDS[CONTACT].takes}}
    if outcome == _SPOKEN and not note.get("callback") and _is_call(data, report):
        call["kind"] = data.get("stage")
    said = "" if agreed == DISPUTE.name else typed  # the reason belongs to the dispute
    text = _text(outcome, said, report)
    if text or call["kind"] == CONTACT:
        call["text"] = text or _in_ledgers_words(OUTCOMES[outcome], report)
    if not agreed:
        return [call]
    keys = ("until", "amount") if agreed == PROMISE.name else ("amount",)
    agreement = {**about, "kind": agreed, **{key: note.get(key) for key in keys}}
    if agreed == DISPUTE.name and typed:
        agreement["text"] = typed
    return [call, agreement]


def _is_call(data: Mapping[str, Any], report: Report) -> bool:
    """Whether the call is what is due: the stage that is done by telephone."""
    telephone = usual_channel(SHEET).name
    return any(
        action.key == (data.get("customer"), data.get("stage")) and action.channel == telephone
        for action in report.agenda.actions
    )


def _text(outcome: str, typed: str, report: Report) -> str:
    """What was said; if nobody was reached, the outcome comes first."""
    if outcome == _SPOKEN:
        return typed
    outcome_ = _in_ledgers_words(OUTCOMES[outcome], report)
    return f"{outcome_} – {typed}" if typed else outcome_


def _in_ledgers_words(message: Message, report: Report) -> str:
    text = language(report.settings.language).render(message)
    return text[:1].upper() + text[1:]
