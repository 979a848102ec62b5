"""Lays out the plain-text files of a case: titles, headings, tables and check boxes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from beancount_relance.court.case_file import CaseFile, CaseLine
from beancount_relance.court.chronology import CaseEvent
from beancount_relance.language.messages import Language, Message, msg, printable
from beancount_relance.language.text import one_line
from beancount_relance.receivables.part_labels import part_mark

BLANK = "…" * 24
GAP = "  "


class CaseText:
    """The base class of the texts about a case.

    Args:
        case: the case.
        words: the language to write the text in.
    """

    def __init__(self, case: CaseFile, words: Language) -> None:
        self._case = case
        self._words = words

    def _title(self, title: Message) -> Iterator[str]:
        text = self._render(title)
        yield text
        yield "=" * len(text)
        case = self._case
        creditor = case.report.settings.creditor.name or BLANK
        yield self._render(
            msg(
                "{creditor} against {debtor}",
                creditor=one_line(creditor),
                debtor=one_line(case.customer.title),
            )
        )
        yield self._render(
            msg(
                "Prepared from the books as of {date}. This is a working document, not legal "
                "advice: check it before you file it.",
                date=case.report.as_of,
            )
        )
        yield ""

    def _heading(self, title: Message) -> Iterator[str]:
        text = self._render(title)
        yield from ("", text, "-" * len(text))

    def _check_boxes(self, messages: Sequence[Message]) -> Iterator[str]:
        for message in dict.fromkeys(map(self._render, messages)):
            yield f"[ ] {message}"

    def _render(self, message: Message) -> str:
        return one_line(self._words.render(message))

    def _exhibit_lines(self) -> Iterator[str]:
        for exhibit in self._case.exhibits:
            yield f"{exhibit.number}. {self._render(exhibit.title)} – {exhibit.name}"

    def _event_line(self, event: CaseEvent) -> str:
        place = f"{one_line(event.source.file)}:{event.source.line}"
        text = one_line(event.text)
        what = event.what
        told = self._render(what)
        if text and not told.casefold().startswith(text.casefold()):
            if text.casefold().startswith(told.casefold()):  # a note in the words of the program
                told = printable(text)
            else:
                told = self._render(msg("{what}: {text}", what=what, text=text))
        if event.about:
            told = self._render(msg("{invoice}: {fact}", invoice=[*event.about], fact=told))
        return f"{self._words.date(event.date)}{GAP}{told} ({printable(place)})"

    def _interest_until(self) -> Message:
        """Return the label of the interest, which ends on the eve of insolvency proceedings."""
        last, opened = self._case.report.as_of, self._case.demands[0].recovery.opened
        if opened is not None:
            last = min(last, opened - datetime.timedelta(days=1))
        return msg("Late interest to {date}", date=last)

    def _interest(self, lines: Iterable[CaseLine]) -> Iterator[str]:
        """Yield the interest as a table, with one row per period of constant rate and principal."""
        titles = (msg("Invoice"), msg("From"), msg("Until"), msg("Days"), msg("Annual rate"))
        rows = [tuple(map(self._render, (*titles, msg("Principal"), msg("Interest"))))]
        words = self._words
        rows += [
            (
                invoice_label(line, self._words),
                words.date(part.first),
                words.date(part.last),
                str(part.days),
                words.rate(part.percent),
                words.money(part.principal, line.item.invoice.currency),
                words.money(part.amount, line.item.invoice.currency),
            )
            for line in lines
            for part in line.claim.interest.segments
        ]
        if len(rows) > 1:
            yield from columns(rows, "lllrrrr")


def invoice_label(line: CaseLine, words: Language) -> str:
    """Return the number of an invoice, with what distinguishes an instalment or retention money."""
    invoice = line.item.invoice
    mark = part_mark(invoice)
    part = "" if mark is None else f" ({words.render(mark)})"
    return printable(one_line(invoice.reference)) + part


def columns(rows: Sequence[Sequence[str]], sides: str) -> Iterator[str]:
    """Yield rows as aligned text columns; ``sides`` has ``l`` or ``r`` for each column."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, widths, sides, strict=True)
        )
        yield GAP.join(cells)
