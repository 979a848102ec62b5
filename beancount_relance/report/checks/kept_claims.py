"""What customers owed, and what an account that is no bank's has kept since.

    2026-05-10 * "Handed over to the lawyer" ^F-12
      Assets:Lawyer:Kelso   1200.00 EUR
      Assets:Clients:Kelso

Money that comes in goes on: it is paid out, or spent. What is moved from customers' accounts to
an account of assets, and stays there, may be owed still, whatever the account is called.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from beancount.core.account import sep
from beancount.core.data import Posting, Transaction
from msgspec import Struct, field

from beancount_relance.ledger.accounts.account_words import MONEY, PAID_IN, says
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.policy.names.name_spellings import same_name

_ON_ITS_WAY = datetime.timedelta(days=28)
"""So long may what customers paid stay on an account before it goes on to a bank."""


class KeptClaims(Struct):
    """What came from customers' accounts to one account of assets, in the order of the ledger.

    Attributes:
        account: the account.
        accounts: the receivable accounts.
        may_be_bank: whether it may be the only account of money, since none is called so.
        is_theirs: whether it is called after the customer whose claim came there first.
        is_money: whether it was used as money is.
    """

    account: str
    accounts: ReceivableAccounts
    may_be_bank: bool
    is_theirs: bool = False
    is_money: bool = False
    _came: dict[str, list[tuple[datetime.date, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _left: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def may_be_owed(self, as_of: datetime.date) -> bool:
        """Return whether what customers owed may be owed there still on a day.

        It is kept from the day on which it came if the account is the customer's own.
        """
        if self.is_money or (self.may_be_bank and not self.is_theirs):
            return False
        day = as_of if self.is_theirs else as_of - _ON_ITS_WAY
        return any(
            sum(number for came, number in parts if came <= day) > self._left[currency]
            for currency, parts in self._came.items()
        )

    def add_debit(self, txn: Transaction, posting: Posting) -> None:
        """Add what came to the account."""
        units = posting.units
        if self.is_money or not units or not units.number:
            return
        customers = {
            customer_of(txn, leg, place, self.accounts)[0]
            for leg in txn.postings
            if leg.units and (leg.units.number or 0) < 0 and (place := self.accounts[leg.account])
        }
        self.is_theirs = self.is_theirs or (not self._came and self._names(customers))
        if not self.is_theirs and (not customers or self._tells_payment(txn)):
            self.is_money = True
        elif customers:
            self._came[units.currency].append((txn.date, units.number))

    def add_credit(self, posting: Posting, *, is_spent: bool) -> None:
        """Add what left the account, and whether it is spent."""
        if posting.units and posting.units.number:
            self._left[posting.units.currency] -= posting.units.number
        self.is_money = self.is_money or is_spent

    def _tells_payment(self, txn: Transaction) -> bool:
        """Whether a customer paid, by the text, or in part to a bank, less a tax for example."""
        if says(txn.narration or "", PAID_IN):
            return True
        debits = (leg for leg in txn.postings if leg.units and (leg.units.number or 0) > 0)
        return any(self.accounts.roles.has(leg.account, MONEY) for leg in debits)

    def _names(self, customers: Collection[str]) -> bool:
        """Whether the account is called after one of the customers, below what it is for.

        An account right below the assets may be what a marketplace holds for us.
        """
        parts = self.account.split(sep)[2:]
        return any(same_name(part, each) for part in parts for each in customers)
