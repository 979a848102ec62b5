"""Pay what is no invoice, an opening balance or money laid out, with what its text names so.

A payment of 300 that says ``stamp duty`` is for the stamp duty that was laid out, and not for the
invoice of 300 that is open besides.
"""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import REFUND, RETURNED, says
from beancount_relance.ledger.counterparts.settlement_kinds import CREDIT_NOTE, PAYMENT, WRITTEN_OFF
from beancount_relance.receivables.allocation.repaid_debits import MOST_OPEN, is_sum
from beancount_relance.receivables.matching.described_invoices import kinds_counted
from beancount_relance.receivables.open_amounts import Debit, Due, Money
from beancount_relance.receivables.paid_parts import MOST_COMPARED
from beancount_relance.values.clues.owed_words import (
    names_balance,
    names_invoice_before,
    names_outlays,
)
from beancount_relance.values.clues.text_clues import text_clues, words_of_invoice

_PAYING = (PAYMENT, CREDIT_NOTE, WRITTEN_OFF)


def cover_described(
    dues: Sequence[Due], credits_: Sequence[Money], debits: Sequence[Debit]
) -> None:
    """Cover debits that are not identified by the credits whose texts name them.

    A text names a debit that it repeats, and a balance carried over that it calls so
    (:mod:`~beancount_relance.values.clues.owed_words`), unless it fits an open invoice as well. It
    pays the one, or all that it names together, of its amount. What has another amount pays the
    oldest, unless it is exactly that of open invoices; it pays the balance all the same if it names
    an invoice of an earlier year. A text that says only something of a debit, or that it was laid
    out, pays it only exactly.

    Args:
        dues: the invoices of one customer in one currency.
        credits_: the credits, in order of date.
        debits: the unidentified debits, in order of date.
    """
    named = _Debits(debits)
    if not named:
        return
    invoices = _OpenInvoices(dues)
    for money in credits_:
        credit = money.credit
        if not money.left or credit.others or credit.transfers or credit.kind not in _PAYING:
            continue
        invoices.go_on(credit.date)
        found = named.named_by(money, invoices)
        if found:
            _cover(money, found, invoices)


class _Said(Struct, frozen=True):
    """A debit that a text names, the words of its own, and whether the text says all of it.

    ``surely`` says that the text can mean no open invoice: it names one of before.
    """

    debit: Debit
    words: frozenset[str]
    wholly: bool
    surely: bool = False


class _OpenInvoices:
    """The invoices that are open on a day, and what is said of them."""

    def __init__(self, dues: Iterable[Due]) -> None:
        self._to_come = sorted(
            (due for due in dues if due.left), key=lambda due: due.invoice.date, reverse=True
        )
        self._dues: list[Due] = []
        self._amounts: set[Decimal] = set()
        self.words: set[str] = set()
        self.are_carried_over = False
        self.are_outlays = False

    def go_on(self, day: datetime.date) -> None:
        """Open the invoices up to a day, which is not before the last one."""
        while self._to_come and self._to_come[-1].invoice.date <= day:
            due = self._to_come.pop()
            invoice = due.invoice
            self._dues.append(due)
            self._amounts.add(due.left)
            for text in (invoice.narration, *invoice.texts):
                self.words |= words_of_invoice(text)
            self.are_carried_over |= invoice.carried_over
            self.are_outlays |= names_outlays(invoice.narration)

    def come_to(self, amount: Decimal) -> bool:
        """Return whether one of them, or some together, have an amount."""
        if amount in self._amounts or len(self._dues) > MOST_OPEN:
            return amount in self._amounts
        return is_sum(self._dues, amount)


