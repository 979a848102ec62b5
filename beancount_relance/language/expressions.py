"""Regular expressions that are compiled when they are first used.

bean-check imports every module that some ledger may need, and most ledgers need few of their
expressions: to compile all of them takes as long as to import forty modules.
"""

from __future__ import annotations

import re
from typing import Any, cast


def expression(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return what ``re.compile`` returns, in fact compiled when it is first asked for something.

    A mistake in the expression is an error only then; a test compiles them all.
    """
    return cast("re.Pattern[str]", _Uncompiled(text, flags))


class _Uncompiled:
    """An expression that keeps each method that it was asked for, so that it is asked once."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)
        return found
