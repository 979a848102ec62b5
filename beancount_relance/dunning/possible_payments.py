"""Loose money that may pay open invoices, whose reminders then wait.

It is a candidate if it quotes the number of an invoice, or if it comes from the customer and
has exactly the amount of one invoice, or of several together. The reminders wait until somebody
posts the money on the customer's account, or notes that it is not for the invoice (a note
``resume``, on the day of the money or later).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.loose_money import LooseMoney, loose_money
from beancount_relance.dunning.questions import Question
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import RESUME
from beancount_relance.language.messages import Message, msg
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customer_names import (
    is_name_of,
    is_short_for,
    telling_words,
    words_of_names,
    words_said,
)
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoices import known_numbers
from beancount_relance.receivables.items import Allocation, Item, ItemKey
from beancount_relance.receivables.sums import Option, find_sums, in_smallest_units
from beancount_relance.values.known_numbers import is_short, number_key
from beancount_relance.values.written_references import read_references, sure_references

POSSIBLE_PAYMENT: Final = "possible-payment"

_QUOTED = "quoted"
_ALIKE = "alike"
_TOGETHER = "together"


class PossiblePayment(Struct, frozen=True):
    """Loose money, and the sets of one customer's open items that it may pay.

    Attributes:
        money: the receipt.
        customer: the customer.
        sets: the likely answers; each is a set of items.
        fact: what speaks for it, for the reasons of an item.
    """

    money: LooseMoney
    customer: str
    sets: Sequence[Sequence[Item]]
    fact: Message

    @property
    def items(self) -> Sequence[Item]:
        """The items whose reminders wait, each once."""
        return list({item.key: item for each in self.sets for item in each}.values())

    @property
    def question(self) -> Question:
        """What to ask about it."""
        money, items = self.money, self.items
        references = list(dict.fromkeys(item.invoice.reference for item in items))
        text = msg(
            "{amount} of {date} on {account} may pay {invoices}, whose reminders wait: post it on "
            "{receivable} with ^{first}, or record “resume” for {first} if it is for something "
            "else",
            invoices=references,
            receivable=items[0].invoice.account,
            first=references[0],
            amount=money.amount,
            date=money.date,
            account=money.account,
        )
        return Question(
            POSSIBLE_PAYMENT,
            self.customer,
            text,
            self.fact,
            money.source,
            frozenset(item.key for item in items),
            is_told=money.customer == self.customer,  # in another currency: unexplained money
        )


def possible_payments(
    ledger: Ledger,
    accounts: ReceivableAccounts,
    settings: Settings,
    allocation: Allocation,
    customers: Customers,
    events: Iterable[Event],
) -> list[PossiblePayment]:
    """Return the receipts that may pay open invoices.

    Args:
        ledger: the ledger up to the day.
        accounts: the receivable accounts, and the roles of all others.
        settings: the settings, for the suspense accounts.
        allocation: the open items, and the credits left.
        customers: the customers by id.
        events: the history, for what was answered already.
    """
    owed = [item for item in allocation.items if item.is_open]
    if not owed:
        return []
    since = min(item.invoice.date for item in owed)
    money = loose_money(ledger, accounts, settings, allocation, since)
    if not money:
        return []
    finder = _Finder(OpenItems(owed, customers, accounts), owed, customers, _answered(events))
    return [found for each in money for found in finder.find(each)]


def _answered(events: Iterable[Event]) -> Mapping[ItemKey, datetime.date]:
    """The last day, by item, on which somebody noted that what is there is not for it."""
    answered: dict[ItemKey, datetime.date] = {}
    for event in events:
        if event.kind == RESUME.name:
            answered.update(dict.fromkeys(event.items, event.date))
    return answered


class OpenItems:
    """The open items, found by what a receipt says."""

    def __init__(
        self, owed: Sequence[Item], customers: Customers, accounts: ReceivableAccounts
    ) -> None:
        """Index the items by number, and their customers by the words of their names."""
        self._customers = customers
        self._names = accounts.names
        self.by_number: dict[str, list[Item]] = defaultdict(list)
        self.by_customer: dict[str, list[Item]] = defaultdict(list)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for item in owed:
            if item.invoice.number is not None:
                self.by_number[item.invoice.number].append(item)
            self.by_customer[item.invoice.customer].append(item)
        for name in self.by_customer:
            customer = customers[name]
            for word in words_of_names(customer):
                self._by_word[word].add(name)
        self._numbers = known_numbers(item.invoice for item in owed if not _is_word(item))

    def quoted(self, text: str) -> list[Item]:
        """The items whose number a text certainly quotes; a short one may be anybody’s."""
        found = sure_references(text, self._numbers)
        return [item for number in found for item in self.by_number[number]]

    def customers_named(self, payer: str, narration: str) -> list[str]:
        """The customers with whose names a receipt has a word in common."""
        words = telling_words(payer) | telling_words(narration)
        return sorted(set().union(*(self._by_word.get(word, ()) for word in words)))

    def called(self, payer: str) -> str | None:
        """The customer who is called exactly like a payer, if there is one."""
        return self._names.find(payer) if payer else None

    def is_another(self, payer: str, customer: str) -> bool:
        """Whether a payer is exactly another customer than this one."""
        return self.called(payer) not in (None, customer)

    def of_payer(self, payer: str, narration: str) -> tuple[list[Item], bool]:
        """Return the items of the customer that a payer's name means, and whether that is sure.

        A name that is exactly one customer's means that customer, even if they owe nothing.
        Otherwise it means the customer whose whole name it contains (the longest one), or whose
        name it shortens. One word among others is not sure, and a common word means nobody.
        """
        known = self.called(payer)
        if known is not None:
            return self.by_customer.get(known, []), True
        text = f"{payer} {narration}"
        said = {
            name: words_said(text, self._customers[name])
            for name in self.customers_named(payer, narration)
        }
        most = max(said.values(), default=0)
        if most:
            names = [name for name, count in said.items() if count == most]
            sure = most > 1
        else:
            names = [name for name in said if is_short_for(payer, self._customers[name])]
            sure = len(telling_words(payer)) > 1
        return [item for name in names for item in self.by_customer[name]], sure


class _Finder:
    """Finds the open items that money may pay."""

    def __init__(
        self,
        items: OpenItems,
        owed: Sequence[Item],
        customers: Customers,
        answered: Mapping[ItemKey, datetime.date],
    ) -> None:
        self._customers = customers
        self._answered = answered
        self._items = items
        self._by_amount: dict[Amount, list[Item]] = defaultdict(list)
        self._currencies: dict[str, set[str]] = defaultdict(set)
        for item in owed:
            self._currencies[item.invoice.customer].add(item.invoice.currency)
            for amount in _amounts(item):
                self._by_amount[Amount(amount, item.invoice.currency)].append(item)

    def find(self, money: LooseMoney) -> Iterator[PossiblePayment]:
        """Yield what a receipt may pay, for each customer."""
        quoted = [item for item in self._items.quoted(money.text) if self._may_pay(money, item)]
        if quoted:
            for items in _by_customer(quoted).values():
                yield _possible(money, [items], _QUOTED)
            return
        alike = [
            item
            for item in self._by_amount.get(money.amount, ())
            if self._may_pay(money, item)
            and is_name_of(money.payer, self._customers[item.invoice.customer])
        ]
        if alike:
            for items in _by_customer(self._less_others(money, alike)).values():
                yield _possible(money, [[item] for item in items], _ALIKE)
            return
        for name in self._payers(money):
            if name == money.customer and self._currencies[name] == {money.amount.currency}:
                continue  # on the account on which they owe
            theirs = [item for item in self._items.by_customer[name] if self._may_pay(money, item)]
            if not theirs:
                continue
            named = _unsurely_named(money, theirs)
            sets = [named] if named else _sums(money, theirs)
            if sets:
                yield _possible(money, sets, _QUOTED if named else _TOGETHER)

    def _less_others(self, money: LooseMoney, items: Sequence[Item]) -> Sequence[Item]:
        """Return the items of the very payer, if these are among them."""
        theirs = [
            item for item in items if not self._items.is_another(money.payer, item.invoice.customer)
        ]
        return theirs or items

    def _payers(self, money: LooseMoney) -> list[str]:
        """The customers with whose names the receipt has a word in common.

        On a customer's account that is them, unless the payer is exactly another one.
        """
        here = money.customer
        if here is not None and not self._items.is_another(money.payer, here):
            return [here] if here in self._items.by_customer else []
        known = self._items.called(money.payer)
        if known is not None or here is not None:
            return [known] if known in self._items.by_customer else []
        return self._items.customers_named(money.payer, money.narration)

    def _may_pay(self, money: LooseMoney, item: Item) -> bool:
        invoice = item.invoice
        here = (money.customer, money.amount.currency) == (invoice.customer, invoice.currency)
        answered = self._answered.get(item.key)
        return (
            not here and invoice.date <= money.date and (answered is None or answered < money.date)
        )


def _is_word(item: Item) -> bool:
    """Whether the number of an item, such as ``F2``, is read only in texts of its customer."""
    key = number_key(item.invoice.number or "")
    return is_short(key) and not key.isdigit()


def _unsurely_named(money: LooseMoney, items: Sequence[Item]) -> list[Item]:
    """The payer's invoices whose numbers the text names in short, or mistyped, or are short."""
    reading = read_references(money.text, known_numbers(item.invoice for item in items))
    numbers = [each.numbers for each in reading.unsure if len(each.numbers) == 1]
    named = frozenset(reading.sure).union(*numbers)
    return [item for item in items if item.invoice.number in named]


