"""Receipts in a real browser: the view Payments, and Fava's import page with the hook."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fava.application import create_app
from playwright.sync_api import Browser, expect

from beancount_relance.importing import QUESTION
from beancount_relance.report.loading import load_ledger
from tests.support.ledgers import accounts, day, sale
from tests.support.served_page import Visit, serving

TODAY = day("2026-06-30")
NAMES = ("Alder", "Birch", "Cedar", "Dogwood")
NUMBERS = range(1, 21)
IMPORTERS = """\
from beangulp.importers.csvbase import Amount, Column, Date, Importer

from beancount_relance.importing import match_receipts


class Bank(Importer):
    date = Date("Date", "%Y-%m-%d")
    payee = Column("From")
    narration = Column("Text")
    amount = Amount("Amount")

    def identify(self, filepath):
        return filepath.endswith(".csv")


CONFIG = [Bank("Assets:Bank", "EUR")]
HOOKS = [match_receipts]
"""


def amount(number: int) -> str:
    """Five invoices of each customer; two of Dogwood's have one amount."""
    return "500.00" if number in (16, 17) else f"{100 + number * 7}.{number + 10}"


def customer(number: int) -> str:
    return NAMES[(number - 1) // 5]


BOOKS = (
    'option "title" "Test"\n'
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "fava-extension" "fava_relance"\n'
    '2020-01-01 custom "fava-option" "import-config" "importers.py"\n'
    '2020-01-01 custom "fava-option" "import-dirs" "bank"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts(*NAMES)
    + "".join(sale("2026-05-04", f"F2026-{n:03}", amount(n), customer=customer(n)) for n in NUMBERS)
)


def line(number: int) -> str:
    """A receipt; every other one quotes the number in its text."""
    text = "VIR" if number % 2 or number == 16 else f"VIR F2026{number:03}"
    return f"2026-06-{number:02},{customer(number).upper()} SARL,{text},{amount(number)}\n"


LINES = "Date,From,Text,Amount\n" + "".join(map(line, (n for n in NUMBERS if n != 17)))
LINES += "2026-06-21,OFFICE PARK,RENT,-900.00\n"
OPEN = '2026-06-16 * "Dogwood" "VIR"\n  Assets:Bank  500.00 EUR\n  Assets:Clients:Dogwood\n'


@dataclass
class Served:
    path: Path
    address: str


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS)
    (tmp_path / "importers.py").write_text(IMPORTERS)
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "june.csv").write_text(LINES)
    app = create_app([path], load=True, poll_watcher=True)
    with serving(app) as server:
        yield Served(path, f"{server.address}/test/")


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Visit]:
    visit = Visit(browser, served.address)
    yield visit
    visit.close()


def saved(path: Path, last: str) -> str:
    """The ledger once Fava, which writes entry by entry, has written the last one."""
    for _ in range(600):
        text = path.read_text()
        if last in text:
            return text
        time.sleep(0.1)
    raise AssertionError(text)


def test_one_click_and_undo(visit: Visit, served: Served) -> None:
    served.path.write_text(
        BOOKS
        + '2026-06-16 * "Dogwood" "VIR"\n  Assets:Bank  500.00 EUR\n  Assets:Clients:Dogwood\n'
    )
    before = served.path.read_text()
    page = visit("extension/Relance/?view=payments")
    buttons = page.locator("[data-match]")
    expect(buttons).to_have_count(3)
    buttons.nth(1).click()
    expect(page.locator(".recorded")).to_contain_text("Paid for F2026-017")
    expect(page.locator("[data-match]")).to_have_count(0)
    assert '"VIR" ^F2026-017\n' in served.path.read_text()
    page.locator(".recorded [data-undo]").click()
    expect(page.locator("[data-match]")).to_have_count(3)
    assert served.path.read_text() == before


def test_the_import_page_writes_links_and_asks(visit: Visit, served: Served) -> None:
    page = visit("import/")
    page.get_by_role("button", name="Extract").click()
    dialog = page.locator("dialog[open], .overlay.shown").last
    for _ in NUMBERS:
        save = dialog.get_by_role("button", name="Save")
        if save.is_visible():
            break
        dialog.get_by_role("button", name="Next").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    text = saved(served.path, "OFFICE PARK")
    for number in NUMBERS:
        if number not in (16, 17):
            assert text.count(f"^F2026-{number:03}") == 2
    assert text.count(QUESTION) == 1
    report = load_ledger(served.path).report(TODAY)
    assert [item.invoice.reference for item in report.open_items] == ["F2026-017"]
    assert len(report.allocation.unclear) == 1
    assert all(not each.difference for each in report.allocation.balances.values())
