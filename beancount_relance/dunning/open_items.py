"""The open items, found by what the text of a receipt says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from beancount.core.amount import Amount

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.customer_names import is_short_for, words_of_names, words_said
from beancount_relance.policy.names.name_spellings import telling_words
from beancount_relance.receivables.invoice_index import known_numbers
from beancount_relance.receivables.items import Item, amounts_of
from beancount_relance.values.numbers.known_numbers import is_short, number_key
from beancount_relance.values.numbers.written_references import sure_references


class OpenItems:
    """The open items, found by what a receipt says."""

    def __init__(
        self, owed: Sequence[Item], customers: Customers, accounts: ReceivableAccounts
    ) -> None:
        """Index the items by number, and their customers by the words of their names."""
        self._customers = customers
        self._names = accounts.names
        self.by_number: dict[str, list[Item]] = defaultdict(list)
        self._by_link: dict[str, list[Item]] = defaultdict(list)
        self.by_customer: dict[str, list[Item]] = defaultdict(list)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for item in owed:
            if item.invoice.number is not None:
                self.by_number[item.invoice.number].append(item)
            self.by_customer[item.invoice.customer].append(item)
            for link in item.invoice.links:
                self._by_link[link].append(item)
        for name in self.by_customer:
            customer = customers[name]
            for word in words_of_names(customer):
                self._by_word[word].add(name)
        self._numbers = known_numbers(item.invoice for item in owed if not _is_word(item))
        self._words = known_numbers(item.invoice for item in owed if _is_word(item))

    def quoted(self, text: str) -> list[Item]:
        """The items whose number a text certainly quotes; a short one may be anybody’s."""
        found = sure_references(text, self._numbers)
        return [item for number in found for item in self.by_number[number]]

    def quoted_in_short(self, text: str, amount: Amount) -> list[Item]:
        """The items of an amount whose short number, such as ``F-70``, a text has exactly."""
        found = sure_references(text, self._words) if self._words else ()
        theirs = (item for number in found for item in self.by_number[number])
        return [item for item in theirs if _is_of(item, amount)]

    def of_others(self, numbers: Iterable[str], amount: Amount) -> list[Item]:
        """The items that have these numbers; of several customers' only those of the amount."""
        theirs = [item for number in numbers for item in self.by_number.get(number, ())]
        if len({item.invoice.customer for item in theirs}) > 1:
            return [item for item in theirs if _is_of(item, amount)]
        return theirs

    def linked(self, link: str) -> Sequence[Item]:
        """The item that has a link; one that several have in common, as a project's, names none."""
        found = self._by_link.get(link, [])
        return found if len(found) == 1 else []

    def customers_named(self, payer: str, narration: str) -> list[str]:
        """The customers with whose names a receipt has a word in common."""
        words = telling_words(payer) | telling_words(narration)
        return sorted(set().union(*(self._by_word.get(word, ()) for word in words)))

    def called(self, payer: str) -> str | None:
        """The customer who is called exactly like a payer, if there is one."""
        return self._names.find(payer) if payer else None

    def is_another(self, payer: str, customer: str) -> bool:
        """Whether a payer is exactly another customer than this one."""
        return self.called(payer) not in (None, customer)

    def of_payer(self, payer: str, narration: str) -> tuple[list[Item], bool]:
        """Return the items of the customer that a payer's name means, and whether that is sure.

        A name that is exactly one customer's means that customer, even if they owe nothing.
        Otherwise it means the customer whose whole name it contains (the longest one), or whose
        name it shortens. One word among others is not sure, and a common word means nobody.
        """
        known = self.called(payer)
        if known is not None:
            return self.by_customer.get(known, []), True
        text = f"{payer} {narration}"
        said = {
            name: words_said(text, self._customers[name])
            for name in self.customers_named(payer, narration)
        }
        most = max(said.values(), default=0)
        if most:
            names = [name for name, count in said.items() if count == most]
            sure = most > 1
        else:
            names = [name for name in said if is_short_for(payer, self._customers[name])]
            sure = len(telling_words(payer)) > 1
        return [item for name in names for item in self.by_customer[name]], sure


def _is_of(item: Item, amount: Amount) -> bool:
    return item.invoice.currency == amount.currency and amount.number in amounts_of(item)


def _is_word(item: Item) -> bool:
    """Whether the number of an item, such as ``F2``, is read only in texts of its customer."""
    key = number_key(item.invoice.number or "")
    return is_short(key) and not key.isdigit()
