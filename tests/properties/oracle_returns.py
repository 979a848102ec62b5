"""The oracle's part on equal credits: which of them the text of a debit says that it takes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount_relance.values.clues.text_clues import text_clues, text_days
from tests.properties.oracle_amounts import text_of

if TYPE_CHECKING:
    from tests.properties.oracle import Row

Whole = list["Row"]
Says = tuple[set[str], set[str], set[str]]
"""What tells one payment from another: numbers with the months and years, words, and days."""


def says(row: Row, about: set[str]) -> Says:
    """What a row says, and the narrations of the invoices that it names."""
    txn, debits = row.txn, row.amount > 0
    text = text_of(txn, row.meta)
    own = f"day {txn.date.day}/{txn.date.month}"
    month = f"month {txn.date.month}"
    said = set(text_clues(text)).union(*map(text_clues, about)) - text_clues(row.customer)
    said -= {f"# {abs(row.amount).normalize():f}"}
    if not debits and not any(word.startswith("month ") for word in said):
        said |= {month, str(txn.date.year)}
    days = {word for word in said if word.startswith("day ")}
    numbers = {word for word in said - days if re.search("[0-9]", word)}
    words = (said - days - numbers) | ({row.whose_account} - {""})
    quoted = [text, *(str(v) for v in (*txn.meta.values(), *row.meta.values()) if _is_number(v))]
    for word in [word for each in quoted for word in _words(each) if re.search("[0-9]", word)]:
        if len(word) > (2 if word.isdigit() else 1):
            numbers.add(word.casefold())
    numbers |= {tag.casefold() for tag in txn.tags if len(tag) > 1}
    if debits:
        dated = text_days(text)
        days -= {own, *(f"day {day.day}/{day.month}" for day in dated)}
        return numbers, words, days | {str(day) for day in dated}
    return numbers, words, days | {own, str(txn.date)}


def told(
    debit: Row, wholes: Sequence[Whole], about: Callable[[Row], set[str]], *, is_cash: bool
) -> list[Whole]:
    """Those of some credits that a debit may take back by its text: none if it contradicts all."""
    best = best_of(debit, wholes, about)
    if not is_cash:
        return best or list(wholes)
    numbers = set().union(*(says(row, about(row))[0] for whole in wholes for row in whole))
    said = says(debit, about(debit))[0] - {
        f"month {debit.txn.date.month}",
        str(debit.txn.date.year),
    }
    is_contrary = len(wholes) > 1 and _kinds(said) & _kinds(numbers) and not said & numbers
    return [] if is_contrary else best


def told_last(debit: Row, rows: Sequence[Row], about: Callable[[Row], set[str]]) -> list[Row]:
    """Credits of one name, those last of which a debit says the most."""
    most = [row for whole in best_of(debit, [[row] for row in rows], about) for row in whole]
    return [row for row in rows if not any(row is one for one in most)] + most


def marked(debit: Row, wholes: Sequence[Whole], about: Callable[[Row], set[str]]) -> list[Whole]:
    """Those of some credits of which a debit says anything but the year."""
    said = set[str]().union(*says(debit, about(debit)))
    return [
        whole
        for whole in wholes
        if any(_but_years(said & set().union(*says(row, about(row)))) for row in whole)
    ]


def best_of(debit: Row, wholes: Sequence[Whole], about: Callable[[Row], set[str]]) -> list[Whole]:
    """Those of some credits of which a debit says the most; none if it says different things."""
    said = says(debit, about(debit))
    best = list(wholes)
    for tier in range(3):
        common = [
            _but_years(said[tier] & set().union(*(says(row, about(row))[tier] for row in whole)))
            for whole in best
        ]
        most = max(common, key=len, default=set())
        if any(not each <= most for each in common):
            return []
        best = [whole for whole, each in zip(best, common, strict=True) if each == most]
    return best


def _but_years(words: set[str]) -> set[str]:
    return set() if all(re.fullmatch("(19|20)[0-9]{2}", word) for word in words) else words


def _kinds(numbers: set[str]) -> set[str]:
    return {number.rpartition(" ")[0] for number in numbers} - {"", "#"}


def _is_number(value: object) -> bool:
    return isinstance(value, Decimal)


def _words(text: str) -> list[str]:
    whole = [word.lstrip("#") for word in re.findall(r"[\w/.#:-]*\w", text)]
    return whole + [part for word in whole for part in re.split("[/.#:]+", word)]
