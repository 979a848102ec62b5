"""Every text of every language, kind of customer and country: whole, and on its pages.

Each country has one ledger, whose customers have come to every situation in which something is
written. By default each pair of a text with a language, a kind or a country is tried, and each
country as that of the creditor, of the debtor, and of both. The nightly profile of Hypothesis
tries every combination: ``HYPOTHESIS_PROFILE=nightly pytest tests/documents/test_sweep.py``.
"""

from __future__ import annotations

import datetime
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pypdf import PdfReader

from beancount_relance.documents.letter import Letter
from beancount_relance.documents.pdf_letter import Press
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import language
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.countries import country
from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.correspondence import TEXTS
from beancount_relance.texts.rendering.template_loader import BUILT_IN_TEMPLATES
from beancount_relance.texts.writer import Reminder, Writer
from tests.documents.test_letters_abroad import COUNTRIES
from tests.support.examples import IS_NIGHTLY
from tests.support.ledgers import Copies, report
from tests.support.letters import letter_of

KINDS = ("business", "trader", "consumer", "public")
NAMES = {
    "business": "Sociedad General de Rotulacion e Iluminacion Comercial Ltd",
    "trader": "Brook Joinery",
    "consumer": "Mrs Jane Brook",
    "public": "Commune de Saint-Aubin",
}
CURRENCIES = {"GB": "GBP", "US": "USD", "CH": "CHF"}
DUE = datetime.date(2026, 5, 4)
TODAY = datetime.date(2026, 7, 13)
SENT = {"reminder": 5, "call": 12, "firm-letter": 25, "formal-notice": 35, "visit": 50}
"""The stages that come before the last ones, and how many days after the due date they were."""

EMPTY = re.compile(r"None|\{\{|\}\}|\(\)|,\s*,|\w  \w| \.(?:\s|$)|\n\n\n", re.MULTILINE)
UNANSWERED = re.compile(
    r"^(?!Dear )(?:[A-Z][\w’ -]{2,30})[ \N{NO-BREAK SPACE}]?:[ \N{NO-BREAK SPACE}]*\n(?:\n|$)",
    re.MULTILINE,
)
MOST_PAGES = 2
BEGINS = re.compile(rb"(-?[\d.]+) -?[\d.]+ Tm")


@dataclass(frozen=True)
class Situation:
    """What a customer's account looks like when a text is due.

    Attributes:
        name: the stage that is due, or the text that can be written, with what is special.
        due: when its invoices are due.
        until: the stages before this one were sent.
        notes: other notes: the date, the kind, and the metadata.
        paid: what was paid of the first invoice, and when.
        invoices: how many.
        by: the keys by which the customer is reached; without a telephone a call is a message.
        kinds: the kinds of customers for whom it exists.
    """

    name: str
    due: datetime.date = DUE
    until: str = ""
    notes: tuple[tuple[str, str, str], ...] = ()
    paid: tuple[str, str] = ("", "")
    invoices: int = 1
    by: tuple[str, ...] = ("phone", "email", "address")
    kinds: tuple[str, ...] = KINDS

    @property
    def text(self) -> str:
        """The stage or the text, without what is special."""
        return self.name.partition("/")[0]


