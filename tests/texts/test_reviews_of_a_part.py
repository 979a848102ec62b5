"""The review of a dispute about a part says how much is disputed, and what is left to pay."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import with_plain_spaces

BOOKS = accounts() + sale("2026-01-12", "F1", "1000.00") + payment("2026-02-02", "600.00", "F1")
PART = remark("2026-03-02", "dispute", "F1", amount="27.00 EUR")
OTHER = sale("2026-01-12", "F2", "50.00") + remark("2026-03-02", "dispute", "F2")


@pytest.mark.parametrize(
    ("language", "paid", "disputed", "left"),
    [
        ("en", "Paid or credited to date: €600.00", "Disputed: €27.00", "Balance due: €400.00"),
        (
            "fr",
            "Déjà réglé ou crédité : 600,00 €",
            "Somme contestée : 27,00 €",
            "Reste à régler : 400,00 €",
        ),
    ],
)
def test_the_rest_stays_due(language: str, paid: str, disputed: str, left: str) -> None:
    language_ = f'2020-01-01 custom "relance" "language" "{language}"\n'
    for more in ("", OTHER):
        found = report(language_ + BOOKS + PART + more, "2026-10-05")
        (action,) = (each for each in found.actions if each.stage.name == "review")
        body = with_plain_spaces(Writer(found).write(action).body)
        assert f"{paid}\n{disputed}\n{left}\n" in body
        assert "Total" not in body
