"""The costs of recovery options, as set in the ledger.

    2026-01-01 custom "relance" "cost" "order-for-payment" 108.47 EUR
      recoverable: 33.47 EUR             ; the part that the debtor refunds on success
    2026-01-01 custom "relance" "cost" "agency"
      share: 15                          ; percent of the amount recovered

The fees of courts, bailiffs and agencies vary with place and time, so there are no
defaults: without a setting, no figure is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message, msg
from beancount_relance.law.recovery_options import TITLES
from beancount_relance.values.readers import (
    BadValueError,
    is_calculable,
    read_amount,
    read_choice,
)
from beancount_relance.values.records import read_record
from beancount_relance.values.vocabulary import english_meta

OPTIONS = tuple(name for name in TITLES if name != "write-off")
"""The options for which a cost can be set."""

_WHOLE = 100


class Cost(Struct, frozen=True):
    """The cost of one option.

    Attributes:
        fixed: the amount to pay whether the option succeeds or not.
        share: the percentage of the recovered amount that the collector keeps.
        recoverable: the part of ``fixed`` that the debtor refunds on success.
    """

    fixed: Amount | None = None
    share: Decimal = Decimal()
    recoverable: Amount | None = None

    @property
    def currency(self) -> str | None:
        """The currency of ``fixed``; ``None`` if there is only a share, for any currency."""
        return self.fixed.currency if self.fixed else None


def read_cost(values: Sequence[Any], meta: Mapping[str, Any]) -> tuple[str, Cost, list[Message]]:
    """Read a ``cost`` setting.

    Args:
        values: the values after ``"cost"``: the name of the option and optionally an amount.
        meta: the metadata of the directive, with ``share`` and ``recoverable``.

    Returns:
        The name of the option, its cost, and a message for each invalid value or unknown
        key in the metadata.

    Raises:
        BadValueError: The option is unknown, or there is neither an amount nor a share.
    """
    expected = msg("the name of an option and an amount, such as “court” 250.00 EUR")
    if not 1 <= len(values) <= 2:  # noqa: PLR2004 - name, amount
        raise BadValueError(expected)
    name = read_choice(values[0], OPTIONS)
    fixed = read_amount(values[1]) if len(values) > 1 else None
    cost, complaints = read_record(Cost(fixed), meta, _READERS)
    if fixed is None and "share" in (known := english_meta(meta, _READERS)):
        _share(known["share"])
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
    if isinstance(value, Decimal) and is_calculable(value) and 0 <= value < _WHOLE:
        return value
    raise BadValueError(msg("a percentage from 0 to less than 100, such as 15"))


_READERS = {"share": _share, "recoverable": read_amount}
