"""Targets: each takes a text, makes a line of a ledger of it, and may raise nothing.

The line stands below good books, which must come through as they were.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from beancount import loader
from beancount.parser import parser
from msgspec.structs import replace

from beancount_relance.language.messages import language
from beancount_relance.policy.setting_directives import SETTINGS, parse_settings
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.report import build_report
from beancount_relance.texts.writer import ReminderError, Writer
from beancount_relance.values.readers import BadValueError
from beancount_relance.values.terms.payment_terms import parse_terms
from tests.bad.test_bad import BASE

DAY = datetime.date(2026, 6, 30)
_BOOKS = loader.load_string(BASE.replace('plugin "beancount_relance"', ""))
KEYS = tuple(SETTINGS)


def _with(lines: str) -> None:
    """The good books with some lines more: they parse or not, and the report comes."""
    found, _, _ = parser.parse_string(lines)
    entries, _, options = _BOOKS
    more = [entry for entry in found if hasattr(entry, "date")]
    if not more or any(type(entry).__name__ == "Transaction" for entry in more):
        return
    mixed = sorted([*entries, *more], key=lambda entry: entry.date)
    report = build_report(mixed, options, DAY)
    assert any(item.invoice.reference == "F3" for item in report.open_items)
    for code in ("en", "fr"):
        for problem in report.problems:
            assert language(code).render(problem.message)


def settings(text: str) -> None:
    """A setting: its key is told by the first character, and its value as it stands."""
    if text:
        key = KEYS[ord(text[0]) % len(KEYS)]
        found, _, _ = parser.parse_string(f'2024-01-01 custom "relance" "{key}" {text[1:]}\n')
        parse_settings(customs_of(found))


def terms(text: str) -> None:
    """Payment terms, and due dates from them."""
    try:
        agreed = parse_terms(text)
    except BadValueError as error:
        language("fr").render(error.expected)
        return
    for day in (datetime.date(1700, 1, 1), datetime.date(2024, 2, 29), datetime.date(2999, 12, 31)):
        assert agreed.due(day) >= day


def notes(text: str) -> None:
    """The metadata of a note on an invoice."""
    _with(f'2026-06-01 note Assets:Clients:Martin "x" ^F1\n  relance: "promise"\n  {text}\n')


def customers(text: str) -> None:
    """The metadata of a customer."""
    _with(f'2024-01-01 custom "relance-customer" "Bad"\n  {text}\n')


def stages(text: str) -> None:
    """The metadata of a stage."""
    _with(f'2024-01-01 custom "relance-stage" "standard" "reminder"\n  {text}\n')


def templates(text: str) -> None:
    """A template: a text or an error that names it."""
    entries, _, options = _BOOKS
    report = build_report(entries, options, DAY)
    action = report.actions[0]
    with tempfile.TemporaryDirectory() as folder:
        code = Writer(report).language_of(action).code
        path = Path(folder) / code / f"{action.stage.template}.j2"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8", errors="replace")
        mine = replace(report, settings=replace(report.settings, templates=Path(folder)))
        try:
            Writer(mine).write(action)
        except ReminderError as error:
            language("fr").render(error.message)


TARGETS: Mapping[str, Callable[[str], None]] = {
    "settings": settings,
    "terms": terms,
    "notes": notes,
    "customers": customers,
    "stages": stages,
    "templates": templates,
}
