"""Legal time limits in months, by country and kind of customer.

They are rows of ``data/time_limits.csv``, each with its source and the date it was last
checked.
"""

from __future__ import annotations

from beancount_relance.law.tables import rows
from beancount_relance.law.territories import jurisdiction


def months_allowed(limit: str, debtor: str | None, kind: str, creditor: str | None) -> int | None:
    """Return the number of months allowed, or ``None`` if it is unknown.

    Args:
        limit: the name of the time limit in the data, such as ``declaration``.
        debtor: the country of the debtor, where insolvency proceedings are opened.
        kind: the kind of customer.
        creditor: the country of the creditor, who may have more time from abroad, or from
            another part of it: between metropolitan France and its overseas departments.
    """
    where = "home" if creditor is None or creditor == debtor else "abroad"
    country = jurisdiction(debtor)
    for row in rows("time_limits.csv"):
        about = (row["limit"], row["country"], row["creditor"] or where)
        if about == (limit, country, where) and kind in row["kinds"].split():
            return int(row["months"])
    return None
