"""Links: to the other views, and to the lines of the ledger, with Fava's filters on them.

A page has hundreds, so that what they share is worked out once a page.
"""

from __future__ import annotations

import functools
from urllib.parse import urlencode

from fava.application import url_for


class Links:
    """The links of one request."""

    def at(self, **asked: object) -> str:
        """The address of a view: what it asks for, beside Fava's filters."""
        if "time" in asked:  # in the place of the filter
            return url_for(
                "extension_report",
                extension_name="Relance",
                **{key: str(value) for key, value in asked.items()},
            )
        return _with(self._page, asked)

    def editor(self, file: str, line: int) -> str:
        """The address of a line in Fava's editor."""
        return _with(self._editor, {"file_path": file, "line": line})

    @functools.cached_property
    def _page(self) -> str:
        return url_for("extension_report", extension_name="Relance")

    @functools.cached_property
    def _editor(self) -> str:
        return url_for("report", report_name="editor")


def _with(base: str, asked: dict[str, object]) -> str:
    if not asked:
        return base
    return f"{base}{'&' if '?' in base else '?'}{urlencode(asked)}"
