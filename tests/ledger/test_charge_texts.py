"""Which texts tell a charge for late payment."""

from __future__ import annotations

import datetime

import pytest
from beancount.core.data import Transaction
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.ledger.counterparts.charge_texts import charging, tells_charge

CHARGES = (
    "Late fee for I1",
    "LATE FEES",
    "Latefee I1",
    "2. Mahngebühr",
    "Erste Mahngebühr",
    "Verzugszinsen I1",
    "Facture Z9 : pénalités de retard",
    "Facturation des pénalités de retard",
    "d’intérêts de retard",
    "Indemnité forfaitaire de recouvrement 40 EUR",
    "Interest and late fee",
    "INV-12 late fee",
    "Interest on overdue I1",
    "Påminnelseavgift F-3",
    "Odsetki za zwłokę 7/2026",
    "Пени за просрочку",
    "滞納金 7月",
    "Returned cheque fee",
    "Charge for bounced cheque, F-3",
    "Facture F2 : frais d’impayé",
    "Rücklastschriftgebühr",
    "Gastos de devolución",
    "Spese insoluto F-3",
    "Admin fee for unpaid direct debit",
    "Unpaid direct debit charge",
    "Recharge of bank fee, cheque bounced",
    "Returned ACH fee",
    "Direct debit failure fee",
    "Collection costs",
    "Debt recovery costs F-3",
    "Statutory compensation",
    "Bearbeitungsgebühr Rücklastschrift",
    "Storno Lastschrift Gebühr",
    "Frais de dossier impayé",
    "Frais pour chèque impayé, F-3",
    "Rekompensata 40 EUR",
    "Fixed sum compensation under the Late Payment Act, F-3",
    "Late Payment Act compensation",
    "Administration charge for late payment",
    "Clause pénale F-3",
    "Schadebeding F-3",
    "Kompensationsbeløb",
    "Cláusula penal",
)
OTHERS = (
    "",
    "Work",
    "Website, late payment interest 12 % p.a.",
    "Late delivery of chairs",
    "Pénalités sportives",
    "Retard de chantier",
    "Garden of Mr Mora",
    "Service charge",
    "Reminder cards",
    "Interest group events",
    "Frais de port",
    "Frais de retour du colis",
    "Returned goods",
    "Bounced castle, two days",
    "Returned goods fee",
    "Consulting fee, unpaid leave, paid by cheque",
    "Payment fee",
    "Card payments: unpaid item list, no charge",
    "Administration charge",
    "Compensation survey",
    "Late Payment Act training",
    "Clauses types",
    "Collection of furniture",
)


def sale(narration: str) -> Transaction:
    day = datetime.date(2026, 1, 1)
    return Transaction({}, day, "*", "Ani", narration, frozenset(), frozenset(), [])


@pytest.mark.parametrize("text", CHARGES)
def test_it_begins_with_the_words_for_a_charge(text: str) -> None:
    assert tells_charge(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_tell_none(text: str) -> None:
    assert not tells_charge(text)


signs = st.sampled_from(["", " ", ": ", "-", "/", "’", " 12 ", "_", "; ", "№", ".", "("])
texts = st.lists(
    st.sampled_from([*CHARGES, *OTHERS]) | signs | st.text(max_size=6), max_size=3
).map("".join)


@given(st.lists(texts, max_size=4))
def test_all_texts_at_once_tell_what_each_of_them_tells(narrations: list[str]) -> None:
    sales = list(map(sale, narrations))
    assert list(charging(sales)) == [each for each in sales if tells_charge(each.narration or "")]
