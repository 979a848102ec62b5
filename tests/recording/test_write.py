"""Recording: what is recorded is read back as it was meant, and nothing else changes."""

from __future__ import annotations

import datetime
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.amount import Amount
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec.structs import replace

from beancount_relance.history.events import Event
from beancount_relance.history.instalments import Instalment
from beancount_relance.history.note_keys import LETTER_KEYS
from beancount_relance.history.note_kinds import NOTE_KINDS
from beancount_relance.language.messages import language
from beancount_relance.policy.procedures import built_in_procedures
from beancount_relance.recording.atomic_file import ChangedError, RecordingError
from beancount_relance.recording.draft import Draft, draft_note
from beancount_relance.recording.new_note import NewNote, invoices_meant
from beancount_relance.recording.note_checks import NewNoteError
from beancount_relance.recording.write import Receipt, Recorded, UndoError, record, undo
from beancount_relance.report.loading import LoadedLedger, load_ledger
from tests.support.examples import scaled
from tests.support.ledgers import accounts, day, remark, sale

TODAY = day("2026-06-30")
BOOKS = (
    'plugin "beancount_relance"\n'
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    + accounts("Martin", "Oriot")
    + sale("2026-05-14", "F2026-014", "1200.00")
    + sale("2026-05-20", "F2026-020", "300.00")
    + sale("2026-05-14", "F2026-015", "90.00", customer="Oriot")
)
LETTER = '2026-06-22 note Assets:Clients:Martin "Mise en demeure"{}\n  relance: "formal-notice"\n'
"""What a receipt is about."""
PROMISE = NewNote(
    "Martin", "promise", TODAY, "Promet", ("F2026-014",), until=datetime.date(2026, 7, 3)
)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return put(tmp_path, BOOKS)


def put(folder: Path, text: str, name: str = "books.beancount") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def drafted(path: Path, meant: NewNote) -> Draft:
    ledger = load_ledger(path)
    return draft_note(meant, ledger, ledger.report())


def recorded(path: Path, meant: NewNote) -> Recorded:
    return record(drafted(path, meant))


def event(path: Path) -> Event:
    """The last event of the ledger, which has nothing wrong."""
    report = load_ledger(path).report()
    assert not report.problems
    return report.events[-1]


def test_a_note_is_recorded_on_the_day_of_a_document(books: Path) -> None:
    (books.parent / "scan.pdf").touch()
    put(books.parent, BOOKS + '2026-06-30 document Assets:Clients:Martin "scan.pdf"\n')
    recorded(books, PROMISE)
    assert any(each.kind == "promise" for each in load_ledger(books).report().events)


def test_what_is_written(books: Path) -> None:
    done = recorded(books, PROMISE)
    assert books.read_text(encoding="utf-8") == (
        BOOKS + '\n2026-06-30 note Assets:Clients:Martin "Promet" ^F2026-014\n'
        '  relance: "promise"\n'
        "  until: 2026-07-03\n"
    )
    assert (Path(done.source.file), done.source.line) == (books, BOOKS.count("\n") + 2)


AGREED = {"amount": Amount(Decimal("1200.00"), "EUR")}  # with the instalments below
DETAILS: dict[str, Any] = {
    "until": datetime.date(2026, 7, 15),
    "opened": datetime.date(2026, 6, 8),
    "published": datetime.date(2026, 6, 17),
    "callback": datetime.date(2026, 7, 2),
    "administrator": "SELARL Aubry, 1 place du Marché, Metz",
    "amount": Amount(Decimal("600.00"), "EUR"),
    "plan": (
        Instalment(datetime.date(2026, 7, 5), Amount(Decimal("700.00"), "EUR")),
        Instalment(datetime.date(2026, 8, 5), Amount(Decimal("500.00"), "EUR")),
    ),
    "agent": "Me Le Bris",
    "registered": "1A 204 317 5540 2",
    "electronic": "AR24-000123",
    "right": "credit-insurance",
    "deposited": datetime.date(2026, 6, 29),
    "presented": datetime.date(2026, 6, 30),
    "message": "<abc@martin.example>",
    "recipient": "ap@martin.example",
}
STAGES = [stage.name for stage in built_in_procedures()["standard"].stages]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("kind", [*STAGES, *NOTE_KINDS])
def test_every_kind_is_read_as_it_was_meant(books: Path, kind: str, *, whole: bool) -> None:
    note = NOTE_KINDS.get(kind)
    needed = [note.needs] if note and note.needs else []
    details = {
        key: DETAILS[key] for key in (needed if whole else note.takes if note else LETTER_KEYS)
    }
    details |= AGREED if kind == "plan" else {}
    invoices = () if whole else ("F2026-014",)
    if kind == "received":
        put(books.parent, BOOKS + LETTER.format("" if whole else " ^F2026-014"))
    recorded(books, NewNote("Martin", kind, TODAY, "Dit « oui »", invoices, **details))
    found = event(books)
    assert (found.kind, found.customer, found.date, found.text) == (
        kind,
        "Martin",
        TODAY,
        "Dit « oui »",
    )
    assert {key[2] for key in found.items} == (
        {"F2026-014", "F2026-020"} if whole else {"F2026-014"}
    )
    assert {key: getattr(found, key) for key in DETAILS} == {
        "until": None,
        "opened": None,
        "published": None,
        "callback": None,
        "administrator": None,
        "amount": None,
        "plan": (),
        "agent": None,
        "registered": None,
        "electronic": None,
        "right": None,
        "deposited": None,
        "presented": None,
        "message": None,
        "recipient": None,
        **details,
    }


