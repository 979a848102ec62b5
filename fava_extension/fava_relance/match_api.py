"""What the page writes about receipts: ``match`` and its undoing.

``match``
    ``{"file", "line", "invoices"}``: the receipt, and the numbers of one of its proposals, or of
    the oldest invoices, which it settles until somebody answers; no number says that it is for
    none of them. Writes that, and returns ``text``, ``effects`` and a ``receipt`` for ``undo``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.recording.atomic_file import ChangedError
from beancount_relance.recording.match_answer import answer_of
from beancount_relance.recording.match_edit import MatchAnswer
from beancount_relance.recording.write_matches import MatchReceipt, undo_answer, write_answer
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.open_receipts import Answer, open_receipts
from beancount_relance.report.report import Report
from fava_relance.note_request import refuse_unknown, text_of
from fava_relance.request_guard import RefusedError

KEYS = frozenset(("file", "line", "invoices"))


def match(
    data: JsonObject,
    ledger: LoadedLedger,
    report: Report,
    reload: Callable[[], LoadedLedger],
    words: Language,
) -> JsonObject:
    """Write what a receipt was paid for.

    Raises:
        ChangedError: the ledger no longer has this receipt, or this proposal for it.
        RecordingError: it cannot be written.
        RefusedError: the request is not in order.
    """
    answer = _meant(data, report)
    matched = write_answer(answer, ledger, report, reload)
    settled = list(answer.references)
    found = (
        msg("Paid for {invoices}", invoices=settled)
        if settled
        else msg("For none of the invoices; you will not be asked again")
    )
    return {
        "text": words.render(found),
        "effects": [words.render(each) for each in _effects(report, matched.report)],
        "receipt": matched.receipt.data(),
    }


def undo_match(receipt: object, ledger: LoadedLedger) -> str:
    """Take back what :func:`match` wrote; return the path of the file.

    Raises:
        RecordingError: the receipt is invalid, or the file has changed.
    """
    read = MatchReceipt.of(receipt)
    undo_answer(read, ledger)
    return read.path


def _meant(data: JsonObject, report: Report) -> MatchAnswer:
    refuse_unknown(data, KEYS)
    file, line, invoices = text_of(data, "file"), data.get("line"), data.get("invoices")
    if not isinstance(line, int) or not isinstance(invoices, list):
        raise RefusedError(400, msg("the request lacks “{key}”", key="invoices"))
    for receipt in open_receipts(report):
        if (receipt.source.file, receipt.source.line) == (file, line):
            if not invoices:
                return answer_of(receipt, None, report)
            oldest = Answer(receipt.customer, receipt.account, receipt.taken, receipt.why)
            for answer in (*receipt.answers, oldest):
                if list(answer.references) == invoices:
                    return answer_of(receipt, answer, report)
    raise ChangedError(Path(file or "?"))


def _effects(before: Report, after: Report) -> list[Message]:
    """What the answer changed: actions that are gone or new."""
    old = {each.key: each for each in before.actions}
    new = {each.key: each for each in after.actions}
    gone = [each for key, each in old.items() if key not in new]
    come = [each for key, each in new.items() if key not in old]
    return [
        *(msg("no longer due: {action}, {customer}", **_names(each)) for each in gone),
        *(msg("now due: {action}, {customer}", **_names(each)) for each in come),
    ]


def _names(action: Action) -> dict[str, object]:
    return {"action": action.title, "customer": action.customer.title}
