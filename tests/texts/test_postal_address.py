"""Addresses as the post wants them: the country last, in capitals, and only abroad."""

from __future__ import annotations

import pytest

from beancount_relance.texts.postal_address import postal_address

FRENCH = "Bâtiment A, 12 rue des Forges, 57000 Metz"


@pytest.mark.parametrize(
    ("address", "where", "home", "language", "lines"),
    [
        (FRENCH, "FR", "FR", "fr", "Bâtiment A, 12 rue des Forges / 57000 Metz"),
        (FRENCH, None, "FR", "fr", "Bâtiment A, 12 rue des Forges / 57000 Metz"),
        ("Bâtiment A; 3 rue B; 57000 Metz", "FR", "FR", "fr", "Bâtiment A, 3 rue B / 57000 Metz"),
        ("4 rue de la Gare, L-1611 Esch", "LU", "LU", "fr", "4 rue de la Gare / L-1611 Esch"),
        (FRENCH, "FR", "GB", "en", "Bâtiment A, 12 rue des Forges / 57000 Metz / FRANCE"),
        (
            "Kastanienallee 8, 10115 Berlin",
            "DE",
            "FR",
            "fr",
            "Kastanienallee 8 / 10115 Berlin / ALLEMAGNE",
        ),
        (
            "Kastanienallee 8, 10115 Berlin, Deutschland",
            None,
            "FR",
            "fr",
            "Kastanienallee 8 / 10115 Berlin / ALLEMAGNE",
        ),
        (
            "Kastanienallee 8, 10115 Berlin, Germany",
            "DE",
            "DE",
            "en",
            "Kastanienallee 8 / 10115 Berlin",
        ),
        (
            "Northgate House, Liverpool L1 1AA",
            "GB",
            "GB",
            "en",
            "Northgate House / Liverpool / L1 1AA",
        ),
        (
            "1 Marine Parade, Brighton BN2 1TL, UK",
            None,
            "FR",
            "fr",
            "1 Marine Parade / Brighton / BN2 1TL / ROYAUME-UNI",
        ),
        (
            "1 Marine Parade\nBrighton\nBN2 1TL\nUnited Kingdom",
            "GB",
            "FR",
            "fr",
            "1 Marine Parade / Brighton / BN2 1TL / ROYAUME-UNI",
        ),
        ("2 Quay St, Galway, H91 AB12", "IE", "IE", "en", "2 Quay St / Galway / H91 AB12"),
        (
            "200 Lantern Wharf, Portland, ME 04101, USA",
            None,
            "FR",
            "fr",
            "200 Lantern Wharf / Portland, ME 04101 / ÉTATS-UNIS",
        ),
        (
            "200 Lantern Wharf, Suite 5, Portland, ME 04101",
            "US",
            "US",
            "en",
            "200 Lantern Wharf / Suite 5 / Portland, ME 04101",
        ),
        (
            "Keizersgracht 1, 1015 AB Amsterdam",
            "NL",
            "BE",
            "fr",
            "Keizersgracht 1 / 1015 AB Amsterdam / PAYS-BAS",
        ),
        # what is not known is not guessed
        ("Kastanienallee 8, 10115 Berlin", "DE", None, "en", "Kastanienallee 8 / 10115 Berlin"),
        (
            "Kastanienallee 8, 10115 Berlin, Germany",
            None,
            None,
            "en",
            "Kastanienallee 8 / 10115 Berlin / GERMANY",
        ),
        ("Jersey", None, "GB", "en", "Jersey"),
        ("", None, "FR", "fr", ""),
        # the town is called like a country
        ("5 rue de Paris, 59000 Lille", "FR", "FR", "fr", "5 rue de Paris / 59000 Lille"),
        ("1 Main St, Lebanon", "US", "US", "en", "1 Main St / Lebanon"),
    ],
)
def test_postal_address(
    address: str, where: str | None, home: str | None, language: str, lines: str
) -> None:
    assert postal_address(address, where, home, language).splitlines() == [
        line for line in lines.split(" / ") if line
    ]


def test_the_sender_names_their_country_only_abroad() -> None:
    said = [postal_address(FRENCH, "FR", "FR", "fr", abroad=abroad) for abroad in (True, False)]
    assert [text.splitlines()[-1] for text in said] == ["FRANCE", "57000 Metz"]


def test_without_a_country_of_its_own_it_is_laid_out_as_at_home() -> None:
    found = postal_address("45 Castle Street, Gloucester, GL1 1AB", None, "GB", "en")
    assert found == "45 Castle Street\nGloucester\nGL1 1AB"
