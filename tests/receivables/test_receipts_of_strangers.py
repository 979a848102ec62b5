"""Receipts as banks and bookkeepers of many countries write them, with what a bookkeeper expects.

Each is a row of :data:`RECEIPTS`: what is open, what came in, and what it settles. A receipt
that is not settled for sure is either asked about, or only presumed oldest first.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from beancount import loader

from beancount_relance.policy.names.name_spellings import same_name
from beancount_relance.receivables.items import OLDEST
from beancount_relance.report.report import Report, build_report

AS_OF = datetime.date(2026, 6, 30)
RECEIVED = datetime.date(2026, 5, 20)

ASKED: Mapping[str, str] = {}
"""Nothing is settled for sure, and there is a question."""


@dataclass(frozen=True)
class Receipt:
    """A receipt, and what is expected of it.

    ``owed`` is what the customer owes by number; ``others`` is what another one owes, Durand SA.
    ``text`` is what the bank says, ``amount`` what it credits. ``settles`` are the amounts by
    number that are settled for sure. ``left`` remains of the receipt, and ``also`` are other legs.
    """

    owed: Mapping[str, str]
    text: str
    amount: str
    settles: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict)
    payee: str = "Dupont SARL"
    meta: str = ""
    also: str = ""
    settings: str = ""
    left: str | None = None


FRENCH = {"F2026-014": "1200.00", "F2026-015": "800.00"}
TWINS = {"20260014": "605.00", "20260015": "605.00"}

RECEIPTS = {
    # France
    "vir-sepa": Receipt(
        FRENCH, "VIR SEPA RECU /DE DUPONT SARL /MOTIF FACT F2026-014 /REF 0098877", "1200.00",
        {"F2026-014": "1200.00"},
    ),
    "vir-inst-plus": Receipt(
        FRENCH, "VIR INST RECU DE: DUPONT SARL MOTIF: F2026014+F2026015", "2000.00",
        {"F2026-014": "1200.00", "F2026-015": "800.00"},
    ),
    "cheque": Receipt(FRENCH, "REM CHQ 0001234", "800.00", {"F2026-015": "800.00"}),
    "motif-lost-zeros": Receipt(FRENCH, "VIR DUPONT FACT 14", "1200.00", {"F2026-014": "1200.00"}),
    "lost-zeros-other-amount": Receipt(FRENCH, "VIR DUPONT FACT 14", "1100.00", ASKED),
    "letters-for-zeros": Receipt(FRENCH, "f2O26-O15", "800.00", {"F2026-015": "800.00"}),
    "year-of-before": Receipt(FRENCH, "FACTURE F2025-014", "1200.00", {"F2026-014": "1200.00"}),
    "part-payment": Receipt(FRENCH, "ACOMPTE 50 % F2026-015", "400.00", {"F2026-015": "400.00"}),
    "overpaid": Receipt(
        FRENCH, "REGLT F2026-014", "1250.00", {"F2026-014": "1200.00"}, left="50.00",
        settings='2026-01-01 custom "relance" "allocation" "explicit"',
    ),
    "range": Receipt(
        {"F2026-014": "100.00", "F2026-015": "250.00", "F2026-016": "75.50"},
        "FACTURES F2026-014 A F2026-016", "425.50",
        {"F2026-014": "100.00", "F2026-015": "250.00", "F2026-016": "75.50"},
    ),
    "date-is-no-number": Receipt(
        {"14": "700.00", "15": "300.00"}, "VIR DU 14.05.2026 LOYER", "555.00", {},
    ),
    "account-number-is-no-number": Receipt(
        {"4125": "700.00", "4126": "300.00"},
        "VIR FR76 1990 6000 4400 0780 4125 390 DUPONT", "300.00", {"4126": "300.00"},
    ),
    "siren-is-no-number": Receipt(
        {"2307": "700.00", "2308": "300.00"}, "SIREN 999412307", "300.00", {"2308": "300.00"},
    ),
    "group-pays": Receipt(
        FRENCH, "REGLEMENT FILIALE DUPONT F2026-015", "800.00", {"F2026-015": "800.00"},
        payee="HOLDING DUPONT FRANCE SAS",
    ),
    "accountant-pays": Receipt(
        FRENCH, "POUR LE COMPTE DE DUPONT SARL", "800.00", {"F2026-015": "800.00"},
        payee="CABINET LEROY EXPERTISE",
    ),
    "bank-fee": Receipt(
        FRENCH, "VIR ETRANGER", "1185.00", {"F2026-014": "1200.00"},
        also="  Expenses:Frais-bancaires  15.00 EUR",
    ),
    "short-without-a-leg": Receipt(
        FRENCH, "VIR F2026-014 NET DE FRAIS", "1185.00", {"F2026-014": "1185.00"},
    ),
    "retention": Receipt(
        {"S-7": "10000.00", "S-8": "2000.00"}, "SITUATION DE TRAVAUX", "9500.00",
        {"S-7": "9500.00"},
        settings='2026-01-01 custom "relance" "retention" "5 % 1 year"',
    ),
    "other-customer-s-number": Receipt(
        {"F2026-014": "500.00"}, "F2026-021", "500.00", ASKED, others={"F2026-021": "500.00"},
    ),
    "two-customers-in-one-transfer": Receipt(
        FRENCH, "F2026-014 DUPONT ET F2026-021 DURAND", "1700.00", {"F2026-014": "1200.00"},
        others={"F2026-021": "500.00"}, left="500.00",
    ),
    "credit-note-deducted": Receipt(
        FRENCH, "F2026-014 MOINS AVOIR A-3", "1000.00", {"F2026-014": "1000.00"},
        settings='2026-05-10 * "Dupont SARL" "Avoir A-3"\n'
        "  Assets:Clients:Dupont  -200.00 EUR\n  Income:Sales",
    ),
    # Germany, Austria
    "verwendungszweck-skonto": Receipt(
        {"RE-20260014": "1000.00", "RE-20260015": "970.00"},
        "SVWZ+RE-NR. 20260014 VOM 12.05.2026 ABZGL 3% SKONTO", "970.00",
        {"RE-20260014": "970.00"}, meta='  terms: "3% 30 net 60"',
    ),
    "eref-svwz": Receipt(
        {"2026-014": "1200.00", "4711": "1200.00"},
        "EREF+NOTPROVIDED SVWZ+RECHNUNG 2026-014 KUNDE 990815 ABWA+DUPONT", "1200.00",
        {"2026-014": "1200.00"},
    ),
    "year-behind": Receipt(
        {"2026/14": "1000.00", "2026/15": "1000.00"}, "Rg 14/2026 Dupont", "1000.00",
        {"2026/14": "1000.00"},
    ),
    "rechnung-und": Receipt(
        {"2026-14": "1200.00", "2026-15": "800.00"}, "RG 2026-14 u. 2026-15 abz. Gutschrift 20",
        "1980.00", {"2026-14": "1200.00", "2026-15": "780.00"},
    ),
    # Switzerland, Belgium, creditor references
    "qrr": Receipt(
        FRENCH, "QRR 210000000003139471430009017", "800.00", {"F2026-014": "800.00"},
        meta='  qrr: "21 00000 00003 13947 14300 09017"',
    ),
    "ogm": Receipt(
        FRENCH, "MEDEDELING 090933755493", "800.00", {"F2026-014": "800.00"},
        meta='  ogm: "+++090/9337/55493+++"',
    ),
    "rf": Receipt(
        {"F2026-031": "300.00", "F2026-032": "300.00"}, "/RF92F2026031/", "300.00",
        {"F2026-031": "300.00"},
    ),
    # United Kingdom: eighteen characters
    "bacs-18": Receipt(
        {"INV2041": "500.00", "INV2042": "750.00"}, "DUPONT TRADING INV20", "750.00",
        {"INV2042": "750.00"},
    ),
    "slashes": Receipt(
        {"INV2041": "500.00", "INV2042": "750.00", "INV2043": "20.00"}, "INV2041/42/43",
        "1270.00", {"INV2041": "500.00", "INV2042": "750.00", "INV2043": "20.00"},
    ),
    "prefix-is-no-number": Receipt(
        {"INV1": "500.00", "INV10": "750.00"}, "INV10", "500.00", {"INV10": "500.00"},
    ),
    # Italy
    "bonifico": Receipt(
        {"14/2026": "610.00", "15/2026": "122.00"},
        "BONIFICO SEPA A VOSTRO FAVORE ORD: DUPONT SALDO FATT. N. 14/2026 E 15/2026", "732.00",
        {"14/2026": "610.00", "15/2026": "122.00"},
    ),
    "saldo-fattura": Receipt(
        {"14/2026": "610.00", "15/2026": "610.00"}, "SALDO FATTURA 14", "610.00",
        {"14/2026": "610.00"},
    ),
    "ritenuta": Receipt(
        {"14/2026": "1220.00", "15/2026": "1020.00"}, "FT 14/2026 NETTO RITENUTA", "1020.00",
        {"14/2026": "1020.00"},
    ),
    # Spain, Portugal
    "fra": Receipt(
        {"2026-0014": "300.00", "2026-0015": "300.00"},
        "TRANSFERENCIA DE DUPONT S.L. CONCEPTO FRA 2026/0014", "300.00",
        {"2026-0014": "300.00"},
    ),
    "fras-y": Receipt(
        {"A-14": "300.00", "A-15": "41.00", "A-16": "59.00", "A-17": "7.10"},
        "FRAS. A-14, A-15 Y A-17", "348.10",
        {"A-14": "300.00", "A-15": "41.00", "A-17": "7.10"},
    ),
    "ft-a": Receipt(
        {"A/14": "300.00", "A/15": "300.00"}, "TRF CRED SEPA DE DUPONT LDA FT A/14", "300.00",
        {"A/14": "300.00"},
    ),
    # The Netherlands
    "factuurnr": Receipt(
        TWINS, "SEPA OVERBOEKING NAAM: DUPONT BV OMSCHRIJVING: FACTUURNR 20260015 KLANTNR 605",
        "605.00", {"20260015": "605.00"},
    ),
    "twins": Receipt(TWINS, "OVERBOEKING DUPONT BV", "605.00", ASKED),
    # Poland
    "faktura": Receipt(
        {"FV/14/05/2026": "500.00", "FV/15/05/2026": "500.00"},
        "PRZELEW PRZYCH. FV 15/05/2026", "500.00", {"FV/15/05/2026": "500.00"},
    ),
    "split-payment": Receipt(
        {"FV14-05-2026": "1230.00", "FV15-05-2026": "1230.00"},
        "/VAT/230,00/IDC/5260001246/INV/FV15-05-2026/TXT/", "1230.00",
        {"FV15-05-2026": "1230.00"},
    ),
}  # fmt: skip


def books(receipt: Receipt) -> Report:
    lines = [
        receipt.settings,
        'option "operating_currency" "EUR"',
        "2026-01-01 open Assets:Bank",
        "2026-01-01 open Assets:Clients:Dupont",
        '  name: "Dupont SARL"',
        "2026-01-01 open Assets:Clients:Durand",
        '  name: "Durand SA"',
        "2026-01-01 open Expenses:Frais-bancaires",
        "2026-01-01 open Income:Sales",
    ]
    for customer, owed in (("Dupont", receipt.owed), ("Durand", receipt.others)):
        for place, (number, amount) in enumerate(owed.items()):
            lines += [
                f'2026-05-{2 + place:02} * "{customer}" "Goods"',
                f'  invoice: "{number}"',
                *([receipt.meta] if receipt.meta and not place else ()),
                f"  Assets:Clients:{customer}  {amount} EUR",
                "  Income:Sales",
            ]
    lines += [
        f'{RECEIVED} * "{receipt.payee}" "{receipt.text}"',
        f"  Assets:Bank  {receipt.amount} EUR",
        *([receipt.also] if receipt.also else ()),
        "  Assets:Clients:Dupont",
    ]
    entries, errors, options = loader.load_string("\n".join(lines))
    assert not errors
    return build_report(entries, options, AS_OF)


@pytest.mark.parametrize("receipt", RECEIPTS.values(), ids=RECEIPTS)
def test_receipt(receipt: Receipt) -> None:
    report = books(receipt)
    settled: dict[str, Decimal] = {}
    for item in report.allocation.items:
        parts = [p for p in item.settled if p.kind != "credit-note" and p.basis != OLDEST]
        amount = sum((part.amount for part in parts), Decimal())
        if amount:
            settled[item.invoice.reference] = amount
    assert settled == {number: Decimal(amount) for number, amount in receipt.settles.items()}
    if receipt.settles is ASKED:
        assert report.allocation.unclear
    if receipt.left is not None:
        (credit,) = report.allocation.credits
        assert credit.amount == Decimal(receipt.left)


# Money that does not stand on the customer's account, by name and amount

NAMES = {
    "umlaut": ("Müller GmbH", "MUELLER GMBH"),
    "umlaut-dropped": ("Müller GmbH", "MULLER GMBH"),
    "umlaut-by-the-bank": ("Mueller GmbH", "Müller GmbH"),
    "sharp-s": ("Bäckerei Groß KG", "BAECKEREI GROSS KG"),
    "oslo": ("Ørsted Møbler AS", "OERSTED MOEBLER AS"),
    "oslo-dropped": ("Ørsted Møbler AS", "ORSTED MOBLER AS"),
    "lodz": ("Łódzki Żuraw Sp. z o.o.", "LODZKI ZURAW SP. Z O.O."),
    "breton": ("Kœnig & Fils SARL", "KOENIG ET FILS"),
    "cut-off": ("Maison Lagardère Frères SAS", "MAISON LAGARDERE FR"),
}


@pytest.mark.parametrize(("name", "payer"), NAMES.values(), ids=NAMES)
def test_a_payer_on_a_suspense_account(name: str, payer: str) -> None:
    text = f"""
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Attente
2026-01-01 open Assets:Clients:Client
  name: "{name}"
