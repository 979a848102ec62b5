"""The report that the plugin made when the ledger was loaded, for whoever loaded it."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from beancount.core.data import Balance, Directive
from msgspec import Struct

from beancount_relance.report.report import Report


class _Made(Struct, frozen=True):
    """A report, with the ledger it was built from."""

    entries: Sequence[Directive]
    options: Mapping[str, Any]
    report: Report


_LAST: list[_Made] = []
_BEFORE: ContextVar[Report | None] = ContextVar("before", default=None)


@contextlib.contextmanager
def building_on(report: Report | None) -> Iterator[None]:
    """While a ledger is loaded in this block, its report is built on that of its last version.

    Args:
        report: a whole report, of which the plugin takes over what is the same.
    """
    token = _BEFORE.set(report)
    try:
        yield
    finally:
        _BEFORE.reset(token)


def report_before() -> Report | None:
    """Return the report to build on, if whoever loads the ledger has one."""
    return _BEFORE.get()


def keep_report(entries: Sequence[Directive], options: Mapping[str, Any], report: Report) -> None:
    """Keep the report of a ledger instead of the last one."""
    _LAST[:] = [_Made(tuple(entries), options, report)]


def take_report(
    entries: Sequence[Directive], options: Mapping[str, Any], as_of: datetime.date
) -> Report | None:
    """Return the report of the plugin's last run if it is for the same ledger and day.

    This saves callers that load a ledger from building its report again. The report is only
    returned once, so that no discarded ledger is kept in memory.

    Args:
        entries: the ledger as loaded. Beancount changes the entries after running plugins; if
            it or another plugin has changed anything other than balance assertions, the
            function returns ``None``.
        options: Beancount's options map.
        as_of: the day.
    """
    made = _LAST.pop() if _LAST else None
    if made is None or made.options is not options or made.report.as_of != as_of:
        return None
    if len(made.entries) != len(entries):
        return None
    pairs = zip(made.entries, entries, strict=True)
    return (
        made.report if all(then is now or _is_balance(then, now) for then, now in pairs) else None
    )


def _is_balance(then: Directive, now: Directive) -> bool:
    """Whether both are balance assertions, which Beancount replaces to add the difference."""
    return type(then) is type(now) is Balance
