"""Read what moves within one customer in one entry, wherever the entry names the invoice.

A bookkeeper may write the number of an invoice that goes to doubtful claims or bills on the posting
that takes it off an account, on the one that puts it on another, or nowhere. An entry may move
several customers. So it is read customer by customer: if a customer has the same amount on
both sides, each part of it gets one name on both sides, and nets out as a move.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

from msgspec.structs import replace

from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import EQUITY, INCOME
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.credits_and_debits import UnplacedBill
from beancount_relance.receivables.moves.converted_invoices import converted_parts
from beancount_relance.receivables.moves.entry_pairs import pairs_of
from beancount_relance.receivables.moves.entry_sides import EntrySides
from beancount_relance.receivables.moves.shares_of_claims import (
    ClaimShare,
    claims_taken,
    claims_there,
    named_by_debit,
    parts,
    shared,
    taken_off,
)
from beancount_relance.receivables.moves.standing_claims import OwedBefore
from beancount_relance.values.numbers.invoice_names import name_key

_NUMBER = attrgetter("number")
_MOST_INTEREST = Decimal("0.1")
"""Who adds more than this part of a claim has sold something, and deducts a deposit."""


class EntryMoves:
    """Names the postings of entries that move claims, in the order of the ledger."""

    def __init__(
        self,
        lines: Sequence[ReceivablePosting],
        due_keys: Collection[str],
        nobody: Callable[[str], str],
        counterparts: Counterparts,
    ) -> None:
        """Take the list to which the lines of each entry are added when it is read.

        Args:
            lines: the lines of the entries before, which is looked at when it is needed.
            due_keys: the metadata keys of due dates.
            nobody: the id that what names no customer has on an account.
            counterparts: the reader of what stands against the lines.
        """
        self._lines = lines
        self._due_keys = frozenset(due_keys)
        self._counterparts = counterparts
        self._read = 0
        self._moving: set[int] = set()
        self._gone: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
        self._standing: dict[tuple[str, str], OwedBefore] = defaultdict(
            lambda: OwedBefore(counterparts)
        )
        self._sides = EntrySides(self._standing, nobody, counterparts)
        self._unplaced: list[tuple[ReceivablePosting, ReceivablePosting]] = []

    def named(self, lines: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Return the lines of one entry, each part of a move under the name of its invoice.

        Args:
            lines: the lines, whose metadata are their own.
        """
        if not any(line.number < 0 for line in lines) or all(line.number < 0 for line in lines):
            return lines
        self._catch_up()
        lines = self._sides.owned(lines)
        self._moving.add(id(lines[0].txn))
        groups: dict[tuple[str, str], list[ReceivablePosting]] = defaultdict(list)
        for line in lines:
            groups[line.customer, line.currency].append(line)
        currencies: dict[str, list[list[ReceivablePosting]]] = defaultdict(list)
        found: list[ReceivablePosting] = []
        for (customer, _), group in groups.items():
            if not _sum(group):
                found += self._moved(group)
            elif extended := self._extended(group):
                found += extended
            else:
                currencies[customer].append(group)
        is_for_each = all(len(theirs) > 1 for theirs in currencies.values())  # none is another's
        for theirs in currencies.values():
            found += self._converted(theirs) if is_for_each else itertools.chain(*theirs)
        if len({line.currency for line in lines}) == 1:
            self._go_on([line for group in groups.values() if _sum(group) for line in group])
        for line in lines:
            self._standing[line.customer, line.currency].balances[line.account] += line.number
            if line.number < 0:
                self._sides.note_money(line)
        return found

    def unplaced(self) -> Sequence[UnplacedBill]:
        """Return what stands on another account with a due date that is for no invoice yet."""
        if self._unplaced:
            self._catch_up()
        return [
            UnplacedBill(
                debit.customer,
                debit.currency,
                debit.date,
                debit.number,
                debit.account,
                credit.account,
                debit.source,
            )
            for credit, debit in self._unplaced
            if self._standing[debit.customer, debit.currency].balances[debit.account] > 0
        ]

    def _catch_up(self) -> None:
        """Take in the lines that were read since the last move."""
        for line in self._lines[self._read :]:
            standing = self._standing[line.customer, line.currency]
            gone = min(self._gone.get(_place(line), Decimal()), abs(line.number))
            if gone:
                self._gone[_place(line)] -= gone
            if gone < abs(line.number):
                rest = line.number + (gone if line.number < 0 else -gone)
                standing.add(replace(line, number=rest) if gone else line)
            self._sides.note_owner(line)
            if id(line.txn) not in self._moving:
                standing.balances[line.account] += line.number
                self._sides.note_money(line)
        self._read = len(self._lines)

    def _go_on(self, lines: Sequence[ReceivablePosting]) -> None:
        """Note what other customers may owe from now on, of what an entry takes off one.

        It is named by either side or the text, or has the amount, or is all that the account has.
        """
        for credit, debit in pairs_of(lines):
            before = self._standing[credit.customer, credit.currency]
            after = self._standing[debit.customer, debit.currency]
            is_another = credit.customer != debit.customer
            if not is_another or after.is_in_credit(debit.account, debit.number):
                continue
            named = claims_there(before.all_named(debit.names), credit.account)
            claims = claims_taken(before, credit) or named
            claims = claims or before.in_sum(debit.number, credit.account)
            for claim, amount in parts(debit.number, claims, credit.account):
                before.give_up(claim, amount, credit.account)
                after.owe(replace(debit, number=amount, names=claim.names))
                for line in (credit, debit):
                    self._gone[_place(line)] += amount

    def _extended(self, group: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Name the part that moves in an entry that does more than that.

        It may add interest to the claim, or costs, a tenth at most, or take off what was paid of
        it. Nothing is returned if it does neither, or if both sides have the same name and no due
        date, so that they come to one sum anyway.
        """
        credit, *debits = sorted(group, key=_NUMBER)
        if credit.number > 0 or [line.number > 0 for line in debits] != [True]:
            return ()
        (debit,) = debits
        if credit.names and credit.names == debit.names and not self._is_rescheduled(credit, debit):
            return ()
        part = min(-credit.number, debit.number)
        rest = credit if -credit.number > part else debit
        standing = self._standing[credit.customer, credit.currency]
        if rest is debit and debit.number - part > part * _MOST_INTEREST:
            return ()
        if not (credit.names or debit.names or claims_taken(standing, credit)):
            claims = standing.in_sum(-credit.number, credit.account)
            names = claims[0].names if len(claims) == 1 else ()
            credit, debit = (replace(line, names=names) for line in (credit, debit))
        both = [replace(credit, number=-part), replace(debit, number=part)]
        is_known = credit.names == debit.names and bool(claims_taken(standing, credit))
        moved = self._moved(both)
        if moved is both and not is_known:
            return ()
        names = rest.names or moved[0].names
        rest = replace(rest, number=credit.number + debit.number, names=names, keyed=True)
        return [*(replace(line, moves=True) for line in moved), rest]

    def _is_rescheduled(self, credit: ReceivablePosting, debit: ReceivablePosting) -> bool:
        """Return whether an entry says when what it puts on an account is due.

        What cancels an invoice, line by line, may have been copied from it with its due date.
        """
        nature, _ = self._counterparts.side(credit.txn, credit.number)
        is_credit_note = nature in (INCOME, EQUITY)
        if is_credit_note and credit.account == debit.account and says(credit.narration, CANCEL):
            return not self._due_keys.isdisjoint(debit.meta)
        return self._is_dated(debit)

    def _is_dated(self, line: ReceivablePosting) -> bool:
        """Return whether a line or its entry says when it is due."""
        keys = self._due_keys
        return not (keys.isdisjoint(line.meta) and keys.isdisjoint(line.txn.meta))

    def _moved(self, group: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Name what one customer has on both sides of an entry, in the same amount."""
        names = {line.names for line in group}
        standing = self._standing[group[0].customer, group[0].currency]
        if len(names) == 1 and len(standing.all_named(group[0].names)) == 1:
            for credit, debit in pairs_of(group):
                standing.move(debit.names, debit.number, debit.account, credit.account)
            return group
        found: list[ReceivablePosting] = []
        is_named = False
        is_within = len({line.account for line in group}) == 1
        if _are_side_by_side(group) or (is_within and not self._is_summed_up(standing, group)):
            return self._replaced(standing, group)
        for credit, debit in pairs_of(group):
            goes = is_within or credit.account != debit.account
            shares = list(self._shares(standing, credit, debit)) if goes else ()
            for name, amount in shares:
                is_named = True
                standing.move(name, amount, debit.account, credit.account)
                for line, number in ((credit, -amount), (debit, amount)):
                    named = replace(line, number=number, names=name, keyed=True, by_account=False)
                    found.append(named)
            if not shares:
                found += (credit, debit)
                if goes and self._is_unplaced(standing, credit, debit):
                    self._unplaced.append((credit, debit))
        return found if is_named else group

    def _is_unplaced(
        self, standing: OwedBefore, credit: ReceivablePosting, debit: ReceivablePosting
    ) -> bool:
        """Return whether the due date of a debit is for a claim, and nothing says for which."""
        if not self._is_dated(debit) or standing.is_in_credit(debit.account, debit.number):
            return False
        return not (standing.all_named(credit.names) or standing.all_named(debit.names))

    def _replaced(
        self, standing: OwedBefore, group: Sequence[ReceivablePosting]
    ) -> Sequence[ReceivablePosting]:
        """Name what is taken off an account if all that is put there has numbers of its own."""
        debits = [line for line in group if line.number > 0]
        if any(not line.keyed or standing.named(line.names) is not None for line in debits):
            return group
        found: list[ReceivablePosting] = []
        for line in group:
            is_known = len(line.stated) == 1 and standing.named(line.names) is not None
            taken = [] if line.number > 0 or is_known else taken_off(standing, line)
            found += taken or [line]
        return found

    def _shares(
        self, standing: OwedBefore, credit: ReceivablePosting, debit: ReceivablePosting
    ) -> Iterator[ClaimShare]:
        """Yield the names under which a part moves; none if it does not, or has them already.

        What the customer had paid on the account of the debit may be used for another invoice.
        """
        if -standing.balances[debit.account] >= debit.number:
            return
        if credit.names != debit.names and not standing.all_named(credit.names):
            claims = claims_there(standing.all_named(debit.names), credit.account)
            if claims:
                yield from named_by_debit(standing, credit, debit, claims)
                return
        is_in_credit = standing.is_in_credit(debit.account, debit.number)
        if len(credit.stated) == 1 and standing.named(credit.names) is not None:
            own = () if standing.named(debit.names) is not None else debit.stated
            is_new = debit.names != credit.names and bool(own or not debit.stated)
            if is_new and not is_in_credit:
                yield (*credit.names, *own), debit.number
            return
        claims = claims_taken(standing, credit)
        if credit.names != debit.names:
            if standing.all_named(debit.names) or (credit.stated and not claims):
                return
            if not claims and (claims := claims_there(standing.written(debit), credit.account)):
                debit = replace(debit, names=())  # a list of numbers is no other name
        if not (claims or is_in_credit):
            is_dated = self._is_dated(debit)
            claims = standing.in_sum(debit.number, credit.account, or_part=is_dated)
        yield from shared(debit, claims, credit.account)

    def _is_summed_up(self, standing: OwedBefore, group: Sequence[ReceivablePosting]) -> bool:
        """Return whether what is taken off an account is put there again without a number.

        A number of the debit's own would be that of a new invoice, and what was credited on the
        account may be used for another one, unless it is due later.
        """
        debits = [line for line in group if line.number > 0]
        if any(line.names for line in debits):
            return False
        return any(map(self._is_dated, debits)) or not standing.was_credited(group[0].account)

    def _converted(
        self, groups: Sequence[Sequence[ReceivablePosting]]
    ) -> Iterator[ReceivablePosting]:
        """Name the invoices whose sum a customer has in one currency, and then in another."""
        if all(len(group) == 1 and not group[0].names for group in groups):
            credit, *others = sorted((group[0] for group in groups), key=_NUMBER)
            if credit.number < 0 and len(others) == 1 and others[0].number > 0:
                standing = self._standing[credit.customer, credit.currency]
                claims = standing.in_sum(-credit.number, credit.account)
                yield from converted_parts(credit, others[0], claims)
                return
        for group in groups:
            yield from group


def _sum(lines: Iterable[ReceivablePosting]) -> Decimal:
    return sum((line.number for line in lines), Decimal())


def _are_side_by_side(group: Sequence[ReceivablePosting]) -> bool:
    """Return whether each line stands on the account of the one invoice that its key names.

    All these are below the same one; a bill has an account elsewhere.
    """
    places = [line.account.rpartition(":") for line in group]
    return len({parent for parent, _, _ in places}) == 1 and all(
        line.keyed and len(line.names) == 1 and name_key(line.names[0]) == name_key(own)
        for line, (_, _, own) in zip(group, places, strict=True)
    )


def _place(line: ReceivablePosting) -> tuple[object, ...]:
    """Return what the parts of a posting have in common."""
    return id(line.txn), line.customer, line.account, line.currency, line.number > 0
