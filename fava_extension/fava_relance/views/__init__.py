"""The views of the page, one module each. A view takes the page and has what its template shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from beancount_relance.language.messages import Message, msg
from fava_relance.page import PageRequest
from fava_relance.views.actions import Actions
from fava_relance.views.ageing import Ageing
from fava_relance.views.code import CodeView
from fava_relance.views.customer import CustomerView
from fava_relance.views.exceptions import ExceptionsView
from fava_relance.views.figures import FiguresView
from fava_relance.views.invoice import InvoiceView
from fava_relance.views.ledgers import LedgersView, ledgers
from fava_relance.views.payments import PaymentsView, receipts_shown
from fava_relance.views.waiting import Waiting


class PageView(Struct, frozen=True):
    """One view of the page.

    Attributes:
        show: makes the object that its template shows.
        template: the file of the template.
        title: the title of its tab; ``None`` if it has no tab and is reached by links only.
        count: the number of its rows, if it has one.
        orders: the ways to group or order its rows, apart from the default.
        is_there: whether its tab is shown in this Fava.
    """

    show: Callable[[PageRequest], object]
    template: str
    title: Message | None = None
    count: Callable[[PageRequest], int | None] = lambda _: None
    orders: tuple[str, ...] = ()
    is_there: Callable[[], bool] = lambda: True


VIEWS: Mapping[str, PageView] = {
    "today": PageView(
        show=lambda page: Actions(page, page.asked.sifting(page.actions)),
        template="_actions.html",
        title=msg("Today"),
        count=lambda page: len(page.actions),
        orders=("who", "channel"),
    ),
    "upcoming": PageView(
        show=lambda page: Actions(page, page.asked.sifting(page.upcoming)),
        template="_actions.html",
        title=msg("Upcoming"),
        count=lambda page: len(page.upcoming),
        orders=("who", "channel"),
    ),
    "waiting": PageView(
        show=Waiting,
        template="_waiting.html",
        title=msg("Waiting"),
        count=lambda page: len(page.waiting),
    ),
    "payments": PageView(
        show=PaymentsView,
        template="_payments.html",
        title=msg("Payments"),
        count=lambda page: len(receipts_shown(page)),
    ),
    "exceptions": PageView(
        show=ExceptionsView,
        template="_exceptions.html",
        title=msg("Needs attention"),
        count=lambda page: len(page.exceptions) - len(page.exceptions.unclear),  # among Payments
    ),
    "ageing": PageView(
        show=Ageing, template="_ageing.html", title=msg("Aged receivables"), orders=("amount",)
    ),
    "figures": PageView(show=FiguresView, template="_figures.html", title=msg("Figures")),
    "ledgers": PageView(
        show=LedgersView,
        template="_ledgers.html",
        title=msg("Ledgers"),
        is_there=lambda: len(ledgers()) > 1,
    ),
    "customer": PageView(show=CustomerView, template="_customer.html"),
    "invoice": PageView(show=InvoiceView, template="_invoice.html"),
    "code": PageView(show=CodeView, template="_code.html"),
}
"""All views by their name in the URL; the first is the default."""

ORDERS = {name: view.orders for name, view in VIEWS.items() if view.title}
"""The views that a URL can name, each with its orders."""
