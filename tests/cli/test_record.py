"""The command ``relance record``: what it writes, says, and how it leaves."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.support.command import relance
from tests.support.ledgers import accounts, remark, sale

BOOKS = (
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot")
    + sale("2026-05-14", "F2026-014", "1200.00")
    + sale("2026-05-20", "F2026-020", "300.00")
    + sale("2026-06-25", "F2026-030", "50.00")
    + sale("2026-05-14", "F7", "90.00", customer="Oriot")
    + sale("2026-05-14", "F7", "90.00", currency="USD")
)


def added(books: Path) -> str:
    text = books.read_text(encoding="utf-8")
    assert text.startswith(BOOKS)
    return text[len(BOOKS) :]


def test_done_records_the_customers_action_once(books: Path) -> None:
    done = relance("record", books, "martin", "done")
    assert (done.returncode, done.stderr) == (0, "")
    note = (
        '2026-06-30 note Assets:Clients:Martin "First reminder (e-mail)" '
        "^F2026-014 ^F2026-020 ^F7\n"
        '  relance: "reminder"\n'
    )
    line = BOOKS.count("\n") + 2
    assert done.stdout == (
        f"\nRecorded in {books}, line {line}\n\n{note}\n"
        "Martin has no e-mail address: add “email:”\n"
        "no longer due: first reminder (e-mail), F2026-014, F7 and F2026-020\n"
        "F2026-014, F7 and F2026-020: next: telephone call on 2026-07-07\n"
    )
    assert added(books) == f"\n{note}"
    again = relance("record", books, "Martin", "done")
    assert again.returncode == 0
    assert again.stderr == "nothing is due for Martin; name the stage\n"
    assert added(books) == f"\n{note}"


def test_done_is_about_the_invoice_that_is_named(tmp_path: Path) -> None:
    """The follow-up of its case, although the firm letter of another one is due as well.

    If the customer is named, it is what reaches the customer that was done, and the rest is told.
    """
    books = tmp_path / "books.beancount"
    filed = remark("2026-05-16", "filed", "F2026-014")
    books.write_text(BOOKS + filed, encoding="utf-8")
    on = ("--dry-run", "--as-of", "2026-07-15")
    several = relance("record", books, "Martin", "done", *on)
    assert several.returncode == 0
    assert 'relance: "firm-letter"' in several.stdout
    told = " ".join(several.stdout.split())
    assert (
        "still to be done, and not recorded: follow-up of the court case (task) (F2026-014)" in told
    )
    done = relance("record", books, "F2026-014", "done", *on)
    assert done.returncode == 0
    assert '^F2026-014\n  relance: "follow-up"' in done.stdout


def test_the_same_again_is_recorded_already(books: Path) -> None:
    command = ("record", books, "F2026-014", "contact", "--text", "Appel")
    relance(*command)
    content = books.read_bytes()
    again = relance(*command)
    assert again.returncode == 0
    line = BOOKS.count("\n") + 2
    assert again.stdout.startswith(f"\nAlready recorded in {books}, line {line}\n")
    assert books.read_bytes() == content


def test_a_promise_of_a_customer_is_about_what_is_overdue(books: Path) -> None:
    done = relance(
        "record", books, "Martin", "promise", "--until", "2026-07-03", "--amount", "600 EUR"
    )
    assert done.returncode == 0, done.stderr
    assert added(books) == (
        '\n2026-06-30 note Assets:Clients:Martin "Promises €600.00 by 2026-07-03" '
        "^F2026-014 ^F2026-020 ^F7\n"
        '  relance: "promise"\n  until: 2026-07-03\n  amount: 600.00 EUR\n'
    )


def test_a_plan_and_a_date(books: Path) -> None:
    done = relance(
        *("record", books, "F2026-014", "plan", "--date", "2026-06-15"),
        *("--plan", "2026-07-05 700, 2026-08-05 500,00", "--text", 'Dit "oui"'),
    )
    assert done.returncode == 0, done.stderr
    assert added(books) == (
        '\n2026-06-15 note Assets:Clients:Martin "Dit \\"oui\\"" ^F2026-014\n'
        '  relance: "plan"\n  plan: "2026-07-05 700.00 EUR, 2026-08-05 500.00 EUR"\n'
    )


def test_all_that_is_open_needs_no_link(books: Path) -> None:
    relance("record", books, "Martin", "hold", "--as-of", "2026-06-28")
    assert added(books) == (
        '\n2026-06-28 note Assets:Clients:Martin "On hold"\n  relance: "hold"\n'
    )


def test_a_dry_run_writes_nothing(books: Path) -> None:
    done = relance("record", books, "Oriot", "done", "--dry-run")
    assert done.returncode == 0
    assert "Will be written to" in done.stdout
    assert '"First reminder (e-mail)" ^F7' in done.stdout
    assert added(books) == ""


def test_the_address_works_and_the_dispute_goes_on(tmp_path: Path) -> None:
    books = tmp_path / "books.beancount"
    mail = '2026-01-02 custom "relance-customer" "Martin"\n  email: "ap@martin.example"\n'
    disputed = remark("2026-06-08", "dispute", "F2026-014")
    bounced = remark("2026-06-09", "bounced", "F2026-014", recipient='"ap@martin.example"')
    books.write_text(BOOKS + mail + disputed + bounced, encoding="utf-8")
    done = relance("record", books, "F2026-014", "resume")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("F2026-014: waits: disputed, until a note “resume”\n")
    done = relance("record", books, "F2026-014", "resume", "--again", "--text", "Repaired")
    assert done.stdout.endswith("F2026-014: first reminder due today\n")


SUSPENSE = """
2020-01-01 open Assets:Suspense
2026-06-10 * "Martin" "Cash"
  Assets:Bank      1200.00 EUR
  Assets:Suspense
