"""Sending at most once: wherever the program is killed, no e-mail is sent twice or lost."""

from __future__ import annotations

import datetime
import json
import re
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from beancount_relance import clock
from beancount_relance.cli.commands import send as command
from beancount_relance.language.messages import language, msg
from beancount_relance.mailroom.journal import journal_of, journal_path
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.mailroom.sending import Dispatch, settle
from beancount_relance.outbox.outgoing import outgoing_mails
from beancount_relance.outbox.transport import NotSentError, UnclearError
from beancount_relance.report.loading import load_ledger
from tests.support.command import Done, relance
from tests.support.ledgers import FRANCE, accounts, sale

DAY = datetime.date(2026, 6, 20)
CREDITOR = FRANCE + '  name: "Lumen"\n  email: "compta@lumen.example"\n'


def ledger(folder: Path, customers: int = 3, mail: str = "  pause: 0\n") -> Path:
    names = [f"C{number:02}" for number in range(1, customers + 1)]
    opened = accounts(*names)
    for name in names:
        row = f"open Assets:Clients:{name}\n"
        opened = opened.replace(row, f'{row}  email: "ap@{name.lower()}.example"\n')
    sales = "".join(sale("2026-05-14", f"F{name[1:]}", "120.00", customer=name) for name in names)
    setting = f'2020-01-01 custom "relance" "mail"\n{mail}'
    path = folder / "books.beancount"
    path.write_text(opened + sales + CREDITOR + setting, encoding="utf-8")
    return path


class Post:
    """A server that counts what arrives, and may fail or be the place of a kill."""

    def __init__(self, at: Callable[[str], None] = lambda _: None) -> None:
        self.arrived: Counter[str] = Counter()
        self._at = at

    def send(
        self, sender: str, recipients: Sequence[str], content: bytes, begin: Callable[[], None]
    ) -> None:
        assert sender == "compta@lumen.example"
        assert b"X-Unsent" not in content
        self._at("before")
        begin()
        self._at("begun")
        self.arrived[recipients[0]] += 1
        self._at("after")


def run(books: Path, post: Post) -> list[str]:
    """One run of the sender; returns the customers whose e-mails are of unknown outcome."""
    loaded = load_ledger(books)
    ledger_ = LiveBooks(loaded, loaded.report(DAY))
    with journal_of(books) as journal:
        settle(journal, ledger_, None)
        found, _ = outgoing_mails(
            ledger_.report, ledger_.report.actions, books.name, language("en")
        )
        for _ in Dispatch(ledger_, journal, post, None, language("en")).send(found, lambda: None):
            pass
        return [each.customer for each in journal.unclear]


def noted(books: Path) -> Counter[str]:
    return Counter(re.findall(r"note Assets:Clients:(C\d\d) ", books.read_text("utf-8")))


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    books = ledger(tmp_path)
    run(books, Post())
    path = journal_path(books)
    assert not path.exists()
    path.write_text('{"message": "<x@y>", "state": "beg', encoding="utf-8")
    assert run(books, Post()) == []
    assert not path.exists()


@pytest.mark.parametrize(
    "error",
    [
        NotSentError(msg("refused")),
        NotSentError(msg("no connection"), for_all=True),
        UnclearError(msg("gone")),
    ],
)
def test_what_fails(tmp_path: Path, error: Exception) -> None:
    """A refused e-mail is sent by the next run, one of unknown outcome never by itself.

    Once the outcome of one is unknown, no other is tried.
    """
    books = ledger(tmp_path)

    def at(place: str) -> None:
        if place == "begun" and not post.arrived:
            raise error

    post = Post(at)
    unclear = run(books, post)
    post = Post()
    again = run(books, post)
    if isinstance(error, UnclearError):
        assert unclear == again == ["C01"]
        assert set(post.arrived) == {"ap@c02.example", "ap@c03.example"}
        assert journal_path(books).exists()
    else:
        assert unclear == again == []
        assert set(post.arrived) == {f"ap@c0{number}.example" for number in (1, 2, 3)}
        assert not journal_path(books).exists()
    assert set(post.arrived.values()) == {1}


# The command


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "today", lambda: DAY)
    at = datetime.datetime(2026, 6, 20, 10, 0, tzinfo=datetime.timezone.utc)
    monkeypatch.setattr(command, "now", lambda: at)
    assert clock.now().tzinfo is not None


