"""Anonymous copies: the same agenda, and nobody's name."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path

import pytest
from beancount import loader

from beancount_relance.exports.anonymous import FACTORS, anonymous, same_agenda
from beancount_relance.language.text import plain
from beancount_relance.report.loading import LoadedLedger, load_ledger
from tests.support.command import EXAMPLE, relance
from tests.support.examples import IS_NIGHTLY
from tests.support.ledgers import D

GOLDEN = Path(__file__).parents[1] / "golden"
SOURCES = [
    path
    for path in sorted(GOLDEN.glob("*/source.beancount"))
    if IS_NIGHTLY or zlib.crc32(path.parent.name.encode()) % 6 == 0
]
"""A sixth of the cases, the same whatever cases are added; at night all of them."""


@pytest.mark.parametrize("path", SOURCES, ids=[path.parent.name for path in SOURCES])
def test_the_report_stays_the_same(path: Path) -> None:
    """Stages, days and the number of invoices, in every convention of keeping books."""
    ledger = load_ledger(path)
    report = ledger.report()
    copies = (anonymous(ledger, factor) for factor in FACTORS)
    assert any(
        same_agenda(report, LoadedLedger.of(*loader.load_string(copy)).report(report.as_of))
        for copy in copies
    )


def test_the_example_company_is_not_recognised(tmp_path: Path) -> None:
    done = relance("anonymise", EXAMPLE, "-o", "json")
    data = json.loads(done.stdout)
    assert data["factor"] == "3"
    text = data["text"]
    report = load_ledger(EXAMPLE).report()
    for customer in report.customers.values():
        for told in (customer.email, customer.phone, customer.siren, customer.contact):
            assert told is None or told not in text
        assert customer.address is None or customer.address.splitlines()[0] not in text
    for secret in ("Harborview", "Gaudin", "Boulangerie Martin", "Atelier Lumen"):
        assert secret not in text
    copy = tmp_path / "copy.beancount"
    copy.write_text(text, encoding="utf-8")
    again = load_ledger(copy)
    assert not again.problems
    assert same_agenda(report, again.report(report.as_of))
    numbers = {item.invoice.reference for item in report.open_items}
    assert numbers == {item.invoice.reference for item in again.report(report.as_of).open_items}


def test_one_name_in_several_spellings_stays_one() -> None:
    sold = (
        "2026-01-01 open Assets:Clients\n2026-01-01 open Income:Sales\n"
        '2026-01-02 * "Café Léon" "x" ^F1\n  Assets:Clients  10.00 EUR\n  Income:Sales\n'
        '2026-01-03 * "CAFE LEON SARL" "x" ^F2\n  Assets:Clients  10.00 EUR\n  Income:Sales\n'
    )
    text = anonymous(LoadedLedger.of(*loader.load_string(sold)), FACTORS[0])
    first, second = re.findall(r'\* "([^"]+)" "', text)
    assert plain(second) == f"{plain(first)} sarl"
    assert first != "Café Léon"


def test_of_a_word_with_a_month_in_it_the_month_stays() -> None:
    sold = (
        "2026-01-01 open Assets:Clients:Leon\n2026-01-01 open Income:Sales\n"
        '2026-01-02 * "Leon" "Aprilquaxmut" ^F1\n  Assets:Clients:Leon  10.00 EUR\n  Income:Sales\n'
    )
    text = anonymous(LoadedLedger.of(*loader.load_string(sold)), FACTORS[0])
    (narration,) = re.findall(r'\* "[^"]+" "([^"]+)"', text)
    assert narration.startswith("April")
    assert "quaxmut" not in narration


def test_a_note_in_french_has_its_values_changed_too() -> None:
    kept = (
        "2026-01-01 open Assets:Clients:Leon\n"
        '2026-01-01 custom "relance" "reference-pattern" "F26-\\\\d{3}"\n'
        '2026-01-02 note Assets:Clients:Leon "x"\n  relance: "echeancier"\n'
        '  echeancier: "2026-07-31 300.00 EUR, 2026-08-31 80.00 EUR"\n'
        '  destinataire: "leon@cafe-leon.example"\n'
    )
    text = anonymous(LoadedLedger.of(*loader.load_string(kept)), D("3"))
    assert '"F26-\\\\d{3}"' in text
    assert "2026-07-31 900.00 EUR, 2026-08-31 240.00 EUR" in text
    assert "cafe-leon" not in text


def test_no_number_of_an_account_or_telephone_is_left() -> None:
    kept = (
        '2026-01-01 custom "relance" "creditor"\n  iban: "FR76 1990 6000 4400 0780 4125 390"\n'
        '2026-01-01 open Assets:Clients:Leon\n  phone: "+33 2 40 00 12 34"\n'
        "2026-01-01 open Assets:Bank\n"
        '2026-01-02 note Assets:Clients:Leon "Telephone call: +33240001234"\n'
        '  relance: "call"\n  bank: "EUR FR7619906000440007804125390"\n'
        '2026-01-02 note Assets:Clients:Leon "Rang 02.41.55.12.34 about 2026-0147"\n'
        '2026-01-03 * "Leon" "VIR DE BE71 0961 2345 6769 REF 2026-0147"\n'
        "  Assets:Bank  3.00 EUR\n  Assets:Clients:Leon\n"
    )
    text = anonymous(LoadedLedger.of(*loader.load_string(kept)), D("3"))
    digits = re.sub(r"[^0-9]", "", text)
    for number in ("1990600044000780", "40001234", "0961234567", "0241551234"):
        assert number not in digits
    assert 'bank: "EUR FR1420041010050500013M02606"' in text
    assert text.count("2026-0147") == 2
