"""Tell who may have paid a credit on a shared account that names nobody with an invoice.

A bank credits a batch of direct debits, a payment service what several customers paid, and cheques
are paid in together: what is exactly a sum of open invoices there may be of all these customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.policy.customers import Customers
from beancount_relance.policy.names.customer_names import is_name_of, is_short_for, words_said
from beancount_relance.receivables.items import Item, OpenCredit
from beancount_relance.receivables.paid_parts import MOST_COMPARED
from beancount_relance.receivables.sums import Option, find_sums, in_smallest_units

_FEW = 3
"""Up to so many customers owe something on an account, an unknown payer may be any of them."""
_FEW_SETS = 2
"""More sets of invoices than these have an amount by chance."""
_MOST, _FEW_LEFT = 4, 2
"""How many invoices are paid together, or are all that is left of those on the account."""

Debtors = Mapping[str, Sequence[Item]]
"""What is open on an account, by customer."""


class Payers(Struct, frozen=True):
    """Who may have paid a credit.

    Attributes:
        names: the customers, by id.
        together: of these, the customers whose invoices are exactly its amount together.
    """

    names: Sequence[str]
    together: Sequence[str] = ()


def who_may_have_paid(
    left: OpenCredit, payee: str, debtors: Debtors, customers: Customers
) -> Payers:
    """Return the customers who may have paid a credit.

    If the payee is a shorter name of some, it is one of them. If not, it is anybody who owes as
    much, has a word of the name or is named in the narration, and those whose invoices are together
    exactly the amount; among few customers anybody at all, if that is nobody.

    Args:
        left: the credit.
        payee: who paid, or nothing if nobody is named.
        debtors: what is open on its account in its currency.
        customers: the customers by id.
    """
    if payee:
        named = [name for name in debtors if is_short_for(payee, customers[name])]
        if named:
            return Payers(named)
    told = [name for name in debtors if words_said(left.credit.narration, customers[name])]
    together = _together(left.amount, debtors)
    likely = [
        name
        for name, items in debtors.items()
        if left.amount <= sum((item.outstanding for item in items), Decimal())
        or (payee and is_name_of(payee, customers[name]))
    ]
    names = list(dict.fromkeys((*told, *together, *likely)))
    return Payers(names or (list(debtors) if len(debtors) <= _FEW else []), together)


def _together(amount: Decimal, debtors: Debtors) -> list[str]:
    """Return the customers whose invoices come to an amount: up to four, all, or all but two."""
    owed = [(name, item.outstanding) for name, items in debtors.items() for item in items]
    if len(owed) > MOST_COMPARED or len(debtors) < 2:  # noqa: PLR2004 - several of them
        return []
    target, rest, *values = in_smallest_units(
        [amount, sum((each for _, each in owed), -amount), *(each for _, each in owed)]
    )
    if rest <= 0:
        return [] if rest else list(debtors)
    options = [Option(place, value) for place, value in enumerate(values)]
    paid = [{*places} for places in _only_sets(options, target)]
    paid += [{*range(len(owed))}.difference(left) for left in _only_sets(options, rest, _FEW_LEFT)]
    several = [names for each in paid if len(names := {owed[place][0] for place in each}) > 1]
    return [name for name in debtors if any(name in names for names in several)]


def _only_sets(
    options: Sequence[Option], target: int, most: int = _MOST
) -> Sequence[Sequence[int]]:
    """Return the small sets that have a sum; none if so many do that it may be chance."""
    found = find_sums(options, target)
    is_clear = found.complete and len(found.sets) <= _FEW_SETS
    return [each for each in found.sets if len(each) <= most] if is_clear else ()
