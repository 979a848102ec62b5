"""Read the instalments of a payment plan, and check that they add up."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.values.readers import BadValueError, read_date, read_text

_INSTALMENT = expression(
    r"(\d{4}-\d{2}-\d{2})\s*:?\s+(\d{1,12}(?:[.,]\d{1,12})?)\s+([A-Z][A-Z0-9'._-]*)"
)


class Instalment(Struct, frozen=True):
    """One instalment of a plan."""

    due: datetime.date
    amount: Amount


def read_plan(value: Any) -> tuple[Instalment, ...]:
    """Read instalments, written as dates with amounts and separated by commas.

    Returns:
        The instalments in order of date.

    Raises:
        BadValueError: The value has another form.
    """
    expected = msg("dates with amounts, such as “2026-05-05 400.00 EUR, 2026-06-05 400.00 EUR”")
    instalments = []
    for part in re.split(r"\s*[,;]\s+", read_text(value)):
        match = _INSTALMENT.fullmatch(part.strip())
        if match is None:
            raise BadValueError(expected)
        number = Decimal(match[2].replace(",", "."))
        if not number:
            raise BadValueError(expected)
        instalments.append(Instalment(read_date(match[1]), Amount(number, match[3])))
    return tuple(sorted(instalments, key=lambda instalment: instalment.due))


def plan_against_books(
    plan: Sequence[Instalment],
    agreed: Amount | None,
    date: datetime.date,
    about: Sequence[Item],
    disputed: Mapping[str, Decimal],
) -> list[Message]:
    """Check that instalments add up to the agreed amount, or else to the amount then open.

    They may leave out what is disputed and the charges of the invoices, and include what was paid
    on the day of the agreement.

    Args:
        plan: the instalments.
        agreed: the total that was agreed on, if the note gives it.
        date: the day of the agreement.
        about: the items of the agreement.
        disputed: what was disputed of them on that day, by currency.

    Returns:
        A message for each currency in which they do not add up.
    """
    complaints = []
    for currency in dict.fromkeys(part.amount.currency for part in plan):
        planned = total_in(plan, currency)
        if agreed is not None and agreed.currency == currency:
            right = planned == agreed.number
            wrong = msg(
                "the instalments add up to {planned}, but {agreed} was agreed: correct one or the "
                "other",
                planned=Amount(planned, currency),
                agreed=agreed,
            )
        else:
            theirs = [item for item in about if item.invoice.currency == currency]
            left = sum((item.outstanding_on(date) for item in theirs), Decimal())
            paid = sum((item.paid_between(date, date) for item in theirs), Decimal())
            rest = left - min(disputed.get(currency, Decimal()), left)
            charges = [item for item in theirs if item.invoice.charge]
            besides = sum((item.outstanding_on(date) for item in charges), Decimal())
            sums = (left, rest, left + paid, rest + paid)
            right = planned in sums or planned + besides in sums
            wrong = _another_sum(Amount(planned, currency), rest, date, is_all=rest == left)
        if not right:
            complaints.append(wrong)
    return complaints


def _another_sum(planned: Amount, left: Decimal, date: datetime.date, *, is_all: bool) -> Message:
    """Say that instalments do not add up to what was open, or to what was not disputed of it."""
    facts = {"planned": planned, "left": Amount(left, planned.currency), "date": date}
    if is_all:
        return msg(
            "the instalments add up to {planned}, but {left} was open on {date}: correct them, or "
            "give the agreed total as “amount:”",
            **facts,
        )
    return msg(
        "the instalments add up to {planned}, but {left} was open and not disputed on {date}: "
        "correct them, or give the agreed total as “amount:”",
        **facts,
    )


def total_in(plan: Iterable[Instalment], currency: str) -> Decimal:
    """Return the sum of the instalments in a currency."""
    amounts = (part.amount for part in plan if part.amount.currency == currency)
    return sum((amount.number or Decimal() for amount in amounts), Decimal())
