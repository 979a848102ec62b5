"""What each command prints as JSON: a type for each output.

The command adds the :data:`~beancount_relance.exports.json_data.VERSION` to each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from beancount_relance.exports import json_figures, json_written
from beancount_relance.exports.json_types import (
    ActionRow,
    CheckRow,
    CreditRow,
    DueRow,
    ExplainedRow,
    IsoDate,
    ItemRow,
    NewActionRow,
    NumberText,
    PaidLateRow,
    ProblemRow,
    QuestionRow,
    ReceiptRow,
    TieOutRow,
    UnexplainedRow,
    UnidentifiedRow,
    WaitingRow,
)
from beancount_relance.recording.undo_receipts import MatchReceiptData


class _OfADay(TypedDict):
    as_of: IsoDate


class _WithProblems(_OfADay):
    problems: list[ProblemRow]


class _WithChecks(_WithProblems):
    checks: list[CheckRow]


class _Fresh(TypedDict, total=False):
    freshness: list[json_figures.FreshnessRow]


class ActionsOutput(_WithChecks, _Fresh):
    """``relance actions``."""

    actions: list[ActionRow]
    upcoming: list[ActionRow]
    waiting: list[WaitingRow]


class _OfAllCustomers(TypedDict, total=False):
    balances: list[TieOutRow]


class ItemsOutput(_WithChecks, _Fresh, _OfAllCustomers):
    """``relance items``; ``balances`` only if all items are shown."""

    items: list[ItemRow]
    credits: list[CreditRow]
    unidentified: list[UnidentifiedRow]
    paid_late: list[PaidLateRow]


class PaidLateOutput(_OfADay):
    """``relance items --paid-late``."""

    paid_late: list[PaidLateRow]


class _AgeingOfAll(TypedDict, total=False):
    totals: list[json_figures.AgedTotal]
    figures: list[json_figures.FiguresRow]


class AgeingOutput(_WithProblems, _Fresh, _AgeingOfAll):
    """``relance ageing``; ``totals`` and ``figures`` only if all customers are shown."""

    customers: list[json_figures.AgedCustomer]
    credits: list[json_figures.UnagedRow]
    unidentified: list[json_figures.UnagedRow]
    by: str
    behaviour: list[json_figures.BehaviourRow]


class ExceptionsOutput(_WithChecks):
    """``relance exceptions``."""

    blocked: list[WaitingRow]
    credits: list[CreditRow]
    unidentified: list[UnidentifiedRow]
    presumed: list[ItemRow]
    unclear: list[ReceiptRow]


class CheckOutput(_WithProblems):
    """``relance check``."""

    actions: list[DueRow]
    questions: list[QuestionRow]
    unexplained: list[UnexplainedRow]


class TodayOutput(_WithProblems, _Fresh):
    """``relance today`` of one ledger."""

    since: IsoDate
    actions: list[NewActionRow]
    payments: list[json_written.PaymentRow]
    broken: list[json_written.BrokenRow]
    checks: list[CheckRow]


class LedgersOutput(TypedDict):
    """``relance today`` of several ledgers."""

    ledgers: list[json_written.LedgerRow]


class ExplainOutput(_WithProblems):
    """``relance explain`` of invoices."""

    items: list[ExplainedRow]


class ExplanationOutput(TypedDict):
    """``relance explain`` of a code."""

    code: str
    title: str
    text: str


class MatchOutput(_OfADay):
    """``relance match``."""

    receipts: list[ReceiptRow]


class AnswersOutput(TypedDict):
    """``relance match --answer``."""

    status: str
    answers: list[json_written.AnswerRow]
    receipts: list[MatchReceiptData]


class AnswersUndoneOutput(TypedDict):
    """``relance match --undo``."""

    status: str
    count: int


class _Recorded(TypedDict, total=False):
    recorded: list[json_written.NoteRow]


class LettersOutput(_WithProblems, _Recorded):
    """``relance letter``; ``recorded`` with ``--record``."""

    letters: list[json_written.LetterRow]


class FilesOutput(_WithProblems, _Recorded):
    """``relance letter --out``, ``statements --out`` and ``court-file``."""

    files: list[json_written.FileRow]
    notes: list[str]


class StatementsOutput(_WithProblems):
    """``relance statements``."""

    since: IsoDate
    statements: list[json_figures.StatementRow]


class NoteOutput(json_written.NoteRow):
    """``relance record``."""


class NotesOutput(TypedDict):
    """``relance record done --all``."""

    recorded: list[json_written.NoteRow]


class NothingOutput(TypedDict):
    """``relance record … done``, if nothing is due."""

    status: str


class NoteUndoneOutput(TypedDict):
    """``relance record --undo``."""

    status: str
    file: str | None


class EntriesOutput(_WithProblems):
    """``relance entries``."""

    bookings: list[json_written.BookingRow]
    text: str
    refused: list[str]


class CalendarOutput(_WithProblems):
    """``relance calendar``."""

    days: list[json_written.CalendarDay]


class RecoveryOutput(_WithProblems):
    """``relance recovery``."""

    claims: list[json_figures.ClaimRow]


class ForecastOutput(_OfADay):
    """``relance forecast``."""

    weeks: list[json_figures.WeekRow]
    payments: list[json_figures.ExpectedRow]
    left_out: list[json_figures.LeftOutRow]
    totals: list[json_figures.ForecastTotal]
    last_month: list[json_figures.LastMonthRow]
    backtest: json_figures.ForecastTest | None


class BacktestOutput(TypedDict):
    """``relance backtest``."""

    first: IsoDate
    last: IsoDate
    stages: list[json_figures.StageRow]
    paid: json_figures.PaidOnAverage
    guess: json_figures.GuessedOnAverage
    problems: list[ProblemRow]


class DiffOutput(_OfADay):
    """``relance diff``."""

    before: str
    after: str
    actions: list[json_figures.ChangedAction]
    items: list[json_figures.ChangedItem]
    figures: list[json_figures.ChangedFigure]
    problems: json_figures.ChangedProblems
    problems_of_both: list[str]


class InitOutput(_WithProblems):
    """``relance init``."""

    found: list[str]
    propose: list[str]
    by_hand: list[str]
    before: json_written.EffectRow
    after: json_written.EffectRow
    written: str | None


class DoctorOutput(TypedDict):
    """``relance doctor``."""

    findings: list[json_written.FindingRow]


class AnonymiseOutput(TypedDict):
    """``relance anonymise``."""

    text: str
    factor: NumberText


class DraftsOutput(_OfADay):
    """``relance drafts``."""

    drafts: list[json_written.DraftRow]
    outdated: list[json_written.OutdatedDraftRow]
    left_out: list[json_written.LeftOutMailRow]


class SendOutput(_OfADay):
    """``relance send``."""

    mails: list[json_written.MailRow]
    unclear: list[json_written.UnclearMailRow]
    left_out: list[json_written.LeftOutMailRow]


class SentOutput(TypedDict):
    """``relance sent``."""

    written: bool
    notes: list[json_written.MailNoteRow]


OUTPUTS: Mapping[str, tuple[type, ...]] = {
    "actions": (ActionsOutput,),
    "ageing": (AgeingOutput,),
    "anonymise": (AnonymiseOutput,),
    "backtest": (BacktestOutput,),
    "calendar": (CalendarOutput,),
    "check": (CheckOutput,),
    "court-file": (FilesOutput,),
    "diff": (DiffOutput,),
    "doctor": (DoctorOutput,),
    "drafts": (DraftsOutput,),
    "entries": (EntriesOutput,),
    "exceptions": (ExceptionsOutput,),
    "explain": (ExplainOutput, ExplanationOutput),
    "forecast": (ForecastOutput,),
    "init": (InitOutput,),
    "items": (ItemsOutput, PaidLateOutput),
    "letter": (LettersOutput, FilesOutput),
    "match": (MatchOutput, AnswersOutput, AnswersUndoneOutput),
    "record": (NoteOutput, NotesOutput, NothingOutput, NoteUndoneOutput),
    "recovery": (RecoveryOutput,),
    "send": (SendOutput,),
    "sent": (SentOutput,),
    "statements": (StatementsOutput, FilesOutput),
    "today": (TodayOutput, LedgersOutput),
}
"""The outputs of each command; those after the first depend on what it is asked for."""
