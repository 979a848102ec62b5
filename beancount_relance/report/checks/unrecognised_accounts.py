"""Accounts of assets of whose names nothing is known, and what was invoiced on them.

    Assets:Unpaid:Acme  1200.00 EUR   ^F-1000
    Income:Fees        -1200.00 EUR

Nothing says that ``Unpaid`` is receivable, so nothing of it is chased, and the owner of the
ledger is asked. Nobody is asked about a bank with such a name: it is where customers pay, what
costs are paid from, or an account whose payouts have no invoice's number, payer or amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from beancount.core.account import sep
from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction
from msgspec import Struct, field

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.language.messages import Source, msg
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    BILL,
    BODY,
    CARD,
    DISCOUNT,
    EARNINGS,
    EXCHANGE,
    FACTOR,
    FEE,
    FUNDS,
    INTEREST_WORD,
    IRRECOVERABLE_WORD,
    LOSS,
    MONEY,
    NEVER,
    RETENTION,
    SUSPENSE,
    TAX,
    TRANSIT,
    UNBILLED,
    says,
)
from beancount_relance.ledger.accounts.conventions import accounts_of
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.numbered_entries import is_invoice
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.report.checks.kept_claims import KeptClaims

_NOBODYS = (
    *(TAX, ALLOWANCE, ADVANCE, UNBILLED, IRRECOVERABLE_WORD, INTEREST_WORD),
    *(CARD, SUSPENSE, TRANSIT, FACTOR),
)
"""Roles of accounts that no invoice of a customer is on, whatever is posted there."""
_KEPT_FOR_OTHERS = (NEVER, BODY, RETENTION)
"""Roles of accounts that say what they keep: a loan, what an owner has drawn, money kept back."""
_NO_SALES = (EARNINGS, FUNDS, INTEREST_WORD)
"""Roles of income that nobody is invoiced for."""
_GIVEN_UP = (IRRECOVERABLE_WORD, LOSS, ALLOWANCE, DISCOUNT, FEE, EXCHANGE, ADVANCE)
"""Roles of accounts that claims are settled with, and that money is not spent on."""


class SalesReader(Struct, frozen=True):
    """What the postings of such accounts are read with.

    Attributes:
        accounts: the receivable accounts.
        settings: the settings, which say what numbers invoices, and gives due dates.
        assets: how the accounts of assets begin.
        income: how those of income begin.
        equity: how those of equity begin.
    """

    accounts: ReceivableAccounts
    settings: Settings
    assets: str
    income: str
    equity: str

    @classmethod
    def of(cls, ledger: Ledger, accounts: ReceivableAccounts, settings: Settings) -> SalesReader:
        """The reader of a ledger."""
        income, equity = (str(ledger.options[f"name_{root}"]) for root in ("income", "equity"))
        return cls(accounts, settings, ledger.assets + sep, income + sep, equity + sep)

    def is_sold(self, txn: Transaction) -> bool:
        """Whether a transaction is an invoice against income that customers pay."""
        income = [leg.account for leg in txn.postings if leg.account.startswith(self.income)]
        has = self.accounts.roles.has_whole
        is_sale = any(not any(has(name, role) for role in _NO_SALES) for name in income)
        return is_sale and is_invoice(txn, self.settings)

    def is_spent(self, leg: Posting) -> bool:
        """Whether a debit is something that money is spent on: a cost, a debt, a tax."""
        roles = self.accounts.roles
        is_cost = not leg.account.startswith((self.equity, self.income))
        return is_cost and not any(roles.has(leg.account, role) for role in _GIVEN_UP)

    def is_bill(self, txn: Transaction, account: str) -> bool:
        """Whether what is moved to an account is a bill, by its text or the account's name."""
        return self.accounts.roles.has(account, BILL) or says(txn.narration or "", BILL)

    def names(self, txn: Transaction) -> frozenset[str]:
        """The numbers that a transaction names by links or reference keys."""
        metas = (txn.meta, *(leg.meta or {} for leg in txn.postings))
        keys = self.settings.reference_keys
        return txn.links | {str(meta[key]) for meta in metas for key in keys if key in meta}


