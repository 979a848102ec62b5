"""Classify the counterparts of a receivable posting in its transaction.

The other postings show what a debit is (a sale, money paid out, a balance carried
over) and what a credit is (a payment, a credit note, a write-off). A credit with several
kinds of counterparts, such as a transfer less a bank fee, is split in proportion to them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any, TypeVar

from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction

from beancount_relance.ledger.account_words import (
    ADVANCE,
    ALLOWANCE,
    DIFFERENCE_WORD,
    DISCOUNT,
    EXCHANGE,
    FEE,
    IRRECOVERABLE_WORD,
    LOSS,
    RECOVERED,
    TAX,
)
from beancount_relance.ledger.legs import Legs
from beancount_relance.ledger.natures import CASH, EQUITY, EXPENSE, INCOME, OTHER, Natures
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts

_TAXED = ("discount", "write-off", "credit-note", "other")
_MOST_FEE = Decimal("0.25")
"""A larger part than this of what was paid is no bank's fee, but a commission or the like."""
_OWN_KIND = frozenset((CASH, INCOME, EXPENSE, ALLOWANCE, RECOVERED, ADVANCE))
_KINDS: Mapping[str, str] = {
    CASH: "payment",
    INCOME: "credit-note",
    EXPENSE: "other",  # unless its name says that it is a loss
    ALLOWANCE: "write-off",
    RECOVERED: "write-off",
    ADVANCE: "advance",
    TAX: "credit-note",
    EXCHANGE: "exchange-difference",
    EQUITY: "other",
    OTHER: "other",
}

_Told = TypeVar("_Told")
_ACCOUNT = itemgetter(0)
_LOSSES = (IRRECOVERABLE_WORD, LOSS, ALLOWANCE, DIFFERENCE_WORD)
_MONEY = frozenset((CASH,))
_OF_INCOME = frozenset((INCOME, TAX))
_FLOWS = frozenset((INCOME, EXPENSE))


