"""Downloads: the text of an action as a file, either an e-mail draft or a PDF letter.

A GET answers with the text as the template writes it. If somebody changed the text on the page,
the page sends it along as a POST with a JSON object, ``{"subject", "body"}``, and the file has
what was sent. :mod:`beancount_relance.documents.batch` makes the file.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping

from flask import Response, send_file

from beancount_relance.bookings.booking import PURPOSES
from beancount_relance.bookings.printed_bookings import booking_text
from beancount_relance.bookings.proposed_bookings import propose
from beancount_relance.court.case_documents import case_documents
from beancount_relance.court.case_file import case_file
from beancount_relance.documents.batch import BatchWriter
from beancount_relance.documents.file_formats import channel_for
from beancount_relance.documents.files import File, safe_name
from beancount_relance.documents.optional_library import MissingExtraError
from beancount_relance.documents.pdf_letter import LetterError
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.correspondence import TEXTS
from beancount_relance.texts.edited_text import EditedText
from beancount_relance.texts.enclosures import Enclosures
from beancount_relance.texts.writer import ReminderError, Writer
from fava_relance.asked_action import asked_action
from fava_relance.mail_html import html_of
from fava_relance.note_request import refuse_unknown, text_of
from fava_relance.request_guard import RefusedError, read_request

TYPES: Mapping[str, str] = {"eml": "message/rfc822", "pdf": "application/pdf"}
"""The forms of files, with their media types."""

_NOT_FOUND, _CANNOT = 404, 422


def download(
    report: Report,
    asked: Mapping[str, str],
    words: Language,
    edited: EditedText | None = None,
) -> Response:
    """Answer a request for the file of one action; if there is none, with the reason in plain text.

    Args:
        report: the report of the day.
        asked: ``customer``, ``stage``, ``due`` of an upcoming action, and ``form``, one of
            :data:`TYPES`.
        words: the language of the page.
        edited: the text, if it was changed on the page.
    """
    form = asked.get("form", "")
    action = _asked_action(report, asked)
    if action is None or form not in TYPES:
        return _refuse(msg("This action no longer exists."), words, _NOT_FOUND)
    try:
        batch = BatchWriter(report, Enclosures(report), form, words)
    except MissingExtraError as error:
        return _refuse(error.message, words, _CANNOT)
    batch.write(action, named=True, edited=edited)
    return _first_file(batch, form, words)


def pages(
    report: Report,
    asked: Mapping[str, str],
    words: Language,
    edited: EditedText | None = None,
) -> Response:
    """Answer with a text as its reader will see it, in JSON.

    That is ``{"pages": […]}`` of a letter, SVG images as they will be printed, or ``{"html": …}``
    of an e-mail.

    Args:
        report: the report of the day.
        asked: ``customer``, ``stage``, ``due`` of an upcoming action, and ``form``.
        words: the language of the page.
        edited: the text, if it was changed on the page.
    """
    action = _asked_action(report, asked)
    if action is None:
        return _refuse(msg("This action no longer exists."), words, _NOT_FOUND)
    if asked.get("form") == "eml":
        return _mail_seen(report, action, words, edited)
    try:
        batch = BatchWriter(report, Enclosures(report), "pdf", words)
        drawn = batch.drawings(action, edited)
    except (MissingExtraError, ReminderError, LetterError) as error:
        return _refuse(error.message, words, _CANNOT)
    images = [page.decode() for page in drawn]
    return Response(json.dumps({"pages": images}), mimetype="application/json")


def _mail_seen(
    report: Report, action: Action, words: Language, edited: EditedText | None
) -> Response:
    batch = BatchWriter(report, Enclosures(report), "eml", words)
    batch.write(action, named=True, edited=edited)
    outcome = batch.finish()
    if not outcome.files:
        return _refuse(outcome.failures[0], words, _CANNOT)
    seen = {"html": html_of(outcome.files[0].content)}
    return Response(json.dumps(seen), mimetype="application/json")


def _asked_action(report: Report, asked: Mapping[str, str]) -> Action | None:
    """The action that a request is about: one that is due, or an upcoming one by its day."""
    due = asked.get("due")
    found = report.agenda.upcoming if due else report.actions
    wanted = asked.get("customer", ""), asked.get("stage", "")
    of_the_day = (action for action in found if due in (None, action.due_on.isoformat()))
    return asked_action(of_the_day, wanted, asked.get("invoices", "").split("\n"))


def pages_edited(report: Report, asked: Mapping[str, str], words: Language) -> Response:
    """Answer with the pages of a letter whose text was changed on the page."""
    try:
        edited = _edited(report)
    except RefusedError as error:
        return _refuse(error.message, words, error.status)
    return pages(report, asked, words, edited)


def document(report: Report, asked: Mapping[str, str], words: Language) -> Response:
    """Answer with a text that is not a stage, such as a statement, as a file.

    Args:
        report: the whole report of the day.
        asked: ``customer``; ``text``, one of
            :data:`~beancount_relance.texts.correspondence.TEXTS`; and ``form``.
        words: the language of the page.
    """
    form, text = asked.get("form", ""), asked.get("text", "")
    if form not in TYPES or text not in TEXTS:
        return _refuse(msg("There is no such text."), words, _NOT_FOUND)
    customer = report.customer(asked.get("customer", ""))
    try:
        batch = BatchWriter(report, Enclosures(report), form, words)
        batch.write(Writer(report).compose(text, customer, channel_for(form)), named=True)
    except (MissingExtraError, ReminderError) as error:
        return _refuse(error.message, words, _CANNOT)
    return _first_file(batch, form, words)


def proposed_entries(
    books: tuple[LoadedLedger, Report], asked: Mapping[str, str], words: Language
) -> Response:
    """Answer with entries to paste into the ledger, as ``relance entries`` proposes them.

    Args:
        books: the ledger and its whole report.
        asked: ``customer``; and ``purpose``, one of
            :data:`~beancount_relance.bookings.booking.PURPOSES`.
        words: the language of the page.
    """
    ledger, report = books
    customer, purpose = asked.get("customer", ""), asked.get("purpose", "")
    items = [i for i in report.open_items if i.invoice.customer == customer]
    if purpose not in PURPOSES or not items:
        return _refuse(msg("nothing is open for {whom}", whom=customer), words, _NOT_FOUND)
    found, refused = propose(ledger, report, items, purpose, words)
    if not found:
        text = "\n".join(words.render(message) for message in refused)
        return Response(text, _CANNOT, mimetype="text/plain")
    return send_file(
        io.BytesIO(booking_text(found, report, words).encode()),
        mimetype="text/plain",
        as_attachment=True,
        download_name=f"{report.as_of}_{safe_name(customer)}_{purpose}.beancount",
        max_age=0,
    )


def court_file(
    books: tuple[LoadedLedger, Report], asked: Mapping[str, str], words: Language
) -> Response:
    """Answer with the case file for a court of one customer, as a ``.zip`` file.

    Args:
        books: the ledger and its whole report.
        asked: ``customer``.
        words: the language of the page.
    """
    ledger, report = books
    items = [i for i in report.open_items if i.invoice.customer == asked.get("customer")]
    try:
        case = case_file(ledger, report, items)
    except OSError as error:
        text = msg("{path} cannot be read: {cause}", path=error.filename, cause=error.strerror)
        return _refuse(text, words, _CANNOT)
    if case is None:
        return _refuse(
            msg("nothing is overdue for {whom}", whom=asked.get("customer", "")), words, 404
        )
    return send_file(
        io.BytesIO(zipped(case_documents(case, words))),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{report.as_of}_{safe_name(asked.get('customer', ''))}.zip",
        max_age=0,
    )


def zipped(files: Iterable[File]) -> bytes:
    """The files in one archive, with the same bytes for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name), file.content)
    return packed.getvalue()


