"""The forecast of a report: when each open invoice will be paid, and what comes in each week.

What was promised or agreed in instalments is expected then. What is disputed, before the court or
handed over is not expected at all. For everything else, see
:mod:`~beancount_relance.forecast.forecaster`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from beancount_relance.dunning.decision import Decision
from beancount_relance.forecast.forecaster import Backtest, Expected, Forecaster
from beancount_relance.forecast.histories import History, histories_of
from beancount_relance.forecast.weeks import band_of, mean_of, weeks_after
from beancount_relance.history.note_kinds import DISPUTE, PLAN, PROMISE, WAITS
from beancount_relance.history.plans import plan_of
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.report.report import Report

BASES: Mapping[str, Message] = {
    "promise": msg("promised"),
    "plan": msg("payment plan"),
    "habit": msg("habit of the customer"),
    "due": msg("due date"),
}
"""What an expected payment rests on, with its label."""

_AGREED = frozenset(("promise", "plan"))
_DAY = datetime.timedelta(days=1)
_MONEY = frozenset(("payment",))
_NOT_EXPECTED = {
    *(wait.why for wait in WAITS.values() if wait.proceedings),
    *(DISPUTE.name, "handover", "write-off", "refused", "unknown-customer"),
}


@dataclass(frozen=True, slots=True)
class ExpectedPayment:
    """A payment that is expected.

    Attributes:
        customer: the customer's id.
        invoices: the numbers of the invoices.
        amount: the amount.
        currency: its currency.
        on: the day on which it is expected.
        first: the first day of the band, which holds 80 % of such payments.
        last: its last day.
        basis: one of :data:`BASES`.
        chances: how likely it is paid on each day; ``None`` for an instalment, which counts on
            its day.
        due: the due date that ``chances`` count from.
    """

    customer: str
    invoices: tuple[str, ...]
    amount: Decimal
    currency: str
    on: datetime.date
    first: datetime.date
    last: datetime.date
    basis: str
    chances: Expected | None
    due: datetime.date

    def between(self, first: datetime.date, last: datetime.date) -> float:
        """Return the probability that it comes in from ``first`` to ``last``."""
        if self.chances is None:
            return float(first <= self.on <= last)
        before = self.chances.within((first - self.due).days - 1)
        return max(self.chances.within((last - self.due).days) - before, 0.0)


@dataclass(frozen=True, slots=True)
class WeekSum:
    """What is expected in one week, in one currency.

    Attributes:
        first: the first day of the week.
        last: the last day of the week.
        currency: the currency.
        expected: the mean of what may come in.
        low: with ``high``, the band that holds the sum in 80 % of cases.
        high: see ``low``.
        agreed: the part of it that was promised or agreed in instalments.
    """

    first: datetime.date
    last: datetime.date
    currency: str
    expected: Decimal
    low: Decimal
    high: Decimal
    agreed: Decimal


@dataclass(frozen=True, slots=True)
class PastMonth:
    """What was expected for a past month at its beginning, and what came, in one currency."""

    first: datetime.date
    last: datetime.date
    currency: str
    expected: Decimal
    came: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of a report.

    Attributes:
        as_of: the day of the report.
        payments: by day.
        left_out: the open items that are not expected to be paid.
        backtest: how good forecasts were in the past; ``None`` if there are too few payments,
            so that nothing but agreed payments is expected.
        uses_due_dates: whether the due date did better and is used instead.
        last_month: the forecast of the last full month against what came.
    """

    as_of: datetime.date
    payments: tuple[ExpectedPayment, ...]
    left_out: tuple[Item, ...]
    backtest: Backtest | None
    uses_due_dates: bool
    last_month: tuple[PastMonth, ...]

    def weeks(self, number: int) -> list[WeekSum]:
        """Return what is expected in each of the next weeks, by week and currency."""
        currencies = sorted({each.currency for each in self.payments})
        sums = []
        for first, last in weeks_after(self.as_of, number):
            for currency in currencies:
                chances = [
                    (each.amount, each.between(first, last), each.basis in _AGREED)
                    for each in self.payments
                    if each.currency == currency
                ]
                all_ = [(amount, chance) for amount, chance, _ in chances]
                agreed = [(amount, chance) for amount, chance, agreed in chances if agreed]
                low, high = band_of(all_)
                mean = _cents(mean_of(all_))
                sums.append(
                    WeekSum(first, last, currency, mean, low, high, _cents(mean_of(agreed)))
                )
        return sums


