"""What the text of a payment tells in words."""

import datetime

import pytest
from babel import Locale

from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.clues.text_clues import (
    all_words,
    month_names,
    says_only_when,
    text_clues,
    text_days,
    words_of_invoice,
    words_of_payment,
    words_of_period,
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Loyer mai 2026", {"loyer", "month 5", "2026"}),
        ("RENT MAY", {"rent", "month 5"}),
        ("Miete März", {"miet", "month 3"}),
        ("Miete Maerz", {"miet", "month 3"}),
        ("MIETE MRZ", {"miet", "month 3"}),
        ("loyer d’août", {"loyer", "month 8"}),
        ("Rent 05/2026", {"rent", "month 5", "2026"}),
        ("Rent 2026-05.", {"rent", "month 5", "2026"}),
        ("Miete 3/26", {"day 26/3", "day 3/26", "miet", "miet 3/26", "month 3"}),
        ("VIR SEPA 3/26", {"day 3/26", "day 26/3"}),
        ("Rent 03/05/2026", {"rent", "day 3/5"}),
        ("F2026-05", {"=f202605", "# 202605"}),
        ("05/2026/014", {"##-####-### 05-2026-014", "# 52026014"}),
        ("DU 10 AVRIL 2026", {"day 10/4"}),
        ("1er mai", {"day 1/5", "=1er"}),
        ("on May 3", {"day 3/5"}),
        ("Course du 14/03", {"cours", "cours 14/3", "day 14/3"}),
        ("14.03.", {"day 14/3"}),
        ("Rent Mar", {"rent", "month 3"}),
        ("31 Mar", {"day 31/3"}),
        ("MAR26", {"day 26/3", "month 3", "=mar26"}),
        ("Loyer 03", {"loyer", "loyer 3", "month 3"}),
        ("Phase 03", {"phas", "phas 3", "phase 3"}),
        ("0,03 %, 03.5", set()),
        ("Phase 2 March", {"day 2/3", "month 3", "phas", "phas 2", "phase 2"}),
        ("May 2026", {"month 5", "2026"}),
        ("FEB26", {"month 2", "day 26/2", "=feb26"}),
        ("Invoice your client with 12 000", set()),
        ("Tür Tuer", {"tur"}),
        ("VIR SEPA RECU DE, payment by bank", set()),
        ("Phase 2", {"phas", "phas 2", "phase 2"}),
        ("2. Rate", {"instalment 2", "rat", "rat 2"}),
        ("2e termijn", {"termijn", "termijn 2", "instalment 2", "=2e"}),
        ("Segundo plazo", {"instalment 2", "plaz", "plaz 2", "segund"}),
        ("Acompte n° 2", {"acompt", "acompt 2", "deposit 2"}),
        ("Lektion II", {"lektion", "lektion 2", "lesson 2"}),
        ("Lot B", {"lot b"}),
        ("lot d’avril", {"month 4"}),
        ("Paid 2026-041", {"####-### 2026-041", "# 2026041"}),
        (
            "041/2026, FA-2026-042",
            {
                "# 412026",
                "# 2026042",
                "invoice 42",
                "# 41",
                "###-#### 041-2026",
                "####-### 2026-042",
                "=fa2026042",
            },
        ),
        ("2026-2027, 25/26", {"season 2026", "season 2025", "day 25/26"}),
        ("2011/12", {"month 12", "2011"}),
        ("Charges Apr-Jun 2026", {"2026", "charg", "month 4", "month 6", "quarter 2"}),
        ("juillet 2026 au 31 décembre 2026", {"month 7", "day 31/12", "2026"}),
        ("Janvier à juin", {"half-year 1", "month 1", "month 6"}),
        ("Week ending 03/14/2026", {"week", "ending", "day 3/14", "day 14/3"}),
        (
            "Canone III trimestre",
            {"canon", "canon 3", "iii", "trimestr", "trimestr 3", "quarter 3"},
        ),
        ("ZED 3 trim", {"zed", "zed 3", "trim", "trim 3", "quarter 3"}),
        ("dossier B 113", {"dosier", "=b113", "# 113"}),
        ("INV-2042", {"inv 2042", "invoice 2042", "=inv2042", "# 2042"}),
        ("Chantier 0043", {"chantier", "chantier 43", "# 43"}),
        ("FATTURA N. 42/26", {"fattur 42", "invoice 42", "fattur 26", "invoice 26", "day 42/26"}),
        ("INV 109", {"inv 109", "invoice 109", "# 109"}),
        ("12-300,50", set()),
        ("06-12-34-56-78", set()),
        ("KW 11 und 12", {"kw 11", "kw 12", "week 11", "week 12", "=kw11und"}),
        ("instalment 2 of 3", {"instalment", "instalment 2", "day 2/3"}),
        ("T2 2026", {"t 2", "quarter 2", "=t2", "2026"}),
        ("apt 3B", {"apt", "apt 3", "home 3", "=3b", "=apt3b"}),
        ("EF 456 GH", {"=ef456gh", "# 456"}),
        ("EF-456-GH", {"=ef456gh", "# 456"}),
        ("chambres 1 et 3", {"chambr", "chambr 1", "chambr 3", "room 1", "room 3"}),
        ("Hyra v. 12", {"hyr", "v 12", "week 12"}),
        (
            "Situation de travaux n° 2",
            {"situation", "situation 2", "progress 2"} | {"travau", "travau 2"},
        ),
        ("PO 4471", {"po 4471", "order 4471"}),
        ("Best.-Nr. 4471", {"best", "best 4471", "order 4471", "# 4471"}),
        ("Kunden-Nr. 4471", {"kund 4471"}),
        ("1043", {"# 1043"}),
        ("client 1043", {"client 1043"}),
        ("950,00 EUR, 1 043 €, 20 %", set()),
        ("", set()),
    ],
)
def test_words_that_tell_one_invoice_from_another(text: str, told: set[str]) -> None:
    assert text_clues(text) == told


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("table", "tables"),
        ("duty", "duties"),
        ("Lampe", "Lampen"),
        ("tafel", "tafels"),
        ("gâteau", "gâteaux"),
        ("sedia", "sedie"),
        ("tavolo", "tavoli"),
        ("Tisch", "Tische"),
    ],
)
def test_one_and_several_are_the_same_word(one: str, several: str) -> None:
    assert text_clues(one) == text_clues(several) != text_clues("Chair")