def _sums(money: LooseMoney, items: Sequence[Item]) -> Sequence[Sequence[Item]]:
    """The sets of the payer's invoices that have the amount together."""
    theirs = [item for item in items if item.invoice.currency == money.amount.currency]
    target = money.amount.number or Decimal()
    if sum((item.outstanding for item in theirs), Decimal()) == target:
        return [theirs] if theirs else []
    values = [(place, each) for place, item in enumerate(theirs) for each in _amounts(item)]
    total, *units = in_smallest_units([target, *(value for _, value in values)])
    options = [Option(place, unit) for (place, _), unit in zip(values, units, strict=True)]
    return [[theirs[values[n][0]] for n in each] for each in find_sums(options, total).sets]


def _amounts(item: Item) -> set[Decimal]:
    """What is open of an item, and what would be without what is only presumed of it."""
    presumed = sum((part.amount for part in item.settled if part.is_presumed), Decimal())
    return {item.outstanding, item.outstanding + presumed}


def _by_customer(items: Iterable[Item]) -> Mapping[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.invoice.customer].append(item)
    return found


def _possible(money: LooseMoney, sets: Sequence[Sequence[Item]], evidence: str) -> PossiblePayment:
    facts = {"amount": money.amount, "date": money.date, "account": money.account}
    if evidence == _QUOTED:
        fact = msg("{amount} of {date} on {account} quotes its number", **facts)
    elif evidence == _ALIKE:
        fact = msg("{amount} of {date} on {account} has its amount and payer", **facts)
    else:
        fact = msg(
            "{amount} of {date} on {account} is from its customer, and {invoices} add up to it",
            invoices=list(dict.fromkeys(item.invoice.reference for item in sets[0])),
            **facts,
        )
    return PossiblePayment(money, sets[0][0].invoice.customer, sets, fact)