def forecast_of(report: Report) -> Forecast:
    """Return the forecast of a report.

    Args:
        report: a report with ``whole``.
    """
    histories = histories_of(report.allocation.items)
    forecaster = Forecaster(histories, report.as_of)
    open_, left_out = [], []
    for item in report.open_items:
        decision = report.decisions.get(item.key)
        if decision is not None and decision.why in _NOT_EXPECTED:
            left_out.append(item)
        else:
            open_.append((item, decision))
    payments, in_plans = _instalments(report)
    if forecaster.is_possible:
        payments += [
            _payment(item, decision, forecaster, report.as_of)
            for item, decision in open_
            if item.key not in in_plans
        ]
    return Forecast(
        as_of=report.as_of,
        payments=tuple(sorted(payments, key=lambda each: (each.on, each.customer, each.invoices))),
        left_out=tuple(left_out),
        backtest=forecaster.backtest,
        uses_due_dates=forecaster.uses_due_dates,
        last_month=tuple(_last_month(report.allocation.items, report.as_of)),
    )


def _payment(
    item: Item, decision: Decision | None, forecaster: Forecaster, as_of: datetime.date
) -> ExpectedPayment:
    """Return the payment of an open item, without what is disputed or covered."""
    invoice = item.invoice
    history = History(invoice.customer, invoice.date, invoice.due, None)
    expected = forecaster.expect(history)
    basis = "due" if forecaster.uses_due_dates and invoice.due > as_of else "habit"
    amount = item.outstanding
    if decision is not None:
        amount -= decision.disputed + decision.covered
        if decision.why == PROMISE.name and decision.until is not None:
            delay = history.delay(decision.until)
            moved = delay - expected.delay
            expected = replace(
                expected, delay=delay, first=expected.first + moved, last=expected.last + moved
            )
            basis = "promise"
    soonest = expected.prediction.after + 1
    first, last = (max(each, soonest) for each in (expected.first, expected.last))
    return ExpectedPayment(
        customer=invoice.customer,
        invoices=(invoice.reference,),
        amount=amount,
        currency=invoice.currency,
        on=invoice.due + expected.delay * _DAY,
        first=invoice.due + first * _DAY,
        last=invoice.due + last * _DAY,
        basis=basis,
        chances=expected,
        due=invoice.due,
    )


def _instalments(report: Report) -> tuple[list[ExpectedPayment], set[ItemKey]]:
    """Return the unpaid instalments of the plans that are kept, and the items in these plans.

    The latest plan about an item applies.
    """
    payments: list[ExpectedPayment] = []
    planned = {key for key, each in report.decisions.items() if each.why == PLAN.name}
    seen: set[ItemKey] = set()
    for event in reversed(report.events if planned else ()):
        keys = (set(event.items) & planned) - seen if event.kind == PLAN.name else set()
        seen |= keys
        for currency in dict.fromkeys(key[1] for key in sorted(keys)):
            about = [
                item
                for item in report.allocation.items
                if item.key in event.items and item.invoice.currency == currency
            ]
            plan = plan_of(event, about, report.as_of, report.settings.holidays)
            for part in plan.instalments[plan.number - 1 :]:
                missing = plan.missing if part is plan.next else None
                amount = (missing or part.amount).number or Decimal()
                payments.append(
                    ExpectedPayment(
                        customer=event.customer,
                        invoices=references_of([item for item in about if item.is_open]),
                        amount=amount,
                        currency=currency,
                        on=part.due,
                        first=part.due,
                        last=part.due,
                        basis="plan",
                        chances=None,
                        due=part.due,
                    )
                )
    return payments, seen


def _last_month(items: Sequence[Item], as_of: datetime.date) -> Iterator[PastMonth]:
    """Yield what was expected for the last full month at its beginning, and what came."""
    last = as_of if (as_of + _DAY).day == 1 else as_of + relativedelta(months=-1, day=31)
    made = last + relativedelta(months=-1, day=31)
    forecaster = Forecaster(histories_of(items), made)
    if not forecaster.is_possible:
        return
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(), Decimal()])
    for item in items:
        invoice = item.invoice
        was_open = item.outstanding_on(made)
        if invoice.date > made or was_open <= 0:
            continue
        expected = forecaster.expect(History(invoice.customer, invoice.date, invoice.due, None))
        chance = expected.within((last - invoice.due).days)
        sums[invoice.currency][0] += mean_of([(was_open, chance)])
        sums[invoice.currency][1] += sum(
            (
                part.amount
                for part in item.settled
                if made < part.date <= last and part.kind in _MONEY
            ),
            Decimal(),
        )
    for currency, (mean, came) in sorted(sums.items()):
        yield PastMonth(made + _DAY, last, currency, _cents(mean), came)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