class Nameless(Struct):
    """An account of assets whose name does not say that it is receivable, and what came there.

    Attributes:
        account: the account.
        is_nobodys: whether its name says that no customer owes anything there.
        dated: whether a posting there has a due date.
        first: the first invoice there.
        kept: what customers owed and the account has kept; ``None`` if it says what it holds.
    """

    account: str
    is_nobodys: bool
    kept: KeptClaims | None = None
    dated: bool = False
    first: Transaction | None = None
    _is_money: bool = False
    _has_bills: bool = False
    _balance: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _sold: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _amounts: set[Amount] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)
    _payees: set[str | None] = field(default_factory=set)
    _explained: int = 0
    _unexplained: int = 0

    @property
    def may_hold_claims(self) -> bool:
        """Whether what customers owed may be owed there still: it has due dates, or is bills."""
        return self.dated or (self._has_bills and not self._is_money)

    @property
    def owed(self) -> Sequence[Amount]:
        """What was invoiced there and is there still; nothing if it is an account of money.

        It is one if most of what was paid out, more than once, has nothing of an invoice.
        """
        if self._is_money or max(self._explained, 1) < self._unexplained:
            return ()
        left = ((each, min(sold, self._balance[each])) for each, sold in sorted(self._sold.items()))
        return [Amount(amount, currency) for currency, amount in left if amount > 0]

    def add(self, txn: Transaction, posting: Posting, reader: SalesReader) -> None:
        """Add a posting on the account, in the order of the ledger."""
        if not self.dated and posting.meta:
            self.dated = any(key in posting.meta for key in reader.settings.due_keys)
        units = posting.units
        if not units or not units.number:
            return
        if self.kept is not None and not self.kept.is_money:
            self._add_kept(self.kept, txn, posting, reader)
        if self.is_nobodys or self._is_money:
            return
        self._balance[units.currency] += units.number
        if units.number < 0:
            self._add_credit(txn, -units, reader)
        elif posting.cost is None and reader.is_sold(txn):
            self.first = self.first or txn
            self._sold[units.currency] += units.number
            self._amounts.add(units)
            self._names |= reader.names(txn)
            self._payees.add(txn.payee)
        elif any(
            reader.accounts[leg.account] is not None and (leg.units.number or 0) < 0
            for leg in txn.postings
            if leg.units
        ):
            self._has_bills = reader.is_bill(txn, self.account)
            self._is_money = not self._has_bills

    @staticmethod
    def _add_kept(
        kept: KeptClaims, txn: Transaction, posting: Posting, reader: SalesReader
    ) -> None:
        if posting.units and (posting.units.number or 0) > 0:
            kept.add_debit(txn, posting)
            return
        debits = (leg for leg in txn.postings if leg.units and (leg.units.number or 0) > 0)
        kept.add_credit(
            posting,
            is_spent=any(
                reader.is_spent(leg) for leg in debits if not leg.account.startswith(reader.assets)
            ),
        )

    def _add_credit(self, txn: Transaction, amount: Amount, reader: SalesReader) -> None:
        debits = [leg for leg in txn.postings if leg.units and (leg.units.number or 0) > 0]
        is_named = not self._names.isdisjoint(reader.names(txn))
        if any(leg.account.startswith(reader.assets) for leg in debits):
            is_payers = bool(txn.payee) and txn.payee in self._payees
            is_explained = is_named or is_payers or amount in self._amounts
            self._explained += is_explained
            self._unexplained += not is_explained
        elif not is_named:
            self._is_money = any(map(reader.is_spent, debits)) and not any(
                leg.account.startswith(reader.income) for leg in debits
            )


def nameless_accounts(ledger: Ledger, reader: SalesReader) -> Sequence[Nameless]:
    """Return the accounts of assets that may be receivable, although nothing says so.

    They are none of money, and no setting excludes them.
    """
    roles, accounts = reader.accounts.roles, reader.accounts
    assets = [each for each in accounts_of(ledger) if each.startswith(reader.assets)]
    unknown = [each for each in assets if accounts[each] is None and not accounts.is_excluded(each)]
    nameless = [each for each in unknown if not roles.has(each, MONEY)]
    has_bank = len(nameless) < len(unknown)
    possible = {each: _nameless(each, reader, has_bank=has_bank) for each in nameless}
    for txn in ledger.transactions if possible else ():
        for posting in txn.postings:
            if posting.account in possible:
                possible[posting.account].add(txn, posting, reader)
    return [possible[account] for account in sorted(possible)]


def _nameless(account: str, reader: SalesReader, *, has_bank: bool) -> Nameless:
    roles = reader.accounts.roles
    says_other = roles.is_goods(account) or any(roles.has(account, role) for role in _NOBODYS)
    keeps = not says_other and not any(roles.has(account, role) for role in _KEPT_FOR_OTHERS)
    # what an account of losses keeps was given up, unless it was only moved there
    keeps = keeps or roles.has_whole(account, IRRECOVERABLE_WORD)
    kept = KeptClaims(account, reader.accounts, may_be_bank=not has_bank) if keeps else None
    return Nameless(account, says_other, kept)


def unrecognised_checks(
    found: Iterable[Nameless], told: Collection[str], settings: Settings
) -> Iterator[Check]:
    """Yield a check for each account, or group of accounts, on which customers seem to owe.

    Args:
        found: the accounts that may be receivable.
        told: those of which something is told already.
        settings: the settings.
    """
    owing: dict[str, list[Nameless]] = defaultdict(list)
    for each in found:
        if each.account not in told and each.owed:
            owing[each.account.rpartition(sep)[0]].append(each)
    for parent, group in sorted(owing.items()):
        together = len(group) > 1 and sep in parent
        for account, places in [(parent, group)] if together else [(g.account, [g]) for g in group]:
            yield _check(account, places, settings)


def _check(account: str, places: Sequence[Nameless], settings: Settings) -> Check:
    """Return what is asked about an account, or about several below it."""
    first = min((each.first for each in places if each.first), key=lambda txn: txn.date)
    total: dict[str, Decimal] = defaultdict(Decimal)
    for each in places:
        for amount in each.owed:
            total[amount.currency] += amount.number or Decimal()
    facts = {
        "account": account,
        "amount": [Amount(number, currency) for currency, number in sorted(total.items())],
        "date": first.date,
    }
    if settings.receivables:
        text = msg(
            "{account}: {amount} was invoiced there since {date}, but no “receivables” setting "
            "includes the account: add one if customers owe it, or an “exclude” setting if not",
            **facts,
        )
    else:
        text = msg(
            "{account}: {amount} was invoiced there since {date}, but nothing in its name says "
            "that it is receivable: if customers owe it, add the “receivables” settings that "
            "“relance init” proposes, or rename it, such as …:Clients:…; if not, an “exclude” "
            "setting",
            **facts,
        )
    customer = places[0].account.rpartition(sep)[2]
    return books_check(customer, text, Source.of(first.meta), "unrecognised")
