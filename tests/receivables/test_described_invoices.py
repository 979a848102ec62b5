"""A text that describes one invoice, or a set of them, settles it; the evidence says why."""

from __future__ import annotations

import calendar

import pytest

from beancount_relance.receivables.items import Settlement
from tests.support.ledgers import accounts, report

SOLD = (
    '{date} * "Martin" "{text}" ^{number}\n  Assets:Clients:Martin  {amount} EUR\n  Income:Sales\n'
)
PAID = '2026-06-20 * "Martin" "{text}"\n  Assets:Bank  {amount} EUR\n  Assets:Clients:Martin\n'

RENTS = (
    ("F1", "2026-04-01", "Rent April", "500.00"),
    ("F2", "2026-05-01", "Rent May", "500.00"),
    ("F3", "2026-06-01", "Rent June", "500.00"),
)
ALIKE = (
    ("F1", "2026-04-01", "Rent", "500.00"),
    ("F2", "2026-05-01", "Rent", "500.00"),
    ("F3", "2026-06-01", "Rent", "500.00"),
)
ROOMS = (
    ("F1", "2026-04-02", "Kitchen paint, bathroom tiles", "500.00"),
    ("F2", "2026-04-02", "Bathroom paint, kitchen tiles", "500.00"),
)
YEAR = tuple(
    (f"F{month}", f"2025-{month:02}-01", f"Rent {name}", "500.00")
    for month, name in enumerate(calendar.month_name)
    if month
)
PARTS = (
    ("F1", "2026-04-02", "Kitchen", "100.00"),
    ("F2", "2026-04-03", "Bathroom", "200.00"),
    ("F3", "2026-04-02", "Stairs", "150.00"),
    ("F4", "2026-04-02", "Garage", "150.00"),
)
CELLAR = ("F5", "2026-04-02", "Cellar", "200.00")


def paid(
    sold: tuple[tuple[str, str, str, str], ...], text: str, amount: str
) -> dict[str, Settlement]:
    """What a payment with this text has settled, by invoice."""
    books = accounts("Martin")
    for number, date, narration, each in sold:
        books += SOLD.format(date=date, text=narration, number=number, amount=each)
    found = report(books + PAID.format(text=text, amount=amount))
    return {
        item.invoice.reference: part for item in found.allocation.items for part in item.settled
    }


@pytest.mark.parametrize(
    ("sold", "text", "amount", "expected"),
    [
        (RENTS, "Rent May", "500.00", {"F2": "F2 has exactly this amount, and is for “Rent May”"}),
        (RENTS, "RENT  MAY", "500.00", {"F2": "F2 has exactly this amount, and is for “Rent May”"}),
        (
            ROOMS,
            "Bathroom paint, kitchen tiles",
            "500.00",
            {"F2": "F2 has exactly this amount, and is for “Bathroom paint, kitchen tiles”"},
        ),
        (
            ALIKE,
            "Transfer 2026-05-01",
            "500.00",
            {"F2": "F2 has exactly this amount, and is of 2026-05-01"},
        ),
        (
            YEAR,
            "Rent November",
            "500.00",
            {"F11": "F11 has exactly this amount, and is for “Rent November”"},
        ),
        (ALIKE, "Rent of May", "500.00", {"F2": "F2 has exactly this amount, and is for “Rent”"}),
        (
            ALIKE,
            "Transfer May",
            "500.00",
            {"F2": "F2 has exactly this amount, and is of 2026-05-01"},
        ),
        (
            PARTS,
            "Bathroom and kitchen",
            "300.00",
            dict.fromkeys(
                ("F1", "F2"), "F1 and F2 add up to exactly this amount, and the text describes them"
            ),
        ),
    ],
)
def test_what_the_text_describes(
    sold: tuple[tuple[str, str, str, str], ...], text: str, amount: str, expected: dict[str, str]
) -> None:
    found = paid(sold, text, amount)
    assert {number: str(part.evidence) for number, part in found.items()} == expected


@pytest.mark.parametrize(
    ("sold", "text", "amount"),
    [
        (RENTS, "Rent", "500.00"),
        (ALIKE, "Rent", "500.00"),
        (ROOMS, "Kitchen and bathroom", "500.00"),
        (PARTS, "Kitchen", "300.00"),
        (PARTS, "Kitchen, stairs", "300.00"),
        ((*PARTS, CELLAR), "Kitchen, bathroom, stairs", "300.00"),
        ((*PARTS, ("F5", "2026-04-02", "Bathroom", "200.00")), "Kitchen, bathroom", "300.00"),
        (ALIKE, "Transfer April, May", "500.00"),
    ],
)
def test_a_text_that_fits_several_describes_none(
    sold: tuple[tuple[str, str, str, str], ...], text: str, amount: str
) -> None:
    assert not any(part.basis == "amount" for part in paid(sold, text, amount).values())


def _alike(*narrations: str) -> tuple[tuple[str, str, str, str], ...]:
    days = ("2026-03-02", "2026-03-09", "2026-03-16")
    numbers = ("A", "B", "C")
    return tuple(zip(numbers, days, narrations, ("40.00",) * 3, strict=True))


@pytest.mark.parametrize(
    ("narrations", "texts"),
    [
        (
            ("Membership 2024/25", "Membership 2025/26", "Membership 2026/27"),
            ("subs 25/26", "2025-26", "cotisation 2025/2026"),
        ),
        (
            ("Beitrag 2024", "Beitrag 2025", "Beitrag 2026"),
            ("Jahresbeitrag 2025", "2025", "Beitrag 25", "VIR DU 19/06/2026 ANNEE 2025"),
        ),
        (
            ("Cleaning 04/07/2026", "Cleaning 04/14/2026", "Cleaning 04/21/2026"),
            ("W/E 4/14", "cleaning 04/14/26", "04-14-2026", "14 April", "April 14th"),
        ),
        (
            ("Intervention du 3 mars", "Intervention du 17 mars", "Intervention du 31 mars"),
            ("17.03", "interv. 17/3", "17.03.26"),
        ),
        (
            ("Service charge Q1", "Service charge Q2", "Service charge Q3"),
            ("S/C APR-JUN", "avril à juin 2026", "3 MOIS, II trimestre"),
        ),
        (
            ("Mensualité 1/12", "Mensualité 2/12", "Mensualité 3/12"),
            ("mens. 2", "2e mensualité", "mensualités 2/12"),
        ),
        (("Dossier A-113", "Dossier B-113", "Dossier C-113"), ("dossier B 113", "B113")),
    ],
)
def test_the_same_thing_in_other_words(
    narrations: tuple[str, str, str], texts: tuple[str, ...]
) -> None:
    for text in texts:
        assert list(paid(_alike(*narrations), text, "40.00")) == ["B"], text


@pytest.mark.parametrize(
    ("narrations", "text"),
    [
        (("Beitrag 2023", "Beitrag 2024", "Beitrag 2025"), "Beitrag 2026"),  # when it was paid
        (("Beitrag 2024", "Beitrag 2025 March", "Beitrag 2026"), "Paid 2025"),
        (("Cleaning 04/07", "Cleaning 04/14", "Cleaning 04/21"), "VIR 15/06"),
    ],
)
def test_what_banks_write_describes_none(narrations: tuple[str, str, str], text: str) -> None:
    (number, part), *others = paid(_alike(*narrations), text, "40.00").items()
    assert (number, others, part.evidence and "oldest of 3" in str(part.evidence)) == (
        "A",
        [],
        True,
    )