def test_short_words_keep_their_endings() -> None:
    assert text_clues("gas bus prix") == {"gas", "bus", "prix"}


def test_all_words_are_without_digits_and_accents() -> None:
    assert all_words("Été 2026, n° 4") == {"ete", "n"}


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (datetime.date(2026, 5, 5), {"month 5", "2026"}),
        (datetime.date(2026, 6, 1), {"month 5", "2026"}),
        (datetime.date(2027, 5, 1), {"month 5", "2026"}),
    ],
)
def test_the_period_of_an_invoice(last: datetime.date, told: set[str]) -> None:
    assert words_of_period(datetime.date(2026, 5, 1), last) == told


def test_a_due_date_within_two_weeks_is_of_the_period_as_well() -> None:
    days = datetime.date(2025, 12, 28), datetime.date(2026, 1, 5)
    assert words_of_period(*days) == {"month 12", "2025", "month 1", "2026"}


@pytest.mark.parametrize(
    ("narration", "told"),
    [
        ("Services 1-28 Feb", {"servic", "servic 1", "servic 28", "month 2"}),
        ("Cleaning, 3 Feb: January", {"cleaning", "month 1"}),
        ("Rent Mar", {"rent", "month 3"}),
        ("Rent 01/03/2026", {"rent", "month 3"}),
        ("Order 4712", {"order 4712", "paper 4712", "# 4712"}),
    ],
)
def test_what_an_invoice_says(narration: str, told: set[str]) -> None:
    found = words_of_invoice(narration)
    assert {word for word in found if not word.startswith(("=", "day "))} == told


PAID = datetime.date(2026, 5, 5)


