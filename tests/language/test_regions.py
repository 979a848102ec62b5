"""Texts as each country writes a language: dates, amounts, spelling, greeting and closing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from beancount_relance.language.languages import LANGUAGES, REGIONS, region_of
from beancount_relance.language.messages import language, msg
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import Copies, day, report

SPACE = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
BRITISH = ("instalment", "favour", "faithfully", "acknowledgement", "as at ", "registered post")


@pytest.mark.parametrize(
    ("code", "country", "money", "long", "short"),
    [
        ("en", "", "US$1,234.50", "9 July 2026", "9 Jul 2026"),
        ("en", "GB", "US$1,234.50", "9 July 2026", "9 Jul 2026"),
        ("en", "US", "$1,234.50", "July 9, 2026", "Jul 9, 2026"),
        ("en", "CA", "US$1,234.50", "July 9, 2026", "Jul 9, 2026"),
        ("en", "CH", f"USD{SPACE}1'234.50", "9 July 2026", "9 Jul 2026"),
        ("fr", "BE", f"1{NARROW}234,50{SPACE}$US", "9 juillet 2026", "09/07/2026"),
        ("fr", "CH", f"USD{SPACE}1'234.50", "9 juillet 2026", "09.07.2026"),
        ("fr", "CA", f"1{SPACE}234,50{SPACE}$US", "9 juillet 2026", "2026-07-09"),
    ],
)
def test_amounts_and_dates(code: str, country: str, money: str, long: str, short: str) -> None:
    words = language(code, country)
    found = words.money(Decimal("1234.5"), "USD")
    assert found.replace(f"${SPACE}US", "$US") == money
    assert words.long_date(day("2026-07-09")) == long
    assert words.short_date(day("2026-07-09")) == short


def test_swiss_figures() -> None:
    words = language("fr", "CH")
    assert words.money(Decimal("-1234567.05"), "CHF") == f"CHF{SPACE}-1'234'567.05"
    assert words.figure(Decimal("1234567.50")) == "1'234'567.50"
    assert words.percent(Decimal("5.25")) == "5.25%"
    assert words.number(Decimal("1234.5")) == "1'234.5"


def test_the_first_country_with_a_way_of_its_own_decides() -> None:
    assert region_of("en", "GB", "US") == "GB"
    assert region_of("en", "DE", "US") == "US"
    assert region_of("en", None, "US") == "US"
    assert region_of("fr", "US", "FR") == "FR"
    assert region_of("en", "DE", "FR") == ""


@pytest.mark.parametrize(("code", "country"), REGIONS)
def test_a_row_is_of_a_language_and_a_country(code: str, country: str) -> None:
    assert code in LANGUAGES
    assert len(country) == 2
    assert language(code, country).locale.language == code


def test_words_change_in_our_messages_and_not_in_their_values() -> None:
    words = language("en", "US")
    text = words.render(msg("{instalment}: in our favour", instalment="favour"))
    assert text == "favour: in our favor"


def letters(creditor: str, customer: str, currency: str) -> dict[str, str]:
    """What is written to a customer, by the name of the text."""
    books = f"""
        2025-01-01 custom "relance" "creditor"
          name: "Favour & Sons"
          country: "{creditor}"
          phone: "+1 503 555 0101"
        2025-01-01 open Income:Sales
        2025-01-01 open Assets:Bank
        2025-01-01 open Assets:Clients:Alpha
          name: "Alpha Favour"
          contact: "Mr John Smith"
          address: "12 Mill Lane"
          country: "{customer}"
        2026-05-01 * "Alpha" "An instalment of lamps" ^A1
          due: 2026-05-31
          Assets:Clients:Alpha  1200.00 {currency}
          Income:Sales
        2026-06-05 note Assets:Clients:Alpha "Plan agreed" ^A1
          relance: "plan"
          plan: "2026-07-10 600.00 {currency}, 2026-08-10 600.00 {currency}"
        2026-06-20 * "Alpha" "Too much"
          Assets:Bank  10.00 {currency}
          Assets:Clients:Alpha
    """
    found = report(books, "2026-07-09", creditor="")
    writer = Writer(found, Copies())
    (them,) = found.customers.values()
    texts = {action.stage.name: writer.write(action) for action in found.actions}
    texts |= {
        name: writer.write(writer.compose(name, them, "letter")) for name in ("statement", "plan")
    }
    return {name: f"{text.subject}\n{text.body}" for name, text in texts.items()}


def test_an_american_letter() -> None:
    found = letters("US", "US", "USD")
    assert "Dear Mr. Smith:" in found["plan"]
    assert "\nSincerely,\n" in found["plan"]
    assert "– by July 10, 2026: $600.00" in found["plan"]
    assert "in 2 installments" in found["plan"]
    assert "Statement of account as of July 9, 2026" in found["statement"]
    assert "by telephone at +1 503" in found["statement"]
    assert "For: An instalment of lamps" in found["statement"]  # from the ledger, as it is
    assert found["statement"].splitlines()[1] == "Favour & Sons"
    for text in found.values():
        ours = text.replace("An instalment of lamps", "")
        assert not [word for word in BRITISH if word in ours]


@pytest.mark.parametrize(
    ("creditor", "customer"), [("GB", "GB"), ("IE", "IE"), ("US", "GB"), ("FR", "DE")]
)
def test_a_british_letter(creditor: str, customer: str) -> None:
    plan = letters(creditor, customer, "EUR")["plan"]
    assert "Dear Mr Smith," in plan
    assert "\nYours sincerely,\n" in plan
    assert "– by 10 July 2026: €600.00" in plan
