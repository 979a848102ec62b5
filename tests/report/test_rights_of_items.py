"""Securities and rights that run out: their days, in the calendar and in checks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from beancount_relance.exports.calendar_days import days_of
from beancount_relance.law.rights import rights
from beancount_relance.policy.securities import SECURITY_READERS
from beancount_relance.report.checks.rights_of_items import WHAT
from tests.support.ledgers import accounts, complaints, report

DATA = Path(__file__).parents[2] / "beancount_relance" / "law" / "data" / "rights.csv"
FRANCE = '2026-01-01 custom "relance" "creditor"\n  country: "FR"\n'


def books(*lines: str, customer: str = "", notes: str = "") -> str:
    meta = "".join(f"  {line}\n" for line in lines)
    return (
        f"{FRANCE}{accounts()}"
        f'2026-01-01 custom "relance-customer" "Martin"\n  name: "Martin"\n{customer}'
        f'2026-03-02 * "Martin" "Lamps" ^F1\n  due: 2026-04-01\n{meta}'
        f"  Assets:Clients:Martin   100.00 EUR\n  Income:Sales\n{notes}"
    )


def note(day: str, kind: str, *lines: str) -> str:
    meta = "".join(f"  {line}\n" for line in (f'relance: "{kind}"', *lines))
    return f'{day} note Assets:Clients:Martin "Said" ^F1\n{meta}'


def days(text: str, as_of: str = "2026-04-02") -> dict[str, str]:
    return {each.right.name: each.day.isoformat() for each in report(text, as_of).rights}


@pytest.mark.parametrize(
    ("lines", "notes", "expected"),
    [
        (("guarantee-until: 2027-06-30",), "", {"guarantee": "2027-06-30"}),
        (
            ('guarantor: "Yves"',),
            "",
            {"guarantor-notice": "2026-05-01", "guarantor-yearly": "2027-03-30"},
        ),
        (('guarantor: "Holding Roux SAS"',), "", {}),  # the law protects people
        (
            ('guarantor: "Yves"',),
            note("2026-04-02", "exercised", 'right: "guarantor-yearly"'),  # this year
            {"guarantor-notice": "2026-05-01", "guarantor-yearly": "2027-03-30"},
        ),
        (('credit-insurance: "60 days"',), "", {"credit-insurance": "2026-05-31"}),
        (('credit-insurance: "60 jours"',), "", {"credit-insurance": "2026-05-31"}),
        (("works-accepted: 2026-02-28",), "", {"retention-money": "2027-02-28"}),
        (('works-owner: "SCI"',), "", {}),
        (
            ('works-owner: "SCI"',),
            note("2026-03-31", "formal-notice"),
            {"direct-action": "2026-04-30"},
        ),
        (("retention-of-title: TRUE",), "", {}),
        (
            ("retention-of-title: TRUE",),
            note("2026-03-31", "insolvency", "opened: 2026-03-10", "published: 2026-03-20"),
            {"title": "2026-06-20"},
        ),
        (
            ("retention-of-title: TRUE",),
            note("2026-03-01", "insolvency"),  # supplied after the judgment
            {},
        ),
        (("retention-of-title: FALSE",), note("2026-03-31", "insolvency"), {}),
        (
            ("retention-of-title: TRUE",),
            note("2026-03-31", "insolvency"),
            {"title": "2026-06-30"},
        ),
        (
            ('credit-insurance: "60 days"',),
            note("2026-04-02", "exercised", 'right: "credit-insurance"'),
            {},
        ),
        (
            ('credit-insurance: "60 days"',),
            note("2026-04-02", "exercised", 'right: "guarantee"'),
            {"credit-insurance": "2026-05-31"},
        ),
    ],
)
def test_the_day_of_each_right(
    lines: tuple[str, ...], notes: str, expected: dict[str, str]
) -> None:
    assert days(books(*lines, notes=notes)) == expected


def test_an_invoice_goes_before_its_customer() -> None:
    customer = '  credit-insurance: "30 days"\n  guarantee-until: 2028-01-01\n'
    found = days(books('credit-insurance: "90 days"', customer=customer))
    assert found == {"guarantee": "2028-01-01", "credit-insurance": "2026-06-30"}


def test_french_rights_are_for_debtors_in_france() -> None:
    lines = ('works-owner: "SCI"', "works-accepted: 2026-02-28", 'credit-insurance: "60 days"')
    notes = note("2026-03-31", "formal-notice")
    found = days(books(*lines, customer='  country: "BE"\n', notes=notes))
    assert found == {"credit-insurance": "2026-05-31"}


def test_what_is_settled_needs_no_security() -> None:
    paid = '2026-04-01 * "Martin" "Paid" ^F1\n  Assets:Bank  100.00 EUR\n  Assets:Clients:Martin\n'
    assert not days(books("guarantee-until: 2027-06-30", notes=paid))


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-04-30", None),
        ("2026-05-01", "until 2026-05-31 at the latest"),  # 30 days before
        ("2026-05-31", "until 2026-05-31 at the latest"),
        ("2026-06-01", "the last day was 2026-05-31"),
    ],
)
def test_a_check_before_a_right_is_lost(as_of: str, said: str | None) -> None:
    made = report(books('credit-insurance: "60 days"'), as_of)
    checks = [str(check.message) for check in made.checks if check.kind == "rights"]
    assert len(checks) == (said is not None)
    assert said is None or said in checks[0]
    marked = [day.date.isoformat() for day in days_of(made, "b") if "insurer" in str(day.what)]
    assert marked == (["2026-05-31"] if as_of <= "2026-05-31" else [])


@pytest.mark.parametrize(("as_of", "told"), [("2026-04-29", 0), ("2026-04-30", 1)])
def test_a_check_when_a_right_arises(as_of: str, told: int) -> None:
    text = books('works-owner: "SCI"', notes=note("2026-03-31", "formal-notice"))
    checks = [check for check in report(text, as_of).checks if check.kind == "rights"]
    assert [str(check.message) for check in checks] == [
        "F1: claim directly from the owner of the works, SCI, possible since 2026-04-30"
    ] * told


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('credit-insurance: "two months"', "a number of days"),
        ("guarantee-until: TRUE", "a date"),
        ('retention-of-title: "yes"', "TRUE or FALSE"),
    ],
)
def test_a_bad_value_is_told_on_its_line(line: str, complaint: str) -> None:
    ((_, text),) = complaints(report(books(line)))
    assert complaint in text
    ((_, text),) = complaints(report(books(customer=f"  {line}\n")))
    assert complaint in text


def test_instalments_with_one_day_are_told_once() -> None:
    text = books("works-accepted: 2025-02-28").replace(
        "  due: 2026-04-01\n", '  terms: "30% 30 days, 70% 60 days"\n'
    )
    checks = [check for check in report(text, "2026-06-30").checks if check.kind == "rights"]
    assert len(checks) == 1


def test_an_unknown_right_is_told() -> None:
    ((_, text),) = complaints(report(books(notes=note("2026-04-01", "exercised", 'right: "x"'))))
    assert "one of guarantee, guarantor-notice, guarantor-yearly, title" in text


def test_the_table_is_whole() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["right"] for row in rows] == list(WHAT)
    assert {row["key"] for row in rows} == SECURITY_READERS.keys()
    for row, right in zip(rows, rights(), strict=True):
        assert row["sources"]
        assert row["lost"] in ("yes", "no", "duty")
        assert right.start in ("given", "due", "formal-notice", "insolvency", "year-end")
        assert (right.length is None) == (row["length"] in ("", "given"))
        assert row["length"] or right.start in ("given", "insolvency", "year-end")
