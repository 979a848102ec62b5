"""Checks of customers who count as several, because nothing says that they are one.

    Assets:Receivable:Birch:Roof
    Assets:Receivable:Birch:Garden

These are accounts of Birch if ``Assets:Receivable:Birch`` is opened. If it is not, they may as well
be two customers of a group or a region. The payee of their invoices tells, and the owner of the
ledger is asked, since one customer is to get one letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from beancount.core.account import sep

from beancount_relance.claims.legal_checks import Check, books_check
from beancount_relance.language.messages import msg
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.names.customer_names import is_name_of
from beancount_relance.receivables.items import Item


def divided_customers(
    items: Iterable[Item], accounts: ReceivableAccounts, customers: Customers
) -> Iterator[Check]:
    """Yield a check for each account above several that one customer seems to have.

    Args:
        items: all items; only what is open is looked at.
        accounts: the receivable accounts.
        customers: the customers by id; those with an address of their own are several.
    """
    found: dict[str, dict[str, Item]] = defaultdict(dict)
    for item in items:
        invoice = item.invoice
        above, _, _ = invoice.account.rpartition(sep)
        if not item.is_open or sep not in invoice.customer or not invoice.payee:
            continue
        place = accounts[invoice.account]
        if place is None or place.customer != invoice.customer:
            continue
        own = customers[invoice.customer]
        is_akin = is_name_of(invoice.payee, Customer(above.rpartition(sep)[2]))
        if is_akin and not (own.mail_to or own.address):
            found[above].setdefault(invoice.account, item)
    for above, theirs in sorted(found.items()):
        first = next(iter(theirs.values()))
        if len(theirs) > 1:
            text = msg(
                "{accounts} count as several customers, who get a letter each, though their "
                "invoices are made out to “{payee}”: if they are one, add an “open” of {above}",
                accounts=sorted(theirs),
                payee=first.invoice.payee,
                above=above,
            )
            source = first.invoice.source
            yield books_check(first.invoice.customer, text, source, "divided-customer")