@pytest.mark.parametrize(
    ("text", "others", "told"),
    [
        ("Services, 1-28 Feb", set(), "month 2"),
        ("VIR 3 May", set(), None),
        ("2 May rent", set(), None),
        ("CHQ 12/04", set(), None),
        ("1 May rent", set(), "month 5"),
        ("3 May, rent for April", set(), "month 4"),
        ("Rent mar", {"month 3"}, "month 3"),
        ("Rent mar", {"month 2"}, None),
        ("Rent 03 April", {"month 3", "month 4"}, "month 4"),
        ("LOYER 03", {"month 3"}, "month 3"),
        ("Miete f. 02/26", set(), "month 2"),
    ],
)
def test_the_month_that_a_payment_says(text: str, others: set[str], told: str | None) -> None:
    found = words_of_payment(text, "Martin", PAID, frozenset(others))
    assert [word for word in found if word.startswith("month")] == ([told] if told else [])


@pytest.mark.parametrize(
    ("text", "others", "told"),
    [
        ("4712", {"paper 4712"}, {"# 4712"}),
        ("no. 4712", {"paper 4712"}, {"# 4712"}),
        ("order 4712", {"# 4712"}, {"# 4712"}),
        ("order 4712", {"# 4712", "paper 4712"}, set()),
        ("customer no. 4712", {"# 4712"}, set()),
        ("paid 4712 EUR", {"# 4712"}, set()),
    ],
)
def test_a_number_whatever_stands_before_it(text: str, others: set[str], told: set[str]) -> None:
    assert words_of_payment(text, "Martin", PAID, frozenset(others)) & {"# 4712"} == told


@pytest.mark.parametrize(
    ("text", "others", "told"),
    [
        ("17.03", {"day 17/3"}, True),
        ("17.03", {"day 17/4"}, False),
        ("mens. 3", {"mensualite 3"}, True),
        ("mens. 3", {"mensualite 2"}, False),
        ("Beitrag 25", {"2025"}, True),
        ("Beitrag 25", {"2026"}, False),
    ],
)
def test_what_a_short_form_may_stand_for(text: str, others: set[str], *, told: bool) -> None:
    found = words_of_payment(text, "Martin", PAID, frozenset(others))
    assert (not found.isdisjoint(others)) is told


def test_the_day_of_a_payment_is_not_told() -> None:
    day = datetime.date(2026, 5, 13)
    for text in ("VIR 13/05/2026", "ACH 05/13/2026", "ACH 05/13/26"):
        assert not words_of_payment(text, "Martin", day, frozenset())


def test_the_name_of_the_customer_is_no_month() -> None:
    others = frozenset({"month 3"})
    assert not words_of_payment("CASA DEL MAR", "Casa del Mar", PAID, others)
    assert "month 3" in words_of_payment("CASA DEL MAR, marzo", "Casa del Mar", PAID, others)


def test_a_text_that_says_only_when() -> None:
    assert says_only_when(text_clues("Facture de février 2026"))
    assert not says_only_when(text_clues("Hosting February"))
    assert not says_only_when(text_clues("2026"))


@pytest.mark.parametrize(
    "text",
    [
        "facture du 2 avril 2026",
        "2026-04-02",
        "your invoice of April 2, 2026, thanks",
        "invoice of 2nd of April 2026",
        "Rechnung vom 02.04.2026",
        "VIR 2/4/2026 MERCI",
        "VIR 02.04.26.",
    ],
)
def test_a_day_with_its_year(text: str) -> None:
    assert text_days(text) == {datetime.date(2026, 4, 2)}


def test_the_month_comes_first_where_the_day_cannot() -> None:
    assert text_days("Cleaning 04/13/2026") == {datetime.date(2026, 4, 13)}
    assert not text_days("06-12-34-56-78, 31/31/2026")


@pytest.mark.parametrize("text", ["31 avril 2026", "avril 2026", "2 avril", "99/99/2026"])
def test_no_day(text: str) -> None:
    assert not text_days(text)


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert text_clues("Rent March " + "2 mars " * 30_000 + "Phase 3") == text_clues(
        "Rent March " + "2 mars " * 280
    )


@pytest.mark.parametrize(
    "language", ["en", "fr", "de", "nl", "es", "it", "pt", "sv", "da", "nb", "pl"]
)
@pytest.mark.parametrize("form", ["format", "stand-alone"])
def test_the_months_of_the_calendar_are_known(language: str, form: str) -> None:
    """As Unicode's CLDR names them, also in the genitive; nothing imports it for bean-check."""
    names = Locale.parse(language).months[form]["wide"]
    assert {month_names()[folded(name)]: month for month, name in names.items()} == {
        month: month for month in range(1, 13)
    }
