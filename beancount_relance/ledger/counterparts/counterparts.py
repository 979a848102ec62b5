"""Classify the counterparts of a receivable posting in its transaction.

The other postings show what a debit is (a sale, money paid out, a balance carried
over) and what a credit is (a payment, a credit note, a write-off).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction

from beancount_relance.ledger.accounts.account_words import ALLOWANCE, TAX
from beancount_relance.ledger.counterparts.billed_amounts import Billed, BilledLegs
from beancount_relance.ledger.counterparts.credit_kinds import (
    KIND_OF_NATURE,
    adjusted,
    kind_of_leg,
    split_by_kind,
    tells_loss,
)
from beancount_relance.ledger.counterparts.entry_legs import EntryLegs
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, EXPENSE, INCOME, OTHER
from beancount_relance.ledger.counterparts.settlement_kinds import (
    OTHERWISE,
    PAYMENT,
    TRANSFERRED,
    WRITTEN_OFF,
)

_MONEY = frozenset((CASH,))
_OF_INCOME = frozenset((INCOME, TAX))
_FLOWS = frozenset((INCOME, EXPENSE))
_PRICED = frozenset((INCOME, EXPENSE, TAX))


class Counterparts(EntryLegs):
    """Reads what stands against receivable postings, under the ledger's own root names."""

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

    def is_closing(self, txn: Transaction) -> bool:
        """Return whether an entry is a closing entry, which comes after all others of its day."""
        return id(txn.meta) in self._closings

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

    def billed(self, txn: Transaction) -> Billed | None:
        """Return what a transaction bills; ``None`` if nothing is, or in several currencies."""
        credited: dict[str, Decimal] = {}
        currencies, claims = set(), []
        for posting in txn.postings:
            weight = get_weight(posting)  # type: ignore[no-untyped-call]
            if self._accounts[posting.account] is not None:
                claims.append(weight)
                continue
            if self._natures.of(posting.account) in _PRICED:
                currencies.add(weight.currency)
            credited[posting.account] = credited.get(posting.account, Decimal()) - weight.number
        if len(currencies) != 1:
            return None
        legs = BilledLegs()
        for account, amount in credited.items():
            nature = self._natures.of(account)
            if nature != CASH or not self._roles.has(account, TAX):  # what is withheld is not paid
                legs.add(nature, account, amount)
            if self._natures.is_accrued(account):
                legs.accrued += amount
        theirs = (each.number for each in claims if each.currency in currencies)
        return legs.billed(sum((number for number in theirs if number > 0), Decimal()))

    def taxes_taken_back(self, txn: Transaction) -> Mapping[str, Decimal]:
        """Return the tax that a credit note takes back, by account."""
        taxes: dict[str, Decimal] = {}
        for posting, nature in self._with_natures(txn):
            weight = get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
            if nature == TAX and weight > 0:
                taxes[posting.account] = taxes.get(posting.account, Decimal()) + weight
        return taxes

    def kinds(self, txn: Transaction, amount: Decimal) -> tuple[tuple[str, Decimal], ...]:
        """Split a credit of ``amount`` into pairs of kind and amount, the main kind first.

        A credit is not split by counterparts in the opposite direction, such as the part of a
        transfer that does not concern customers.
        """
        found = self.natures(txn)
        if amount and (whole := self._undivided(txn, found)):
            return ((whole, amount),)
        division = self._once(txn, Counterparts._division)
        return ((TRANSFERRED, amount),) if division is None else split_by_kind(amount, *division)

    def _division(self, txn: Transaction) -> tuple[str, Decimal, Mapping[str, Decimal]] | None:
        """Return the main kind of credits, the total, and the shares of other kinds in it."""
        found = self.natures(txn)
        natures = self._debited(txn) or found
        if not natures:
            return None
        is_note = {CASH, INCOME} <= found and self._is_of_income(txn)
        only = (is_note and natures & _OF_INCOME) or natures
        first = next(nature for nature in KIND_OF_NATURE if nature in only)
        accounts = self._legs_of(txn).by_nature[first] if first == EXPENSE else ()
        is_loss = any(tells_loss(each, self._roles) for each in accounts)
        principal = WRITTEN_OFF if is_loss else KIND_OF_NATURE[first]
        shares: dict[str, Decimal] = {}
        total = tax = Decimal()
        apart = self._booked_apart(txn) if {EXPENSE, OTHER} <= found else ()
        for posting, nature in self._with_natures(txn):
            if (is_note and nature not in _OF_INCOME) or any(posting is each for each in apart):
                continue
            weight = get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
            total += weight
            kind = kind_of_leg(posting.account, nature, principal, self._roles)
            if kind != principal:
                shares[kind] = shares.get(kind, Decimal()) + weight
            elif nature == TAX:
                tax += weight
        return principal, total, adjusted(shares, total, tax, principal)

    def _booked_apart(self, txn: Transaction) -> Sequence[Posting]:
        """Return the costs that are owed to others, or taken from stock, and what they stand for.

        Nobody deducted a commission from a payment that is owed to an agent in the same entry.
        """
        legs = [(get_weight(p), p, nature) for p, nature in self._with_natures(txn)]  # type: ignore[no-untyped-call]
        owed = {(weight.number, weight.currency): p for weight, p, of in legs if of == OTHER}
        apart: list[Posting] = []
        for weight, posting, nature in legs:
            if nature == EXPENSE and weight.number > 0:
                other = owed.pop((-weight.number, weight.currency), None)
                apart += () if other is None else (posting, other)
        return apart

    def _undivided(self, txn: Transaction, natures: frozenset[str]) -> str | None:
        """Return the kind of a credit that is nothing but money, or a balance carried over."""
        if natures == _MONEY:
            return PAYMENT
        return OTHERWISE if self.is_carried(txn) else None

    def _debited(self, txn: Transaction) -> set[str]:
        """The natures of the legs that run with a credit: what it came in as, or was lost to."""
        return {
            nature
            for posting, nature in self._with_natures(txn)
            if (get_weight(posting).number or 0) > 0  # type: ignore[no-untyped-call]
        }

    def are_losses(self, nature: str, accounts: frozenset[str]) -> bool:
        """Return whether these accounts of one nature say that a claim was given up."""
        if nature != EXPENSE:
            return nature == ALLOWANCE
        return all(tells_loss(each, self._roles) for each in accounts)

    def deduction(self, accounts: Collection[str]) -> str | None:
        """Return the kind that these accounts are of in a payment, if it is one."""
        natures = {each: self._natures.of(each) for each in accounts}
        principal = PAYMENT
        kinds = {kind_of_leg(each, of, principal, self._roles) for each, of in natures.items()}
        return kinds.pop() if len(kinds) == 1 else None
