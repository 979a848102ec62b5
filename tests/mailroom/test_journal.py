"""The journal of sendings: what it still knows after a crash, and after a full disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from beancount_relance.mailroom.journal import (
    BEGUN,
    NOT_SENT,
    RECORDED,
    SENT,
    JournalError,
    Sending,
    journal_of,
    journal_path,
)

FIRST = Sending(
    "<1@x.example>", BEGUN, "Été", "reminder", ("F1", "F2"), "é@x.example", "Relancé", "2026-06-30",
    "09:00",
)  # fmt: skip
SECOND = replace(FIRST, message="<2@x.example>", date="2026-07-01")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "books.beancount"


def test_what_was_begun_and_sent_is_known_when_it_is_opened_again(ledger: Path) -> None:
    with journal_of(ledger) as journal:
        journal.put(FIRST)
        journal.put(SECOND)
        journal.mark(FIRST, SENT)
    with journal_of(ledger) as journal:
        assert journal.unclear == [SECOND]
        assert journal.unrecorded == [replace(FIRST, state=SENT)]
        assert [journal.count(each) for each in ("2026-06-30", "2026-07-01", "2026-07-02")] == [
            1,
            1,
            0,
        ]


@pytest.mark.parametrize("state", [NOT_SENT, RECORDED])
def test_it_is_removed_when_everything_is_settled(ledger: Path, state: str) -> None:
    with journal_of(ledger) as journal:
        journal.put(FIRST)
        journal.mark(FIRST, state)
        assert journal.count(FIRST.date) == 0
    assert not journal_path(ledger).exists()


def test_a_line_that_was_cut_off_spoils_no_other(ledger: Path) -> None:
    with journal_of(ledger) as journal:
        journal.put(FIRST)
    path = journal_path(ledger)
    path.write_bytes(path.read_bytes() + b'{"message": "<2@x.exa')
    with journal_of(ledger) as journal:
        journal.put(SECOND)
    with journal_of(ledger) as journal:
        assert journal.unclear == [FIRST, SECOND]


def test_a_full_disk_is_told(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with journal_of(ledger) as journal:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            with pytest.raises(JournalError) as told:
                journal.put(FIRST)
        assert str(told.value.message) == (
            f"{journal_path(ledger)} cannot be written: No space left on device"
        )
        assert not journal.unclear
