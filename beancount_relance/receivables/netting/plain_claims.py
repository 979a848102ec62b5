"""Plain claims: one sale with one number, and the money that was paid for it by this number.

Nothing but its own entries has a say in such a claim, so its item is known without asking which
payment settles which invoice: every payment settles this one. That is so on every day, since the
money came after the sale. Reading and allocating them like everything else was four fifths of the
whole report, and most of each month end.

Which of them must be read all the same, because of something else, is decided by
:mod:`~beancount_relance.receivables.netting.settled_filter`.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import repeat

from beancount.core.data import Posting, Transaction

from beancount_relance.language.messages import Problem, Source
from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.counterparts.natures import CASH
from beancount_relance.ledger.receivable_postings import PostingReader
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.credits_and_debits import NO_MATCH_KEY
from beancount_relance.receivables.debits import DebitReader
from beancount_relance.receivables.due_dates import DueDates
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE, Item, Settlement, Tolerance
from beancount_relance.receivables.match_evidence import of_this_amount
from beancount_relance.receivables.netting.netted_claims import (
    NAMES,
    OWNER,
    SUM,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
)
from beancount_relance.receivables.netting.plain_postings import PlainPostings
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import is_date

_MONEY = frozenset((CASH,))


class PlainClaims:
    """Tells which claims of a ledger are plain, and makes their items, of each once."""

    def __init__(
        self,
        postings: PlainPostings,
        settings: Settings,
        customers: Customers,
        tolerance: Tolerance,
    ) -> None:
        """Know no claim yet.

        Args:
            postings: tells plain sales and payments.
            settings: the settings, for terms, metadata keys and what letters print.
            customers: the customers by id, for their terms.
            tolerance: the residuals that count as settled.
        """
        self.postings = postings
        self.accounts = postings.accounts
        self.counterparts = postings.counterparts
        self.settings = settings
        self.customers = customers
        self.tolerance = tolerance
        self._reader = reader = PostingReader(self.accounts, settings)
        due_dates = DueDates(reader, customers, settings)
        self._debits = DebitReader(
            (), reader, self.counterparts, due_dates, settings, postings.interest
        )
        self._plain: dict[int, bool] = {}
        self._items: dict[int, Item] = {}
        self._invoices: dict[int, Invoice] = {}
        self._has_one_due_date: dict[str, bool] = {}

    def among(self, chosen: Iterable[NettedClaim], claims: NettedClaims) -> list[NettedClaim]:
        """Return the plain claims among those chosen.

        Args:
            chosen: the claims.
            claims: all claims of the ledger; one with a number that another has is not plain.
        """
        if self.settings.retention:
            return []
        found = [(each, name_key(*each[NAMES])) for each in filter(self.is_plain, chosen)]
        uses = claims.uses({name for _, name in found}) if found else {}
        return [each for each, name in found if uses[name] == 1]

    def odd_customers(self, claims: Iterable[NettedClaim]) -> set[str]:
        """Return the customers whose entries must all be read because of some claims.

        They have a debit that may take something back, or go on from elsewhere; a credit that
        even a sale may take back; or the same invoice maybe entered twice.
        """
        found: set[str] = set()
        for claim in claims:
            customer = claim[OWNER][0]
            if customer in found:
                continue
            transactions = claim[TRANSACTIONS:]
            several = claim[SUM] is None and len(transactions) > 1
            if several or not all(map(self._sells_or_pays, transactions)):
                found.add(customer)
        return found

    def items(
        self, claims: Collection[NettedClaim], paid: Collection[NettedClaim] = ()
    ) -> tuple[list[Item], list[Problem]]:
        """Return the items of plain claims, and what could not be understood in any so far.

        Args:
            claims: the claims.
            paid: plain sales with the payment that has their amount, and names nothing.
        """
        made = [self._items.get(id(claim)) or self._make_item(claim) for claim in claims]
        made += [item for claim in paid for item in self._paid_together(claim)]
        return made, list(self._reader.problems)

    def open_on(self, items: Iterable[Item], days: Iterable[datetime.date]) -> Iterator[list[Item]]:
        """Yield the items of plain claims that are open on each of several days, as they were.

        Args:
            items: the items as of the last day.
            days: the days, in ascending order.
        """
        to_come = sorted(items, key=lambda item: item.invoice.date, reverse=True)
        begun: list[Item] = []
        for day in days:
            while to_come and to_come[-1].invoice.date <= day:
                begun.append(to_come.pop())
            begun = [i for i in begun if i.is_open or i.settled[-1].date > day]
            yield [item for item in map(self._on, begun, repeat(day)) if item.is_open]

    def _on(self, item: Item, day: datetime.date) -> Item:
        """Return an item as it was at the end of a day."""
        if not item.settled or item.settled[-1].date <= day:
            return item
        return self._settled_by(item.invoice, [part for part in item.settled if part.date <= day])

    def is_plain(self, claim: NettedClaim) -> bool:
        """Return whether a claim is plain, unless another one has its number."""
        known = self._plain.get(id(claim))
        if known is None:
            known = self._plain[id(claim)] = self._is_plain(claim)
        return known

    def _is_plain(self, claim: NettedClaim) -> bool:
        total, (customer, _), names, sale = claim[: TRANSACTIONS + 1]
        if total is None or len(names) != 1 or not self._is_sale(sale):
            return False
        for txn in claim[TRANSACTIONS + 1 :]:
            if not self._pays(txn, sale.date):
                return False
        one = self._has_one_due_date.get(customer)
        if one is None:
            terms = (*self.customers[customer].terms, *self.settings.terms)
            one = all(len(each.shares) == 1 for _, each in terms)
            self._has_one_due_date[customer] = one
        return one

    def _is_sale(self, txn: Transaction) -> bool:
        """Return whether a transaction does nothing but sell something on account."""
        does, posting, amount = self.postings.of(txn)
        if does != "sells" or amount <= 0:
            return False
        return is_date(txn.date) and not self._cancels(txn, posting)

    def _cancels(self, txn: Transaction, posting: Posting) -> bool:
        """Return whether a sale may take back a credit of another customer."""
        place = self.accounts[posting.account]
        is_shared = place is None or place.customer is None
        return is_shared and says(txn.narration or "", CANCEL)

    def _pays(self, txn: Transaction, since: datetime.date) -> bool:
        """Return whether a transaction is a plain credit: money, or anything on a later day.

        On the day of the sale itself, the sale might take a credit note back.
        """
        if txn.date < since or NO_MATCH_KEY in txn.meta:
            return False
        does, posting, amount = self.postings.of(txn)
        if amount >= 0 or (does != "pays" and txn.date == since):
            return False
        return NO_MATCH_KEY not in (posting.meta or ())

    def _sells_or_pays(self, txn: Transaction) -> bool:
        """Return whether a transaction only sells something, or only brings money in."""
        if self._is_sale(txn):
            return True
        return self.counterparts.natures(txn) == _MONEY and not any(
            posting.units is not None
            and (posting.units.number or 0) > 0
            and self.accounts[posting.account] is not None
            for posting in txn.postings
        )

    def _invoice(self, sale: Transaction) -> Invoice:
        """Return the invoice of a sale, which is read once."""
        known = self._invoices.get(id(sale))
        if known is None:
            _, posting, _ = self.postings.of(sale)
            (line,) = self._reader.read(sale, (posting,))
            (known,) = self._debits.enter(line, line.names[0]).parts
            self._invoices[id(sale)] = known
        return known

    def _make_item(self, claim: NettedClaim) -> Item:
        invoice = self._invoice(claim[TRANSACTIONS])
        paid = list(map(self._credit, claim[TRANSACTIONS + 1 :]))
        if len(paid) > 1:
            paid.sort(key=_by_content)
        settled = [
            Settlement(txn.date, part, kind, BY_REFERENCE, source)
            for txn, amount, source in paid
            for kind, part in self.counterparts.kinds(txn, amount)
        ]
        item = self._items[id(claim)] = self._settled_by(invoice, settled)
        return item

    def _paid_together(self, claim: NettedClaim) -> Iterator[Item]:
        """Yield the items that a payment has settled by its amount alone."""
        *sales, payment = claim[TRANSACTIONS:]
        invoices = list(map(self._invoice, sales))
        if len(invoices) > 1:
            invoices.sort(key=lambda each: (each.due, each.date, each.reference), reverse=True)
            invoices.sort(key=lambda each: each.date)
        evidence = of_this_amount([invoice.reference for invoice in invoices])
        txn, amount, source = self._credit(payment)
        ((kind, _),) = self.counterparts.kinds(txn, amount)
        for invoice in invoices:
            part = Settlement(txn.date, invoice.amount, kind, BY_AMOUNT, source, evidence)
            yield self._settled_by(invoice, [part])

    def _settled_by(self, invoice: Invoice, settled: Sequence[Settlement]) -> Item:
        left = invoice.amount
        for part in settled:
            left -= part.amount
        is_open = bool(left)
        if left and settled:
            amounts = [invoice.amount, *(part.amount for part in settled)]
            is_open = abs(left) > self.tolerance.allowed(amounts, invoice.currency)
        return Item(invoice, tuple(settled), left, is_open)

    def _credit(self, txn: Transaction) -> tuple[Transaction, Decimal, Source]:
        _, posting, _ = self.postings.of(txn)
        number = posting.units.number if posting.units is not None else None
        return txn, -(number or Decimal()), Source.of(txn.meta)


def _by_content(credit: tuple[Transaction, Decimal, Source]) -> tuple[object, ...]:
    """Return the order in which the credits of one claim settle it."""
    txn, amount, source = credit
    return txn.date, amount, source.file, source.line
