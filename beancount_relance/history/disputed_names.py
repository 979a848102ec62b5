"""What is disputed according to the notes, by name, before the items are known.

Payments are allocated before the history is read, and nobody pays what they dispute.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TypeAlias

from beancount.core.data import Document, Note
from msgspec.structs import replace

from beancount_relance.history.answered_addresses import CAME_BACK, was_in_use
from beancount_relance.history.note_keys import in_english
from beancount_relance.history.note_kinds import DISPUTE, NOTE_KINDS, RESUME, english_kind
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customers
from beancount_relance.receivables.credits_and_debits import Disputed
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import BadValueError, read_amount

_CameBack: TypeAlias = tuple[Note | Document, frozenset[str]]
"""A note that something came back, and the names of what that was about."""

_ABOUT_DISPUTES = CAME_BACK | {DISPUTE.name, RESUME.name}


def disputed_names(
    remarks: Iterable[Note | Document], accounts: ReceivableAccounts, customers: Customers
) -> list[Disputed]:
    """Return what the notes say is disputed, and until when.

    A note without links is about everything that its customer owes, so that it prefers no
    invoice to another. A dispute ends on its last day, or when a later note resumes it.

    Args:
        remarks: the notes and documents up to the as-of date, in order of date.
        accounts: the receivable accounts and their customers.
        customers: the customers by id; a note that only says that an address works ends nothing.
    """
    found: list[Disputed] = []
    unanswered: dict[str | None, list[_CameBack]] = defaultdict(list)
    sent: dict[str | None, frozenset[str]] = {}
    for entry in remarks:
        kind = english_kind(entry.meta.get("relance"))
        if kind not in _ABOUT_DISPUTES and (kind in NOTE_KINDS or kind is None):
            continue
        meta = in_english(entry.meta)
        names = frozenset(name_key(link) for link in entry.links or ())
        place = accounts[entry.account]
        customer = place.customer if place is not None else None
        if kind not in NOTE_KINDS:
            sent[customer] = names
        elif kind in CAME_BACK:
            unanswered[customer].append((entry, names or sent.get(customer, names)))
        elif kind == DISPUTE.name and names:
            until = meta.get("until")
            amount = meta.get("amount")
            try:
                part = None if amount is None else read_amount(amount).number
            except BadValueError:
                continue  # reading the history reports it
            found.append(Disputed(names, customer, part, until))
        elif kind == RESUME.name:
            asked = unanswered.pop(customer, [])
            about = [each for each in asked if _is_about(names, each[1])]
            unanswered[customer] = [each for each in asked if each not in about]
            if any(_asks(note, customer, customers, entry.date) for note, _ in about):
                continue
            found = [
                replace(each, until=entry.date)
                if each.customer == customer and (not names or not names.isdisjoint(each.names))
                else each
                for each in found
            ]
    return found


def _is_about(names: Collection[str], theirs: Collection[str]) -> bool:
    """Return whether notes are about some of the same invoices, as far as they name any."""
    return not names or not theirs or not frozenset(names).isdisjoint(theirs)


def _asks(
    note: Note | Document, name: str | None, customers: Customers, day: datetime.date
) -> bool:
    """Return whether the address from which something came back was still in use on a day."""
    kind, meta = english_kind(note.meta["relance"]), in_english(note.meta)
    recipient = meta.get("recipient")
    text = recipient if isinstance(recipient, str) else None
    return name is None or was_in_use(customers[name], kind, text, note.date, day)