SENDMAIL = """
import pathlib, sys
folder = pathlib.Path({folder!r})
recipients = sys.argv[sys.argv.index("--") + 1:]
assert sys.argv[1:4] == ["-i", "-f", "compta@lumen.example"], sys.argv
(folder / f"{{len(list(folder.iterdir()))}}.eml").write_bytes(
    (", ".join(recipients) + chr(10)).encode() + sys.stdin.buffer.read()
)
sys.exit({status})
"""


def by_command(tmp_path: Path, status: int = 0, more: str = "", customers: int = 3) -> Path:
    """A ledger whose e-mails a small program takes, which writes them into a folder."""
    (tmp_path / "out").mkdir(exist_ok=True)
    program = tmp_path / "sendmail.py"
    program.write_text(SENDMAIL.format(folder=str(tmp_path / "out"), status=status))
    line = shlex.join([sys.executable, str(program)])
    return ledger(tmp_path, customers, f'  command: "{line}"\n  pause: 0\n{more}')


def arrived(tmp_path: Path) -> list[str]:
    return sorted(each.read_text().partition("\n")[0] for each in (tmp_path / "out").iterdir())


def sent(books: Path, *options: str, stdin: str = "") -> Done:
    return relance("send", books, "--as-of", DAY.isoformat(), *options, stdin=stdin)


def test_a_dry_run_sends_nothing(tmp_path: Path) -> None:
    books = by_command(tmp_path)
    before = books.read_bytes()
    done = sent(books, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "ap@c01.example: " in done.stdout
    assert arrived(tmp_path) == []
    assert books.read_bytes() == before
    assert not journal_path(books).exists()


def test_nothing_goes_without_a_word(tmp_path: Path) -> None:
    books = by_command(tmp_path)
    assert sent(books).returncode == 3
    assert "Nothing was sent." in sent(books, stdin="n\n").stdout
    assert arrived(tmp_path) == []
    done = sent(books, stdin="y\n")
    assert done.returncode == 0, done.stderr
    assert arrived(tmp_path) == ["ap@c01.example", "ap@c02.example", "ap@c03.example"]
    assert noted(books) == {"C01": 1, "C02": 1, "C03": 1}
    assert books.read_text().count('recipient: "ap@c01.example"') == 1
    assert "no e-mail to send" in sent(books, "--yes").stderr


def test_the_second_reminder_answers_the_first(tmp_path: Path) -> None:
    books = by_command(tmp_path, customers=1)
    sent(books, "--yes")
    stage = """2020-01-01 custom "relance-stage" "standard" "call"
  channel: "email"
  template: "firm-letter"
"""
    books.write_text(books.read_text() + stage)
    later = relance("drafts", books, "--as-of", "2026-07-20", "--maildir", maildir(tmp_path))
    assert later.returncode == 0, later.stderr
    (draft,) = (tmp_path / "Mail" / ".Drafts" / "cur").iterdir()
    first = re.search(r'message: "(<relance[^"]*>)"', books.read_text())
    assert first is not None
    headers = " ".join(draft.read_text().split())
    assert f"In-Reply-To: {first[1]}" in headers
    assert f"References: {first[1]}" in headers


def maildir(folder: Path) -> Path:
    path = folder / "Mail"
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True, exist_ok=True)
    return path


def test_words_choose_and_json(tmp_path: Path) -> None:
    books = by_command(tmp_path)
    done = sent(books, "C02", "--yes", "--format", "json")
    assert [row["status"] for row in json.loads(done.stdout)["mails"]] == ["sent"]
    assert arrived(tmp_path) == ["ap@c02.example"]


def test_blind_copies(tmp_path: Path) -> None:
    books = by_command(tmp_path, more='  copy-to: "boss@lumen.example"\n', customers=1)
    sent(books, "--yes")
    assert arrived(tmp_path) == ["ap@c01.example, boss@lumen.example"]
    assert "boss@" not in (tmp_path / "out" / "0.eml").read_text().partition("\n")[2]


@pytest.mark.parametrize(("status", "unclear"), [(67, False), (77, False), (75, True), (1, True)])
def test_a_command_that_fails(tmp_path: Path, status: int, *, unclear: bool) -> None:
    books = by_command(tmp_path, status, customers=1)
    done = sent(books, "--yes")
    assert done.returncode == 2
    assert noted(books) == {}
    again = sent(books, "--yes")
    if not unclear:
        assert "not sent: " in done.stderr
        assert len(arrived(tmp_path)) == 2
        return
    assert "--was-sent “C01”" in again.stderr
    assert len(arrived(tmp_path)) == 1
    assert sent(books, "--was-sent", "C02").returncode == 3
    settled = sent(books, "--was-sent", "C01")
    assert settled.returncode == 0, settled.stderr
    assert noted(books) == {"C01": 1}
    assert not journal_path(books).exists()


