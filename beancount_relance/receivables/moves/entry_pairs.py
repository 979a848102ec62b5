"""Divide what an entry takes off accounts, and what it puts on others, into pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from beancount_relance.ledger.receivable_postings import ReceivablePosting


def pairs_of(
    group: Sequence[ReceivablePosting],
) -> Iterator[tuple[ReceivablePosting, ReceivablePosting]]:
    """Yield a part of a credit, and that of a debit: of one name, of one amount, in order.

    What one side has beyond the other is left out.
    """
    credits_ = [line for line in group if line.number < 0]
    debits = [line for line in group if line.number > 0]
    for key in (_by_name, _by_amount):
        waiting: dict[object, list[ReceivablePosting]] = defaultdict(list)
        for credit in reversed(credits_):
            waiting[key(credit)].append(credit)
        paired = []
        rest: list[ReceivablePosting] = []
        for debit in debits:
            same = waiting.get(key(debit)) if key(debit) is not None else None
            if same:
                paired.append(same.pop())
                yield paired[-1], debit
            else:
                rest.append(debit)
        gone = set(map(id, paired))
        credits_, debits = [line for line in credits_ if id(line) not in gone], rest
    left = [-line.number for line in credits_]
    place = 0
    for debit in debits:
        amount = debit.number
        while amount and place < len(left):
            part = min(amount, left[place])
            yield replace(credits_[place], number=-part), replace(debit, number=part)
            amount -= part
            left[place] -= part
            place += not left[place]


def _by_name(line: ReceivablePosting) -> object:
    return (abs(line.number), line.names) if line.names else None


def _by_amount(line: ReceivablePosting) -> object:
    return abs(line.number)
