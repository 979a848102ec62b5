"""A letter about invoices under several laws says which law each invoice is under."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, remark, report, sale
from tests.support.letters import only_text

BOOKS = """
2020-01-01 custom "relance" "language" "{language}"
2020-01-01 custom "relance" "creditor"
  name: "Verne SARL"
  address: "1 rue A, 44000 Nantes"
  country: "FR"
2020-01-01 custom "relance-customer" "Martin"
  name: "Brandt GmbH"
  kind: "business"
  country: "DE"
  address: "Am Markt 3, 10115 Berlin"
""" + accounts("Martin")
STEPS = "".join(
    remark(day, kind, "F1", "F2", "F3")
    for day, kind in (
        ("2026-04-08", "reminder"),
        ("2026-04-16", "call"),
        ("2026-04-27", "firm-letter"),
    )
)


def invoices(*laws: str) -> str:
    return "".join(
        sale(f"2026-03-0{place}", f"F{place}", "900.00").replace("\n", f'\n  law: "{law}"\n', 1)
        for place, law in enumerate(laws, 1)
    )


def notice(language: str, *laws: str) -> str:
    return only_text(
        report(BOOKS.format(language=language) + invoices(*laws) + STEPS, "2026-05-18")
    )


def test_each_law_is_named_with_its_articles_and_invoices() -> None:
    assert (
        "Droit applicable : France (articles L441-10 et D441-5 du Code de commerce), "
        "factures F1 et F3 ; Allemagne (article 288 du Code civil allemand, BGB), facture F2."
    ) in notice("fr", "FR", "DE", "FR")
    assert (
        "Governing law: Germany (section 288 of the German Civil Code, BGB), invoices F1 and F2; "
        "France (articles L441-10 and D441-5 of the French Commercial Code), invoice F3."
    ) in notice("en", "DE", "DE", "FR")


@pytest.mark.parametrize("law", ["FR", "DE"])
def test_one_law_is_named_once(law: str) -> None:
    text = notice("en", law, law, law)
    assert "invoices F1" not in text.partition("we are entitled")[2].partition("\n")[0]
    assert text.count("Governing law: France.") == (law == "FR")