@pytest.mark.parametrize("kind", [*STAGES, *NOTE_KINDS])
def test_a_note_about_an_invoice_is_about_its_charges(tmp_path: Path, kind: str) -> None:
    interest = (
        "2026-06-10 open Income:7631-Penalites-De-Retard\n"
        '2026-06-20 * "Martin" "Intérêts" ^F2026-014 ^INT-1\n'
        "  Assets:Clients:Martin  12.00 EUR\n"
        "  Income:7631-Penalites-De-Retard\n"
    )
    letter = LETTER.format(" ^F2026-014") if kind == "received" else ""
    path = put(tmp_path, BOOKS + interest + letter)
    needed = NOTE_KINDS[kind].needs if kind in NOTE_KINDS else None
    details = {needed: DETAILS[needed]} if needed else {}
    details |= AGREED if kind == "plan" else {}
    recorded(path, NewNote("Martin", kind, TODAY, "Dit", ("F2026-014",), **details))
    assert {key[2] for key in event(path).items} == {"F2026-014", "INT-1"}


@pytest.mark.parametrize("opened", ["2020-01-01", "2026-06-30"])
def test_a_note_about_everything_covers_the_parts_of_an_account(
    tmp_path: Path, opened: str
) -> None:
    """It is on the customer's account or, if that is not open yet, names the invoices."""
    text = "; notes\n"
    text += "2020-01-01 open Income:Sales\n"
    text += f"{opened} open Assets:Clients:Martin\n"
    for number, part in (("F1", "Roof"), ("F2", "Garden")):
        text += f"2020-01-01 open Assets:Clients:Martin:{part}\n"
        text += f'2026-05-01 * "Martin" "Work" ^{number}\n'
        text += f"  Assets:Clients:Martin:{part}  100.00 EUR\n  Income:Sales\n"
    path = put(tmp_path, text)
    recorded(path, NewNote("Martin", "hold", datetime.date(2026, 6, 29), "Wait"))
    assert {key[2] for key in event(path).items} == {"F1", "F2"}
    written = path.read_text(encoding="utf-8").partition('"Wait"')[2]
    assert ("^F1 ^F2" in written) == (opened > "2026-06-29")
    recorded(path, NewNote("Martin", "resume", TODAY, "Go on", ("F2",)))
    assert {key[2] for key in event(path).items} == {"F2"}


def test_a_receipt_is_about_the_invoices_of_the_letter(books: Path) -> None:
    """Of two open invoices one had its formal notice: it is that which was received."""
    put(books.parent, BOOKS + LETTER.format(" ^F2026-014"))
    report = load_ledger(books).report()
    assert invoices_meant("Martin", "received", report) == ("F2026-014",)
    recorded(books, NewNote("Martin", "received", TODAY, "AR"))
    assert {key[2] for key in event(books).items} == {"F2026-014"}


def test_who_disputes_a_part_can_promise_the_rest(books: Path) -> None:
    """1,200.00 less 400.00: a promise without an amount is read as one of 800.00."""
    disputed = Amount(Decimal("400.00"), "EUR")
    recorded(books, NewNote("Martin", "dispute", TODAY, "Tache", ("F2026-014",), amount=disputed))
    recorded(books, PROMISE)
    assert (event(books).kind, event(books).amount) == ("promise", Amount(Decimal(800), "EUR"))


