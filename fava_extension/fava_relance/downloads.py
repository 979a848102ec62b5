"""Downloads: the text of an action as a file, either an e-mail draft or a PDF letter.

A GET answers with the text as the template writes it. If somebody changed the text on the page,
the page sends it along as a POST with a JSON object, ``{"subject", "body"}``, and the file has
what was sent. :mod:`beancount_relance.documents.batch` makes the file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Response, send_file

from beancount_relance.documents.batch import Desk
from beancount_relance.documents.optional_library import MissingExtraError
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.report.report import Report
from beancount_relance.texts.edited_text import EditedText
from beancount_relance.texts.enclosures import Enclosures
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
        asked: ``customer``, ``stage`` and ``form``, one of :data:`TYPES`.
        words: the language of the page.
        edited: the text, if it was changed on the page.
    """
    form = asked.get("form", "")
    wanted = (asked.get("customer"), asked.get("stage"))
    action = next((a for a in report.actions if (a.customer.id, a.stage.name) == wanted), None)
    if action is None or form not in TYPES:
        return _refuse(msg("This action no longer exists."), words, _NOT_FOUND)
    try:
        desk = Desk(report, Enclosures(report), form, words)
    except MissingExtraError as error:
        return _refuse(error.message, words, _CANNOT)
    desk.write(action, named=True, edited=edited)
    outcome = desk.finish()
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
        data = read_request(lambda: report.settings.page_hosts)
        refuse_unknown(data, frozenset(("subject", "body")))
        edited = EditedText(text_of(data, "subject"), text_of(data, "body"))
    except RefusedError as error:
        return _refuse(error.message, words, error.status)
    return download(report, asked, words, edited)


def _refuse(why: Message, words: Language, status: int) -> Response:
    return Response(words.render(why), status, mimetype="text/plain")
