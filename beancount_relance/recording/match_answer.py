"""What is to be written for the chosen answer to a receipt."""

from __future__ import annotations

from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.recording.match_edit import MatchAnswer
from beancount_relance.report.open_receipts import Answer, OpenReceipt
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import series_of


def answer_of(receipt: OpenReceipt, answer: Answer | None, report: Report) -> MatchAnswer:
    """Return what to write.

    Args:
        receipt: the receipt.
        answer: one of its answers; ``None`` if it is for none of the invoices.
        report: the report that it is from, with the invoices.

    Raises:
        RecordingError: links and one other account are not enough to settle the invoices.
    """
    key = report.settings.reference_keys[0]
    if answer is None:
        return MatchAnswer(receipt.source, receipt.account, (), receipt.account, (), key)
    if not answer.is_convertible:
        raise RecordingError(
            msg(
                "{invoices} and the receipt are in two currencies: post the receipt in that of "
                "the invoice, at the exchange rate of the payment",
                invoices=answer.references,
            )
        )
    if answer.is_divided:
        raise RecordingError(
            msg(
                "the receipt is on several accounts, as a sale with its VAT: replace their lines "
                "by {account} with ^{first}, by hand",
                account=answer.account,
                first=answer.references[0],
            )
        )
    if answer.is_part:
        raise RecordingError(
            msg(
                "the receipt is more than {invoices}, and may be for other customers as well: "
                "divide it into one posting for each, by hand",
                invoices=answer.references,
            )
        )
    items = {item.key: item for item in report.allocation.items}
    nameless = [items[k] for k, _ in answer.parts if k in items and not _name(items[k])]
    if nameless:
        raise RecordingError(
            msg(
                "the invoice of {date} has no number: give it one first, such as a link",
                date=nameless[0].invoice.date,
            )
        )
    names = [_name(items[k]) or k[2] if k in items else k[2] for k, _ in answer.parts]
    series = {series_of(name) for name in names}
    return MatchAnswer(
        source=receipt.source,
        account=receipt.account,
        references=list(dict.fromkeys(names)),
        receivable=answer.account,
        wrong=[name for name in receipt.unknown if series_of(name) in series],
        key=key,
    )


def by_hand(receipt: OpenReceipt, answer: Answer, report: Report) -> Message | None:
    """Return why an answer can only be written by hand; ``None`` if it can be written."""
    try:
        answer_of(receipt, answer, report)
    except RecordingError as error:
        return error.message
    return None


def _name(item: Item) -> str | None:
    """What an invoice is called in a link: its number."""
    return item.invoice.number
