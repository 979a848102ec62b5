"""National charts of accounts: which one a ledger follows, and what its numbers mean."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest

import beancount_relance.ledger
import beancount_relance.survey
from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.accounts.charts import CUSTOMERS, NOT_CUSTOMER, ONE_CUSTOMER, chart_of

CHARTS = Path(beancount_relance.ledger.__file__).parent / "data" / "charts.csv"
COUNTRIES = Path(beancount_relance.survey.__file__).parent / "data" / "country_signs.csv"
NOTHING: Mapping[str, int] = {}


@pytest.mark.parametrize(
    ("country", "numbers", "languages", "currencies", "number", "meaning"),
    [
        # by country
        ("FR", (), NOTHING, (), "411", CUSTOMERS),
        ("BE", (), NOTHING, (), "411", NOT_CUSTOMER),
        ("BE", (), NOTHING, (), "400", CUSTOMERS),
        ("US", (), NOTHING, (), "430", None),
        # Germany has two charts: the numbers decide, else the first
        ("DE", (), NOTHING, (), "1400", CUSTOMERS),
        ("DE", ("1800", "3806"), NOTHING, (), "1400", NOT_CUSTOMER),
        ("DE", ("1800", "3806"), NOTHING, (), "1200", CUSTOMERS),
        ("DE", ("1200", "1776"), NOTHING, (), "1200", None),
        # by language, currency or numbers
        (None, (), {"cs": 2}, (), "311", CUSTOMERS),
        (None, (), NOTHING, ("SEK",), "1510", CUSTOMERS),
        (None, (), NOTHING, ("SEK",), "1519", NOT_CUSTOMER),
        (None, ("440", "451", "550"), NOTHING, ("EUR",), "411000", NOT_CUSTOMER),
        (None, ("440",), NOTHING, ("EUR",), "411000", CUSTOMERS),
        # groups and auxiliaries
        ("FR", (), NOTHING, (), "4110000", CUSTOMERS),
        ("FR", (), NOTHING, (), "41100012", ONE_CUSTOMER),
        ("DE", (), NOTHING, (), "10427", ONE_CUSTOMER),
        ("DE", (), NOTHING, (), "70001", NOT_CUSTOMER),
        ("AT", (), NOTHING, (), "2090", NOT_CUSTOMER),
        ("HU", (), NOTHING, (), "316", CUSTOMERS),
        ("ES", (), NOTHING, (), "440", CUSTOMERS),
        ("ES", (), NOTHING, (), "4309", NOT_CUSTOMER),
    ],
)
def test_the_chart_gives_a_number_its_meaning(
    country: str | None,
    numbers: tuple[str, ...],
    languages: Mapping[str, int],
    currencies: tuple[str, ...],
    number: str,
    meaning: str | None,
) -> None:
    assert chart_of(country, numbers, languages, currencies).meaning(number) == meaning


def test_every_row_has_its_source() -> None:
    """With the day on which it was looked up, if it was."""
    for row in csv_rows(CHARTS):
        source, _, checked = row["source"].partition("; checked ")
        assert source
        if checked:
            datetime.date.fromisoformat(checked)


def test_the_survey_guesses_the_same_country_by_currency() -> None:
    own = {row["currency"]: row["country"] for row in csv_rows(COUNTRIES) if row["only"] == "yes"}
    for row in csv_rows(CHARTS):
        assert not row["currency"] or own[row["currency"]] == row["country"], row
