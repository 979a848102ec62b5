"""Exports aged balances, figures and payment behaviour as plain data, for JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from beancount_relance.analysis.ageing import CREDITS, UNIDENTIFIED, AgedBalance
from beancount_relance.analysis.collection_figures import Figures
from beancount_relance.analysis.payment_behaviour import Behaviour
from beancount_relance.exports.json_data import problems_data
from beancount_relance.language.messages import Language
from beancount_relance.ledger.bank_freshness import Freshness
from beancount_relance.report.report import Report
from beancount_relance.values.money import money, tenths

if TYPE_CHECKING:  # a command that prints no JSON needs none of these classes
    from beancount_relance.exports.json_figures import (
        AgedAmounts,
        AgedCustomer,
        AgedTotal,
        BehaviourRow,
        FiguresRow,
        FreshnessRow,
        UnagedRow,
    )
    from beancount_relance.exports.json_outputs import AgeingOutput


def ageing_data(report: Report, words: Language) -> AgeingOutput:
    """Return the output of ``relance ageing --format json``."""
    return {
        "as_of": report.as_of.isoformat(),
        "customers": [_aged(report, balance) for balance in report.ageing],
        "credits": _unaged(report, CREDITS),
        "unidentified": _unaged(report, UNIDENTIFIED),
        "totals": [_total(balance) for balance in report.aged_totals],
        "by": report.scale.by,
        "figures": [figures_data(each) for each in report.figures()],
        "behaviour": [behaviour_data(report, each, words) for each in report.behaviours()],
        "problems": problems_data(report.problems, words),
    }


def figures_data(figures: Figures) -> FiguresRow:
    """Return the figures of one currency; days and percentages have one decimal."""
    currency = figures.currency
    return {
        "currency": currency,
        "since": figures.period.first.isoformat(),
        "until": figures.period.last.isoformat(),
        "days": figures.period.days,
        "sales": money(figures.sales, currency),
        "opening": money(figures.opening, currency),
        "owed": money(figures.owed, currency),
        "overdue": money(figures.overdue, currency),
        "dso": tenths(figures.dso),
        "dso_countback": tenths(figures.dso_countback),
        "best_possible_dso": tenths(figures.best_possible_dso),
        "average_days_delinquent": tenths(figures.average_days_delinquent),
        "collection_effectiveness": tenths(figures.collection_effectiveness),
        "share_overdue": tenths(figures.share_overdue),
    }


def behaviour_data(report: Report, behaviour: Behaviour, words: Language) -> BehaviourRow:
    """Return how one customer pays in one currency."""
    currency, limit, over = behaviour.currency, behaviour.limit, behaviour.over_limit
    return {
        "customer": behaviour.customer,
        "name": report.customer(behaviour.customer).title,
        "currency": currency,
        "exposure": money(behaviour.exposure, currency),
        "credit_limit": None if limit is None else money(limit, currency),
        "over_limit": None if over is None else money(over, currency),
        "average_delay": tenths(behaviour.delay),
        "invoices": behaviour.invoices,
        "invoices_late": behaviour.late,
        "late_still_open": behaviour.still_open,
        "share_late": tenths(behaviour.share_late),
        "promises_kept": behaviour.kept,
        "promises_broken": behaviour.broken,
        "summary": words.render(behaviour.summary),
    }


def freshness_data(bank: Iterable[Freshness]) -> list[FreshnessRow]:
    """Return the date of the last posting on each account that customers pay into."""
    return [
        {"account": each.account, "last": each.last.isoformat(), "days": each.days} for each in bank
    ]


def _aged(report: Report, balance: AgedBalance) -> AgedCustomer:
    return {
        "customer": balance.customer,
        "name": report.customer(balance.customer).title,
        **_amounts(balance),
    }


def _unaged(report: Report, kind: str) -> list[UnagedRow]:
    return [
        {
            "customer": each.customer,
            "name": report.customer(each.customer).title,
            "currency": each.currency,
            "total": money(each.amount, each.currency),
        }
        for each in report.unaged
        if each.kind == kind
    ]


def _total(balance: AgedBalance) -> AgedTotal:
    """Return the totals of a currency, which tie out to the accounts."""
    currency = balance.currency
    return {
        **_amounts(balance),
        "open": money(balance.open, currency),
        "credits": money(balance.credits, currency),
        "unidentified": money(balance.unidentified, currency),
        "rests": money(balance.rests, currency),
    }


def _amounts(balance: AgedBalance) -> AgedAmounts:
    currency = balance.currency
    return {
        "currency": currency,
        "buckets": {name: money(amount, currency) for name, amount in balance.buckets.items()},
        "overdue": money(balance.overdue, currency),
        "total": money(balance.total, currency),
    }
