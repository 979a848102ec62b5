"""The exit statuses of the command: what each tells a script.

0 is done, and for ``relance check`` also that nothing is due.
"""

from __future__ import annotations

ACTIONS_DUE = 1
"""``relance check``: something is to be done today."""

DATA_ERRORS = 2
"""The ledger has errors, or what was asked could not be written; the rest is done."""

WRONG_USAGE = 3
"""The command was not understood, or names what is not there; nothing was done."""

INTERRUPTED = 130
"""Somebody pressed Ctrl-C, as shells report it."""

CLOSED_PIPE = 141
"""Whoever read the output closed it, as shells report it."""
