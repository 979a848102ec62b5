"""What to call customers without a name of their own in the ledger: the payee of their invoices.

    2026-04-07 * "Anne Lefèvre" "Website" ^F2026-017
      Assets:Clients:Lefevre-Anne  840.00 EUR

A payee is taken for a name if it has a word in common with the customer's account (else it may be a
marketplace or an agent), or if the account has no word but a code (``411DURAN``), all invoices of
the customer have the same one, in whatever spelling, and no other customer's have it. The
creditor's own name is nobody else's, and what bookkeepers and banks write around a name is no part
of it (:mod:`~beancount_relance.policy.names.names_in_payees`). Without such a payee, a code before
the name of the account is no part of it either: ``10001-Huber-GmbH``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from beancount.core.account import sep
from msgspec.structs import replace

from beancount_relance.ledger.accounts.receivable_accounts import creditors_names
from beancount_relance.policy.apparent_kind import as_person
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.name_spellings import (
    best_spelling,
    distinct_names,
    has_legal_form,
    plain_name,
    same_name,
)
from beancount_relance.policy.names.name_tables import is_nobodys
from beancount_relance.policy.names.names_in_payees import (
    account_name,
    is_code,
    name_behind_code,
    name_in,
    parts_of_payee,
)
from beancount_relance.policy.names.payees_without_names import has_name
from beancount_relance.receivables.items import Item
from beancount_relance.report.who_owes_what import Position


def called_in(position: Position) -> Customers:
    """Return the customers, with the names that the entries give to those without a full name.

    Of who owes something, only open invoices decide: the name is then the same however many
    settled ones are known, of any customer.
    """
    policy, allocation = position.policy, position.allocation
    customers = policy.customers.called(policy.accounts.names.best_spellings())
    still_open = [item for item in allocation.items if item.is_open]
    owing = {item.invoice.customer for item in still_open}
    own = creditors_names(position.ledger, policy.settings)
    named = {customer for customer, each in customers.items() if each.name is not None}
    names = {
        customer: replace(customers[customer], name=name)
        for customer, name in (
            *_names(allocation.items, own, named | owing),
            *_names(still_open, own, named),
        )
    }
    owed = {item.invoice.customer for item in allocation.items}
    for customer in owed - named - names.keys():
        if (behind := name_behind_code(customer)) is not None:
            names[customer] = replace(customers[customer], name=behind)
    called = Customers({**customers, **names}) if names else customers
    persons = {
        customer: person
        for customer in owed
        if (person := as_person(called[customer])) is not called[customer]
    }
    return Customers({**called, **persons}) if persons else called


def _names(
    items: Iterable[Item], own: Sequence[str], left_out: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the customers whose invoices have a single payee, who is nobody else's, with it."""
    payees: dict[str, dict[str, None]] = defaultdict(dict)
    charged: dict[str, dict[str, None]] = defaultdict(dict)
    owners: dict[str, set[str]] = defaultdict(set)
    for item in items:
        invoice = item.invoice
        if invoice.payee and not invoice.carried_over and not invoice.moved_from:
            there = charged if invoice.charge or invoice.lent else payees
            there[invoice.customer][invoice.payee] = None
            owners[invoice.payee].add(invoice.customer)
    for customer, theirs in {**charged, **payees}.items():
        if customer in left_out or any(len(owners[payee]) > 1 for payee in theirs):
            continue
        name = _name(theirs, customer, own)
        if name is not None and name != customer.replace(sep, " "):
            yield customer, name


def _name(payees: Iterable[str], customer: str, own: Sequence[str]) -> str | None:
    """Return what all of some payees call a customer, in the best spelling."""
    names = [
        _name_beside_code(p) if is_code(customer) else name_in(p, customer)
        for p in payees
        if not any(same_name(p, each) for each in own)
    ]
    known = [name for name in names if name is not None]
    if len(known) < len(names) or (is_code(customer) and len(distinct_names(known)) > 1):
        return None
    account = account_name(customer)
    spelt = [account] if all(plain_name(name) == plain_name(account) for name in known) else []
    return best_spelling([*known, *spelt]) if known else None


def _name_beside_code(payee: str) -> str | None:
    """Return the only part of a payee that may be a name, and is no code itself."""
    parts = [part for part in parts_of_payee(payee) if has_name(part)]
    found = [part for part in parts if not is_code(part) or has_legal_form(part)]
    return found[0] if len(found) == 1 and not is_nobodys(found[0]) else None
