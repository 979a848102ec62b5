"""Country codes that mean the same country, and the country of a VAT number."""

from __future__ import annotations

import pytest

from beancount_relance.values.country_code_synonyms import canonical, country_of_vat


@pytest.mark.parametrize(("code", "country"), [("UK", "GB"), ("EL", "GR"), ("FR", "FR")])
def test_codes_of_one_country(code: str, country: str) -> None:
    assert canonical(code) == country


@pytest.mark.parametrize(
    ("number", "country"),
    [("FR76199060004", "FR"), ("el123456789", "GR"), ("XI123456789", "GB"), ("199060004", None)],
)
def test_country_of_a_vat_number(number: str, country: str | None) -> None:
    assert country_of_vat(number) == country
