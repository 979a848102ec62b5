"""Money in the books that may pay an open invoice, but is posted elsewhere.

It stands on a suspense account, on another customer's account, or in another currency. It is a
candidate if it quotes the number of the invoice, or if it has exactly its amount and comes from
its customer. The reminder then waits until somebody posts the money on the customer's account,
or notes that it is not for the invoice (a note ``resume``, on the day of the money or later).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Transaction

from beancount_relance.dunning.questions import Question
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import RESUME
from beancount_relance.language.messages import Source, msg
from beancount_relance.ledger.account_words import SUSPENSE
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customer_names import is_name_of
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Allocation, Item, ItemKey
from beancount_relance.receivables.movements import Credit
from beancount_relance.receivables.naming import payment_text
from beancount_relance.values.known_numbers import KnownNumbers
from beancount_relance.values.written_references import sure_references

POSSIBLE_PAYMENT = "possible-payment"


@dataclass(frozen=True, slots=True)
class _Money:
    """Money that settles nothing: on a suspense account, or on a customer's that it is not for.

    ``customer`` is the customer whose account it is on; ``payer`` is who it came from.
    """

    date: datetime.date
    amount: Amount
    payer: str
    text: str
    account: str
    source: Source
    customer: str | None = None


def possible_payments(
    ledger: Ledger,
    accounts: ReceivableAccounts,
    settings: Settings,
    allocation: Allocation,
    customers: Customers,
    events: Iterable[Event],
) -> list[Question]:
    """Return a question for each receipt that may pay an open invoice.

    Args:
        ledger: the ledger up to the day.
        accounts: the receivable accounts, and the roles of all others.
        settings: the settings, for the suspense accounts.
        allocation: the open items, and the credits left.
        customers: the customers by id.
        events: the history, for what was answered already.
    """
    owed = [item for item in allocation.items if item.is_open]
    money = [*_in_suspense(ledger, accounts, settings), *_left(allocation)] if owed else []
    if not money:
        return []
    finder = _Finder(owed, customers, _answered(events))
    return [question for each in money for question in finder.questions(each)]


def _in_suspense(
    ledger: Ledger, accounts: ReceivableAccounts, settings: Settings
) -> Iterator[_Money]:
    """Yield what came in on suspense accounts and was not moved away again."""
    names = {
        entry.account
        for entry in ledger.opens
        if accounts[entry.account] is None and _is_suspense(entry.account, accounts, settings)
    }
    waiting: dict[tuple[str, str], list[_Money]] = defaultdict(list)
    for txn in ledger.transactions if names else ():
        for posting in txn.postings:
            if posting.account not in names or posting.units is None:
                continue
            there = waiting[posting.account, posting.units.currency]
            number = posting.units.number or Decimal()
            if number < 0:
                there.append(_received(txn, posting.account, -posting.units))
            elif number > 0:
                _clear(there, number)
    for left in waiting.values():
        yield from left


def _is_suspense(account: str, accounts: ReceivableAccounts, settings: Settings) -> bool:
    if settings.suspense:
        return any(rule.root(account) is not None for rule in settings.suspense)
    return accounts.roles.has(account, SUSPENSE)


def _received(txn: Transaction, account: str, amount: Amount) -> _Money:
    text = payment_text(txn, {})
    return _Money(
        txn.date, amount, txn.payee or txn.narration or "", text, account, Source.of(txn.meta)
    )


def _clear(there: list[_Money], number: Decimal) -> None:
    """Forget what is moved away: the receipt of that amount, or else as much of the oldest."""
    same = next((n for n, each in enumerate(there) if each.amount.number == number), None)
    if same is not None:
        del there[same]
        return
    while there and number > 0:
        number -= there.pop(0).amount.number or Decimal()


def _left(allocation: Allocation) -> Iterator[_Money]:
    """Yield customers' payments that settle nothing, or are only presumed to settle something."""
    found: dict[Source, tuple[Credit, Decimal]] = {}
    for left in allocation.credits:
        found[left.credit.source] = left.credit, left.amount
    for unclear in allocation.unclear:
        found[unclear.credit.source] = unclear.credit, unclear.amount
    for credit, amount in found.values():
        if credit.kinds[0][0] == "payment":
            yield _Money(
                credit.date,
                Amount(amount, credit.currency),
                credit.payee or credit.narration,
                credit.text,
                credit.account,
                credit.source,
                credit.customer,
            )


def _answered(events: Iterable[Event]) -> Mapping[ItemKey, datetime.date]:
    """The last day, by item, on which somebody noted that what is there is not for it."""
    answered: dict[ItemKey, datetime.date] = {}
    for event in events:
        if event.kind == RESUME.name:
            answered.update(dict.fromkeys(event.items, event.date))
    return answered


class _Finder:
    """Finds the open items that money may pay."""

    def __init__(
        self, owed: Sequence[Item], customers: Customers, answered: Mapping[ItemKey, datetime.date]
    ) -> None:
        self._customers = customers
        self._answered = answered
        self._by_number: dict[str, list[Item]] = defaultdict(list)
        self._by_amount: dict[Amount, list[Item]] = defaultdict(list)
        for item in owed:
            if item.invoice.number is not None:
                self._by_number[item.invoice.number].append(item)
            presumed = sum((part.amount for part in item.settled if part.is_presumed), Decimal())
            for amount in {item.outstanding, item.outstanding + presumed}:
                self._by_amount[Amount(amount, item.invoice.currency)].append(item)
        self._numbers = KnownNumbers(self._by_number)

    def questions(self, money: _Money) -> Iterator[Question]:
        """Yield what to ask about one receipt, for each customer."""
        quoted = [
            item
            for number in sure_references(money.text, self._numbers)
            for item in self._by_number[number]
        ]
        alike = [
            item
            for item in self._by_amount.get(money.amount, ())
            if is_name_of(money.payer, self._customers[item.invoice.customer])
        ]
        by_customer: dict[str, list[Item]] = defaultdict(list)
        for item in quoted or alike:
            if self._may_pay(money, item):
                by_customer[item.invoice.customer].append(item)
        for customer, items in by_customer.items():
            yield _question(money, customer, items, is_quoted=bool(quoted))

    def _may_pay(self, money: _Money, item: Item) -> bool:
        invoice = item.invoice
        here = (money.customer, money.amount.currency) == (invoice.customer, invoice.currency)
        answered = self._answered.get(item.key)
        return (
            not here and invoice.date <= money.date and (answered is None or answered < money.date)
        )


def _question(money: _Money, customer: str, items: Sequence[Item], *, is_quoted: bool) -> Question:
    references = list(dict.fromkeys(item.invoice.reference for item in items))
    facts = {"amount": money.amount, "date": money.date, "account": money.account}
    if is_quoted:
        fact = msg("{amount} of {date} on {account} quotes its number", **facts)
    else:
        fact = msg("{amount} of {date} on {account} has its amount and payer", **facts)
    text = msg(
        "{amount} of {date} on {account} may pay {invoices}, whose reminders wait: post it on "
        "{receivable} with ^{first}, or record “resume” for {first} if it is for something else",
        invoices=references,
        receivable=items[0].invoice.account,
        first=references[0],
        **facts,
    )
    keys = frozenset(item.key for item in items)
    other_currency = money.customer == customer  # which is told as unexplained money
    return Question(
        POSSIBLE_PAYMENT, customer, text, fact, money.source, keys, is_told=other_currency
    )
