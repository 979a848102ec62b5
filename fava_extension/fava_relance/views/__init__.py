"""The views of the page, one noun a module. Each takes the page and has what its template shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fava_relance.page import Page
from fava_relance.views.actions import Actions
from fava_relance.views.ageing import Ageing
from fava_relance.views.customer import CustomerView
from fava_relance.views.exceptions import ExceptionsView
from fava_relance.views.figures import FiguresView
from fava_relance.views.invoice import InvoiceView
from fava_relance.views.waiting import Waiting

VIEWS: Mapping[str, Callable[[Page], object]] = {
    "today": lambda page: Actions(page, page.actions),
    "upcoming": lambda page: Actions(page, page.upcoming),
    "waiting": Waiting,
    "exceptions": ExceptionsView,
    "ageing": Ageing,
    "figures": FiguresView,
    "customer": CustomerView,
    "invoice": InvoiceView,
}
"""What makes each view, by the name that the address gives it."""

WHOLE = frozenset(("customer", "figures"))
"""The views that show what is settled too."""