def _edited(report: Report) -> EditedText:
    """The text of the request, as somebody changed it.

    Raises:
        RefusedError: the request is not one of ours.
    """
    data = read_request(lambda: report.settings.page_hosts)
    refuse_unknown(data, frozenset(("subject", "body")))
    return EditedText(text_of(data, "subject"), text_of(data, "body"))


def _first_file(batch: BatchWriter, form: str, words: Language) -> Response:
    outcome = batch.finish()
    if not outcome.files:
        why = next(iter([*outcome.failures, *outcome.notes]))
        return _refuse(why, words, _CANNOT)
    file = outcome.files[0]
    return send_file(
        io.BytesIO(file.content),
        mimetype=TYPES[form],
        as_attachment=True,
        download_name=file.name,
        max_age=0,
    )


def download_edited(
    report: Report,
    asked: Mapping[str, str],
    words: Language,
) -> Response:
    """Answer a request for the file of a text that was changed on the page.

    Args:
        report: the report of the day.
        asked: as for :func:`download`; the text is in the body of the request.
        words: the language of the page.
    """
    try:
        edited = _edited(report)
    except RefusedError as error:
        return _refuse(error.message, words, error.status)
    return download(report, asked, words, edited)


def _refuse(why: Message, words: Language, status: int) -> Response:
    return Response(words.render(why), status, mimetype="text/plain")
