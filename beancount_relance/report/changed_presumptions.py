"""Find payments that a customer was told about, and that now count for another invoice.

A payment that names no invoice counts for one by presumption. A later payment may show that it was
for another. If the customer was contacted in the meantime, they have been asked for one thing and
will now be asked for another.

Only customers who still owe something and have paid since they were last contacted are looked at.
The next reminder is written on the new reading, and ends the matter.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeVar

from beancount.core.amount import Amount
from beancount.core.data import Transaction
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.history.disputed_names import disputed_names
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.receivables.allocation.allocation import allocate
from beancount_relance.receivables.credits_and_debits import Credit, Receivables, Unidentified
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item, ItemKey, Tolerance
from beancount_relance.report.who_owes_what import Position, all_receivables

_Entry = TypeVar("_Entry", Invoice, Credit, Unidentified)
_Counts = Mapping[ItemKey, Decimal]


class ChangedPresumption(Struct, frozen=True):
    """A credit that counts for other invoices than when the customer was last contacted.

    Attributes:
        credit: the credit.
        told: the day on which the customer was last contacted.
        before: how much of it counted for which items then.
        after: how much of it counts for which items now.
    """

    credit: Credit
    told: datetime.date
    before: _Counts
    after: _Counts

    @property
    def items(self) -> frozenset[ItemKey]:
        """The items that it concerns."""
        return frozenset((*self.before, *self.after))

    @property
    def source(self) -> Source:
        """The line of the credit."""
        return self.credit.source

    @property
    def check(self) -> Check:
        """The change, with what to do about it."""
        text = msg(
            "{change}: tell the customer, or give the payment a link to its invoice",
            change=self.message,
        )
        customer = self.credit.customer
        return books_check(customer, text, self.credit.source, "changed-presumption")

    @property
    def message(self) -> Message:
        """The change, as a reason of its items."""
        credit = self.credit
        facts = {
            "amount": Amount(credit.amount, credit.currency),
            "date": credit.date,
            "told": self.told,
            "before": self._invoices(self.before),
        }
        if not self.after:
            return msg(
                "{amount} of {date} counted for {before} when the customer was last contacted, on "
                "{told}; it now counts for no invoice",
                **facts,
            )
        return msg(
            "{amount} of {date} counted for {before} when the customer was last contacted, on "
            "{told}; it now counts for {after}",
            after=self._invoices(self.after),
            **facts,
        )

    def _invoices(self, counts: _Counts) -> list[Message]:
        sums: dict[str, Decimal] = {}
        for key, amount in counts.items():
            sums[key[2]] = sums.get(key[2], Decimal()) + amount
        return [
            Message(
                "{invoice} ({amount})",
                {"invoice": name, "amount": Amount(amount, self.credit.currency)},
            )
            for name, amount in sums.items()
        ]


def changed_presumptions(position: Position, events: Iterable[Event]) -> list[ChangedPresumption]:
    """Return the changes since each customer was last contacted, by file and line.

    Args:
        position: who owes what.
        events: the history.
    """
    if position.policy.settings.allocation == "explicit":
        return []
    owed = {item.key for item in position.allocation.items if item.is_open}
    debtors = {customer for customer, *_ in owed}
    told = {who: day for who, day in _last_contacts(events).items() if who in debtors}
    told = {who: told[who] for who in _paying_since(position, told)}
    concerned = {key: told[key[0]] for key in _presuming(position, told) if key[0] in told}
    if not concerned:
        return []
    receivables = all_receivables(position, {customer for customer, _ in concerned})
    ledger, policy = position.ledger, position.policy
    disputed = disputed_names(ledger.remarks, policy.accounts, policy.customers)
    settle = partial(
        allocate,
        mode=policy.settings.allocation,
        tolerance=Tolerance.of(ledger.options),
        disputed=disputed,
    )
    found: list[ChangedPresumption] = []
    for (customer, currency), theirs in _by_customer(receivables, concerned).items():
        day = concerned[customer, currency]
        before, after = settle(_until(theirs, day)).items, settle(theirs).items
        found += _changes(theirs.credits, before, after, day, owed)
    return sorted(found, key=lambda each: (each.credit.source.file, each.credit.source.line))


def _last_contacts(events: Iterable[Event]) -> Mapping[str, datetime.date]:
    """The day on which each customer was last contacted."""
    found: dict[str, datetime.date] = {}
    for event in events:
        kind = NOTE_KINDS.get(event.kind)
        if kind is None or kind.is_contact:
            found[event.customer] = max(event.date, found.get(event.customer, event.date))
    return found


def _paying_since(position: Position, told: Mapping[str, datetime.date]) -> set[str]:
    """The customers who paid since the last contact, or had something undone.

    This looks at nothing but the transactions since then: most debtors have none.
    """
    transactions, accounts = position.ledger.transactions, position.policy.accounts
    first = bisect_right(transactions, min(told.values()), key=_date) if told else 0
    income = position.ledger.options["name_income"] + ":"
    found: set[str] = set()
    for txn in transactions[first:] if told else ():
        is_sale = any(posting.account.startswith(income) for posting in txn.postings)
        for posting in txn.postings:
            place = accounts[posting.account]
            if place is None or posting.units is None:
                continue
            if is_sale and (posting.units.number or 0) > 0:
                continue
            customer, _ = customer_of(txn, posting, place, accounts)
            if customer in told and txn.date > told[customer]:
                found.add(customer)
    return found


def _date(txn: Transaction) -> datetime.date:
    return txn.date


def _presuming(position: Position, told: Mapping[str, datetime.date]) -> set[tuple[str, str]]:
    """The customers and currencies with a presumption that may be from before the last contact.

    Customers with invoices that moved are left out.
    """
    allocation = position.allocation
    found = set(position.sifted.presumed)
    for item in allocation.items if told else ():
        day = told.get(item.invoice.customer)
        if day is not None and any(p.is_presumed and p.date <= day for p in item.settled):
            found.add(item.key[:2])
    for left in allocation.credits if told else ():
        credit = left.credit
        day = told.get(credit.customer)
        if day is not None and credit.date <= day:
            found.add((credit.customer, credit.currency))
    moved = {item.invoice.customer for item in allocation.items if item.invoice.moved_from}
    return {key for key in found if key[0] not in moved}


def _by_customer(
    receivables: Receivables, concerned: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], Receivables]:
    """The receivables of each of these customers and currencies."""
    invoices = _grouped(receivables.invoices)
    credits_ = _grouped(receivables.credits)
    unidentified = _grouped(receivables.unidentified)
    return {
        key: replace(
            receivables,
            invoices=invoices.get(key, ()),
            credits=credits_.get(key, ()),
            unidentified=unidentified.get(key, ()),
            balances={},
        )
        for key in concerned
    }


def _grouped(entries: Iterable[_Entry]) -> Mapping[tuple[str, str], Sequence[_Entry]]:
    found: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.customer, entry.currency].append(entry)
    return found


def _until(receivables: Receivables, day: datetime.date) -> Receivables:
    """The receivables as they were known at the end of a day."""
    return replace(
        receivables,
        invoices=[each for each in receivables.invoices if each.date <= day],
        credits=[
            replace(each, taken_back=tuple(part for part in each.taken_back if part.date <= day))
            for each in receivables.credits
            if each.date <= day
        ],
        unidentified=[each for each in receivables.unidentified if each.date <= day],
    )


def _changes(
    credits_: Iterable[Credit],
    before: Sequence[Item],
    after: Sequence[Item],
    day: datetime.date,
    owed: Iterable[ItemKey],
) -> Iterator[ChangedPresumption]:
    """Yield the credits of which something counts for another invoice than it did on a day.

    One of the invoices is owed, or was asked for on that day.
    """
    concerned = {*owed, *(i.key for i in before if i.is_open and i.invoice.due <= day)}
    then, now = _by_source(before, presumed=True), _by_source(after, presumed=False)
    for credit in credits_:
        counted = then.get(credit.source)
        undone = any(part.date > day for part in credit.taken_back)
        if counted is None or credit.date > day or undone or credit.transfers:
            continue
        counts = now.get(credit.source, {})
        lost = any(counts.get(key, Decimal()) < amount for key, amount in counted.items())
        change = ChangedPresumption(credit, day, counted, counts)
        if lost and not concerned.isdisjoint(change.items):
            yield change


def _by_source(items: Iterable[Item], *, presumed: bool) -> Mapping[Source, _Counts]:
    """What each posting settles of which items, or what it only presumably settles."""
    found: dict[Source, dict[ItemKey, Decimal]] = {}
    for item in items:
        for part in item.settled:
            if part.is_presumed or not presumed:
                counts = found.setdefault(part.source, {})
                counts[item.key] = counts.get(item.key, Decimal()) + part.amount
    return found
