"""Several actions at once: their texts as one file, and their notes in one write.

There are four requests, guarded as in :mod:`fava_relance.note_api`.

``batch_files``
    ``{"form", "actions": [{"customer", "stage", "subject", "body"}, …]}``; subject and body only
    if they were changed on the page. Answers with a ``.zip`` of drafts, with one PDF of all
    letters, or with a ``.zip`` of that and of the sheets for us, each of which is a file. The
    header ``Relance-Unwritten`` says which texts are in no file and why, percent-encoded.
``record_many_draft``
    ``{"notes": [{"customer", "kind", "invoices"}, …]}``. Returns the ``notes`` as they would be
    written, and a ``checksum``. Nothing is written.
``record_many``
    The same with the checksum. Writes exactly these notes, all or none.
``undo_many``
    ``{"receipts": […]}``, as ``record_many`` returned them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response, send_file

from beancount_relance.documents.batch import BatchWriter
from beancount_relance.documents.files import File
from beancount_relance.documents.optional_library import MissingExtraError
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Language, Message, msg, nmsg
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.recording.atomic_file import ChangedError
from beancount_relance.recording.draft import Draft
from beancount_relance.recording.write import Receipt, undo
from beancount_relance.recording.write_many import record_many
from beancount_relance.report.report import Report
from beancount_relance.texts.edited_text import EditedText
from beancount_relance.texts.enclosures import Enclosures
from fava_relance.asked_action import asked_action
from fava_relance.downloads import zipped
from fava_relance.note_about import title_of_note
from fava_relance.note_api import Recorder, name_of, written_many
from fava_relance.note_drafts import PageBooks, checksum_of, make_draft
from fava_relance.note_request import FIELDS, read_list, read_new_note, refuse_unknown, text_of
from fava_relance.request_guard import RefusedError, read_request

_ACTION = frozenset(("customer", "stage", "invoices", "subject", "body"))
_GONE, _CANNOT = 404, 422


def draft_many(recorder: Recorder, words: Language) -> Response:
    """Answer ``record_many_draft``."""

    def do(data: JsonObject) -> JsonObject:
        refuse_unknown(data, frozenset(("notes",)))
        books = recorder.read()
        drafts = _drafts(data, books)
        return {
            "checksum": checksum_of(*drafts),
            "notes": [
                {
                    "title": title_of_note(draft.new_note, books.report, words),
                    "text": draft.text,
                    "place": words.render(
                        msg(
                            "{file}, line {line}",
                            file=name_of(draft.source, books),
                            line=draft.source.line,
                        )
                    ),
                    "warnings": [words.render(warning) for warning in draft.warnings],
                    "already": draft.already is not None,
                }
                for draft in drafts
            ],
        }

    return recorder.answer(words, do)


def write_many(recorder: Recorder, words: Language) -> Response:
    """Answer ``record_many``."""

    def do(data: JsonObject) -> JsonObject:
        refuse_unknown(data, frozenset(("notes", "checksum")))
        with recorder.writing:
            books = recorder.read()
            drafts = _drafts(data, books)
            if text_of(data, "checksum") != checksum_of(*drafts):
                raise ChangedError(drafts[0].insertion.file.path)
            return written_many(record_many(drafts, recorder.reload), books, words)

    return recorder.answer(words, do)


def take_back_many(recorder: Recorder, words: Language) -> Response:
    """Answer ``undo_many``."""

    def do(data: JsonObject) -> JsonObject:
        refuse_unknown(data, frozenset(("receipts",)))
        receipts = [Receipt.of(each) for each in read_list(data, "receipts", dict) or []]
        with recorder.writing:
            ledger = recorder.read().ledger
            try:
                for receipt in receipts:
                    undo(receipt, ledger)
            finally:
                recorder.reload()
        said = nmsg("{count} note removed.", "{count} notes removed.", len(receipts))
        return {"status": "undone", "place": words.render(said)}

    return recorder.answer(words, do)


def batch_files(report: Report, words: Language) -> Response:
    """Answer ``batch_files``; if there is no file, with the reason in plain text."""
    try:
        data = read_request(lambda: report.settings.page_hosts)
        refuse_unknown(data, frozenset(("form", "actions")))
        asked = read_list(data, "actions", dict) or []
        form = text_of(data, "form")
        for each in asked:
            refuse_unknown(each, _ACTION)
        return _files(report, form, asked, words)
    except RefusedError as error:
        return _refuse([error.message], words, error.status)
    except MissingExtraError as error:
        return _refuse([error.message], words, _CANNOT)


def _files(
    report: Report, form: str, asked: Sequence[Mapping[str, Any]], words: Language
) -> Response:
    actions = [
        asked_action(
            report.actions,
            (text_of(each, "customer"), text_of(each, "stage")),
            read_list(each, "invoices", str),
        )
        for each in asked
    ]
    if form not in ("eml", "pdf") or not actions or None in actions:
        return _refuse([msg("This action no longer exists.")], words, _GONE)
    batch = BatchWriter(report, Enclosures(report), form, words)
    for action, each in zip(actions, asked, strict=True):
        if isinstance(action, Action):
            batch.write(action, named=True, edited=_edited(each))
    outcome = batch.finish()
    if outcome.failures or not outcome.files:
        return _refuse(outcome.failures or outcome.notes, words, _CANNOT)
    files = outcome.files
    together = [file for file in files if file.reminder is None]
    if together:  # all letters are in one file, or in several if they are many
        files = [*together, *(file for file in files if _is_sheet(file))]
    is_zip = form == "eml" or len(files) > 1
    kind = ("drafts" if form == "eml" else "letters", "zip" if is_zip else "pdf")
    name = "{}_{}.{}".format(report.as_of, *kind)
    answer = send_file(
        io.BytesIO(zipped(files) if is_zip else files[-1].content),
        mimetype="application/zip" if is_zip else "application/pdf",
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    unwritten = "\n".join(words.render(why) for _, why in outcome.unwritten)
    if unwritten:
        answer.headers["Relance-Unwritten"] = quote(unwritten)
    return answer


def _is_sheet(file: File) -> bool:
    """Whether a file is for us, such as what to say in a call, and so in no file of letters."""
    return file.reminder is not None and CHANNELS[file.reminder.channel].is_sheet


def _edited(asked: Mapping[str, Any]) -> EditedText | None:
    if "body" not in asked:
        return None
    return EditedText(text_of(asked, "subject"), text_of(asked, "body"))


def _drafts(data: JsonObject, books: PageBooks) -> list[Draft]:
    """The drafts of the notes that a request names.

    Raises:
        RefusedError: it names none.
        RecordingError: one of them cannot be recorded.
    """
    notes = read_list(data, "notes", dict) or []
    if not notes:
        raise RefusedError(400, msg("the request lacks “{key}”", key="notes"))
    for note in notes:
        refuse_unknown(note, FIELDS)
    return [make_draft(*read_new_note(note, books.report), books) for note in notes]


def _refuse(reasons: Sequence[Message], words: Language, status: int) -> Response:
    text = "\n".join(words.render(reason) for reason in reasons)
    return Response(text, status, mimetype="text/plain")
