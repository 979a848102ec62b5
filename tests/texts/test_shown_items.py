"""To whom an invoice was made out that another customer owes now."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, remark, report, sale

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


def test_the_name_is_told_of_what_is_only_mentioned_as_well() -> None:
    """F1 of the one who was merged had its notice; F2 of the other is due for its reminder."""
    sold = sale("2026-03-16", "F1", "100.00") + remark("2026-05-01", "formal-notice", "F1")
    moved = MERGED.format(payee="Martin").replace('"Merged"', '"Merged" ^F1')
    own = sale("2026-04-15", "F2", "70.00", customer="Oriot")
    books = accounts("Martin", "Oriot") + sold + moved + own
    books += remark("2026-06-01", "legal", "F1", customer="Oriot")
    found = report(books, "2026-06-02")
    (action,) = found.actions
    assert action.invoices == ("F2",)
    text = " ".join(Writer(found).write(action).body.split())
    assert "€100.00, made out to Martin, the subject of our formal notice" in text


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Mme Anne Perrin, héritière de M. Jean Perrin", True),
        ("M. Jean PERRIN", False),  # another spelling
    ],
)
def test_the_name_of_the_invoice_is_told_to_who_has_another_name_now(
    name: str, *, named: bool
) -> None:
    """The directive of 4 May replaces the name under which the invoice of 16 March went out."""
    called = '2020-01-01 custom "relance-customer" "Martin"\n  name: "M. Jean Perrin"\n'
    now = f'2026-05-04 custom "relance-customer" "Martin"\n  name: "{name}"\n'
    books = accounts() + called + now + sale("2026-03-16", "F1", "100.00")
    text = Writer(found := report(books, "2026-05-18")).write(found.actions[0]).body
    assert ("Made out to: M. Jean Perrin" in text) == named
    later = books.replace("2026-03-16", "2026-05-04")
    text = Writer(found := report(later, "2026-06-15")).write(found.actions[0]).body
    assert "Made out to" not in text
