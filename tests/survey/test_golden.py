"""Awkward ledgers: by what ``relance init`` proposes alone, all is known about every invoice.

``UPDATE_GOLDEN=1`` writes what the command says now; the difference is checked by hand.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from beancount_relance.dunning.questions.questions import SEVERAL_PAYEES
from beancount_relance.report.loading import load_ledger
from beancount_relance.report.report import Report
from beancount_relance.survey.survey import Survey, survey
from tests.support.command import relance
from tests.support.ledgers import day

FOLDER = Path(__file__).parent / "golden"
AS_OF = day("2026-06-30")
KNOWN = {  # number, customer, due date, outstanding
    "berlin": [
        ("OPENING-1", "Kranich", "2026-01-30", "595.00"),
        ("OPENING-2", "Bernau", "2026-01-30", "1190.00"),
        ("101", "Kranich", "2026-02-11", "0.00"),
        ("102", "Bernau", "2026-04-17", "2380.00"),  # net 60 from 16 February
        ("103", "Weber", "2026-04-21", "238.00"),
        ("104", "Kranich", "2026-06-03", "3570.00"),
    ],
    "open-jobs": [
        ("OPENING-1", "Harewood Parish Hall", "2026-01-30", "640.00"),
        ("J-0201", "Mossgate Interiors", "2026-02-18", "0.00"),
        ("J-0202", "Priory Dental Practice", "2026-03-04", "1800.00"),
        ("J-0203", "Susan Armitage", "2026-03-30", "950.00"),
        ("J-0204", "Mossgate Interiors", "2026-05-13", "3100.00"),
        ("J-0205", "Calderbeck Council", "2026-06-10", "1275.00"),
    ],
    "avignon": [
        ("REPRISE-1", "Rocher", "2026-01-30", "600.00"),
        ("2026-01", "Rocher", "2026-02-14", "720.00"),
        ("2026-02", "Boulangerie Aubanel", "2026-02-25", "0.00"),
        ("2026-03", "Fleurs de Sade", "2026-03-22", "260.00"),
        ("2026-04", "Capitainerie de Courtine", "2026-04-30", "1200.00"),  # 24 April, end of month
        ("2026-05", "Chantier Naval Mistral", "2026-04-11", "480.00"),
    ],
    "tyne": [
        ("Q-31", "Ouse Valley Housing Trust", "2026-02-11", "0.00"),
        ("Q-32", "Marlow Foods plc", "2026-02-02", "400.00"),
        ("Q-33", "Gateshead City Council", "2026-02-25", "1000.00"),
        ("Q-34", "Kerkhof BV", "2026-03-04", "900.00"),
        ("Q-35", "Petra Weber", "2026-03-05", "300.00"),
    ],
}
LEFT = {"tyne": [("OUSE FERRIES", "45.00")]}
"""Money of payees who have no invoice: whose it is, only the owner can say."""
KINDS = {
    "berlin": {"Bernau": "public", "Weber": "consumer", "Kranich": "business"},
    "open-jobs": {"Susan Armitage": "consumer", "Calderbeck Council": "public"},
    "avignon": {"Boulangerie Aubanel": "business", "Chantier Naval Mistral": "business"},
    "tyne": {"Gateshead City Council": "public", "Petra Weber": "consumer"},
}


def surveyed(path: Path) -> Survey:
    ledger = load_ledger(path)
    return survey(ledger, ledger.report(AS_OF))


def completed(name: str, folder: Path) -> tuple[Path, Survey]:
    """The ledger with the lines that are proposed, and what is to be written into its entries."""
    text = (FOLDER / name / "source.beancount").read_text(encoding="utf-8")
    path = folder / "books.beancount"
    path.write_text(text, encoding="utf-8")
    found = surveyed(path)
    lines = text.splitlines()
    starts = [n for n, line in enumerate(found.by_hand) if line.startswith("; ")]
    parts = [found.by_hand[a:b] for a, b in zip(starts, [*starts[1:], None], strict=False)]
    for place, written, *meta in sorted(parts, key=lambda part: -_line_in(part[0])):
        number = _line_in(place)
        assert lines[number - 1].split() == written.split()
        lines[number:number] = meta
    path.write_text("\n".join([*lines, *found.lines]) + "\n", encoding="utf-8")
    return path, found


def _line_in(place: str) -> int:
    return int(place.rpartition(":")[2])


def known(report: Report) -> list[tuple[str, str, str, str]]:
    return [
        (
            item.invoice.number or "",
            item.invoice.customer,
            item.invoice.due.isoformat(),
            str(item.outstanding),
        )
        for item in report.allocation.items
    ]


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("code", ["en", "fr"])
def test_what_is_said(name: str, code: str) -> None:
    expected = FOLDER / name / f"expected.{code}.txt"
    command = ("init", FOLDER / name / "source.beancount", "--language", code)
    done = relance(*command, "--as-of", AS_OF.isoformat())
    assert "Traceback" not in done.stderr
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", KNOWN)
def test_every_invoice_has_its_number_due_date_and_customer(name: str, tmp_path: Path) -> None:
    path, found = completed(name, tmp_path)
    ledger = load_ledger(path)
    assert not ledger.problems
    report = ledger.report(AS_OF)
    assert not report.problems
    assert sorted(known(report)) == sorted(KNOWN[name])
    assert not report.allocation.unidentified
    left = [(each.credit.customer, str(each.amount)) for each in report.allocation.credits]
    assert left == LEFT.get(name, [])
    held = {decision.why for decision in report.decisions.values()}
    assert SEVERAL_PAYEES not in held
    for customer, kind in KINDS[name].items():
        assert report.customer(customer).kind == kind
    assert found.after.numbered == found.after.invoices


@pytest.mark.parametrize("name", KNOWN)
def test_then_nothing_is_left_to_add(name: str, tmp_path: Path) -> None:
    path, _ = completed(name, tmp_path)
    again = surveyed(path)
    assert [line for line in again.lines if not line.startswith("  ;")] == []
    assert again.by_hand == []


@pytest.mark.parametrize("name", KNOWN)
def test_the_effect_that_is_told_is_that_of_the_lines(name: str, tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    text = (FOLDER / name / "source.beancount").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    found = surveyed(path)
    path.write_text("\n".join([text, *found.lines]) + "\n", encoding="utf-8")
    assert surveyed(path).before == found.after
