"""What the history needs to know about settled invoices, which are otherwise left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from beancount.core.data import Document, Note

from beancount_relance.history.note_kinds import NOTE_KINDS, english_kind
from beancount_relance.history.written_names import may_name
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.receivables.netting.filter_result import Needed
from beancount_relance.values.numbers.invoice_names import name_key


def needed_by(
    remarks: Iterable[Note | Document], accounts: ReceivableAccounts, claiming: Collection[str]
) -> Needed:
    """Return what the history needs to know about settled invoices.

    Usually their customer is enough. A promise or a plan, however, counts the payments on
    all of its invoices, settled or not, and a stage applies to all invoices of its note,
    including those settled since. And what a letter claimed in interest and fee can be paid later
    than its invoices.

    Args:
        remarks: the notes and documents.
        accounts: the receivable accounts and their customers.
        claiming: the names of the stages that claim interest and fee.
    """
    asked: set[str] = set()
    names: set[str] = set()
    customers: set[str] = set()
    together: set[frozenset[str]] = set()
    as_a_whole: set[str] = set()
    for entry in remarks:
        if "relance" not in entry.meta:
            continue
        links = frozenset(name_key(link) for link in entry.links or ())
        asked |= links
        said = english_kind(entry.meta["relance"], claiming)
        kind = NOTE_KINDS.get(said)
        counts_payments = kind is not None and kind.promises_payment
        place = accounts[entry.account]
        if kind is not None and not counts_payments and (links or not may_name(entry)):
            continue
        if len(links) > 1:
            together.add(links)
        if counts_payments or said in claiming:
            names |= links
        if not links and place is not None:
            whose = customers if counts_payments else as_a_whole
            name = place.customer or accounts.name_in(entry.meta)
            if name is not None:
                whose.add(name)
    return Needed(
        names=frozenset(names),
        customers=frozenset(customers),
        asked=frozenset(asked),
        together=frozenset(together),
        as_a_whole=frozenset(as_a_whole),
    )
