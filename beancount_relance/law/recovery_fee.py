"""Recovery fees: the fixed compensation that the law grants for an invoice paid late.

A row of ``data/regimes.csv`` gives the fee as a function of the amount paid late:

    EUR 40                                             the same for every invoice
    EUR 40 to 1000, 70 to 10000, 100 above             one sum per bracket
    GBP 40 below 1000, 70 below 10000, 100 above       the limit is in the next bracket
    EUR 15% to 2500, 10% to 5000, 0.5% above, least 40, most 6775
                                                       a percentage of each bracket
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.expressions import expression
from beancount_relance.values.money import to_unit

_STEP = expression(
    r"(?P<sum>\d+(?:\.\d+)?)(?P<share>%?)(?: (?P<limit>to|below) (?P<edge>\d+)| above)?"
)
_BOUND = expression(r"(?P<bound>least|most) (?P<sum>\d+)")
_PERCENT = Decimal(100)


class FeeStep(Struct, frozen=True):
    """One bracket of a fee.

    Attributes:
        sum: the fee, or its percentage of the part of the amount in this bracket.
        edge: the upper limit; ``None`` for the last bracket.
        included: whether an amount equal to ``edge`` is in this bracket.
    """

    sum: Decimal
    edge: Decimal | None
    included: bool

    def reaches(self, amount: Decimal) -> bool:
        """Return whether ``amount`` is within the upper limit of this bracket."""
        return self.edge is None or amount < self.edge or (self.included and amount == self.edge)


class Fee(Struct, frozen=True):
    """A fee that depends on the amount paid late.

    Attributes:
        currency: the currency of the fee and of the limits.
        steps: the brackets, in ascending order.
        by_slices: whether the fee is the sum of a percentage of each bracket; if not,
            it is the fixed sum of the bracket that contains the amount.
        least: the minimum fee.
        most: the maximum fee; ``None`` if there is none.
    """

    currency: str
    steps: tuple[FeeStep, ...]
    by_slices: bool = False
    least: Decimal = Decimal()
    most: Decimal | None = None

    @property
    def sums(self) -> tuple[Decimal, ...]:
        """The possible fees, or the least and the most if it is a percentage."""
        if not self.by_slices:
            return tuple(step.sum for step in self.steps)
        return (self.least,) if self.most is None else (self.least, self.most)

    def on(self, amount: Decimal) -> Decimal:
        """Return the fee for an ``amount`` paid late, rounded to the unit of the currency.

        It is zero unless the amount is positive.
        """
        if amount <= 0:
            return Decimal()
        if not self.by_slices:
            return next(step.sum for step in self.steps if step.reaches(amount))
        fee, below = Decimal(), Decimal()
        for step in self.steps:
            upper = amount if step.edge is None else min(amount, step.edge)
            fee += max(Decimal(), upper - below) * step.sum / _PERCENT
            below = upper
        fee = max(self.least, to_unit(fee, self.currency))
        return fee if self.most is None else min(fee, self.most)


def parse_fee(text: str) -> Fee:
    """Parse the fee in a row of the table.

    Raises:
        ValueError: The text has none of the forms above.
    """
    currency, _, rest = text.partition(" ")
    steps: list[FeeStep] = []
    shares: set[str] = set()
    bounds: dict[str, Decimal] = {}
    for part in rest.split(", "):
        if bound := _BOUND.fullmatch(part):
            bounds[bound["bound"]] = Decimal(bound["sum"])
        elif step := _STEP.fullmatch(part):
            edge = Decimal(step["edge"]) if step["edge"] else None
            steps.append(FeeStep(Decimal(step["sum"]), edge, step["limit"] == "to"))
            shares.add(step["share"])
        else:
            raise ValueError(f"{part!r} is no part of a recovery fee")
    if len(shares) != 1 or [step for step in steps if step.edge is None] != steps[-1:]:
        raise ValueError(f"{text!r} is no recovery fee: the last step, alone, is for all above")
    return Fee(
        currency,
        tuple(steps),
        by_slices=shares == {"%"},
        least=bounds.get("least", Decimal()),
        most=bounds.get("most"),
    )
