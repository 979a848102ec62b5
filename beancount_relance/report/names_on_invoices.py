"""What to call customers without a name of their own in the ledger: the payee of their invoices.

    2026-04-07 * "Anne Lefèvre" "Website" ^F2026-017
      Assets:Clients:Lefevre-Anne  840.00 EUR

A payee is taken for a name if all invoices of the customer have it, no other customer's have it,
and it has a word in common with the customer's account: else it may be a marketplace or an agent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from beancount.core.account import sep
from msgspec.structs import replace

from beancount_relance.policy.customer_names import telling_words
from beancount_relance.policy.customers import Customers
from beancount_relance.receivables.items import Allocation, Item
from beancount_relance.report.who_owes_what import Policy


def called(policy: Policy, allocation: Allocation) -> Customers:
    """Return the customers, with the names that the entries give to those without a full name.

    Of who owes something, only open invoices decide: the name is then the same however many
    settled ones are known, of any customer.

    Args:
        policy: the policy, with the details of customers and what else they are called.
        allocation: the items, open and settled.
    """
    customers = policy.customers.called(policy.accounts.names.best_spellings())
    still_open = [item for item in allocation.items if item.is_open]
    owing = {item.invoice.customer for item in still_open}
    names = {
        customer: replace(customers[customer], name=name)
        for customer, name in (
            *((each, name) for each, name in _names(allocation.items) if each not in owing),
            *_names(still_open),
        )
        if customers[customer].name is None
    }
    return Customers({**customers, **names}) if names else customers


def _names(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Yield the customers whose invoices have a single payee, who is nobody else's, with it."""
    payees: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for item in items:
        invoice = item.invoice
        if invoice.payee and not invoice.carried_over and not invoice.moved_from:
            payees[invoice.customer].add(invoice.payee)
            owners[invoice.payee].add(invoice.customer)
    for customer, theirs in payees.items():
        for payee in theirs:
            if len(theirs) == 1 and len(owners[payee]) == 1 and _is_akin(payee, customer):
                yield customer, payee


def _is_akin(payee: str, customer: str) -> bool:
    """Return whether a payee differs from an id, but has a word in common with it."""
    name = customer.replace(sep, " ")
    return payee != name and not telling_words(payee).isdisjoint(telling_words(name))
