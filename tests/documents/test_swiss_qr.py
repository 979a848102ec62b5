"""The Swiss QR code of letters: its content, and which letters have it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from beancount.core.amount import Amount

from beancount_relance.documents.payment_code import payment_code
from beancount_relance.documents.swiss_qr import Party, is_qr_iban, swiss_code, swiss_data
from beancount_relance.language.messages import language
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import Copies, report
from tests.support.letters import letter_of

IBAN, QR_IBAN, EUROS = (
    "CH9300762011623852957",
    "CH4431999123000889012",
    "FR1420041010050500013M02606",
)
RF, QRR = "RF18539007547034", "210000000003139471430009017"  # from the standards' own examples
PAYEE = Party("Lumen Sàrl", "Rue du Rhône 8, 1204 Genève", "CH")
PAYER = Party("Alpha AG", "Haus A, Bahnhofstrasse 4, CH-8001 Zürich", "CH")
FRANCS = Amount(Decimal("1440.5"), "CHF")


def test_the_content_is_that_of_the_guidelines() -> None:
    content = swiss_data(IBAN, PAYEE, PAYER, FRANCS, "F1", RF)
    assert content is not None
    assert content.split("\r\n") == [
        *("SPC", "0200", "1", IBAN),
        *("S", "Lumen Sàrl", "Rue du Rhône 8", "", "1204", "Genève", "CH"),
        *("", "", "", "", "", "", ""),
        *("1440.50", "CHF"),
        *("S", "Alpha AG", "Haus A, Bahnhofstrasse 4", "", "8001", "Zürich", "CH"),
        *("SCOR", RF, "F1", "EPD"),
    ]


@pytest.mark.parametrize(
    ("account", "reference", "payee", "amount", "kind"),
    [
        (IBAN, RF, PAYEE, FRANCS, "SCOR"),
        (IBAN, None, PAYEE, FRANCS, "NON"),
        (QR_IBAN, QRR, PAYEE, FRANCS, "QRR"),
        (QR_IBAN, None, PAYEE, FRANCS, None),  # which no bank would book
        (QR_IBAN, RF, PAYEE, FRANCS, None),
        (IBAN, QRR, PAYEE, FRANCS, None),
        (EUROS, RF, PAYEE, FRANCS, None),
        (IBAN, RF, Party("Lumen", "Genève", "CH"), FRANCS, None),  # no postcode
        (IBAN, RF, Party("Lumen", None, "CH"), FRANCS, None),
        (IBAN, RF, Party("流明", PAYEE.address, "CH"), FRANCS, None),  # not in the character set
        (IBAN, RF, PAYEE, Amount(Decimal("0.004"), "CHF"), None),
        (IBAN, RF, PAYEE, Amount(Decimal(5), "USD"), None),
    ],
)
def test_each_account_goes_with_its_reference(
    account: str, reference: str | None, payee: Party, amount: Amount, kind: str | None
) -> None:
    assert is_qr_iban(account) is (account == QR_IBAN)
    content = swiss_data(account, payee, PAYER, amount, "F1", reference)
    assert (content.split("\r\n")[27] if content else None) == kind


def test_a_payer_without_a_town_is_left_out() -> None:
    content = swiss_data(IBAN, PAYEE, Party("Alpha", "Zürich", "CH"), FRANCS, "F1", RF)
    assert content is not None
    assert content.split("\r\n")[20:27] == [""] * 7


def test_the_cross_is_in_the_middle() -> None:
    drawn = swiss_code(IBAN, PAYEE, PAYER, FRANCS, "F1", RF)
    assert drawn is not None
    assert drawn.count("<rect") == 4
    assert drawn.endswith("/></svg>")


def books(*, iban: str = IBAN, currency: str = "CHF", there: str = "CH", meta: str = "") -> str:
    return f"""
2024-01-01 custom "relance" "language" "fr"
2024-01-01 custom "relance" "creditor"
  name: "Lumen Sàrl"
  country: "CH"
  address: "Rue du Rhône 8, 1204 Genève"
2024-01-01 custom "relance" "bank" "{currency}"
  iban: "{iban}"
2024-01-01 open Income:Ventes
2024-01-01 open Assets:Clients:Alpha
  name: "Alpha SA"
  country: "{there}"
  address: "Bahnhofstrasse 4, 8001 Zürich"
2026-05-01 * "Alpha" "Lampes" ^F1
{meta}  Assets:Clients:Alpha   100.00 {currency}
  Income:Ventes
"""


@pytest.mark.parametrize(
    ("text", "label", "size"),
    [
        (books(), "Code QR suisse pour payer", 46),
        (books(currency="EUR"), "Code QR suisse pour payer", 46),
        (books(currency="EUR", there="FR"), "Virement SEPA", 20),
        (books(currency="EUR", iban=EUROS), "Virement SEPA", 20),
        (books(iban=QR_IBAN), "", 20),
        (books(iban=QR_IBAN, meta=f'  qr-reference: "{QRR}"\n'), "Code QR suisse", 46),
        (books(meta=f'  qr-reference: "{QRR}"\n'), "Code QR suisse", 46),
    ],
)
def test_a_letter_has_the_code_of_its_account(text: str, label: str, size: int) -> None:
    found = report(text, creditor="")
    assert not found.problems
    (action,) = found.actions
    made = letter_of(Writer(found, Copies()), action)
    code = payment_code(made, found.settings.country, found.as_of, language("fr"))
    assert code.qr_label.startswith(label)
    assert bool(code.qr) is bool(label)
    assert code.qr_size == size
