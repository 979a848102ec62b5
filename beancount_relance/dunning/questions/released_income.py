"""Income that an invoice deferred, and which a later entry releases: no money came in.

A subscription is invoiced against ``Liabilities:Unearned``, and each month debits this account
against income, under the link or the number of the invoice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from beancount.core.data import Posting, Transaction
from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.receivables.invoice_index import known_numbers
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.values.numbers.known_numbers import KnownNumbers
from beancount_relance.values.numbers.written_references import sure_references


class ReleasedIncome(Struct, frozen=True, dict=True):
    """Tells which entries release what open invoices deferred.

    Args:
        owed: the open items.
        transactions: the transactions, among them those of the invoices.
    """

    owed: Sequence[Item]
    transactions: Sequence[Transaction]

    def has(self, txn: Transaction) -> bool:
        """Return whether all that an entry debits was credited by the invoice that it names."""
        debited = set(_accounts(txn, 1))
        text = payment_text(txn, {})
        names = {*txn.links, *sure_references(text, self._numbers)}
        return bool(debited) and any(
            debited <= credited for name in names for credited in self._credited.get(name, ())
        )

    @cached_property
    def _numbers(self) -> KnownNumbers:
        return known_numbers(item.invoice for item in self.owed)

    @cached_property
    def _credited(self) -> Mapping[str, Sequence[frozenset[str]]]:
        """The accounts that the entries of open invoices credited, by their numbers and links."""
        names: dict[Source, set[str]] = defaultdict(set)
        for item in self.owed:
            invoice = item.invoice
            names[invoice.source].update((invoice.reference, *invoice.links))
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for txn in self.transactions:
            sources = {Source.of(each.meta or {}) for each in txn.postings}
            for source in sources.union((Source.of(txn.meta),)) & names.keys():
                for name in names[source]:
                    found[name].append(frozenset(_accounts(txn, -1)))
        return found


def _accounts(txn: Transaction, sign: int) -> Iterable[str]:
    """Yield the accounts that an entry debits, or credits if ``sign`` is negative."""
    return (posting.account for posting in txn.postings if _number(posting) * sign > 0)


def _number(posting: Posting) -> int:
    number = posting.units.number if posting.units is not None else None
    return 0 if not number else 1 if number > 0 else -1
