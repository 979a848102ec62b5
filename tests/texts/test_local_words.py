"""What the countries of creditor and debtor change in a text besides its law."""

from __future__ import annotations

import pytest

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.policy.countries import country
from beancount_relance.texts.local_words import vat_number
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import Copies, report

PLAN = (
    '2026-06-10 note Assets:Clients:Alpha "x" ^F1\n  relance: "plan"\n'
    '  plan: "2026-07-14 500.00 {currency}, 2026-08-14 500.00 {currency}"\n'
)


def text(name: str, home: str, meta: str, currency: str = "EUR", more: str = PLAN) -> str:
    """A text to a customer whose invoice is late, with the creditor's language for both."""
    found = report(
        f'2024-01-01 custom "relance" "language" "{"fr" if home in ("FR", "BE", "LU") else "en"}"\n'
        f'2024-01-01 custom "relance" "creditor"\n  name: "Lumen"\n  country: "{home}"\n'
        "2024-01-01 open Income:Sales\n2024-01-01 open Assets:Clients:Alpha\n"
        f'  email: "a@b.example"\n{meta}2026-04-01 * "Alpha" "Lamps" ^F1\n  due: 2026-05-04\n'
        f"  Assets:Clients:Alpha  1000.00 {currency}\n  Income:Sales\n"
        + more.format(currency=currency),
        "2026-07-01",
        creditor="",
    )
    assert not found.problems
    writer = Writer(found, Copies())
    composed = writer.compose(name, found.customer("Alpha"))
    return writer.write(composed).body


@pytest.mark.parametrize(
    ("number", "code", "words", "written"),
    [
        ("BE0428759497", "BE", "fr", "TVA BE 0428.759.497"),
        ("CHE-107.787.577 MWST", "CH", "fr", "CHE-107.787.577 TVA"),
        ("CHE107787577", "CH", "en", "CHE-107.787.577 VAT"),
        ("GB980780684", "GB", "en", "VAT no. GB 980 7806 84"),
        ("GB980780684001", "GB", "en", ""),  # of a branch: twelve digits
        ("DE136695976", "DE", "en", "USt-IdNr. DE136695976"),
        ("ATU13585627", "AT", "fr", "UID ATU13585627"),
        ("FR40303265045", "FR", "fr", ""),  # the general label is right
        (None, "DE", "en", ""),
    ],
)
def test_vat_numbers_are_written_as_in_their_country(
    number: str | None, code: str, words: str, written: str
) -> None:
    assert words in LANGUAGES
    assert vat_number(number, country(code), words) == written


@pytest.mark.parametrize(
    ("home", "meta", "currency", "by_hand"),
    [
        ("FR", '  name: "Alpha SCI"\n', "EUR", True),
        ("FR", '  name: "Alpha SARL"\n', "EUR", False),  # a trader
        ("FR", '  kind: "consumer"\n', "EUR", True),
        ("LU", '  name: "Alpha SCI"\n', "EUR", True),
        ("BE", '  name: "Alpha"\n', "EUR", False),  # an undertaking
        ("BE", '  kind: "consumer"\n', "EUR", True),
        ("GB", '  name: "Alpha Ltd"\n', "GBP", False),
        ("GB", '  kind: "consumer"\n', "GBP", False),
        ("US", '  name: "Alpha Inc."\n', "USD", False),
        ("CH", '  kind: "consumer"\n', "CHF", False),
        ("GB", '  kind: "consumer"\n  country: "FR"\n', "GBP", True),  # their own law
        ("GB", '  name: "Alpha SCI"\n  country: "FR"\n', "GBP", False),  # the creditor's
        ("GB", '  name: "Alpha SCI"\n  country: "FR"\n  law: "FR"\n', "GBP", True),
    ],
)
def test_a_debt_is_acknowledged_by_hand_where_the_law_asks_for_it(
    home: str, meta: str, currency: str, *, by_hand: bool
) -> None:
    body = text("plan", home, meta, currency)
    assert ("copied by hand" in body or "recopier de sa main" in body) is by_hand


@pytest.mark.parametrize(("home", "articles"), [("FR", True), ("LU", True), ("GB", False)])
def test_a_settlement_rests_on_the_law_that_governs(home: str, *, articles: bool) -> None:
    body = text("settlement", home, '  name: "Alpha"\n')
    assert ("2044" in body) is ("2052" in body) is ("bon pour" in body) is articles


@pytest.mark.parametrize(
    ("home", "currency", "taker"),
    [
        ("US", "USD", "The bankruptcy court, Alpha Inc."),
        ("BE", "EUR", "Le curateur de la faillite, Alpha Inc. (registre Regsol)"),
        ("GB", "GBP", "The insolvency practitioner, Alpha Inc."),
    ],
)
def test_a_claim_is_lodged_with_whoever_takes_it_there(
    home: str, currency: str, taker: str
) -> None:
    more = '2026-06-10 note Assets:Clients:Alpha "x" ^F1\n  relance: "insolvency"\n'
    body = text("proof-of-claim", home, '  name: "Alpha Inc."\n', currency, more)
    assert f"{taker}\n" in body


def test_a_claim_without_interest_is_lodged_without() -> None:
    more = '2026-06-10 note Assets:Clients:Alpha "x" ^F1\n  relance: "insolvency"\n'
    body = text("proof-of-claim", "US", '  name: "Alpha Inc."\n', "USD", more)
    assert "against Alpha Inc. were opened" in body
    assert "Interest runs" not in body  # none is claimed
