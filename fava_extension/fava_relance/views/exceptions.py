"""The view Exceptions: what no procedure moves on by itself, and needs somebody's attention."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from fava_relance.page import PageRequest
from fava_relance.views.list_page import ListPage
from fava_relance.views.waiting import Waiting

_ROWS = 100


class ExceptionsView(Struct, frozen=True, dict=True):
    """The exceptions of a day, and the legal checks."""

    page: PageRequest

    @functools.cached_property
    def list_page(self) -> ListPage[tuple[str, Any]]:
        """The rows to show now, each with its kind, one kind after another."""
        found = self.page.exceptions
        lists: Sequence[tuple[str, Sequence[Any]]] = (
            ("problems", found.problems),
            ("blocked", found.blocked),
            ("credits", found.credits),
            ("unidentified", found.unidentified),
            ("presumed", found.presumed),
            ("checks", self.page.checks),
        )
        rows = [(sort, row) for sort, some in lists for row in some]
        return ListPage.of(rows, self.page.asked.list_page, _ROWS)

    def rows(self, sort: str) -> Sequence[Any]:
        """The rows of one kind to show now."""
        return [row for its, row in self.list_page.rows if its == sort]

    @property
    def waiting(self) -> Waiting:
        """The view that says what the blocked items wait for."""
        return Waiting(self.page)
