"""Words by which a payment names what is no invoice: a balance carried over, or money laid out.

    names_balance("Virement solde N-1", datetime.date(2026, 1, 1))      # True
    names_balance("Solde 2025", datetime.date(2026, 1, 1))              # True
    names_outlays("Auslagenersatz, danke")                              # True

They are rows of ``data/owed_words.csv``, in any language.
"""

from __future__ import annotations

import datetime
import functools
from pathlib import Path

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.values.told_numbers import folded

_CSV = Path(__file__).parent / "data" / "owed_words.csv"
_RUN = expression(r"[^\W\d_]+|[0-9]+")
_ONE_DAY = datetime.timedelta(days=1)


def names_balance(text: str, since: datetime.date) -> bool:
    """Return whether a text names the balance that was carried over on a day.

    ``Balance 2025`` is what was left of the year that ended on the day or on the day before.
    """
    plain = _plain(text)
    if any(phrase in plain for phrase in _phrases("balance")):
        return True
    year = (since - min(_ONE_DAY, since - datetime.date.min)).year
    return any(f"{word}{year} " in plain for word in _phrases("year"))


def names_outlays(text: str) -> bool:
    """Return whether a text names money that was laid out for somebody, whatever for."""
    plain = _plain(text)
    return any(phrase in plain for phrase in _phrases("outlay"))


@functools.cache
def rent_words() -> frozenset[str]:
    """Return the folded words for a rent and what is asked for with it."""
    return frozenset(word for phrase in _phrases("rent") for word in phrase.split())


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return the words and numbers of a text, folded, each between spaces."""
    return f" {' '.join(_RUN.findall(folded(text)))} "


@functools.cache
def _phrases(kind: str) -> tuple[str, ...]:
    rows = csv_rows(_CSV)
    return tuple(dict.fromkeys(_plain(row["words"]) for row in rows if row["kind"] == kind))