2026-01-01 open Income:Sales
2026-05-02 * "{name}" "Goods" ^F1
  Assets:Clients:Client  812.40 EUR
  Income:Sales
2026-05-20 * "{payer}" "Virement"
  Assets:Bank  812.40 EUR
  Assets:Attente
"""
    entries, errors, options = loader.load_string(text)
    assert not errors
    (possible,) = build_report(entries, options, AS_OF).possible
    assert [key[2] for key in possible.question.items] == ["F1"]


def test_letters_that_are_no_umlaut_tell_customers_apart() -> None:
    assert same_name("Müller GmbH", "MUELLER GmbH")
    assert not same_name("Baur GmbH", "Bauer GmbH")
    assert not same_name("Muller GmbH", "Mueller GmbH")


def test_one_deposit_for_several_customers() -> None:
    text = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Clients:Dupont
2026-01-01 open Assets:Clients:Durand
2026-01-01 open Expenses:Commissions-Carte
2026-01-01 open Income:Sales
2026-05-02 * "Dupont" "Goods" ^F1
  Assets:Clients:Dupont  1200.00 EUR
  Income:Sales
2026-05-03 * "Dupont" "Goods" ^F2
  Assets:Clients:Dupont  700.00 EUR
  Income:Sales
2026-05-04 * "Durand" "Goods" ^F3
  Assets:Clients:Durand  500.00 EUR
  Income:Sales
2026-05-20 * "Banque" "Remise de 2 chèques"
  Assets:Bank  1200.00 EUR
  Assets:Clients:Dupont  -700.00 EUR
  Assets:Clients:Durand  -500.00 EUR
2026-05-21 * "Banque" "Lot de cartes 0512"
  Assets:Bank  1164.00 EUR
  Expenses:Commissions-Carte  36.00 EUR
  Assets:Clients:Dupont  -1200.00 EUR
"""
    entries, errors, options = loader.load_string(text)
    assert not errors
    assert not build_report(entries, options, AS_OF).open_items
