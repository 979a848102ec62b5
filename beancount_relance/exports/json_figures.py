"""The rows in the JSON of the command that are about sums, forecasts and comparisons.

See :mod:`~beancount_relance.exports.json_types`.
"""

from __future__ import annotations

from typing import TypedDict

from beancount_relance.exports.json_types import ActionSummary, AmountText, IsoDate, NumberText


class AgedAmounts(TypedDict):
    """An aged balance in one currency."""

    currency: str
    buckets: dict[str, AmountText]
    overdue: AmountText
    total: AmountText


class AgedCustomer(AgedAmounts):
    """The aged balance of a customer."""

    customer: str
    name: str


class AgedTotal(AgedAmounts):
    """The aged balance of all customers; it ties out to the accounts."""

    open: AmountText
    credits: AmountText
    unidentified: AmountText
    rests: AmountText


class UnagedRow(TypedDict):
    """A customer's credits or unidentified debits, which are in no bucket."""

    customer: str
    name: str
    currency: str
    total: AmountText


class FiguresRow(TypedDict):
    """The figures of one currency."""

    currency: str
    since: IsoDate
    until: IsoDate
    days: int
    sales: AmountText
    opening: AmountText
    owed: AmountText
    overdue: AmountText
    dso: NumberText | None
    dso_countback: NumberText | None
    best_possible_dso: NumberText | None
    average_days_delinquent: NumberText | None
    collection_effectiveness: NumberText | None
    share_overdue: NumberText | None


class BehaviourRow(TypedDict):
    """How a customer pays in one currency."""

    customer: str
    name: str
    currency: str
    exposure: AmountText
    credit_limit: AmountText | None
    over_limit: AmountText | None
    average_delay: NumberText | None
    invoices: int
    invoices_late: int
    late_still_open: int
    share_late: NumberText | None
    promises_kept: int
    promises_broken: int
    summary: str


class FreshnessRow(TypedDict):
    """How recent the entries of an account are."""

    account: str
    last: IsoDate
    days: int


class WeekRow(TypedDict):
    """What is expected in a week."""

    first: IsoDate
    last: IsoDate
    currency: str
    expected: AmountText
    low: AmountText
    high: AmountText
    agreed: AmountText


class ExpectedRow(TypedDict):
    """A payment that is expected."""

    on: IsoDate
    first: IsoDate
    last: IsoDate
    customer: str
    invoices: list[str]
    amount: AmountText
    currency: str
    basis: str


class LeftOutRow(TypedDict):
    """An invoice that the forecast leaves out."""

    customer: str
    invoice: str
    due: IsoDate
    amount: AmountText
    currency: str
    reason: str


class ForecastTotal(TypedDict):
    """How the forecast ties out to the open items."""

    currency: str
    open: AmountText
    weeks: AmountText
    later: AmountText
    not_expected: AmountText


class LastMonthRow(TypedDict):
    """What was expected for the last full month, and what came."""

    first: IsoDate
    last: IsoDate
    currency: str
    expected: AmountText
    came: AmountText


class ForecastTest(TypedDict):
    """How good such forecasts were on this ledger."""

    forecasts: int
    mean_error_days: NumberText
    rules: dict[str, NumberText]
    uses_due_dates: bool
    band: NumberText
    held: NumberText


class StageRow(TypedDict):
    """A stage as it was carried out, and as a replayed policy proposes it."""

    stage: str
    sent: int
    premature: int
    days_late: NumberText | None
    replayed_sent: int
    replayed_premature: int
    replayed_days_late: NumberText | None


class PaidOnAverage(TypedDict):
    """How late invoices were paid."""

    invoices: int
    days: NumberText | None


class GuessedOnAverage(PaidOnAverage):
    """How late invoices would have been paid."""

    moved: int


class ChangedAction(TypedDict):
    """An action that differs between two reports."""

    customer: str
    change: str
    aspects: list[str]
    before: ActionSummary | None
    after: ActionSummary | None
    text: list[str]
    why: str | None


class ChangedItem(TypedDict):
    """An open item that differs between two reports."""

    customer: str
    invoice: str
    currency: str
    outstanding: list[AmountText]
    due: list[IsoDate | None]


class ChangedFigure(TypedDict):
    """A figure that differs between two reports."""

    figure: str
    currency: str
    before: AmountText
    after: AmountText


class ChangedProblems(TypedDict):
    """The problems that only one of two reports has."""

    gone: list[str]
    new: list[str]


class MovementRow(TypedDict):
    """A movement on a customer's account."""

    date: IsoDate
    kind: str
    text: str
    invoices: list[str]
    amount: AmountText
    balance: AmountText


class StatementRow(TypedDict):
    """A customer's account in one currency."""

    customer: str
    name: str
    currency: str
    opening: AmountText
    movements: list[MovementRow]
    closing: AmountText
    buckets: dict[str, AmountText]


class RecoveryOptionRow(TypedDict):
    """A way to get paid."""

    option: str
    available: bool
    why_not: str | None
    conditions: list[str]
    at_stake: AmountText | None
    fixed: AmountText | None
    share: AmountText | None
    recoverable: AmountText | None
    net: AmountText | None
    break_even: NumberText | None
    smallest: AmountText | None
    missing: str | None
    documents: list[str]
    limits: list[str]
    sources: str
    checked: IsoDate | None


class ClaimRow(TypedDict):
    """What is claimed from a customer in one currency, and the ways to get it."""

    customer: str
    name: str
    currency: str
    invoices: list[str]
    principal: AmountText
    interest: AmountText
    recovery_fee: AmountText
    total: AmountText
    disputed: AmountText
    limitation: IsoDate | None
    options: list[RecoveryOptionRow]
