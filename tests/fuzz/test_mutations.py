"""Ledgers with mistakes in them: the report comes, and nobody else's invoices are lost.

The ledgers are those of the golden tests. Lines are deleted, doubled, swapped or cut off, and
words are replaced. 70 of them are tried, and more at night.
"""

from __future__ import annotations

import json
import re
import time
from decimal import Decimal
from pathlib import Path

from beancount import loader
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from beancount_relance.exports.action_data import action_data
from beancount_relance.exports.item_data import item_data
from beancount_relance.language.messages import language
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.texts.writer import ReminderError, Writer
from tests.support.examples import scaled
from tests.support.ledgers import day

MOST_SECONDS = 10
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/source.beancount"))
SOURCES = [
    text
    for text in (path.read_text(encoding="utf-8") for path in GOLDEN)
    if not re.search(r"^(?:option|include|plugin (?!\"beancount_relance))", text, re.MULTILINE)
]
OTHER = """
2020-01-01 open Assets:Clients:Unharmed
  terms: "30 days"
2020-01-01 open Income:Unharmed
2026-01-05 * "Unharmed" "Sign" ^UNHARMED-1
  Assets:Clients:Unharmed  777.00 EUR
  Income:Unharmed
"""
_WORDS = st.sampled_from(
    """0.00 -1200.00 1/3 99999999999 1e5 EUR USD 2026-02-29 1999-01-01 2999-12-31 * ! P ^F1 ^F2 #x
    " "" "F1" ; : { @ TRUE NULL custom note open close pad balance document until: relance: due:
    customer: Assets:Clients Assets:Clients:A Income:X é \u202e promise plan dispute legal waiver
    insolvency {{7*7}} xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx""".split()  # noqa: SIM905
)


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    lines = draw(st.sampled_from(SOURCES)).splitlines()
    for _ in range(draw(st.integers(1, 6))):
        number = draw(st.integers(0, len(lines) - 1))
        line = lines[number]
        how = draw(st.sampled_from(["delete", "double", "swap", "cut", "word", "word", "indent"]))
        if how == "delete":
            lines[number] = ""
        elif how == "double":
            lines.insert(number, line)
        elif how == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[number], lines[other] = lines[other], line
        elif how == "cut":
            lines[number] = line[: draw(st.integers(0, len(line)))]
        elif how == "indent":
            lines[number] = line.lstrip() if line.startswith(" ") else f"  {line}"
        elif words := line.split():
            words[draw(st.integers(0, len(words) - 1))] = draw(_WORDS)
            lead = line[: len(line) - len(line.lstrip())]
            lines[number] = lead + " ".join(words)
    return "\n".join(lines) + "\n"


def test_there_are_ledgers_of_many_conventions() -> None:
    assert len(SOURCES) > 100


@scaled(70, suppress_health_check=list(HealthCheck))
@given(_mutated())
def test_a_mistake_ends_nothing_and_harms_nobody_else(text: str) -> None:
    if re.search(r"\d/|/ *\d", text):
        return  # Beancount itself ends on a division by zero
    begun = time.process_time()
    try:
        entries, errors, options = loader.load_string(text + OTHER)
    except Exception:  # noqa: BLE001 - Beancount's own; tests/bad has what is said then
        return
    report = LoadedLedger.of(entries, errors, options).report(day("2026-06-30"))
    words = language("fr")
    for item in report.open_items:
        json.dumps(item_data(report, item, words))
    writer = Writer(report)
    for action in report.actions:
        json.dumps(action_data(action, words))
        try:
            writer.write(action)
        except ReminderError:
            continue
    for problem in report.problems:
        assert words.render(problem.message)
    # A mistake can swallow the lines that follow it, and a setting can leave out the account;
    # retention money is a part of its own.
    whole = any("UNHARMED-1" in (getattr(entry, "links", None) or ()) for entry in entries)
    if whole and not re.search(r'"(?:receivables|exclude)"|^push', text, re.MULTILINE):
        found = [item for item in report.open_items if item.invoice.customer == "Unharmed"]
        assert {item.invoice.reference for item in found} == {"UNHARMED-1"}
        assert sum(item.outstanding for item in found) == Decimal("777.00")
    assert time.process_time() - begun < MOST_SECONDS
