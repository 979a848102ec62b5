"""Words by which a payment names what is no invoice: a balance carried over, or money laid out.

    names_balance("Virement solde N-1", datetime.date(2026, 1, 1))      # True
    names_balance("Solde 2025", datetime.date(2026, 1, 1))              # True
    names_invoice_before("Facture n° 2025-117", datetime.date(2026, 1, 1))  # True
    names_outlays("Auslagenersatz, danke")                              # True

They are rows of ``values/data/owed_words.csv``, in any language.
"""

from __future__ import annotations

import datetime
import functools
from pathlib import Path

from beancount_relance.language.expressions import expression
from beancount_relance.language.tables import csv_rows
from beancount_relance.values.clues.counted_numbers import folded
from beancount_relance.values.numbers.text_runs import INVOICE_WORDS

_CSV = Path(__file__).parents[1] / "data" / "owed_words.csv"
_RUN = expression(r"[^\W\d_]+|[0-9]+")
_OF_A_YEAR = expression(
    rf" (?:{'|'.join(sorted(INVOICE_WORDS))}) (?:[^\d ]+ ){{0,2}}((?:19|20)[0-9]{{2}})(?= [0-9])"
)
"""An invoice with a number that begins with a year, or with a date."""
_ONE_DAY = datetime.timedelta(days=1)


def names_balance(text: str, since: datetime.date) -> bool:
    """Return whether a text names the balance that was carried over on a day.

    ``Balance 2025`` is what was left of the year that ended on the day or on the day before.
    """
    plain = _plain(text)
    if any(phrase in plain for phrase in _phrases("balance")):
        return True
    return any(f"{word}{_year_before(since)} " in plain for word in _phrases("year"))


def names_invoice_before(text: str, since: datetime.date) -> bool:
    """Return whether a text names an invoice of a year that had ended when a balance was opened.

    Args:
        text: the text, such as ``Invoice 2025-117``.
        since: the day of the balance.
    """
    return any(int(year) <= _year_before(since) for year in _OF_A_YEAR.findall(_plain(text)))


def _year_before(since: datetime.date) -> int:
    """Return the year that ended on a day or on the day before."""
    return (since - min(_ONE_DAY, since - datetime.date.min)).year


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