class _Debits:
    """The unidentified debits of a customer, by what their texts say."""

    def __init__(self, debits: Iterable[Debit]) -> None:
        self._by_words: dict[frozenset[str], deque[Debit]] = defaultdict(deque)
        self._with_word: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._balances: deque[Debit] = deque()
        self._outlays: deque[Debit] = deque()
        for each in debits:
            debit, text = each.debit, each.debit.narration
            if not each.left or (debit.cash and (says(text, REFUND) or says(text, RETURNED))):
                continue  # money given back is for what was paid before
            self._by_words[text_clues(text) - text_clues(debit.customer)].append(each)
            (self._balances if debit.carried_over else self._outlays).append(each)
        for words in self._by_words:
            for word in words:
                self._with_word[word].add(words)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._by_words)

    def named_by(self, money: Money, invoices: _OpenInvoices) -> list[_Said]:
        """Return the open debits that a text names, the oldest first."""
        credit = money.credit
        said = _said(money)
        found: dict[int, _Said] = {}
        for words in self._like(said):
            own = (words & said) - invoices.words
            wholly = bool(own) and words <= said
            if wholly or _tells(own, words - said, said - words):
                for each in _open(self._by_words[words], money):
                    found[id(each)] = _Said(each, words, wholly)
        for each in () if invoices.are_carried_over else _open(self._balances, money):
            since, words = each.debit.date, text_clues(each.debit.narration)
            if not credit.references and names_invoice_before(credit.text, since):
                found[id(each)] = _Said(each, words, wholly=True, surely=True)
            elif names_balance(credit.text, since):
                found[id(each)] = _Said(each, words, wholly=True)
        if not found and not invoices.are_outlays and names_outlays(credit.text):
            for each in _open(self._outlays, money):
                found[id(each)] = _Said(each, frozenset(), wholly=False)
        return sorted(found.values(), key=lambda each: each.debit.debit.date)

    def _like(self, said: Iterable[str]) -> set[frozenset[str]]:
        """Return the words of the debits of which a text says any; none that very many have."""
        sets = (self._with_word.get(word, set()) for word in said)
        return set[frozenset[str]]().union(*(each for each in sets if len(each) <= MOST_COMPARED))


def _cover(money: Money, named: Sequence[_Said], invoices: _OpenInvoices) -> None:
    """Cover what a text names, as far as its amount does not speak for invoices."""
    known = frozenset[str]().union(*(each.words for each in named))
    is_for_more = not (_said(money) & invoices.words - known).isdisjoint(
        word for word in _said(money) if not word.isdigit()
    )
    is_of_invoices = invoices.come_to(money.left) and not any(each.surely for each in named)
    if is_for_more and is_of_invoices:
        return
    whole = [each for each in named if each.wholly]
    exact = _exact(money, whole) or _exact(money, named)
    if exact:
        for each in exact:
            each.debit.take(money)
        return
    total = sum((each.debit.left for each in whole), Decimal())
    if not whole or not money.is_payment or is_of_invoices:
        return
    if is_for_more and not (money.left > total and invoices.come_to(money.left - total)):
        return
    for each in whole:
        each.debit.take(money)


def _exact(money: Money, named: Sequence[_Said]) -> Sequence[_Said]:
    """Return what has the amount of a credit: all that is named, or else the oldest of these."""
    if sum((each.debit.left for each in named), Decimal()) == money.left:
        return named
    return [each for each in named if each.debit.left == money.left][:1]


def _open(debits: deque[Debit], money: Money) -> list[Debit]:
    """Return the oldest debits that are open on the day of a credit."""
    while debits and not debits[0].left:
        debits.popleft()
    first = itertools.islice(debits, MOST_COMPARED)
    return [each for each in first if each.left and each.debit.date <= money.credit.date]


def _said(money: Money) -> frozenset[str]:
    return text_clues(money.credit.text) - text_clues(money.credit.customer)


def _tells(own: Collection[str], untold: Iterable[str], more: Iterable[str]) -> bool:
    """Whether what a text says of a debit tells it, and nothing is counted otherwise."""
    words = [word for word in own if word.isalpha()]
    return bool(words) and kinds_counted(untold).isdisjoint(kinds_counted(more))