SOON = TODAY + datetime.timedelta(days=3)
PROMISED = ("2026-05-16", "promise", "until: 2026-05-20")
PART = ("2026-05-16", "dispute", "amount: 40.00 {currency}")
PLAN = '"2026-06-15 440.50 {currency}, 2026-07-14 500.00 {currency}, 2026-08-14 500.00 {currency}"'
AGREED = ("2026-06-01", "plan", f"plan: {PLAN}")
PAID_PART = ("2026-06-15", "440.50")
LONG_AGO = datetime.date(2025, 2, 3)
SITUATIONS = (
    Situation("courtesy", due=SOON),
    Situation("courtesy/mail", due=SOON, by=("email", "address"), invoices=2),
    Situation("reminder", until="reminder", invoices=2),
    Situation("reminder/letter", until="reminder", by=("address",)),
    Situation("late-start", due=LONG_AGO),
    Situation("call", until="call", notes=(PART,)),
    Situation("call/message", until="call", by=("email", "address"), paid=PAID_PART),
    Situation("firm-letter", until="firm-letter", notes=(PROMISED,)),
    Situation("firm-letter/paid", until="firm-letter", paid=PAID_PART, invoices=2),
    Situation("formal-notice", until="formal-notice", invoices=2),
    Situation("formal-notice/one", until="formal-notice", notes=(PART,)),
    Situation("visit", until="visit", kinds=("business",)),
    Situation("legal", until="legal"),
    Situation("instalment", notes=(AGREED,), paid=PAID_PART),
    Situation("declaration", notes=(("2026-06-10", "insolvency", "opened: 2026-06-09"),)),
    Situation("follow-up", until="legal", notes=(("2026-05-25", "filed", ""),)),
    Situation("review", until="call", notes=(("2026-05-13", "dispute", ""),)),
    Situation("statement", until="call", notes=(PART,), paid=("2026-05-20", "140.00"), invoices=3),
    Situation("thanks", until="firm-letter", notes=(PROMISED,), paid=("2026-07-06", "1440.50")),
    Situation("plan", notes=(AGREED,), paid=PAID_PART),
    Situation("settlement", until="call", notes=(PART, AGREED), paid=PAID_PART),
    Situation("proof-of-claim", until="call", notes=(("2026-06-10", "insolvency", ""),)),
)


@dataclass(frozen=True)
class Case:
    """One text: its situation, and who gets it in which language."""

    situation: Situation
    kind: str
    code: str
    country: str

    @property
    def account(self) -> str:
        """The customer's account."""
        parts = (self.situation.name.replace("/", "-"), self.kind, self.code, self.country)
        return "Assets:Clients:" + "-".join(part.title() for part in parts)


