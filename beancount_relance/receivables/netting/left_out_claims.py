"""Tells the settled claims that a view can do without.

The figures of a year need nothing of what was over before it but that it was, and the page of a
customer nothing of others. That is most of a ledger, and spares most of the items (measured in
``docs/benchmarks.md``).
"""

from __future__ import annotations

import datetime
from itertools import chain
from typing import Protocol

from beancount.core.data import Transaction

from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.netting.netted_claims import (
    NAMES,
    OWNER,
    TRANSACTIONS,
    NettedClaim,
    NettedClaims,
)
from beancount_relance.values.terms.payment_terms import LONGEST_MONTH


class LeftOut(Protocol):
    """Tells what is left out."""

    def among(self, claims: NettedClaims) -> list[NettedClaim]:
        """Return the settled claims that are left out."""

    def has(self, claim: NettedClaim, claims: NettedClaims, /) -> bool:
        """Return whether one of the claims, which is settled, is left out if it may be."""


class OtherCustomers:
    """Leaves out what all customers but some have settled."""

    def __init__(self, *customers: str) -> None:
        """Take the ids of the customers who are not left out."""
        self._customers = frozenset(customers)

    def among(self, claims: NettedClaims) -> list[NettedClaim]:
        """Return the settled claims of the others."""
        ours = self._customers
        settled, _ = claims.divided()
        return [each for each in settled if each[OWNER][0] not in ours]

    def has(self, claim: NettedClaim, _: NettedClaims, /) -> bool:
        """Return whether a claim is another customer's."""
        return claim[OWNER][0] not in self._customers


class PastClaims:
    """Leaves out what was written, due and paid before a day."""

    def __init__(self, day: datetime.date, settings: Settings, customers: Customers) -> None:
        """Work out how long before the day an invoice must have been written to be due by then.

        Args:
            day: the day.
            settings: the settings, for terms and metadata keys.
            customers: the customers by id, for their terms.
        """
        self._day = day
        self._keys = frozenset((*settings.due_keys, *settings.terms_keys))
        self._has_retentions = bool(settings.retention)
        dated = chain(settings.terms, *(each.terms for each in customers.values()))
        terms = (settings.terms_on(datetime.date.min), *(each for _, each in dated))
        longest = max(delay.most_days for each in terms for _, delay in each.shares)
        if any(each.pay_day for each in customers.values()):
            longest += LONGEST_MONTH
        self._written_by = day - datetime.timedelta(days=longest)

    def among(self, claims: NettedClaims) -> list[NettedClaim]:
        """Return the settled claims that were over, of customers whose credits all have names."""
        if self._has_retentions:
            return []
        settled, others = claims.divided()
        unnamed = {claim[OWNER][0] for claim in others if not claim[NAMES]}
        return [
            claim for claim in settled if claim[OWNER][0] not in unnamed and self.has(claim, claims)
        ]

    def has(self, claim: NettedClaim, claims: NettedClaims, /) -> bool:
        """Return whether all of a settled claim was written, due and paid before the day."""
        first, dated = self._written_by, claims.dated
        for txn in claim[TRANSACTIONS:]:
            if not txn.date < first or (id(txn) in dated and not self._is_due_before(txn)):
                return False
        return True

    def _is_due_before(self, txn: Transaction) -> bool:
        """Return whether an entry has no due date of the day or later, nor terms of its own."""
        metas = (txn.meta, *(posting.meta or {} for posting in txn.postings))
        stated = [meta[key] for meta in metas for key in self._keys & meta.keys()]
        return all(type(value) is datetime.date and value < self._day for value in stated)
