"""Country codes: other codes in use for the same country, and the country of a VAT number."""

from __future__ import annotations

from collections.abc import Mapping

from beancount_relance.values.identifiers import VAT_COUNTRIES

_SAME_AS: Mapping[str, str] = {"UK": "GB", "EL": "GR", "XI": "GB"}


def canonical(country: str) -> str:
    """Return the ISO 3166-1 code of a country: ``GB`` for ``UK``, ``GR`` for ``EL``."""
    return _SAME_AS.get(country, country)


def country_of_vat(number: str) -> str | None:
    """Return the country of a European VAT number, or ``None`` for any other number."""
    prefix = number[:2].upper()
    return canonical(prefix) if prefix in VAT_COUNTRIES else None
