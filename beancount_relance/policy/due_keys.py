"""Which metadata keys look as if they held a due date or payment terms.

    2026-05-20 * "Acme" "Sign" ^A-31
      payment_due: 2026-07-31

Only the keys in the settings are read, since nobody can be sure what another one means. But whoever
wrote this wants no reminder in June, so they are asked. The words are rows of
``data/due_key_words.csv``.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain
from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.values.readers import BadValueError, read_date
from beancount_relance.values.terms.payment_terms import Terms, read_terms

_TABLE = Path(__file__).parent / "data" / "due_key_words.csv"

DUE_KEYS: Final = "due-keys"
TERMS_KEYS: Final = "terms-keys"


class UnknownKey(Struct, frozen=True):
    """A key on an invoice that looks as if it said when it is due.

    ``setting`` is the one that it belongs in, which has to be ``values`` to have it read.
    ``due`` is the date that it gives.
    """

    key: str
    setting: str
    values: str
    due: datetime.date


def unknown_key_in(
    metas: Iterable[Mapping[str, Any]],
    known: Mapping[str, Collection[str]],
    invoiced: datetime.date,
    amount: tuple[Decimal, str],
) -> UnknownKey | None:
    """Return the first key that looks like a due date or terms, of an invoice without known ones.

    Args:
        metas: the metadata of its posting and its transaction.
        known: the keys that are read, by setting.
        invoiced: its date; a due date is no earlier.
        amount: its amount and currency.
    """
    for meta in metas:
        for key, value in meta.items():
            if not (names_due(key) or names_terms(key)):
                continue
            setting, due = DUE_KEYS, date_in(value) if names_due(key) else None
            if due is None and names_terms(key) and (terms := terms_in(value)) is not None:
                setting = TERMS_KEYS
                due = max(delay.due(invoiced) for _, delay in terms.split(*amount))
            if due is not None and due >= invoiced:
                values = " ".join(f'"{each}"' for each in (*known[setting], key))
                return UnknownKey(key, setting, values, due)
    return None


@functools.lru_cache(4096)
def names_due(key: str) -> bool:
    """Return whether the words of a key say that it holds a due date."""
    return not names_other_date(key) and not _words("due").isdisjoint(_parts(key))


@functools.lru_cache(4096)
def names_terms(key: str) -> bool:
    """Return whether the words of a key say that it holds payment terms."""
    return not names_other_date(key) and not _words("terms").isdisjoint(_parts(key))


def names_other_date(key: str) -> bool:
    """Return whether the words of a key say that its date is of something else."""
    return not _words("other-date").isdisjoint(_parts(key))


def date_in(value: object) -> datetime.date | None:
    """Return a metadata value as a date, if it is one."""
    if not isinstance(value, str | datetime.date):
        return None
    try:
        return read_date(value)
    except BadValueError:
        return None


def terms_in(value: object) -> Terms | None:
    """Return a metadata value as payment terms, if it reads as such."""
    if not isinstance(value, str):
        return None
    try:
        return read_terms(value)
    except BadValueError:
        return None


def _parts(key: str) -> set[str]:
    parts = parts_of(key)
    return {*parts, "".join(parts)}


@functools.cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(
        plain(word)
        for row in csv_rows(_TABLE)
        if row["kind"] == kind
        for word in row["words"].split()
    )
