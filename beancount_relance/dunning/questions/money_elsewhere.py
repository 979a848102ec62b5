"""Money received that is neither on a customer's account nor on a suspense account.

Somebody who keeps cash-basis books may post the payment of an invoice as income once more;
others put it on a customer's deposit, a supplier's account or the staff's by mistake. Nor need it
reach the bank: the owner keeps it, or a bill is set off with it. Only what may name an open
invoice, or has the amount of one or of several, is returned; what explains itself is not:
interest and VAT, a transfer between accounts of one's own, and what was taken back later.
"""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import itemgetter

from beancount.core import flags
from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.dunning.questions.explained_money import (
    ELSEWHERE,
    Explanations,
    Flows,
    without_other_papers,
)
from beancount_relance.dunning.questions.loose_money import LooseMoney, received
from beancount_relance.dunning.questions.payers_of_several import PayersOfSeveral
from beancount_relance.dunning.questions.released_income import ReleasedIncome
from beancount_relance.ledger.accounts.account_words import TAX
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.natures import CASH, EXPENSE, INCOME, Natures
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.credits_and_debits import NO_MATCH, NO_MATCH_KEY
from beancount_relance.receivables.invoice_index import known_numbers
from beancount_relance.receivables.items import Item, amounts_of
from beancount_relance.receivables.naming.named_invoices import payment_text

_ACCOUNT = itemgetter(0)
_TWO = 2
_FEW_KEYS = 3
"""The most keys of a transaction that says nothing in its metadata: where it stands."""
_ZERO = Decimal()


class _Found(Struct, frozen=True):
    """Money received in a transaction, the largest amount of it on ``account``, in ``posting``."""

    posting: Posting
    money: LooseMoney


def money_elsewhere(
    elsewhere: Sequence[Transaction],
    ledger: Ledger,
    accounts: ReceivableAccounts,
    settings: Settings,
    owed: Sequence[Item],
    customers: Customers,
) -> list[LooseMoney]:
    """Return the money posted elsewhere that may name open items or has the amount of some.

    Args:
        elsewhere: the transactions that have no receivable posting, in the order of the ledger;
            the others settle, or claim, what their money is for.
        ledger: the ledger up to the day of the report.
        accounts: the receivable accounts, and the roles of all others.
        settings: the settings, for the suspense accounts, which are not searched here.
        owed: the open items, at least one.
        customers: the customers by id.
    """
    since = min(item.invoice.date for item in owed)
    elsewhere = elsewhere[bisect.bisect_left(elsewhere, since, key=_date) :]
    if not elsewhere:  # as where all money is on customers' accounts: what is owed is not indexed
        return []
    search = _Search(ledger, accounts, settings, owed, customers)
    found = list(search.candidates(elsewhere))
    return list(search.unexplained(found)) if found else []


