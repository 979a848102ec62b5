"""What is disputed according to the notes, by name, before the items are known.

Payments are allocated before the history is read, and nobody pays what they dispute.
"""

from __future__ import annotations

from collections.abc import Iterable

from beancount.core.data import Document, Note
from msgspec.structs import replace

from beancount_relance.history.answered_addresses import CAME_BACK, AddressAnswers, CameBack
from beancount_relance.history.note_keys import in_english
from beancount_relance.history.note_kinds import DISPUTE, NOTE_KINDS, RESUME, english_kind
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customers
from beancount_relance.receivables.credits_and_debits import Disputed
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.readers import BadValueError, read_amount

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
    answers = AddressAnswers(customers)
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
            about = names or sent.get(customer) or None
            answers.add(customer, CameBack(kind, entry.date, _recipient(entry), about))
        elif kind == DISPUTE.name and names:
            until = meta.get("until")
            amount = meta.get("amount")
            try:
                part = None if amount is None else read_amount(amount).number
            except BadValueError:
                continue  # reading the history reports it
            found.append(Disputed(names, customer, part, until))
        elif kind == RESUME.name:
            if answers.is_answer(customer, names or None, entry.date):
                continue
            found = [
                replace(each, until=entry.date)
                if each.customer == customer and (not names or not names.isdisjoint(each.names))
                else each
                for each in found
            ]
    return found


def _recipient(note: Note | Document) -> str | None:
    """Return the e-mail addresses that a note names, as written."""
    recipient = in_english(note.meta).get("recipient")
    return recipient if isinstance(recipient, str) else None
