"""Costs: what an option of recovery costs, as the ledger's own settings tell.

    2026-01-01 custom "relance" "cost" "order-for-payment" 108.47 EUR
      recoverable: 33.47 EUR             ; what the debtor refunds if it succeeds
    2026-01-01 custom "relance" "cost" "agency"
      share: 15                          ; percent of what comes in, and only then

Court fees, bailiffs and agencies differ by place and by day, so there is no default:
without a setting there is no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount

from beancount_relance.language.messages import Message, msg
from beancount_relance.law.recovery_options import TITLES
from beancount_relance.values.readers import (
    BadValueError,
    is_reckonable,
    read_amount,
    read_choice,
    read_record,
)

OPTIONS = tuple(name for name in TITLES if name != "write-off")
"""The options that may cost something."""

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """What one option costs.

    ``fixed`` is spent whether it succeeds or not; ``share`` is the percentage of what
    comes in that goes to whoever collects it; ``recoverable`` is the part of ``fixed``
    that the debtor refunds if it succeeds.
    """

    fixed: Amount | None = None
    share: Decimal = Decimal()
    recoverable: Amount | None = None

    @property
    def currency(self) -> str | None:
        """The currency it is in; a share alone is for any."""
        return self.fixed.currency if self.fixed else None


def read_cost(values: Sequence[Any], meta: Mapping[str, Any]) -> tuple[str, Cost, list[Message]]:
    """The option, its cost, and what of its metadata was not understood.

    Args:
        values: what follows the word ``"cost"``: the option's name, and perhaps an amount.
        meta: the directive's metadata, ``share`` and ``recoverable``.

    Raises:
        BadValueError: the option is not known, or neither an amount nor a share is given.
    """
    expected = msg("the name of an option and an amount, such as “court” 250.00 EUR")
    if not 1 <= len(values) <= 2:  # noqa: PLR2004 - name, amount
        raise BadValueError(expected)
    name = read_choice(values[0], OPTIONS)
    fixed = read_amount(values[1]) if len(values) > 1 else None
    cost, complaints = read_record(Cost(fixed), meta, _READERS)
    if fixed is None and "share" in meta:
        _share(meta["share"])
    if fixed is None and not cost.share:
        raise BadValueError(expected)
    refund = cost.recoverable
    if refund is not None and not _within(refund, fixed):
        complaints.append(
            msg("recoverable: “{refund}” – expected no more than the cost itself", refund=refund)
        )
        cost = replace(cost, recoverable=None)
    return name, cost, complaints


def _within(refund: Amount, fixed: Amount | None) -> bool:
    if fixed is None or refund.currency != fixed.currency:
        return False
    return (refund.number or Decimal()) <= (fixed.number or Decimal())


def _share(value: Any) -> Decimal:
    if isinstance(value, Decimal) and is_reckonable(value) and 0 <= value < _WHOLE:
        return value
    raise BadValueError(msg("a percentage from 0 to less than 100, such as 15"))


_READERS = {"share": _share, "recoverable": read_amount}
