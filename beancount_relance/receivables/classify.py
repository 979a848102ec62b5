"""Classify receivable postings as invoices, credits and other debits.

An invoice is a positive posting on a receivable account, and a credit a negative one. The
invoice number is taken from the reference key of the posting or else of the transaction,
the only link of the transaction (or the only one known as an invoice), or the reference
pattern in the narration, in this order.

    2026-05-14 * "Boulangerie Martin" "Enseigne lumineuse" ^F2026-014
      due: 2026-06-13
      Assets:Clients:Boulangerie-Martin   1200.00 EUR
      Income:Ventes                      -1000.00 EUR
      Liabilities:TVA                     -200.00 EUR

A positive posting can also reverse an earlier credit
(:mod:`~beancount_relance.receivables.returns.reversals`), or continue a claim on another customer
(:mod:`~beancount_relance.receivables.moves.moved_claims`). Which credit pays which invoice is
decided later, by :mod:`~beancount_relance.receivables.allocation.allocation`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.language.messages import Message
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.interest_accounts import InterestAccounts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.credits import CreditReader
from beancount_relance.receivables.credits_and_debits import (
    Receivables,
    Transfer,
    Undone,
    Unidentified,
)
from beancount_relance.receivables.debits import DebitReader
from beancount_relance.receivables.due_dates import DueDates
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.moved_invoices import Moves, on_new_accounts
from beancount_relance.receivables.moves.closings import Closings
from beancount_relance.receivables.moves.converted_invoices import continue_converted
from beancount_relance.receivables.moves.entry_moves import EntryMoves
from beancount_relance.receivables.moves.moved_claims import (
    MoveConditions,
    find_moves,
    moved_and_due,
    paid_by,
    with_moved,
)
from beancount_relance.receivables.moves.renumbered_invoices import NewNumbers, renumbered
from beancount_relance.receivables.moves.successors import Move
from beancount_relance.receivables.naming.names_of_lines import NamesByLine
from beancount_relance.receivables.netting.filter_result import Sifted
from beancount_relance.receivables.owners import Owners
from beancount_relance.receivables.rests_of_debits import RestsOfDebits
from beancount_relance.receivables.returns.reversals import find_undone
from beancount_relance.receivables.reversed_debits import ReversedDebits
from beancount_relance.receivables.twin_invoices import Entered, merged, with_parts, without_twins
from beancount_relance.values.numbers.invoice_names import name_key


def read_receivables(
    sifted: Sifted,
    reader: PostingReader,
    counterparts: Counterparts,
    customers: Customers,
    settings: Settings,
    interest: InterestAccounts,
    closed: Collection[str] = (),
) -> Receivables:
    """Classify the receivable postings.

    Args:
        sifted: the postings to read.
        reader: the reader of the postings.
        counterparts: the reader of their counterparts.
        customers: the customers by id, for their terms.
        settings: the settings, for due keys, procedures and terms.
        interest: the accounts of late interest.
        closed: the closed accounts.
    """
    lines: list[ReceivablePosting] = []
    moves = EntryMoves(lines, settings.due_keys, reader.nobody, counterparts)
    for txn, postings in sifted.postings:
        lines += reader.read(txn, postings, moves.named)
    due_dates = DueDates(reader, customers, settings)
    debits = DebitReader(lines, reader, counterparts, due_dates, settings, interest)
    found = _Reader(sifted, lines, reader, counterparts, debits, customers, closed).read()
    return replace(found, unplaced=moves.unplaced())


class _Reader(Struct):
    """Classifies postings; each gets the customer of the invoices it refers to."""

    sifted: Sifted
    lines: list[ReceivablePosting]
    reader: PostingReader
    counterparts: Counterparts
    debits: DebitReader
    customers: Customers
    closed: Collection[str]
    unidentified: list[Unidentified] = field(default_factory=list)
    named: Sequence[int] = ()
    """The places of balances that have the names of what they may have been."""

    def read(self) -> Receivables:
        lines = self.lines
        numbers = self.debits.numbers
        anew = renumbered(lines, self.counterparts, self.debits.is_dated)
        entered = {
            place: self.debits.enter(lines[place], number)
            if place in anew
            else self.debits.entered(place)
            for place, number in numbers.items()
        }
        known, index, converted = self._give(entered, NewNumbers(lines, anew))
        moves = [move for move in self._moves(index) if move.debit not in anew]
        self._forget_names(moves)
        if moves:
            index = InvoiceIndex(with_moved(known, moves, lines))
        names = NamesByLine(lines, self.reader, index, self.counterparts, self.closed)
        undone = find_undone(
            lines, self.counterparts, names, self.debits.may_be_claim, moves, {*converted, *anew}
        )
        reversed_debits = ReversedDebits(lines, self.counterparts, {each.credit for each in undone})
        movements = Moves(
            self.reader.moves,
            [*self.reader.moved, *moved_and_due(moves, lines, self.debits.is_dated)],
            known,
            self.debits.delay,
            self._restored_elsewhere(undone),
        )
        invoices, carried = self._sort(entered, undone, moves, names, reversed_debits, movements)
        moves += [
            Move(each.credit, each.debit, each.amount)
            for each in undone
            if lines[each.credit].customer != lines[each.debit].customer
        ]
        index = InvoiceIndex(with_moved(invoices, moves, lines))
        loose = {
            (each.customer, name_key(name)) for each in self.unidentified for name in each.names
        }
        credits_ = CreditReader(
            lines,
            self.reader,
            self.counterparts,
            index,
            loose,
            self.debits.is_charge,
            NewNumbers(lines, anew),
        ).read(undone, carried, self._unidentified, reversed_debits.used)
        return Receivables(
            invoices,
            credits_,
            self.unidentified,
            self._balances(),
            self.reader.problems,
            {
                (line.customer, name_key(name))
                for place in numbers
                for line in (lines[place],)
                for name in line.names
            },
            movements,
        )

    def _balances(self) -> Mapping[tuple[str, str], Decimal]:
        balances: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        balances.update(dict.fromkeys(self.sifted.balanced, Decimal()))
        for line in self.lines:
            balances[line.customer, line.currency] += line.number
        return balances

    def _forget_names(self, moves: Iterable[Move]) -> None:
        """Take the names of invoices off balances again that went on with nobody."""
        moved = {place for move in moves for place in (move.credit, move.debit)}
        for place in self.named:
            if place not in moved:
                self.lines[place] = replace(self.lines[place], names=(), keyed=False)

    def _restored_elsewhere(self, undone: Iterable[Undone]) -> Iterator[ReceivablePosting]:
        """Yield what took back a credit on another account of its customer."""
        for each in undone:
            credit, debit = self.lines[each.credit], self.lines[each.debit]
            if credit.customer == debit.customer and credit.account != debit.account:
                yield replace(debit, number=each.amount)

    def _give(
        self, entered: dict[int, Entered | None], anew: NewNumbers
    ) -> tuple[list[Invoice], InvoiceIndex, Collection[int]]:
        """Assign the lines of shared accounts to their customers, and return the invoices.

        With them come the places of what continues an invoice in another currency.
        """
        known = _parts(entered)
        index = InvoiceIndex(known)
        owners = Owners(
            self.lines,
            self.reader,
            self.counterparts,
            self.debits,
            index,
            lambda: self._moves(InvoiceIndex(known)),
            anew,
        )
        if owners.give_debits(entered):
            known = _parts(entered)
            index = InvoiceIndex(known)
        joint = owners.give_credits(entered, index)
        divided = owners.give_returns(entered, joint)
        closings = Closings(self.lines, self.reader, self.counterparts, index)
        divided += closings.continued()
        for place in divided:
            self.debits.renumber(place)
            entered[place] = self.debits.entered(place)
        self.named = closings.named()
        for place in self.named:
            if self.lines[place].number > 0:
                self.debits.numbers[place] = entered[place] = None
        converted = continue_converted(self.lines, entered, index)
        if converted or divided or self.named:
            known = _parts(entered)
            index = InvoiceIndex(known)
        return known, index, converted

    def _moves(self, index: InvoiceIndex) -> list[Move]:
        """The moves by which claims go on with another customer."""
        moves = find_moves(self.lines, self.counterparts)
        if not moves:
            return moves
        conditions = MoveConditions(
            self.customers,
            {
                self.lines[place].customer
                for place in self.debits.numbers
                if self.debits.is_sold(place)
            },
            self.closed,
            index,
            paid_by(self.lines, self.counterparts),
            self.lines,
            self.reader.nobody,
            self.debits.is_dated,
        )
        pairs = ((move, self.lines[move.credit], self.lines[move.debit]) for move in moves)
        return [
            replace(move, certain=conditions.is_certain(credit, debit))
            for move, credit, debit in pairs
            if conditions.goes_on(credit, debit)
        ]

    # Debits

    def _sort(
        self,
        entered: Mapping[int, Entered | None],
        undone: Sequence[Undone],
        moves: Sequence[Move],
        names: NamesByLine,
        reversed_debits: ReversedDebits,
        movements: Moves,
    ) -> tuple[list[Invoice], Mapping[int, list[Transfer]]]:
        """Return the invoices, and the transfers to other customers; the rest is unidentified."""
        taken: dict[int, list[Undone]] = defaultdict(list)
        for each in undone:
            taken[each.debit].append(each)
        left = {place: self.lines[place].number for place in entered}
        for place, parts in taken.items():
            left[place] -= sum((part.amount for part in parts), Decimal())
        carried = self._carry(moves, left, undone)
        standing: list[Entered] = []
        rests = RestsOfDebits(self.debits, self.counterparts, names)
        for place, before in entered.items():
            line = self.lines[place]
            if not left[place]:
                continue
            if left[place] == line.number:
                found = before or self.debits.stated(place)
            else:
                rest = replace(line, number=left[place])
                found = rests.enter(rest, place, taken.get(place, ()))
            if found is not None:
                standing.append(found)
            elif left[place] != line.number or not reversed_debits.reverse(
                line, of_invoice=bool(names.of(place).references)
            ):
                self._leave(replace(line, number=left[place]))

        def leave_twin(line: ReceivablePosting, complaint: Message) -> None:
            if not reversed_debits.cancel(line):
                self.reader.complain(complaint, line.source, "entered-twice")
                self._leave(line)

        once = without_twins(self.debits.with_charges(standing), leave_twin, reversed_debits)
        stand = on_new_accounts(merged(once), movements)
        return with_parts(stand), carried

    def _carry(
        self, moves: Sequence[Move], left: dict[int, Decimal], undone: Sequence[Undone]
    ) -> Mapping[int, list[Transfer]]:
        """Return the transfers to other customers, by the position of the credit."""
        carried: dict[int, list[Transfer]] = defaultdict(list)
        standing: dict[int, Decimal] = {
            move.credit: -self.lines[move.credit].number for move in moves
        }
        for each in undone:
            if each.credit in standing:
                standing[each.credit] -= each.amount
        for move in moves:
            debit = self.lines[move.debit]
            amount = min(move.amount, left[move.debit], standing[move.credit])
            if amount <= 0:
                continue
            left[move.debit] -= amount
            standing[move.credit] -= amount
            otherwise = self._unidentified(replace(debit, number=amount))
            otherwise = replace(otherwise, carried_over=False)  # it came from another customer
            carried[move.credit].append(Transfer(debit.customer, debit.account, amount, otherwise))
        return carried

    def _leave(self, line: ReceivablePosting) -> None:
        self.unidentified.append(self._unidentified(line))

    def _unidentified(self, line: ReceivablePosting) -> Unidentified:
        natures = self.counterparts.natures(line.txn)
        return Unidentified(
            customer=line.customer,
            currency=line.currency,
            date=line.txn.date,
            amount=line.number,
            names=line.names,
            cash=CASH in natures,
            carried_over=EQUITY in natures and CASH not in natures,
            narration=line.narration,
            source=line.source,
            dated=self.debits.is_dated(line),
        )


def _parts(entered: Mapping[int, Entered | None]) -> list[Invoice]:
    """Return the invoices that were entered."""
    return [part for each in entered.values() if each is not None for part in each.parts]
