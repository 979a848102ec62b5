"""Loose money that may pay open invoices, whose reminders then wait.

It is a candidate if it quotes the number of an invoice, or if it comes from the customer and
has exactly the amount of one invoice, or of several together. The reminders wait until somebody
posts the money on the customer's account, or notes that it is not for the invoice (a note
``still-owed``, on the day of the money or later).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Transaction

from beancount_relance.dunning.open_items import OpenItems
from beancount_relance.dunning.questions.loose_money import (
    ALIKE,
    CONVERTED,
    EXACT,
    IN_SHORT,
    LIKE_QUOTED,
    ON_BEHALF,
    QUOTED,
    TOGETHER,
    LooseMoney,
    loose_money,
)
from beancount_relance.dunning.questions.money_elsewhere import money_elsewhere
from beancount_relance.dunning.questions.possible_payment import PossiblePayment
from beancount_relance.history.events import Event
from beancount_relance.language.messages import msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.customer_names import is_name_of
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoice_index import known_numbers
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Allocation, Item, ItemKey, amounts_of
from beancount_relance.receivables.sums import Option, find_sums, in_smallest_units
from beancount_relance.values.clues.excepted_numbers import excepted_in, without_excepted
from beancount_relance.values.numbers.known_numbers import number_key
from beancount_relance.values.numbers.written_references import read_references

_MOST_ALIKE = 20
"""How many invoices of one amount a receipt is asked about: as many receipts as invoices of the
same amount would otherwise take the square of their number."""


def possible_payments(
    elsewhere: Sequence[Transaction],
    ledger: Ledger,
    accounts: ReceivableAccounts,
    settings: Settings,
    allocation: Allocation,
    customers: Customers,
    events: Iterable[Event],
) -> list[PossiblePayment]:
    """Return the receipts that may pay open invoices.

    Args:
        elsewhere: the transactions that have no receivable posting.
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
    money += money_elsewhere(elsewhere, ledger, accounts, settings, owed, customers)
    if not money:
        return []
    finder = _Finder(OpenItems(owed, customers, accounts), owed, customers, answered_until(events))
    return [found for each in money for found in finder.find(each)]


def answered_until(events: Iterable[Event]) -> Mapping[ItemKey, datetime.date]:
    """Return the last day, by item, on which a note said that the money there is not for it."""
    answered: dict[ItemKey, datetime.date] = {}
    for event in events:
        if event.denies_payment:
            answered.update(dict.fromkeys(event.items, event.date))
    return answered


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
        self._by_amount: dict[Amount, dict[str, list[Item]]] = defaultdict(dict)
        self._asked: dict[tuple[Amount, str], int] = defaultdict(int)
        self._currencies: dict[str, set[str]] = defaultdict(set)
        for item in sorted(owed, key=lambda item: item.invoice.date):
            self._currencies[item.invoice.customer].add(item.invoice.currency)
            for amount in amounts_of(item):
                there = self._by_amount[Amount(amount, item.invoice.currency)]
                there.setdefault(item.invoice.customer, []).append(item)

    def find(self, money: LooseMoney) -> Iterator[PossiblePayment]:
        """Yield what a receipt may pay, for each customer."""
        quoted = [item for item in self._quoted(money) if self._may_pay(money, item)]
        if quoted:
            for items in _by_customer(quoted).values():
                if EXACT not in money.asks or _is_exact(money, items):
                    yield _possible(money, [items], QUOTED)
            if own := self._own_alike(money):
                yield _possible(money, [[item] for item in own], ALIKE)
            return
        alike = self._alike(money) if ALIKE in money.asks else []
        if alike:
            for items in _by_customer(self._less_others(money, alike)).values():
                yield _possible(money, [[item] for item in items], ALIKE)
            return
        if TOGETHER in money.asks:
            yield from self._together(money)

    def _together(self, money: LooseMoney) -> Iterator[PossiblePayment]:
        """Yield the payer's items that it names in short, or that have the amount together."""
        for name in self._payers(money):
            if name == money.customer and self._currencies[name] == {money.amount.currency}:
                continue  # on the account on which they owe
            theirs = [item for item in self._items.by_customer[name] if self._may_pay(money, item)]
            if not theirs:
                continue
            named, evidence = _named_in_short(money, theirs) if IN_SHORT in money.asks else ([], "")
            if name == money.customer and money.is_alone and not named:
                yield _possible(money, [theirs], CONVERTED)
                continue
            sets = [named] if named else _sums(money, theirs)
            if sets:
                yield _possible(money, sets, evidence if named else TOGETHER)
            elif money.is_on_behalf:
                yield _possible(money, [theirs], ON_BEHALF)

    def _alike(self, money: LooseMoney) -> list[Item]:
        """The payer's items of the amount; of very many the oldest that are left for it."""
        found: list[Item] = []
        for customer, items in self._by_amount.get(money.amount, {}).items():
            if not is_name_of(money.payer, self._customers[customer]):
                continue
            key = money.amount, customer
            first = max(0, min(self._asked[key], len(items) - _MOST_ALIKE))
            self._asked[key] += 1
            theirs = items[first : first + _MOST_ALIKE]
            found += [item for item in theirs if self._may_pay(money, item)]
        return found

    def _own_alike(self, money: LooseMoney) -> Sequence[Item]:
        """The items of the amount on the account of a payer who names only others' invoices.

        It may be for one of them, as the number may be mistyped.
        """
        theirs = self._by_amount.get(money.amount, {}).get(money.customer or "", [])
        if not money.may_be_own or self._items.is_another(money.payer, money.customer or ""):
            return ()
        return [item for item in theirs if self._is_open_to(money, item)][:_MOST_ALIKE]

    def _quoted(self, money: LooseMoney) -> Sequence[Item]:
        """The items that a receipt names.

        Elsewhere than in suspense, mere digits and a link of an invoice besides its number must
        have the amount or the payer, too: other papers have such. A short number must have the
        amount, unless it is the link of money on another customer's account.
        """
        named = self._items.quoted(money.text)
        named += self._items.quoted_in_short(money.text, money.amount)
        if IN_SHORT in money.asks:
            named += self._items.of_others(money.others, money.amount)
            return list({item.key: item for item in named}.values())
        linked = [item for link in money.links for item in self._items.linked(link)]
        return [
            item
            for item in {item.key: item for item in (*named, *linked)}.values()
            if (item in named and not _is_digits(item)) or self._agrees(money, item)
        ]

    def _agrees(self, money: LooseMoney, item: Item) -> bool:
        """Whether the amount or the payer of a receipt is that of an item."""
        in_currency = money.amount.currency == item.invoice.currency
        if in_currency and money.amount.number in amounts_of(item):
            return True
        return is_name_of(money.payer, self._customers[item.invoice.customer])

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
        narration = money.narration if IN_SHORT in money.asks else ""
        return self._items.customers_named(money.payer, narration)

    def _may_pay(self, money: LooseMoney, item: Item) -> bool:
        invoice = item.invoice
        here = (money.customer, money.amount.currency) == (invoice.customer, invoice.currency)
        return not here and self._is_open_to(money, item)

    def _is_open_to(self, money: LooseMoney, item: Item) -> bool:
        """Whether an item is not later than a receipt, and nobody said it is for something else."""
        answered = self._answered.get(item.key)
        return (
            item.invoice.date <= money.date
            and (answered is None or answered < money.date)
            and not self._is_left_out(money, item)
        )

    def _is_left_out(self, money: LooseMoney, item: Item) -> bool:
        """Whether the text says that an item is not paid: ``all except F-3``."""
        text = excepted_in(money.text)
        return bool(text) and item in self._items.quoted(text)


