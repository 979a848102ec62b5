"""The ledger as this project reads it: cut at a day, and sorted by kind of directive.

Everything downstream sees the ledger through :func:`read_ledger`, so that the
report of a past day is the same from the whole ledger as from one cut there.
"""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beancount.core import flags
from beancount.core.data import Custom, Directive, Document, Note, Open, Pad, Transaction
from beancount.ops.pad import pad


@dataclass(frozen=True, slots=True)
class Ledger:
    """The directives up to a day, in the order of their dates.

    ``options`` is Beancount's options map; ``transactions`` include those that
    ``pad`` directives bring about, whether the loader had added them or not.
    """

    as_of: datetime.date
    options: Mapping[str, Any]
    transactions: Sequence[Transaction]
    opens: Sequence[Open]
    customs: Sequence[Custom]
    remarks: Sequence[Note | Document]

    @property
    def assets(self) -> str:
        """The name of the root of the assets, which a ledger may rename."""
        return str(self.options["name_assets"])


def read_ledger(
    entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date
) -> Ledger:
    """The ledger up to and including ``as_of``.

    A plugin sees a ledger before padding, Fava and the command line see it
    after; and a pad may serve a balance that comes later than ``as_of``. So pads
    are always worked out here, on what the day knew.
    """
    entries = entries[: bisect.bisect_right(entries, as_of, key=lambda entry: entry.date)]
    by_type: dict[type, list[Any]] = {
        kind: [] for kind in (Transaction, Open, Custom, Note, Document, Pad)
    }
    for entry in entries:
        found = by_type.get(type(entry))
        if found is not None:
            found.append(entry)
    transactions = by_type[Transaction]
    if by_type[Pad]:
        transactions = _padded(entries, options)
    remarks = sorted([*by_type[Note], *by_type[Document]], key=lambda entry: entry.date)
    return Ledger(as_of, options, transactions, by_type[Open], by_type[Custom], remarks)


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
