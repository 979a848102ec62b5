"""Numbers after a word for “invoice”."""

from __future__ import annotations

import pytest

from beancount_relance.values.numbers.announced_numbers import announced_numbers

ANNOUNCED = [
    ("Part payment of invoices 1015 and F-16", {"1015": "1015", "f16": "F-16"}),
    ("Invoice No. 2026/014.", {"2026014": "2026/014"}),
    ("Facture n° 14 et 15", {"14": "14", "15": "15"}),
    ("Rechnung Nr. RE-2026-4, RE-2026-5", {"re20264": "RE-2026-4", "re20265": "RE-2026-5"}),
    ("Fattura 12/2026", {"122026": "12/2026"}),
    ("inv.1015, thanks", {"1015": "1015"}),
    ("Factuurnummer 14", {"14": "14"}),
    ("Solde FCT 31", {"31": "31"}),
    ("Rechnungsnr. 7", {"7": "7"}),
    ("commande n° 1042", {}),
    ("your ref 1042", {}),
    ("invoice of 2 April", {}),
    ("facture du 3 avril", {}),
    ("Rechnung vom 14.05.2026", {}),
    ("Billing 12", {}),
    ("order 1015", {}),
    ("invoice", {}),
    ("", {}),
]


@pytest.mark.parametrize(("text", "numbers"), ANNOUNCED)
def test_numbers_after_a_word_for_invoice(text: str, numbers: dict[str, str]) -> None:
    assert announced_numbers(text) == numbers
