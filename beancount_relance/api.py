"""The interface for other programs: load a ledger, read its report, record what was done.

These names, and what they take and return, stay the same within a major version; everything
else may change.

>>> from pathlib import Path
>>> import datetime, tempfile
>>> books = Path(tempfile.mkdtemp()) / "books.beancount"
>>> _ = books.write_text('''
... 2026-01-01 custom "relance" "law" "FR"
... 2026-01-01 open Assets:Clients:Martin
... 2026-01-01 open Income:Sales
... 2026-05-14 * "Martin" "Sign" ^F2026-014
...   Assets:Clients:Martin  1200.00 EUR
...   Income:Sales
... ''')
>>> ledger = load_ledger(books)
>>> report = ledger.report(datetime.date(2026, 6, 16))
>>> [(item.invoice.reference, str(item.outstanding)) for item in report.open_items]
[('F2026-014', '1200.00')]
>>> [(action.customer.id, action.stage.name) for action in report.actions]
[('Martin', 'reminder')]

A note is drafted first, so that it can be shown; nothing is written until it is recorded:

>>> note = NewNote("Martin", "reminder", report.as_of, "Reminder sent", invoices=("F2026-014",))
>>> draft = draft_note(note, ledger, report)
>>> print(draft.text)
2026-06-16 note Assets:Clients:Martin "Reminder sent" ^F2026-014
  relance: "reminder"
>>> done = record(draft)
>>> done.report.actions
()
>>> undo(done.receipt, done.ledger)
>>> len(load_ledger(books).report(report.as_of).actions)
1

Entries that are loaded already need no file:

>>> build_report(ledger.entries, ledger.options, report.as_of).as_of
datetime.date(2026, 6, 16)
"""

from __future__ import annotations

from beancount_relance.language.messages import RelanceError
from beancount_relance.recording.draft import Draft, draft_note
from beancount_relance.recording.new_note import NewNote
from beancount_relance.recording.write import Receipt, Recorded, record, undo
from beancount_relance.report.loading import LoadedLedger, load_ledger
from beancount_relance.report.report import Report, build_report

__all__ = [
    "Draft",
    "LoadedLedger",
    "NewNote",
    "Receipt",
    "Recorded",
    "RelanceError",
    "Report",
    "build_report",
    "draft_note",
    "load_ledger",
    "record",
    "undo",
]
