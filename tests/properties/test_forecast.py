"""What is expected and what is not are together what is open, for any books."""

from __future__ import annotations

import datetime
from decimal import Decimal
from unittest import mock

import pytest
from beancount.core.data import Directive
from hypothesis import given

from beancount_relance.forecast import rules
from beancount_relance.forecast.forecast import forecast_of
from beancount_relance.report.report import build_report
from tests.properties.test_books import OPTIONS, books, some_day, written


@pytest.mark.parametrize("least", [1, rules.LEAST])
@given(entries=books(), day=some_day)
def test_it_ties_out(least: int, entries: list[Directive], day: datetime.date) -> None:
    report = build_report(written(entries), OPTIONS, day)
    with mock.patch.object(rules, "LEAST", least):
        forecast = forecast_of(report)
    owed: dict[str, Decimal] = {}
    for item in report.open_items:
        currency = item.invoice.currency
        owed[currency] = owed.get(currency, Decimal()) + item.outstanding
    found: dict[str, Decimal] = {}
    for payment in forecast.payments:
        assert payment.amount > 0
        assert payment.first <= payment.on <= payment.last
        assert payment.on > day
        found[payment.currency] = found.get(payment.currency, Decimal()) + payment.amount
    for each in forecast.left_out:
        currency = each.item.invoice.currency
        found[currency] = found.get(currency, Decimal()) + each.amount
    assert found == owed
    assert {each.currency: each.open for each in forecast.totals(5)} == owed
    for week in forecast.weeks(5):
        assert 0 <= week.agreed <= week.low <= week.expected <= week.high