@pytest.mark.parametrize("kind", ["", "firm-letter"])
def test_a_receipt_of_no_letter_is_refused(books: Path, kind: str) -> None:
    # neither if the only letter was one whose delivery nobody proves
    if kind:
        put(books.parent, BOOKS + LETTER.replace("formal-notice", kind).format(""))
    before = books.read_bytes()
    with pytest.raises(NewNoteError, match="no formal notice or registered letter"):
        recorded(books, NewNote("Martin", "received", TODAY, "AR", ("F2026-014",)))
    assert books.read_bytes() == before


def test_what_it_changes_is_told(books: Path) -> None:
    # F2026-014 is due on 13 June, F2026-020 on 19 June; both reminders are due by 22 June
    report = load_ledger(books).report()
    assert [a.key for a in report.actions if a.customer.id == "Martin"] == [("Martin", "reminder")]
    meant = NewNote("Martin", "reminder", TODAY, "Rappel", ("F2026-014", "F2026-020"))
    done = recorded(books, meant)
    assert not [a for a in done.report.actions if a.customer.id == "Martin"]
    # seven days between reminder (3) and call (10): 7 July
    assert [str(effect) for effect in done.effects] == [
        "no longer due: first reminder (e-mail), F2026-014 and F2026-020",
        "F2026-014 and F2026-020: next: telephone call on 2026-07-07",
    ]


def test_a_promise_waits(books: Path) -> None:
    done = recorded(books, replace(PROMISE, invoices=()))
    assert [str(effect) for effect in done.effects][-1] == (
        "F2026-014 and F2026-020: waits until 2026-07-03: promise pending"
    )


# Once, and back


def test_the_same_twice_is_recorded_once(books: Path) -> None:
    first = recorded(books, PROMISE)
    content = books.read_bytes()
    second = recorded(books, PROMISE)
    assert second.source == first.source
    assert second.receipt is None
    assert books.read_bytes() == content


def test_a_double_click_is_recorded_once(books: Path) -> None:
    one, other = drafted(books, PROMISE), drafted(books, PROMISE)  # both before either
    first = record(one)
    content = books.read_bytes()
    second = record(other)
    assert (second.source, second.receipt) == (first.source, None)
    assert books.read_bytes() == content


def test_a_ledger_loaded_too_early_does_not_write_twice(books: Path) -> None:
    ledger = load_ledger(books)
    first = recorded(books, PROMISE)
    assert draft_note(PROMISE, ledger, ledger.report()).already == first.source


def test_a_note_written_by_hand_is_the_same(books: Path) -> None:
    by_hand = (
        '2026-06-30 note Assets:Clients:Martin "Promet"   ^F2026-014 ; by hand\n'
        '    until:  2026-07-03\n    relance: "promise"\n'
    )
    put(books.parent, BOOKS + by_hand)
    assert recorded(books, PROMISE).receipt is None


def test_other_words_are_another_note_and_a_warning(books: Path) -> None:
    recorded(books, PROMISE)
    again = drafted(books, replace(PROMISE, text="Promet encore"))
    assert again.already is None
    assert [str(warning) for warning in again.warnings] == [
        (
            f"there is already such a note for that day in {books}, "
            f"line {BOOKS.count(chr(10)) + 2}: “Promet”"
        )
    ]


@pytest.mark.parametrize("text", [BOOKS, BOOKS.rstrip("\n"), BOOKS.replace("\n", "\r\n")])
def test_what_was_recorded_can_be_undone(tmp_path: Path, text: str) -> None:
    books = put(tmp_path, text)
    receipt = recorded(books, PROMISE).receipt
    assert receipt is not None
    assert books.read_bytes() != text.encode()
    undo(Receipt.of(receipt.data()), load_ledger(books))
    assert books.read_bytes() == text.encode()


