"""The rows in the JSON of the command: a type for each, on which other programs may rely.

What each key means is in ``docs/schema/keys.csv``; the schemas in ``docs/schema`` and the tables in
``docs/json.md`` are made of both. :mod:`~beancount_relance.exports.json_outputs` has the types of
whole outputs. A class with ``total=False`` has the keys that may be missing.
"""

from __future__ import annotations

from typing import Annotated, TypedDict

IsoDate = Annotated[str, "day"]
"""A date, such as ``2026-06-30``."""

AmountText = Annotated[str, "decimal"]
"""An amount with at least the digits of its currency's unit, such as ``1200.00``."""

NumberText = Annotated[str, "decimal"]
"""A number of days or a percentage, such as ``12.5``."""


class SourceLine(TypedDict):
    """Where something is in the ledger."""

    file: str
    line: int


class ProblemRow(SourceLine):
    """A directive or value that could not be understood."""

    code: str
    message: str


class CheckRow(SourceLine):
    """A legal check on an open item."""

    check: str
    code: str
    customer: str
    invoice: str | None
    message: str


class Sum(TypedDict):
    """An invoice, and an amount of it."""

    invoice: str
    amount: AmountText


class ActionItemRow(SourceLine):
    """An invoice of an action."""

    invoice: str
    stage: str | None
    due_on: IsoDate | None
    outstanding: AmountText


class _AlsoDue(TypedDict, total=False):
    also_due: list[str]


class ActionSummary(_AlsoDue):
    """An action without its invoices and reasons, as in a comparison."""

    customer: str
    name: str
    stage: str
    channel: str
    due_on: IsoDate
    until: IsoDate | None
    who: str | None
    priority: list[str]
    invoices: list[str]
    outstanding: dict[str, AmountText]
    interest: dict[str, AmountText]
    recovery_fee: dict[str, AmountText]
    claimed: dict[str, AmountText]


class ActionRow(ActionSummary):
    """An action, due or upcoming."""

    items: list[ActionItemRow]
    reasons: list[str]


class NewActionRow(ActionRow):
    """An action of today."""

    new: bool


class DueRow(ActionRow, ProblemRow):
    """An action as a line of bean-check."""


class QuestionRow(ProblemRow):
    """A question to answer before somebody is chased."""

    customer: str


class UnexplainedRow(QuestionRow):
    """AmountText that nothing explains."""

    amounts: dict[str, AmountText]


class WaitingRow(TypedDict):
    """An invoice for which nothing is due now."""

    invoice: str
    customer: str
    currency: str
    outstanding: AmountText
    why: str | None
    until: IsoDate | None
    reasons: list[str]


InterestRow = TypedDict(
    "InterestRow",
    {
        "from": IsoDate,
        "to": IsoDate,
        "days": int,
        "principal": AmountText,
        "rate": NumberText,
        "amount": AmountText,
    },
)
"""A segment of late interest, in which principal and rate are the same."""


class _SettlementEvidence(TypedDict, total=False):
    evidence: str


class SettlementRow(SourceLine, _SettlementEvidence):
    """What settles an invoice, whole or in part."""

    date: IsoDate
    amount: AmountText
    kind: str
    basis: str


class ReceivedPosting(SourceLine):
    """A posting of interest and recovery fee."""

    date: IsoDate
    interest: AmountText
    recovery_fee: AmountText


class ReceivedAmounts(TypedDict):
    """The interest and recovery fee already received or invoiced."""

    interest: AmountText
    recovery_fee: AmountText
    postings: list[ReceivedPosting]


class WaiverRow(SourceLine):
    """A waiver of interest and recovery fee."""

    date: IsoDate
    until: IsoDate | None


class DiscountRow(TypedDict):
    """A discount for early payment."""

    percent: NumberText
    until: IsoDate


class _ItemMore(TypedDict, total=False):
    received: ReceivedAmounts
    waiver: WaiverRow
    discount: DiscountRow
    due_presumed: bool
    instalment: int
    instalments: int


class ItemRow(SourceLine, _ItemMore):
    """An open item."""

    invoice: str
    customer: str
    name: str
    account: str
    currency: str
    date: IsoDate
    due: IsoDate
    days_overdue: int
    bucket: str
    amount: AmountText
    outstanding: AmountText
    interest: AmountText
    recovery_fee: AmountText
    limitation: IsoDate | None
    limitation_basis: str | None
    regime: str | None
    interest_table: list[InterestRow]
    interest_unknown_from: IsoDate | None
    narration: str
    settled: list[SettlementRow]


class CreditRow(TypedDict):
    """A customer's unallocated credit."""

    customer: str
    currency: str
    amount: AmountText


class UnidentifiedRow(SourceLine, CreditRow):
    """A debit that nothing explains."""

    date: IsoDate
    narration: str


class TieOutRow(TypedDict):
    """How the open items tie out to the receivable accounts."""

    currency: str
    open: AmountText
    credits: AmountText
    unidentified: AmountText
    ledger: AmountText
    difference: AmountText


class PaidLateRow(SourceLine):
    """An invoice that was paid after its due date."""

    invoice: str
    customer: str
    name: str
    currency: str
    amount: AmountText
    due: IsoDate
    paid: IsoDate
    interest: AmountText
    recovery_fee: AmountText
    interest_table: list[InterestRow]


class ProposalRow(TypedDict):
    """An explanation of a receipt."""

    customer: str
    invoices: list[Sum]
    evidence: str


class ReceiptRow(SourceLine):
    """A receipt to decide on."""

    customer: str
    account: str
    date: IsoDate
    currency: str
    amount: AmountText
    payee: str
    narration: str
    why: str
    proposals: list[ProposalRow]
    taken: list[Sum]


class ReasonRow(TypedDict):
    """A sentence with the line that it comes from."""

    text: str
    file: str | None
    line: int | None


class ExplainedRow(TypedDict):
    """Why something is due for an invoice, or why nothing is."""

    invoice: str
    customer: str
    stage: str | None
    due_on: IsoDate | None
    why: str | None
    until: IsoDate | None
    regime: str | None
    law: str | None
    sources: str | None
    limitation: IsoDate | None
    limitation_basis: str | None
    interest_table: list[InterestRow]
    reasons: list[ReasonRow]
