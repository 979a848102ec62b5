"""The plugin in bean-check: entries untouched, red until done, never a traceback."""

from __future__ import annotations

import datetime
import gc
import logging
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Custom, Directive, new_metadata

import beancount_relance
from beancount_relance.exports.item_data import open_data
from beancount_relance.language.messages import language
from beancount_relance.plugin import relance
from beancount_relance.report.bean_check_errors import ActionDue, BadData
from beancount_relance.report.last_report import take_report
from beancount_relance.report.loading import load_ledger
from beancount_relance.report.report import build_report
from tests.support.ledgers import FRANCE, accounts, load, payment, remark, sale

TODAY = datetime.date(2026, 6, 30)
Errors = list[Any]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime.date], None]:
    """Set the day that the plugin takes for today; 30 June 2026 at first."""

    def set_to(day: datetime.date) -> None:
        for module in ("plugin", "report.load_cache"):
            monkeypatch.setattr(f"beancount_relance.{module}.today", lambda: day)

    set_to(TODAY)
    return set_to


@pytest.fixture
def load_errors(clock: object, tmp_path: Path) -> Callable[[str], Errors]:
    """Load a ledger with the plugin in it, and return the errors."""
    assert clock

    def errors_of(text: str) -> Errors:
        path = tmp_path / "books.beancount"
        path.write_text(f'plugin "beancount_relance"\n{text}', encoding="utf-8")
        _, errors, _ = loader.load_file(str(path))
        return errors

    return errors_of


@pytest.fixture
def check(load_errors: Callable[[str], Errors]) -> Callable[[str], Errors]:
    """The same where everything is an error, unless the ledger says otherwise."""
    return lambda text: load_errors(text if '"bean-check"' in text else text + mode("strict"))


BOOKS = accounts() + sale("2026-05-14", "F1", "1200.00") + FRANCE
DONE = remark("2026-06-30", "reminder", "F1")
BAD = '2026-01-01 custom "relance" "min-gab" 7\n'


def kinds(errors: Errors) -> list[str]:
    return [type(error).__name__ for error in errors]


def mode(name: str) -> str:
    return f'2026-01-01 custom "relance" "bean-check" "{name}"\n'


@pytest.mark.usefixtures("clock")
def test_entries_come_back_as_the_same_objects() -> None:
    entries, options = load(BOOKS + DONE + BAD)
    before = list(entries)
    copies = [repr(entry) for entry in entries]
    after, errors = relance(entries, options)
    assert len(errors) == 1
    assert len(after) == len(before)
    assert all(one is other for one, other in zip(after, before, strict=True))
    assert [repr(entry) for entry in after] == copies


@pytest.mark.usefixtures("clock")
def test_nothing_is_collected_until_the_last_line_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    entries, options = load(BOOKS + BAD)
    collecting = []

    def line(file: str, number: int) -> dict[str, Any]:
        collecting.append(gc.isenabled())
        return new_metadata(file, number)

    monkeypatch.setattr("beancount_relance.plugin.new_metadata", line)
    relance(entries, options)
    assert collecting == [False, False]
    assert gc.isenabled()


def test_red_until_it_was_done_then_green(check: Callable[[str], Errors]) -> None:
    (error,) = check(BOOKS)
    assert isinstance(error, ActionDue)
    assert error.entry is None
    assert error.source["filename"].endswith("books.beancount")
    assert error.source["lineno"] in (5, 6)  # the invoice, or its posting
    for words in ("Martin", "F1", "€1,200.00", "2026-06-13", "17 days", "2026-06-16"):
        assert words in error.message
    assert check(BOOKS + DONE) == []


def test_green_when_it_was_paid(check: Callable[[str], Errors]) -> None:
    paid = payment("2026-06-29", "1200.00", "F1")
    assert check(BOOKS + paid) == []


def test_the_day_decides(
    check: Callable[[str], Errors], clock: Callable[[datetime.date], None]
) -> None:
    clock(datetime.date(2026, 6, 15))
    assert check(BOOKS) == []
    clock(datetime.date(2026, 6, 16))
    assert kinds(check(BOOKS)) == ["ActionDue"]


def test_a_frozen_day_counts_before_the_clock(check: Callable[[str], Errors]) -> None:
    assert check(BOOKS + '2026-01-01 custom "relance" "as-of" 2026-06-15\n') == []