def test_a_receipt_holds_by_whatever_path_the_ledger_is_opened(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to(tmp_path / "a")
    put(tmp_path / "a", BOOKS)
    receipt = recorded(tmp_path / "b" / "books.beancount", PROMISE).receipt
    assert receipt is not None
    undo(receipt, load_ledger(tmp_path / "a" / "books.beancount"))
    assert (tmp_path / "a" / "books.beancount").read_bytes() == BOOKS.encode()


def test_what_others_wrote_since_stays(books: Path) -> None:
    receipt = recorded(books, PROMISE).receipt
    assert receipt is not None
    noted = books.read_bytes()
    books.write_bytes(b"; above\n" + noted + b"; more\n")
    undo(receipt, load_ledger(books))
    assert books.read_bytes() == b"; above\n" + BOOKS.encode() + b"; more\n"


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ('"promise"\n', '"promise"\n  comment: "new"\n', 3),  # between our lines
        ("until: 2026-07-03\n", 'until: 2026-07-03\n  comment: "new"\n', 3),  # below them
        ("until: 2026-07-03\n", "until: 2026-07-04\n", 2),
    ],
)
def test_a_note_that_was_changed_is_named_by_its_lines(
    books: Path, before: str, after: str, lines: int
) -> None:
    receipt = recorded(books, PROMISE).receipt
    assert receipt is not None
    text = books.read_text(encoding="utf-8")
    assert before in text
    changed = text.replace(before, after)
    books.write_text(changed, encoding="utf-8")
    with pytest.raises(UndoError) as raised:
        undo(receipt, load_ledger(books))
    assert books.read_text(encoding="utf-8") == changed
    first = BOOKS.count("\n") + 2
    assert raised.value.source is not None
    assert raised.value.source.line == first
    said = language("en").render(raised.value.message)
    assert f"remove lines {first} to {first + lines} of books.beancount yourself" in said


def test_a_note_that_is_gone_is_said_to_be(books: Path) -> None:
    receipt = recorded(books, PROMISE).receipt
    assert receipt is not None
    books.write_text(BOOKS, encoding="utf-8")
    with pytest.raises(UndoError, match=r"no longer in books\.beancount") as raised:
        undo(receipt, load_ledger(books))
    assert raised.value.source is None


def test_a_receipt_takes_out_nothing_but_a_note(books: Path, tmp_path: Path) -> None:
    receipt = recorded(books, PROMISE).receipt
    assert receipt is not None
    ledger = load_ledger(books)
    stranger = put(tmp_path, receipt.text, "stranger.beancount")
    for forged in (
        replace(receipt, offset=0, text=BOOKS),
        replace(receipt, text=""),
        replace(receipt, text='2026-06-30 note Assets:Clients:Martin "x"\n'),
        replace(receipt, path=str(stranger)),
    ):
        with pytest.raises(RecordingError):
            undo(forged, ledger)
    no_receipts: list[object] = [{}, [], None, {**receipt.data(), "offset": -5}, {"path": 5}]
    for data in no_receipts:
        with pytest.raises(RecordingError, match="not the receipt"):
            Receipt.of(data)


# Refused


def test_the_checksum_shown_with_the_draft_counts(books: Path) -> None:
    shown = drafted(books, PROMISE).sha256
    assert record(drafted(books, PROMISE), sha256=shown).receipt is not None
    undone = BOOKS + "; changed\n"
    put(books.parent, undone)
    with pytest.raises(ChangedError):
        record(drafted(books, PROMISE), sha256=shown)
    assert books.read_bytes() == undone.encode()


def test_a_file_that_changed_is_left_alone(books: Path) -> None:
    meant = drafted(books, PROMISE)
    books.write_bytes(BOOKS.encode() + b"; a colleague\n")
    with pytest.raises(ChangedError):
        record(meant)
    assert books.read_bytes() == BOOKS.encode() + b"; a colleague\n"


def test_a_note_that_is_not_understood_is_taken_back(books: Path) -> None:
    meant = drafted(books, PROMISE)
    other = Path(books.parent / "other.beancount")
    other.write_text(BOOKS, encoding="utf-8")
    with pytest.raises(RecordingError, match="removed again: the ledger reads it differently"):
        record(meant, lambda: load_ledger(other))
    assert books.read_bytes() == BOOKS.encode()


def test_a_ledger_that_was_read_while_another_program_saved_is_read_again(books: Path) -> None:
    other = Path(books.parent / "other.beancount")
    other.write_text(BOOKS, encoding="utf-8")
    paths = iter((other, books))
    assert record(drafted(books, PROMISE), lambda: load_ledger(next(paths))).receipt is not None
    assert event(books).kind == "promise"


