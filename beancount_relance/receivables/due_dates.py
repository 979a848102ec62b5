"""Determine the due date of an invoice, or of each of its instalments.

It is taken from the first of: a due date on the posting or else on the transaction; payment
terms on either; the customer's terms in force on the invoice date; the default terms in
the settings. Terms can have instalments, and are subject to the customer's ``pay-day``.

Retention money on an account of its own is due by its own due date or terms, or else by the setting
``retention``; without them nobody knows when.

Where what counts for an invoice or its customer cannot be read, the next one only stands in for it:
the item is listed and aged by it, but nobody has agreed on that day, so nobody is reminded of it.
So it is where a key that is not known seems to hold a later due date.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.due_keys import DUE_KEYS, TERMS_KEYS, UnknownKey, unknown_key_in
from beancount_relance.policy.settings import Settings
from beancount_relance.values.dates import next_day_of_month
from beancount_relance.values.readers import BadValueError, bad_value, read_date
from beancount_relance.values.terms.dated_terms import terms_in_force, unread_terms
from beancount_relance.values.terms.described_terms import terms_in_words
from beancount_relance.values.terms.payment_terms import Terms, read_terms

GIVEN = msg("due date given")
"""The basis of a due date that the ledger gives."""


def until_kept_back(percent: Decimal, until: datetime.date) -> Message:
    """Return the basis of the due date of retention money that the setting gives."""
    return msg("{percent} % kept back until {date}", percent=percent, date=until)


class DuePart(Struct, frozen=True):
    """An amount of an invoice and its due date.

    ``basis`` says where the date comes from; ``discounts`` are those for early payment:
    percent, last day. ``presumed`` says that what was agreed on cannot be read, or that nobody
    says when retention money is due; ``kept_back`` says that it is retention money.
    ``unknown_key`` is one that is not read, and seems to hold another due date.
    """

    amount: Decimal
    due: datetime.date
    basis: Message
    discounts: tuple[tuple[Decimal, datetime.date], ...] = ()
    presumed: bool = False
    kept_back: bool = False
    unknown_key: UnknownKey | None = None

    @property
    def held_back(self) -> Decimal:
        """The amount, if it is retention money, or zero."""
        return self.amount if self.kept_back else Decimal()


class DueDates:
    """Finds the due dates of lines; what cannot be read is complained of to the reader."""

    def __init__(self, reader: PostingReader, customers: Customers, settings: Settings) -> None:
        """Know the terms of the customers by id, and of the settings."""
        self._reader = reader
        self._customers = customers
        self._settings = settings
        self._due_keys = frozenset(settings.due_keys)
        self._terms_keys = frozenset(settings.terms_keys)
        self._keys = self._due_keys | self._terms_keys
        self._known = {DUE_KEYS: settings.due_keys, TERMS_KEYS: settings.terms_keys}
        self._bases: dict[tuple[str, int | None], Message] = {}

    def given(self, line: ReceivablePosting) -> datetime.date | None:
        """Return the due date in the metadata of the posting or its transaction."""
        return self._in(line.meta, line) or self._in(line.txn.meta, line)

    def agreed(self, line: ReceivablePosting) -> DuePart | None:
        """Return the due date that a move states; if it cannot be read, nobody knows it."""
        due, kept_back = self.given(line), self._reader.is_for_retentions(line)
        if due is not None:
            return DuePart(line.number, due, GIVEN, kept_back=kept_back)
        if self._due_keys.isdisjoint(line.meta) and self._due_keys.isdisjoint(line.txn.meta):
            return None
        basis = msg("what was agreed on when it was moved cannot be read")
        return DuePart(line.number, line.date, basis, presumed=True, kept_back=kept_back)

    def parts(self, line: ReceivablePosting) -> Iterator[DuePart]:
        """Yield the amount and due date of an invoice, or those of its instalments."""
        is_stated = self._tells(line)
        given = self.given(line) if is_stated else None
        kept_back = self._reader.is_for_retentions(line)
        if given is not None:
            yield DuePart(line.number, given, GIVEN, kept_back=kept_back)
            return
        if kept_back and self._terms_keys.isdisjoint(line.meta):
            yield self.kept_back(line)
            return
        date, pay_day = line.txn.date, self._customers[line.customer].pay_day
        terms, presumed = self._terms(line, is_stated=is_stated)
        discounts = tuple((each.percent, each.until(date)) for each in terms.discounts)
        other = None if is_stated else self._unknown_key(line)
        for amount, delay in terms.split(line.number, line.currency):
            due, day = delay.due(date), None
            if pay_day and not delay.at_once:
                day = pay_day
                due = next_day_of_month(due, day)
            basis = self._basis(terms, day)
            if presumed:
                basis = msg("{basis}, as what was agreed on cannot be read", basis=basis)
            unknown = other if other is not None and other.due != due else None
            is_later = unknown is not None and unknown.due > due
            yield DuePart(amount, due, basis, discounts, presumed or is_later, unknown_key=unknown)

    def kept_back(self, line: ReceivablePosting) -> DuePart:
        """Return retention money without a due date: it is due as the setting says, if one does.

        Otherwise nobody knows, and the terms of the customer stand in.
        """
        retention = self._settings.retention.on(line.date)
        if retention is not None:
            until = retention.until(line.date)
            basis = until_kept_back(retention.percent, until)
            return DuePart(line.number, until, basis, kept_back=True)
        terms, _ = self._terms(line, is_stated=self._tells(line))
        due = max(delay.due(line.date) for _, delay in terms.split(line.number, line.currency))
        basis = msg("retention money, and nobody says when it is due")
        return DuePart(line.number, due, basis, presumed=True, kept_back=True)

    def _tells(self, line: ReceivablePosting) -> bool:
        """Return whether the metadata of a line, or of its transaction, say when it is due."""
        keys = self._keys
        return not (keys.isdisjoint(line.meta) and keys.isdisjoint(line.txn.meta))

    def _unknown_key(self, line: ReceivablePosting) -> UnknownKey | None:
        """Return a key of a line that seems to say when it is due, but is not read."""
        amount = (line.number, line.currency)
        return unknown_key_in((line.meta, line.txn.meta), self._known, line.txn.date, amount)

    def _terms(self, line: ReceivablePosting, *, is_stated: bool) -> tuple[Terms, bool]:
        """Return the first terms that can be read, and whether others were to count before.

        Args:
            line: the line.
            is_stated: whether its own metadata say when it is due.
        """
        date = line.txn.date
        unread = False
        for terms in chain(
            self._terms_given(line) if is_stated else (),
            terms_in_force(self._customers[line.customer].terms, date),
        ):
            if terms.can_be_read:
                return terms, unread
            unread = True
        return self._settings.terms_on(date), unread

    def _basis(self, terms: Terms, day: int | None) -> Message:
        """Return where a due date comes from; most invoices of a ledger have the same."""
        known = self._bases.get((terms.text, day))
        if known is None:
            words = terms_in_words(terms)
            known = msg("terms {terms}", terms=words)
            if day:
                known = msg("terms {terms}, pay-day {day}", terms=words, day=day)
            self._bases[terms.text, day] = known
        return known

    def _in(self, meta: Mapping[str, Any], line: ReceivablePosting) -> datetime.date | None:
        if self._due_keys.isdisjoint(meta):
            return None
        for key in self._settings.due_keys:
            if key in meta:
                try:
                    return read_date(meta[key])
                except BadValueError as error:
                    self._reader.complain(bad_value(key, meta[key], error), line.source)
        return None

    def _terms_given(self, line: ReceivablePosting) -> list[Terms]:
        """Return the terms in the metadata of the posting or its transaction, if there are any.

        A due date there that cannot be read was to count before all terms but these.
        """
        unread: list[Terms] = []
        for meta in (line.meta, line.txn.meta):
            if self._keys.isdisjoint(meta):  # as of nearly all lines
                continue
            unread += [unread_terms(meta[key]) for key in self._due_keys & meta.keys()]
            if self._terms_keys.isdisjoint(meta):
                continue
            for key in self._settings.terms_keys:
                if key in meta:
                    try:
                        return [read_terms(meta[key])]
                    except BadValueError as error:
                        self._reader.complain(bad_value(key, meta[key], error), line.source)
                        unread.append(unread_terms(meta[key]))
        return unread
