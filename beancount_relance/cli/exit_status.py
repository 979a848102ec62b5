"""The exit statuses of the command, for scripts.

0 means success, also if there was nothing to do; for ``relance check`` that nothing is due.
"""

from __future__ import annotations

ACTIONS_DUE = 1
"""``relance check``: something is due today."""

DATA_ERRORS = 2
"""Something is wrong with the ledger or the disk; whatever else was asked for was done.

The ledger has errors, a text lacks an address, or a file cannot be read.
"""

WRONG_USAGE = 3
"""The arguments are wrong, or name something that does not exist; nothing was done."""

DEFECT = 70
"""A defect of this program stopped it; the status that sysexits.h has for it."""

INTERRUPTED = 130
"""The user pressed Ctrl-C; the status that shells use for it."""

CLOSED_PIPE = 141
"""The reader of the output closed the pipe; the status that shells use for it."""