def test_an_error_on_its_line_takes_it_back(tmp_path: Path) -> None:
    plugin = (
        "from collections import namedtuple\n"
        "from beancount.core.data import Note\n"
        "__plugins__ = ['no_notes']\n"
        "Error = namedtuple('Error', 'source message entry')\n"
        "def no_notes(entries, options):\n"
        "    notes = [entry for entry in entries if isinstance(entry, Note)]\n"
        "    return entries, [Error(note.meta, 'no notes here', None) for note in notes]\n"
    )
    (tmp_path / "no_notes_here.py").write_text(plugin, encoding="utf-8")
    text = f'option "insert_pythonpath" "TRUE"\nplugin "no_notes_here"\n{BOOKS}'
    books = put(tmp_path, text)
    with pytest.raises(RecordingError, match="the note was removed again: no notes here"):
        recorded(books, PROMISE)
    assert books.read_bytes() == text.encode()


def test_a_tag_that_is_pushed_onto_it_does_no_harm(tmp_path: Path) -> None:
    option = '2026-01-01 custom "fava-option" "insert-entry" ".*"\n'
    books = put(tmp_path, f"{BOOKS}pushtag #chantier\n{option}poptag #chantier\n")
    assert recorded(books, PROMISE).receipt is not None
    assert recorded(books, PROMISE).receipt is None  # the very same, tag or not
    assert event(books).text == "Promet"


def test_a_reload_that_fails_takes_it_back(books: Path) -> None:
    def fail() -> LoadedLedger:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(drafted(books, PROMISE), fail)
    assert books.read_bytes() == BOOKS.encode()


def test_an_editor_that_saves_without_the_note_is_told(books: Path) -> None:
    before = books.read_text(encoding="utf-8")

    def reload() -> LoadedLedger:
        books.write_text(before + "; saved by an editor\n", encoding="utf-8")
        return load_ledger(books)

    with pytest.raises(RecordingError, match="at the same moment, without the note"):
        record(drafted(books, PROMISE), reload)
    assert books.read_text(encoding="utf-8") == before + "; saved by an editor\n"


def test_an_editor_that_saves_with_the_note_moves_it(books: Path) -> None:
    def reload() -> LoadedLedger:
        books.write_text("; a line\n" + books.read_text(encoding="utf-8"), encoding="utf-8")
        return load_ledger(books)

    done = record(drafted(books, PROMISE), reload)
    assert done.source == event(books).source
    assert done.receipt is not None
    undo(done.receipt, load_ledger(books))
    assert books.read_text(encoding="utf-8") == "; a line\n" + BOOKS


def test_within_an_open_text_nothing_is_recorded(tmp_path: Path) -> None:
    text = BOOKS + '2026-06-01 note Assets:Clients:Martin "never closed\n'
    books = put(tmp_path, text)
    with pytest.raises(RecordingError):
        recorded(books, PROMISE)
    assert books.read_bytes() == text.encode()


# Files


def test_the_file_keeps_its_line_ends_and_its_indent(tmp_path: Path) -> None:
    text = (BOOKS + remark("2026-06-01", "contact").replace("  ", "    ")).replace("\n", "\r\n")
    books = put(tmp_path, text)
    recorded(books, PROMISE)
    added = books.read_bytes()[len(text) :]
    assert added == (
        b'\r\n2026-06-30 note Assets:Clients:Martin "Promet" ^F2026-014\r\n'
        b'    relance: "promise"\r\n    until: 2026-07-03\r\n'
    )
    assert event(books).until == datetime.date(2026, 7, 3)


