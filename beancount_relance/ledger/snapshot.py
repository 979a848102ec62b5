"""The ledger on a given date, sorted by kind of directive.

All other modules see the ledger through :func:`read_ledger`, so the report of a past date
is the same for the whole ledger as for one that ends on that date.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from beancount.core import flags
from beancount.core.data import Close, Custom, Directive, Document, Note, Open, Pad, Transaction
from beancount.ops.pad import pad
from msgspec import Struct

from beancount_relance.ledger.units import without_units
from beancount_relance.values.vocabulary import english_custom

PADDED = "(Padding inserted for "
"""How Beancount begins the narrations of the transactions that it adds for ``pad``."""

_Entry = TypeVar("_Entry", bound=Directive)


class Ledger(Struct, frozen=True):
    """The directives up to a day, in the order of their dates.

    ``options`` is Beancount's options map; ``transactions`` include those that
    ``pad`` directives bring about, whether the loader had added them or not;
    ``is_padded`` says whether there are such directives.
    """

    as_of: datetime.date
    options: Mapping[str, Any]
    transactions: Sequence[Transaction]
    opens: Sequence[Open]
    customs: Sequence[Custom]
    remarks: Sequence[Note | Document]
    is_padded: bool = False
    closes: Sequence[Close] = ()

    @property
    def assets(self) -> str:
        """The name of the root account of assets, which a ledger can change."""
        return str(self.options["name_assets"])

    def until(self, day: datetime.date) -> Ledger:
        """The ledger up to an earlier day; not of one that is padded, whose pads were others."""
        return Ledger(
            day,
            self.options,
            _until(self.transactions, day),
            _until(self.opens, day),
            _until(self.customs, day),
            _until(self.remarks, day),
            closes=_until(self.closes, day),
        )


def read_ledger(
    entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date
) -> Ledger:
    """Return the ledger up to and including ``as_of``.

    A plugin sees the ledger before padding, Fava and the command line see it afterwards,
    and a pad may serve a balance later than ``as_of``. Pads are therefore always computed
    here, from the entries up to that date. What assets count in hours or points is no money, and
    is left out.
    """
    entries = _until(entries, as_of)
    by_type: dict[type, list[Any]] = {
        kind: [] for kind in (Transaction, Open, Close, Custom, Note, Document, Pad)
    }
    for entry in entries:
        found = by_type.get(type(entry))
        if found is not None:
            found.append(entry)
    transactions = by_type[Transaction]
    if by_type[Pad]:
        transactions = _padded(entries, options)
    remarks = sorted([*by_type[Note], *by_type[Document]], key=lambda entry: entry.date)
    return Ledger(
        as_of,
        options,
        without_units(transactions, options),
        by_type[Open],
        [english_custom(entry) for entry in by_type[Custom]],
        remarks,
        is_padded=bool(by_type[Pad]),
        closes=by_type[Close],
    )


def _until(entries: Sequence[_Entry], day: datetime.date) -> Sequence[_Entry]:
    """The entries up to a day, of those in the order of their dates."""
    return entries[: bisect.bisect_right(entries, day, key=lambda entry: entry.date)]


def _padded(entries: Sequence[Directive], options: Mapping[str, Any]) -> list[Transaction]:
    places = {
        (entry.meta["filename"], entry.meta["lineno"]) for entry in entries if type(entry) is Pad
    }
    unpadded = [
        entry
        for entry in entries
        if not (
            isinstance(entry, Transaction)
            and entry.flag == flags.FLAG_PADDING
            and (entry.meta["filename"], entry.meta["lineno"]) in places
        )
    ]
    padded, _ = pad(unpadded, options)  # type: ignore[no-untyped-call]  # errors: the loader's
    return [entry for entry in padded if isinstance(entry, Transaction)]
