"""What the text of a payment tells in words."""

import datetime

import pytest

from beancount_relance.values.told_words import all_words, told_days, told_words, words_of_period


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Loyer mai 2026", {"loyer", "month 5", "2026"}),
        ("RENT MAY", {"rent", "month 5"}),
        ("Miete März", {"miete", "month 3"}),
        ("Miete Maerz", {"miete", "month 3"}),
        ("MIETE MRZ", {"miete", "month 3"}),
        ("loyer d’août", {"loyer", "month 8"}),
        ("Rent 05/2026", {"rent", "month 5", "2026"}),
        ("Rent 2026-05.", {"rent", "month 5", "2026"}),
        ("Miete 3/26", {"miete", "month 3", "miete 3/26", "day 3/26"}),
        ("VIR SEPA 3/26", {"day 3/26"}),
        ("Rent 03/05/2026", {"rent", "day 3/5"}),
        ("F2026-05", {"=f202605", "=f2026"}),
        ("05/2026/014", {"##-####-### 05-2026-014"}),
        ("DU 10 AVRIL 2026", {"2026", "day 10/4"}),
        ("1er mai", {"day 1/5", "=1er"}),
        ("on May 3", {"day 3/5"}),
        ("Course du 14/03", {"course", "course 14/3", "day 14/3"}),
        ("14.03.", {"day 14/3"}),
        ("May 2026", {"month 5", "2026"}),
        ("FEB26", {"month 2", "day 26/2", "=feb26"}),
        ("Invoice your client with 12 000", set()),
        ("Tür Tuer", {"tur"}),
        ("VIR SEPA RECU DE, payment by bank", set()),
        ("Phase 2", {"phase", "phase 2"}),
        ("2. Rate", {"rate", "rate 2", "instalment 2"}),
        ("2e termijn", {"termijn", "termijn 2", "instalment 2", "=2e"}),
        ("Segundo plazo", {"segundo", "plazo", "plazo 2", "instalment 2"}),
        ("Acompte n° 2", {"acompte", "acompte 2", "deposit 2"}),
        ("Lektion II", {"lektion", "lektion 2", "lesson 2"}),
        ("Lot B", {"lot b"}),
        ("lot d’avril", {"month 4"}),
        ("Paid 2026-041", {"####-### 2026-041"}),
        ("041/2026, FA-2026-042", {"###-#### 041-2026", "####-### 2026-042", "=fa2026042"}),
        ("2026-2027", set()),
        ("12-300,50", set()),
        ("06-12-34-56-78", set()),
        ("KW 11 und 12", {"kw 11", "kw 12", "week 11", "week 12", "=kw11und"}),
        ("instalment 2 of 3", {"instalment", "instalment 2", "day 2/3"}),
        ("T2 2026", {"t 2", "quarter 2", "=t2", "2026"}),
        ("apt 3B", {"apt", "apt 3", "home 3", "=3b", "=apt3b"}),
        ("EF 456 GH", {"=ef456gh", "# 456"}),
        ("EF-456-GH", {"=ef456gh", "# 456"}),
        ("chambres 1 et 3", {"chambres", "chambres 1", "chambres 3", "room 1", "room 3"}),
        ("Hyra v. 12", {"hyra", "v 12", "week 12"}),
        (
            "Situation de travaux n° 2",
            {"situation", "situation 2", "progress 2"} | {"travaux", "travaux 2"},
        ),
        ("PO 4471", {"po 4471", "order 4471"}),
        ("1043", {"# 1043"}),
        ("client 1043", {"client 1043"}),
        ("950,00 EUR, 1 043 €, 20 %", set()),
        ("", set()),
    ],
)
def test_words_that_tell_one_invoice_from_another(text: str, told: set[str]) -> None:
    assert told_words(text) == told


def test_all_words_are_without_digits_and_accents() -> None:
    assert all_words("Été 2026, n° 4") == {"ete", "n"}


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (datetime.date(2026, 5, 5), {"month 5", "2026"}),
        (datetime.date(2026, 6, 1), {"2026"}),
        (datetime.date(2027, 5, 1), set()),
    ],
)
def test_a_period_is_what_two_days_share(last: datetime.date, told: set[str]) -> None:
    assert words_of_period(datetime.date(2026, 5, 1), last) == told


@pytest.mark.parametrize(
    "text",
    [
        "facture du 2 avril 2026",
        "2026-04-02",
        "your invoice of April 2, 2026, thanks",
        "invoice of 2nd of April 2026",
        "Rechnung vom 02.04.2026",
        "VIR 2/4/2026 MERCI",
    ],
)
def test_a_day_with_its_year(text: str) -> None:
    assert told_days(text) == {datetime.date(2026, 4, 2)}


@pytest.mark.parametrize("text", ["31 avril 2026", "avril 2026", "2 avril", "99/99/2026"])
def test_no_day(text: str) -> None:
    assert not told_days(text)
