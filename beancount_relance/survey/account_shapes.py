"""Accounts that look receivable by what was posted to them, whatever their names say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from beancount.core.data import Transaction
from msgspec import Struct, field

from beancount_relance.ledger.accounts.account_readings import lexicon
from beancount_relance.ledger.accounts.account_words import (
    CARD,
    EARNINGS,
    FUNDS,
    INTEREST_WORD,
    MONEY,
    NEVER,
)
from beancount_relance.ledger.counterparts.natures import CASH, INCOME
from beancount_relance.ledger.numbered_entries import is_invoice
from beancount_relance.report.checks.unrecognised_accounts import SalesReader, nameless_accounts
from beancount_relance.survey.books import Books
from beancount_relance.values.stated_meta import stated_meta

_NO_CUSTOMERS = (MONEY, NEVER)
"""What an account is not that nothing but its debits shows to be a customer's."""
_NO_SALES = (EARNINGS, FUNDS, INTEREST_WORD)
"""Income that nobody is invoiced for."""


class Shape(Struct):
    """What was posted to an asset account.

    Attributes:
        billed: the amounts debited against income.
        told: how many of these debits can be identified, by a number for example.
        sold: how many of them name an invoice, and sell something.
        paid: the amounts credited against cash, as positive numbers.
        other: the number of other postings.
        is_paid_to: whether a customer's payment went there, with a surcharge as income.
    """

    billed: list[Decimal] = field(default_factory=list)
    told: int = 0
    sold: int = 0
    paid: list[Decimal] = field(default_factory=list)
    other: int = 0
    is_paid_to: bool = False

    @property
    def is_receivable(self) -> bool:
        """Whether most debits can be identified, and most payments equal a debit.

        A payment service is debited against income, too, but it pays out totals.
        """
        as_billed = sum(amount in self.billed for amount in self.paid)
        return (
            bool(self.paid)
            and self._is_told
            and 2 * as_billed >= len(self.paid)
            and self.other <= len(self.billed)
        )

    @property
    def is_billed(self) -> bool:
        """Whether it only has debits so far, most of which can be identified."""
        return self._is_told and not self.paid and not self.other

    @property
    def is_invoiced(self) -> bool:
        """Whether it only has debits so far, most of which are sales with an invoice."""
        return not self.paid and not self.other and 2 * self.sold >= len(self.billed) > 0

    @property
    def _is_told(self) -> bool:
        return 2 * self.told >= len(self.billed) > 0


def shaped_accounts(books: Books) -> set[str]:
    """The accounts that look receivable by their postings, or their parents instead of them.

    In books whose settings leave accounts out, those are enough that a check asks about.
    """
    shapes = shapes_of(books)
    roles, settings = books.accounts.roles, books.report.settings
    reader = SalesReader.of(books.report.ledger, books.accounts, settings)
    found = {e.account for e in nameless_accounts(books.report.ledger, reader) if e.owed}
    others = {n for n, shape in shapes.items() if shape.is_paid_to or _is_no_customers(books, n)}
    if not settings.exclude:
        found |= {
            name
            for name, shape in shapes.items()
            if shape.is_receivable
            or (shape.is_invoiced and not any(roles.has(name, role) for role in _NO_CUSTOMERS))
        }
    return _gathered(books, found - others, {n: s for n, s in shapes.items() if n not in others})


def _is_no_customers(books: Books, account: str) -> bool:
    """Whether an account is called a bank's, the state's, an insurance's or the like.

    A customer's name may have such a word in it, but others besides: ``Advance-Auto``.
    """
    if any(books.accounts.roles.has_number(account, role) for role in _NO_CUSTOMERS):
        return True
    *outer, last = map(lexicon().read, account.split(":")[1:])
    return last.is_only_other or last.foreign or any(each.only(MONEY, CARD) for each in outer)


def shapes_of(books: Books) -> Mapping[str, Shape]:
    """What was posted to each asset account that is not recognised."""
    assets = books.options["name_assets"] + ":"
    shapes: dict[str, Shape] = defaultdict(Shape)
    for txn in books.report.ledger.transactions:
        for posting in txn.postings:
            name = posting.account
            if posting.units is None or not posting.units.number or not name.startswith(assets):
                continue
            if books.accounts[name] is not None:
                continue
            number, shape = posting.units.number, shapes[name]
            against = books.counterparts.natures(_without(txn, name))
            if number > 0 and INCOME in against and _pays(books, txn):
                shape.is_paid_to = True
            elif number > 0 and INCOME in against and CASH not in against:
                shape.billed.append(number)
                shape.told += _is_told(txn)
                shape.sold += posting.cost is None and _is_sold(books, txn)
            elif number < 0 and CASH in against:
                shape.paid.append(-number)
            else:
                shape.other += 1
    return dict(shapes)


def _pays(books: Books, txn: Transaction) -> bool:
    """Whether a transaction credits a customer's account, as a card payment with a surcharge."""
    return any(
        p.units is not None and (p.units.number or 0) < 0 and books.accounts[p.account] is not None
        for p in txn.postings
    )


def _is_sold(books: Books, txn: Transaction) -> bool:
    """Whether a transaction names an invoice, against income that may be a sale."""
    if not is_invoice(txn, books.report.settings):
        return False
    roles = books.accounts.roles
    return not any(roles.has(p.account, role) for p in txn.postings for role in _NO_SALES)


def _is_told(txn: Transaction) -> bool:
    """Whether a transaction can be identified: by a link, a tag, metadata or a number."""
    return bool(
        txn.links or txn.tags or stated_meta(txn.meta) or re.search("[0-9]", txn.narration or "")
    )


def _without(txn: Transaction, account: str) -> Transaction:
    return txn._replace(postings=[p for p in txn.postings if p.account != account])


def _gathered(books: Books, found: set[str], shapes: Mapping[str, Shape]) -> set[str]:
    """Replace accounts by their parent, if those beside them are customers', too.

    They are if they were found, if they have only been billed so far, or if they are not used yet.
    Otherwise, those that were billed are added.
    """
    below: dict[str, set[str]] = defaultdict(set)
    for entry in books.report.ledger.opens:
        parts = entry.account.split(":")
        for depth in range(2, len(parts)):
            below[":".join(parts[:depth])].add(entry.account)
    gathered = set()
    for name in found:
        parent = name.rpartition(":")[0]
        together = below[parent]
        owing = {n for n in together - found if n in shapes and shapes[n].is_billed}
        unused = together - shapes.keys()
        whole = len(together - unused) > 1 and together <= found | owing | unused
        gathered |= {parent} if whole else {name, *owing}
    return gathered
