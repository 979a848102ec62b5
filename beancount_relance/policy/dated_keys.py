"""Metadata keys that a ledger has set anew in the course of time.

    2024-01-01 custom "relance" "reference-keys" "piece"
    2026-07-01 custom "relance" "reference-keys" "num"

An entry of June is named by ``piece``, one of July by ``num``. An entry that has none of the keys
of its own day may have one that was set later, when somebody saw what it means. For the same
reason, the first setting counts for what is older than itself as well, before the built-in keys.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from msgspec import Struct

from beancount_relance.values.dated import Dated, followed, from_day_on


class DatedKeys(Struct, frozen=True, dict=True):
    """The keys of one setting, or its prefixes of links, in force one after the other.

    Attributes:
        since: the keys with the first day on which they are in force, in the order of these days.
    """

    since: Dated[tuple[str, ...]] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All keys, the latest ones first."""
        latest_first = (keys for _, keys in reversed(self.since))
        return tuple(dict.fromkeys(chain.from_iterable(latest_first)))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.all)

    def then(self, day: datetime.date, keys: tuple[str, ...]) -> DatedKeys:
        """Return these keys and those that follow them on a day."""
        return DatedKeys(followed(self.since, day, keys))

    def of_entries(self, first: datetime.date, built_in: tuple[str, ...]) -> DatedKeys:
        """Return the keys that count for the entries of a ledger.

        Args:
            first: the day of its first entry.
            built_in: the keys that count until others are set.
        """
        if not self.since:
            return self
        start, keys = self.since[0]
        if first < start and keys != built_in:
            more = (*keys, *(key for key in built_in if key not in keys))
            return DatedKeys(((first, more), *self.since))
        return DatedKeys(from_day_on(self.since, first))

    def dropped(
        self, day: datetime.date, metas: Sequence[Mapping[str, object]]
    ) -> Iterable[tuple[int, str]]:
        """Yield the keys in metadata that do not count on a day, each after the place it is in.

        Of the keys of a day, the first one in the same metadata counts.

        Args:
            day: the day of the entry.
            metas: the metadata of the entry and of its postings; a place is an index into these.
        """
        known = self._known
        present = known.intersection(chain.from_iterable(metas))
        if not present:
            return
        groups = (keys for _, keys in from_day_on(self.since, day))
        counting: tuple[str, ...] = next(filter(present.intersection, groups), ())
        for place, meta in enumerate(metas):
            kept = next((key for key in counting if key in meta), None)
            for key in meta:
                if key in known and key != kept:
                    yield place, key
