"""Beside other plugins: the same answer wherever our line stands, whatever they leave behind."""

from __future__ import annotations

import datetime
import textwrap
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from click.testing import CliRunner

from beancount_relance.cli.command import cli
from beancount_relance.clock import today
from beancount_relance.ledger.ignored_links import without_ignored_links
from beancount_relance.ledger.snapshot import read_ledger
from beancount_relance.policy.dated_keys import DatedKeys
from beancount_relance.report.bean_check_errors import BadData
from beancount_relance.report.last_report import take_report
from beancount_relance.report.report import build_report
from tests.support.ledgers import FRANCE, accounts, load, sale

STRICT = '2026-01-01 custom "relance" "bean-check" "strict"\n'
FROZEN = '2026-01-01 custom "relance" "as-of" 2026-06-30\n'
BOOKS = FROZEN + STRICT + FRANCE + accounts() + sale("2026-05-14", "F1", "1200.00")
OURS = 'plugin "beancount_relance"\n'


@pytest.fixture(autouse=True)
def _others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write plugins of others as modules next to the ledger."""
    for name, change in {
        # as zerosum leaves links: as a set that can change
        "adds_links": 'entry._replace(links={*entry.links, "dok-2026-05-14"})',
        "removes_links": "entry._replace(links=None)",
        "adds_to_what_is_owed": textwrap.dedent(
            """\
            entry._replace(postings=[
                p._replace(units=p.units._replace(number=2 * p.units.number))
                for p in entry.postings
            ])"""
        ),
    }.items():
        (tmp_path / f"{name}.py").write_text(
            textwrap.dedent(
                f"""\
                from beancount.core.data import Transaction

                __plugins__ = ("change",)


                def change(entries, options):
                    return [_changed(entry) for entry in entries], []


                def _changed(entry):
                    if not isinstance(entry, Transaction):
                        return entry
                    return {change.replace(chr(10), chr(10) + 20 * " ")}
                """
            ),
            encoding="utf-8",
        )
    monkeypatch.syspath_prepend(str(tmp_path))


def load_file(tmp_path: Path, text: str) -> tuple[Any, Any, Any]:
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    return loader.load_file(str(path))


@pytest.mark.parametrize(
    "lines",
    [
        OURS + 'plugin "{other}"\n',
        'plugin "{other}"\n' + OURS,
        OURS + 'plugin "{other}"\n' + OURS,
    ],
    ids=["first", "last", "twice"],
)
@pytest.mark.parametrize("other", ["adds_links", "removes_links", "adds_to_what_is_owed"])
def test_all_give_one_answer_wherever_the_line_stands(
    tmp_path: Path, lines: str, other: str
) -> None:
    text = lines.format(other=other) + BOOKS
    entries, errors, options = load_file(tmp_path, text)
    assert len(errors) == 1
    amount = "2,400.00" if other == "adds_to_what_is_owed" else "1,200.00"
    assert amount in errors[0].message
    assert ("F1" in errors[0].message) == (other != "removes_links")
    names = [name for name, _ in options["plugin"]]
    assert names == [line.split('"')[1] for line in lines.format(other=other).splitlines()]
    # what Fava shows is what the plugin has made
    report = take_report(entries, options, datetime.date(2026, 6, 30))
    assert report is not None
    assert report.open_items == build_report(entries, options, report.as_of).open_items
    shown = CliRunner().invoke(cli, ["check", str(tmp_path / "books.beancount")])
    assert errors[0].message in shown.output


def test_a_ledger_without_ignored_links_is_left_as_it_is() -> None:
    entries, options = load(BOOKS)
    ledger = read_ledger(entries, options, today())
    cleaned = without_ignored_links(ledger, DatedKeys())
    assert cleaned.transactions is ledger.transactions
    assert cleaned.remarks is ledger.remarks


def test_numbers_that_look_like_a_link_of_others_stay() -> None:
    entries, options = load(FROZEN + accounts() + sale("2026-05-14", "dok-2026-014", "12.00"))
    report = build_report(entries, options, datetime.date(2026, 6, 30))
    assert [item.invoice.number for item in report.open_items] == ["dok-2026-014"]


def test_a_defect_is_one_error_and_the_ledger_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(*_args: object, **_options: object) -> None:
        message = "no\nsuch thing"
        raise TypeError(message)

    monkeypatch.setattr("beancount_relance.plugin.build_report", fall_over)
    monkeypatch.setattr("beancount_relance.report.loading.build_report", fall_over)
    entries, errors, _ = load_file(tmp_path, OURS + BOOKS)
    assert len(entries) == len(load(BOOKS)[0])
    (error,) = errors
    assert isinstance(error, BadData)
    assert error.source["lineno"] == 1
    assert "TypeError: no such thing" in error.message
    assert "test_other_plugins.py" in error.message
    assert "\n" not in error.message
    shown = CliRunner().invoke(cli, ["open", str(tmp_path / "books.beancount")])
    assert shown.exit_code == 2
    assert shown.stderr.strip() == error.message
