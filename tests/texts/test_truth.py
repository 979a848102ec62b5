"""No text says of an invoice what its history does not.

Every text of a replay is read as its receiver reads it, and compared with the ledger alone:
the notes, and the due dates of the invoices.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from beancount_relance.report.report import build_report
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, day, load, payment, remark, report, sale
from tests.support.replay import Customs, Replay

WORDS = {
    "en": {
        "courtesy note": "courtesy",
        "reminder": "reminder",
        "telephone call": "call",
        "letter": "firm-letter",
        "formal notice": "formal-notice",
        "visit": "visit",
        "review of legal action": "legal",
    },
    "fr": {
        "mot de courtoisie": "courtesy",
        "rappel": "reminder",
        "appel": "call",
        "courrier": "firm-letter",
        "lettre de relance": "firm-letter",
        "mise en demeure": "formal-notice",
        "visite": "visit",
        "examen des suites": "legal",
    },
}
DATE = r"\d{1,2}(?:er)? \w+ \d{4}"
LETTER = {"en": r"our ({}) of ({})(?: \(([^)]*)\))?", "fr": r"notre ({}) du ({})(?: \(([^)]*)\))?"}
SHEET = {"en": r"– ({}): ({})(?: \(([^)]*)\))?", "fr": r"– ({}) : ({})(?: \(([^)]*)\))?"}
LATE = {
    "en": rf"Due date: ({DATE}), (\d+) days? overdue",
    "fr": rf"Échéance : ({DATE}), dépassée de (\d+) jours?",
}
PART = {
    "en": r"Invoice (F\d+)\b.*, instalment \d of (\d)",
    "fr": r"Facture n° (F\d+)\b.*, \d\w* échéance sur (\d)",
}
ENTRY = re.compile(r'^(\S+) note \S+ "\S+" (.*)\n  relance: "(.*)"', re.MULTILINE)
INVOICE = re.compile(r'^\S+ \* "Martin" "Work" \^(F\d+)\n((?:  .*\n)*)', re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """An earlier stage that a text mentions: its name, its day, its invoices; or on a sheet."""

    stage: str
    day: datetime.date
    about: frozenset[str]
    on_sheet: bool


class Ledger:
    """The ledger of a replay, read without the program."""

    def __init__(self, text: str) -> None:
        self.notes = {
            (stage, datetime.date.fromisoformat(day), name.lstrip("^"))
            for day, links, stage in ENTRY.findall(text)
            for name in links.split()
        }
        self.dues = {
            name: [datetime.date.fromisoformat(d) for d in re.findall(r"due: (\S+)", body)]
            for name, body in INVOICE.findall(text)
        }


def read_date(text: str, code: str) -> datetime.date:
    """Read a date as the texts write it."""
    day, month, year = text.replace("er ", " ").split()
    return datetime.date(int(year), MONTHS[code].index(month) + 1, int(day))


MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}


def said(text: str, code: str, invoices: tuple[str, ...]) -> Iterator[Said]:
    names = "|".join(WORDS[code])
    sheets = re.findall(SHEET[code].format(DATE, names), text)
    found = []
    for line in text.splitlines():
        mentioned = re.findall(r"F\d+", line)[:1] if line.startswith("– ") else []
        for word, date, about in re.findall(LETTER[code].format(names, DATE), line):
            found.append((word, date, about or "".join(mentioned), False))
    found += [(word, date, about, True) for date, word, about in sheets]
    for word, date, about, on_sheet in found:
        named = re.findall(r"F\d+", about) or invoices
        yield Said(WORDS[code][word], read_date(date, code), frozenset(named), on_sheet)


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("kind", ["business", "consumer", "public"])
def test_no_text_says_of_an_invoice_what_its_history_does_not(kind: str, code: str) -> None:
    replay = Replay(Customs(seed=3, kind=kind, pays=0.2, slow=1, language=code), days=150)
    stages: set[str] = set()
    claims = 0
    for found in replay.run():
        ledger = Ledger(replay.text)
        writer = Writer(found)
        for action in found.actions:
            text = writer.write(action).body.replace("\u00a0", " ")
            of_us = writer.language_of(action).code
            stages.add(action.stage.name)
            for each in said(text, of_us, action.invoices):
                claims += 1
                for name in each.about:
                    assert (each.stage, each.day, name) in ledger.notes, (each, text)
                    assert each.on_sheet or min(ledger.dues[name]) < each.day, (each, text)
            for date, days in re.findall(LATE[of_us], text):
                assert (found.as_of - read_date(date, of_us)).days == int(days)
            for name, parts in re.findall(PART[of_us], text):
                assert len(ledger.dues[name]) == int(parts)
    assert stages >= {"reminder", "call", "firm-letter", "formal-notice", "legal"}
    assert claims > len(stages)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", ["Invoice F2025-120\n", "Invoice of 2 May 2026\n", "Charges of 29 June 2026"]),
        ("fr", ["Facture n° F2025-120\n", "Facture du 2 mai 2026\n", "Frais du 29 juin 2026"]),
    ],
)
def test_each_amount_is_called_what_it_is(code: str, expected: list[str]) -> None:
    text = f"""
        2020-01-01 custom "relance" "language" "{code}"
        2020-01-01 open Assets:Clients:Martin
        2020-01-01 open Assets:Bank
        2020-01-01 open Income:Sales
        2020-01-01 open Equity:Opening
        2020-01-01 open Expenses:Bank
        2026-01-01 * "Martin" "Brought forward" ^F2025-120
          due: 2025-12-15
          Assets:Clients:Martin  300.00 EUR
          Equity:Opening
        2026-05-02 * "Martin" "Repair"
          Assets:Clients:Martin  80.00 EUR
          Income:Sales
        2026-05-05 * "Martin" "Lamps" ^F1
          Assets:Clients:Martin  500.00 EUR
          Income:Sales
        2026-06-20 * "Martin" "Cheque" ^F1
          Assets:Bank  500.00 EUR
          Assets:Clients:Martin
        2026-06-29 * "Martin" "Cheque returned" ^F1
          Assets:Bank  -512.00 EUR
          Assets:Clients:Martin
    """
    found = report(text, "2026-09-01")
    writer = Writer(found)
    letters = "".join(
        writer.write(action).body for action in (*found.actions, *found.agenda.upcoming)
    )
    for words in expected:
        assert words in letters.replace("\u00a0", " "), letters


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_text_is_the_same_from_a_quick_report(language: str) -> None:
    """The page makes a quick report; what it shows and sends is what the command writes."""
    books = (
        f'2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
        f'2020-01-01 custom "relance" "language" "{language}"\n'
        + accounts("Martin", "Other")
        + sale("2026-01-05", "L1", "500.00")
        + payment("2026-03-20", "500.00", "L1")
        + sale("2026-01-05", "L2", "700.00", customer="Other")
        + payment("2026-03-20", "700.00", "L2", customer="Other")
        + sale("2026-04-01", "F1", "900.00")
        + remark("2026-05-04", "reminder", "F1")
        + remark("2026-05-11", "call", "F1")
        + remark("2026-05-21", "firm-letter", "F1")
    )
    entries, options = load(books)
    texts = []
    for whole in (True, False):
        found = build_report(entries, options, day("2026-06-02"), whole=whole)
        (action,) = found.actions
        assert action.stage.name == "formal-notice"
        assert found.whole == whole
        texts.append(Writer(found).write(action).body)
    assert texts[0] == texts[1]
    assert "L1" in texts[0]
    assert "L2" not in texts[0]