def ledgers() -> Iterator[tuple[str, str, tuple[Case, ...]]]:
    """The ledgers: language and country of the creditor, and the cases in it."""
    codes = tuple(LANGUAGES)
    for place, home in enumerate(COUNTRIES):
        abroad = COUNTRIES[(place + 5) % len(COUNTRIES)]
        if IS_NIGHTLY:
            for own in codes:
                product = itertools.product(SITUATIONS, KINDS, codes, (home, abroad))
                found = (Case(*each) for each in product)
                yield own, home, tuple(each for each in found if each.kind in each.situation.kinds)
            continue
        cases = []
        for number, situation in enumerate(SITUATIONS):
            kinds = situation.kinds
            kind, code = kinds[(place + number) % len(kinds)], codes[(place // 2 + number) % 2]
            there = abroad if (place + number) % 3 == 0 else home
            cases.append(Case(situation, kind, code, there))
        yield codes[place % len(codes)], home, tuple(cases)


def customer(case: Case, currency: str) -> Iterator[str]:
    """The lines about one customer, who has come to a situation."""
    situation, account = case.situation, case.account
    ways = {
        "phone": '  phone: "0117"\n',
        "email": '  email: "a@b.example"\n',
        "address": '  address: "12 Mill Lane, Bristol"\n',
    }
    kind = "business" if case.kind == "trader" else case.kind
    yield f'2024-01-01 open {account}\n  name: "{NAMES[case.kind]}"\n  kind: "{kind}"\n'
    yield f'  country: "{case.country}"\n  language: "{case.code}"\n'
    yield "".join(ways[way] for way in situation.by)
    code = account.rpartition(":")[2].upper()
    names = [f"{code}-{number}" for number in range(situation.invoices)]
    links = " ".join(f"^{name}" for name in names)
    invoiced = min(datetime.date(2026, 4, 1), situation.due - datetime.timedelta(days=30))
    for number, name in enumerate(names):
        yield f'{invoiced} * "X" "Window lighting, fitted" ^{name}\n  due: {situation.due}\n'
        yield f'  purchase-order: "PO-{number}"\n'
        yield f"  {account}  1440.50 {currency}\n  Income:Sales\n"
    for stage, days in SENT.items():
        if stage == situation.until or not situation.until:
            break
        day = situation.due + datetime.timedelta(days=days)
        yield f'{day} note {account} "x" {links}\n  relance: "{stage}"\n'
    for noted, kind, meta in situation.notes:
        about = links if kind == "plan" else f"^{names[0]}"
        yield f'{noted} note {account} "x" {about}\n  relance: "{kind}"\n'
        yield f"  {meta.format(currency=currency)}\n" if meta else ""
    paid_on, amount = situation.paid
    if amount:
        yield f'{paid_on} * "X" "Paid" ^{names[0]}\n'
        yield f"  Assets:Bank  {amount} {currency}\n  {account}\n"


def books(code: str, home: str, cases: tuple[Case, ...]) -> Report:
    """The report of a creditor's ledger."""
    currency = CURRENCIES.get(home, "EUR")
    text = (
        f'2024-01-01 custom "relance" "language" "{code}"\n'
        '2024-01-01 custom "relance" "allocation" "explicit"\n'
        '2024-01-01 custom "relance" "since" 2026-01-01\n'
        '2024-01-01 custom "relance-stage" "occasion" "review"\n  after: 60\n'
        '2024-01-01 custom "relance" "creditor"\n  name: "Lumen Workshop"\n'
        f'  country: "{home}"\n  address: "4 Capel Street, Dublin"\n  email: "c@d.example"\n'
        f'2024-01-01 custom "relance" "bank" "{currency}"\n  account: "30014425"\n'
        "2024-01-01 open Income:Sales\n2024-01-01 open Assets:Bank\n"
    )
    return report(
        text + "".join(line for case in cases for line in customer(case, currency)),
        TODAY.isoformat(),
        creditor="",
    )


def whole(written: Reminder) -> None:
    """A text without an empty place."""
    text = f"{written.subject}\n\n{written.body}"
    assert not EMPTY.search(text), text
    assert not UNANSWERED.search(text), text


def stage_of(case: Case, home: str) -> str:
    """The stage that is due: nobody is visited abroad."""
    visited = case.country == home and country(home).visit
    if case.situation.name == "visit" and not visited:
        return "legal"
    return {"late-start": "reminder"}.get(case.situation.text, case.situation.text)


@pytest.mark.parametrize(("code", "home", "cases"), tuple(ledgers()))
def test_every_text_is_whole_and_fits_its_pages(
    code: str, home: str, cases: tuple[Case, ...]
) -> None:
    found = books(code, home, cases)
    assert not found.problems
    writer = Writer(found, Copies())
    actions = {action.key: action for action in found.actions}
    letters: list[Letter] = []
    for case in cases:
        them, name = case.account.rpartition(":")[2], case.situation.text
        if name in TEXTS:
            text = writer.compose(name, found.customers[them])
            whole(writer.write(text))
            letters.append(letter_of(writer, text.by("letter")))
            continue
        action = actions[them, stage_of(case, home)]
        written = writer.written(action)
        whole(written.reminder)
        if CHANNELS[action.channel].medium != "mail":
            letters.append(letter_of(writer, action))
    press = Press(found.settings, language(code), found.as_of)
    pages = PdfReader(io.BytesIO(press.print_batch(letters))).pages
    assert len(letters) < len(pages) <= 2 + MOST_PAGES * len(letters)
    for page in pages:
        content = page.get_contents()
        assert content is not None
        begins = [float(x) for x in BEGINS.findall(content.get_data())]
        assert begins
        assert all(0 <= x < float(page.mediabox.width) - 40 for x in begins)


def test_every_built_in_text_is_among_them() -> None:
    texts = {path.name.partition(".")[0] for path in (BUILT_IN_TEMPLATES / "en").glob("[a-z]*.j2")}
    assert texts == {situation.text for situation in SITUATIONS}
    tried = {
        (case.situation.text, trait)
        for _, home, cases in ledgers()
        for case in cases
        for trait in (case.kind, case.code, home)
    }
    for situation in SITUATIONS:
        for trait in (*situation.kinds, *LANGUAGES, *COUNTRIES):
            assert (situation.text, trait) in tried
    pairs = {(home, case.country) for _, home, cases in ledgers() for case in cases}
    assert len(pairs) == 2 * len(COUNTRIES)
    assert {home for home, _ in pairs} == {there for _, there in pairs} == set(COUNTRIES)
