"""To whom an invoice was made out that another customer owes now."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, report, sale

MERGED = (
    '2026-05-04 * "{payee}" "Merged"\n'
    "  Assets:Clients:Oriot  100.00 EUR\n  Assets:Clients:Martin  -100.00 EUR\n"
)


@pytest.mark.parametrize(
    ("payee", "named"),
    [
        ("Martin", True),  # the invoice was made out to the one who was merged
        ("Oriot", False),  # it was only posted on the wrong account
    ],
)
def test_the_name_of_the_invoice_is_told_to_who_owes_it_now(payee: str, *, named: bool) -> None:
    sold = sale("2026-03-16", "F1", "100.00").replace('* "Martin"', f'* "{payee}"')
    moved = MERGED.format(payee=payee).replace('"Merged"', '"Merged" ^F1')
    found = report(accounts("Martin", "Oriot") + sold + moved, "2026-05-18")
    (action,) = found.actions
    assert action.customer.id == "Oriot"
    assert ("Made out to: Martin" in Writer(found).write(action).body) == named
