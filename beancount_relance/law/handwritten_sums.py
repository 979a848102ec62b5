"""Under which laws an acknowledgement of debt proves it only with the amount in the debtor's hand.

One country is one row of ``data/handwritten_sums.csv``; a country without a row asks for no such
form.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from beancount_relance.law.tables import rows

TRADER, BUSINESS = "trader", "business"
"""Who is exempt: a trader in the sense of commercial law, or every business."""


def exempt_from_handwriting(country: str) -> str | None:
    """Return who need not write the amount by hand under the law of a country.

    Returns:
        :data:`TRADER` or :data:`BUSINESS`; ``None`` if nobody has to.
    """
    return _exempt().get(country)


@functools.cache
def _exempt() -> Mapping[str, str]:
    return {row["country"]: row["exempt"] for row in rows("handwritten_sums.csv")}
