"""Find whose the lines of an entry are that name nobody, by what else the entry says.

    2026-02-10 * "Year end"
      Assets:Doubtful-Debtors    700.00 EUR   one account for all customers
      Assets:Clients:Martin     -500.00 EUR
      Assets:Clients:Durand     -200.00 EUR

What moves is a claim or money. Money that nobody had assigned stays that of whoever paid it. A
claim is that of the customer whose invoices the line names, or else of whoever is on the other
side, for what each has there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from decimal import Decimal
from typing import Any

from beancount.core.data import Transaction
from msgspec.structs import replace

from beancount_relance.ledger.accounts.account_words import TAX
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import INCOME
from beancount_relance.ledger.possible_names import names_said
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.moves.standing_claims import OwedBefore, OwedClaim
from beancount_relance.values.clues.excepted_numbers import without_excepted
from beancount_relance.values.money import to_unit
from beancount_relance.values.numbers.continued_lists import continued_list
from beancount_relance.values.numbers.invoice_names import name_key

_Standing = MutableMapping[tuple[str, str], OwedBefore]
"""What each customer owes in a currency; nothing of those who are not known."""

Share = tuple[Decimal, Mapping[str, Any]]
"""An amount, and what is to be written on a line of that amount."""


class EntrySides:
    """Whose claims and whose money stand on accounts that several customers share."""

    def __init__(
        self,
        standing: _Standing,
        nobody: Callable[[str], str],
        counterparts: Counterparts,
    ) -> None:
        """Start without any line.

        Args:
            standing: what is owed, which is kept up to date elsewhere.
            nobody: the id that what names no customer has on an account.
            counterparts: the reader of what stands against the lines.
        """
        self._standing = standing
        self._nobody = nobody
        self._counterparts = counterparts
        self._owners: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._money: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
        self._of_amount: dict[tuple[str, str, Decimal], dict[str, None]] = defaultdict(dict)

    def note_owner(self, line: ReceivablePosting) -> None:
        """Take in whose the names of a debit are; two customers may have one number."""
        for name in line.names if line.number > 0 else ():
            owners = self._owners[line.currency, name_key(name)]
            if line.customer in owners:
                continue
            if line.certain or (not self._is_nobodys(line) and (not owners or self._is_sold(line))):
                owners.add(line.customer)

    def _is_sold(self, debit: ReceivablePosting) -> bool:
        return self._counterparts.side(debit.txn, debit.number)[0] == INCOME

    def note_money(self, line: ReceivablePosting) -> None:
        """Take in what a line puts on an account that several share, or takes off it again.

        A balance that is closed or opened is no money of the payee, such as "Closing".
        """
        if line.certain or (line.names and (line.number > 0 or self._owner(line) is not None)):
            return
        if self._counterparts.is_carried(line.txn):
            return
        account, currency, customer = line.account, line.currency, line.customer
        before = self._money[account, currency].pop(customer, Decimal())
        self._of_amount[account, currency, before].pop(customer, None)
        money = before - line.number
        if money > 0:
            self._money[account, currency][customer] = money
            self._of_amount[account, currency, money][customer] = None

    def owned(self, lines: Sequence[ReceivablePosting]) -> list[ReceivablePosting]:
        """Return the lines of an entry, those that name nobody as those of their customers."""
        loose: list[ReceivablePosting] = []
        known: list[ReceivablePosting] = []
        for line in lines:
            owned = None if _is_renumbered(line, lines) else self._by_money(line)
            owned = owned or self._by_names(line)
            is_known = owned is not None or self._is_known(line)
            (known if is_known else loose).append(owned or line)
        if not loose or len({line.currency for line in lines}) > 1:
            return [*known, *loose]
        if any(self._owes_itself(line) for line in loose):
            return [*known, *loose]
        return [*known, *(self._by_other_side(loose, known) if known else self._alone(loose))]

    def _is_nobodys(self, line: ReceivablePosting) -> bool:
        return line.customer == self._nobody(line.account)

    def _is_known(self, line: ReceivablePosting) -> bool:
        """Return whether a line is of somebody whom the books know."""
        is_there = (line.customer, line.currency) in self._standing
        return line.certain or (is_there and not self._is_nobodys(line))

    def _by_money(self, line: ReceivablePosting) -> ReceivablePosting | None:
        """Give a debit that is no sale to the stranger who is in credit by it on its account."""
        if line.certain or line.number < 0 or self._is_sold(line):
            return None
        here = self._money.get((line.account, line.currency), {})
        payers = self._of_amount.get((line.account, line.currency, line.number), {})
        if not payers and len(here) == 1:
            payers = {who: None for who, money in here.items() if money > line.number}
        if len(payers) != 1:
            return None
        found = replace(line, customer=next(iter(payers)))
        is_known = self._standing[found.customer, line.currency].has_claims
        if is_known and not self._is_nobodys(found):
            return None
        self.note_money(replace(found, names=()))
        return found

    def _by_names(self, line: ReceivablePosting) -> ReceivablePosting | None:
        """Give a line to the customer whose invoices it names, unless its own has one of them."""
        theirs = self._standing.get((line.customer, line.currency))
        if line.certain or (theirs is not None and theirs.all_named(line.names)):
            return None
        owner = self._owner(line)
        return None if owner is None else replace(line, customer=owner)

    def _owner(self, line: ReceivablePosting) -> str | None:
        """Return whose the names of a line are, if they are of one customer."""
        called = ((line.currency, name_key(name)) for name in line.names)
        owners = set().union(*(self._owners.get(name, ()) for name in called))
        return owners.pop() if len(owners) == 1 else None

    def _owes_itself(self, line: ReceivablePosting) -> bool:
        """Return whether nobody has a claim there that a credit takes off, so that it moves."""
        standing = self._standing.get((line.customer, line.currency))
        owed = standing.balances[line.account] if standing is not None else Decimal()
        return line.number < 0 and owed + line.number >= 0

    def _by_other_side(
        self, loose: Sequence[ReceivablePosting], known: Sequence[ReceivablePosting]
    ) -> Sequence[ReceivablePosting]:
        """Divide the lines that name nobody among the customers of the others."""
        if any(self._is_paid_back(line, loose) for line in known):
            return loose
        left: dict[str, Decimal] = defaultdict(Decimal)
        for line in known:
            left[line.customer] -= line.number
        total = sum((line.number for line in loose), Decimal())
        if len(left) == 1 and (total == sum(left.values()) or self._are_part(loose, known)):
            (customer,) = left
            return [replace(line, customer=customer) for line in loose]
        owed = sum(left.values())
        if total == owed:
            shares = {who: amount for who, amount in left.items() if amount}
        elif self._are_part(loose, known) and self._is_less_tax(loose[0].txn):
            shares = _in_proportion(total, left, loose[0].currency)
        else:
            return loose
        return dealt(loose, [(amount, {"customer": who}) for who, amount in shares.items()])

    def _is_less_tax(self, txn: Transaction) -> bool:
        """Return whether only tax is taken off, which each owes in proportion."""
        return self._counterparts.natures(txn) == {TAX}

    def _is_paid_back(self, debit: ReceivablePosting, loose: Sequence[ReceivablePosting]) -> bool:
        """Return whether a debit takes a payment off a customer who owes nothing where it goes."""
        if debit.number < 0:
            return False
        standing = self._standing[debit.customer, debit.currency]
        owes_there = any(standing.balances[line.account] > 0 for line in loose)
        return not owes_there and standing.is_in_credit(debit.account, debit.number)

    def _are_part(
        self, loose: Sequence[ReceivablePosting], known: Sequence[ReceivablePosting]
    ) -> bool:
        """Return whether the lines are the other side of the only customer's, but for some legs.

        Those may be tax, money, or costs; if they run both ways, the entry does more than that.
        """
        if not all(map(self._is_nobodys, loose)):
            return False
        ours = {line.account for line in (*loose, *known)}
        legs = [p.units.number for p in loose[0].txn.postings if p.units and p.account not in ours]
        if any(each is None for each in legs):
            return False
        rises = {number > 0 for number in legs if number}
        sides = {line.number > 0 for line in loose}
        return len(rises) == 1 and sides.isdisjoint(line.number > 0 for line in known)

    def _alone(self, loose: Sequence[ReceivablePosting]) -> Sequence[ReceivablePosting]:
        """Divide lines that all name nobody among the customers of the invoices that they name."""
        names = loose[0].names
        if any(line.names != names for line in loose):
            return loose
        claims = list(self._claims(names or self._said(loose[0]), loose[0].currency))
        owed = sum((claim.left for _, claim in claims), Decimal())
        sides = [[line for line in loose if (line.number > 0) is side] for side in (True, False)]
        if not claims or any(abs(sum(line.number for line in side)) != owed for side in sides):
            return loose
        found: list[ReceivablePosting] = []
        for sign, side in zip((1, -1), sides, strict=True):
            shares: list[Share] = [
                (sign * claim.left, {"customer": who, "names": claim.names, "keyed": True})
                for who, claim in claims
            ]
            found += dealt(side, shares)
        return found

    def _said(self, line: ReceivablePosting) -> Sequence[str]:
        """Return the names in the text and the tags of an entry, and how lists of them go on."""

        def is_known(name: str) -> bool:
            return bool(self._owners.get((line.currency, name_key(name))))

        names = list(filter(is_known, sorted(names_said(line.txn))))
        text = without_excepted(line.narration)
        listed = (name_key(each) for n in names for each in continued_list(text, n, is_known))
        return list(dict.fromkeys((*names, *listed)))

    def _claims(self, names: Sequence[str], currency: str) -> Iterator[tuple[str, OwedClaim]]:
        """Yield the claims that some names are of, on all customers who have one."""
        for name in names:
            for owner in sorted(self._owners.get((currency, name_key(name)), ())):
                claim = self._standing[owner, currency].named((name,))
                if claim is not None and claim.left > 0:
                    yield owner, claim


def _in_proportion(
    total: Decimal, owed: Mapping[str, Decimal], currency: str
) -> dict[str, Decimal]:
    """Divide a total among customers in proportion to what they owe; the last one has the rest."""
    whole = sum(owed.values(), Decimal())
    shares = {who: to_unit(total * amount / whole, currency) for who, amount in owed.items()}
    shares[next(reversed(shares))] += total - sum(shares.values(), Decimal())
    return shares


def dealt(lines: Sequence[ReceivablePosting], shares: Collection[Share]) -> list[ReceivablePosting]:
    """Divide lines into shares that come to the same: of one amount first, then in order.

    Several lines are left as they are if not all of them and the shares run the same way.
    """
    if len(lines) == 1:
        return [replace(lines[0], number=amount, **said) for amount, said in shares]
    amounts = (*(line.number for line in lines), *(amount for amount, _ in shares))
    if len({amount > 0 for amount in amounts}) > 1:
        return list(lines)
    found: list[ReceivablePosting] = []
    waiting: dict[Decimal, list[ReceivablePosting]] = defaultdict(list)
    for line in reversed(lines):
        waiting[line.number].append(line)
    rest: list[Share] = []
    for amount, said in shares:
        if waiting.get(amount):
            found.append(replace(waiting[amount].pop(), **said))
        else:
            rest.append((amount, said))
    left = [line for same in waiting.values() for line in same]
    numbers = [line.number for line in left]
    place = 0
    for amount, said in rest:
        wanted = amount
        while wanted:
            part = min(wanted, numbers[place], key=abs)
            found.append(replace(left[place], number=part, **said))
            wanted -= part
            numbers[place] -= part
            place += not numbers[place]
    return found


def _is_renumbered(debit: ReceivablePosting, lines: Iterable[ReceivablePosting]) -> bool:
    """Return whether an entry puts one number in the place of another: no money moves by that."""
    taken = [line for line in lines if line.number < 0]
    return debit.keyed and all(line.keyed and line.names != debit.names for line in taken)
