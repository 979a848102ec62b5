"""Recording where the roots have other names: every test of it once more, most of them at night."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recording.renamed_roots import run_renamed

run_renamed(
    Path(__file__).with_name("test_write.py"),
    globals(),
    without="test_of_many_who_record_at_once_nothing_is_lost",
)
EACH_TIME = {
    "test_what_is_written",
    "test_a_receipt_is_about_the_invoices_of_the_letter",
    "test_what_it_changes_is_told",
    "test_what_was_recorded_can_be_undone",
    "test_included_files_and_symbolic_links",
    "test_before_the_insert_entry_option_of_fava",
    "test_on_a_control_account_the_note_names_its_customer",
    "test_the_note_stands_on_the_account_of_the_invoice",
    "test_how_an_invoice_is_linked",
    "test_all_instalments_of_an_invoice_are_meant",
}
"""What depends on accounts, and is tried for each change."""
for _name, _test in list(globals().items()):
    if _name.startswith("test_") and _name not in EACH_TIME:
        globals()[_name] = pytest.mark.nightly(_test)
