"""Every text of every language, stage, kind of customer and country: whole, and on its pages."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from beancount_relance.documents.letter import letter_of
from beancount_relance.documents.pdf_letter import Press
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence import TEXTS
from beancount_relance.texts.writer import Reminder, Writer
from tests.documents.test_letters_abroad import COUNTRIES
from tests.support.ledgers import Copies, report

STAGES = ("courtesy", "reminder", "call", "firm-letter", "formal-notice", "visit", "legal")
KINDS = ("business", "trader", "consumer", "public")
NAMES = {
    "business": "Sociedad General de Rotulacion e Iluminacion Comercial Ltd",
    "trader": "Brook Joinery",
    "consumer": "Mrs Jane Brook",
    "public": "Commune de Saint-Aubin",
}
CURRENCIES = {"GB": "GBP", "US": "USD", "CH": "CHF"}
DUE = datetime.date(2026, 5, 4)
TODAY = DUE + datetime.timedelta(days=70)
DAYS = {
    "courtesy": -5,
    "reminder": 5,
    "call": 12,
    "firm-letter": 25,
    "formal-notice": 35,
    "visit": 50,
}
EMPTY = re.compile(r"None|\{\{|\}\}|\(\)|,\s*,|\w  \w| \.(?:\s|$)|\n\n\n", re.MULTILINE)
UNANSWERED = re.compile(
    r"^(?!Dear )(?:[A-Z][\w’ -]{2,30})[ \N{NO-BREAK SPACE}]?:[ \N{NO-BREAK SPACE}]*\n(?:\n|$)",
    re.MULTILINE,
)
MOST_PAGES = 2


def customer(stage: str, kind: str, country: str, currency: str) -> Iterator[str]:
    """One customer who has come to a stage, with one or several invoices."""
    account = f"Assets:Clients:{kind.title()}-{stage.title()}"
    links = []
    yield f"2024-01-01 open {account}\n"
    yield f'  name: "{NAMES[kind]}"\n  country: "{country}"\n'
    yield f'  kind: "{"business" if kind == "trader" else kind}"\n'
    yield '  address: "12 Mill Lane, Bristol"\n  phone: "0117"\n  email: "a@b.example"\n'
    due = TODAY + datetime.timedelta(days=3) if stage == "courtesy" else DUE
    for number in range(2 if stage in ("reminder", "formal-notice") else 1):
        name = f"{kind[0]}{stage[:2]}-{number}".upper()
        links.append(f"^{name}")
        yield f'2026-04-01 * "X" "Window lighting, fitted" ^{name}\n  due: {due}\n'
        yield f'  purchase-order: "PO-{number}"\n'
        yield f"  {account}  1440.50 {currency}\n  Income:Sales\n"
    for done in STAGES[1 : STAGES.index(stage)] if stage != "courtesy" else ():
        day = DUE + datetime.timedelta(days=DAYS[done])
        yield f'{day} note {account} "x" {" ".join(links)}\n  relance: "{done}"\n'
    if stage == "firm-letter":
        yield f'2026-05-16 note {account} "x" {links[0]}\n  relance: "promise"\n'
        yield "  until: 2026-05-20\n"
    if stage == "call":
        yield f'2026-05-16 note {account} "x" {links[0]}\n  relance: "dispute"\n'
        yield f"  amount: 40.00 {currency}\n"


def books(code: str, country: str) -> Report:
    currency = CURRENCIES.get(country, "EUR")
    text = (
        f'2024-01-01 custom "relance" "language" "{code}"\n'
        '2024-01-01 custom "relance" "creditor"\n  name: "Lumen Workshop"\n'
        f'  country: "{country}"\n  address: "4 Capel Street, Dublin"\n  email: "c@d.example"\n'
        f'2024-01-01 custom "relance" "bank" "{currency}"\n  account: "30014425"\n'
        "2024-01-01 open Income:Sales\n"
    )
    for kind in KINDS:
        for stage in STAGES:
            text += "".join(customer(stage, kind, country, currency))
    return report(text, TODAY.isoformat())


def whole(written: Reminder) -> None:
    """A text without an empty place."""
    text = f"{written.subject}\n\n{written.body}"
    assert not EMPTY.search(text), text
    assert not UNANSWERED.search(text), text


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_whole_and_fits_its_pages(code: str, country: str) -> None:
    found = books(code, country)
    assert not found.problems
    writer = Writer(found, Copies())
    press = Press(found.settings, language(code), found.as_of)
    letters = []
    for action in found.actions:
        whole(writer.write(action))
        if CHANNELS[action.channel].medium != "mail":
            letters.append(letter_of(writer, action))
    stages = {action.stage.name for action in found.actions}
    assert stages >= {"courtesy", "reminder", "call", "firm-letter", "formal-notice", "legal"}
    for text in TEXTS[:1]:
        for each in {action.customer.id: action.customer for action in found.actions}.values():
            whole(writer.write(writer.compose(text, each)))
    pages = PdfReader(io.BytesIO(press.print_batch(letters))).pages
    assert len(letters) < len(pages) <= 1 + MOST_PAGES * len(letters)
    for page in pages:
        right = float(page.mediabox.width)
        for x in _starts(page):
            assert 0 <= x < right - 40  # where a line begins


def _starts(page: object) -> list[float]:
    """Where the pieces of text of a page begin, from its left edge in points."""
    found: list[float] = []

    def note(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip():
            found.append(matrix[4])

    page.extract_text(visitor_text=note)  # type: ignore[attr-defined] # a page of pypdf
    return found
