"""A whole mailing: letters that are recorded once written, and everything due recorded at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beancount_relance.cli import record_all
from beancount_relance.report.loading import LoadedLedger, load_ledger
from tests.support.command import relance
from tests.support.ledgers import accounts, sale

BOOKS = (
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot", "Pons")
    + '2020-01-02 custom "relance-customer" "Martin"\n'
    '  name: "Mme Anne Martin"\n  email: "a@martin.example"\n'
    '2020-01-02 custom "relance-customer" "Oriot"\n  email: "a@oriot.example"\n'
    + sale("2026-05-14", "F1", "1200.00")
    + sale("2026-05-14", "F2", "300.00", customer="Oriot")
    + sale("2026-05-14", "F3", "50.00", customer="Pons")
)


def stages(books: Path) -> dict[str, str]:
    return {event.customer: event.kind for event in load_ledger(books).report().events}


def test_letters_are_recorded_once_they_are_written(books: Path) -> None:
    """Those without an address are told, neither written nor recorded; that is no wrong usage."""
    out = books.with_name("out")
    done = relance("letter", books, "--as", "eml", "--out", out, "--record")
    assert done.returncode == 2
    assert "Pons has no e-mail address" in done.stderr
    assert len(list(out.iterdir())) == 2
    assert stages(books) == {"Martin": "reminder", "Oriot": "reminder"}
    assert '"First reminder (e-mail): a@oriot.example" ^F2' in done.stdout
    again = relance("letter", books, "Martin", "Oriot", "--as", "eml", "--out", out)
    assert "2026-06-30_Martin_call.eml" in again.stdout  # the next stage


def test_the_channel_that_was_used_is_the_one_recorded(books: Path) -> None:
    books.write_text(
        BOOKS + '2020-01-03 custom "relance-customer" "Martin"\n'
        '  address: "9 rue des Gabares, 44000 Nantes"\n',
        encoding="utf-8",
    )
    pytest.importorskip("typst")
    out = books.with_name("out")
    done = relance("letter", books, "Martin", "--as", "pdf", "--out", out, "--record")
    assert done.returncode == 0, done.stderr
    assert '"First reminder (letter)" ^F1' in books.read_text(encoding="utf-8")


def test_texts_that_are_printed_can_be_recorded_and_undone(books: Path) -> None:
    done = relance("letter", books, "--record", "-o", "json")
    data = json.loads(done.stdout)
    assert [each["status"] for each in data["recorded"]] == ["recorded"] * 3
    assert len(data["letters"]) == 3
    receipt = books.with_name("receipt.json")
    receipt.write_text(done.stdout, encoding="utf-8")
    assert relance("record", books, "--undo", receipt).returncode == 0
    assert books.read_text(encoding="utf-8") == BOOKS


def test_a_mailing_loads_the_ledger_twice_whatever_its_size(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once to write it, and once to see that it is read as it was meant."""
    loaded: list[Path] = []

    def counted(path: Path) -> LoadedLedger:
        loaded.append(path)
        return load_ledger(path)

    monkeypatch.setattr(record_all, "load_ledger", counted)
    done = relance("letter", books, "--record", "-o", "json")
    assert len(loaded) == 1  # the other one is the command’s own
    lines = books.read_text(encoding="utf-8").splitlines()
    for each in json.loads(done.stdout)["recorded"]:
        assert lines[each["line"] - 1] == each["text"].splitlines()[0]


def test_a_statement_is_no_stage_to_record(books: Path) -> None:
    done = relance("letter", books, "--text", "statement", "--record")
    assert done.returncode == 3
    assert books.read_text(encoding="utf-8") == BOOKS


@pytest.mark.parametrize(
    ("typed", "answer"),
    [(("done", "--all", "--yes"), ""), (("done", "--all"), "y\n"), (("fait", "--all"), "y\n")],
)
def test_all_that_is_due_is_recorded_once_it_was_shown(
    books: Path, typed: tuple[str, ...], answer: str
) -> None:
    done = relance("record", books, *typed, stdin=answer)
    assert done.returncode == 2
    assert done.stdout.index("Mme Anne Martin") < done.stdout.index("Recorded in")
    told = "left out: first reminder (e-mail), Pons has no e-mail address: add “email:”\n"
    assert done.stderr == told
    assert stages(books) == dict.fromkeys(("Martin", "Oriot"), "reminder")
    alone = relance("record", books, "Pons", "done")
    assert alone.returncode == 0  # somebody says so
    assert "Pons has no e-mail address: add “email:”" in alone.stdout
    again = relance("record", books, "done", "--all", "--yes")
    assert (again.returncode, again.stderr) == (0, "nothing is due today\n")


