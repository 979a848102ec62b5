"""What to call customers without a name of their own in the ledger: the payee of their invoices.

    2026-04-07 * "Anne Lefèvre" "Website" ^F2026-017
      Assets:Clients:Lefevre-Anne  840.00 EUR

A payee is taken for a name if all invoices of the customer have it, no other customer's have it,
and it has a word in common with the customer's account: else it may be a marketplace or an agent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from beancount.core.account import sep
from msgspec.structs import replace

from beancount_relance.policy.customer_names import telling_words
from beancount_relance.policy.customers import Customers
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.report.who_owes_what import Policy


def called(policy: Policy, allocation: Allocation) -> Customers:
    """Return the customers, with the names that the entries give to those without a full name.

    Open invoices decide, so that the name does not depend on how many settled ones are known.

    Args:
        policy: the policy, with the details of customers and what else they are called.
        allocation: the items, open and settled.
    """
    customers = policy.customers.called(policy.accounts.names.best_spellings())
    names = {
        customer: replace(customers[customer], name=name)
        for customer, name in _names(allocation.items).items()
        if customers[customer].name is None
    }
    return Customers({**customers, **names}) if names else customers


def _names(items: Iterable[Item]) -> Mapping[str, str]:
    """Return the payee of the invoices of customers who have a single one, and alone have it."""
    still_open: dict[str, set[str]] = defaultdict(set)
    settled: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for item in items:
        invoice = item.invoice
        if invoice.payee and not invoice.carried_over and not invoice.moved_from:
            (still_open if item.is_open else settled)[invoice.customer].add(invoice.payee)
            owners[invoice.payee].add(invoice.customer)
    return {
        customer: payee
        for customer, payees in {**settled, **still_open}.items()
        for payee in payees
        if len(payees) == 1 and len(owners[payee]) == 1 and _is_akin(payee, customer)
    }


def _is_akin(payee: str, customer: str) -> bool:
    """Return whether a payee differs from an id, but has a word in common with it."""
    name = customer.replace(sep, " ")
    return payee != name and not telling_words(payee).isdisjoint(telling_words(name))
