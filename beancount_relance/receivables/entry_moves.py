"""Read what moves within one customer in one entry, wherever the entry names the invoice.

A bookkeeper may write the number of an invoice that goes to doubtful claims or bills on the posting
that takes it off an account, on the one that puts it on another, or nowhere. An entry may move
several customers. So it is read customer by customer: if a customer has the same amount on
both sides, each part of it gets one name on both sides, and nets out as a move.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

from msgspec.structs import replace

from beancount_relance.ledger.counterparts import Counterparts
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.entry_sides import EntrySides
from beancount_relance.receivables.standing_claims import OwedBefore, OwedClaim
from beancount_relance.values.money import to_unit

_Pair = tuple[ReceivablePosting, ReceivablePosting]
"""A part of a credit, and that of a debit of the same customer."""

_Share = tuple[tuple[str, ...], Decimal]
"""The names of a claim, and how much of it moves."""

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
        self._read = 0
        self._moving: set[int] = set()
        self._standing: dict[tuple[str, str], OwedBefore] = defaultdict(
            lambda: OwedBefore(counterparts)
        )
        self._sides = EntrySides(self._standing, nobody, counterparts)

    def named(self, lines: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Return the lines of one entry, each part of a move under the name of its invoice.

        Args:
            lines: the lines, whose metadata are their own.
        """
        if not any(line.number < 0 for line in lines) or all(line.number < 0 for line in lines):
            return lines
        self._catch_up()
        lines = self._sides.told(lines)
        self._moving.add(id(lines[0].txn))
        groups: dict[tuple[str, str], list[ReceivablePosting]] = defaultdict(list)
        for line in lines:
            groups[line.customer, line.currency].append(line)
        currencies: dict[str, list[list[ReceivablePosting]]] = defaultdict(list)
        found: list[ReceivablePosting] = []
        for (customer, _), group in groups.items():
            if not sum(line.number for line in group):
                found += self._moved(group)
            elif extended := self._extended(group):
                found += extended
            else:
                currencies[customer].append(group)
        is_for_each = all(len(theirs) > 1 for theirs in currencies.values())  # none is another's
        for theirs in currencies.values():
            found += self._converted(theirs) if is_for_each else itertools.chain(*theirs)
        if len(groups) == len(lines) > 1:
            self._go_on(*sorted(lines, key=_NUMBER))
        for line in lines:
            self._standing[line.customer, line.currency].balances[line.account] += line.number
            if line.number < 0:
                self._sides.note_money(line)
        return found

    def _catch_up(self) -> None:
        """Take in the lines that were read since the last move."""
        for line in self._lines[self._read :]:
            standing = self._standing[line.customer, line.currency]
            standing.add(line)
            self._sides.note_owner(line)
            if id(line.txn) not in self._moving:
                standing.balances[line.account] += line.number
                self._sides.note_money(line)
        self._read = len(self._lines)

    def _go_on(self, credit: ReceivablePosting, debit: ReceivablePosting, *more: object) -> None:
        """Note what another customer may owe by the numbers of the credit or the text alone."""
        if debit.names or more:
            return
        before = self._standing[credit.customer, credit.currency]
        after = self._standing[debit.customer, debit.currency]
        for names, amount in _shared(debit, _told(before, credit)):
            after.add(replace(debit, number=amount, names=names))

    def _extended(self, group: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Name the part that moves in an entry that does more than that.

        It may add interest to the claim, or costs, a tenth at most, or take off what was paid of
        it. Nothing is returned if it does neither, or if both sides have the same names and no due
        date, so that they come to one sum anyway.
        """
        credit, *debits = sorted(group, key=_NUMBER)
        if credit.number > 0 or [line.number > 0 for line in debits] != [True]:
            return ()
        (debit,) = debits
        if credit.names == debit.names and not self._is_dated(debit):
            return ()
        part = min(-credit.number, debit.number)
        rest = credit if -credit.number > part else debit
        standing = self._standing[credit.customer, credit.currency]
        if rest is debit and debit.number - part > part * _MOST_INTEREST:
            return ()
        if not (credit.names or debit.names or _told(standing, credit)):
            claim = standing.of_amount(-credit.number, credit.account, or_part=False)
            names = claim.names if claim is not None else ()
            credit, debit = (replace(line, names=names) for line in (credit, debit))
        both = [replace(credit, number=-part), replace(debit, number=part)]
        is_known = credit.names == debit.names and bool(_told(standing, credit))
        moved = self._moved(both)
        if moved is both and not is_known:
            return ()
        names = rest.names or moved[0].names
        rest = replace(rest, number=credit.number + debit.number, names=names, keyed=True)
        return [*(replace(line, moves=True) for line in moved), rest]

    def _is_dated(self, line: ReceivablePosting) -> bool:
        """Return whether a line or its entry says when it is due."""
        keys = self._due_keys
        return not (keys.isdisjoint(line.meta) and keys.isdisjoint(line.txn.meta))

    def _moved(self, group: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Name what one customer has on both sides of an entry, in the same amount."""
        names = {line.names for line in group}
        standing = self._standing[group[0].customer, group[0].currency]
        if len(names) == 1 and len(standing.all_named(group[0].names)) == 1:
            standing.move(group[0].names, next(line.account for line in group if line.number > 0))
            return group
        found: list[ReceivablePosting] = []
        is_named = False
        is_within = len({line.account for line in group}) == 1
        if is_within and not self._is_summed_up(standing, group):
            return group
        for credit, debit in _pairs(group):
            goes = is_within or credit.account != debit.account
            shares = list(self._shares(standing, credit, debit)) if goes else ()
            for name, amount in shares:
                is_named = True
                standing.move(name, debit.account)
                for line, number in ((credit, -amount), (debit, amount)):
                    named = replace(line, number=number, names=name, keyed=True, by_account=False)
                    found.append(named)
            if not shares:
                found += (credit, debit)
        return found if is_named else group

    def _shares(
        self, standing: OwedBefore, credit: ReceivablePosting, debit: ReceivablePosting
    ) -> Iterator[_Share]:
        """Yield the names under which a part moves; none if it does not, or has them already.

        What the customer had paid on the account of the debit may be used for another invoice.
        """
        if standing.balances[debit.account] < 0:
            return
        claim = standing.named(debit.names) if debit.stated and not credit.names else None
        if claim is not None and claim.account == credit.account and claim.left > 0:
            yield debit.names, debit.number
            return
        is_in_credit = standing.is_in_credit(debit.account, debit.number)
        if credit.stated and standing.named(credit.names) is not None:
            own = () if standing.named(debit.names) is not None else debit.stated
            is_new = debit.names != credit.names and bool(own or not debit.stated)
            if is_new and not is_in_credit:
                yield (*credit.names, *own), debit.number
            return
        if credit.names != debit.names and (credit.stated or standing.all_named(debit.names)):
            return
        claims = _told(standing, credit)
        if not (claims or is_in_credit):
            is_dated = self._is_dated(debit)
            claim = standing.of_amount(debit.number, credit.account, or_part=is_dated)
            claims = [claim] if claim is not None else []
        yield from _shared(debit, claims)

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
                yield from _in_parts(credit, others[0], claims)
                return
        for group in groups:
            yield from group


def _pairs(group: Sequence[ReceivablePosting]) -> Iterator[_Pair]:
    """Divide what is taken off and put on into pairs: of one name, of one amount, in order."""
    credits_ = [line for line in group if line.number < 0]
    debits = [line for line in group if line.number > 0]
    for key in (_by_name, _by_amount):
        waiting: dict[object, list[ReceivablePosting]] = defaultdict(list)
        for credit in reversed(credits_):
            waiting[key(credit)].append(credit)
        paired = []
        rest: list[ReceivablePosting] = []
        for debit in debits:
            same = waiting.get(key(debit)) if key(debit) is not None else None
            if same:
                paired.append(same.pop())
                yield paired[-1], debit
            else:
                rest.append(debit)
        gone = set(map(id, paired))
        credits_, debits = [line for line in credits_ if id(line) not in gone], rest
    left = [-line.number for line in credits_]
    place = 0
    for debit in debits:
        amount = debit.number
        while amount:
            part = min(amount, left[place])
            yield replace(credits_[place], number=-part), replace(debit, number=part)
            amount -= part
            left[place] -= part
            place += not left[place]


def _told(standing: OwedBefore, credit: ReceivablePosting) -> Sequence[OwedClaim]:
    """Return the claims that a credit takes off its account, by its links or its text."""
    named = standing.all_named(credit.names) or standing.written(credit)
    return [claim for claim in named if claim.left > 0 and claim.account == credit.account]


def _shared(debit: ReceivablePosting, claims: Sequence[OwedClaim]) -> Iterator[_Share]:
    """Divide a debit among the claims that it moves, if they are enough.

    A number that it has besides is another name of each.
    """
    left = debit.number
    if sum(claim.left for claim in claims) < left:
        return
    for claim in claims:
        part = min(left, claim.left)
        left -= part
        if part:
            yield (*claim.names, *debit.stated), part


def _by_name(line: ReceivablePosting) -> object:
    return (abs(line.number), line.names) if line.names else None


def _by_amount(line: ReceivablePosting) -> object:
    return abs(line.number)


def _in_parts(
    credit: ReceivablePosting, debit: ReceivablePosting, claims: Sequence[OwedClaim]
) -> Iterator[ReceivablePosting]:
    """Divide what is converted among the claims, in proportion to what was left of each."""
    if not claims:
        yield from (credit, debit)
        return
    rest = debit.number
    for claim in claims:
        part = to_unit(debit.number * claim.left / -credit.number, debit.currency)
        if claim is claims[-1]:
            part = rest
        rest -= part
        yield replace(credit, number=-claim.left, names=claim.names, keyed=True)
        yield replace(debit, number=part, names=claim.names, keyed=True)
