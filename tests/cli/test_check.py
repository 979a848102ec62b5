"""``relance check`` and ``relance calendar``: what cron, CI and calendars get."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import icalendar
import pytest

from tests.support.command import EXAMPLE, relance, relance_process
from tests.support.ledgers import accounts, sale

BOOKS = accounts() + sale("2026-05-14", "F2026-014", "1200.00")
LINE = "Martin: F2026-014, €1,200.00 overdue since 2026-06-13 (3 days): first reminder (e-mail)"


def test_nothing_due_is_0_and_silent(books: Path) -> None:
    done = relance("check", books, "--as-of", "2026-06-15")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_something_due_is_1_and_one_line_as_in_bean_check(books: Path) -> None:
    done = relance("check", books, "--as-of", "2026-06-16")
    assert done.returncode == 1
    assert done.stdout == f"{books}:4: {LINE} due since 2026-06-16\n"
    assert done.stderr == ""
    off = BOOKS + '2020-01-01 custom "relance" "bean-check" "off"\n'
    books.write_text(off, encoding="utf-8")
    assert relance("check", books, "--as-of", "2026-06-16").stdout == done.stdout


def test_errors_in_the_data_are_2_with_what_is_due(books: Path) -> None:
    books.write_text(BOOKS + '2026-01-01 custom "relance" "min-gab" 7\n', encoding="utf-8")
    done = relance("check", books, "--as-of", "2026-06-16")
    assert done.returncode == 2
    assert LINE in done.stdout
    assert (
        done.stderr
        == f"{books}:7: “min-gab” is not known here; perhaps “min-gap” [unknown-setting]\n"
    )
    only = relance("check", books, "--as-of", "2026-06-16", "--errors")
    assert (only.returncode, only.stdout, only.stderr) == (2, "", done.stderr)


def test_errors_passes_over_what_is_due(books: Path) -> None:
    done = relance("check", books, "--as-of", "2026-06-16", "--errors")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(("more", "status"), [("", 1), ('2026-01-01 custom "relance" "x" 1\n', 2)])
def test_quiet_tells_by_the_status_alone(books: Path, more: str, status: int) -> None:
    books.write_text(BOOKS + more, encoding="utf-8")
    done = relance("check", books, "--as-of", "2026-06-16", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_wrong_usage_is_3(tmp_path: Path) -> None:
    assert relance("check", tmp_path / "absent.beancount").returncode == 3
    (tmp_path / "file").touch()
    done = relance("calendar", EXAMPLE, "--out", tmp_path / "file" / "relance.ics")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_for_programs(books: Path) -> None:
    done = relance("check", books, "--as-of", "2026-06-16", "--format", "json")
    assert done.returncode == 1
    data = json.loads(done.stdout)
    assert (data["as_of"], data["problems"]) == ("2026-06-16", [])
    (action,) = data["actions"]
    assert (action["file"], action["line"], action["stage"]) == (str(books), 4, "reminder")
    assert action["message"] == f"{LINE} due since 2026-06-16"
    done = relance("check", books, "--as-of", "2026-06-16", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["line"], row["due_on"]) == ("4", "2026-06-16")


def test_the_module_is_the_command(books: Path) -> None:
    done = relance_process(
        "check", books, "--as-of", "2026-06-16", command=("-m", "beancount_relance")
    )
    assert done.returncode == 1


def test_whoever_stops_reading_sees_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:  # noqa: PTH123 - a descriptor
        done = relance_process("explain", EXAMPLE, "--as-of", "2026-06-30", stdout=closed)
    assert done.returncode == 141
    assert done.stderr == ""


def test_a_creditor_s_name_of_two_lines_names_the_calendar(books: Path) -> None:
    name = '2020-01-01 custom "relance" "creditor"\n  name: "Atelier\nNantes"\n'
    books.write_text(BOOKS + name, encoding="utf-8")
    done = relance("calendar", books, "--as-of", "2026-06-16")
    assert done.returncode == 0
    found = icalendar.Calendar.from_ical(done.stdout)
    assert "Atelier Nantes" in str(found["x-wr-calname"])


def test_the_calendar_of_the_example(tmp_path: Path) -> None:
    printed = relance("calendar", EXAMPLE)
    assert (printed.returncode, printed.stderr) == (0, "")
    out = tmp_path / "new" / "relance.ics"
    assert relance("calendar", EXAMPLE, "--out", out).stdout == ""
    calendar = icalendar.Calendar.from_ical(out.read_bytes())
    assert str(calendar["x-wr-calname"]) == "Créances clients\u00a0: Atelier Lumen SARL"
    again = relance("calendar", EXAMPLE, "--out", out)  # every night
    assert again.returncode == 0
    data = json.loads(relance("calendar", EXAMPLE, "--format", "json").stdout)
    assert len(data["days"]) == len(calendar.walk("VEVENT"))
    promise = next(each for each in data["days"] if each["kind"] == "promise")
    assert promise["summary"] == "Agence Grand-Ouest SAS\u00a0: règlement promis"
    assert (promise["date"], promise["invoices"]) == ("2026-07-06", ["F2026-034"])
    discreet = relance("calendar", EXAMPLE, "--format", "json", "--discreet").stdout
    assert "Agence" not in discreet
    rows = list(csv.DictReader(io.StringIO(relance("calendar", EXAMPLE, "--format", "csv").stdout)))
    assert len(rows) == len(data["days"])