@pytest.mark.parametrize("name", ["strict", "actions"])
def test_mode_strict(
    name: str, check: Callable[[str], Errors], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kinds(check(BOOKS + BAD + mode(name))) == ["BadData", "ActionDue"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["data", "errors"])
def test_mode_data(
    name: str, check: Callable[[str], Errors], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kinds(check(BOOKS + BAD + mode(name))) == ["BadData"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("chosen", ["", mode("warnings"), mode("stderr")])
def test_mode_warnings(
    chosen: str, load_errors: Callable[[str], Errors], capsys: pytest.CaptureFixture[str]
) -> None:
    assert kinds(load_errors(BOOKS + BAD + chosen)) == ["BadData"]
    (line,) = capsys.readouterr().err.splitlines()
    assert "books.beancount:5: Martin: F1" in line


def test_bean_check_passes_with_warnings(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    day = f'2026-01-01 custom "relance" "as-of" {TODAY}\n'  # later, rates may not be known
    path.write_text(f'plugin "beancount_relance"\n{BOOKS}{day}', encoding="utf-8")
    command = [sys.executable, "-m", "beancount.scripts.check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0
    assert f"{path}:5: Martin: F1" in done.stderr


def test_mode_off(check: Callable[[str], Errors], capsys: pytest.CaptureFixture[str]) -> None:
    assert check(BOOKS + BAD + mode("off")) == []
    assert capsys.readouterr().err == ""


def test_bad_data_stands_on_its_own_line(check: Callable[[str], Errors]) -> None:
    errors = check(
        textwrap.dedent(
            """\
            2026-01-01 open Assets:Clients:Martin
              email: "martin"
            2026-01-01 open Income:Sales
            2026-01-01 custom "relance" "min-gab" 7
            2026-06-20 * "Martin" "Sign" ^F1
              due: "soon"
              Assets:Clients:Martin  100.00 EUR
              Income:Sales
            2026-06-21 note Assets:Clients:Martin "?" ^F1
              relance: "remainder"
            """
        )
    )
    assert kinds(errors) == ["BadData"] * 4
    # the plugin's line is the first: all others are one further
    lines = [error.source["lineno"] for error in errors]
    assert lines[:2] == [2, 5]
    assert lines[2] in (6, 8)
    assert lines[3] == 10
    assert all(error.message.startswith("relance: ") for error in errors)


def test_bean_checks_language_is_the_ledgers(check: Callable[[str], Errors]) -> None:
    (error,) = check(BOOKS + '2026-01-01 custom "relance" "language" "fr"\n')
    assert "1\N{NARROW NO-BREAK SPACE}200,00\N{NO-BREAK SPACE}€" in error.message
    assert "13/06/2026" in error.message


def test_a_configuration_string_is_refused_in_words(clock: object, tmp_path: Path) -> None:
    assert clock
    path = tmp_path / "books.beancount"
    path.write_text(f'plugin "beancount_relance" "min-gap=7"\n{BOOKS}{DONE}', encoding="utf-8")
    _, (error,), _ = loader.load_file(str(path))
    assert isinstance(error, BadData)
    assert 'custom "relance"' in error.message
    assert error.source["lineno"] == 1


def test_notes_in_an_included_file_count(check: Callable[[str], Errors], tmp_path: Path) -> None:
    (tmp_path / "notes.beancount").write_text(BAD + DONE, encoding="utf-8")
    (error,) = check(f'include "notes.beancount"\n{BOOKS}')
    assert Path(error.source["filename"]).name == "notes.beancount"
    assert error.source["lineno"] == 1


def test_the_manual_shows_what_is_printed(
    load_errors: Callable[[str], Errors], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    # the module's docstring: a ledger, what bean-check prints on 30 June 2026, and the note
    manual = beancount_relance.__doc__ or ""
    blocks: list[list[str]] = [[]]
    for line in manual.splitlines():
        if line.startswith("    ") or (not line and blocks[-1]):
            blocks[-1].append(line[4:])
        elif blocks[-1]:
            blocks.append([])
    ledger, printed, note = ("\n".join(block).strip("\n") for block in blocks[:3])
    text = ledger.removeprefix('plugin "beancount_relance"\n') + "\n"
    assert load_errors(text) == []
    assert capsys.readouterr().err == f"{tmp_path}/{' '.join(printed.split())}\n"
    assert load_errors(f"{text}{note}\n") == []
    assert capsys.readouterr().err == ""


# The load cache


@pytest.fixture
def _cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every load, however short, goes to the cache."""
    monkeypatch.setattr(loader, "PICKLE_CACHE_THRESHOLD", 0.0)
    monkeypatch.delenv("BEANCOUNT_LOAD_CACHE_FILENAME", raising=False)
    loader.initialize(use_cache=True)
    yield
    monkeypatch.undo()
    loader.initialize(use_cache=True)


@pytest.mark.usefixtures("_cache")
def test_the_cache_serves_today_and_is_stale_tomorrow(
    check: Callable[[str], Errors],
    clock: Callable[[datetime.date], None],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    # warnings are printed again when the cache answers
    caplog.set_level(logging.DEBUG)
    text = BOOKS + mode("stderr") + BAD
    assert kinds(check(text)) == ["BadData"]
    assert (tmp_path / ".books.beancount.picklecache").exists()
    assert "17 days" in capsys.readouterr().err

    path = str(tmp_path / "books.beancount")
    _, errors, options = loader.load_file(path)
    assert kinds(errors) == ["BadData"]
    assert capsys.readouterr().err.count("17 days") == 1
    assert options["include"] == [path]

    load_ledger(Path(path))  # the command has its own words
    assert capsys.readouterr().err == ""

    clock(TODAY + datetime.timedelta(days=1))
    _, errors, options = loader.load_file(path)
    assert kinds(errors) == ["BadData"]
    assert "18 days" in capsys.readouterr().err
    assert options["include"] == [path]

    _, _, options = loader.load_file(path)
    assert capsys.readouterr().err.count("18 days") == 1
    assert options["include"] == [path]

    check(BOOKS + DONE + mode("stderr"))  # the file is another: what it warned of is over
    assert capsys.readouterr().err == ""
    # Fava's watchers, started by other tests, log in threads of their own
    assert not [each for each in caplog.records if not each.name.startswith("watchfiles")]


@pytest.mark.usefixtures("_cache")
def test_tomorrows_errors_are_not_todays(
    check: Callable[[str], Errors], clock: Callable[[datetime.date], None], tmp_path: Path
) -> None:
    clock(datetime.date(2026, 6, 15))
    assert check(BOOKS) == []
    path = str(tmp_path / "books.beancount")
    clock(datetime.date(2026, 6, 16))
    _, first, _ = loader.load_file(path)
    _, second, _ = loader.load_file(path)
    assert kinds(first) == kinds(second) == ["ActionDue"]


@pytest.mark.usefixtures("_cache")
def test_a_frozen_ledger_may_be_cached_too(check: Callable[[str], Errors], tmp_path: Path) -> None:
    text = BOOKS + '2026-01-01 custom "relance" "as-of" 2026-06-20\n'
    (first,) = check(text)
    _, (second,), _ = loader.load_file(str(tmp_path / "books.beancount"))
    assert first.message == second.message


# Bad input

ODD = ["TRUE", "FALSE", "5", "-5", "5.5", "2026-06-30", '""', '" "', '"text"', "5 EUR", "EUR",
       "Assets:Bank", "#tag", "", '"2026-02-30"', '"F1, F2"', '"{name} %s"']  # fmt: skip
KEYS = [
    "invoice",
    "due",
    "terms",
    "customer",
    "procedure",
    "applies_to",
    "relance",
    "until",
    "amount",
    "plan",
    "kind",
    "name",
    "email",
    "pay-day",
    "late-rate",
    "country",
    "language",
]


@pytest.mark.parametrize("key", KEYS)
def test_no_metadata_value_makes_a_traceback(key: str, check: Callable[[str], Errors]) -> None:
    for value in ODD:
        meta = f"  {key}: {value}\n"
        text = (
            '2026-01-01 custom "relance-customer" "Zoe"\n' + meta
            + "2026-01-01 open Assets:Clients:Martin\n" + meta
            + "2026-01-01 open Assets:Receivable\n2026-01-01 open Income:Sales\n"
            + '2026-05-01 * "Martin" "One" ^F1\n' + meta
            + "  Assets:Clients:Martin  100.00 EUR\n  " + meta + "  Income:Sales\n"
            + '2026-05-01 * "Zoe" "Two" ^F2\n  Assets:Receivable  100.00 EUR\n  ' + meta
            + "  Income:Sales\n"
            + '2026-06-01 * "Martin" "Transfer"\n' + meta
            + "  Assets:Clients:Martin  -40.00 EUR\n  Income:Sales\n"
            + '2026-06-02 note Assets:Clients:Martin "Word" ^F1\n' + meta
            + '2026-06-03 note Assets:Clients:Martin "Word"\n  relance: "promise"\n'
            + (meta if key != "relance" else "")
            + '2026-06-03 note Assets:Clients:Martin "Word"\n  relance: "plan"\n'
            + (meta if key != "relance" else "")
        )  # fmt: skip
        for error in check(text):
            assert "Traceback" not in error.message, (value, error.message)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-01 open Assets:Clients:Martin\n",
        '2026-01-01 custom "relance" "as-of" 0001-01-01\n2026-01-01 open Assets:Clients:Martin\n',
        BOOKS + '2026-01-01 custom "relance" "as-of" 9999-12-31\n',
        BOOKS + '2026-01-01 custom "relance" "min-gap" 100000000\n',
        BOOKS.replace("^F1", "^F1\n  due: 9999-12-31"),
        BOOKS.replace("^F1", "^F1\n  due: 1900-01-01"),
        BOOKS.replace("^F1", '^F1\n  terms: "999 jours"').replace("2026-05-14", "1990-01-01"),
        BOOKS.replace("1200.00 EUR", "0.00 EUR"),
        BOOKS.replace("1200.00 EUR", "100000000000000000000.00 EUR"),
        BOOKS.replace("1200.00 EUR", "0.0000000001 EUR"),
        BOOKS.replace("1200.00 EUR", "3 HOOL {100.00 EUR}"),
        BOOKS + '2026-06-01 note Assets:Bank "Stray"\n  relance: "reminder"\n',
        BOOKS + '2026-06-01 note Assets:Unopened "Stray" ^F1\n  relance: "reminder"\n',
        BOOKS + remark("2026-06-01", "promise", "F1", until="2026-05-01"),
        BOOKS + remark("2026-06-01", "hold", "F1", until="2026-05-01"),
        BOOKS + remark("2026-06-01", "promise", "F1", until="2026-06-20", amount="5 USD"),
        BOOKS + remark("2026-06-01", "promise", "F1", until="9999-12-31"),
        BOOKS + remark("2026-06-01", "plan", "F1", plan='"9999-12-31 5 USD"'),
        BOOKS + remark("2026-06-01", "dispute", "F1", amount="5 USD"),
        BOOKS + remark("2026-06-01", "dispute", "F1", amount="5000 EUR"),
        BOOKS + remark("2026-01-01", "reminder", "F1"),
        BOOKS + '2026-01-01 custom "relance" "holidays" "FR"\n',
        BOOKS + '2026-01-01 custom "relance" "reference-pattern" "F*"\n',
        BOOKS + '2026-01-01 custom "relance" "reference-pattern" "(F)(1)"\n',
        BOOKS + '2026-01-01 custom "relance" "receivables" "^"\n',
        BOOKS + '2026-01-01 custom "relance" "receivables" "("\n',
        BOOKS + '2026-01-01 custom "relance-stage" "none" "odd"\n  after: 3650\n',
        BOOKS + '2026-01-01 custom "relance-stage" "standard" "odd"\n  after: -3650\n',
        BOOKS + '2026-01-01 custom "relance-rate" "ecb-mro" -5\n',
        BOOKS + '2026-01-01 custom "relance-rate" "ecb-mro" 1000000000000000000000000000000\n',
    ],
)
def test_no_ledger_makes_a_traceback(text: str, check: Callable[[str], Errors]) -> None:
    for error in check(text):
        assert "Traceback" not in error.message
        assert error.source is not None
        assert error.source["filename"]


@pytest.mark.usefixtures("clock")
def test_no_value_of_a_directive_makes_a_traceback() -> None:
    entries, options = load(BOOKS)
    nothing: list[Any] = [None, []]
    odd: list[Directive] = [
        Custom(new_metadata("books.beancount", 9), datetime.date(2026, 1, 1), kind, values)
        for kind in ("relance", "relance-stage", "relance-customer", "relance-rate")
        for values in nothing
    ]
    _, errors = relance(sorted([*entries, *odd], key=lambda entry: entry.date), options)
    assert {error.source["lineno"] for error in errors if isinstance(error, BadData)} == {9}


def test_the_report_of_the_last_run_is_given_once_to_who_has_the_same_ledger(
    clock: Callable[[datetime.date], None], tmp_path: Path
) -> None:
    clock(TODAY)
    path = tmp_path / "main.beancount"
    wrong = f"{TODAY} balance Assets:Bank  1.00 EUR\n"
    path.write_text(f'plugin "beancount_relance"\n{BOOKS}{wrong}', encoding="utf-8")

    def loaded() -> tuple[list[Directive], dict[str, Any]]:
        entries, _, options = loader._load([(str(path), True)], None, None, None)  # noqa: SLF001
        return entries, options

    entries, options = loaded()
    found = take_report(entries, options, TODAY)
    assert found is not None
    assert open_data(found, language("en")) == open_data(
        build_report(entries, options, TODAY, whole=False), language("en")
    )
    assert take_report(entries, options, TODAY) is None
    before = loaded()
    assert take_report(*before, TODAY + datetime.timedelta(days=1)) is None
    loaded()
    assert take_report(*before, TODAY) is None  # another ledger
    entries, options = loaded()
    assert take_report([entries[0]._replace(meta={}), *entries[1:]], options, TODAY) is None
    entries, options = loaded()
    assert take_report(entries[:-1], options, TODAY) is None