def test_one_of_unknown_outcome_that_was_not_sent_goes_again(tmp_path: Path) -> None:
    books = by_command(tmp_path, 75, customers=1)
    sent(books, "--yes")
    by_command(tmp_path, 0, customers=1)
    assert sent(books, "--was-not-sent", "C01", "--yes").returncode == 0
    assert noted(books) == {"C01": 1}


def test_the_sent_folder_says_what_happened(tmp_path: Path) -> None:
    more = '  maildir: "Mail"\n'
    books = by_command(tmp_path, 75, more, customers=1)
    box = maildir(tmp_path)
    sent(books, "--yes")
    (message,) = json.loads(sent(books, "--dry-run", "--format", "json").stdout)["unclear"]
    for part in ("cur", "new", "tmp"):
        (box / ".Sent" / part).mkdir(parents=True)
    (box / ".Sent" / "cur" / "1").write_text(f"Message-ID: {message['message_id']}\n\nx\n")
    assert sent(books, "--yes").returncode == 0
    assert noted(books) == {"C01": 1}


def test_a_draft_of_it_is_not_sent_as_well(tmp_path: Path) -> None:
    books = by_command(tmp_path, more='  maildir: "Mail"\n', customers=1)
    maildir(tmp_path)
    relance("drafts", books, "--as-of", DAY.isoformat())
    for option in ("--yes", "--dry-run"):
        done = sent(books, option)
        assert done.returncode == 2
        assert "there is a draft of it" in done.stderr
        assert "ap@c01.example" not in done.stdout
    assert arrived(tmp_path) == []


def test_limit_and_hours(tmp_path: Path) -> None:
    books = by_command(tmp_path, more="  daily-limit: 2\n")
    done = sent(books, "--yes")
    assert done.returncode == 2
    assert "more than the daily limit of 2" in done.stderr
    assert arrived(tmp_path) == []
    sent(books, "C01", "C01", "--yes")
    assert "1 were sent today" in sent(books, "--yes").stderr
    night = by_command(tmp_path, more='  hours: "20:00-23:00"\n')
    done = sent(night, "--yes")
    assert "it is 10:00 there" in done.stderr
    assert sent(night, "--yes", "--any-hour").returncode == 0


def test_nothing_goes_unseen_while_a_payment_may_be_missing(tmp_path: Path) -> None:
    books = by_command(tmp_path, customers=1)
    whole = books.read_text(encoding="utf-8")
    books.write_text(whole + '2026-06-10 * "C01" "Transfer" ^F01\n  Assets:Bank 12,3.4.5 EUR\n')
    done = sent(books, "--yes")
    assert done.returncode == 2
    assert "a payment may be missing" in done.stderr
    assert arrived(tmp_path) == []
    books.write_text(whole, encoding="utf-8")
    assert sent(books, "--yes").returncode == 0
    assert len(arrived(tmp_path)) == 1


def test_the_hours_are_those_of_the_customer(tmp_path: Path) -> None:
    books = by_command(tmp_path, more='  hours: "9:00-18:00"\n', customers=1)
    text = books.read_text().replace(
        'email: "ap@c01.example"', 'email: "ap@c01.example"\n  country: "JP"'
    )
    books.write_text(text)
    assert "it is 19:00 there" in sent(books, "--yes").stderr


def test_only_today_is_sent(tmp_path: Path) -> None:
    done = relance("send", by_command(tmp_path), "--as-of", "2026-06-19", "--yes")
    assert done.returncode == 3
    assert "as of today only" in done.stderr


def test_money_that_came_in_meanwhile(tmp_path: Path) -> None:
    """The guard loads the ledger again when somebody has changed it."""
    books = ledger(tmp_path)

    def at(place: str) -> None:
        if place == "after" and len(post.arrived) == 1:
            paid = '2026-06-19 * "C02" "Paid" ^F02\n  Assets:Bank  120 EUR\n'
            books.write_text(books.read_text() + paid + "  Assets:Clients:C02\n")

    post = Post(at)
    run(books, post)
    assert set(post.arrived) == {"ap@c01.example", "ap@c03.example"}


def test_no_way_to_send(tmp_path: Path) -> None:
    done = sent(ledger(tmp_path), "--yes")
    assert done.returncode == 3
    assert "add “command:” or “smtp:”" in done.stderr


def test_two_at_once(tmp_path: Path) -> None:
    books = by_command(tmp_path)
    with journal_of(books):
        done = sent(books, "--yes")
    assert done.returncode == 2
    assert "another “relance send” is running" in done.stderr