def test_what_cannot_be_sent_is_not_recorded_with_the_rest(tmp_path: Path) -> None:
    """No registered letter is due to an address that a letter came back from; nothing else is."""
    text = BOOKS.split("2020-01-02 custom")[0].replace("2026-06-30", "2026-07-30")
    text += '2020-01-02 custom "relance-customer" "Martin"\n  address: "1 rue X, 44000 Nantes"\n'
    text += sale("2026-05-14", "F1", "1200.00")
    for day, kind in (("06-16", "reminder"), ("07-03", "firm-letter"), ("07-13", "formal-notice")):
        text += f'2026-{day} note Assets:Clients:Martin "x" ^F1\n  relance: "{kind}"\n'
    text += '2026-07-21 note Assets:Clients:Martin "x" ^F1\n  relance: "undeliverable"\n'
    path = tmp_path / "books.beancount"
    path.write_text(text, encoding="utf-8")
    for more in (("--yes",), ("--dry-run",), ("--yes", "-o", "json")):
        done = relance("record", path, "done", "--all", *more)
        assert done.returncode == 0
        assert "nothing is due today" in done.stderr  # it waits for an address that works
        assert path.read_text(encoding="utf-8") == text
    assert json.loads(done.stdout)["recorded"] == []


@pytest.mark.parametrize("answer", ["n\n", "\n"])
def test_nothing_is_written_without_a_yes(books: Path, answer: str) -> None:
    done = relance("record", books, "done", "--all", stdin=answer)
    assert done.returncode == 0
    assert "Nothing was written." in done.stdout
    assert books.read_text(encoding="utf-8") == BOOKS


@pytest.mark.parametrize(
    "typed", [("done", "--all"), ("done", "--all", "-o", "json"), ("Martin", "done", "--all")]
)
def test_it_needs_somebody_to_ask(books: Path, typed: tuple[str, ...]) -> None:
    done = relance("record", books, *typed)
    assert done.returncode == 3
    assert books.read_text(encoding="utf-8") == BOOKS


def test_a_dry_run_of_all_writes_nothing(books: Path) -> None:
    done = relance("record", books, "done", "--all", "--dry-run")
    assert "Oriot" in done.stdout
    assert "Pons" not in done.stdout
    assert "Pons" in done.stderr
    assert done.returncode == 2
    assert books.read_text(encoding="utf-8") == BOOKS


def test_a_second_record_of_the_same_is_told_before_it_is_written(books: Path) -> None:
    assert relance("record", books, "F1", "done").returncode == 0
    written = books.read_text(encoding="utf-8")
    done = relance("record", books, "F1", "reminder", "--text", "Again")
    assert done.returncode == 3
    assert "there is already such a note for that day" in done.stderr
    assert books.read_text(encoding="utf-8") == written
    again = relance("record", books, "F1", "reminder", "--text", "Again", "--again")
    assert again.returncode == 0
    assert books.read_text(encoding="utf-8") != written


@pytest.mark.parametrize(
    "typed",
    [
        ("record", "Martin", "done"),
        ("letter", "--text", "thanks"),
        ("letter", "Martin", "--text", "thanks"),
        ("letter",),
        ("recovery", "Martin"),
        ("court-file", "Martin", "--out", "court"),
        ("entries", "Martin", "--as", "douteux"),
        ("explain", "F1"),
    ],
)
def test_nothing_to_do_is_the_same_everywhere(
    books: Path, typed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, and status 0."""
    monkeypatch.chdir(books.parent)
    paid = (
        '2026-05-20 * "Martin" "Transfer" ^F1\n  Assets:Bank  1200.00 EUR\n'
        "  Assets:Clients:Martin\n"
    )
    head = BOOKS.partition("2026-05-14")[0]
    books.write_text(head + sale("2026-05-14", "F1", "1200.00") + paid, encoding="utf-8")
    command, *more = typed
    done = relance(command, books, *more, "--as-of", "2026-09-30")
    assert done.returncode == 0, done.stderr
    if typed != ("explain", "F1"):
        assert done.stderr.count("\n") == 1


def test_errors_name_the_option_and_the_values(books: Path) -> None:
    assert (
        "a promise to pay needs “until” (--until)"
        in relance("record", books, "F1", "promise").stderr
    )
    french = relance("noter", books, "F1", "promesse", "-l", "fr")
    assert "(--jusqu-au)" in french.stderr
    unknown = relance("record", books, "F1", "phoned").stderr
    assert "courtesy, reminder, call" in unknown
    assert "contact, " in unknown
    assert "perhaps “promise”" in relance("record", books, "F1", "promis").stderr


def test_customers_may_be_called_by_the_name_that_is_shown(books: Path) -> None:
    assert relance("record", books, "mme anne martin", "contact", "--text", "x").returncode == 0
    assert "perhaps “Martin”" in relance("record", books, "Anne", "done").stderr


def test_an_invoice_in_instalments_is_open_while_one_of_them_is(tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(
        'plugin "beancount_relance"\n2020-01-01 custom "relance" "as-of" 2026-06-30\n'
        + accounts("Martin")
        + '2026-04-01 * "Martin" "Goods" ^F1\n  terms: "50% upfront, balance net 30"\n'
        "  Assets:Clients:Martin  9600.00 EUR\n  Income:Sales\n"
        '2026-04-01 * "Martin" "Transfer" ^F1\n  Assets:Bank  4800.00 EUR\n'
        "  Assets:Clients:Martin\n",
        encoding="utf-8",
    )
    assert "nothing was open" not in relance("record", path, "F1", "done").stdout
