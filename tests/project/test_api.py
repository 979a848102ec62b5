"""The interface for other programs: its examples run, and its surface does not change unnoticed."""

from __future__ import annotations

import doctest
import inspect

from beancount_relance import api

PARAMETERS = {
    "build_report": ["entries", "options", "as_of", "whole", "before"],
    "draft_note": ["new_note", "ledger", "report"],
    "load_ledger": ["path"],
    "record": ["draft", "reload", "sha256"],
    "undo": ["receipt", "ledger"],
}
CLASSES = {"Draft", "LoadedLedger", "NewNote", "Receipt", "Recorded", "RelanceError", "Report"}
PROMISED = {  # what programs read of a report
    "as_of",
    "actions",
    "open_items",
    "ageing",
    "aged_totals",
    "problems",
    "checks",
    "events",
    "decisions",
    "customers",
    "settings",
    "allocation",
    "agenda",
}


def test_the_examples_run() -> None:
    assert doctest.testmod(api).failed == 0
    assert doctest.testmod(api).attempted > 0


def test_the_surface_is_promised() -> None:
    functions = {name for name in api.__all__ if not inspect.isclass(getattr(api, name))}
    assert functions == set(PARAMETERS)
    assert set(api.__all__) - functions == CLASSES
    for name, parameters in PARAMETERS.items():
        assert list(inspect.signature(getattr(api, name)).parameters) == parameters
    assert set(dir(api.Report)) >= PROMISED
