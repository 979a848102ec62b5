"""Extensions: later due dates that were agreed on after the invoice.

    2026-06-01 note Assets:Clients:Boulangerie-Martin "Report accordé" ^F2026-014
      relance: "extension"
      until: 2026-07-15

From the day of the note on, the invoice is due on that day: it is late, bears interest and
is reminded only afterwards. An extension is never earlier than the due date.
"""

from __future__ import annotations

from collections.abc import Iterable

from beancount.core.data import Document, Note
from msgspec.structs import replace

from beancount_relance.history.events import Event, parse_history
from beancount_relance.history.note_kinds import EXTENSION, english_kind
from beancount_relance.language.messages import msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.items import Allocation, Item, ItemKey, by_due_date
from beancount_relance.receivables.netting.filter_result import Needed
from beancount_relance.values.numbers.invoice_names import name_key


def with_extensions(
    allocation: Allocation, remarks: Iterable[Note | Document], accounts: ReceivableAccounts
) -> Allocation:
    """Return an allocation whose items are due on the day that was agreed last.

    Args:
        allocation: the items with the due dates of their invoices.
        remarks: the notes and documents up to the as-of date. Errors in them are found
            when the whole history is read.
        accounts: the receivable accounts and their customers.
    """
    about = extensions_in(remarks)
    if not about:
        return allocation
    events, _ = parse_history(about, allocation.items, accounts, {}, {})
    latest: dict[ItemKey, Event] = {}
    for event in events:
        latest.update(dict.fromkeys(event.items, event))
    items = [_extended(item, latest.get(item.key)) for item in allocation.items]
    items.sort(key=by_due_date)
    return replace(allocation, items=items)


def extensions_in(remarks: Iterable[Note | Document]) -> list[Note | Document]:
    """Return the notes and documents that agree on a later due date."""
    kinds = ((english_kind(entry.meta.get("relance")), entry) for entry in remarks)
    return [entry for kind, entry in kinds if kind == EXTENSION.name]


def extended_in(remarks: Iterable[Note | Document], accounts: ReceivableAccounts) -> Needed:
    """Return the invoices that are due later than they say: their names, or all of a customer."""
    names: set[str] = set()
    customers: set[str] = set()
    for note in extensions_in(remarks):
        names.update(map(name_key, note.links or ()))
        place = accounts[note.account]
        name = place and (place.customer or accounts.name_in(note.meta))
        customers.update([name] if name else ())
    return Needed(names=frozenset(names), customers=frozenset(customers))


def _extended(item: Item, event: Event | None) -> Item:
    invoice = item.invoice
    owed = invoice.first_due if invoice.due_presumed else invoice.due
    if event is None or event.until is None or event.until <= owed:
        return item
    basis = msg("agreed on {date} instead of {due}", date=event.date, due=invoice.due)
    if invoice.due_presumed:
        basis = msg("agreed on {date}", date=event.date)
    later = replace(invoice, due=event.until, basis=basis, extended_from=invoice.first_due)
    return replace(item, invoice=replace(later, due_presumed=False))
