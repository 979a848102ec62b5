"""Days after a word for “invoice”."""

from __future__ import annotations

import pytest

from beancount_relance.values.clues.announced_days import AnnouncedDay, announced_days
from tests.support.ledgers import day

FULL, SHORT = (18, 2, 2026), (18, 2, None)
ANNOUNCED = [
    ("Acompte facture du 18/02/2026", [FULL]),
    ("Fact. 18.02.2026", [FULL]),
    ("Facture 2026-02-18", [FULL]),
    ("Anzahlung Rechnung vom 18.02.2026", [FULL]),
    ("Rechnung v. 18.2.26", [FULL]),
    ("Part payment of your invoice dated 18 February 2026", [FULL]),
    ("invoice of February 18, 2026", [FULL]),
    ("invoice of 02/18/2026", [FULL]),
    ("INVOICE DATED 18TH FEB 2026", [FULL]),
    ("Facture en date du 18/02/2026", [FULL]),
    ("invoice of 25/12/2026", [(25, 12, 2026)]),
    ("Factuur van 18-02-2026", [FULL]),
    ("Fattura del 18/02/2026", [FULL]),
    ("Faktura z dnia 18.02.2026", [FULL]),
    ("votre facture du 18 février", [SHORT]),
    ("Virement pour facture du 18.02", [SHORT]),
    ("Rechnung vom 18.02.", [SHORT]),
    ("factures du 18/02 et du 3 mars 2026", [SHORT, (3, 3, 2026)]),
    ("invoices of 18/02, 20/02", [SHORT, (20, 2, None)]),
    ("Facture du 18/02/2026 - 450,00 EUR", [FULL]),
    ("18/02/2026", []),
    ("Virement du 18/02/2026", []),
    ("Commande du 18/02/2026", []),
    ("Virement 18/02/2026 facture", []),
    ("facture n° 12 du 18/02/2026", []),
    ("facture travaux du 18/02/2026", []),
    ("invoice 18/02", []),
    ("Facture du 01/02 au 28/02/2026", []),
    ("Facture du 1er février au 28 février", []),
    ("tout sauf facture du 18/02/2026", []),
    ("sauf facture du 18/02/2026", []),
    ("alle außer Rechnung vom 18.02.2026", []),
    ("Facture le 18/02/2026", []),
    ("Rechnung am 18.02.2026", []),
    ("facture du 18 palmiers", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "days"), ANNOUNCED)
def test_days_after_a_word_for_invoice(text: str, days: list[tuple[int, int, int | None]]) -> None:
    found = announced_days(text)
    assert [(each.day, each.month, each.year) for each in found] == days
    assert all(written in text for written in found.values())


def test_a_day_is_of_its_date_and_without_a_year_of_any() -> None:
    dates = [day(text) for text in ("2025-02-18", "2026-02-18", "2026-03-18", "2026-02-19")]
    assert list(map(AnnouncedDay(*FULL).is_of, dates)) == [False, True, False, False]
    assert list(map(AnnouncedDay(*SHORT).is_of, dates)) == [True, True, False, False]
