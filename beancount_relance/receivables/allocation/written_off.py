"""Report losses that nobody had: what was written off although it had been paid.

Such a write-off would be the customer's credit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from beancount.core.amount import Amount

from beancount_relance.language.messages import Problem, msg
from beancount_relance.receivables.items import Allocation, OpenCredit, Settlement
from beancount_relance.values.money import unit

_Settled = Mapping[tuple[str, str, str], list[Settlement]]


def wrongly_written_off(allocation: Allocation) -> Iterator[Problem]:
    """Yield a problem for each write-off of more than was owed, cents aside, on its line."""
    losses = [
        each
        for each in allocation.credits
        if each.credit.is_write_off and each.amount > unit(each.credit.currency)
    ]
    if not losses:
        return
    settled: dict[tuple[str, str, str], list[Settlement]] = defaultdict(list)
    for item in allocation.items:
        settled[item.key[:3]] += item.settled
    for each in losses:
        yield _problem(each, settled)


def _problem(each: OpenCredit, settled: _Settled) -> Problem:
    """Return the problem of a write-off of more than was owed."""
    credit, amount = each.credit, Amount(each.amount, each.credit.currency)
    for reference in credit.references:
        paid = _last_payment(settled.get((credit.customer, credit.currency, reference), ()))
        if paid is not None:
            text = msg(
                "{amount} of {invoice} are written off here, but were paid on {date} "
                "({file}:{line}): correct this entry",
                amount=amount,
                invoice=reference,
                date=paid.date,
                file=Path(paid.source.file).name,
                line=paid.source.line,
            )
            return Problem(text, credit.source, "written-off-although-paid")
    text = msg(
        "{amount} are written off here that nobody owed: correct this entry, or name the invoice",
        amount=amount,
    )
    return Problem(text, credit.source, "written-off-although-paid")


def _last_payment(settled: Sequence[Settlement]) -> Settlement | None:
    payments = [part for part in settled if part.is_payment]
    return max(payments, key=lambda part: part.date, default=None)
