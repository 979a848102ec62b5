"""What a customer owes before an entry, roughly: enough to tell which invoice the entry moves.

A credit takes off the invoices that it names, also in its text, or the oldest of its amount, or all
on its account. A debit that is no sale and no claim's puts back what a credit had taken off. The
rest is left to :mod:`~beancount_relance.receivables.allocation.allocation`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import INCOME
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.receivables.return_costs import may_be_costs
from beancount_relance.receivables.sums import Option, find_sums, in_smallest_units
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.lettered_numbers import WrittenNumbers

_Key = tuple[str, ...]
_RECENT = 20
"""So many payments at most are looked at for one that came back with costs."""


class OwedClaim(Struct):
    """What is left of the debits of some names, and at most was, and on which accounts that is.

    Of one without a number, the name is its date.
    """

    names: tuple[str, ...]
    has_number: bool = True
    left: Decimal = Decimal()
    most: Decimal = Decimal()
    places: dict[str, Decimal] = field(default_factory=dict)

    def on(self, account: str) -> Decimal:
        """Return what is left of it on an account."""
        return self.places.get(account, Decimal())


_Taken = tuple[OwedClaim, str, Decimal]
"""A claim, an account, and how much of it a credit on another account took off there."""


class OwedBefore(Struct):
    """The claims on one customer in one currency."""

    counterparts: Counterparts
    balances: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """The balance of each account."""
    _totals: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """What is left of all claims on each account."""
    _waiting: list[ReceivablePosting] = field(default_factory=list)
    _claims: dict[_Key, OwedClaim] = field(default_factory=dict)
    _by_name: dict[str, OwedClaim | None] = field(default_factory=dict)
    _numbers: WrittenNumbers = field(default_factory=WrittenNumbers)
    _by_amount: dict[tuple[Decimal, str | None], deque[OwedClaim]] = field(default_factory=dict)
    _open: dict[_Key, OwedClaim] = field(default_factory=dict)
    _taken: dict[tuple[str, Decimal], list[Sequence[OwedClaim]]] = field(default_factory=dict)
    _recent: list[tuple[Decimal, Sequence[OwedClaim]]] = field(default_factory=list)
    _taken_elsewhere: dict[tuple[str, Decimal, _Key], list[Sequence[_Taken]]] = field(
        default_factory=dict
    )
    _sold_on: set[str] = field(default_factory=set)
    _credited: set[tuple[str, Decimal | None]] = field(default_factory=set)

    @property
    def has_claims(self) -> bool:
        """Whether there was ever a claim."""
        self._read()
        return bool(self._claims)

    def add(self, line: ReceivablePosting) -> None:
        """Take in a line, the next in the order of the ledger; most are never asked for."""
        self._waiting.append(line)

    def named(self, names: Sequence[str]) -> OwedClaim | None:
        """Return the claim of some names, or the only one that has the first of them."""
        self._read()
        found = self._claims.get(_key(names))
        if found is not None or not names:
            return found
        return self._by_name.get(name_key(names[0]))

    def all_named(self, names: Sequence[str]) -> Sequence[OwedClaim]:
        """Return the claim of some names, or each that alone has one of them."""
        self._read()
        found = self._claims.get(_key(names))
        return [found] if found is not None else self._each(names)

    def written(self, line: ReceivablePosting) -> Sequence[OwedClaim]:
        """Return the claims whose numbers the text of a line means, also in other spellings."""
        self._read()
        return self._each(self._numbers.written_in(payment_text(line.txn, line.meta)))

    def _each(self, names: Iterable[str]) -> Sequence[OwedClaim]:
        found = (self._by_name.get(name_key(name)) for name in names)
        return list({id(claim): claim for claim in found if claim is not None}.values())

    def move(self, names: Sequence[str], amount: Decimal, account: str, *before: str) -> None:
        """Note that so much of the claim of some names stands on another account from now on.

        It comes from the account before, if that is given and has so much, and else from any.
        """
        claim = self.named(names)
        if claim is None:
            return
        for place in (*before, *claim.places):
            part = min(amount, claim.on(place)) if place != account else Decimal()
            if part > 0:
                amount -= part
                self._put(claim, place, -part)
                self._put(claim, account, part)

    def owe(self, debit: ReceivablePosting) -> None:
        """Note what is owed from now on of a claim on another customer."""
        self._read()
        self._owe(debit)

    def give_up(self, claim: OwedClaim, amount: Decimal, account: str) -> None:
        """Note that so much of a claim on an account is another customer's from now on."""
        self._change(claim, -amount, account)

    def in_sum(
        self, amount: Decimal, account: str, *, or_part: bool = False
    ) -> Sequence[OwedClaim]:
        """Return the claims on an account that come to an amount.

        That is the oldest one of it, or else all of them, or the only set of up to four, or a part
        of the only one. If payments without a number have left this amount on the account, they
        had paid the oldest claims, so the latest come first.

        Args:
            amount: the amount.
            account: the account.
            or_part: whether some claims will do, or a part of one.
        """
        self._read()
        same = self._oldest(amount, account)
        if same is not None:
            return [same]
        total = self._totals[account]
        there = [claim for claim in self._open.values() if claim.on(account) > 0]
        if total == amount or (or_part and len(self._open) == 1 and total > amount):
            return there
        if total > amount == self.balances[account]:
            return there[::-1]
        return _only_sum(there, amount, account) if or_part else []

    def without_number(self, amount: Decimal, account: str) -> Sequence[OwedClaim]:
        """Return the claims without a number on an account that come to an amount: one, or all.

        Payments without a number, too, may have left so much of all that the account has.
        """
        self._read()
        claims = (claim for claim in self._open.values() if not claim.has_number)
        there = [claim for claim in claims if claim.on(account) > 0]
        same = [claim for claim in there if claim.on(account) == amount][:1]
        total = sum(claim.on(account) for claim in there)
        if same or total == amount:
            return same or there
        is_rest = amount == self.balances[account] < total == self._totals[account]
        return there[::-1] if is_rest else []

    def is_in_credit(self, account: str, amount: Decimal) -> bool:
        """Return whether so much was paid too much on an account, or paid an invoice there."""
        if -self.balances[account] >= amount:
            return True
        self._read()
        return account in self._sold_on and (account, amount) in self._credited

    def was_credited(self, account: str) -> bool:
        """Return whether anything was credited on an account, other than by a move."""
        self._read()
        return (account, None) in self._credited

    def _read(self) -> None:
        """Take in the lines that wait."""
        waiting, self._waiting = self._waiting, []
        for line in waiting:
            if self.counterparts.is_carried(line.txn):
                self._carry(line)
            elif line.number < 0:
                self._credit(line)
            else:
                self._debit(line)

    def _credit(self, line: ReceivablePosting) -> None:
        """Take a credit off the claims that it names, or off the oldest of its amount."""
        named = self.all_named(line.names) or self.written(line)
        self._credited.add((line.account, None))
        self._credited.add((line.account, None if named else -line.number))
        oldest = self._oldest(-line.number, line.account) or self._oldest(-line.number)
        claims = named or ([oldest] if oldest is not None else self._all_of(line))
        before = [(claim, dict(claim.places)) for claim in claims]
        self._share(claims, line)
        if elsewhere := list(_taken_elsewhere(before, line.account)):
            key = line.account, -line.number, _key(line.names)
            self._taken_elsewhere.setdefault(key, []).append(elsewhere)
        for name in {"", *_key((*line.names, *line.txn.links))} if claims else ():
            self._taken.setdefault((name, -line.number), []).append(claims)
        self._recent.append((-line.number, claims))

    def _all_of(self, line: ReceivablePosting) -> Sequence[OwedClaim]:
        """Return all claims on an account, if a credit has what is left of them together."""
        is_all = self._totals[line.account] == -line.number
        return [c for c in self._open.values() if c.on(line.account) > 0] if is_all else []

    def _debit(self, line: ReceivablePosting) -> None:
        """Add a debit to its claim, or to those that it puts back."""
        back: Sequence[OwedClaim] = ()
        if len(several := self.all_named(line.names)) > 1 and not self._is_sold(line):
            back = several
        elif self.named(line.names) is None:
            if not self._is_sold(line):
                back = self.written(line) or self._paid_before(line)
            elif line.names and all(
                (name, line.number) in self._taken for name in _key(line.names)
            ):
                back = self._paid_before(line)  # a credit note that is cancelled by its number
        self._share(back, line)
        if line.names and not back:
            self._owe(line)
        elif not back and self._is_sold(line):  # the date stands for the number
            self._owe(replace(line, names=(line.date.isoformat(),)))
        self._put_where_it_was(line)

    def _put_where_it_was(self, line: ReceivablePosting) -> None:
        """Put what goes back from the account of its payment on those where it had been owed."""
        taken = self._taken_elsewhere.get((line.account, line.number, _key(line.names)))
        for claim, account, amount in taken.pop() if taken and not self._is_sold(line) else ():
            back = self.named(line.names) or claim
            part = min(amount, back.on(line.account))
            self._put(back, line.account, -part)
            self._put(back, account, part)

    def _paid_before(self, line: ReceivablePosting) -> Sequence[OwedClaim]:
        """Return what the last credit of a debit's name or amount had paid, or with its costs."""
        amounts = (line.number, self.counterparts.money_out(line.txn))
        for called in itertools.product(_key(line.names) or [""], amounts):
            if self._taken.get(called):
                return self._taken[called].pop()
        for amount, claims in reversed(self._recent[-_RECENT:] if not line.names else []):
            if may_be_costs(line.number - amount, amount, line.currency):
                return claims
        return ()

    def _is_sold(self, line: ReceivablePosting) -> bool:
        is_income = self.counterparts.side(line.txn, line.number)[0] == INCOME
        return is_income and not says(line.txn.narration or "", CANCEL)

    def _share(self, claims: Sequence[OwedClaim], line: ReceivablePosting) -> None:
        """Take a number off claims, or put it back on them, one after the other."""
        number = line.number
        for claim in claims:
            part = min(number, claim.most - claim.left) if number > 0 else max(number, -claim.left)
            if part:
                self._change(claim, part, line.account)
            number -= part

    def _carry(self, line: ReceivablePosting) -> None:
        """Take in a balance that is closed or opened, by which nothing more or less is owed."""
        if line.number > 0 and line.names:
            claim = self.named(line.names)
            if claim is None or claim.left < line.number:
                self._owe(line)
            else:
                here = claim.on(line.account)
                self.move(line.names, line.number - here, line.account)

    def _owe(self, line: ReceivablePosting) -> None:
        key = _key(line.names)
        self._sold_on.add(line.account)
        claim = self._claims.get(key)
        if claim is None:
            has_number = key != (name_key(line.date.isoformat()),)
            claim = self._claims[key] = OwedClaim(line.names, has_number)
            if has_number:
                for name in line.names:
                    self._numbers.add(name)
            for name in key:
                self._by_name[name] = claim if name not in self._by_name else None
        self._change(claim, line.number, line.account)

    def _change(self, claim: OwedClaim, amount: Decimal, account: str) -> None:
        """Add to a claim on an account, or take off it, there first."""
        claim.left += amount
        claim.most = max(claim.most, claim.left)
        for place in (account, *claim.places) if amount < 0 else ():
            part = max(amount, -claim.on(place))
            if part:
                amount -= part
                self._put(claim, place, part)
        if amount > 0:
            self._put(claim, account, amount)
        key = _key(claim.names)
        if claim.left > 0:
            self._open[key] = claim
            self._by_amount.setdefault((claim.left, None), deque()).append(claim)
        else:
            self._open.pop(key, None)

    def _put(self, claim: OwedClaim, account: str, amount: Decimal) -> None:
        """Add to what is left of a claim on an account."""
        left = claim.places[account] = claim.on(account) + amount
        self._totals[account] += amount
        if left > 0:
            self._by_amount.setdefault((left, account), deque()).append(claim)

    def _oldest(self, amount: Decimal, account: str | None = None) -> OwedClaim | None:
        """Return the first claim of which this amount is left, on an account or on any."""
        waiting = self._by_amount.get((amount, account), deque())
        while waiting:
            claim = waiting[0]
            if amount == (claim.left if account is None else claim.on(account)):
                return claim
            waiting.popleft()
        return None


def _only_sum(claims: Sequence[OwedClaim], amount: Decimal, account: str) -> Sequence[OwedClaim]:
    """Return the claims that come to an amount on an account, if no others do."""
    total, *left = in_smallest_units([amount, *(claim.on(account) for claim in claims)])
    found = find_sums([Option(*each) for each in enumerate(left)], total)
    is_only = found.complete and len(found.sets) == 1
    return [claims[place] for place in found.sets[0]] if is_only else []


def _taken_elsewhere(
    before: Iterable[tuple[OwedClaim, Mapping[str, Decimal]]], account: str
) -> Iterator[_Taken]:
    """Yield how much less of claims is left on other accounts than a credit's."""
    for claim, places in before:
        for place, amount in places.items():
            if place != account and claim.on(place) < amount:
                yield claim, place, amount - claim.on(place)


def _key(names: Iterable[str]) -> _Key:
    return tuple(map(name_key, names))
