"""The invoices on the accounts to which they moved, with the due dates that they have there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import msg
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.due_dates import DuePart
from beancount_relance.receivables.invoices import Deferral, EarlierAccount, EarlierDue, Invoice
from beancount_relance.values.numbers.invoice_names import name_key

Owed = tuple[Invoice, Decimal]
"""An invoice, and what is left of it."""

_Name = tuple[str, str, str]
"""The customer, the currency, and a name of an invoice."""

_Delay = tuple[ReceivablePosting, DuePart]
"""A line of a move, and the part of an invoice that it makes due later."""


class Moves:
    """What moved from one account of a customer to another, by the invoice."""

    def __init__(
        self,
        moves: Iterable[ReceivablePosting] = (),
        moved: Iterable[ReceivablePosting] = (),
        invoices: Iterable[Invoice] = (),
        delay_of: Callable[[ReceivablePosting], DuePart | None] = lambda _: None,
        restored: Iterable[ReceivablePosting] = (),
    ) -> None:
        """Take what moved.

        What has the number of an invoice moved this one, whatever else it is called.

        Args:
            moves: the debits of the moves, in order of date.
            moved: the debits of entries that moved an invoice and did nothing else with it.
            invoices: all invoices.
            delay_of: the part of an invoice that a line of a move makes due later.
            restored: the debits that took back a credit on another account of its customer.
        """
        self._delays: dict[_Name, list[_Delay]] = defaultdict(list)
        self._called: dict[_Name, frozenset[str]] = {}
        for line in moved:
            key = (line.customer, line.currency, name_key(line.names[0]))
            delay = delay_of(line)
            if delay is not None:
                self._delays[key].append((line, delay))
            if len(line.stated) > 1:  # such as the number of the bill for it
                self._called[key] = frozenset(line.names)
        self._by_name: dict[_Name, list[ReceivablePosting]] = defaultdict(list)
        self._restored: dict[_Name, list[ReceivablePosting]] = defaultdict(list)
        for line in restored:
            for name in line.names:
                self._restored[line.customer, line.currency, name_key(name)].append(line)
        moves = list(moves)
        numbers = {name_key(invoice.reference) for invoice in invoices} if moves else set()
        for move in moves:
            names = list(map(name_key, move.names))
            for name in [name for name in names if name in numbers] or names:
                self._by_name[move.customer, move.currency, name].append(move)

    def __bool__(self) -> bool:
        """Whether anything moved."""
        return any((self._by_name, self._restored, self._delays))

    def of(self, invoice: Invoice) -> Sequence[ReceivablePosting]:
        """Return what moved an invoice since its date, while it was its customer's."""
        return _since(invoice, self._by_name)

    def divided(
        self, owed: Sequence[Owed], since: datetime.date = datetime.date.min
    ) -> Iterator[Sequence[Owed]]:
        """Yield the parts of invoices on the accounts they have now, with their due dates there.

        The first part has what was settled before.

        Args:
            owed: the invoices, and what is left of each.
            since: the day since which their customer owes them.
        """
        dealt, done = self._dealt(owed, since)
        for place, (invoice, left) in enumerate(owed):
            keys = _names_of(invoice)
            links = invoice.links.union(*(self._called.get(key, ()) for key in keys))
            moves = [
                move for move in self.of(invoice) if move.date >= since and id(move) not in done
            ]
            named = replace(invoice, links=links) if links != invoice.links else invoice
            restored = [line for line in _since(invoice, self._restored) if line.date >= since]
            yield _in_parts(named, left, dealt.get(place, ()), moves, restored)

    def _dealt(
        self, owed: Sequence[Owed], since: datetime.date
    ) -> tuple[Mapping[int, Sequence[_Delay]], Collection[int]]:
        """Deal out what makes parts due later among the invoices of each name, by their place.

        Return it with the ids of the lines that do so.
        """
        groups: dict[_Name, list[int]] = defaultdict(list)
        for place, (invoice, _) in enumerate(owed) if self._delays else ():
            for key in [key for key in _names_of(invoice) if key in self._delays][:1]:
                groups[key].append(place)
        dealt: dict[int, list[_Delay]] = defaultdict(list)
        done: set[int] = set()
        for key, places in groups.items():
            places.sort(key=lambda place: owed[place][0].due)
            instalments = [_Instalment(place, *owed[place]) for place in places]
            for line, delay in self._delays[key]:
                there = [each for each in instalments if each.invoice.date <= line.date]
                if line.date < since or not there:
                    continue
                done.add(id(line))
                for each, amount in _shares(delay.amount, there):
                    dealt[each.place].append((line, replace(delay, amount=amount)))
        return dealt, done


