"""Who gets a copy of a formal notice: the owner of the works, from a subcontractor.

The claim against the owner runs from the notice; the law is the row ``direct-action`` of
``law/data/rights.csv``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from beancount_relance.language.messages import Message, msg
from beancount_relance.law.rights import rights
from beancount_relance.policy.customers import Customer
from beancount_relance.receivables.invoices import Invoice

_OF_OWNERS = "works-owner"


def copies_to_send(
    stage: str,
    invoices: Iterable[Invoice],
    customer: Customer,
    country: str | None,
    notices: Collection[str],
) -> Iterator[Message]:
    """Yield what to send to each owner of works when a formal notice goes out.

    Args:
        stage: the name of the stage.
        invoices: the invoices of the notice.
        customer: their customer.
        country: the country whose law counts, unless the customer has another.
        notices: the names of the stages that are formal notices.
    """
    for owner in owners_of_works(invoices, customer, country) if stage in notices else ():
        yield msg(
            "send a copy of the formal notice to {owner}, the owner of the works: your claim "
            "against them depends on it",
            owner=owner,
        )


def owners_of_works(
    invoices: Iterable[Invoice], customer: Customer, country: str | None
) -> Sequence[str]:
    """Return who ordered the works of some invoices, where the law gives a claim against them.

    Args:
        invoices: the invoices.
        customer: their customer.
        country: the country whose law counts, unless the customer has another.
    """
    known = {right.country for right in rights() if right.key == _OF_OWNERS}
    if known.isdisjoint((None, customer.country or country)):
        return ()
    owners = [invoice.securities.or_else(customer.securities).works_owner for invoice in invoices]
    return tuple(dict.fromkeys(filter(None, owners)))
