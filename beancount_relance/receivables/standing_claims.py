"""What a customer owes before an entry, roughly: enough to tell which invoice the entry moves.

A credit takes off the invoice that it names, or else the oldest of exactly its amount. What the
texts of payments say is not read here; :mod:`~beancount_relance.receivables.allocation` does that.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, field

from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.values.invoice_names import name_key


class OwedClaim(Struct):
    """What is left of the debits of some names, and the account on which it stands."""

    names: tuple[str, ...]
    account: str
    left: Decimal = Decimal()


class OwedBefore(Struct):
    """The claims on one customer in one currency."""

    balances: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """The balance of each account."""
    _claims: dict[tuple[str, ...], OwedClaim] = field(default_factory=dict)
    _by_name: dict[str, OwedClaim | None] = field(default_factory=dict)
    _by_amount: dict[tuple[Decimal, str | None], deque[OwedClaim]] = field(default_factory=dict)
    _open: dict[tuple[str, ...], OwedClaim] = field(default_factory=dict)
    _sold_on: set[str] = field(default_factory=set)
    _credited: set[tuple[str, Decimal | None]] = field(default_factory=set)

    @property
    def has_claims(self) -> bool:
        """Whether there was ever a claim."""
        return bool(self._claims)

    def add(self, line: ReceivablePosting, *, carried: bool = False) -> None:
        """Take in a line, the next in the order of the ledger.

        Args:
            line: the line.
            carried: whether it is a balance that is closed, and will be opened again, or opened.
        """
        if carried:
            self._carry(line)
            return
        if line.number > 0 and line.names:
            self._owe(line)
            return
        if line.number < 0:
            claim = self.named(line.names)
            amount = None if claim is not None else -line.number
            self._credited.update(((line.account, amount), (line.account, None)))
            if claim is None:
                claim = self._oldest(-line.number, line.account) or self._oldest(-line.number)
            if claim is not None:
                self._change(claim, line.number)

    def named(self, names: Sequence[str]) -> OwedClaim | None:
        """Return the claim of some names, or the only one that has the first of them."""
        found = self._claims.get(tuple(map(name_key, names)))
        if found is not None or not names:
            return found
        return self._by_name.get(name_key(names[0]))

    def move(self, names: Sequence[str], account: str) -> None:
        """Note that the claim of some names stands on another account from now on."""
        claim = self.named(names)
        if claim is not None:
            claim.account = account
            self._by_amount.setdefault((claim.left, account), deque()).append(claim)

    def of_amount(self, amount: Decimal, account: str, *, or_part: bool) -> OwedClaim | None:
        """Return the oldest claim on an account with this amount, or the only one, with more."""
        same = self._oldest(amount, account)
        if same is not None or not or_part or len(self._open) != 1:
            return same
        (claim,) = self._open.values()
        return claim if claim.account == account and claim.left > amount else None

    def in_sum(self, amount: Decimal, account: str) -> Sequence[OwedClaim]:
        """Return the claims on an account that come to an amount: one, or else all of them."""
        same = self._oldest(amount, account)
        if same is not None:
            return [same]
        there = [claim for claim in self._open.values() if claim.account == account]
        return there if sum(claim.left for claim in there) == amount else []

    def is_in_credit(self, account: str, amount: Decimal) -> bool:
        """Return whether the customer paid too much on an account, or an invoice there with it."""
        if self.balances[account] < 0:
            return True
        return account in self._sold_on and (account, amount) in self._credited

    def was_credited(self, account: str) -> bool:
        """Return whether anything was credited on an account, other than by a move."""
        return (account, None) in self._credited

    def _carry(self, line: ReceivablePosting) -> None:
        """Take in a balance that is closed or opened, by which nothing more or less is owed."""
        if line.number > 0 and line.names:
            claim = self.named(line.names)
            if claim is None or claim.left < line.number:
                self._owe(line)
            else:
                self.move(line.names, line.account)

    def _owe(self, line: ReceivablePosting) -> None:
        key = tuple(map(name_key, line.names))
        self._sold_on.add(line.account)
        claim = self._claims.get(key)
        if claim is None:
            claim = self._claims[key] = OwedClaim(line.names, line.account)
            for name in key:
                self._by_name[name] = claim if name not in self._by_name else None
        elif claim.left <= 0:
            claim.account = line.account
        self._change(claim, line.number)

    def _change(self, claim: OwedClaim, amount: Decimal) -> None:
        claim.left += amount
        key = tuple(map(name_key, claim.names))
        if claim.left > 0:
            self._open[key] = claim
            for account in (None, claim.account):
                self._by_amount.setdefault((claim.left, account), deque()).append(claim)
        else:
            self._open.pop(key, None)

    def _oldest(self, amount: Decimal, account: str | None = None) -> OwedClaim | None:
        """Return the first claim of which this amount is left, on an account or on any."""
        waiting = self._by_amount.get((amount, account), deque())
        while waiting:
            claim = waiting[0]
            if claim.left == amount and account in (None, claim.account):
                return claim
            waiting.popleft()
        return None
