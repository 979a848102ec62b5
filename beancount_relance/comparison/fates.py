"""What became of the invoices of an action that a second report no longer has."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.decision import Decision, waiting_text
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.values.numbers.invoice_names import name_key

_SETTLED = msg("its invoices are settled")


class Fates:
    """Says what became of the invoices of actions."""

    def __init__(self, before: Report, after: Report) -> None:
        self._before, self._after = before, after

    def of(self, action: Action) -> Message | None:
        """Return why a second report does not have an action of the first; ``None`` if unknown.

        Invoices that are open wait for something. The others are settled, have another number
        or customer, or are not in the ledger any more.
        """
        invoices = list({_name(each.item): each.item.invoice for each in action.items}.values())
        items = [item for each in invoices for item in self._items.get(_named(each), ())]
        still_open = [item for item in items if item.is_open]
        if still_open:
            return self._wait(still_open)
        told = list({str(text): text for text in self._told(invoices)}.values())
        return msg("{reasons}", reasons=told) if len(told) > 1 else told[0]

    def _told(self, invoices: Sequence[Invoice]) -> Iterable[Message]:
        """Yield what became of invoices of which none is open."""
        gone, settled = [], []
        for invoice in invoices:
            other = self._same_but_number(invoice)
            owner = self._same_but_customer(invoice)
            if _named(invoice) in self._items:
                settled.append(invoice.reference)
            elif other is not None:
                yield msg("{invoice} is now called {other}", invoice=invoice.reference, other=other)
            elif owner is not None:
                yield msg(
                    "{invoice} is now under {customer}",
                    invoice=invoice.reference,
                    customer=self._after.customer(owner).title,
                )
            elif (
                invoice.account in self._accounts and self._after.accounts[invoice.account] is None
            ):
                yield msg("{account} is no customer’s account any more", account=invoice.account)
            else:
                gone.append(invoice.reference)
        if len(settled) == len(invoices):
            yield _SETTLED
        elif settled:
            yield nmsg("{list} is settled", "{list} are settled", len(settled), list=settled)
        if gone:
            yield nmsg(
                "{list} is no longer in the ledger",
                "{list} are no longer in the ledger",
                len(gone),
                list=gone,
            )

    def _wait(self, items: Iterable[Item]) -> Message | None:
        """Return what open items wait for; ``None`` if they do not wait."""
        for item in sorted(items, key=_name):
            decision = self._waiting.get(_name(item))
            if decision is not None and decision.why is not None:
                return waiting_text(decision.why, decision.until)
        return None

    def _same_but_number(self, invoice: Invoice) -> str | None:
        """Return the number under which an invoice stands now, if it was not known before."""
        for item in self._alike.get(_of_that_day(invoice), ()):
            if _name(item) not in self._known:
                return item.invoice.reference
        return None

    def _same_but_customer(self, invoice: Invoice) -> str | None:
        """Return the customer who has an invoice of that number now and had none before."""
        key = name_key(invoice.reference)
        return next(
            (
                customer
                for customer, name in self._items
                if name == key and (customer, name) not in self._known
            ),
            None,
        )

    @functools.cached_property
    def _items(self) -> Mapping[tuple[str, str], Sequence[Item]]:
        found: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in self._after.allocation.items:
            found[_name(item)].append(item)
        return found

    @functools.cached_property
    def _alike(self) -> Mapping[tuple[object, ...], Sequence[Item]]:
        """The items of the second report by customer, currency, day and amount."""
        found: dict[tuple[object, ...], list[Item]] = defaultdict(list)
        for item in self._after.allocation.items:
            found[_of_that_day(item.invoice)].append(item)
        return found

    @functools.cached_property
    def _known(self) -> frozenset[tuple[str, str]]:
        return frozenset(map(_name, self._before.allocation.items))

    @functools.cached_property
    def _accounts(self) -> frozenset[str]:
        """The accounts of the second ledger that have postings."""
        transactions = self._after.ledger.transactions
        return frozenset(posting.account for each in transactions for posting in each.postings)

    @functools.cached_property
    def _waiting(self) -> Mapping[tuple[str, str], Decision]:
        """The decisions about the items that wait."""
        found: dict[tuple[str, str], Decision] = {}
        for decision in self._after.agenda.waiting:
            found.setdefault(_name(decision.item), decision)
        return found


def _named(invoice: Invoice) -> tuple[str, str]:
    return invoice.customer, name_key(invoice.reference)


def _name(item: Item) -> tuple[str, str]:
    return _named(item.invoice)


def _of_that_day(invoice: Invoice) -> tuple[object, ...]:
    return invoice.customer, invoice.currency, invoice.date, invoice.amount
