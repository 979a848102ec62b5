"""The invoices on the accounts to which they moved, with the due dates that they have there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.due_dates import DuePart
from beancount_relance.receivables.invoices import Deferral, EarlierAccount, Invoice
from beancount_relance.values.invoice_names import name_key

_Name = tuple[str, str, str]
"""The customer, the currency, and a name of an invoice."""


class Moves:
    """What moved from one account of a customer to another, by the invoice."""

    def __init__(
        self,
        moves: Iterable[ReceivablePosting] = (),
        invoices: Iterable[Invoice] = (),
        delay_of: Callable[[ReceivablePosting], DuePart | None] = lambda _: None,
    ) -> None:
        """Take what moved.

        What has the number of an invoice moved this one, whatever else it is called.

        Args:
            moves: the debits of the moves, in order of date.
            invoices: all invoices.
            delay_of: the part of an invoice that a line of a move makes due later.
        """
        self.delay_of = delay_of
        self._by_name: dict[_Name, list[ReceivablePosting]] = defaultdict(list)
        moves = list(moves)
        numbers = {name_key(invoice.reference) for invoice in invoices} if moves else set()
        for move in moves:
            names = list(map(name_key, move.names))
            for name in [name for name in names if name in numbers] or names:
                self._by_name[move.customer, move.currency, name].append(move)

    def __bool__(self) -> bool:
        """Whether anything moved."""
        return bool(self._by_name)

    def of(self, invoice: Invoice) -> Sequence[ReceivablePosting]:
        """Return what moved an invoice since its date, while it was its customer's."""
        found = {
            id(move): move
            for key in _names_of(invoice)
            for move in self._by_name.get(key, ())
            if move.date >= invoice.date
        }
        return sorted(found.values(), key=lambda move: move.date)

    def carried(self, invoice: Invoice, since: datetime.date) -> Invoice:
        """Return an invoice that another customer owes since a day, on the account it has now.

        It has the due date that it got there, if all of it moved.
        """
        moves = [move for move in self.of(invoice) if move.date >= since]
        for move in moves:
            delay = self.delay_of(move) if move.number >= invoice.amount else None
            if delay is not None and not delay.presumed:
                invoice = _due_again(invoice, move, delay)
        return _moved(replace(invoice, earlier_accounts=()), moves)


def on_new_accounts(
    invoices: Iterable[Invoice],
    reader: PostingReader,
    moves: Moves,
) -> Iterator[Invoice]:
    """Yield the invoices on the account to which they moved, those due later there by parts.

    Args:
        invoices: the invoices.
        reader: the reader of the postings.
        moves: what moved.
    """
    if not moves:
        yield from invoices
        return
    delays: dict[_Name, list[tuple[ReceivablePosting, DuePart]]] = {}
    called: dict[_Name, frozenset[str]] = {}
    for line in reader.moved:
        key = (line.customer, line.currency, name_key(line.names[0]))
        delay = moves.delay_of(line)
        if delay is not None:
            delays.setdefault(key, []).append((line, delay))
        if len(line.stated) > 1:  # such as the number of the bill for it
            called[key] = frozenset(line.names)
    for each in invoices:
        keys = _names_of(each)
        links = each.links.union(*(called[key] for key in keys if key in called))
        invoice = replace(each, links=links) if links != each.links else each
        delayed = next((delays.pop(key) for key in keys if key in delays), ())
        later = {id(line) for line, _ in delayed}
        left = [move for move in moves.of(invoice) if id(move) not in later]
        rest, parts = _delayed(invoice.amount, delayed)
        for part in parts:
            lines = [line for line, _ in part.delays]
            first = lines[0].date
            on = [move for move in left if move.number == part.amount and move.date >= first]
            left = [move for move in left if move not in on]
            moved = replace(invoice, amount=part.amount)
            for line, delay in part.delays:
                moved = _due_again(moved, line, delay)
            yield _moved(moved, sorted((*lines, *on), key=lambda move: move.date))
        if rest:
            yield _moved(replace(invoice, amount=rest) if delayed else invoice, left)


class _DelayedPart(Struct):
    """A part of an invoice that moved and is due later, with the lines that moved it so."""

    amount: Decimal
    delays: tuple[tuple[ReceivablePosting, DuePart], ...]


def _due_again(invoice: Invoice, line: ReceivablePosting, delay: DuePart) -> Invoice:
    """Return an invoice, or a part, with the due date that a line of a move gives it.

    A later one for what was late already was agreed on like that of a note.
    """
    if delay.presumed:
        return replace(
            invoice,
            basis=delay.basis,
            due_presumed=True,
            held_back=invoice.amount if delay.kept_back else Decimal(),
        )
    was_late = invoice.extended_from is not None or invoice.is_overdue(line.date)
    if delay.kept_back or invoice.due_presumed or not was_late or delay.due <= invoice.first_due:
        return replace(
            invoice,
            due=delay.due,
            basis=delay.basis,
            extended_from=None,
            due_presumed=False,
            held_back=invoice.amount if delay.kept_back else Decimal(),
        )
    told = Deferral(line.date, delay.due, line.txn.narration or "", line.source)
    return replace(
        invoice,
        due=delay.due,
        basis=msg("agreed on {date} instead of {due}", date=line.date, due=invoice.due),
        extended_from=invoice.first_due,
        deferrals=(*invoice.deferrals, told),
    )


def _delayed(
    amount: Decimal, delayed: Iterable[tuple[ReceivablePosting, DuePart]]
) -> tuple[Decimal, Sequence[_DelayedPart]]:
    """Return what of an amount is due as it was, and what is due later.

    What moves later on takes first what has not been delayed, and then what has been: a second bill
    replaces the first one.
    """
    parts: list[_DelayedPart] = []
    for line, delay in delayed:
        taken = min(amount, delay.amount)
        amount -= taken
        delays: tuple[tuple[ReceivablePosting, DuePart], ...] = ((line, delay),)
        for part in parts:
            more = min(part.amount, delay.amount - taken)
            if more:
                part.amount -= more
                taken += more
                delays = (*part.delays, *delays)
        if taken:
            parts.append(_DelayedPart(taken, delays))
    return amount, [part for part in parts if part.amount]


def _names_of(invoice: Invoice) -> list[_Name]:
    names = (invoice.reference, *invoice.links)
    return [(invoice.customer, invoice.currency, name_key(name)) for name in names]


def _moved(invoice: Invoice, moves: Iterable[ReceivablePosting]) -> Invoice:
    """Return an invoice on the account to which the last of its moves has put it."""
    earlier, account = list(invoice.earlier_accounts), invoice.account
    for move in moves:
        if move.account != account:
            earlier.append(EarlierAccount(account, move.date))
            account = move.account
    if account == invoice.account and not earlier:
        return invoice
    return replace(invoice, account=account, earlier_accounts=tuple(earlier))
