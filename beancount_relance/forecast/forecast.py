"""The forecast of a report: when each open invoice will be paid, and what comes in each week.

What was promised or agreed in instalments is expected then. What is disputed, before the court or
handed over is not expected at all, nor what is overdue for longer than any invoice that was paid.
For everything else, see :mod:`~beancount_relance.forecast.combined_rules`. Each open amount is
either expected or not, so both together are what is open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from beancount_relance.dunning.waiting_reasons import COVERED, WAITING_REASONS
from beancount_relance.forecast.agreements import agreed_payments
from beancount_relance.forecast.combined_rules import Backtest, Expected, Forecaster
from beancount_relance.forecast.expected_sums import band_of, cents, mean_of
from beancount_relance.forecast.histories import histories_of, history_of
from beancount_relance.forecast.past_month import PastMonth, last_month_of
from beancount_relance.forecast.weeks import weeks_after
from beancount_relance.history.note_kinds import DISPUTE, WAITS
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item, ItemKey
from beancount_relance.report.report import Report

BASES: Mapping[str, Message] = {
    "promise": msg("promised"),
    "plan": msg("payment plan"),
    "habit": msg("habit of the customer"),
    "others": msg("habit of all customers"),
    "due": msg("due date"),
}
"""What an expected payment rests on, with its label."""

LONG_OVERDUE, NO_FORECAST = "long-overdue", "no-forecast"
REASONS: Mapping[str, Message] = {
    **{why: reason.label for why, reason in WAITING_REASONS.items()},
    LONG_OVERDUE: msg("overdue for longer than any invoice that was paid"),
    NO_FORECAST: msg("no forecast: too few payments are known"),
}
"""Why an open amount is not expected, with its label."""

_AGREED = frozenset(("promise", "plan"))
_DAY = datetime.timedelta(days=1)
_NOT_EXPECTED = {
    *(wait.why for wait in WAITS.values() if wait.proceedings),
    *(DISPUTE.name, "handover", "write-off", "refused", "unknown-customer"),
}


class ExpectedPayment(Struct, frozen=True):
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
        chances: how likely it is paid on each day; ``None`` for what was agreed, which counts on
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


class NotExpected(Struct, frozen=True):
    """An open amount that is not expected, in the currency of its item.

    Attributes:
        item: the item.
        amount: the amount: all that is open of the item, or a part.
        why: one of :data:`REASONS`.
    """

    item: Item
    amount: Decimal
    why: str


class Total(Struct, frozen=True):
    """How what is expected adds up to what is open, in one currency.

    Attributes:
        currency: the currency.
        open: all that is open.
        weeks: what is expected in the weeks that are shown.
        later: what is expected after them.
        not_expected: what is not expected.
    """

    currency: str
    open: Decimal
    weeks: Decimal
    later: Decimal
    not_expected: Decimal


class WeekSum(Struct, frozen=True):
    """What is expected in one week, in one currency.

    Attributes:
        first: the first day of the week.
        last: the last day of the week.
        currency: the currency.
        expected: the mean of what may come in.
        low: with ``high``, the band that holds the sum in 80 % of cases or more. It is widened
            to hold the mean, which one large and unlikely payment can move out of it.
        high: see ``low``.
        agreed: the part of it that was promised or agreed in instalments for this week.
    """

    first: datetime.date
    last: datetime.date
    currency: str
    expected: Decimal
    low: Decimal
    high: Decimal
    agreed: Decimal


class Forecast(Struct, frozen=True):
    """The forecast of a report.

    Attributes:
        as_of: the day of the report.
        payments: by day.
        left_out: the open amounts that are not expected, by due date.
        backtest: how good forecasts were in the past; ``None`` if there are too few payments,
            so that nothing but agreed payments is expected.
        uses_due_dates: whether the due date did better and is used instead.
        last_month: the forecast of the last full month against what came.
    """

    as_of: datetime.date
    payments: tuple[ExpectedPayment, ...]
    left_out: tuple[NotExpected, ...]
    backtest: Backtest | None
    uses_due_dates: bool
    last_month: tuple[PastMonth, ...]

    def weeks(self, number: int) -> list[WeekSum]:
        """Return what is expected in each of the next weeks, by week and currency."""
        currencies = sorted({each.currency for each in self.payments})
        sums = []
        for first, last in weeks_after(self.as_of, number):
            for currency in currencies:
                here = [each for each in self.payments if each.currency == currency]
                chances = [
                    (each.amount, each.between(first, last))
                    for each in here
                    if each.basis not in _AGREED
                ]
                agreed = sum(
                    (
                        each.amount
                        for each in here
                        if each.basis in _AGREED and first <= each.on <= last
                    ),
                    Decimal(),
                )
                low, high = (agreed + bound for bound in band_of(chances))
                mean = cents(agreed + mean_of(chances))
                sums.append(
                    WeekSum(first, last, currency, mean, min(low, mean), max(high, mean), agreed)
                )
        return sums

    def totals(self, number: int) -> list[Total]:
        """Return how the sums of the next weeks add up to what is open, by currency."""
        weeks = self.weeks(number)
        named = {each.currency for each in self.payments}
        found = []
        for currency in sorted(named | {each.item.invoice.currency for each in self.left_out}):
            expected, left_out, soon = (
                sum(amounts, Decimal())
                for amounts in (
                    (each.amount for each in self.payments if each.currency == currency),
                    (
                        each.amount
                        for each in self.left_out
                        if each.item.invoice.currency == currency
                    ),
                    (each.expected for each in weeks if each.currency == currency),
                )
            )
            later = expected - soon
            found.append(Total(currency, expected + left_out, soon, later, left_out))
        return found


def forecast_of(report: Report) -> Forecast:
    """Return the forecast of a report.

    Args:
        report: a report with ``whole``.
    """
    histories = histories_of(report.allocation.items)
    forecaster = Forecaster(histories, report.as_of)
    left, left_out = _parts(report)
    payments = list(_agreed(report, left))
    for item in report.open_items:
        amount = left.get(item.key, Decimal())
        if amount <= 0:
            continue
        if not forecaster.is_possible:
            left_out.append(NotExpected(item, amount, NO_FORECAST))
        elif forecaster.gives_up(history_of(item)):
            left_out.append(NotExpected(item, amount, LONG_OVERDUE))
        else:
            payments.append(_payment(item, amount, forecaster, report.as_of))
    return Forecast(
        as_of=report.as_of,
        payments=tuple(sorted(payments, key=lambda each: (each.on, each.customer, each.invoices))),
        left_out=tuple(sorted(left_out, key=lambda each: each.item.invoice.due)),
        backtest=forecaster.backtest,
        uses_due_dates=forecaster.uses_due_dates,
        last_month=tuple(last_month_of(report.allocation.items, report.as_of)),
    )


def _parts(report: Report) -> tuple[dict[ItemKey, Decimal], list[NotExpected]]:
    """Return what may be expected of each open item, and what may not."""
    left: dict[ItemKey, Decimal] = {}
    left_out = []
    for item in report.open_items:
        decision, rest = report.decisions.get(item.key), item.outstanding
        if decision is not None and decision.why in _NOT_EXPECTED:
            left_out.append(NotExpected(item, rest, decision.why))
            continue
        if decision is not None:
            for why, part in ((DISPUTE.name, decision.disputed), (COVERED, decision.covered)):
                amount = min(part, rest)
                if amount > 0:
                    left_out.append(NotExpected(item, amount, why))
                    rest -= amount
        left[item.key] = rest
    return left, left_out


def _agreed(report: Report, left: dict[ItemKey, Decimal]) -> Iterator[ExpectedPayment]:
    """Yield the agreed payments, and take them from what is left of each item."""
    for each in agreed_payments(report):
        missing = each.amount
        for item in each.items:
            part = min(missing, left.get(item.key, Decimal()))
            if part > 0:
                left[item.key] -= part
                missing -= part
        if missing < each.amount:
            yield ExpectedPayment(
                customer=each.customer,
                invoices=references_of(each.items),
                amount=each.amount - missing,
                currency=each.items[0].invoice.currency,
                on=each.on,
                first=each.on,
                last=each.on,
                basis=each.basis,
                chances=None,
                due=each.on,
            )


def _payment(
    item: Item, amount: Decimal, forecaster: Forecaster, as_of: datetime.date
) -> ExpectedPayment:
    """Return the payment of what is left of an open item."""
    invoice = item.invoice
    expected = forecaster.expect(history_of(item))
    basis = "habit" if expected.prediction.own else "others"
    if forecaster.uses_due_dates and invoice.due > as_of:
        basis = "due"
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
