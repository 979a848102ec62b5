"""What tags and metadata say of an invoice by which nobody is to be reminded of it.

    2026-03-01 * "Martin" "Chairs" ^F-12 #cancelled
      status: "paid"
      paid: 2026-03-20

The words are those of the role ``marked`` in ``ledger/data/account_words.csv``.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from beancount_relance.ledger.account_words import MARKED, whole_roles_of
from beancount_relance.values.readers import BadValueError, read_date
from beancount_relance.values.stated_meta import stated_meta

_LONGEST = 24
_OURS = "relance"
"""The key of notes: on an invoice it has no effect, but says what somebody wants."""
_NO = frozenset(("", "0", "no", "non", "nein", "nee", "false", "faux", "falsch"))


class Mark(Struct, frozen=True):
    """What somebody wrote, and the day from which it holds, if it has one."""

    text: str
    since: datetime.date | None = None


def invoice_marks(
    meta: Mapping[str, object], tags: Collection[str], besides: Collection[str]
) -> tuple[Mark, ...]:
    """Return the marks of an invoice.

    Args:
        meta: its metadata.
        tags: the tags of its transaction.
        besides: keys that do not count, such as those of the due date.
    """
    tagged = [Mark(f"#{tag}") for tag in sorted(tags) if _is_mark(tag)]
    return (*tagged, *_in_metadata(meta, besides))


def _in_metadata(meta: Mapping[str, object], besides: Collection[str]) -> Iterator[Mark]:
    for key, value in stated_meta(meta).items():
        if key in besides:
            continue
        if isinstance(value, str) and (key == _OURS or _is_mark(value)):
            yield Mark(f"{key}: {value}")
        elif isinstance(value, bool | str | datetime.date) and _is_mark(key):
            day = _day(value)
            if day is not None:
                yield Mark(f"{key}: {day.isoformat()}", day)
            elif value is True or (isinstance(value, str) and value.casefold() not in _NO):
                yield Mark(key if value is True else f"{key}: {value}")


def _is_mark(text: str) -> bool:
    return len(text) <= _LONGEST and MARKED in whole_roles_of(text)


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        return read_date(value) if isinstance(value, str) else None
    except BadValueError:
        return None