def on_new_accounts(invoices: Iterable[Invoice], moves: Moves) -> Iterator[Invoice]:
    """Yield the invoices on the account to which they moved, those due later there by parts.

    Args:
        invoices: the invoices.
        moves: what moved.
    """
    if not moves:
        yield from invoices
        return
    for parts in moves.divided([(invoice, invoice.amount) for invoice in invoices]):
        yield from (invoice for invoice, _ in parts)


def _in_parts(
    invoice: Invoice,
    left: Decimal,
    delays: Sequence[_Delay],
    moves: Sequence[ReceivablePosting],
    restored: Sequence[ReceivablePosting],
) -> Sequence[Owed]:
    """Divide an invoice into what is due as it was, and what is due later.

    What is due as it was has moved as well if all of it was settled, and restored elsewhere.
    """
    due_later: list[Owed] = []
    rest, parts = _delayed(left, delays)
    for part in parts:
        lines = [line for line, _ in part.delays]
        first = lines[0].date
        on = [move for move in moves if move.number == part.amount and move.date >= first]
        moves = [move for move in moves if move not in on]
        moved = replace(invoice, amount=part.amount)
        for line, delay in part.delays:
            moved = _due_again(moved, line, delay)
        moved = _moved(moved, sorted((*lines, *on), key=lambda move: move.date))
        due_later.append((moved, part.amount))
    before = invoice.amount - left + rest
    if not before:
        return due_later
    invoice = replace(invoice, amount=before) if parts else invoice
    there = [line for line in restored if line.account == restored[-1].account]
    if there and before in (there[-1].number, sum(line.number for line in there)):
        moves = sorted((*moves, *there), key=lambda move: move.date)
    return [(_moved(invoice, moves), rest), *due_later]


class _Instalment(Struct):
    """An invoice of some name, its place, and how much of it is due as it was."""

    place: int
    invoice: Invoice
    left: Decimal
    delayed: Decimal = Decimal()


def _shares(
    amount: Decimal, instalments: Sequence[_Instalment]
) -> Iterator[tuple[_Instalment, Decimal]]:
    """Divide what is due later among the instalments of an invoice.

    The amount tells which: one, or several in a row, or what was due later before; otherwise it is
    those that are due first, and then what was due later before.
    """
    if len(instalments) == 1:
        yield instalments[0], amount
        return
    again = [(each, each.delayed) for each in instalments if each.delayed]
    fresh = [(each, each.left) for each in instalments if each.left]
    shares = _in_a_row(amount, fresh) or _in_a_row(amount, again) or (*fresh, *again)
    for each, most in shares:
        part = min(amount, most)
        amount -= part
        new = min(part, each.left)
        each.left -= new
        each.delayed += new
        if part:
            yield each, part


def _in_a_row(
    amount: Decimal, instalments: Sequence[tuple[_Instalment, Decimal]]
) -> Sequence[tuple[_Instalment, Decimal]]:
    """Return the first instalments, side by side, that come to an amount."""
    for start in range(len(instalments)):
        total = Decimal()
        for end, (_, part) in enumerate(instalments[start:], start + 1):
            total += part
            if total == amount:
                return instalments[start:end]
    return ()


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
            earlier_dues=(*invoice.earlier_dues, EarlierDue(invoice.first_due, line.date)),
            due_presumed=False,
            held_back=invoice.amount if delay.kept_back else Decimal(),
        )
    deferral = Deferral(line.date, delay.due, line.txn.narration or "", line.source)
    return replace(
        invoice,
        due=delay.due,
        basis=msg("agreed on {date} instead of {due}", date=line.date, due=invoice.due),
        extended_from=invoice.first_due,
        deferrals=(*invoice.deferrals, deferral),
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


def _since(
    invoice: Invoice, by_name: Mapping[_Name, Sequence[ReceivablePosting]]
) -> Sequence[ReceivablePosting]:
    """Return the lines with a name of an invoice since its date, in order of date."""
    found = {
        id(line): line
        for key in _names_of(invoice)
        for line in by_name.get(key, ())
        if line.date >= invoice.date
    }
    return sorted(found.values(), key=lambda line: line.date)


def _names_of(invoice: Invoice) -> list[_Name]:
    names = (invoice.reference, *invoice.links)
    return [(invoice.customer, invoice.currency, name_key(name)) for name in names]


def _moved(invoice: Invoice, moves: Iterable[ReceivablePosting]) -> Invoice:
    """Return an invoice on the account to which the last of its moves has put it."""
    earlier, account = list(invoice.earlier_accounts), invoice.account
    for move in moves:
        if move.account != account:
            moved = move.number if move.number < invoice.amount else None
            earlier.append(EarlierAccount(account, move.date, moved))
            account = move.account
    if account == invoice.account and not earlier:
        return invoice
    return replace(invoice, account=account, earlier_accounts=tuple(earlier))
