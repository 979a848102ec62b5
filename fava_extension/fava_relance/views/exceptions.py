"""The view Exceptions: what no ladder moves on by itself, and somebody must look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beancount_relance.allocation import Item
from beancount_relance.exceptions import Exceptions
from fava_relance.page import Page
from fava_relance.views.sheets import Sheet
from fava_relance.views.waiting import Waiting


@dataclass(frozen=True)
class ExceptionsView:
    """The exceptions of a day."""

    page: Page

    @property
    def found(self) -> Exceptions:
        """All of them."""
        return self.page.exceptions

    @property
    def waiting(self) -> Waiting:
        """Says what the blocked items wait for."""
        return Waiting(self.page)

    @property
    def presumed(self) -> Sequence[Item]:
        """The first of the open items that were paid in part by presumption."""
        return Sheet.of(self.found.presumed, self.page.asked.sheet).rows