class _Search:
    def __init__(
        self,
        ledger: Ledger,
        accounts: ReceivableAccounts,
        settings: Settings,
        owed: Sequence[Item],
        customers: Customers,
    ) -> None:
        self._transactions = ledger.transactions
        self._accounts = accounts
        self._natures = Natures(ledger.options, accounts)
        self._explains = Explanations(ledger.options, accounts, settings, self._natures)
        self._sums = PayersOfSeveral(owed, customers)
        self._released = ReleasedIncome(owed, ledger.transactions)
        self._numbers = known_numbers(item.invoice for item in owed)
        self._links = frozenset(link for item in owed for link in item.invoice.links)
        amounts = {amount for item in owed for amount in amounts_of(item)}
        self._amounts = amounts | {-amount for amount in amounts}
        self._spots: dict[tuple[str, ...], Sequence[int]] = {}

    def candidates(self, elsewhere: Sequence[Transaction]) -> Iterator[_Found]:
        """Yield what may name an open item, or has the amount of one."""
        received, texts, likely = self._received(elsewhere)
        likely.update(self._numbers.may_be_in(texts))
        for place in sorted(likely):
            yield from self._candidate(received[place])

    def _received(
        self, transactions: Iterable[Transaction]
    ) -> tuple[list[Transaction], list[str], set[int]]:
        """Return the receipts, what they say, and the places of those of likely amounts.

        There may be very many, as in a shop, of which hardly any is looked at again.
        """
        spots_by_accounts, amounts, links = self._spots, self._amounts, self._links
        lowest, highest = self._sums.lowest, self._sums.highest
        found: list[Transaction] = []
        texts: list[str] = []
        likely: set[int] = set()
        for txn in transactions:
            postings = txn.postings
            accounts = tuple(map(_ACCOUNT, postings))
            spots = spots_by_accounts.get(accounts)
            if spots is None:
                spots = spots_by_accounts[accounts] = self._money_spots(accounts)
            for spot in spots:
                units = postings[spot].units
                number = units.number if units is not None else None
                if number is not None and number > _ZERO:
                    break
            else:
                continue
            if txn.links or txn.tags or len(txn.meta) > _FEW_KEYS:
                texts.append(payment_text(txn, {}))
                if not links.isdisjoint(txn.links):
                    likely.add(len(found))
            else:
                texts.append(f"{txn.payee} {txn.narration}")
            if (
                number in amounts
                or (len(postings) > _TWO and any(_number(each) in amounts for each in postings))
                or (lowest <= number <= highest and self._sums.has(txn.payee or txn.narration))
            ):
                likely.add(len(found))
            found.append(txn)
        return found, texts, likely

    def _money_spots(self, accounts: Sequence[str]) -> Sequence[int]:
        """Where money is among these accounts, or what stands for it where income has none."""
        money = [place for place, account in enumerate(accounts) if self._holds_money(account)]
        if money or all(self._natures.of(account) != INCOME for account in accounts):
            return money
        return [n for n, account in enumerate(accounts) if self._explains.may_stand(account)]

    def _holds_money(self, account: str) -> bool:
        return self._natures.of(account) == CASH and not self._accounts.roles.has(account, TAX)

    def _candidate(self, txn: Transaction) -> Iterator[_Found]:
        if txn.flag == flags.FLAG_PADDING or txn.meta.get(NO_MATCH_KEY) == NO_MATCH:
            return
        received_as = {self._natures.of(p.account) for p in txn.postings if _number(p) > 0}
        if CASH not in received_as and self._released.has(txn):
            return
        found: dict[str, list[Posting]] = {}
        totals: dict[str, Decimal] = {}
        for posting in txn.postings:
            number = _number(posting)
            if number >= 0 or posting.units is None:
                continue
            side = self._explains.side(posting.account)
            if side is not None:
                currency = posting.units.currency
                totals[currency] = totals.get(currency, _ZERO) - number
                if side == ELSEWHERE:
                    found.setdefault(currency, []).append(posting)
        for currency, there in found.items():
            first = min(there, key=_number)
            amount = Amount(totals[currency], currency)
            asks = self._explains.asks(txn, [each.account for each in there], received_as)
            money = received(txn, first.account, amount, asks)
            is_divided = amount.number != -_number(first)
            yield _Found(first, replace(money, is_divided=is_divided))

    def unexplained(self, found: Sequence[_Found]) -> Iterator[LooseMoney]:
        """Yield the money that was neither in another account of one's own nor taken back."""
        by_posting = {id(each.posting): each.money for each in found}
        names = {each.posting.account for each in found}
        flows, banks = Flows(), set[str]()
        waiting: dict[tuple[str, Amount], list[LooseMoney]] = defaultdict(list)
        for txn in self._transactions:
            for posting in txn.postings:
                if posting.account not in names or posting.units is None:
                    continue
                account, units, number = posting.account, posting.units, _number(posting)
                there = waiting[account, Amount(abs(number), units.currency)]
                money = by_posting.get(id(posting))
                if money is not None:
                    kept = self._unless_paid_back(money, posting, flows)
                    there.extend(kept)
                elif number > 0 and there:
                    del there[0]  # a later posting of the same amount takes it back
                elif number < 0 and self._pays_costs(txn, account):
                    banks.add(account)
                flows.add(txn, posting)
        left = [m for there in waiting.values() for m in there if m.account not in banks]
        yield from without_other_papers(
            left, self._transactions, self._accounts, self._numbers, self._links
        )

    def _pays_costs(self, txn: Transaction, account: str) -> bool:
        """Whether costs are paid from an account, which then is one of one's own."""
        of = self._natures.of
        return self._is_own(account) and any(of(each.account) == EXPENSE for each in txn.postings)

    def _unless_paid_back(
        self, money: LooseMoney, posting: Posting, flows: Flows
    ) -> Iterator[LooseMoney]:
        """Yield money unless it comes from an account of one's own, or only comes back."""
        if self._is_transfer(posting, flows.held(posting)):
            return
        if self._natures.of(posting.account) == INCOME or not flows.comes_back(money, posting):
            yield money
        elif not flows.is_taken_back(money, posting):
            yield money.by_number

    def _is_transfer(self, posting: Posting, held: Decimal) -> bool:
        """Whether money comes from an account of one's own, which had it."""
        return self._is_own(posting.account) and held >= -_number(posting)

    def _is_own(self, account: str) -> bool:
        return self._holds_money(account) and self._accounts.barred_by(account) is None


def _date(txn: Transaction) -> datetime.date:
    return txn.date


def _number(posting: Posting) -> Decimal:
    return (posting.units.number if posting.units is not None else None) or _ZERO
