"""Describes an unexpected error in this program on one line, with its location."""

from __future__ import annotations

import traceback
from pathlib import Path

from beancount_relance.language.messages import Message, msg


def defect_message(error: Exception) -> Message:
    """Return the message for an unexpected error in this program."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return msg(
        "relance stopped because of an internal error, {error} ({file}:{line}); your ledger is "
        "loaded nevertheless. Please report this line",
        error=f"{type(error).__name__}: {error}".replace("\n", " "),
        file=Path(last.filename).name if last else "",
        line=str(last.lineno or 0) if last else "",
    )
