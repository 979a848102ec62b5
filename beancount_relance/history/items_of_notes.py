"""Find the items that a note is about, by invoice number or by date."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from beancount_relance.history.note_details import NoteDetails
from beancount_relance.history.note_kind import NoteKind
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item, ItemKey


class KnownItems:
    """An index of the items by invoice number and by present and former customer."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Index the items, open and settled."""
        self._by_reference: dict[tuple[str, str], list[Item]] = defaultdict(list)
        self._by_customer: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            invoice = item.invoice
            for customer in dict.fromkeys(invoice.owners):
                self._by_customer[customer].append(item)
                for reference in {invoice.reference, invoice.charge_of or invoice.reference}:
                    self._by_reference[customer, reference].append(item)

    def named(
        self, customer: str, named: Iterable[Invoice], day: datetime.date, *, is_stage: bool
    ) -> list[Item]:
        """Return the customer's items with the numbers of the given invoices, and their charges.

        The number may be several invoices', also another customer's; each item comes once. A
        note does not apply to anything invoiced later under the same number, such as the next
        month of a subscription. A charge goes along with its invoice; once that is settled, it
        has had the stages that came when it was overdue.

        Args:
            customer: the customer of the note.
            named: the invoices that the note names.
            day: the day of the note.
            is_stage: whether the note says that a stage was carried out.
        """
        about = list(
            {
                item.key: item
                for reference in dict.fromkeys(invoice.reference for invoice in named)
                for item in self._by_reference.get((customer, reference), ())
            }.values()
        )
        then = [
            item
            for item in about
            if (item.invoice.charge and not is_stage) or self._was_told(customer, item, day)
        ]
        return then if any(item.invoice.date <= day for item in then) else about

    def _was_told(self, customer: str, item: Item, day: datetime.date) -> bool:
        """Return whether a stage of a day that names an item, or its invoice, is one of its own."""
        invoice = item.invoice
        if not invoice.charge:
            return invoice.date <= day
        of = self._by_reference.get((customer, invoice.charge_of or ""), ())
        along = any(each.is_open for each in of if not each.invoice.charge)
        return along or invoice.charge_of is None or invoice.is_overdue(day)

    def open_on(self, customer: str, day: datetime.date, account: str | None = None) -> list[Item]:
        """Return the items open on ``day``, including those moved to another customer since.

        If any of them are on ``account`` or below it, these alone.
        """
        found = [i for i in self._by_customer.get(customer, ()) if i.outstanding_on(day) > 0]
        if account is None:
            return found
        return [item for item in found if item.invoice.is_below(account, day)] or found


def limits_note(name: str, account: str, accounts: ReceivableAccounts) -> bool:
    """Return whether a note that names nothing is about the items on its account alone.

    It is if the account is a part of its customer's, as that of a project or of one invoice, and
    the note about what is owed.

    Args:
        name: the name of a stage or of a kind of note.
        account: the account of the note.
        accounts: the receivable accounts.
    """
    kind = NOTE_KINDS.get(name)
    about_money = kind is None or (kind.about_money and not kind.about_everything)
    return about_money and accounts.is_part(account)


def by_customer(customer: str, about: Iterable[Item]) -> Iterator[tuple[str, list[Item]]]:
    """Group items by present customer; without items, yield ``customer`` with an empty list."""
    owned: dict[str, list[Item]] = defaultdict(list)
    for item in about:
        owned[item.invoice.customer].append(item)
    yield from owned.items() or ((customer, []),)


def parts_meant(
    kind: NoteKind | None, details: NoteDetails, day: datetime.date, about: Sequence[Item]
) -> list[Item]:
    """Leave out what falls due later, if a kind of note is about what is due.

    Of each invoice number, those parts remain that are due by the last day of the note, or
    else by its own day; if none is due by then, the first one to fall due. Whoever promises to
    pay means what is still open. A sum that is promised or agreed on also covers as many of the
    next parts as it includes.

    Args:
        kind: the kind of the note; ``None`` for a stage.
        details: the metadata of the note.
        day: the day of the note.
        about: the items of its invoices, open and settled.
    """
    if kind is None or not (kind.about_due_parts or kind.court):
        return list(about)
    agreed = [part.amount for part in details.plan]
    if not agreed and details.amount is not None:
        agreed.append(details.amount)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for amount in agreed:
        number = amount.number or Decimal()
        sums[amount.currency] += number if number.is_finite() else 0
    open_ = {item.key: item.outstanding_on(day) for item in about}
    if sums:  # what was paid on that day counts for it
        open_ = {item.key: open_[item.key] + item.paid_between(day, day) for item in about}
    by_number: dict[tuple[str, ...], list[Item]] = defaultdict(list)
    for item in about:
        by_number[item.key[:3]].append(item)
    meant: set[ItemKey] = set()
    for parts in by_number.values():
        still = [item for item in parts if kind.promises_payment and open_[item.key] > 0]
        first = min(item.invoice.first_due for item in still or parts)
        last = max(details.until or day, first)
        meant |= {
            item.key for item in parts if item.invoice.charge or item.invoice.first_due <= last
        }
    covered: dict[str, Decimal] = defaultdict(Decimal)
    for item in about:
        covered[item.invoice.currency] += open_[item.key] if item.key in meant else Decimal()
    for item in sorted(about, key=lambda item: item.invoice.first_due):
        currency = item.invoice.currency
        if item.key not in meant and covered[currency] < sums.get(currency, Decimal()):
            meant.add(item.key)
            covered[currency] += open_[item.key]
    return [item for item in about if item.key in meant]
