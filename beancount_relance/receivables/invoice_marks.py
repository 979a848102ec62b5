"""What tags and metadata say of an invoice by which nobody is to be reminded of it.

    2026-03-01 * "Martin" "Chairs" ^F-12 #cancelled
      status: "paid"
      paid: 2026-03-20

The words are those of the role ``marked`` in ``ledger/data/account_words.csv``, and of
``marked-value`` in the value of a status. Whether the carriage or the tax is paid says nothing of
the invoice.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import (
    EXTRA,
    MARKED,
    MARKED_VALUE,
    PART,
    STATUS,
    TAX,
    roles_of,
    whole_roles_of,
)
from beancount_relance.values.readers import BadValueError, read_date
from beancount_relance.values.stated_meta import stated_meta

_LONGEST = 24
_OURS = "relance"
"""The key of notes: on an invoice it has no effect, but says what somebody wants."""
_NO = frozenset(
    (
        *("", "-", "0", "no", "non", "nein", "nee", "nie", "nei", "nej", "ne", "nao", "não"),
        *("false", "faux", "falsch", "none", "n/a", "aucun", "aucune", "keine", "nessuno"),
    )
)
_NOT_THE_INVOICE = frozenset((EXTRA, PART, TAX))


class Mark(Struct, frozen=True):
    """What somebody wrote.

    Attributes:
        text: the tag, or the key with its value.
        since: the day from which it holds, if it has one.
        paid: how much was paid by it, if it says so.
    """

    text: str
    since: datetime.date | None = None
    paid: Decimal | None = None


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
        if isinstance(value, str) and (key == _OURS or _is_marked(key, value)):
            yield Mark(f"{key}: {value}")
        elif isinstance(value, Amount) and _is_mark(key):
            paid = value.number
            if paid is not None and paid > 0:
                yield Mark(f"{key}: {value}", paid=paid)
        elif isinstance(value, bool | str | datetime.date) and _is_mark(key):
            day = _day(value)
            if day is not None:
                yield Mark(f"{key}: {day.isoformat()}", day)
            elif value is True or (isinstance(value, str) and value.casefold() not in _NO):
                yield Mark(key if value is True else f"{key}: {value}")


def _is_mark(text: str) -> bool:
    return len(text) <= _LONGEST and MARKED in whole_roles_of(text)


def _is_marked(key: str, value: str) -> bool:
    """Return whether a value says that the invoice is paid and so on, and not what goes with it."""
    if len(value) > _LONGEST or not (roles := whole_roles_of(value)):
        return False
    is_mark = MARKED in roles or (MARKED_VALUE in roles and STATUS in whole_roles_of(key))
    return is_mark and _NOT_THE_INVOICE.isdisjoint(roles_of(key))


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    try:
        return read_date(value) if isinstance(value, str) else None
    except BadValueError:
        return None
