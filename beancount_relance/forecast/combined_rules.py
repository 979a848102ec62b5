"""Combines the rules by how well each did on this ledger's own past, and says how well it did.

On the last day of each past month, every rule predicts the invoices that were open then. Once such
an invoice is paid, the error of each rule is known. The forecast of a day is the mean of the
rules, each weighted by a high power of its errors known by that day, so that only the best ones
count; recent errors weigh more. Invoices that were overdue are weighed apart from the others,
because the due date says nothing about them any more. The band is made of those quantiles of the
customer's distribution that held 80 % of the payments so far.

Nothing of this looks ahead: each forecast of the past uses what was known on its day. So its errors
are those that a reader would have seen.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dateutil.relativedelta import relativedelta
from msgspec import Struct, field

from beancount_relance.forecast.histories import History
from beancount_relance.forecast.rules import RULES, Knowledge, Prediction

MONTHS = 36
"""The number of past months that are tried."""

BAND = 0.8
"""The share of payments that the band should hold."""

_WAIT = 60  # days: most invoices open then are paid by now, late ones included
_HALF_LIFE = 160  # days, after which an error weighs half
_POWER = 16
_LEAST_ERRORS = 25  # under which the rules are not weighed by them
_LEAST_ERROR = 1e-6
_LEAST_CALIBRATED, _MOST_CALIBRATED = 50, 300
_LEVELS = ((1 - BAND) / 2, (1 + BAND) / 2)
_NARROWEST = (0.3, 0.7)
_WIDEST = (0.001, 0.999)

Weights = Mapping[str, float]
"""The weight of each rule."""

_UNTRIED: Weights = {"habit": 1.0, "mean": 1.0}
"""The weights as long as hardly any error is known: two estimates of the customer's habit."""


class Expected(Struct, frozen=True):
    """When one invoice is expected to be paid, in days after its due date.

    Attributes:
        delay: the expected delay.
        first: the first day of the band.
        last: the last day of the band.
        prediction: what it rests on.
    """

    delay: int
    first: int
    last: int
    prediction: Prediction

    def within(self, days: int) -> float:
        """Return the probability that it is paid within so many days after the due date."""
        if days <= self.prediction.after:
            return 0.0
        shift = self.delay - self.prediction.habit
        return self.prediction.distribution.within(days - shift, self.prediction.after)


class Backtest(Struct, frozen=True):
    """How good the forecasts of the past were.

    Attributes:
        forecasts: the number of forecasts whose outcome is known.
        error: the mean error of the forecast in days.
        errors: the mean error of each rule in days.
        held: the share of payments within the band.
    """

    forecasts: int
    error: float
    errors: Mapping[str, float]
    held: float

    @property
    def beats_the_due_date(self) -> bool:
        """Whether the forecast was better than the due date."""
        return self.error < self.errors["due"]


