"""Money in the books that settles nothing, or is only presumed to settle something.

It is on a suspense account, on the account of a customer it may not be for, or in another currency
than the invoice. :mod:`~beancount_relance.dunning.questions.money_elsewhere` finds what is on any
other account.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from beancount.core.amount import Amount
from beancount.core.data import Transaction
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Source
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.suspense_accounts import is_suspense
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.credits_and_debits import NO_MATCH, NO_MATCH_KEY, Credit
from beancount_relance.receivables.items import Allocation
from beancount_relance.receivables.naming.named_invoices import payment_text

QUOTED: Final = "quoted"
LIKE_QUOTED: Final = "like quoted"
ALIKE: Final = "alike"
TOGETHER: Final = "together"
IN_SHORT: Final = "in short"
EXACT: Final = "exact"
CONVERTED: Final = "converted"
ON_BEHALF: Final = "on behalf"
"""What speaks for a payment: a number, one like it, one amount with the payer, a sum of several, a
number in short from the payer, a number with the exact amount, that a customer who owes in another
currency sent it, or that its text says for whom it is."""
BY_NUMBER: Final = frozenset((QUOTED,))
BY_NUMBER_AND_AMOUNT: Final = frozenset((EXACT,))
BY_NUMBER_OR_NAME: Final = frozenset((QUOTED, ALIKE, TOGETHER))
_BY_ANYTHING: Final = BY_NUMBER_OR_NAME | {IN_SHORT}


class LooseMoney(Struct, frozen=True):
    """A receipt that is on a suspense account, or on a customer's that it may not be for.

    ``customer`` is the customer whose account it is on, and ``payer`` who it came from;
    ``text`` is all that may say what it was paid for, and ``links`` are those of its entry.
    ``asks`` is what evidence is enough: where it is posted may speak against chance.
    ``is_divided`` says that it is on several accounts, of which ``account`` is one.
    ``others`` are the invoices of other customers that it names, if it names only such;
    ``may_be_own`` says that it is a payment, so that the number may be a slip for one of its own.
    ``refers`` says that it refers to invoices of its customer.
    ``is_alone`` says that its customer has nothing else in its currency, and ``is_on_behalf`` that
    its text names the customer for whom it was paid, who is its ``payer`` then.
    """

    date: datetime.date
    amount: Amount
    payer: str
    narration: str
    text: str
    account: str
    source: Source
    customer: str | None = None
    links: Collection[str] = ()
    asks: Collection[str] = _BY_ANYTHING
    is_divided: bool = False
    others: Collection[str] = ()
    may_be_own: bool = False
    refers: bool = False
    is_alone: bool = False
    is_on_behalf: bool = False

    @property
    def by_number(self) -> LooseMoney:
        """The same money, of which nothing but the number of an invoice counts."""
        return replace(self, asks=self.asks if EXACT in self.asks else BY_NUMBER)


def loose_money(
    ledger: Ledger,
    accounts: ReceivableAccounts,
    settings: Settings,
    allocation: Allocation,
    since: datetime.date,
) -> list[LooseMoney]:
    """Return the loose money received from a day on.

    Args:
        ledger: the ledger up to the day of the report.
        accounts: the receivable accounts, and the roles of all others.
        settings: the settings, for the suspense accounts.
        allocation: the credits left, and those to be asked about.
        since: the first day that counts.
    """
    found = [*_in_suspense(ledger, accounts, settings), *_left(allocation)]
    return [each for each in found if each.date >= since]


def _in_suspense(
    ledger: Ledger, accounts: ReceivableAccounts, settings: Settings
) -> Iterator[LooseMoney]:
    """Yield what came in on suspense accounts and was not moved away again."""
    names = {
        entry.account
        for entry in ledger.opens
        if accounts[entry.account] is None and is_suspense(entry.account, accounts, settings)
    }
    waiting: dict[tuple[str, str], list[LooseMoney]] = defaultdict(list)
    for txn in ledger.transactions if names else ():
        if txn.meta.get(NO_MATCH_KEY) == NO_MATCH:
            continue
        for posting in txn.postings:
            if posting.account not in names or posting.units is None:
                continue
            there = waiting[posting.account, posting.units.currency]
            number = posting.units.number or Decimal()
            if number < 0 and not _is_invoice(txn, accounts):
                there.append(received(txn, posting.account, -posting.units))
            elif number > 0:
                _clear(there, number)
    for left in waiting.values():
        yield from left


def _is_invoice(txn: Transaction, accounts: ReceivableAccounts) -> bool:
    """Return whether a transaction claims money from a customer, so that none came in."""
    return any(
        posting.units is not None
        and (posting.units.number or 0) > 0
        and accounts[posting.account] is not None
        for posting in txn.postings
    )


def received(
    txn: Transaction, account: str, amount: Amount, asks: Collection[str] = _BY_ANYTHING
) -> LooseMoney:
    """Return money that a transaction posts on an account that is no customer's.

    Args:
        txn: the transaction.
        account: the account on which the money is.
        amount: how much it is.
        asks: what evidence is enough that it pays an invoice.
    """
    return LooseMoney(
        date=txn.date,
        amount=amount,
        payer=txn.payee or txn.narration or "",
        narration=txn.narration or "",
        text=payment_text(txn, {}),
        account=account,
        source=Source.of(txn.meta),
        links=txn.links,
        asks=asks,
    )


def _clear(there: list[LooseMoney], number: Decimal) -> None:
    """Forget what is moved away: the receipt of that amount, or else as much of the oldest."""
    same = next((n for n, each in enumerate(there) if each.amount.number == number), None)
    if same is not None:
        del there[same]
        return
    while there and number > 0:
        number -= there.pop(0).amount.number or Decimal()


def _left(allocation: Allocation) -> Iterator[LooseMoney]:
    """Yield customers' payments that settle nothing, or are only presumed to settle something.

    With them are other credits that name nothing but other customers' invoices.
    """
    found: dict[Source, tuple[Credit, Decimal]] = {}
    for taken in allocation.by_others:
        found[taken.credit.source] = taken.credit, taken.amount
    for left in allocation.credits:
        found[left.credit.source] = left.credit, left.amount
    for unclear in allocation.unclear:
        found[unclear.credit.source] = unclear.credit, unclear.amount
    for credit, amount in found.values():
        if (credit.is_payment or credit.others) and not credit.answered:
            yield LooseMoney(
                date=credit.date,
                amount=Amount(amount, credit.currency),
                payer=credit.on_behalf or credit.payee or credit.narration,
                narration=credit.narration,
                text=credit.text,
                account=credit.account,
                source=credit.source,
                customer=credit.customer,
                others=credit.others,
                may_be_own=credit.is_payment and bool(credit.others),
                refers=bool(credit.references),
                is_on_behalf=credit.on_behalf is not None,
                is_alone=_is_alone(credit, amount, allocation),
            )


def _is_alone(credit: Credit, amount: Decimal, allocation: Allocation) -> bool:
    """Whether a customer has nothing in a currency but one payment, of which nothing is used."""
    there = allocation.balances.get((credit.customer, credit.currency))
    alone = (credit.amount, -amount)
    return there is not None and not there.open and (there.credits, there.ledger) == alone
