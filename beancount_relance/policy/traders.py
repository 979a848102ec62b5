"""Tell from a French customer's name whether they are a trader or a commercial company.

It decides which court has jurisdiction (C. com. L721-3), whether an uncontested claim can be
recovered by a bailiff alone (CPCE L126-1), and whether an acknowledgement of debt needs the
amount in the debtor's own hand (C. civ. 1376, C. com. L110-3). The words are rows of
``law/data/traders.csv``; a name without any of them tells nothing.
"""

from __future__ import annotations

from beancount_relance.law.tables import rows
from beancount_relance.policy.customers import BUSINESS, Customer
from beancount_relance.policy.names.name_spellings import plain_name


def is_trader(customer: Customer) -> bool | None:
    """Return whether the customer is a trader or a commercial company; ``None`` if unknown.

    Consumers and public bodies are not. If the words in a name contradict each other, as in
    "Association SARL", nothing is known.
    """
    if customer.kind != BUSINESS:
        return False
    words = set(plain_name(customer.title).split())
    found = {row["trader"] == "yes" for row in rows("traders.csv") if row["word"] in words}
    return found.pop() if len(found) == 1 else None
