"""The recorder: writes notes from the page.

There are three requests. Each is a POST with a JSON object, answered by a JSON object in the
language of the page. :mod:`fava_relance.request_guard` says which requests are accepted.

``record_draft``
    ``{"customer", "kind", "date", "text", "invoices", "until", "amount", "plan", …}``,
    all but the first two optional, with all keys of
    :data:`~beancount_relance.history.note_keys.NOTE_KEYS`; the result of a call has more of them,
    and can be several notes, see :mod:`fava_relance.call_notes`. Returns ``draft`` (the text of
    the note, its place, warnings and a ``checksum``; or ``null``), ``complaints`` by field,
    and ``about`` (what the form shows about the customer). Nothing is written.
``record``
    The same object with the ``checksum`` of a draft. Writes exactly that draft, and returns
    what ``relance record --format json`` prints.
``undo``
    ``{"receipt": …}``, as ``record`` or ``match`` returned it. Removes the note again, also if
    the file has changed since, or takes back what a receipt was paid for; see
    :mod:`fava_relance.match_api`. If the note itself was changed, the answer says which lines to
    remove, with the ``url`` of the first one in the editor.

Failures are answered by ``{"error", "complaints"}``: status 422 if the input is wrong, 409 if
the file has changed, another 4xx status if the request is refused. What people type is sent
as text: ``"600 €"``.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Response

from beancount_relance.exports.json_data import JsonObject
from beancount_relance.exports.written_data import record_data
from beancount_relance.language.messages import Language, Source, msg, nmsg
from beancount_relance.recording.atomic_file import ChangedError, RecordingError
from beancount_relance.recording.draft import Draft
from beancount_relance.recording.note_checks import Complaint, NewNoteError
from beancount_relance.recording.write import Receipt, UndoError, effects, record, undo
from beancount_relance.recording.write_many import RecordedMany, record_many
from beancount_relance.report.gc_pause import paused_collector
from beancount_relance.report.last_report import building_on
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.warning_output import without_warnings
from fava_relance.call_notes import CALL_KEYS, notes_in
from fava_relance.equal_instalments import spread
from fava_relance.marked_text import short_paths
from fava_relance.match_api import match, undo_match
from fava_relance.note_about import about_note, sentence, title_of_call, title_of_note
from fava_relance.note_drafts import PageBooks, checksum_of, drafts_of
from fava_relance.note_request import FIELDS, read_new_note, refuse_unknown, text_of
from fava_relance.query import Links
from fava_relance.report_cache import Reports
from fava_relance.request_guard import RefusedError, read_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beancount.core.data import BeancountError, Directive
    from fava.core import FavaLedger


class Recorder:
    """Writes notes into the ledger of one Fava page, one at a time.

    Fava writes to the same files: from its editor, from forms, and when it imports. It holds a
    lock of its own while it does. We take that lock as well while we read, write and reload;
    otherwise Fava could write back a file without our note, or we could load a file that it has
    written only half of.
    """

    def __init__(self, ledger: FavaLedger, reports: Callable[[], Reports]) -> None:
        """Record into ``ledger``; ``reports`` returns the cached reports of its current load."""
        self._ledger = ledger
        self._reports = reports
        self._kept: list[PageBooks] = []
        # Fava names it as internal; a version without it leaves us with a lock of our own.
        self.writing: threading.Lock = getattr(ledger.file, "_lock", None) or threading.Lock()

    def forget(self) -> None:
        """Drop what was cached, because the ledger has been loaded again."""
        self._kept = []  # a new list: a request that still reads the old ledger fills the old one

    def draft(self, words: Language) -> Response:
        """Answer ``record_draft``."""
        return self.answer(words, lambda data: self._draft(data, words))

    def record(self, words: Language) -> Response:
        """Answer ``record``."""
        return self.answer(words, lambda data: self._record(data, words))

    def match(self, words: Language) -> Response:
        """Answer ``match``, see :mod:`fava_relance.match_api`."""
        return self.answer(words, lambda data: self._match(data, words))

    def undo(self, words: Language) -> Response:
        """Answer ``undo``."""
        return self.answer(words, lambda data: self._undo(data, words))

    def answer(self, words: Language, do: Callable[[JsonObject], JsonObject]) -> Response:
        """Answer a request with the result of ``do``, or with the reason why nothing was done."""
        try:
            return _json(200, do(read_request(lambda: self.read().report.settings.page_hosts)))
        except RefusedError as error:
            return _json(error.status, self._failure([Complaint("", error.message)], words))
        except UndoError as error:
            failure = self._failure([Complaint("", error.message)], words)
            return _json(409, {**failure, **_link(error)})
        except ChangedError as error:
            return _json(409, self._failure(_complaints(error), words))
        except RecordingError as error:
            return _json(422, self._failure(_complaints(error), words))

    def _failure(self, complaints: Iterable[Complaint], words: Language) -> JsonObject:
        """What went wrong; files of the ledger have no absolute paths."""
        ledger = Path(self._ledger.beancount_file_path)
        rendered = _rendered(complaints, words)
        for each in rendered:
            each["message"] = short_paths(each["message"], ledger)
        return {"error": "\n".join(each["message"] for each in rendered), "complaints": rendered}

    def _draft(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, FIELDS | CALL_KEYS | {"spread"})
        books = self.read()
        found: JsonObject | None = None
        complaints: list[Complaint] = []
        data, payments = self._filled(data, books, complaints)
        try:
            found = _draft_data(drafts_of(data, books), books, words)
        except RecordingError as error:
            complaints += _complaints(error)
        notes = notes_in(data, books.report)
        new_note, _ = read_new_note(notes[0], books.report)
        about = about_note(new_note, books.report, words)
        if data.get("outcome"):
            about["title"] = title_of_call(new_note.customer, books.report, words)
        if payments:
            about["payments"] = payments
        return {
            "about": about,
            "complaints": _rendered(complaints, words),
            "draft": found,
        }

    def _filled(
        self, data: JsonObject, books: PageBooks, complaints: list[Complaint]
    ) -> tuple[JsonObject, list[dict[str, str]]]:
        """The request with the payments of a plan filled in, if it asks for that."""
        asked = data.get("spread")
        rest = {key: value for key, value in data.items() if key != "spread"}
        if not isinstance(asked, dict):
            return rest, []
        new_note, _ = read_new_note({**rest, "plan": []}, books.report)
        found, wrong = spread(asked, new_note, books.report)
        complaints += wrong
        payments = [
            {"date": part.due.isoformat(), "amount": f"{part.amount.number}"} for part in found
        ]
        return ({**rest, "plan": payments} if payments else rest), payments

    def _record(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, FIELDS | CALL_KEYS | {"checksum"})
        checksum = text_of(data, "checksum")
        if not checksum:
            raise RefusedError(400, msg("the request lacks “{key}”", key="checksum"))
        with self.writing:
            books = self.read()
            drafts = drafts_of(data, books)
            meant = drafts[0]
            is_new = any(draft.already is None for draft in drafts)
            if is_new and checksum != checksum_of(*drafts):
                raise ChangedError(meant.insertion.file.path)
            if len(drafts) > 1:
                return written_many(record_many(drafts, self.reload), books, words)
            recorded = record(meant, self.reload)
        place = {"file": name_of(recorded.source, books), "line": recorded.source.line}
        return {
            **record_data(meant, recorded, words),
            "title": title_of_note(meant.new_note, books.report, words),
            "place": words.render(
                msg("Recorded in {file}, line {line}", **place)
                if recorded.receipt is not None
                else msg("Already recorded in {file}, line {line}", **place)
            ),
        }

    def _match(self, data: JsonObject, words: Language) -> JsonObject:
        with self.writing:
            books = self.read()
            return match(data, books.ledger, books.report, self.reload, words)

    def _undo(self, data: JsonObject, words: Language) -> JsonObject:
        refuse_unknown(data, frozenset(("receipt",)))
        asked = data.get("receipt")
        with self.writing:
            books = self.read()
            if isinstance(asked, dict) and "before" in asked:
                path = undo_match(asked, books.ledger)
            else:
                receipt = Receipt.of(asked)
                path = receipt.path
                undo(receipt, books.ledger)
            self.reload()
        file = name_of(Source(path, 0), books)
        return {
            "status": "undone",
            "file": path,
            "place": words.render(msg("Removed from {file}.", file=file)),
        }

    def reload(self) -> LoadedLedger:
        """Load the ledger again; its report takes over what a note has not changed."""
        with paused_collector(), without_warnings(), building_on(self.read().report):
            try:
                self._ledger.load_file()
            except RuntimeError:
                # Beancount's parser fails if another request, which holds no lock, uses it too.
                self._ledger.load_file()
            return self.read().ledger

    def read(self) -> PageBooks:
        """The ledger as it is loaded now, with its whole report."""
        kept = self._kept  # a reload in another thread replaces the list
        if not kept:
            ledger, reports = self._ledger, self._reports()
            loaded = LoadedLedger.of(
                cast("Sequence[Directive]", ledger.all_entries),
                cast("Sequence[BeancountError]", ledger.load_errors),
                cast("Mapping[str, Any]", ledger.options),
                known=lambda day: reports.of(day, whole=True).report,
            )
            kept.append(PageBooks(loaded, loaded.report()))
        return kept[0]


def _json(status: int, data: JsonObject) -> Response:
    response = Response(json.dumps(data), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _link(error: UndoError) -> JsonObject:
    """The link to the line where the note may still be."""
    source = error.source
    return {} if source is None else {"url": Links().editor(source.file, source.line)}


def _rendered(complaints: Iterable[Complaint], words: Language) -> list[dict[str, str]]:
    return [{"field": each.field, "message": sentence(each.message, words)} for each in complaints]


def _complaints(error: RecordingError) -> list[Complaint]:
    if isinstance(error, NewNoteError):
        return list(error.complaints)
    return [Complaint("", error.message)]


def written_many(done: RecordedMany, books: PageBooks, words: Language) -> JsonObject:
    """The answer when several notes were written."""
    notes = [draft.new_note for draft in done.drafts]
    said = nmsg("{count} note recorded", "{count} notes recorded", len(notes))
    titles = dict.fromkeys(title_of_note(note, books.report, words) for note in notes)
    found = (words.render(effect) for d in done.drafts for effect in effects(d, done.report))
    return {
        "title": words.render(said)
        if len({note.customer for note in notes}) > 1
        else "\n".join(titles),
        "place": "",
        "effects": list(dict.fromkeys(found)),
        "receipt": {"receipts": [receipt.data() for receipt in done.receipts]},
    }


def _draft_data(drafts: list[Draft], books: PageBooks, words: Language) -> JsonObject:
    made = drafts[0]
    place = {"file": name_of(made.source, books), "line": made.source.line}
    already = all(draft.already is not None for draft in drafts)
    warnings = (words.render(warning) for draft in drafts for warning in draft.warnings)
    return {
        **record_data(made, None, words),
        "text": "\n\n".join(draft.text for draft in drafts),
        "warnings": list(dict.fromkeys(warnings)),
        "already": already,
        "checksum": checksum_of(*drafts),
        "place": words.render(
            msg("Already recorded in {file}, line {line}", **place)
            if already
            else msg("Will be written to {file}, line {line}", **place)
        ),
    }


def name_of(source: Source, books: PageBooks) -> str:
    """The path of a file relative to the folder of the top-level file."""
    folder = books.ledger.files[0].parent
    return os.path.relpath(source.file, folder)
