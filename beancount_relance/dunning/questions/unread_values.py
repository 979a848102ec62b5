"""What cannot be read and may hold a reminder back: it does, until it is corrected.

A dispute whose amount is mistyped is a dispute all the same, and whose kind nobody can read may
be a private person. The line itself is an error; what it is about waits meanwhile, as what has
an unreadable due date does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from beancount.core.data import Document, Note

from beancount_relance.dunning.questions.questions import Question
from beancount_relance.history.customers_of_notes import CustomersOfNotes
from beancount_relance.history.events import Event
from beancount_relance.history.note_details import NoteDetails
from beancount_relance.history.note_kinds import (
    EXTENSION,
    NOTE_KINDS,
    WAIVER,
    english_kind,
)
from beancount_relance.history.written_names import NumbersInNotes
from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item
from beancount_relance.values.vocabulary import KEY, english

UNREADABLE: Final = "unreadable-value"

_DECIDING = ("kind", "procedure", "law", "regime", "late-rate", "limitation")
"""The details of a customer that decide what may be claimed of them, and by which letters."""
_HOLDING = frozenset((EXTENSION.name, WAIVER.name, "contact"))
"""The kinds of note after which less is asked, or later, although nothing waits for them."""


def unread_values(
    problems: Iterable[Problem],
    ledger: Ledger,
    items: Iterable[Item],
    accounts: ReceivableAccounts,
    events: Iterable[Event],
    settings: Settings,
) -> list[Question]:
    """Return what must be corrected before somebody is chased.

    Args:
        problems: what could not be read.
        ledger: the ledger, in which it is written.
        items: all items; the open ones among them wait.
        accounts: the receivable accounts and their customers.
        events: what could be read of the history.
        settings: the settings, for the stages, whose notes hold nothing back.
    """
    read = {event.source for event in events}
    by_code: dict[str, dict[Source, None]] = {}
    for problem in problems:
        if problem.code == "bad-customer" and _key(problem) not in _DECIDING:
            continue
        if problem.source in read and "expected" not in problem.message.values:
            continue  # such as a plan that does not add up, which counts all the same
        by_code.setdefault(problem.code, {})[problem.source] = None
    notes, details = by_code.get("bad-note", {}), by_code.get("bad-customer", {})
    if not notes and not details:
        return []
    stages = {each.name for procedure in settings.all_procedures for each in procedure.stages}
    owed = [item for item in items if item.is_open]
    return [
        *_of_notes(notes, ledger, owed, accounts, stages),
        *_of_customers(details, ledger, owed, accounts),
    ]


def _key(problem: Problem) -> str:
    """The key that cannot be read, in English; an unknown key decides nothing."""
    key = str(problem.message.values.get("key", ""))
    return english(key, _DECIDING, KEY) if "expected" in problem.message.values else ""


def _of_notes(
    unread: Collection[Source],
    ledger: Ledger,
    owed: Collection[Item],
    accounts: ReceivableAccounts,
    stages: Collection[str],
) -> Iterator[Question]:
    remarks = {Source.of(entry.meta): entry for entry in ledger.remarks} if unread else {}
    doubt = _Doubt(owed, accounts)
    for source in unread:
        entry = remarks.get(source)
        if entry is None or not _may_hold(entry, stages):
            continue
        about = doubt.about(entry)
        if about:
            yield _question(about[0].invoice.customer, source, about)


class _Doubt:
    """Tells what a note is about in which something cannot be read."""

    def __init__(self, owed: Collection[Item], accounts: ReceivableAccounts) -> None:
        self._owed = owed
        self._accounts = accounts
        self._index = InvoiceIndex(item.invoice for item in owed)
        self._numbers = NumbersInNotes(list(owed))
        self._customers = CustomersOfNotes(accounts, {}, self._numbers)

    def about(self, entry: Note | Document) -> list[Item]:
        """Return what a note names, or else what is on its account, or all of its customer."""
        then = [item for item in self._owed if item.invoice.date <= entry.date]
        everything = _is_about_everything(entry)
        linked = self._index.find_all(sorted(entry.links or ())).invoices
        if linked and not everything:
            return _of_invoices(linked, then)
        customers, _ = self._customers.of(entry, NoteDetails(), linked)
        shared = self._accounts.names_no_customer(entry.account)
        about: list[Item] = []
        for customer in customers:
            theirs = [item for item in then if item.invoice.customer == customer]
            named = self._numbers.read(customer, entry, shared=shared).meant
            if everything or entry.links:
                about += theirs
            elif named:
                about += _of_invoices(named, theirs)
            else:
                part = self._accounts.is_part(entry.account)
                there = [
                    i for i in theirs if part and i.invoice.is_below(entry.account, entry.date)
                ]
                about += there or theirs
        return about


def _of_invoices(invoices: Iterable[Invoice], items: Iterable[Item]) -> list[Item]:
    sources = {invoice.source for invoice in invoices}
    return [item for item in items if item.invoice.source in sources]


def _is_about_everything(entry: Note | Document) -> bool:
    kind = english_kind(entry.meta.get("relance"))
    return kind in NOTE_KINDS and NOTE_KINDS[kind].about_everything


def _may_hold(entry: Note | Document, stages: Collection[str]) -> bool:
    """Whether a note holds reminders back, or may do so for all that can be read of it."""
    name = english_kind(entry.meta.get("relance"), stages)
    kind = NOTE_KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        return name not in stages
    return kind.waits is not None or kind.name in _HOLDING


def _of_customers(
    unread: Mapping[Source, None],
    ledger: Ledger,
    owed: Collection[Item],
    accounts: ReceivableAccounts,
) -> Iterator[Question]:
    whose: dict[Source, str] = {}
    for opened in ledger.opens if unread else ():
        place = accounts[opened.account]
        if place is not None and place.customer is not None:
            whose[Source.of(opened.meta)] = place.customer
    for custom in ledger.customs if unread else ():
        if custom.type == "relance-customer" and custom.values:
            whose[Source.of(custom.meta)] = str(custom.values[0].value)
    for source in unread:
        customer = whose.get(source)
        about = [item for item in owed if item.invoice.customer == customer]
        if about:
            yield _question(about[0].invoice.customer, source, about)


def _question(customer: str, source: Source, about: Collection[Item]) -> Question:
    text = msg("something about it cannot be read: correct the error on that line")
    keys = frozenset(item.key for item in about)
    return Question(UNREADABLE, customer, text, text, source, keys, is_told=True)
