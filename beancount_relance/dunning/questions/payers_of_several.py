"""Who may pay several open invoices at once, and between which amounts.

There may be very many receipts, as in a shop, so most are ruled out by their amount alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.customer_names import words_of_names
from beancount_relance.policy.names.name_spellings import telling_words
from beancount_relance.receivables.items import Item, amounts_of

_SEVERAL = 2
_NEVER = Decimal("Infinity")


class PayersOfSeveral:
    """The customers who owe several open items.

    ``lowest`` is the least that two items of one of them come to, and ``highest`` the most that
    all items of one come to, whatever their currency. If nobody owes several, no amount lies
    between them.
    """

    def __init__(self, owed: Sequence[Item], customers: Customers) -> None:
        """Take the open items, and the customers by id."""
        amounts: dict[str, list[set[Decimal]]] = defaultdict(list)
        for item in owed:
            amounts[item.invoice.customer].append(amounts_of(item))
        several = {name: each for name, each in amounts.items() if len(each) >= _SEVERAL}
        self._customers = [customers[name] for name in several]
        least = (sum(sorted(map(min, each))[:_SEVERAL]) for each in several.values())
        most = (sum(map(max, each)) for each in several.values())
        self.lowest: Decimal = min(map(Decimal, least), default=_NEVER)
        self.highest: Decimal = max(map(Decimal, most), default=-_NEVER)
        self._known: dict[str, bool] = {}

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset().union(*map(words_of_names, self._customers))

    def has(self, payer: str | None) -> bool:
        """Whether a payer has a word in common with the name of one of them."""
        if not payer:
            return False
        found = self._known.get(payer)
        if found is None:
            found = self._known[payer] = not self._words.isdisjoint(telling_words(payer))
        return found
