"""The number by which each country registers businesses, as rows of ``data/registers.csv``."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from beancount_relance.law.tables import rows

FRANCE = "FR"
"""The country whose number, the SIREN, has a key of its own in the ledger."""


def register_number(country: str | None) -> str | None:
    """Return what a country calls the registration number of a business, if known."""
    return _called().get(country or "")


@functools.cache
def _called() -> Mapping[str, str]:
    return {row["country"]: row["called"] for row in rows("registers.csv")}
