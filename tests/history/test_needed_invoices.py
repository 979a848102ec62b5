"""What the history needs to know about settled invoices."""

from __future__ import annotations

from beancount.core.data import Document, Note
from msgspec.structs import replace

from beancount_relance.history.needed_invoices import needed_by
from beancount_relance.receivables.netting.filter_result import Needed
from beancount_relance.report.report import build_report
from tests.support.ledgers import FRANCE, day, load

OPEN = """
2026-01-01 open Assets:Clients:Martin
2026-01-01 open Assets:Clients
2026-01-01 open Assets:Bank
"""


def needed(note: str, *, account: str = "Assets:Clients:Martin") -> Needed:
    """What a note asks for, where formal notices claim interest and a fee."""
    entries, options = load(FRANCE + OPEN + f"2026-06-01 note {account} {note}\n")
    accounts = build_report(entries, options, day("2026-06-30")).accounts
    remarks = [entry for entry in entries if isinstance(entry, Note | Document)]
    return needed_by(remarks, accounts, ["formal-notice"])


def names(*texts: str) -> frozenset[str]:
    return frozenset(texts)


def test_what_each_kind_of_note_needs() -> None:
    f1, martin = names("f-1"), names("Martin")
    both = names("f-1", "f-2")
    told = {
        '"x" ^F-1': Needed(),
        '"x" ^F-1\n  relance: "dispute"': Needed(asked=f1),
        '"x" ^F-1\n  relance: "reminder"': Needed(asked=f1),
        '"x" ^F-1 ^F-2\n  relance: "reminder"': Needed(asked=both, together=frozenset({both})),
        '"x" ^F-1 ^F-2\n  relance: "dispute"': Needed(asked=both),
        '"about 12" ^F-1 ^F-2\n  relance: "dispute"': Needed(asked=both),
        '"x" ^F-1\n  relance: "formal-notice"': Needed(asked=f1, names=f1),
        '"x" ^F-1\n  relance: "promise"\n  until: 2026-06-30': Needed(asked=f1, names=f1),
        '"x" ^F-1\n  relance: "promesse"\n  until: 2026-06-30': Needed(asked=f1, names=f1),
        '"x"\n  relance: "promise"\n  until: 2026-06-30': Needed(customers=martin),
        '"x"\n  relance: "reminder"': Needed(as_a_whole=martin),
        '"x"\n  relance: "dispute"': Needed(),  # about what is open
        '"about 12"\n  relance: "dispute"': Needed(as_a_whole=martin),  # it may name an invoice
    }
    assert {note: needed(note) for note in told} == told


def test_on_a_shared_account_the_note_says_whose_it_is() -> None:
    note = '"x"\n  relance: "promise"\n  until: 2026-06-30'
    assert needed(note, account="Assets:Clients") == Needed()
    roux = needed(note + '\n  customer: "Roux"', account="Assets:Clients")
    assert roux == Needed(customers=names("Roux"))
    assert needed(note, account="Assets:Bank") == Needed()


def test_all_notes_count() -> None:
    promised = ' "x" ^{}\n  relance: "promise"\n  until: 2026-06-30\n'
    notes = ['"no note of ours" ^F-0\n', '"x" ^F-1\n  relance: "dispute"\n']
    notes += [promised.format("F-2"), promised.format("F-3"), '"x"\n  relance: "reminder"']
    text = "2026-06-01 note Assets:Clients:Martin ".join(notes)
    asked = Needed(asked=names("f-1", "f-2", "f-3"), names=names("f-2", "f-3"))
    assert needed(text) == replace(asked, as_a_whole=names("Martin"))
