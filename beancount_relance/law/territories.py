"""Territories that have a country code of their own and the law of another country."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from beancount_relance.law.tables import rows
from beancount_relance.values.country_code_synonyms import canonical


def jurisdiction(code: str | None) -> str | None:
    """Return the country whose law and courts a country or territory has: ``FR`` for ``RE``.

    Args:
        code: a country code, also one in common use, such as ``UK`` for ``GB``; or ``None``.
    """
    if code is None:
        return None
    country = canonical(code)
    return _countries().get(country, country)


@functools.cache
def _countries() -> Mapping[str, str]:
    return {row["code"]: row["country"] for row in rows("territories.csv")}
