"""What the path of a file says of an entry, such as that of a remittance advice.

    what_a_file_says("docs/Receivable/2026-06-02.F2026-012.pdf")    # "F2026-012"

Folders are named after accounts, years and months, and files begin with the day on which they were
filed, as Beancount wants them to: neither says what was paid for. A folder with a number may.
"""

from __future__ import annotations

import re

_FILE = re.compile(
    r"(?:(.*)[/\\])?(?:\d{4}-\d\d-\d\d[._ -]?)?([^/\\]*)"
    r"\.(?:csv|docx?|eml|html?|jpe?g|msg|odt|ofx|pdf|png|tiff?|txt|xlsx?|xml|zip)",
    re.IGNORECASE | re.DOTALL,
)
_FOLDER = re.compile(r"[/\\]+")
_PERIOD = re.compile(r"(?:(?:19|20)\d\d)?[_-]?(?:\d\d?)?")


def what_a_file_says(text: str) -> str:
    """Return what the path of a file says of what it is about; any other text unchanged."""
    match = _FILE.fullmatch(text)
    if match is None:
        return text
    folders = _FOLDER.split(match[1] or "")
    numbered = (f for f in folders if any(map(str.isdigit, f)) and not _PERIOD.fullmatch(f))
    return "/".join((*numbered, match[2]))
