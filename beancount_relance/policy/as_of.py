"""The day of the report: that of the setting ``as-of``, or else today."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from beancount.core.data import Directive
from msgspec import Struct

from beancount_relance.language.messages import Source
from beancount_relance.policy.settings import customs_of
from beancount_relance.values.readers import is_date, values_of


def find_as_of(entries: Iterable[Directive], today: datetime.date) -> datetime.date:
    """Return the date to report on: the setting ``as-of``, or else ``today``.

    A value that is not a date is ignored here and reported by
    :func:`~beancount_relance.policy.setting_directives.parse_settings`.
    """
    frozen = frozen_day(entries, today)
    return frozen.day if frozen else today


class FrozenDay(Struct, frozen=True):
    """The as-of date set in the ledger, and the directive that sets it."""

    day: datetime.date
    source: Source


def frozen_day(entries: Iterable[Directive], today: datetime.date) -> FrozenDay | None:
    """Return the as-of date set by the latest ``as-of`` directive on or before ``today``."""
    frozen = None
    for entry in customs_of(entries):
        if entry.type == "relance" and entry.date <= today:
            values = values_of(entry)
            if len(values) == 2 and values[0] == "as-of" and is_date(values[1]):  # noqa: PLR2004
                frozen = FrozenDay(values[1], Source.of(entry.meta))
    return frozen
