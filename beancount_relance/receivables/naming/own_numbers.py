"""Find the own number of each invoice among the names of its posting."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from beancount_relance.ledger.accounts.account_words import CANCEL, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import INCOME
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.numbers_in_links import number_in_links


def numbers_of(
    lines: Sequence[ReceivablePosting], reader: PostingReader, counterparts: Counterparts
) -> dict[int, str | None]:
    """Return the number of each debit, by position; ``None`` if it has none.

    That is its only name. Of several it is the only one that another debit has as its only
    name, else what the reference pattern finds, else the only one that no other sale has, else
    the one of these that its words tell.
    """
    debits = {place: line for place, line in enumerate(lines) if line.number > 0}
    sure = {name_key(line.names[0]) for line in debits.values() if len(line.names) == 1}
    several = [line for line in debits.values() if len(line.names) > 1]
    sales = _sales_by_name(several, counterparts) if several else {}
    paid = _paid_since(lines) if several else {}
    return {
        place: line.names[0]
        if len(line.names) == 1
        else _of_several(line, reader, sure, sales, paid)
        for place, line in debits.items()
    }


def _of_several(
    line: ReceivablePosting,
    reader: PostingReader,
    sure: Collection[str],
    sales: Mapping[str, set[int]],
    paid: Mapping[str, datetime.date],
) -> str | None:
    known = [name for name in line.names if name_key(name) in sure]
    if len(known) == 1:
        return known[0]
    if not line.names:
        return None
    if patterned := reader.pattern_names(line.txn):
        return patterned[0]
    own = [name for name in line.names if sales.get(name_key(name), set()) <= {id(line.txn)}]
    if len(own) > 1 and id(line.txn) in sales.get(name_key(own[0]), ()):
        after = [name for name in own if paid.get(name_key(name), line.date) >= line.date]
        return number_in_links(after or own, line.narration)
    return own[0] if len(own) == 1 else None


def _paid_since(lines: Iterable[ReceivablePosting]) -> Mapping[str, datetime.date]:
    """Return the day of the first credit with each name: a deposit comes before the invoice."""
    found: dict[str, datetime.date] = {}
    for line in lines:
        for name in map(name_key, line.names if line.number < 0 else ()):
            found[name] = min(line.date, found.get(name, line.date))
    return found


def _sales_by_name(
    lines: Iterable[ReceivablePosting], counterparts: Counterparts
) -> Mapping[str, set[int]]:
    """Return the transactions of the sales that have each name, and cancel nothing."""
    found: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if INCOME in counterparts.natures(line.txn) and not says(line.narration, CANCEL):
            for name in line.names:
                found[name_key(name)].add(id(line.txn))
    return found
