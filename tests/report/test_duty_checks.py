"""Checks about electronic invoices and registered letters."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, report, sale

FRANCE = '2026-01-01 custom "relance" "creditor"\n  country: "FR"\n'


def checks(text: str, as_of: str = "2027-10-31") -> list[tuple[str, str]]:
    found = report(text, as_of).checks
    return [(check.kind, str(check.message)) for check in found if check.kind in KINDS]


KINDS = ("refused-invoice", "customer-siren", "electronic-letter")


def note(day: str, kind: str, *lines: str) -> str:
    meta = "".join(f"  {line}\n" for line in (f'relance: "{kind}"', *lines))
    return f'{day} note Assets:Clients:Martin "Said" ^F1\n{meta}'


@pytest.mark.parametrize(
    ("invoiced", "details", "notes", "is_told"),
    [
        ("2027-09-01", "", "", True),  # all who invoice, since that day
        ("2027-08-31", "", "", False),
        ("2026-09-01", "", note("2026-09-05", "approved"), True),  # who issues electronic ones
        ("2026-08-31", "", note("2026-09-05", "approved"), False),
        ("2027-09-01", '  siren: "732829320"\n', "", False),
        ("2027-09-01", '  vat: "FR44732829320"\n', "", False),
        ("2027-09-01", '  country: "BE"\n', "", False),
        ("2027-09-01", '  kind: "consumer"\n', "", False),
    ],
)
def test_the_siren_of_a_business_in_france(
    invoiced: str, details: str, notes: str, *, is_told: bool
) -> None:
    customer = f'2026-01-01 custom "relance-customer" "Martin"\n  name: "Martin"\n{details}'
    found = checks(FRANCE + accounts() + customer + sale(invoiced, "F1", "100.00") + notes)
    assert [kind for kind, _ in found] == ["customer-siren"] * is_told


@pytest.mark.parametrize(
    ("kind", "consent", "is_told"),
    [
        ("consumer", "", True),
        ("consumer", "  electronic-consent: 2026-11-02\n", True),  # after the letter
        ("consumer", "  electronic-consent: 2026-11-01\n", False),
        ("business", "", False),
    ],
)
def test_an_electronic_letter_to_a_consumer_needs_consent(
    kind: str, consent: str, *, is_told: bool
) -> None:
    customer = f'2026-01-01 custom "relance-customer" "Martin"\n  kind: "{kind}"\n{consent}'
    books = FRANCE + accounts() + customer + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    books += note("2026-11-01", "formal-notice", 'electronic: "AR24-000123"')
    found = checks(books, "2026-11-30")
    assert [name for name, _ in found] == ["electronic-letter"] * is_told


def test_checks_can_be_switched_off() -> None:
    books = FRANCE + accounts() + sale("2027-09-01", "F1", "100.00")
    assert not checks(books + '2026-01-01 custom "relance" "checks" "terms"\n')