"""


@pytest.mark.parametrize("amount", ["", "  amount: 500.00 EUR\n"])
def test_an_answer_about_money_that_ends_a_dispute_is_warned_of(
    tmp_path: Path, amount: str
) -> None:
    books = tmp_path / "books.beancount"
    disputed = remark("2026-06-08", "dispute", "F2026-014") + amount
    books.write_text(BOOKS + SUSPENSE + disputed, encoding="utf-8")
    resumed = relance("record", books, "F2026-014", "resume", "--dry-run")
    assert resumed.stdout.count("F2026-014: “resume” also ends what holds it back besides") == 1
    assert "(disputed); to answer the question about money only, record “still-owed”" in (
        resumed.stdout
    )
    done = relance("record", books, "F2026-014", "still-owed")
    assert (done.returncode, done.stderr) == (0, "")
    chased, held = "first reminder due since 2026-06-16", "waits: disputed, until a note “resume”"
    told = chased if amount else held
    assert done.stdout.endswith(f"F2026-014: {told}\n")
    assert "may pay" not in relance("check", books).stdout
    again = relance("record", books, "F2026-014", "resume", "--dry-run")
    assert "also ends" not in again.stdout  # since nothing is asked


def test_json_is_the_documented_shape_and_can_be_undone(books: Path, tmp_path: Path) -> None:
    done = relance("record", books, "F2026-014", "dispute", "--format", "json")
    data = json.loads(done.stdout)
    receipt = data.pop("receipt")
    text = '2026-06-30 note Assets:Clients:Martin "Dispute" ^F2026-014\n  relance: "dispute"'
    assert data == {
        "version": 1,
        "status": "recorded",
        "file": str(books),
        "line": BOOKS.count("\n") + 2,
        "customer": "Martin",
        "kind": "dispute",
        "date": "2026-06-30",
        "invoices": ["F2026-014"],
        "text": text,
        "warnings": [],
        "effects": ["F2026-014: waits: disputed, until a note “resume”"],
    }
    assert (receipt["path"], receipt["offset"]) == (str(books), len(BOOKS))
    assert receipt["text"] == f"\n{text}\n"
    kept = tmp_path / "receipt.json"
    kept.write_text(done.stdout, encoding="utf-8")
    undone = relance("record", books, "--undo", kept)
    assert (undone.returncode, undone.stdout) == (0, f"Removed from {books}.\n")
    assert added(books) == ""
    again = relance("record", books, "--undo", "-", stdin=done.stdout)
    assert again.returncode == 2
    assert "no longer in" in again.stderr
    for text in ("{", "[" * 100_000):
        nonsense = relance("record", books, "--undo", "-", stdin=text)
        assert nonsense.returncode == 2
        assert "this is not the receipt" in nonsense.stderr


def test_csv_is_one_row(books: Path) -> None:
    done = relance("record", books, "Martin", "done", "--dry-run", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["status"] == "dry-run"
    assert row["invoices"] == "F2026-014 F7 F2026-020"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "name a customer or an invoice"),
        (("Martin",), "name a customer or an invoice"),
        (("Martn", "done"), "there is no invoice or customer “Martn”; perhaps “Martin”"),
        (("Martin", "promis"), "“promis” is not known here; perhaps “promise”"),
        (("Martin", "promise"), "a promise to pay needs “until”"),
        (("Martin", "hold", "--until", "2026-06-01"), "2026-06-01 is before the date of the note"),
        (("Martin", "hold", "--until", "soon"), "“soon” is not a date"),
        (("F2026-014", "dispute", "--amount", "1,200"), "amount: “1,200” – expected an amount"),
        (("F7", "contact"), "several customers have an invoice F7, Martin and Oriot"),
        (("Martin", "contact", "--invoice", "F9"), "Martin has no invoice F9"),
        (("Martin", "contact", "--text", " "), "the note needs a text"),
        (("Martin", "contact", "--date", "2026-07-01"), "after 2026-06-30"),
    ],
)
def test_what_is_wrong_is_wrong_usage(books: Path, args: tuple[str, ...], says: str) -> None:
    done = relance("record", books, *args)
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert added(books) == ""


def test_an_invoice_of_two_customers_is_named_with_one(books: Path) -> None:
    done = relance("record", books, "Oriot", "contact", "--invoice", "F7")
    assert done.returncode == 0, done.stderr
    assert added(books).startswith('\n2026-06-30 note Assets:Clients:Oriot "Contact" ^F7\n')


def test_a_read_only_ledger(books: Path) -> None:
    books.chmod(0o444)
    done = relance("record", books, "Martin", "done", "--language", "fr")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{books} est en lecture seule\u202f; rien n’a été écrit\n"


def test_a_ledger_with_errors_of_its_own_can_be_written_to(books: Path) -> None:
    books.write_text(f"{BOOKS}2026-06-01 close Assets:Nowhere\n", encoding="utf-8")
    assert relance("record", books, "Martin", "done").returncode == 0
    assert 'relance: "reminder"' in books.read_text(encoding="utf-8")


def test_in_french(books: Path) -> None:
    text = '2020-01-01 custom "relance" "language" "fr"\n'
    books.write_text(BOOKS + text, encoding="utf-8")
    done = relance("record", books, "F2026-014", "hold", "--until", "2026-07-15")
    assert f"Enregistré dans {books}, ligne" in done.stdout
    assert '"Relances suspendues jusqu’au 15/07/2026" ^F2026-014' in done.stdout
    fact = "F2026-014\u00a0: attend jusqu’au 15/07/2026\u00a0: relances suspendues"
    assert done.stdout.endswith(f"\n{fact}\n")
