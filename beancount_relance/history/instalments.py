"""Read the instalments of a payment plan."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import msg
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


def total_in(plan: Iterable[Instalment], currency: str) -> Decimal:
    """Return the sum of the instalments in a currency."""
    amounts = (part.amount for part in plan if part.amount.currency == currency)
    return sum((amount.number or Decimal() for amount in amounts), Decimal())
