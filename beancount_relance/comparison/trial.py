"""Loads a ledger as if the lines of another file stood at its end.

So a policy can be tried before it is written into the ledger:

    2024-01-01 custom "relance-stage" "standard" "reminder"
      after: 10
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from beancount_relance.report.loading import LoadedLedger, load_ledger


def with_lines_of(ledger: LoadedLedger, policy: Path) -> LoadedLedger:
    """Return a ledger with the directives and the errors of another file added.

    On the same day the directives of the file come last, so that they replace what the ledger
    sets on that day. What the ledger sets on a later day still replaces them.

    Args:
        ledger: the ledger; it is not changed.
        policy: a file with Beancount directives.

    Raises:
        OSError: the file cannot be read.
        LoadingError: Beancount fails to load it.
    """
    added = load_ledger(policy)
    entries = sorted([*ledger.entries, *added.entries], key=lambda entry: entry.date)
    return replace(
        ledger, entries=entries, problems=[*ledger.problems, *added.problems], known=None
    )
