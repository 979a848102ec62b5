"""The view Waiting: what is held back, why, and until when."""

from __future__ import annotations

import functools

from msgspec import Struct

from beancount_relance.dunning.decision import Decision
from fava_relance.page import PageRequest
from fava_relance.views.list_page import ListPage


class Waiting(Struct, frozen=True, dict=True):
    """The items that wait."""

    page: PageRequest

    @functools.cached_property
    def list_page(self) -> ListPage[Decision]:
        """The items to show now."""
        return ListPage.of(self.page.waiting, self.page.asked.list_page)

    def why(self, decision: Decision) -> str:
        """What an item waits for."""
        return self.page.say(decision.why_waiting) if decision.why else ""

    def held(self, decision: Decision) -> str:
        """The amount that waits: the disputed part, or the whole."""
        return self.page.money(decision.waiting, decision.item.invoice.currency)
