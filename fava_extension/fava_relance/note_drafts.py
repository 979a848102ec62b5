"""The drafts of the notes that a request is about, and what identifies them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from beancount_relance.history.note_keys import NOTE_KEYS
from beancount_relance.language.messages import msg
from beancount_relance.recording.draft import Draft, draft_note
from beancount_relance.recording.new_note import NewNote
from beancount_relance.recording.note_checks import (
    Complaint,
    NewNoteError,
    check,
    sums_of_plan,
)
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from fava_relance.call_notes import notes_in
from fava_relance.note_request import read_new_note


class PageBooks(Struct, frozen=True):
    """A loaded ledger and its whole report."""

    ledger: LoadedLedger
    report: Report


def drafts_of(data: Mapping[str, Any], books: PageBooks) -> list[Draft]:
    """Draft the notes of a request, usually one.

    Raises:
        NewNoteError: one of them cannot be recorded; with the complaints about all.
        RecordingError: there is no place for one.
    """
    drafts, complaints = [], list[Complaint]()
    for each in notes_in(data, books.report):
        try:
            drafts.append(make_draft(*read_new_note(each, books.report), books))
        except NewNoteError as error:
            complaints += [found for found in error.complaints if found not in complaints]
    if complaints:
        raise NewNoteError(complaints)
    return drafts


def make_draft(new_note: NewNote, complaints: list[Complaint], books: PageBooks) -> Draft:
    """Draft a note.

    Raises:
        NewNoteError: it cannot be recorded, or parts of it could not be read; with all
            complaints, at most one kind for each field.
        RecordingError: there is no place for it.
    """
    unread = {each.field for each in complaints}
    try:
        check(new_note, books.report)
    except NewNoteError as error:
        own = _in_words_of_the_form(new_note, error.complaints, books.report)
        complaints = [*complaints, *(each for each in own if each.field not in unread)]
    if complaints:
        raise NewNoteError(complaints)
    return draft_note(new_note, books.ledger, books.report)


def _in_words_of_the_form(
    new_note: NewNote, complaints: Iterable[Complaint], report: Report
) -> Iterable[Complaint]:
    """The complaints, reworded without the ledger's keys, which users of a form may not know."""
    sums = sums_of_plan(new_note, report)
    kind = new_note.note_kind
    needed = kind.needs if kind is not None else None
    for each in complaints:
        if each.field == needed and not getattr(new_note, each.field):
            yield Complaint(each.field, NOTE_KEYS[each.field].request)
        elif each.message in sums:
            yield Complaint(
                "plan",
                msg("correct the payments, or give the sum that was agreed on"),
            )
        else:
            yield each


def checksum_of(*drafts: Draft) -> str:
    """A checksum of the notes, their places, and the whole files as they are."""
    said = "\n".join(
        f"{made.sha256} {made.insertion.offset} {made.source.file}\n{made.text}" for made in drafts
    )
    return hashlib.sha256(said.encode()).hexdigest()
