"""Charges: late interest and recovery fees that came in, by the invoice they are for.

    2026-04-15 * "Boulangerie Martin" "Virement, pénalités comprises" ^F2026-014
      Assets:Banque                          1252.30 EUR
      Assets:Clients:Boulangerie-Martin     -1200.00 EUR
      Income:Penalites-De-Retard              -52.30 EUR

What stands on the account of late interest is received, or invoiced with a number of
its own; either way it is not claimed a second time. It is for the invoices that its
transaction names as payments do, else for those that its money paid. Which accounts these
are, :mod:`~beancount_relance.ledger.interest_accounts` knows.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from beancount.core.data import Posting, Transaction

from beancount_relance.language.messages import Problem, Source
from beancount_relance.ledger.interest_accounts import INTEREST, InterestAccounts
from beancount_relance.ledger.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.receivable_postings import PostingReader, customer_of, names_spoken
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation import Item
from beancount_relance.receivables.invoices import Invoice, InvoiceIndex
from beancount_relance.receivables.naming import named_invoices


@dataclass(frozen=True, slots=True)
class ReceivedInterest:
    """What stands on an account of late interest: negative where it was paid back.

    ``invoices`` are those it is for, by due date; ``invoiced`` says that it has an invoice
    of its own, so that it is claimed by that.
    """

    date: datetime.date
    amount: Decimal
    invoices: tuple[Invoice, ...]
    source: Source
    invoiced: bool = False


@dataclass(frozen=True, slots=True)
class ChargePosting:
    """A posting on an account of late interest, with its transaction."""

    txn: Transaction
    posting: Posting


def charge_postings(ledger: Ledger, settings: Settings) -> list[ChargePosting]:
    """The postings on accounts of late interest, by date.

    A ledger that has no such account is not looked through.
    """
    known = InterestAccounts(ledger.options, settings.accounts.get(INTEREST))
    accounts = {entry.account for entry in ledger.opens if known[entry.account]}
    if not accounts:
        return []
    return [
        ChargePosting(txn, posting)
        for txn in ledger.transactions
        for posting in txn.postings
        if posting.account in accounts
    ]


def names_of(postings: Iterable[ChargePosting], keys: frozenset[str]) -> set[str]:
    """All the names, in lower case, by which the transactions may call invoices."""
    return {name for each in postings for name in names_spoken(each.txn, keys)}


def received_interest_of(
    postings: Sequence[ChargePosting],
    accounts: ReceivableAccounts,
    settings: Settings,
    items: Sequence[Item],
) -> tuple[list[ReceivedInterest], list[Problem]]:
    """The charges, each with its invoices, by date, and what was not understood.

    What names no invoice is none: it may be for one of earlier books.

    Args:
        postings: those on accounts of late interest.
        accounts: which accounts are receivable, and whose.
        settings: the keys and the pattern that name invoices.
        items: all items, open and settled.
    """
    if not postings:
        return [], []
    reader = PostingReader(accounts, settings)
    index = InvoiceIndex(item.invoice for item in items)
    paid: dict[Source, list[Invoice]] = defaultdict(list)
    for item in items:
        for part in item.settled:
            paid[part.source].append(item.invoice)
    found: list[ReceivedInterest] = []
    for each in postings:
        txn, units = each.txn, each.posting.units
        if units is None or units.number is None:
            continue
        sources = [Source.of(meta) for meta in (txn.meta, *(p.meta for p in txn.postings)) if meta]
        key = reader.keyed_name(txn, each.posting)
        patterned = reader.pattern_names(txn)
        named, _ = named_invoices([key] if key else [], txn, patterned, index, sources)
        if not named:
            named = [invoice for source in sources for invoice in paid.get(source, ())]
        theirs = _of_the_customer(named, each, accounts)
        invoices = {
            (invoice.customer, invoice.reference, invoice.part): invoice
            for invoice in theirs
            if invoice.currency == units.currency
        }
        if invoices:
            by_due = sorted(invoices.values(), key=lambda i: (i.due, i.reference, i.part))
            invoiced = any(
                accounts[p.account] is not None
                and p.units is not None
                and (p.units.number or 0) > 0
                for p in txn.postings
            )
            received = ReceivedInterest(
                txn.date, -units.number, tuple(by_due), sources[0], invoiced=invoiced
            )
            found.append(received)
    return found, reader.problems


def _of_the_customer(
    named: Sequence[Invoice], charge: ChargePosting, accounts: ReceivableAccounts
) -> Sequence[Invoice]:
    """Of several customers' invoices of one number, those of the customer who is spoken of."""
    owners = {invoice.customer for invoice in named}
    if len(owners) <= 1:
        return named
    txn = charge.txn
    spoken = {
        customer_of(txn, posting, place, accounts)[0]
        for posting in txn.postings
        if (place := accounts[posting.account]) is not None
    }
    given = (charge.posting.meta or {}).get("customer") or txn.meta.get("customer")
    spoken |= {str(given or txn.payee)}
    theirs = owners & spoken
    return [invoice for invoice in named if invoice.customer in theirs] if len(theirs) == 1 else ()
