"""The program is killed while it sends: no e-mail goes twice, none is lost, each doubt is named."""

from __future__ import annotations

import datetime
import os
import random
import re
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from beancount_relance.cli.commands import send as command
from beancount_relance.language.messages import language
from beancount_relance.mailroom import journal as journals
from beancount_relance.mailroom.journal import Journal, journal_of, journal_path
from beancount_relance.mailroom.live_books import LiveBooks
from beancount_relance.mailroom.sending import Dispatch, settle
from beancount_relance.outbox.outgoing import Outgoing, outgoing_mails
from beancount_relance.recording.new_note import NewNote
from beancount_relance.report.loading import load_ledger
from tests.mailroom.test_sending import DAY, ledger, noted
from tests.support.command import relance, relance_process
from tests.support.examples import at_night
from tests.support.ledgers import FRANCE, accounts, sale

_STEPS = (1, 1, 2, 3, 4, 5, 6, 7, 8, 9)
"""After how many points a run is killed, again and again; each point is met some time."""

POINTS = {
    *("connected", "handed over", "arrived"),
    *(f"{when} {state}" for when in ("before", "torn", "after") for state in ("begun", "sent")),
    *("before recorded", "torn recorded", "after recorded", "before the note", "noted"),
}


class Killed(BaseException):
    """The program ends here, as by SIGKILL: nothing after it runs."""


class Killer:
    """Kills at points of a table, and knows the truth about each e-mail."""

    def __init__(self) -> None:
        self.killed_at: Counter[str] = Counter()
        self.unclear: set[str] = set()
        self.arrived: Counter[str] = Counter()
        self.active = True
        self._chance = random.Random(20260620)  # noqa: S311
        self._left = self._chance.choice(_STEPS)

    def at(self, point: str) -> None:
        """Pass a point, or be killed there."""
        if not self.active:
            return
        self._left -= 1
        if self._left == 0:
            self._left = self._chance.choice(_STEPS)
            self.killed_at[point] += 1
            raise Killed

    def send(
        self, sender: str, recipients: Sequence[str], content: bytes, begin: Callable[[], None]
    ) -> None:
        """The transport."""
        assert sender
        assert len(recipients) == 1
        self.at("connected")
        begin()
        self.at("handed over")
        found = re.search(rb"(?mi)^Message-ID: (\S+)", content)
        assert found is not None
        self.arrived[found[1].decode()] += 1
        self.at("arrived")


@pytest.fixture
def killer(monkeypatch: pytest.MonkeyPatch) -> Killer:
    """Kills around each writing of the journal, also when half a line is written."""
    killer = Killer()
    put = Journal.put

    def put_slowly(self: Journal, sending: journals.Sending) -> None:
        killer.at(f"before {sending.state}")
        try:
            killer.at(f"torn {sending.state}")
        except Killed:
            os.write(self._handle, b'\n{"message": "' + sending.message.encode()[:20])
            raise
        put(self, sending)
        (killer.unclear.add if sending.state == "begun" else killer.unclear.discard)(
            sending.message
        )
        killer.at(f"after {sending.state}")

    monkeypatch.setattr(Journal, "put", put_slowly)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no test loses its power
    return killer


class QuickBooks(LiveBooks):
    """A ledger that notes are added to in one step, without Beancount: for many kills."""

    def __init__(self, real: LiveBooks, notes: list[NewNote], killer: Killer) -> None:
        self.report, self.ledger, self.changed = real.report, real.ledger, False
        self._notes, self._killer = notes, killer

    @property
    def messages(self) -> set[str | None]:
        """The Message-IDs of the notes."""
        return {note.message for note in self._notes}

    def refresh(self) -> None:
        """Nobody else writes."""

    def add(self, new_note: NewNote) -> None:
        """Record a note."""
        self._killer.at("before the note")
        self._notes.append(new_note)
        self._killer.at("noted")


def test_two_hundred_kills_while_fifty_e_mails_are_sent(tmp_path: Path, killer: Killer) -> None:
    """Each at another point between two steps; the person answers for every second doubt."""
    path = ledger(tmp_path, 50)
    loaded = load_ledger(path)
    real = LiveBooks(loaded, loaded.report(DAY))
    words = language("en")
    mails, _ = outgoing_mails(real.report, real.report.actions, path.name, words)
    notes: list[NewNote] = []

    def run() -> None:
        books = QuickBooks(real, notes, killer)
        with journal_of(path) as journal:
            assert {each.message for each in journal.unclear} == killer.unclear
            settle(journal, books, None)
            # What the ledger has a note of is no action of the next report.
            due = [mail for mail in mails if mail.identifier not in books.messages]
            for _ in Dispatch(books, journal, killer, None, words).send(due, lambda: None):
                pass

    assert kills(run, path, killer) >= 200
    assert set(killer.killed_at) == POINTS
    assert Counter(note.message for note in notes) == {mail.identifier: 1 for mail in mails}
    assert killer.arrived == {mail.identifier: 1 for mail in mails}
    assert len(mails) == 50
    assert not journal_path(path).exists()


