"""What people type by habit: no ledger, other names, short options, dates, and words to find."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from beancount_relance.cli import parameters
from tests.support.command import EXAMPLE, relance
from tests.support.ledgers import accounts, sale

pytestmark = pytest.mark.usefixtures("books")

BOOKS = (
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot", "Café-Léon")
    + sale("2026-05-14", "F2026-014", "1200.00")
    + sale("2026-05-14", "F7", "90.00", customer="Oriot")
    + sale("2026-06-15", "F8", "70.00", customer="Café-Léon")
)


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BEANCOUNT_FILE", raising=False)
    path = tmp_path / "main.beancount"
    path.write_text(BOOKS, encoding="utf-8")
    return path


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters, "today", lambda: datetime.date(2026, 7, 14))


def references(*arguments: str | Path) -> list[str]:
    done = relance("open", *arguments, "-o", "json")
    assert done.returncode == 0, done.stderr
    return [item["invoice"] for item in json.loads(done.stdout)["items"]]


ALL = ["F2026-014", "F7", "F8"]


def test_the_ledger_is_found_in_the_folder(books: Path) -> None:
    assert references() == ALL
    assert "F2026-014" in relance("explain", "F2026-014").stdout
    assert relance("record", "F2026-014", "contact", "--text", "x").returncode == 0
    assert '"x"' in books.read_text(encoding="utf-8")


def test_the_only_ledger_is_meant_whatever_it_is_called(books: Path) -> None:
    books.rename(books.with_name("atelier.beancount"))
    part = books.with_name("relance.beancount")
    part.write_text("; nothing\n", encoding="utf-8")
    with books.with_name("atelier.beancount").open("a", encoding="utf-8") as file:
        file.write('include "relance.beancount"\n')
    assert references() == ALL


def test_of_several_ledgers_one_has_to_be_named(books: Path) -> None:
    books.rename(books.with_name("a.beancount"))
    books.with_name("b.beancount").write_text(BOOKS, encoding="utf-8")
    done = relance("open")
    assert done.returncode == 3
    assert "several ledgers here, a.beancount, b.beancount: name the one you mean" in done.stderr


def test_without_a_ledger_it_says_how_to_name_it(books: Path) -> None:
    books.unlink()
    done = relance("open", "Martin")
    assert done.returncode == 3
    assert "There is no ledger here" in done.stderr
    assert "BEANCOUNT_FILE" in done.stderr


def test_a_folder_and_the_variable_of_fava(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = books.parent / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert references(f"{books.parent}/") == ALL
    monkeypatch.setenv("BEANCOUNT_FILE", str(books))
    assert references() == ALL
    assert references("oriot") == ["F7"]
    monkeypatch.setenv("BEANCOUNT_FILE", f"{books}:{books}")
    assert "BEANCOUNT_FILE has 2 ledgers" in relance("open").stderr


def test_the_ledger_by_an_option_and_options_before_the_command(books: Path) -> None:
    other = books.with_name("other.beancount")
    books.rename(other)
    books.write_text("", encoding="utf-8")
    assert references("-f", other) == ALL
    done = relance("-l", "fr", "-d", "2026-06-30", "open", "-f", other, "oriot")
    assert "Factures ouvertes au 30/06/2026" in done.stdout
    assert "F7" in done.stdout
    assert "F8" not in done.stdout


def test_a_part_of_a_ledger_names_the_whole(books: Path) -> None:
    part = books.with_name("2026.beancount")
    part.write_text(
        '2026-06-01 * "Martin" "x" ^F9\n  Assets:Clients:Martin 5.00 EUR\n  Income:Ventes\n',
        encoding="utf-8",
    )
    books.write_text(BOOKS + 'include "2026.beancount"\n', encoding="utf-8")
    done = relance("open", part)
    assert done.returncode == 3
    assert done.stderr.startswith("2026.beancount is only a part of ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("open", "items"),
        ("file", "court-file"),
        ("book", "entries"),
        ("todo", "actions"),
        ("noter", "record"),
        ("Vérifier", "check"),
        ("écritures", "entries"),
    ],
)
def test_other_names_work(typed: str, name: str) -> None:
    assert (
        relance(typed, "--help", "-l", "en").stdout.splitlines()[2:]
        == (relance(name, "--help", "-l", "en").stdout.splitlines()[2:])
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("list", "items"), ("status", "actions"), ("opne", "items"), ("agieng", "ageing")],
)
def test_a_name_that_does_not_exist_has_a_suggestion(typed: str, meant: str) -> None:
    done = relance(typed)
    assert done.returncode == 3
    assert f"There is no command “{typed}”; perhaps “relance {meant}”." in done.stderr


def test_a_ledger_without_a_command_is_the_view_of_the_morning() -> None:
    assert relance(EXAMPLE, "-l", "fr").stdout == relance("today", EXAMPLE, "-l", "fr").stdout
    assert relance("-l", "fr", EXAMPLE).stdout == relance(EXAMPLE, "-l", "fr").stdout
    assert relance(f"{EXAMPLE.parent}/", "-l", "fr").stdout == relance(EXAMPLE, "-l", "fr").stdout


def test_a_path_without_a_command_is_a_ledger_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("none.beancount", "none.bean", "books/none", str(tmp_path / "none")):
        assert f"There is no file “{path}”." in relance(path).stderr
    (tmp_path / "books").mkdir()
    monkeypatch.chdir(tmp_path)
    done = relance("books", "-l", "fr")
    assert "« books » est un dossier : nommez un livre qui s’y trouve." in done.stderr
    assert done.returncode == 3


def test_help_is_a_command_as_well() -> None:
    assert relance("help").stdout == relance("--help").stdout
    assert "--paid-late" in relance("help", "items").stdout
    assert "There is no command “qqq”" in relance("help", "qqq").stderr


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "14 Jul 2026"),
        ("yesterday", "13 Jul 2026"),
        ("hier", "13 Jul 2026"),
        ("30/06/2026", "30 Jun 2026"),
        ("30/06", "30 Jun 2026"),
        ("30/07", "30 Jul 2025"),
        ("06/30/2026", "30 Jun 2026"),
        ("05.05.2026", "5 May 2026"),
    ],
)
@pytest.mark.usefixtures("today")
def test_days_as_people_write_them(typed: str, day: str) -> None:
    done = relance("open", "-d", typed, "-o", "json")
    assert done.returncode == 0, done.stderr
    found = datetime.date.fromisoformat(json.loads(done.stdout)["as_of"])
    assert found == datetime.datetime.strptime(day, "%d %b %Y").date()  # noqa: DTZ007


@pytest.mark.usefixtures("today")
def test_a_day_that_can_be_read_in_two_ways_depends_on_the_language() -> None:
    done = relance("open", "-d", "09/10/2025")
    assert done.returncode == 3
    assert "“09/10/2025” can be read in two ways: write 2025-10-09" in done.stderr
    french = relance("open", "-d", "09/10/2025", "-l", "fr", "-o", "json")
    assert json.loads(french.stdout)["as_of"] == "2025-10-09"


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(("until", "year"), [("13/07", 2026), ("13/06", 2027)])
def test_a_promise_without_a_year_lies_ahead_of_its_day(books: Path, until: str, year: int) -> None:
    """Also if that day is long ago: the note of a month is often typed later."""
    done = relance("record", "F7", "promise", "--until", until, "--date", "2026-06-30")
    assert done.returncode == 0, done.stderr
    month = until[3:]
    assert f"until: {year}-{month}-13" in books.read_text(encoding="utf-8")


def test_tomorrow_is_the_day_after_the_report(books: Path) -> None:
    done = relance("record", "F7", "promise", "--until", "tomorrow", "--as-of", "2026-06-30")
    assert done.returncode == 0, done.stderr
    assert "until: 2026-07-01" in books.read_text(encoding="utf-8")


@pytest.mark.parametrize("typed", ["31/02/2026", "99/99", "soon", "2026-13-01"])
def test_a_day_that_is_none(typed: str) -> None:
    done = relance("open", "-d", typed)
    assert done.returncode == 3
    assert f"“{typed}” is not a date such as 2026-06-30, 30/06 or yesterday" in done.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("martin",), ["F2026-014"]),
        (("2026-014",), ["F2026-014"]),
        (("LEON",), ["F8"]),
        (("café",), ["F8"]),
        (("ori", "f7"), ["F7"]),
        (("oriot", "martin"), []),
    ],
)
def test_words_choose_what_is_shown(words: tuple[str, ...], found: list[str]) -> None:
    assert references(*words) == found


@pytest.mark.parametrize("command", ["actions", "ageing", "check", "exceptions", "calendar"])
def test_words_choose_in_every_list(command: str) -> None:
    for form in ("json", "csv"):
        whole = relance(command, "-o", form).stdout
        shown = relance(command, "oriot", "-o", form).stdout
        assert "Martin" in whole or command == "exceptions"
        assert "Martin" not in shown
    assert "Martin" not in relance(command, "oriot").stdout


def test_a_word_that_nothing_has_is_told() -> None:
    done = relance("open", "martni")
    assert done.returncode == 3
    assert "nothing matches “martni”; perhaps “martin”" in done.stderr


def test_the_sum_of_what_is_shown() -> None:
    assert "€90.00 open" in relance("open", "oriot").stdout


def test_a_folder_stands_for_its_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several = tmp_path / "several"
    for name in ("north", "south"):
        folder = several / name
        folder.mkdir(parents=True)
        (folder / "books.beancount").write_text(
            f"2026-01-01 open Assets:Clients:{name.title()}\n", encoding="utf-8"
        )
    monkeypatch.chdir(several)
    monkeypatch.delenv("BEANCOUNT_FILE", raising=False)
    for typed in (
        ("north",),
        ("north/",),
        ("./north",),
        ("-f", "north"),
        ("-f", "north/books.beancount"),
    ):
        done = relance("items", *typed)
        assert (done.returncode, done.stderr) == (0, ""), typed
    (several / "main.beancount").write_text("", encoding="utf-8")
    word = relance("items", "north")  # here it may be a customer of main.beancount
    assert word.returncode == 3
    assert relance("items", "-f", "north").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("qqq",), "Erreur : il n’y a pas de commande « qqq »"),
        (("relancer-tout",), "Erreur : il n’y a pas de commande « relancer-tout »"),
        (("record", EXAMPLE, "--language", "fr"), "Erreur : indiquez un client ou une facture"),
    ],
)
def test_what_is_wrong_is_said_in_one_language(arguments: tuple[str, ...], said: str) -> None:
    """Of our own errors also the words around them; those of Click are English throughout."""
    french = relance(*arguments, env={"LC_ALL": "fr_FR.UTF-8"}).stderr.replace("\u00a0", " ")
    assert said in french
    assert "Usage : " in french
    assert "--help » en dit plus." in french
    english = relance("items", "--nothing", env={"LC_ALL": "fr_FR.UTF-8"})
    assert "Error: No such option" in english.stderr
    assert english.returncode == 3
