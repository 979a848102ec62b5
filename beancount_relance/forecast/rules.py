"""The rules that predict a delay, each from what was known on a day.

Four are naive: they are what others use, and what a forecast must be measured against. The others
estimate the habit of the customer.
"""

from __future__ import annotations

import datetime
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from beancount_relance.forecast.delays import Delays, Distribution
from beancount_relance.forecast.histories import History
from beancount_relance.language.messages import Message, msg

RULES: Mapping[str, Message] = {
    "due": msg("the due date"),
    "book": msg("the median delay of all customers"),
    "mean": msg("the mean delay of the customer"),
    "last": msg("the last delay of the customer"),
    "three": msg("the median of the customer’s last three delays"),
    "habit": msg("the habit of the customer"),
    "recent": msg("the recent habit of the customer"),
}
"""The rules with their labels."""

NAIVE = ("due", "book", "mean", "last")
"""The rules to measure against."""

LEAST = 20
"""The number of payments under which nothing is predicted."""

_HALF_LIFE = 90  # days, after which a payment counts half for a recent habit
_LAST = 3
_BEYOND = 30  # days, so that an invoice is not given up as soon as it is the latest ever


class Prediction(Struct, frozen=True):
    """What the rules predict for one invoice.

    Attributes:
        delays: the predicted delay of each rule, always later than ``after``.
        distribution: how likely each delay is for this customer.
        after: the days after the due date that have passed without a payment.
        own: the number of the customer's own payments that it rests on.
    """

    delays: Mapping[str, int]
    distribution: Distribution
    after: int
    own: int

    @property
    def is_overdue(self) -> bool:
        """Whether the due date has passed."""
        return self.after > 0

    @property
    def habit(self) -> int:
        """The delay in the middle of the distribution."""
        return self.delays["habit"]


class Knowledge:
    """What was known on a day about how customers pay."""

    def __init__(self, histories: Iterable[History], day: datetime.date) -> None:
        """Read the histories as they were on a day; later payments are unknown."""
        self._day = day
        self._all, self._recent = Delays(), Delays()
        self._own: defaultdict[str, Delays] = defaultdict(Delays)
        self._own_recent: defaultdict[str, Delays] = defaultdict(Delays)
        self._distributions: dict[tuple[str, bool], Distribution] = {}
        paid: list[tuple[datetime.date, str, int]] = []
        for each in histories:
            if each.issued > day:
                continue
            end = each.settled if each.settled is not None and each.settled <= day else None
            if end is not None and each.paid:
                paid.append((end, each.customer, each.delay(end)))
            elif (waited := each.delay(end or day)) > 0:
                self._add(each.customer, waited, paid=False, weight=1.0)
        self.payments = len(paid)
        self._delays: defaultdict[str, list[int]] = defaultdict(list)
        for end, customer, delay in sorted(paid):
            self._delays[customer].append(delay)
            age = (day - end).days
            self._add(customer, delay, paid=True, weight=0.5 ** (age / _HALF_LIFE))
        self._median = round(statistics.median(each[2] for each in paid)) if paid else 0
        self._longest = max((each[2] for each in paid), default=0)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough payments to predict anything."""
        return self.payments >= LEAST

    def knows_nothing_like(self, history: History) -> bool:
        """Whether an invoice is a month longer overdue than any invoice was that was paid."""
        return history.delay(self._day) > max(self._longest, 0) + _BEYOND

    def predict(self, history: History) -> Prediction:
        """Predict the delay of an invoice that was open at the end of the day."""
        after, own = history.delay(self._day), self._delays.get(history.customer, [])
        habit = self._distribution(history.customer, recent=False)
        recent = self._distribution(history.customer, recent=True)
        delays = {
            "due": 0,
            "book": self._median,
            "mean": round(statistics.fmean(own)) if own else self._median,
            "last": own[-1] if own else self._median,
            "three": round(statistics.median(own[-_LAST:])) if own else self._median,
            "habit": habit.quantile(0.5, after),
            "recent": recent.quantile(0.5, after),
        }
        later = {rule: max(delay, after + 1) for rule, delay in delays.items()}
        return Prediction(later, habit, after, len(own))

    def _add(self, customer: str, days: int, *, paid: bool, weight: float) -> None:
        for delays in (self._all, self._own[customer]):
            delays.add(days, paid=paid)
        for delays in (self._recent, self._own_recent[customer]):
            delays.add(days, paid=paid, weight=weight)

    def _distribution(self, customer: str, *, recent: bool) -> Distribution:
        key = (customer, recent)
        if key not in self._distributions:
            own, everybody = (self._own_recent, self._recent) if recent else (self._own, self._all)
            self._distributions[key] = Distribution.of(own.get(customer, Delays()), everybody)
        return self._distributions[key]
