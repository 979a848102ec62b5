"""A text tells of a broken promise what is true of its invoices."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale

BOOKS = accounts() + sale("2026-05-01", "F1", "500.00") + sale("2026-05-04", "F2", "70.00")
F1 = remark("2026-06-05", "promise", "F1", until="2026-06-12")
F2 = remark("2026-06-05", "promise", "F2", until="2026-06-15", amount="50.00 EUR")
RETURNED = payment("2026-06-10", "500.00", "F1")
RETURNED += '2026-06-22 * "Returned" ^F1\n  Assets:Bank  -500.00 EUR\n  Assets:Clients:Martin\n'


def told(notes: str, language: str = "en") -> str:
    found = report(f'2024-01-01 custom "relance" "language" "{language}"\n' + BOOKS + notes)
    (action,) = found.actions
    return " ".join(Writer(found).write(action).body.split())


@pytest.mark.parametrize(
    ("notes", "language", "sentence"),
    [
        (
            remark("2026-06-05", "promise", until="2026-06-12"),
            "en",
            "You told us to expect payment by 12 June 2026; it had not reached us by that date.",
        ),
        (
            F1,
            "en",
            "You told us to expect payment by 12 June 2026 (invoice F1); it had not reached us",
        ),
        (
            F2 + payment("2026-06-10", "20.00", "F2"),
            "fr",
            "de 50,00 € pour le 15 juin 2026 (facture F2) ; il ne nous est pas parvenu en totalité",
        ),
        (F1 + F2, "en", "You also told us to expect a payment of €50.00 by 15 June 2026"),
        (F1 + F2, "fr", "Vous nous aviez aussi annoncé un règlement de 50,00 €"),
        (
            F1 + remark("2026-06-15", "promise", "F1", until="2026-06-19"),
            "en",
            "You then told us to expect payment by 19 June 2026 (invoice F1)",
        ),
    ],
)
def test_it_says_which_invoices_were_promised(notes: str, language: str, sentence: str) -> None:
    assert sentence in told(notes, language)


def test_a_payment_that_came_and_went_back_had_reached_us() -> None:
    found = told(F1 + RETURNED)
    assert "was returned unpaid on 22 June 2026" in found
    assert "told us to expect" not in found
    assert "told us to expect" in told(F1)