class _Track(Struct):
    """The errors of the rules by the month of the forecast and the day they are known."""

    errors: dict[tuple[datetime.date, bool], list[tuple[datetime.date, Mapping[str, int]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    places: list[tuple[datetime.date, float]] = field(default_factory=list)

    def add(self, made: datetime.date, history: History, expected: Expected) -> None:
        """Keep the errors of a prediction whose invoice was paid."""
        if not history.paid or history.settled is None:
            return
        real = history.delay(history.settled)
        delays = expected.prediction.delays
        errors = {rule: abs(delay - real) for rule, delay in delays.items()}
        self.errors[made, expected.prediction.is_overdue].append((history.settled, errors))
        place = (expected.within(real - 1) + expected.within(real)) / 2
        self.places.append((history.settled, place))

    def weights(self, day: datetime.date, *, overdue: bool) -> Weights:
        """Return the weights of the rules from the errors known by ``day``.

        Args:
            day: the day.
            overdue: for invoices that are overdue, or else for the others.
        """
        sums, known = dict.fromkeys(RULES, 0.0), 0
        for (made, late), errors in self.errors.items():
            if late is not overdue:
                continue
            recent = 0.5 ** ((day - made).days / _HALF_LIFE)
            for seen, each in errors:
                if seen <= day:
                    known += 1
                    for rule, error in each.items():
                        sums[rule] += recent * error
        if known < _LEAST_ERRORS:
            return _UNTRIED
        best = max(min(sums.values()), _LEAST_ERROR)
        return {rule: (best / max(sum_, _LEAST_ERROR)) ** _POWER for rule, sum_ in sums.items()}

    def levels(self, day: datetime.date) -> tuple[float, float]:
        """Return the quantiles between which :data:`BAND` of the payments fell, by ``day``."""
        known = sorted((seen, place) for seen, place in self.places if seen <= day)
        places = sorted(place for _, place in known[-_MOST_CALIBRATED:])
        if len(places) < _LEAST_CALIBRATED:
            return _LEVELS
        low, high = (places[min(len(places) - 1, int(q * len(places)))] for q in _LEVELS)
        return (
            max(min(low, _NARROWEST[0]), _WIDEST[0]),
            min(max(high, _NARROWEST[1]), _WIDEST[1]),
        )


class Forecaster:
    """Predicts when the invoices open on a day will be paid.

    Attributes:
        backtest: how good it was in the past; ``None`` if there is no such past.
        weights: the weights of the rules, for invoices that are overdue or not.
        uses_due_dates: whether the due date was at least as good for invoices that are not due
            yet, and is used for them instead.
        is_possible: whether there are enough payments to predict anything.
    """

    def __init__(self, histories: Sequence[History], as_of: datetime.date) -> None:
        """Learn from the histories of all invoices, as they were on a day."""
        self._knowledge = Knowledge(histories, as_of)
        self.is_possible = self._knowledge.is_enough
        track, outcomes = _Track(), []
        for made, knowledge in self._past(histories, as_of):
            weights = {late: track.weights(made, overdue=late) for late in (False, True)}
            levels = track.levels(made)
            for history in histories:
                if not history.is_open(made):
                    continue
                prediction = knowledge.predict(history)
                expected = _expected(prediction, weights[prediction.is_overdue], levels)
                track.add(made, history, expected)
                if history.is_paid_by(as_of):
                    outcomes.append((history, expected))
        self.backtest = _backtest(outcomes)
        self.weights = {late: track.weights(as_of, overdue=late) for late in (False, True)}
        in_time = _backtest([each for each in outcomes if not each[1].prediction.is_overdue])
        self.uses_due_dates = in_time is not None and not in_time.beats_the_due_date
        if self.uses_due_dates:
            self.weights[False] = {"due": 1.0}
        self._levels = track.levels(as_of)

    def gives_up(self, history: History) -> bool:
        """Whether an invoice that is open on the day is overdue for longer than any paid one."""
        return self._knowledge.knows_nothing_like(history)

    def expect(self, history: History) -> Expected:
        """Return when an invoice that is open on the day will be paid."""
        prediction = self._knowledge.predict(history)
        return _expected(prediction, self.weights[prediction.is_overdue], self._levels)

    def _past(
        self, histories: Sequence[History], as_of: datetime.date
    ) -> Iterator[tuple[datetime.date, Knowledge]]:
        """Yield past month-ends with what was known then, oldest first."""
        if not self.is_possible:
            return
        first = min(each.issued for each in histories)
        for months in range(MONTHS, 0, -1):
            day = as_of + relativedelta(months=-months, day=31)
            if first <= day <= as_of - datetime.timedelta(_WAIT):
                knowledge = Knowledge((each for each in histories if each.issued <= day), day)
                if knowledge.is_enough:
                    yield day, knowledge


def _expected(prediction: Prediction, weights: Weights, levels: tuple[float, float]) -> Expected:
    total = sum(weights.values())
    delay = round(sum(prediction.delays[rule] * each for rule, each in weights.items()) / total)
    shift, soonest = delay - prediction.habit, prediction.after + 1
    first, last = (
        prediction.distribution.quantile(level, prediction.after) + shift for level in levels
    )
    return Expected(delay, max(min(first, delay), soonest), max(last, delay, soonest), prediction)


def _backtest(outcomes: Sequence[tuple[History, Expected]]) -> Backtest | None:
    if not outcomes:
        return None
    error, held, errors = 0, 0, dict.fromkeys(RULES, 0)
    for history, expected in outcomes:
        real = history.delay(history.settled or history.due)
        error += abs(expected.delay - real)
        held += expected.first <= real <= expected.last
        for rule, delay in expected.prediction.delays.items():
            errors[rule] += abs(delay - real)
    number = len(outcomes)
    means = {rule: each / number for rule, each in errors.items()}
    return Backtest(number, error / number, means, held / number)
