"""Equal payments of a plan, filled in by the form: “3 payments from 15 July, monthly”."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount

from beancount_relance.history.instalments import Instalment
from beancount_relance.language.messages import msg
from beancount_relance.recording.new_note import NewNote, items_about
from beancount_relance.recording.note_checks import Complaint
from beancount_relance.report.report import Report
from beancount_relance.values.dates import months_later
from beancount_relance.values.money import unit
from beancount_relance.values.readers import BadValueError, read_date

_MOST = 60


def spread(
    asked: Mapping[str, Any], new_note: NewNote, report: Report
) -> tuple[tuple[Instalment, ...], list[Complaint]]:
    """Equal monthly payments of what is open, or of the total that was agreed.

    They differ by one cent at most, the larger ones first, and add up exactly.

    Args:
        asked: ``count`` and ``from``, as they were typed.
        new_note: the plan.
        report: the report of the day.

    Returns:
        The payments, and complaints if there are none.
    """
    count, first = str(asked.get("count", "")).strip(), str(asked.get("from", ""))
    if not count.isascii() or not count.isdigit() or not 1 <= int(count) <= _MOST:
        text = msg("the number of payments is from 1 to {most}", most=_MOST)
        return (), [Complaint("plan", text)]
    try:
        day = read_date(first)
    except BadValueError:
        return (), [Complaint("plan", msg("give the day of the first payment"))]
    total = _total(new_note, report)
    if total is None or not total.number:
        return (), [Complaint("plan", msg("choose invoices in one currency"))]
    return _equal(total.number, total.currency, int(count), day), []


def _equal(
    total: Decimal, currency: str, count: int, first: datetime.date
) -> tuple[Instalment, ...]:
    step = unit(currency)
    steps, rest = divmod(total, step)
    each, more = divmod(int(steps), count)
    sums = [(each + (place < more)) * step for place in range(count)]
    sums[0] += rest  # of a sum that is not in whole units
    return tuple(
        Instalment(months_later(first, place), Amount(number, currency))
        for place, number in enumerate(sums)
    )


def _total(new_note: NewNote, report: Report) -> Amount | None:
    """The total that was agreed, or what was open that day; ``None`` in several currencies."""
    if new_note.amount is not None:
        return new_note.amount
    sums: dict[str, Decimal] = {}
    for item in items_about(new_note, report):
        currency = item.invoice.currency
        sums[currency] = sums.get(currency, Decimal()) + item.outstanding_on(new_note.date)
    found = [Amount(number, currency) for currency, number in sums.items()]
    return found[0] if len(found) == 1 else None