def test_included_files_and_symbolic_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    put(tmp_path / "real", BOOKS, "sales.beancount")
    put(tmp_path / "real", "; notes\n", "notes.beancount")
    (tmp_path / "notes.beancount").symlink_to(tmp_path / "real" / "notes.beancount")
    main = put(
        tmp_path,
        'plugin "beancount_relance"\ninclude "real/sales.beancount"\n'
        'include "notes.beancount"\n2020-01-01 custom "relance" "journal" "notes.beancount"\n',
        "main.beancount",
    )
    done = recorded(main, PROMISE)
    assert done.source.file == str(tmp_path / "notes.beancount")
    assert (tmp_path / "notes.beancount").is_symlink()
    assert "Promet" in (tmp_path / "real" / "notes.beancount").read_text(encoding="utf-8")
    assert done.receipt is not None
    undo(done.receipt, load_ledger(main))
    assert (tmp_path / "real" / "notes.beancount").read_bytes() == b"; notes\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_before_the_insert_entry_option_of_fava(tmp_path: Path, newline: str) -> None:
    option = '2026-01-01 custom "fava-option" "insert-entry" ".*:Clients.*"\n'
    before = f"{BOOKS}\n{option}; the end\n".replace("\n", newline)
    books = put(tmp_path, before)
    recorded(books, PROMISE)
    done = recorded(books, replace(PROMISE, customer="Oriot", invoices=()))
    text = books.read_bytes().decode()
    assert text.count("\n") == text.count(newline)
    text = text.replace(newline, "\n")
    assert text.startswith(f"{BOOKS}\n2026-06-30 note Assets:Clients:Martin")
    assert text.endswith(f"  until: 2026-07-03\n\n{option}; the end\n")
    assert [e.customer for e in load_ledger(books).report().events] == ["Martin", "Oriot"]
    assert done.receipt is not None
    undo(done.receipt, load_ledger(books))
    assert 'Oriot "Promet' not in books.read_bytes().decode()


# Accounts and links

CONTROL = """
plugin "beancount_relance"
2020-01-01 custom "relance" "as-of" 2026-06-30
2020-01-01 open Assets:Receivable
2020-01-01 open Income:Sales
2026-05-14 * "Bright \\"Dental\\"" "Goods" ^INV-1
  Assets:Receivable  1200.00 EUR
  Income:Sales
2026-05-14 * "Other" "Goods" ^INV-2
  Assets:Receivable  1200.00 EUR
  Income:Sales
"""


@pytest.mark.parametrize("invoices", [("INV-1",), ()])
def test_on_a_control_account_the_note_names_its_customer(
    tmp_path: Path, invoices: tuple[str, ...]
) -> None:
    books = put(tmp_path, CONTROL)
    recorded(books, NewNote('Bright "Dental"', "call", TODAY, "Appel", invoices))
    assert '  customer: "Bright \\"Dental\\""\n' in books.read_text(encoding="utf-8")
    assert (event(books).customer, {key[2] for key in event(books).items}) == (
        'Bright "Dental"',
        {"INV-1"},
    )


def test_the_note_stands_on_the_account_of_the_invoice(tmp_path: Path) -> None:
    doubtful = (
        "2026-06-01 open Assets:Clients-Douteux:Martin\n"
        '2026-06-02 * "Doubtful" ^F2026-014\n'
        "  Assets:Clients-Douteux:Martin  1200.00 EUR\n"
        "  Assets:Clients:Martin\n"
    )
    books = put(tmp_path, BOOKS + doubtful)
    meant = NewNote("Martin", "call", TODAY, "Appel", ("F2026-014",))
    assert drafted(books, meant).note.account == "Assets:Clients-Douteux:Martin"
    early = replace(meant, date=day("2026-05-20"))  # before that account was opened
    assert drafted(books, early).note.account == "Assets:Clients:Martin"
    recorded(books, early)


def invoice(head: str, amount: str = "10.00", **meta: str) -> str:
    keys = "".join(f"  {key}: {value}\n" for key, value in meta.items())
    return f"2026-05-14 * {head}\n{keys}  Assets:Clients:Martin  {amount} EUR\n  Income:Sales\n"


HEAD = (
    '2020-01-01 custom "relance" "as-of" 2026-06-30\n'
    '2020-01-01 custom "fava-extension" "x"\n' + accounts("Martin")
)


