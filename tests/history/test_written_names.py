"""Which invoices a note names in its text or by a tag, and which it leaves out."""

from __future__ import annotations

from beancount.core.data import Document, Note

from beancount_relance.history.written_names import NumbersInNotes, may_name, remark_text
from tests.support.ledgers import load, report

BOOKS = """
    2026-01-01 open Assets:Clients:Roux
    2026-01-01 open Assets:Clients:Noir
    2026-01-01 open Assets:Bank
    2026-01-01 open Income:Sales
    2026-02-01 * "Roux" "one" ^F-12
      Assets:Clients:Roux   100 EUR
      Income:Sales
    2026-02-01 * "Roux" "two" ^F-13
      Assets:Clients:Roux   100 EUR
      Income:Sales
    2026-02-02 * "Roux" "digits alone"
      invoice: "14"
      Assets:Clients:Roux   100 EUR
      Income:Sales
    2026-02-03 * "Roux" "no number"
      Assets:Clients:Roux   100 EUR
      Income:Sales
    2026-03-01 * "Roux" "paid" ^F-13
      Assets:Bank           100 EUR
      Assets:Clients:Roux
    2026-02-01 * "Noir" "theirs" ^N-7
      Assets:Clients:Noir   100 EUR
      Income:Sales
"""


def note(text: str) -> Note | Document:
    """A note of that directive."""
    entries, _ = load(f"2026-01-01 open Assets:Clients:Roux\n2026-04-06 {text}")
    entry = entries[-1]
    assert isinstance(entry, Note | Document)
    return entry


def test_a_note_names_invoices_in_its_text_and_by_tags() -> None:
    numbers = NumbersInNotes(report(BOOKS).allocation.items)
    named = {
        '"Disputes F-12: the sign is broken"': (["F-12"], []),
        '"Disputes F-13, and F-12"': (["F-13", "F-12"], []),
        '"The sign is broken" #F-12': (["F-12"], []),
        '"The sign is broken" #other': ([], []),
        '"Disputes 14 of them, the ones of 2026-02-03"': ([], []),
        '"N-7 is another customer\'s"': ([], []),
        '"Disputes all except F-12"': ([], ["F-12"]),
        '"Disputes F-13, all except F-12"': (["F-13"], ["F-12"]),
        '"The sign is broken"': ([], []),
    }
    found = {}
    for text in named:
        names = numbers.read("Roux", note(f"note Assets:Clients:Roux {text}"))
        found[text] = tuple(
            [invoice.reference for invoice in each] for each in (names.meant, names.left_out)
        )
    assert found == named
    theirs = numbers.read("Noir", note('note Assets:Clients:Roux "N-7 and F-12"'))
    assert [invoice.reference for invoice in theirs.meant] == ["N-7"]
    nobody = numbers.read("Blanc", note('note Assets:Clients:Roux "N-7 and F-12"'))
    assert (nobody.meant, nobody.left_out) == ((), ())


def test_what_may_name_an_invoice() -> None:
    may = {
        'note Assets:Clients:Roux "Called"': False,
        'note Assets:Clients:Roux "Called about 12"': True,
        'note Assets:Clients:Roux "Called" #F-12': True,
    }
    assert {text: may_name(note(text)) for text in may} == may
    file = Document(
        {}, note(next(iter(may))).date, "Assets:Clients:Roux", "/2026/F-12.pdf", None, None
    )
    assert remark_text(file) == "F-12.pdf"
    assert may_name(file)
    assert not may_name(file._replace(filename="/2026/letter.pdf"))
