"""The ledger on a given date, sorted by kind of directive.

All other modules see the ledger through :func:`read_ledger`, so the report of a past date
is the same for the whole ledger as for one that ends on that date.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from beancount.core import flags
from beancount.core.data import (
    Close,
    Custom,
    Directive,
    Document,
    Note,
    Open,
    Pad,
    Price,
    Transaction,
)
from beancount.ops.pad import pad
from msgspec import Struct

from beancount_relance.ledger.closing_entries import closing_entries, opening_entries
from beancount_relance.ledger.units import without_units
from beancount_relance.values.vocabulary import english_custom

PADDED = "(Padding inserted for "
"""How Beancount begins the narrations of the transactions that it adds for ``pad``."""

_Entry = TypeVar("_Entry", bound=Directive)


class Ledger(Struct, frozen=True):
    """The directives up to a day, in the order of their dates.

    ``options`` is Beancount's options map; ``transactions`` include those that
    ``pad`` directives bring about, whether the loader had added them or not;
    ``is_padded`` says whether there are such directives. ``closings`` are the closing entries;
    they are the last ones of their days, and those of the last day are no longer in
    ``transactions``: the balances of that day are those before its closing. ``openings`` are the
    entries that open again what those have closed. ``as_read`` is the same ledger with the links
    that name no invoice, if they have been taken out of this one. ``in_units`` are the transactions
    of which something was left out because assets count it in hours or points, as they were.
    ``prices`` are those of the directives ``price``.
    """

    as_of: datetime.date
    options: Mapping[str, Any]
    transactions: Sequence[Transaction]
    opens: Sequence[Open]
    customs: Sequence[Custom]
    remarks: Sequence[Note | Document]
    is_padded: bool = False
    closes: Sequence[Close] = ()
    closings: Sequence[Transaction] = ()
    openings: Sequence[Transaction] = ()
    as_read: Ledger | None = None
    in_units: Sequence[Transaction] = ()
    prices: Sequence[Price] = ()

    @property
    def is_before_closing(self) -> bool:
        """Whether there are closing entries on the last day, which do not count yet."""
        return any(txn.date == self.as_of for txn in self.closings)

    @property
    def assets(self) -> str:
        """The name of the root account of assets, which a ledger can change."""
        return str(self.options["name_assets"])

    @property
    def first(self) -> datetime.date:
        """The day of the first transaction or note."""
        firsts = (*self.transactions[:1], *self.remarks[:1])
        return min((entry.date for entry in firsts), default=self.as_of)

    def until(self, day: datetime.date) -> Ledger:
        """The ledger up to an earlier day; not of one that is padded, whose pads were others."""
        return Ledger(
            day,
            self.options,
            _before_closing(_until(self.transactions, day), self.closings, day),
            _until(self.opens, day),
            _until(self.customs, day),
            _until(self.remarks, day),
            closes=_until(self.closes, day),
            closings=_until(self.closings, day),
            openings=_until(self.openings, day),
            in_units=_until(self.in_units, day),
            prices=_until(self.prices, day),
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
        kind: [] for kind in (Transaction, Open, Close, Custom, Note, Document, Pad, Price)
    }
    for entry in entries:
        found = by_type.get(type(entry))
        if found is not None:
            found.append(entry)
    transactions = by_type[Transaction]
    if by_type[Pad]:
        transactions = _padded(entries, options)
    counted = without_units(transactions, options)
    in_units = [txn for txn, left in zip(transactions, counted, strict=True) if left is not txn]
    closings = closing_entries(counted, options)
    if closings:
        counted = _before_closing(_with_closings_last(counted, closings), closings, as_of)
    remarks = sorted([*by_type[Note], *by_type[Document]], key=lambda entry: entry.date)
    return Ledger(
        as_of,
        options,
        counted,
        by_type[Open],
        [english_custom(entry) for entry in by_type[Custom]],
        remarks,
        is_padded=bool(by_type[Pad]),
        closes=by_type[Close],
        closings=closings,
        openings=opening_entries(counted, closings, options) if closings else (),
        in_units=in_units,
        prices=by_type[Price],
    )


def _with_closings_last(
    transactions: Sequence[Transaction], closings: Sequence[Transaction]
) -> list[Transaction]:
    """The transactions in the order of their dates, with the closing entries last on their days."""
    places = _places(closings)
    return sorted(transactions, key=lambda txn: (txn.date, id(txn.meta) in places))


def _before_closing(
    transactions: Sequence[Transaction], closings: Sequence[Transaction], day: datetime.date
) -> Sequence[Transaction]:
    """The transactions without the closing entries of their last day."""
    places = _places(txn for txn in closings if txn.date == day)
    end = len(transactions)
    while places and end and id(transactions[end - 1].meta) in places:
        end -= 1
    return transactions[:end]


def _places(transactions: Iterable[Transaction]) -> set[int]:
    """What transactions are known by, also when their links or postings have been replaced."""
    return {id(txn.meta) for txn in transactions}


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