def kills(run: Callable[[], None], path: Path, killer: Killer) -> int:
    """Run until everything is done, answering for doubts in between; returns how many kills."""
    for number in range(2000):
        try:
            run()
        except Killed:
            pass
        else:
            if not killer.unclear:
                return sum(killer.killed_at.values())
        killer.active = False
        if number % 2:
            with journal_of(path) as journal:
                for each in journal.unclear:
                    went = each.message in killer.arrived
                    journal.mark(each, journals.SENT if went else journals.NOT_SENT)
        killer.active = True
    raise AssertionError


def test_kills_with_a_real_ledger(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with Beancount: fifty e-mails at night, a few otherwise."""
    count = at_night(4, 50)
    path = ledger(tmp_path, count)
    add = LiveBooks.add

    def add_slowly(self: LiveBooks, new_note: NewNote) -> None:
        killer.at("before the note")
        add(self, new_note)
        killer.at("noted")

    monkeypatch.setattr(LiveBooks, "add", add_slowly)
    written: dict[tuple[str, str, tuple[str, ...]], Outgoing] = {}

    def run() -> None:
        loaded = load_ledger(path)
        books = LiveBooks(loaded, loaded.report(DAY))
        words = language("en")
        with journal_of(path) as journal:
            settle(journal, books, None)
            # Writing the same texts again and again would take the most of the time.
            due = {(*a.key, a.invoices): a for a in books.report.actions}
            new = [action for key, action in due.items() if key not in written]
            found, _ = outgoing_mails(books.report, new, path.name, words)
            written.update((mail.key, mail) for mail in found)
            mails = [written[key] for key in due]
            for _ in Dispatch(books, journal, killer, None, words).send(mails, lambda: None):
                pass

    assert kills(run, path, killer) >= 3 * count
    assert set(killer.arrived.values()) == {1}
    assert len(killer.arrived) == count
    assert noted(path) == {f"C{number:02}": 1 for number in range(1, count + 1)}
    assert not journal_path(path).exists()


# A real program


_SENDMAIL = """
import os, pathlib, signal, sys
when, folder = {when!r}, pathlib.Path({folder!r})
content = sys.stdin.buffer.read()
if when == "before":
    os.kill(os.getppid(), signal.SIGKILL)
else:
    (folder / f"{{len(list(folder.iterdir()))}}.eml").write_bytes(content)
    if when == "after":
        os.kill(os.getppid(), signal.SIGKILL)
"""
_PLUGIN = """
import os, pathlib, signal
__plugins__ = ("kill",)
def kill(entries, options):
    journal = pathlib.Path(options["filename"]).with_name(".books.beancount.sending")
    if os.environ.get("KILL_WHEN_NOTED") and journal.exists() and '"sent"' in journal.read_text():
        os.kill(os.getpid(), signal.SIGKILL)
    return entries, []
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("when", ["before", "after", "noted"])
def test_a_real_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """SIGKILL of ``relance send``: before its e-mail went out, after, and once it is noted."""
    box = tmp_path / "out"
    box.mkdir()
    (tmp_path / "sendmail.py").write_text(_SENDMAIL.format(when=when, folder=str(box)))
    (tmp_path / "kill_when_noted.py").write_text(_PLUGIN)
    today = datetime.date.today()  # noqa: DTZ011 - that of the program
    line = shlex.join([sys.executable, str(tmp_path / "sendmail.py")])
    row = "open Assets:Clients:Martin\n"
    path = tmp_path / "books.beancount"
    path.write_text(
        accounts().replace(row, f'{row}  email: "ap@martin.example"\n')
        + sale((today - datetime.timedelta(days=37)).isoformat(), "F1", "120.00")
        + f'{FRANCE}  name: "Lumen"\n  email: "compta@lumen.example"\n'
        f'2020-01-01 custom "relance" "mail"\n  command: "{line}"\n  pause: 0\n'
        'plugin "kill_when_noted"\n'
    )
    env = {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}
    env |= {"KILL_WHEN_NOTED": "1"} if when == "noted" else {}
    died = relance_process("send", path, "--yes", env=env)
    assert died.returncode == -9, died.stderr
    assert journal_path(path).exists()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(command, "today", lambda: today)
    again = relance("send", path, "--as-of", today.isoformat(), "--yes")
    arrived = len(list(box.iterdir()))
    if when == "noted":  # it is in the ledger, so there is no doubt
        assert again.returncode == 0, again.stderr
    else:
        assert "nobody knows whether the e-mail of" in again.stderr
        assert arrived == (when == "after")
        answer = "--was-sent" if when == "after" else "--was-not-sent"
        (tmp_path / "sendmail.py").write_text(_SENDMAIL.format(when="", folder=str(box)))
        settled = relance("send", path, answer, "Martin", "--as-of", today.isoformat(), "--yes")
        assert settled.returncode == 0, settled.stderr
    assert len(list(box.iterdir())) == 1
    assert path.read_text().count('relance: "reminder"') == 1
    assert not journal_path(path).exists()
