"""Tells the settled claims that were over before a day, in that nothing was due or paid since.

The figures of a year need nothing else of them than that they were. Most settled claims of a ledger
are over, and leaving them out spares the figures most of their items (measured in
``docs/benchmarks.md``).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import chain

from beancount.core.data import Meta, Transaction

from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.netted_claims import (
    NAMES,
    OWNER,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
    is_settled,
)

_LONGEST_MONTH = 31


class PastClaims:
    """Tells what was over before a day."""

    def __init__(self, day: datetime.date, settings: Settings, customers: Customers) -> None:
        """Work out how long before the day an invoice must have been written to be due by then.

        Args:
            day: the day.
            settings: the settings, for terms and metadata keys.
            customers: the customers by id, for their terms.
        """
        self._day = day
        self._keys = frozenset((*settings.due_keys, *settings.terms_keys))
        self._has_retentions = settings.retention is not None
        dated = chain(settings.terms, *(each.terms for each in customers.values()))
        terms = (settings.terms_on(datetime.date.min), *(each for _, each in dated))
        longest = max(delay.most_days for each in terms for _, delay in each.shares)
        if any(each.pay_day for each in customers.values()):
            longest += _LONGEST_MONTH
        self._written_by = day - datetime.timedelta(days=longest)

    def among(self, claims: NettedClaims) -> list[NettedClaim]:
        """Return the settled claims that were over, of customers whose credits all have names."""
        if self._has_retentions:
            return []
        unnamed = {claim[OWNER][0] for claim in claims.all() if not claim[NAMES]}
        return [
            claim
            for claim in claims.all()
            if is_settled(claim) and claim[OWNER][0] not in unnamed and self.is_over(claim)
        ]

    def is_over(self, claim: NettedClaim) -> bool:
        """Return whether all of a settled claim was written, due and paid before the day."""
        return all(map(self._is_before, claim[TRANSACTIONS:]))

    def _is_before(self, txn: Transaction) -> bool:
        if not txn.date < self._written_by:
            return False
        return all(map(self._is_due_before, _metas(txn)))

    def _is_due_before(self, meta: Meta) -> bool:
        """Return whether metadata have no due dates of the day or later, nor terms of their own."""
        if self._keys.isdisjoint(meta):
            return True
        stated = [meta[key] for key in self._keys & meta.keys()]
        return all(type(value) is datetime.date and value < self._day for value in stated)


def _metas(txn: Transaction) -> Iterator[Meta]:
    yield txn.meta
    for posting in txn.postings:
        if posting.meta:
            yield posting.meta
