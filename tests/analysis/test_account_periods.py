"""The account of each customer over any period ends with the balance of the accounts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from beancount_relance.analysis.account_periods import account_periods
from beancount_relance.report.loading import load_ledger
from tests.support.command import EXAMPLE

SOURCES = sorted((Path(__file__).parents[1] / "golden").glob("*/source.beancount"))


@pytest.mark.parametrize("path", [*SOURCES[::7], EXAMPLE], ids=lambda path: f"{path.parent.name}")
def test_it_ends_with_the_balance(path: Path) -> None:
    report = load_ledger(path).report()
    for since in (datetime.date(1900, 1, 1), datetime.date(2026, 6, 1)):
        closings = {
            (period.customer, period.currency): period.closing
            for customer in {customer for customer, _ in report.allocation.balances}
            for period in account_periods(report.allocation, customer, since)
        }
        for key, balance in report.allocation.balances.items():
            assert closings.get(key, 0) == balance.ledger, (key, since)


def test_they_begin_with_the_balances_of_the_day_before() -> None:
    """In all: an invoice that moved to a customer's new name is on the new one from its date."""
    ledger = load_ledger(EXAMPLE)
    report, since = ledger.report(), datetime.date(2026, 6, 1)
    before: dict[str, Decimal] = defaultdict(Decimal)
    found: dict[str, Decimal] = defaultdict(Decimal)
    earlier = ledger.report(datetime.date(2026, 5, 31)).allocation.balances
    for (_, currency), balance in earlier.items():
        before[currency] += balance.ledger
    for customer in {customer for customer, _ in report.allocation.balances}:
        for period in account_periods(report.allocation, customer, since):
            found[period.currency] += period.opening
    assert found == before
