"""The ways to get paid: which are offered to whom, with their public sources."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.law.recovery_options import (
    COURTS,
    DOCUMENTS,
    TITLES,
    Length,
    Parties,
    RecoveryOption,
    options_for,
)
from beancount_relance.law.registers import register_number
from beancount_relance.law.territories import jurisdiction

OTHERS = ("territories.csv", "traders.csv", "duties.csv", "rights.csv")
DATA = Path(__file__).parents[2] / "beancount_relance" / "law" / "data"

# debtor's country, kind, creditor's country: option, form, a time limit after service, and
# where the public can read it
ROUTES = [
    ("FR", "business", "FR", "order-for-payment", "cerfa 12946", "object 1 month"),  # CPC 1416
    ("FR", "consumer", "FR", "order-for-payment", "cerfa 12948", "enforce 2 months"),
    # lemondedudroit.fr, decree 2026-96
    ("FR", "business", "FR", "traders-route", "", "answer 1 month"),
    # entreprendre.service-public.gouv.fr A18889
    ("FR", "consumer", "FR", "small-claims", "", "agree 1 month"),  # CPCE R125-2
    ("FR", "public", "FR", "claim-statement", "", ""),  # marche-public.fr, CCAG 2021
    ("FR", "public", "FR", "prefect", "", ""),  # oise.gouv.fr, CGCT L1612-15 and -16
    ("FR", "public", "FR", "administrative-court", "", ""),  # guimet-avocats.net, CE 427923
    ("FR", "business", "FR", "mediation", "", ""),  # efl.fr, Médiateur des entreprises
    ("FR", "business", "BE", "european-order", "A", "object 30 days"),  # e-justice.europa.eu
    ("FR", "business", "FR", "insolvency-claim", "", ""),  # infogreffe.fr
    ("BE", "business", "BE", "traders-route", "", "answer 1 month"),  # e2.law, tcm.be
    ("BE", "business", "FR", "european-order", "A", "object 30 days"),
    ("BE", "consumer", "FR", "european-small-claims", "A", "answer 30 days"),
    # europa.eu/youreurope
    ("DE", "business", "FR", "order-for-payment", "Antrag auf Erlass eines Mahnbescheids", ""),
    ("DE", "consumer", "DE", "order-for-payment", "", "object 2 weeks"),  # maess-heller.de
    ("DE", "business", "DE", "order-for-payment", "", "apply 6 months"),  # ZPO § 701
    ("AT", "business", "FR", "order-for-payment", "Mahnklage", "object 4 weeks"),  # justiz.gv.at
    ("CH", "business", "FR", "order-for-payment", "", "object 10 days"),  # ne.ch, ch.ch
    ("CH", "consumer", "FR", "order-for-payment", "", "apply 1 year"),  # ch.ch
    ("GB", "business", "FR", "money-claim", "N1", "answer 14 days"),  # legislation.gov.uk
    ("IE", "business", "FR", "money-claim", "claim notice", "answer 28 days"),  # mbsolicitors.ie
    ("NL", "consumer", "FR", "court", "", ""),  # juridischadvies4u.nl
    ("ES", "business", "FR", "order-for-payment", "petición inicial", "object 20 days"),
    # iberley.es
    ("IT", "business", "FR", "order-for-payment", "ricorso", "object 40 days"),  # dirittofacile.net
    ("IT", "business", "IT", "order-for-payment", "", "serve 60 days"),
    ("LU", "business", "FR", "order-for-payment", "", ""),  # justice.public.lu
    ("PT", "consumer", "FR", "order-for-payment", "", "object 15 days"),  # e-justice.europa.eu
    ("PL", "business", "FR", "order-for-payment", "", "object 2 weeks"),  # rp.pl
    ("DK", "business", "FR", "order-for-payment", "", "object 14 days"),  # wiki.e-inkasso.dk
    ("US", "business", "FR", "court", "", ""),
]


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(debtor: str, kind: str, creditor: str = "FR") -> dict[str, RecoveryOption]:
    options = options_for(Parties(creditor, debtor, kind))
    named = {option.name: option for option in options}
    assert len(named) == len(options)  # each option once
    return named


@pytest.mark.parametrize(("debtor", "kind", "creditor", "name", "form", "limit"), ROUTES)
def test_each_route(
    debtor: str, kind: str, creditor: str, name: str, form: str, limit: str
) -> None:
    option = found(debtor, kind, creditor)[name]
    assert not form or form in option.forms.values()
    limits = [f"{each.step} {each.length.count} {each.length.unit}" for each in option.limits]
    assert not limit or limit.rstrip("s") in limits
    assert option.sources or debtor == "US"


@pytest.mark.parametrize("debtor", ["FR", "BE", "DE", "AT", "GB", "CH", "US"])
def test_a_public_body_gets_no_order_for_payment(debtor: str) -> None:
    names = found(debtor, "public").keys()
    assert not {"order-for-payment", "european-order", "small-claims", "money-claim"} & names
    assert {"lawyer", "write-off"} <= names


def test_european_procedures_need_two_member_states_that_take_part() -> None:
    for debtor, creditor in (("FR", "FR"), ("GB", "FR"), ("DK", "FR"), ("FR", "DK"), ("FR", "CH")):
        assert (
            not {"european-order", "european-small-claims"}
            & found(debtor, "business", creditor).keys()
        )


def test_what_only_the_creditors_country_gives() -> None:
    # the Belgian procedure needs both in the Belgian register; VAT is taken back at home
    assert "traders-route" not in found("BE", "business", "FR")
    assert found("DE", "business", "FR")["write-off"].sources.endswith("272-1")
    assert found("FR", "business", "DE")["write-off"].sources == ""


@pytest.mark.parametrize(
    ("code", "country"), [("RE", "FR"), ("UK", "GB"), ("DE", "DE"), ("NC", "NC"), (None, None)]
)
def test_a_territory_has_the_procedures_of_its_country(
    code: str | None, country: str | None
) -> None:
    assert jurisdiction(code) == country


def test_across_borders_the_court_is_told() -> None:
    for debtor in ("BE", "NL", "IT"):
        court = found(debtor, "business")["court"]
        assert any("at the debtor’s seat" in note.words.texts["en"] for note in court.notes)
        court = found(debtor, "consumer")["court"]
        assert any("own country" in note.words.texts["en"] for note in court.notes)
    assert not found("BE", "business", "BE")["court"].notes


def test_an_unknown_country_gets_what_exists_anywhere() -> None:
    options = options_for(Parties(None, None, "business"))
    assert [option.name for option in options] == [
        "court",
        "insolvency-claim",
        "agency",
        "lawyer",
        "write-off",
    ]


def test_the_tables_are_whole() -> None:
    options = table("recovery_options.csv")
    routes = [row["route"] for row in options]
    assert len(set(routes)) == len(routes)
    for row in options:
        assert set(row["documents"].split()) <= set(DOCUMENTS)
        for form in filter(None, row["forms"].split(";")):
            court, colon, _ = form.strip().partition(":")
            assert not colon or court in COURTS
        assert row["when"] in ("solvent", "insolvent", "any")
        assert row["costs"] in ("debtor", "loser", "creditor", "court", "none", "free", "unknown")
        assert row["cap_on"] in (("principal", "interest") if row["cap"] else ("",))
        assert row["sources"] or (row["debtors"], row["creditors"]) == ("*", "")
        assert {row["consent"], row["disputes"]} <= {"yes", "no"}
    assert {row["option"] for row in options} == set(TITLES)
    for name in ("recovery_time_limits.csv", "recovery_notes.csv"):
        for row in table(name):
            assert set(row["routes"].split()) <= set(routes)
            assert row["sources"]
    for row in table("recovery_time_limits.csv"):
        assert Length.parse(row["length"]).unit in ("day", "week", "month", "year")
    for row in table("recovery_notes.csv"):
        assert row["topic"] in ("before", "court", "how", "costs", "after")


def test_every_note_has_its_words_in_every_language() -> None:
    words = {(row["note"], row["language"]): row["words"] for row in table("recovery_words.csv")}
    notes = [row["note"] for row in table("recovery_notes.csv")]
    assert len(set(notes)) == len(notes)
    assert {note for note, _ in words} == set(notes)
    missing = sorted({(note, code) for note in notes for code in LANGUAGES} - set(words))
    assert not missing, "\n".join(map(str, missing))
    for (_, code), text in words.items():
        assert text
        assert not text.endswith(".")
        if code == "fr":
            assert " :" not in text
            assert " ;" not in text


@pytest.mark.parametrize(
    "name",
    [
        "recovery_options.csv",
        "recovery_time_limits.csv",
        "recovery_notes.csv",
        "registers.csv",
        "territories.csv",
        "traders.csv",
        "handwritten_sums.csv",
        "duties.csv",
        "rights.csv",
    ],
)
def test_every_fact_was_checked(name: str) -> None:
    for row in table(name):
        checked = row["checked"] or "2026-11-22"  # or nobody could verify it
        assert datetime.date.fromisoformat(checked) >= datetime.date(2026, 11, 22)


def test_register_numbers() -> None:
    assert register_number("GB") == "company number"
    assert register_number("US") is None
    assert register_number(None) is None
