"""Late interest and recovery fees received, with the invoices they are for.

    2026-04-15 * "Boulangerie Martin" "Virement, pénalités comprises" ^F2026-014
      Assets:Banque                          1252.30 EUR
      Assets:Clients:Boulangerie-Martin     -1200.00 EUR
      Income:Penalites-De-Retard              -52.30 EUR

A posting on an account of late interest is either received or invoiced separately; in
both cases it is not claimed again. It is for the invoices that its transaction refers to,
in the same way as payments, or else for those that the transaction paid, or else, if it was
invoiced, for those that were overdue and are still open. The accounts are
found by :mod:`~beancount_relance.ledger.counterparts.interest_accounts`. On any other account of
income the text tells it (:mod:`~beancount_relance.ledger.counterparts.charge_texts`). On one of
interest, which may be a bank's, it is late interest if it was paid at once and names an invoice.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from beancount.core.account import sep
from beancount.core.data import Posting, Transaction
from msgspec import Struct

from beancount_relance.language.messages import Problem, Source
from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import INTEREST_WORD
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.charge_texts import (
    INTEREST_TEXTS,
    charging,
    tells_interest_alone,
)
from beancount_relance.ledger.counterparts.interest_accounts import INTEREST, InterestAccounts
from beancount_relance.ledger.possible_names import names_stated
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.ledger.receivable_postings import PostingReader
from beancount_relance.ledger.snapshot import Ledger
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import Item
from beancount_relance.receivables.naming.named_invoices import named_invoices, payment_text
from beancount_relance.values.numbers.written_references import sure_references


class ReceivedInterest(Struct, frozen=True):
    """A posting on an account of late interest; negative if it was paid back.

    ``invoices`` are the invoices it is for, by due date. ``invoiced`` tells whether it was
    invoiced separately, and is therefore claimed by that invoice; ``is_interest``, whether it
    was so as interest without a fee, by its text. ``asked`` is the day of the letter that asked for
    exactly this, if it was paid in time: interest ends on it.
    """

    date: datetime.date
    amount: Decimal
    invoices: tuple[Invoice, ...]
    source: Source
    invoiced: bool = False
    is_interest: bool = False
    asked: datetime.date | None = None


class ChargePosting(Struct, frozen=True):
    """A posting on an account of late interest, with its transaction.

    On an account of any interest it ``must_name`` an invoice to be that.
    """

    txn: Transaction
    posting: Posting
    must_name: bool = False


def charge_postings(ledger: Ledger, settings: Settings, roles: AccountRoles) -> list[ChargePosting]:
    """Return the postings on accounts of late interest, by date.

    In an entry whose narration tells a charge, those on any account of income are such, too, and
    one on an account of interest may be. A ledger that has none of these is not searched.
    """
    given = settings.accounts.get(INTEREST)
    known = InterestAccounts(ledger.options, given, roles)
    accounts = {entry.account for entry in ledger.opens if known[entry.account]}
    income = f"{ledger.options['name_income']}{sep}"
    possible = {
        entry.account
        for entry in (ledger.opens if given is None else ())
        if entry.account.startswith(income) and roles.has(entry.account, INTEREST_WORD)
    } - accounts
    told = {id(txn) for txn in charging(ledger.transactions, INTEREST_TEXTS)}
    if not (accounts or possible or told):
        return []
    found: list[ChargePosting] = []
    for txn in ledger.transactions:
        for posting in txn.postings:
            account = posting.account
            if account in accounts or (id(txn) in told and account.startswith(income)):
                found.append(ChargePosting(txn, posting))
            elif account in possible:
                found.append(ChargePosting(txn, posting, must_name=True))
    return found


def payers_of(postings: Iterable[ChargePosting], accounts: ReceivableAccounts) -> frozenset[str]:
    """Return the customers who paid interest and fees that were not invoiced to them."""
    paid = (
        each.txn for each in postings if not (each.must_name or _is_on_account(each.txn, accounts))
    )
    found = {accounts.names.find(txn.payee) for txn in paid if txn.payee}
    return frozenset(customer for customer in found if customer)


def names_of(postings: Iterable[ChargePosting], keys: frozenset[str]) -> set[str]:
    """Return all possible invoice names in the transactions, in lower case."""
    return {name for each in postings for name in names_stated(each.txn, keys)}


def received_interest_of(
    postings: Sequence[ChargePosting],
    accounts: ReceivableAccounts,
    settings: Settings,
    items: Sequence[Item],
) -> tuple[list[ReceivedInterest], list[Problem]]:
    """Return the interest and fees received, with their invoices, by date, and problems.

    Postings without a known invoice are ignored, since they may be for earlier books.

    Args:
        postings: the postings on accounts of late interest.
        accounts: the receivable accounts and their customers.
        settings: the settings, for the keys and the pattern of invoice numbers.
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
        if each.must_name and _is_on_account(txn, accounts):
            continue
        sources = [Source.of(meta) for meta in (txn.meta, *(p.meta for p in txn.postings)) if meta]
        keyed = reader.keyed_names(txn, each.posting)
        patterned = reader.pattern_names(txn)
        named = named_invoices(keyed, txn, patterned, index, sources).invoices
        if not (named or each.must_name):
            named = [invoice for source in sources for invoice in paid.get(source, ())]
            named = named or _written(each, index, accounts, sources)
        theirs = _of_the_customer(named, each, accounts)
        if not (theirs or each.must_name):
            theirs = _late(items, each, accounts)
        invoices = {
            (invoice.customer, invoice.reference, invoice.part): invoice
            for invoice in theirs
            if invoice.currency == units.currency
        }
        if invoices:
            by_due = sorted(invoices.values(), key=lambda i: (i.due, i.reference, i.part))
            invoiced = bool(_invoiced_to(txn, accounts))
            received = ReceivedInterest(
                txn.date,
                -units.number,
                tuple(by_due),
                sources[0],
                invoiced=invoiced,
                is_interest=invoiced and tells_interest_alone(txn.narration or ""),
            )
            found.append(received)
    return found, reader.problems


