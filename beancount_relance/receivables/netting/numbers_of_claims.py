"""The numbers of claims by which the texts of payments may mean them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from beancount_relance.receivables.naming.invoice_texts import payloads_in
from beancount_relance.receivables.netting.netted_claims import NAMES, TRANSACTIONS, NettedClaim
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.lettered_numbers import LetteredNumbers
from beancount_relance.values.stated_meta import states_nothing


class NumbersOfClaims:
    """The names of some claims, in lower case, and the texts that mean one of them.

    Metadata are read when a text has something that may be a reference sent with an invoice.
    """

    def __init__(self, claims: Collection[NettedClaim]) -> None:
        """Take the claims."""
        self._claims = claims

    @cached_property
    def names(self) -> set[str]:
        """The names of all claims."""
        return {name_key(name) for claim in self._claims for name in claim[NAMES]}

    def written_in(self, text: str) -> Iterable[str]:
        """Return the names that a text certainly means."""
        return self._lettered.written_in(text)

    @cached_property
    def _lettered(self) -> LetteredNumbers:
        return LetteredNumbers(self.names, lambda: _sent(self._claims))


def _sent(claims: Collection[NettedClaim]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        if not claim[NAMES]:
            continue
        for txn in claim[TRANSACTIONS:]:
            for meta in (txn.meta, *(posting.meta or {} for posting in txn.postings)):
                for payload in () if states_nothing(meta) else payloads_in(meta):
                    found[payload].update(map(name_key, claim[NAMES]))
    return found
