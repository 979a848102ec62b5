"""Speech: which invoices a receivable line names, its own or others'."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from beancount_relance.language.messages import Source
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.invoices import Invoice, InvoiceIndex
from beancount_relance.receivables.naming import named_invoices
from beancount_relance.receivables.undoing import Spoken


def spoken_invoices(
    line: ReceivablePosting,
    reader: PostingReader,
    index: InvoiceIndex,
    besides: Collection[Source] = (),
) -> tuple[list[Invoice], list[str]]:
    """The invoices that a line names, and the names that no invoice has."""
    keyed = line.names if line.keyed else ()
    return named_invoices(keyed, line.txn, reader.pattern_names(line.txn), index, besides)


@dataclass
class Speech:
    """How lines call invoices, worked out once for each that is asked about."""

    lines: Sequence[ReceivablePosting]
    reader: PostingReader
    index: InvoiceIndex
    known: dict[int, Spoken] = field(default_factory=dict)

    def of(self, place: int) -> Spoken:
        """How the line of that place calls invoices."""
        if place not in self.known:
            self.known[place] = self._read(self.lines[place])
        return self.known[place]

    def _read(self, line: ReceivablePosting) -> Spoken:
        named, unknown = spoken_invoices(line, self.reader, self.index, (line.source,))
        references = frozenset(
            invoice.reference.casefold()
            for invoice in named
            if (invoice.customer, invoice.currency) == (line.customer, line.currency)
            and (line.number < 0 or invoice.date <= line.date)
        )
        stated = unknown if line.keyed and references else (*unknown, *line.names)
        names = references.union(map(str.casefold, stated))
        return Spoken(references, names, names.union(map(str.casefold, line.txn.links)))