@pytest.mark.parametrize(
    ("sales", "reference", "links"),
    [
        (invoice('"M" "x"', invoice='"f-é 12"') + invoice('"M" "y" ^F1'), "f-é 12", set()),
        (invoice('"M" "x" ^job-7', invoice='"N° 12"') + invoice('"M" "y" ^F1'), "N° 12", {"job-7"}),
        (
            invoice('"M" "x" ^job-7', invoice='"N° 12"')
            + invoice('"M" "y" ^job-7', invoice='"N2"'),
            "N° 12",
            set(),  # the link is of both
        ),
        (invoice('"M" "x" ^job-7', invoice='"N° 12"'), "N° 12", {"job-7"}),
        (invoice('"M" "x"', invoice='"N° 12"'), "N° 12", set()),  # it alone was open
        (invoice('"M" "x"') + invoice('"M" "y" ^F1'), "2026-05-14", {"2026-05-14"}),
        (invoice('"M" "x"', invoice='"A, 2"') + invoice('"M" "y" ^F1'), "A, 2", None),
        (invoice('"M" "x"', invoice="5") + invoice('"M" "y" ^F1'), "5", {"5"}),
        (invoice('"M" "y" ^f1'), "F1", {"f1"}),
    ],
)
def test_how_an_invoice_is_linked(
    tmp_path: Path, sales: str, reference: str, links: set[str] | None
) -> None:
    books = put(tmp_path, HEAD + sales)
    meant = NewNote("Martin", "call", TODAY, "Appel", (reference,))
    if links is None:
        with pytest.raises(NewNoteError, match="no link can name"):
            drafted(books, meant)
        return
    assert set(drafted(books, meant).note.links or ()) == links
    recorded(books, meant)
    assert {key[2].casefold() for key in event(books).items} == {reference.casefold()}


def test_all_instalments_of_an_invoice_are_meant(tmp_path: Path) -> None:
    parts = (
        '2026-05-14 * "M" "x" ^F1\n  Assets:Clients:Martin  10.00 EUR\n    due: 2026-06-01\n'
        "  Assets:Clients:Martin  20.00 EUR\n    due: 2026-07-01\n  Income:Sales\n"
    )
    books = put(tmp_path, HEAD + parts)
    recorded(books, NewNote("Martin", "dispute", TODAY, "Conteste", ("F1",)))
    assert {key[3] for key in event(books).items} == {1, 2}


# Whatever is said

EXAMPLE = scaled(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
words = st.text(
    st.one_of(st.sampled_from('"\\\n\r\t;^#é😀\0\u202e\u2028'), st.characters()), max_size=40
)


@EXAMPLE
@given(
    text=words,
    kind=st.sampled_from([*STAGES, *NOTE_KINDS]),
    newline=st.sampled_from(["\n", "\r\n"]),
    linked=st.booleans(),
)
def test_any_text_comes_back_or_is_refused(
    books: Path, text: str, kind: str, newline: str, *, linked: bool
) -> None:
    letter = LETTER.format("") if kind == "received" else ""
    before = (BOOKS + letter).replace("\n", newline)
    put(books.parent, before)
    errors = load_ledger(books).problems
    note = NOTE_KINDS.get(kind)
    details = {note.needs: DETAILS[note.needs]} if note and note.needs else {}
    details |= AGREED if kind == "plan" else {}
    invoices = ("F2026-014",) if linked else ()
    try:
        done = recorded(books, NewNote("Martin", kind, TODAY, text, invoices, **details))
    except NewNoteError as error:
        refused = [complaint.field for complaint in error.complaints]
    else:
        refused = []
    if refused:
        assert refused == ["text"]
        assert books.read_bytes() == before.encode()
        return
    after = load_ledger(books)
    assert after.problems == errors
    assert (event(books).text, event(books).kind) == (text, kind)
    assert books.read_bytes().startswith(before.encode())
    assert done.receipt is not None
    undo(done.receipt, after)
    assert books.read_bytes() == before.encode()


def test_of_many_who_record_at_once_nothing_is_lost(books: Path) -> None:
    """Six processes record a call each; who is told to try again does so."""
    program = (
        "import datetime, sys\n"
        "from pathlib import Path\n"
        "from beancount_relance.recording.atomic_file import ChangedError\n"
        "from beancount_relance.recording.draft import draft_note\n"
        "from beancount_relance.recording.new_note import NewNote\n"
        "from beancount_relance.recording.write import record\n"
        "from beancount_relance.report.loading import load_ledger\n"
        "note = NewNote('Martin', 'contact', datetime.date(2026, 6, 30), sys.argv[2])\n"
        "while True:\n"
        "    ledger = load_ledger(Path(sys.argv[1]))\n"
        "    try:\n"
        "        record(draft_note(note, ledger, ledger.report()))\n"
        "        break\n"
        "    except ChangedError:\n"
        "        continue\n"
    )
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", program, str(books), name], cwd=Path(__file__).parents[2]
        )
        for name in "abcdef"
    ]
    assert [process.wait() for process in running] == [0] * 6
    found = [event.text for event in load_ledger(books).report().events]
    assert sorted(found) == list("abcdef")
