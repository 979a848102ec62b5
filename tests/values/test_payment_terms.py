"""Payment terms: from the words and the invoice date to the due date."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from beancount_relance.language.messages import language
from beancount_relance.values.dates import next_day_of_month
from beancount_relance.values.readers import BadValueError
from beancount_relance.values.terms.described_terms import terms_in_words
from beancount_relance.values.terms.payment_terms import parse_terms, read_terms
from tests.support.ledgers import accounts, day, item, report, sale

# wording, invoice date, due date as counted on a calendar
COUNTED = [
    ("30 jours", "2026-05-14", "2026-06-13"),
    ("30 jours", "2026-01-31", "2026-03-02"),
    ("30 jours", "2024-01-31", "2024-03-01"),
    ("60 jours", "2023-12-31", "2024-02-29"),
    ("60 jours", "2024-12-31", "2025-03-01"),
    ("30 jours nets", "2026-05-14", "2026-06-13"),
    ("30 jours date de facture", "2026-05-14", "2026-06-13"),
    ("à 30 jours", "2026-05-14", "2026-06-13"),
    ("30j", "2026-05-14", "2026-06-13"),
    ("net 30", "2026-05-14", "2026-06-13"),
    ("Net 30 days", "2026-05-14", "2026-06-13"),
    ("30 days", "2026-05-14", "2026-06-13"),
    ("30 days net", "2026-05-14", "2026-06-13"),
    ("1 jour", "2026-12-31", "2027-01-01"),
    ("payable à 30 jours", "2024-02-29", "2024-03-30"),
    ("sous 30 jours", "2026-05-14", "2026-06-13"),
    ("30 jours à compter de la date d'émission de la facture", "2026-05-14", "2026-06-13"),
    ("within 30 days of the invoice date", "2026-05-14", "2026-06-13"),
    ("30 days after invoice", "2026-05-14", "2026-06-13"),
    ("2 weeks", "2024-02-29", "2024-03-14"),
    ("6 semaines", "2026-05-14", "2026-06-25"),
    ("14 Tage netto", "2026-05-14", "2026-05-28"),
    ("30 dagar", "2026-01-10", "2026-02-09"),
    ("30 dage", "2026-01-10", "2026-02-09"),
    ("30 giorni data fattura", "2026-01-10", "2026-02-09"),
    ("30 giorni fine mese", "2026-01-10", "2026-02-28"),
    ("30 gg fm", "2026-01-10", "2026-02-28"),
    ("30 días fecha factura", "2026-01-10", "2026-02-09"),
    ("30 dagen einde maand", "2026-01-10", "2026-02-28"),
    ("30 Tage ab Rechnungsdatum", "2026-01-10", "2026-02-09"),
    ("sofort", "2026-01-10", "2026-01-10"),
    ("al contado", "2026-01-10", "2026-01-10"),
    ("a la vista", "2026-01-10", "2026-01-10"),
    ("rimessa diretta", "2026-01-10", "2026-01-10"),
    ("omgående", "2026-01-10", "2026-01-10"),
    ("bij ontvangst", "2026-01-10", "2026-01-10"),
    ("bei Erhalt der Rechnung", "2026-01-10", "2026-01-10"),
    ("dès réception", "2026-01-10", "2026-01-10"),
    ("COD", "2026-01-10", "2026-01-10"),
    ("zahlbar innerhalb 14 Tagen", "2026-01-10", "2026-01-24"),
    ("45 j. fin de mois", "2026-01-10", "2026-02-28"),
    ("30 dagen", "2026-05-14", "2026-06-13"),
    ("30 días", "2026-05-14", "2026-06-13"),
    ("30 giorni", "2026-05-14", "2026-06-13"),
    # months are counted on the calendar, up to the last day of a short one
    ("1 mois", "2024-01-31", "2024-02-29"),
    ("un mois", "2026-01-31", "2026-02-28"),
    ("12 months", "2024-02-29", "2025-02-28"),
    ("one month", "2026-05-14", "2026-06-14"),
    ("3 Monate", "2026-11-30", "2027-02-28"),
    ("1 month end of month", "2024-01-31", "2024-02-29"),
    ("1 month end of month", "2025-02-11", "2025-03-31"),
    ("fin de mois + 1 mois", "2026-02-03", "2026-03-28"),
    ("fin du mois suivant", "2026-01-31", "2026-02-28"),
    ("end of next month", "2026-05-14", "2026-06-30"),
    ("net 30 EOM", "2026-03-10", "2026-04-30"),
    ("30 jours date de facture fin de mois", "2024-02-29", "2024-03-31"),
    ("30 jours fin de mois le 15 du mois suivant", "2024-02-29", "2024-04-15"),
    # "45 days end of month" counts two ways, both lawful, each with its own spelling
    ("45 jours fin de mois", "2026-03-10", "2026-04-30"),
    ("fin de mois 45 jours", "2026-03-10", "2026-05-15"),
    ("45 days end of month", "2026-03-10", "2026-04-30"),
    ("end of month 45 days", "2026-03-10", "2026-05-15"),
    ("fin de mois + 45 jours", "2026-03-10", "2026-05-15"),
    ("45 jours fin de mois", "2026-01-15", "2026-03-31"),
    ("45 jours fin de mois", "2024-01-15", "2024-02-29"),
    ("fin de mois 45 jours", "2026-01-15", "2026-03-17"),
    ("fin de mois 45 jours", "2024-01-15", "2024-03-16"),
    ("45 jours fin de mois", "2026-11-16", "2026-12-31"),
    ("45 jours fin de mois", "2026-11-17", "2027-01-31"),
    ("30 jours fin de mois", "2026-01-31", "2026-03-31"),
    ("30 jours fin de mois", "2026-04-30", "2026-05-31"),
    ("30 jours fin de mois", "2026-05-01", "2026-05-31"),
    ("45 JOURS  Fin de Mois.", "2026-03-10", "2026-04-30"),
    ("45\N{NO-BREAK SPACE}jours fin de mois", "2026-03-10", "2026-04-30"),
    # "… le 10" is the 10th of the month that follows
    ("30 jours fin de mois le 10", "2026-03-10", "2026-05-10"),
    ("45 jours fin de mois le 10", "2026-03-10", "2026-05-10"),
    ("30 jours fin de mois, le 15", "2025-12-05", "2026-02-15"),
    ("30 jours fin de mois le 31", "2026-01-05", "2026-03-31"),
    ("30 jours fin de mois le 31", "2025-12-10", "2026-02-28"),
    ("30 days end of month on the 10th", "2026-03-10", "2026-05-10"),
    ("fin de mois", "2026-02-03", "2026-02-28"),
    ("fin de mois", "2024-02-03", "2024-02-29"),
    ("fin de mois", "2026-02-28", "2026-02-28"),
    ("end of month", "2026-12-31", "2026-12-31"),
    ("fin de mois le 15", "2026-02-03", "2026-03-15"),
    ("10 du mois suivant", "2026-12-15", "2027-01-10"),
    ("le 10 du mois suivant", "2026-01-31", "2026-02-10"),
    ("31 du mois suivant", "2026-01-15", "2026-02-28"),
    ("10th of next month", "2026-06-01", "2026-07-10"),
    ("10th of the following month", "2026-06-30", "2026-07-10"),
    ("à réception", "2026-05-14", "2026-05-14"),
    ("à réception de facture", "2026-05-14", "2026-05-14"),
    ("comptant", "2026-05-14", "2026-05-14"),
    ("Due on receipt", "2026-05-14", "2026-05-14"),
    # a number without a unit is one of days next to "net" or the end of a month
    ("n/30", "2026-01-10", "2026-02-09"),
    ("net30", "2026-01-10", "2026-02-09"),
    ("Net-30", "2026-01-10", "2026-02-09"),
    ("30 net", "2026-01-10", "2026-02-09"),
    ("netto 30", "2026-01-10", "2026-02-09"),
    ("30 EOM", "2026-01-10", "2026-02-28"),
    ("45 fdm", "2026-01-10", "2026-02-28"),
    ("EOM+30", "2026-01-10", "2026-03-02"),
    ("EOM 30", "2026-01-10", "2026-03-02"),
    ("EOM net 30", "2026-01-10", "2026-03-02"),
    ("fin de mois + 45", "2026-01-10", "2026-03-17"),
    ("30 days after end of month", "2026-01-10", "2026-03-02"),
    ("30 jours après fin de mois", "2026-01-10", "2026-03-02"),
    ("løbende måned + 30 dage", "2026-01-10", "2026-03-02"),
    ("15 MFI", "2026-01-10", "2026-02-15"),
    ("zum 15. des Folgemonats", "2026-01-10", "2026-02-15"),
    ("Ende nächsten Monats", "2026-01-10", "2026-02-28"),
    # as people write numbers, and in more languages
    ("two weeks", "2026-01-10", "2026-01-24"),
    ("within two weeks", "2026-01-10", "2026-01-24"),
    ("trente jours", "2026-01-10", "2026-02-09"),
    ("zwei Wochen", "2026-01-10", "2026-01-24"),
    ("binnen 30 dagen", "2026-01-10", "2026-02-09"),
    ("30 dagen na factuurdatum", "2026-01-10", "2026-02-09"),
    ("a 30 giorni", "2026-01-10", "2026-02-09"),
    ("30 gg d.f.", "2026-01-10", "2026-02-09"),
    ("30 gg d.f.f.m.", "2026-01-10", "2026-02-28"),
    ("bonifico 30 gg f.m.", "2026-01-10", "2026-02-28"),
    ("a 30 días", "2026-01-10", "2026-02-09"),
    ("30 päivää", "2026-01-10", "2026-02-09"),
    ("30 Tage nach Erhalt der Rechnung", "2026-01-10", "2026-02-09"),
    ("virement à 30 jours", "2026-01-10", "2026-02-09"),
    ("a month", "2026-01-10", "2026-02-10"),
    # at once
    ("immediately", "2026-01-10", "2026-01-10"),
    ("prepaid", "2026-01-10", "2026-01-10"),
    ("payment in advance", "2026-01-10", "2026-01-10"),
    ("Vorkasse", "2026-01-10", "2026-01-10"),
    ("paiement d’avance", "2026-01-10", "2026-01-10"),
    ("pago anticipado", "2026-01-10", "2026-01-10"),
    ("last day of next month", "2024-02-29", "2024-03-31"),
    ("fin de mois prochain", "2024-02-29", "2024-03-31"),
    ("next month end", "2024-02-29", "2024-03-31"),
    ("month end plus 30", "2024-02-29", "2024-03-30"),
    ("14 dager", "2024-02-29", "2024-03-14"),
    ("30JFM", "2024-02-29", "2024-03-31"),
    ("45JFDM", "2024-02-29", "2024-04-30"),
    ("1 year", "2024-02-29", "2025-02-28"),
    ("30", "2024-02-29", "2024-03-30"),
    ("à la livraison", "2024-02-29", "2024-02-29"),
    ("sofort rein netto", "2024-02-29", "2024-02-29"),
    ("a pronto", "2024-02-29", "2024-02-29"),
    ("sous quinzaine", "2024-02-29", "2024-03-15"),
    ("sous huitaine", "2024-02-29", "2024-03-08"),
    ("a fortnight", "2024-02-29", "2024-03-14"),
    ("30 days strictly", "2024-02-29", "2024-03-30"),
    ("30 calendar days", "2024-02-29", "2024-03-30"),
    ("30 jours calendaires", "2024-02-29", "2024-03-30"),
    ("Payment terms: 30 days", "2024-02-29", "2024-03-30"),
    ("Terms: Net 30", "2024-02-29", "2024-03-30"),
    ("échéance 30 jours", "2024-02-29", "2024-03-30"),
    ("délai de paiement : 30 jours", "2024-02-29", "2024-03-30"),
    ("10th of the month following", "2024-02-29", "2024-03-10"),
    ("end of the month following the invoice", "2024-02-29", "2024-03-31"),
    ("à l'avance", "2024-02-29", "2024-02-29"),
    ("10th prox", "2024-02-29", "2024-03-10"),
    ("last day of month following", "2024-02-29", "2024-03-31"),
    ("month end following", "2024-02-29", "2024-03-31"),
    ("month-end following", "2024-02-29", "2024-03-31"),
    ("following month end", "2024-02-29", "2024-03-31"),
    ("30 days following invoice", "2024-02-29", "2024-03-30"),
    ("30 jours suivant la facture", "2024-02-29", "2024-03-30"),
    ("fin de mois le 1er", "2024-02-29", "2024-03-01"),
    ("net 10 prox", "2024-02-29", "2024-03-10"),
    ("net 10th prox.", "2024-02-29", "2024-03-10"),
    ("net monthly", "2024-02-29", "2024-03-31"),
    ("CBD", "2024-02-29", "2024-02-29"),
    ("30 JFM", "2024-02-29", "2024-03-31"),
    ("15 days after month end", "2024-02-29", "2024-03-15"),
    ("8 nap", "2024-02-29", "2024-03-08"),
    ("30 zile", "2024-02-29", "2024-03-30"),
    ("30 дней", "2024-02-29", "2024-03-30"),
    ("30 gün", "2024-02-29", "2024-03-30"),
    ("30天", "2024-02-29", "2024-03-30"),
    ("30 ημέρες", "2024-02-29", "2024-03-30"),
    ("月末締め翌月末払い", "2024-02-29", "2024-03-31"),
    ("termin płatności 14 dni", "2024-02-29", "2024-03-14"),
    ("14 dager netto", "2024-02-29", "2024-03-14"),
    ("le 15 du mois suivant", "2024-02-29", "2024-03-15"),
    ("30 days from date of receipt of invoice", "2024-02-29", "2024-03-30"),
    ("30 days from receipt", "2024-02-29", "2024-03-30"),
    ("30 jours à compter de l'émission de la facture", "2024-02-29", "2024-03-30"),
    ("paiement à 30 jours", "2024-02-29", "2024-03-30"),
    ("paiement sous 30 jours à réception de facture", "2024-02-29", "2024-03-30"),
    ("30 jours maximum", "2024-02-29", "2024-03-30"),
    ("paiement comptant à réception", "2024-02-29", "2024-02-29"),
    ("60 jours date d'émission de la facture", "2024-02-29", "2024-04-29"),
    ("45 jours fin de mois le 15", "2024-02-29", "2024-05-15"),
    ("30 jours net", "2024-02-29", "2024-03-30"),
    ("Zahlbar innerhalb von 14 Tagen ohne Abzug", "2024-02-29", "2024-03-14"),
    ("14 Tage nach Rechnungsdatum", "2024-02-29", "2024-03-14"),
    ("Zahlungsziel: 30 Tage netto", "2024-02-29", "2024-03-30"),
    ("fällig 30 Tage", "2024-02-29", "2024-03-30"),
    ("spätestens 14 Tage nach Rechnungserhalt", "2024-02-29", "2024-03-14"),
    ("betalingstermijn 14 dagen", "2024-02-29", "2024-03-14"),
    ("14 dagen na factuurdatum", "2024-02-29", "2024-03-14"),
    ("giro 60 días", "2024-02-29", "2024-04-29"),
    ("bonifico bancario 30 gg f.m.", "2024-02-29", "2024-03-31"),
    ("30 dias corridos", "2024-02-29", "2024-03-30"),
    ("n30", "2024-02-29", "2024-03-30"),
    ("NET30", "2024-02-29", "2024-03-30"),
    ("30d", "2024-02-29", "2024-03-30"),
    ("30 D", "2024-02-29", "2024-03-30"),
    ("due in 30 days", "2024-02-29", "2024-03-30"),
    ("30 days after invoice date", "2024-02-29", "2024-03-30"),
    ("30 days end of month", "2024-02-29", "2024-03-31"),
    ("60 days EOM", "2024-02-29", "2024-04-30"),
    ("EOM 60", "2024-02-29", "2024-04-29"),
    ("no later than 30 days after invoice date", "2024-02-29", "2024-03-30"),
    ("within thirty (30) days", "2024-02-29", "2024-03-30"),
    ("thirty (30) days", "2024-02-29", "2024-03-30"),
    ("trente (30) jours", "2024-02-29", "2024-03-30"),
    ("1 month after date of invoice", "2024-02-29", "2024-03-29"),
    ("immédiatement à réception", "2024-02-29", "2024-02-29"),
    ("due upon receipt", "2024-02-29", "2024-02-29"),
    ("payable on presentation", "2024-02-29", "2024-02-29"),
    ("on presentation", "2024-02-29", "2024-02-29"),
    ("à présentation de facture", "2024-02-29", "2024-02-29"),
    ("dès présentation", "2024-02-29", "2024-02-29"),
    ("7 days", "2024-02-29", "2024-03-07"),
    ("one week", "2024-02-29", "2024-03-07"),
    ("2 semaines", "2024-02-29", "2024-03-14"),
    ("fin de mois le 10", "2024-02-29", "2024-03-10"),
    ("30 jours à réception", "2024-02-29", "2024-03-30"),
    ("30 jours à réception de la facture", "2024-02-29", "2024-03-30"),
    ("à 30 j", "2024-02-29", "2024-03-30"),
    ("à 30j FDM", "2024-02-29", "2024-03-31"),
    ("2 months end of month", "2024-02-29", "2024-04-30"),
    ("end of month + 10 days", "2024-02-29", "2024-03-10"),
    ("fin de mois + 10 jours", "2024-02-29", "2024-03-10"),
    ("20th of next month", "2024-02-29", "2024-03-20"),
    ("20th month following", "2024-02-29", "2024-03-20"),
    ("Ende des Folgemonats", "2024-02-29", "2024-03-31"),
]


def test_due_date() -> None:
    found = [
        (wording, invoiced, str(parse_terms(wording).due(day(invoiced))))
        for wording, invoiced, _ in COUNTED
    ]
    assert found == COUNTED


@pytest.mark.parametrize(
    "wording",
    [
        "whenever",
        "quand vous pourrez",
        "5 working days",
        "-30 jours",
        "30,5 jours",
        "2/10",
        "30 jours fin de mois le 32",
        "30 jours fin de mois le 0",
        "0 du mois suivant",
        "jours fin de mois",
        "45 jours fin de moi",
        "1000000 jours",
        "30 jours ouvrés",
        "30/60/90",
        "30/60/90 jours",
        "30/60 net 90",
        "RiBa 30/60 gg f.m.",
        "30 jours le 10",
        "30 jours comptant",
        "le 10 du mois",
        "10 du mois",
        "10e du mois",
        "15 du mois",
        "10th of the month",
        "due 10th of month",
        "1st of month",
        "10 de la maand",
        "5th of each month",
        "15th",
        "by the 10th",
        "net 10th",
        "n. V.",
        "by agreement",
        "30 Tage 60 Tage",
        "jours 30",
        "net",
        "10 jours 30 %, 30 jours 70 %",
        "%",
        "/",
        "",
        "1 lustre",
        "1% 30 jours," * 100,
    ],
)
def test_unknown_wording_is_an_error_that_names_known_ones(wording: str) -> None:
    with pytest.raises(BadValueError) as caught:
        parse_terms(wording)
    assert "45 jours fin de mois" in str(caught.value) or "1 to 31" in str(caught.value)


@pytest.mark.parametrize(
    ("date", "pay_day", "expected"),
    [
        ("2026-06-13", 5, "2026-07-05"),
        ("2026-06-05", 5, "2026-06-05"),
        ("2026-06-04", 5, "2026-06-05"),
        ("2026-12-20", 10, "2027-01-10"),
        ("2026-02-10", 31, "2026-02-28"),
        ("2024-02-10", 31, "2024-02-29"),
        ("2026-01-31", 30, "2026-02-28"),
    ],
)
def test_a_customers_pay_day_follows_the_due_date(date: str, pay_day: int, expected: str) -> None:
    assert next_day_of_month(day(date), pay_day) == day(expected)


def test_terms_in_force_from_the_nearest_place() -> None:
    found = report(
        """
        2026-01-01 custom "relance" "terms" "10 jours"
        2026-01-01 open Assets:Clients:Martin
          terms: "20 jours"
        2026-01-01 open Assets:Clients:Gaudin
        2026-01-01 open Income:Sales
        2026-06-01 * "Settings" ^F1
          Assets:Clients:Gaudin  100.00 EUR
          Income:Sales
        2026-06-01 * "Customer" ^F2
          Assets:Clients:Martin  100.00 EUR
          Income:Sales
        2026-06-01 * "Transaction" ^F3
          terms: "30 jours"
          Assets:Clients:Martin  100.00 EUR
          Income:Sales
        2026-06-01 * "Posting" ^F4
          terms: "30 jours"
          Assets:Clients:Martin  100.00 EUR
            terms: "40 jours"
          Income:Sales
        2026-06-01 * "Due date on the transaction" ^F5
          due: 2026-06-15
          Assets:Clients:Martin  100.00 EUR
            terms: "40 jours"
          Income:Sales
        2026-06-01 * "Due date on the posting" ^F6
          due: 2026-06-15
          Assets:Clients:Martin  100.00 EUR
            due: 2026-06-16
          Income:Sales
        """
    )
    dues = {f"F{n}": item(found, f"F{n}").invoice.due.isoformat() for n in range(1, 7)}
    assert dues == {
        "F1": "2026-06-11",
        "F2": "2026-06-21",
        "F3": "2026-07-01",
        "F4": "2026-07-11",
        "F5": "2026-06-15",
        "F6": "2026-06-16",
    }
    assert not found.problems


def test_without_any_setting_terms_are_30_days() -> None:
    found = report(accounts() + sale("2026-05-14", "F1", "100.00"))
    assert item(found, "F1").invoice.due == day("2026-06-13")


def test_a_pay_day_moves_the_terms_but_not_a_given_due_date() -> None:
    found = report(
        """
        2026-01-01 open Assets:Clients:Archipel
          terms: "30 jours fin de mois"
          pay-day: 10
        2026-01-01 open Income:Sales
        """
        + sale("2026-05-04", "F1", "100.00", customer="Archipel").replace("\n", "\n        ")
        + sale("2026-05-04", "F2", "100.00", customer="Archipel", due="2026-06-18").replace(
            "\n", "\n        "
        )
    )
    # 4 May + 30 days = 3 June, end of month 30 June, then their 10th
    assert item(found, "F1").invoice.due == day("2026-07-10")
    assert item(found, "F2").invoice.due == day("2026-06-18")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30% à la commande, 70% 30 jours", [("300.00", "2026-03-10"), ("700.01", "2026-04-09")]),
        (
            "30 % à la commande, le solde à 30 jours fin de mois",
            [("300.00", "2026-03-10"), ("700.01", "2026-04-30")],
        ),
        ("50% upfront, balance net 30", [("500.01", "2026-03-10"), ("500.00", "2026-04-09")]),
        (
            "33,33% comptant, 33,33% 30 jours, solde 60 jours",
            [("333.30", "2026-03-10"), ("333.30", "2026-04-09"), ("333.41", "2026-05-09")],
        ),
        ("100% à réception", [("1000.01", "2026-03-10")]),
    ],
)
def test_shares_make_instalments_and_the_last_takes_the_rest(
    text: str, expected: list[tuple[str, str]]
) -> None:
    date = datetime.date(2026, 3, 10)
    parts = parse_terms(text).split(Decimal("1000.01"), "EUR")
    assert [(str(part), delay.due(date).isoformat()) for part, delay in parts] == expected


@pytest.mark.parametrize("text", ["30% à la commande, 60% 30 jours", "60% comptant, 50% net 30"])
def test_shares_must_add_up(text: str) -> None:
    with pytest.raises(BadValueError, match="add up to 100%"):
        parse_terms(text)


@pytest.mark.parametrize(
    ("text", "percent", "until", "due"),
    [
        ("2% 10 net 30", "2", "2026-03-20", "2026-04-09"),
        ("2/10 net 30", "2", "2026-03-20", "2026-04-09"),
        ("escompte de 1,5% sous 8 jours, 45 jours fin de mois", "1.5", "2026-03-18", "2026-04-30"),
        ("2% Skonto innerhalb von 10 Tagen, 30 Tage netto", "2", "2026-03-20", "2026-04-09"),
        ("1 % d'escompte à 10 jours, net 30 jours", "1", "2026-03-20", "2026-04-09"),
        ("2/10 n/30", "2", "2026-03-20", "2026-04-09"),
        ("2/10, net 30 EOM", "2", "2026-03-20", "2026-04-30"),
        ("2% Skonto 10 Tage netto 30", "2", "2026-03-20", "2026-04-09"),
        ("10 Tage 2 % Skonto, 30 Tage netto", "2", "2026-03-20", "2026-04-09"),
        ("30 Tage netto, 10 Tage 2% Skonto", "2", "2026-03-20", "2026-04-09"),
        (
            "2 % Skonto bei Zahlung innerhalb von 10 Tagen, 30 Tage netto",
            "2",
            "2026-03-20",
            "2026-04-09",
        ),
        ("30 jours net, escompte 2 % sous 10 jours", "2", "2026-03-20", "2026-04-09"),
        ("2% sconto 10 gg, 30 gg d.f.f.m.", "2", "2026-03-20", "2026-04-30"),
    ],
)
def test_a_discount_is_read_and_does_not_change_the_due_date(
    text: str, percent: str, until: str, due: str
) -> None:
    date = datetime.date(2026, 3, 10)
    terms = parse_terms(text)
    (discount,) = terms.discounts
    assert (str(discount.percent), discount.until(date).isoformat()) == (percent, until)
    assert terms.due(date).isoformat() == due


@pytest.mark.parametrize(
    "text",
    [
        "3% 7, 2% 14, net 30",
        "3% 7 Tage, 2% 14 Tage, 30 Tage netto",
        "3% 7j et 2% 14j, net 30",
        "7 Tage 3 %, 14 Tage 2 %, 30 Tage netto",
    ],
)
def test_two_discounts(text: str) -> None:
    date = datetime.date(2026, 3, 10)
    terms = parse_terms(text)
    assert [(str(each.percent), each.until(date).isoformat()) for each in terms.discounts] == [
        ("3", "2026-03-17"),
        ("2", "2026-03-24"),
    ]
    assert terms.due(date).isoformat() == "2026-04-09"


@pytest.mark.parametrize(
    ("written", "english", "french"),
    [
        ("30 jours", "30 days", "30 jours"),
        ("30 Tage netto", "30 days", "30 jours"),
        ("2 weeks", "14 days", "14 jours"),
        ("1 mese", "1 month", "1 mois"),
        ("comptant", "due at once", "comptant"),
        ("45 days end of month", "45 days, end of month", "45 jours fin de mois"),
        ("fdm 45 j", "end of month + 45 days", "fin de mois + 45 jours"),
        ("eom", "end of month", "fin de mois"),
        (
            "30 jours fin de mois le 10",
            "30 days, end of month, then day 10",
            "30 jours fin de mois, le 10",
        ),
        ("10 du mois suivant", "day 10 of the next month", "le 10 du mois suivant"),
        ("fin du mois suivant", "1 month, end of month", "1 mois fin de mois"),
        ("50% upfront, balance net 30", "50%: due at once and 50%: 30 days", None),
        (
            "Escompte 1,5 % sous 8 jours, net 30",
            "30 days, or 1.5% less within 8 days",
            "30 jours, ou 1,5 % d’escompte sous 8 jours",
        ),
    ],
)
def test_terms_are_told_in_the_readers_language(
    written: str, english: str, french: str | None
) -> None:
    words = terms_in_words(parse_terms(written))
    assert language("en").render(words) == english
    if french is not None:
        assert language("fr").render(words).replace("\N{NO-BREAK SPACE}", " ") == french


def test_a_number_is_one_of_days() -> None:
    assert read_terms(Decimal(30)).due(day("2026-01-10")) == day("2026-02-09")
