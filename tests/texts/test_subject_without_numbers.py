"""The subject of a text: a date is not called the number of an invoice."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, remark, report, sale
from tests.support.letters import with_plain_spaces

APRIL, MAY = (
    sale(f"2026-{month}-01", "", "650.00").replace(" ^", "").replace("Goods", f"Rent {month}")
    for month in ("04", "05")
)
NUMBERED = sale("2026-04-02", "F1", "650.00")
LATE_FEE = APRIL.replace("2026-04-01", "2026-05-04").replace("Sales", "Late-Fees")


@pytest.mark.parametrize(
    ("sales", "english", "french"),
    [
        (APRIL, "invoice of 1 April 2026, due on 1 May 2026", "facture du 1er avril 2026, échue"),
        (APRIL + LATE_FEE, "invoice of 1 April 2026 now due", "facture du 1er avril 2026 à régler"),
        (
            APRIL + MAY,
            "invoices of 1 April 2026 and 1 May 2026 now due",
            "factures des 1er avril 2026 et 1er mai 2026 à régler",
        ),
        (APRIL + NUMBERED, "2 invoices now due", "2 factures à régler"),
        (NUMBERED, "invoice F1, due on 2 May 2026", "facture n° F1, échue"),
    ],
)
def test_unnumbered_invoices_are_called_by_their_dates(
    sales: str, english: str, french: str
) -> None:
    books = accounts("Martin") + "2020-01-01 open Income:Late-Fees\n" + sales
    for language, said in (("en", english), ("fr", french)):
        set_to = f'2020-01-01 custom "relance" "language" "{language}"\n'
        found = report(set_to + books, "2026-06-15")
        (action,) = found.actions
        subject = Writer(found).write(action).subject.replace("\N{NO-BREAK SPACE}", " ")
        assert said in subject


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "if we received payment of invoice F1 and the invoice of 1 April 2026 by 20 June"),
        ("fr", "le règlement de la facture n° F1 et de la facture du 1er avril 2026 au plus tard"),
    ],
)
def test_a_waiver_names_what_it_is_about(language: str, told: str) -> None:
    books = f'2020-01-01 custom "relance" "language" "{language}"\n' + accounts() + NUMBERED + APRIL
    for day, kind in [("2026-05-12", "reminder"), ("2026-05-19", "call")]:
        books += remark(day, kind)
    found = report(books + remark("2026-05-20", "waiver", until="2026-06-20"), "2026-06-30")
    (action,) = found.actions
    assert action.stage.claims
    assert told in with_plain_spaces(Writer(found).write(action).body)
