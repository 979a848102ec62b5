"""Recording where the roots have other names: every test of it, once more."""

from __future__ import annotations

from pathlib import Path

from tests.recording.renamed_roots import run_renamed

run_renamed(
    Path(__file__).with_name("test_write.py"),
    globals(),
    without="test_of_many_who_record_at_once_nothing_is_lost",
)