def _written(
    charge: ChargePosting,
    index: InvoiceIndex,
    accounts: ReceivableAccounts,
    besides: Collection[Source],
) -> list[Invoice]:
    """Return the invoices that the text of a charge writes otherwise, as that of a payment may."""
    txn, units = charge.txn, charge.posting.units
    text = payment_text(txn, charge.posting.meta or {})
    return [
        invoice
        for customer in sorted(_customers(charge, accounts))
        for number in sure_references(text, index.numbers_of(customer))
        for invoice in index.own(number, customer, units.currency if units else "")
        if invoice.source not in besides
    ]


def _customers(charge: ChargePosting, accounts: ReceivableAccounts) -> set[str]:
    """Return the customers on whose accounts a charge stands, or else who paid it."""
    txn = charge.txn
    return {
        customer_of(txn, posting, place, accounts)[0]
        for posting in txn.postings
        if (place := accounts[posting.account]) is not None
    } or set(payers_of([charge], accounts))


def _is_on_account(txn: Transaction, accounts: ReceivableAccounts) -> bool:
    return any(accounts[posting.account] is not None for posting in txn.postings)


def _invoiced_to(txn: Transaction, accounts: ReceivableAccounts) -> set[str]:
    """Return the customers who owe what an entry charges."""
    return {
        customer_of(txn, posting, place, accounts)[0]
        for posting in txn.postings
        if (place := accounts[posting.account]) is not None
        and posting.units is not None
        and (posting.units.number or 0) > 0
    }


def _late(
    items: Iterable[Item], charge: ChargePosting, accounts: ReceivableAccounts
) -> Sequence[Invoice]:
    """What a charge that names nothing is for.

    If it is invoiced, that is what the customer owes; if it was paid at once, what they paid late
    or have not paid.
    """
    txn = charge.txn
    invoiced = _invoiced_to(txn, accounts)
    owners = invoiced or set(payers_of([charge], accounts))
    return [
        item.invoice
        for item in (items if owners else ())
        if item.invoice.customer in owners
        and (item.is_open or not invoiced)
        and item.invoice.bears_interest
        and item.invoice.is_overdue(txn.date)
    ]


def _of_the_customer(
    named: Sequence[Invoice], charge: ChargePosting, accounts: ReceivableAccounts
) -> Sequence[Invoice]:
    """If several customers have invoices with this number, return those of the right one."""
    owners = {invoice.customer for invoice in named}
    if len(owners) <= 1:
        return named
    txn = charge.txn
    spoken = _customers(charge, accounts)
    given = (charge.posting.meta or {}).get("customer") or txn.meta.get("customer")
    spoken |= {str(given or txn.payee)}
    theirs = owners & spoken
    return [invoice for invoice in named if invoice.customer in theirs] if len(theirs) == 1 else ()
