"""No text gives a date as the number of an invoice, or tells of an amount what is another's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from beancount_relance.report.report import Report, build_report
from beancount_relance.texts.writer import ReminderError, Writer
from tests.support.examples import scaled
from tests.support.ledgers import FRANCE, accounts, load, payment, remark, sale
from tests.support.letters import letter_of

DAY = datetime.timedelta(days=1)
BEGIN = datetime.date(2026, 4, 20)
ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
QUOTED = ("Reference to quote", "Référence à rappeler")
"""Where a customer is given the date as a reference, so that the money can be told."""
PROMISED = re.compile(
    r"(?:a payment|un règlement) (?:of|de) (\S+?) (?:by|pour le) [^(;]*(\([^)]*)?"
)

IN_PARTS = """
2026-03-01 * "Martin" "Website" ^F1
  Assets:Clients:Martin  400.00 EUR
    due: 2026-03-31
  Assets:Clients:Martin  400.00 EUR
    due: 2026-05-31
  Income:Sales
"""
RENT = sale("2026-03-05", "", "650.00").replace(" ^", "")
CARRIED_OVER = """
2020-01-01 open Equity:Opening
2026-01-01 * "Opening"
  Assets:Clients:Martin  77.00 EUR
    due: 2026-01-31
  Equity:Opening
"""
CHARGED = (
    payment("2026-04-02", "400.00", "F1")
    + """
2026-04-10 * "Direct debit returned, with charge" ^F1
  Assets:Bank  -412.00 EUR
  Assets:Clients:Martin
"""
)
F2 = sale("2026-03-15", "F2", "1000.00")
LETTERS = ["reminder", "call", "firm-letter", "formal-notice", "visit", "legal"]

_Note = tuple[str, list[str]]

_named: st.SearchStrategy[list[str]] = st.sampled_from([["F1"], ["F2"], ["F1", "F2"]])
_links: st.SearchStrategy[list[str]] = st.just([]) | _named
_note = st.one_of(
    st.tuples(st.sampled_from(LETTERS), _links),
    st.tuples(st.sampled_from(["dispute", "waiver", "extension"]), _links),
    st.tuples(st.just("promise"), _named),
)
_paid = st.tuples(st.sampled_from(["12.00", "150.00", "400.00", "650.00"]), _links)


def _books(parts: list[str], notes: list[_Note], paid: list[_Note]) -> str:
    text = accounts() + "".join(parts)
    for number, (kind, links) in enumerate(notes):
        day = BEGIN + 9 * number * DAY
        meta = {} if kind in LETTERS else {"until": str(day + 6 * DAY)}
        meta |= {"amount": "400.00 EUR"} if kind == "promise" else {}
        text += remark(str(day), kind, *links, **meta)
    for number, (amount, links) in enumerate(paid):
        text += payment(str(BEGIN + 13 * (number + 1) * DAY), amount, *links)
    return text


def _texts(found: Report) -> Iterator[str]:
    """The texts for us and for the customer, on one day."""
    writer = Writer(found)
    for action in found.agenda.actions:
        yield writer.write(action).body
        for block in letter_of(writer, action).blocks:
            yield from ("\n".join(row[:1]) for row in (block.table.rows if block.table else ()))
    for name in ("statement", "thanks", "plan"):
        try:
            yield writer.write(writer.compose(name, found.customer("Martin"))).body
        except ReminderError:
            continue


@scaled(14)
@example(
    [F2],
    [("reminder", ["F1", "F2"]), ("promise", ["F1"]), ("call", ["F1", "F2"])],
    [("150.00", ["F1"]), ("400.00", ["F1"])],
    "en",
)
@example(
    [F2],
    [("promise", ["F1", "F2"]), ("promise", ["F1"])],
    [("400.00", [])],
    "en",
)
@given(
    st.lists(st.sampled_from([RENT, CARRIED_OVER, F2]), unique=True),
    st.lists(_note, min_size=2, max_size=6),
    st.lists(_paid, max_size=3),
    st.sampled_from(["en", "fr"]),
)
def test_a_date_is_no_number_and_a_promise_is_of_its_invoice(
    parts: list[str],
    notes: list[_Note],
    paid: list[_Note],
    language: str,
) -> None:
    text = f'2020-01-01 custom "relance" "language" "{language}"\n'
    entries, options = load(text + FRANCE + _books([IN_PARTS, CHARGED, *parts], notes, paid))
    promised = [set(links) for kind, links in notes if kind == "promise"]
    for days in (0, 20, 35, 50, 70):
        for body in _texts(build_report(entries, options, BEGIN + days * DAY)):
            for line in body.splitlines():
                assert line.startswith(QUOTED) or not ISO.search(line), line
            for _, about in PROMISED.findall(body.replace("\u00a0", " ")):
                named = set(re.findall(r"F\d", about))
                assert not re.search("charges|frais", about), body
                assert not named or any(named <= links for links in promised), body