def _is_exact(money: LooseMoney, items: Sequence[Item]) -> bool:
    """Whether the amount of a receipt is that of one item, or of all of them together."""
    amounts = {amount for item in items for amount in amounts_of(item)}
    return money.amount.number in {*amounts, sum((item.outstanding for item in items), Decimal())}


def _is_digits(item: Item) -> bool:
    return number_key(item.invoice.number or "").isdigit()


def _named_in_short(money: LooseMoney, items: Sequence[Item]) -> tuple[list[Item], str]:
    """The payer's invoices whose numbers are short, or in the text in short or mistyped.

    With it comes whether the text quotes them, or only has numbers like theirs.
    """
    text = without_excepted(money.text)
    reading = read_references(text, known_numbers(item.invoice for item in items))
    numbers = [each.numbers for each in reading.unsure if len(each.numbers) == 1]
    named = frozenset(reading.sure).union(*numbers)
    found = [item for item in items if item.invoice.number in named]
    is_quoted = all(item.invoice.number in reading.sure for item in found)
    return found, QUOTED if is_quoted else LIKE_QUOTED


def _sums(money: LooseMoney, items: Sequence[Item]) -> Sequence[Sequence[Item]]:
    """The sets of the payer's invoices that have the amount together."""
    theirs = [item for item in items if item.invoice.currency == money.amount.currency]
    target = money.amount.number or Decimal()
    if sum((item.outstanding for item in theirs), Decimal()) == target:
        return [theirs] if theirs else []
    values = [(place, each) for place, item in enumerate(theirs) for each in amounts_of(item)]
    total, *units = in_smallest_units([target, *(value for _, value in values)])
    options = [Option(place, unit) for (place, _), unit in zip(values, units, strict=True)]
    return [[theirs[values[n][0]] for n in each] for each in find_sums(options, total).sets]


def _by_customer(items: Iterable[Item]) -> Mapping[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.invoice.customer].append(item)
    return found


def _possible(money: LooseMoney, sets: Sequence[Sequence[Item]], evidence: str) -> PossiblePayment:
    facts = {"amount": money.amount, "date": money.date, "account": money.account}
    if evidence == QUOTED:
        fact = msg("{amount} of {date} on {account} quotes its number", **facts)
    elif evidence == LIKE_QUOTED:
        fact = msg(
            "{amount} of {date} on {account} may quote its number, in short or mistyped", **facts
        )
    elif evidence == ALIKE:
        fact = msg("{amount} of {date} on {account} has its amount and payer", **facts)
    elif evidence == ON_BEHALF:
        fact = msg("{amount} of {date} on {account} is for its customer, as its text says", **facts)
    elif evidence == CONVERTED:
        fact = msg("{amount} of {date} on {account} is from its customer", **facts)
    else:
        fact = msg(
            "{amount} of {date} on {account} is from its customer, and {invoices} add up to it",
            invoices=references_of(sets[0]),
            **facts,
        )
    customer = sets[0][0].invoice.customer
    return PossiblePayment(money, customer, sets, fact)
