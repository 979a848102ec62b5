"""Query: what the URL of a page asks for, and the links to other pages.

    ?view=ageing&by=amount    ?customer=Martin    ?invoice=F2026-014&sheet=2

Links keep Fava's filters. A page has hundreds of links, so their common part is computed once.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from urllib.parse import quote_plus

from fava.application import url_for
from msgspec import Struct, field

from fava_relance.sifting import Sifting


class Query(Struct, frozen=True):
    """A view, and what to show in it.

    Attributes:
        view: the name of one of the :data:`~fava_relance.views.VIEWS`.
        customer: the customer to show.
        invoice: the invoice to show.
        code: the code to explain, of a check or problem.
        by: one of the view's orders.
        list_page: the number of the page of a long list, from 1; ``?sheet=``.
        sifting: which actions are shown, and in which order.
        only: the sort of moments that a timeline shows; empty for all.
    """

    view: str
    customer: str | None = None
    invoice: str | None = None
    code: str = ""
    by: str | None = None
    list_page: int = 1
    sifting: Sifting = field(default_factory=Sifting)
    only: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str], orders: Mapping[str, tuple[str, ...]]) -> Query:
        """Read the arguments of a request; invalid ones are ignored.

        Args:
            args: the arguments.
            orders: the views that can be named, each with the ways to group or order its rows;
                the first view is the default.
        """
        view, by, sheet = args.get("view", ""), args.get("by", ""), args.get("sheet", "")
        customer, invoice = args.get("customer") or None, args.get("invoice") or None
        code = args.get("code", "")
        if invoice:
            view = "invoice"
        elif customer:
            view = "customer"
        elif code:
            view = "code"
        elif view not in orders:
            view = next(iter(orders))
        return cls(
            view=view,
            customer=customer,
            invoice=invoice,
            code=code,
            by=by if by in orders.get(view, ()) else None,
            list_page=max(1, int(sheet)) if sheet.isascii() and sheet.isdigit() else 1,
            sifting=Sifting.of(args),
            only=args.get("only", ""),
        )


class Links:
    """The links of one request."""

    def at(self, **asked: object) -> str:
        """The URL of a view with the given query, and Fava's filters."""
        if "time" in asked:  # replaces Fava's filter
            return url_for(
                "extension_report",
                extension_name="Relance",
                **{key: str(value) for key, value in asked.items()},
            )
        return _with(self._page, asked)

    def unfiltered(self, **asked: object) -> str:
        """The URL of a view without Fava's filters."""
        return _with(self._page.partition("?")[0], asked)

    def editor(self, file: str, line: int) -> str:
        """The URL of a line in Fava's editor."""
        return _with(self._editor, {"file_path": file, "line": line})

    def download(self, asked: Mapping[str, object]) -> str:
        """The URL of a file, with the query that says which."""
        return _with(self._download, asked)

    @functools.cached_property
    def _download(self) -> str:
        return f"{self._page.partition('?')[0]}download"

    @functools.cached_property
    def _page(self) -> str:
        return url_for("extension_report", extension_name="Relance")

    @functools.cached_property
    def _editor(self) -> str:
        return url_for("report", report_name="editor")


def _with(base: str, asked: Mapping[str, object]) -> str:
    if not asked:
        return base
    query = "&".join(f"{name}={_quoted(str(value))}" for name, value in asked.items())
    return f"{base}{'&' if '?' in base else '?'}{query}"


@functools.lru_cache(maxsize=1024)
def _quoted(value: str) -> str:
    """A value of a query; a page has the same files, customers and numbers in many links."""
    return quote_plus(value)