class Counterparts:
    """Reads the natures of legs under the ledger's own root names."""

    def __init__(
        self,
        options: Mapping[str, Any],
        accounts: ReceivableAccounts,
        carried: Iterable[Transaction] = (),
    ) -> None:
        """Take the root names from ``options``; receivable ``accounts`` are no legs.

        ``carried`` are the closing entries of the ledger, and those that open the same again.
        """
        self._accounts = accounts
        self._carried = {id(txn.meta) for txn in carried}  # links may be replaced, not this
        self._roles = accounts.roles
        self._natures = Natures(options, accounts)
        self._legs: dict[tuple[str, ...], Legs] = {}
        self._common: dict[tuple[frozenset[str], str], bool] = {}
        self._told: dict[tuple[int, object], tuple[Transaction, Any]] = {}

    def natures(self, txn: Transaction) -> frozenset[str]:
        """Return the natures of the postings that are not receivable: cash, income and so on.

        An allowance for doubtful debts is never cash, whatever its account; a customer's
        deposit is an advance.
        """
        return self._legs_of(txn).natures

    def _once(self, txn: Transaction, work: Callable[[Counterparts, Transaction], _Told]) -> _Told:
        """Return what is told of a transaction, worked out once for all its postings.

        One entry may have those of all customers. It is kept with what is told of it, so that its
        id remains its own.
        """
        known = self._told.get((id(txn), work))
        if known is None:
            known = self._told[id(txn), work] = txn, work(self, txn)
        told: _Told = known[1]
        return told

    def _legs_of(self, txn: Transaction) -> Legs:
        """Return the postings that are not receivable."""
        return self._once(txn, Counterparts._read_legs)

    def _read_legs(self, txn: Transaction) -> Legs:
        """Return the same, by the accounts alone, of which a ledger has the same all along."""
        accounts = tuple(map(_ACCOUNT, txn.postings))
        known = self._legs.get(accounts)
        if known is None:
            by_nature = self._by_nature(txn)
            known = Legs.of(by_nature, self._roles)
            if not any(map(self._natures.is_unassigned, known.accounts)):  # the side matters there
                self._legs[accounts] = known
        return known

    def _by_nature(self, txn: Transaction) -> dict[str, frozenset[str]]:
        found: dict[str, list[str]] = {}
        for posting, nature in self._with_natures(txn):
            found.setdefault(nature, []).append(posting.account)
        return {nature: frozenset(theirs) for nature, theirs in found.items()}

    def side(self, txn: Transaction, number: Decimal) -> tuple[str, frozenset[str]]:
        """What stands against a receivable posting first of all: a nature, and its accounts.

        Args:
            txn: the transaction.
            number: the posting's amount: of a debit money counts only if it went out, and a
                sale comes before costs; of a credit money always comes first. Balances that
                are carried over stand against equity, whatever else is carried over with them.
        """
        legs = self._legs_of(txn)
        found = legs.by_nature
        if self.is_carried(txn):
            return EQUITY, found.get(EQUITY, frozenset())
        if INCOME in found and CASH in found and self._once(txn, Counterparts._is_of_income):
            return INCOME, found[INCOME]
        if legs.gained and number > 0 and not (CASH in found and self.money_out(txn)):
            return legs.gained
        return legs.first

    def _is_of_income(self, txn: Transaction) -> bool:
        """Return whether income and its tax come to all that is owed or credited.

        The other legs are a matter of their own, such as goods that come back into stock.
        """
        others = Decimal()
        for posting, nature in self._with_natures(txn):
            if nature not in _OF_INCOME:
                others += get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
        return not others

    def is_carried(self, txn: Transaction) -> bool:
        """Return whether balances are carried over, so that nothing was paid or credited.

        It is a closing entry or opens what one has closed, or equity stands against it.
        """
        if id(txn.meta) in self._carried:
            return True
        natures = self._legs_of(txn).natures
        if EQUITY not in natures or not natures.isdisjoint(_FLOWS):
            return False
        return self._once(txn, Counterparts._is_against_equity)

    def _is_against_equity(self, txn: Transaction) -> bool:
        """Return whether equity stands against all that is owed, or money runs the same way.

        Money does so in an opening of all balances, whose debts may be more than the equity.
        """
        claims = carried = money = Decimal()
        for posting in txn.postings:
            weight = get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
            if self._accounts[posting.account] is not None:
                claims += weight
                continue
            nature = self._nature(posting)
            if nature == EQUITY:
                carried -= weight
            elif nature == CASH:
                money += weight
        return carried >= claims > 0 or carried <= claims < 0 or money * claims > 0

    def _with_natures(self, txn: Transaction) -> Iterator[tuple[Posting, str]]:
        for posting in txn.postings:
            if self._accounts[posting.account] is None:
                yield posting, self._nature(posting)

    def _nature(self, posting: Posting) -> str:
        if not self._natures.is_unassigned(posting.account):
            return self._natures.of(posting.account)
        weight = get_weight(posting)  # type: ignore[no-untyped-call]
        return self._natures.of_leg(posting.account, weight.number or Decimal())

    def legs(self, txn: Transaction) -> frozenset[str]:
        """Return the accounts of a transaction that are not receivable."""
        return self._legs_of(txn).accounts

    def money_out(self, txn: Transaction) -> Decimal:
        """Return how much cash was paid out in a transaction, or zero if it was received."""
        return self._once(txn, Counterparts._money_out)

    def _money_out(self, txn: Transaction) -> Decimal:
        total = Decimal()
        for posting in txn.postings:
            is_leg = self._accounts[posting.account] is None
            if is_leg and self._nature(posting) == CASH:
                total -= get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
        return max(total, Decimal())

    def billed(self, txn: Transaction) -> tuple[dict[str, Decimal], dict[str, Decimal]] | None:
        """Return the net amounts and the tax that a transaction bills, by account, as positive.

        Income and expenses are net amounts, and tax accounts are tax; cash and advances are
        neither. Tax is never negative: if more is reversed than billed, there is none. The
        result is ``None`` if nothing is billed, or in several currencies.
        """
        parts: dict[str, dict[str, Decimal]] = {INCOME: {}, TAX: {}}
        currencies = set()
        for posting in txn.postings:
            nature = self._natures.of(posting.account)
            part = parts.get({EXPENSE: INCOME}.get(nature, nature))
            if part is None or self._accounts[posting.account] is not None:
                continue
            weight = get_weight(posting)  # type: ignore[no-untyped-call]
            currencies.add(weight.currency)
            part[posting.account] = part.get(posting.account, Decimal()) - weight.number
        net, tax = parts[INCOME], parts[TAX]
        total = sum(net.values()) + sum(tax.values())
        if len(currencies) != 1 or not net or total <= 0:
            return None
        return net, tax if sum(tax.values()) > 0 else {}

    def kinds(self, txn: Transaction, amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
        """Split a credit of ``amount`` into pairs of kind and amount, the main kind first.

        The kinds are ``payment``, ``credit-note``, ``write-off``, ``advance``, ``discount``,
        ``bank-fee``, ``exchange-difference``, ``transfer`` and ``other``. A credit is not
        split by counterparts in the opposite direction, such as the part of a transfer that
        does not concern customers.
        """
        found = self.natures(txn)
        if amount and (whole := self._undivided(txn, found)):
            return ((whole, amount),)
        division = self._once(txn, Counterparts._division)
        return _split(amount, *division) if division is not None else (("transfer", amount),)

    def _division(self, txn: Transaction) -> tuple[str, Decimal, Mapping[str, Decimal]] | None:
        """Return the main kind of credits, the total, and the shares of other kinds in it."""
        found = self.natures(txn)
        natures = self._debited(txn) or found
        if not natures:
            return None
        is_note = {CASH, INCOME} <= found and self._is_of_income(txn)
        only = (is_note and natures & _OF_INCOME) or natures
        first = next(nature for nature in _KINDS if nature in only)
        is_loss = first == EXPENSE and any(map(self._is_loss, self._legs_of(txn).by_nature[first]))
        principal = _KINDS[ALLOWANCE if is_loss else first]
        shares: dict[str, Decimal] = {}
        total = tax = Decimal()
        for posting, nature in self._with_natures(txn):
            if is_note and nature not in _OF_INCOME:
                continue
            weight = get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
            total += weight
            kind = self._kind(posting.account, nature, principal)
            if kind != principal:
                shares[kind] = shares.get(kind, Decimal()) + weight
            elif nature == TAX:
                tax += weight
        if (fee := shares.get("bank-fee", Decimal())) > abs(total) * _MOST_FEE:
            del shares["bank-fee"]
            shares["other"] = shares.get("other", Decimal()) + fee
        for kind in _TAXED:
            if kind in shares and principal == "payment":  # money bears no tax, the rest does
                shares[kind] += tax
                break
        return principal, total, shares

    def _undivided(self, txn: Transaction, natures: frozenset[str]) -> str | None:
        """Return the kind of a credit that is nothing but money, or a balance carried over."""
        if natures == _MONEY:
            return _KINDS[CASH]
        return _KINDS[EQUITY] if self.is_carried(txn) else None

    def _debited(self, txn: Transaction) -> set[str]:
        """The natures of the legs that run with a credit: what it came in as, or was lost to."""
        return {
            nature
            for posting, nature in self._with_natures(txn)
            if (get_weight(posting).number or 0) > 0  # type: ignore[no-untyped-call]
        }

    def is_earned(self, txn: Transaction) -> bool:
        """Return whether all income of a transaction is such as nobody invoices, as a salary is."""
        return self._legs_of(txn).earned

    def all_have(self, accounts: frozenset[str], role: str) -> bool:
        """Return whether the names of all these accounts have a role."""
        known = self._common.get((accounts, role))
        if known is None:
            known = all(self._roles.has(account, role) for account in accounts)
            self._common[accounts, role] = known
        return known

    def is_cash(self, account: str) -> bool:
        """Return whether an account holds cash: an asset, but no allowance, goods or the like."""
        return self._accounts[account] is None and self._natures.of(account) == CASH

    def are_losses(self, nature: str, accounts: frozenset[str]) -> bool:
        """Return whether these accounts of one nature say that a claim was given up."""
        return nature == ALLOWANCE or (nature == EXPENSE and all(map(self._is_loss, accounts)))

    def _is_loss(self, account: str) -> bool:
        """Whether an expense says that a claim, or a small difference, was given up."""
        return any(self._roles.has(account, role) for role in _LOSSES)

    def deduction(self, accounts: Collection[str]) -> str | None:
        """Return the kind that these accounts are of in a payment, if it is one."""
        kinds = {self._kind(each, self._natures.of(each), _KINDS[CASH]) for each in accounts}
        return kinds.pop() if len(kinds) == 1 else None

    def _kind(self, account: str, nature: str, principal: str) -> str:
        """Return the kind of one leg other than the principal one, by its account and nature."""
        if nature == EXCHANGE:
            return _KINDS[EXCHANGE]
        if nature in (INCOME, EXPENSE) and self._roles.has(account, DISCOUNT):
            return "discount"
        is_cost = nature == EXPENSE and principal == "payment"
        if is_cost and self._roles.has(account, FEE):
            return "bank-fee"
        if nature == EXPENSE and self._is_loss(account):
            return _KINDS[ALLOWANCE]
        return _KINDS[nature] if nature in _OWN_KIND else principal


def _split(
    amount: Decimal, principal: str, total: Decimal, shares: Mapping[str, Decimal]
) -> tuple[tuple[str, Decimal], ...]:
    parts = []
    if total > 0 and all(0 <= share <= total for share in shares.values()):
        unit = Decimal(1).scaleb(int(amount.as_tuple().exponent))
        for kind, share in shares.items():
            part = (amount * share / total).quantize(unit, ROUND_HALF_UP)
            if part:
                parts.append((kind, part))
    left = amount - sum((part for _, part in parts), Decimal())
    return ((principal, left), *parts) if left else tuple(parts)


Kinds = Sequence[tuple[str, Decimal]]
"""A credit by kind: ``(("payment", 1180), ("bank-fee", 20))``."""
