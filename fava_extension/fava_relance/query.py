"""What the address of a page asks for: ``?view=``, ``?customer=``, ``?invoice=`` and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VIEWS = ("today", "upcoming", "waiting", "exceptions", "ageing", "figures")
"""The views that an address names; the first is the page as it opens."""

ORDERS = {"today": ("who", "channel"), "upcoming": ("who", "channel"), "ageing": ("amount",)}
"""What the rows of a view can be grouped or ordered by, if not as they are by themselves."""


@dataclass(frozen=True, slots=True)
class Address:
    """A view and what is to be seen in it.

    ``view`` is one of :data:`VIEWS`, ``customer`` or ``invoice``; ``by`` one of
    its :data:`ORDERS`; ``sheet`` counts the parts of a long list from 1.
    """

    view: str = VIEWS[0]
    customer: str | None = None
    invoice: str | None = None
    by: str | None = None
    sheet: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Address:
        """What the arguments of a request ask for; those that make no sense ask for nothing."""
        view, by, sheet = args.get("view", ""), args.get("by", ""), args.get("sheet", "")
        customer, invoice = args.get("customer") or None, args.get("invoice") or None
        if invoice:
            view = "invoice"
        elif customer:
            view = "customer"
        elif view not in VIEWS:
            view = VIEWS[0]
        return cls(
            view=view,
            customer=customer,
            invoice=invoice,
            by=by if by in ORDERS.get(view, ()) else None,
            sheet=max(1, int(sheet)) if sheet.isascii() and sheet.isdigit() else 1,
        )
