"""The invoices on the accounts to which they moved, with the due dates that they have there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.due_dates import DuePart
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.own_accounts import moved_to
from beancount_relance.values.invoice_names import name_key

_Name = tuple[str, str, str]
"""The customer, the currency, and a name of an invoice."""


def on_new_accounts(
    invoices: Iterable[Invoice],
    reader: PostingReader,
    delay_of: Callable[[ReceivablePosting], DuePart | None],
) -> Iterator[Invoice]:
    """Yield the invoices on the account to which they moved, those due later there by parts.

    Args:
        invoices: the invoices.
        reader: the reader of the postings, which knows what moved.
        delay_of: the part of an invoice that a line of a move makes due later.
    """
    moves = reader.moves
    if not moves:
        yield from invoices
        return
    delays: dict[_Name, list[tuple[ReceivablePosting, DuePart]]] = {}
    called: dict[_Name, frozenset[str]] = {}
    for line in reader.moved:
        key = (line.customer, line.currency, name_key(line.names[0]))
        delay = delay_of(line)
        if delay is not None:
            delays.setdefault(key, []).append((line, delay))
        if len(line.stated) > 1:  # such as the number of the bill for it
            called[key] = frozenset(line.names)
    for each in invoices:
        names = (each.reference, *each.links)
        keys = [(each.customer, each.currency, name_key(name)) for name in names]
        links = each.links.union(*(called[key] for key in keys if key in called))
        invoice = replace(each, links=links) if links != each.links else each
        rest = invoice.amount
        for line, delay in next((delays.pop(key) for key in keys if key in delays), ()):
            amount = min(rest, delay.amount)
            rest -= amount
            if amount:
                yield replace(
                    invoice,
                    amount=amount,
                    due=invoice.due if delay.presumed else delay.due,
                    basis=delay.basis,
                    due_presumed=delay.presumed,
                    held_back=amount if delay.kept_back else Decimal(),
                    account=line.account,
                    left_account=invoice.account,
                    moved_on=line.date,
                )
        moved = next((moves[key] for key in keys if key in moves), None)
        if rest == invoice.amount and moved is not None:
            yield moved_to(invoice, *moved)
        elif rest:
            yield replace(invoice, amount=rest)
