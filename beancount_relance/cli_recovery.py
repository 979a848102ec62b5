"""What ``relance recovery`` shows: the options as tables, as JSON and as rows of CSV."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from beancount_relance.exports import Data, money, problems_data, tenths
from beancount_relance.messages import Language, Message, msg
from beancount_relance.recovery import Recovery, WeighedOption
from beancount_relance.report import Report


class Page(Protocol):
    """What the command line gives to print on."""

    @property
    def console(self) -> Console:
        """The terminal."""

    @property
    def words(self) -> Language:
        """The language."""

    def heading(self, message: Message) -> None:
        """A title."""

    def note(self, message: Message) -> None:
        """A line of small print."""

    def say(self, message: Message) -> str:
        """The message as text."""

    def percent(self, number: Decimal | None) -> str:
        """A percentage as text."""

    def table(self, *columns: tuple[Message, str]) -> Table:
        """An empty table."""


def recovery_data(report: Report, found: Iterable[Recovery], words: Language) -> Data:
    """What ``relance recovery --format json`` prints."""
    return {
        "as_of": report.as_of.isoformat(),
        "claims": [_claim_data(recovery, words) for recovery in found],
        "problems": problems_data(report.problems, words),
    }


def recovery_rows(data: Data) -> list[Data]:
    """The options flat, one row for each."""
    rows = []
    for claim in data["claims"]:
        for option in claim["options"]:
            flat = {key: option[key] for key in option if key not in ("documents", "limits")}
            rows.append(
                {
                    "customer": claim["customer"],
                    "currency": claim["currency"],
                    "claimed": claim["total"],
                    **flat,
                    "conditions": " · ".join(option["conditions"]),
                }
            )
    return rows


def print_recovery(page: Page, recovery: Recovery, as_of: datetime.date) -> None:
    """One claim: what is at stake, the options, and what each needs."""
    words, currency, stake = page.words, recovery.currency, recovery.stake
    page.heading(
        msg(
            "{customer}: {total} to get",
            customer=recovery.customer.title,
            total=words.money(stake.total, currency),
        )
    )
    page.note(
        msg(
            "{invoices}: principal {principal}, late interest {interest}, recovery fee {fee}",
            invoices=list(dict.fromkeys(item.invoice.reference for item in recovery.items)),
            principal=words.money(stake.principal, currency),
            interest=words.money(stake.interest, currency),
            fee=words.money(stake.fee, currency),
        )
    )
    if stake.disputed:
        page.note(msg("In dispute besides: {amount}", amount=words.money(stake.disputed, currency)))
    if recovery.limitation is not None:
        page.note(_limitation(recovery.limitation, as_of))
    page.console.print()
    page.console.print(_table(page, recovery))
    for weighed in recovery.options:
        if weighed.why_not is None:
            _print_needs(page, weighed)
    page.console.print()
    for weighed in recovery.options:
        if weighed.why_not is not None:
            page.note(
                msg("not open: {option}, {why}", option=weighed.option.title, why=weighed.why_not)
            )
    page.console.print()
    for missing in [weighed.missing for weighed in recovery.options if weighed.missing][:1]:
        page.note(missing)
    page.note(
        msg(
            "Net: what remains if it succeeds. Worth it from: the chance of success from which "
            "the fixed cost pays. The decision is yours; none of this is legal advice."
        )
    )


def _limitation(last: datetime.date, as_of: datetime.date) -> Message:
    if last < as_of:
        return msg("Last day to sue, as far as known: {date}. It has passed.", date=last)
    return msg("Last day to sue, as far as known: {date}", date=last)


def _table(page: Page, recovery: Recovery) -> Table:
    table = page.table(
        (msg("Option"), "left"),
        (msg("Fixed cost"), "right"),
        (msg("Share"), "right"),
        (msg("Refunded"), "right"),
        (msg("Net"), "right"),
        (msg("Worth it from"), "right"),
    )
    for weighed in recovery.options:
        if weighed.why_not is None:
            table.add_row(Text(page.say(weighed.option.title)), *_figures(page, weighed))
    return table


def _figures(page: Page, weighed: WeighedOption) -> Sequence[str]:
    outcome = weighed.outcome
    if outcome is None:
        unset = page.say(msg("not set")) if weighed.missing else ""
        return (unset, *("",) * 4)
    amounts = (outcome.fixed, outcome.share, outcome.recoverable, outcome.net)
    worth = page.percent(outcome.break_even)
    if outcome.break_even is None:
        worth = page.say(msg("never"))
    return (*(page.words.amount(amount) for amount in amounts), worth)


def _print_needs(page: Page, weighed: WeighedOption) -> None:
    page.console.print()
    page.console.print(Text(page.say(weighed.option.title)))
    for condition in weighed.conditions:
        page.note(_below(condition))
    if weighed.documents:
        needed = [page.say(document) for document in weighed.documents]
        page.note(_below(msg("papers: {papers}", papers=needed)))
    for limit in weighed.limits:
        page.note(_below(msg("time limit: {limit}", limit=limit)))
    if not weighed.option.sources:
        page.note(_below(msg("the law of the country is not known here: ask a lawyer")))
        return
    source = msg(
        "source: {sources} (checked on {date})",
        sources=weighed.option.sources,
        date=weighed.option.checked,
    )
    page.note(_below(source))


def _below(message: Message) -> Message:
    """The message indented, as it stands below a title."""
    return Message("  {message}", {"message": message})


def _claim_data(recovery: Recovery, words: Language) -> Data:
    currency, stake = recovery.currency, recovery.stake
    return {
        "customer": recovery.customer.id,
        "name": recovery.customer.title,
        "currency": currency,
        "invoices": list(dict.fromkeys(item.invoice.reference for item in recovery.items)),
        "principal": money(stake.principal, currency),
        "interest": money(stake.interest, currency),
        "recovery_fee": money(stake.fee, currency),
        "total": money(stake.total, currency),
        "disputed": money(stake.disputed, currency),
        "limitation": recovery.limitation.isoformat() if recovery.limitation else None,
        "options": [_option_data(weighed, currency, words) for weighed in recovery.options],
    }


def _option_data(weighed: WeighedOption, currency: str, words: Language) -> Data:
    data: Data = {
        "option": weighed.option.name,
        "available": weighed.why_not is None,
        "why_not": words.render(weighed.why_not) if weighed.why_not else None,
        "conditions": [words.render(condition) for condition in weighed.conditions],
        "at_stake": None,
        "fixed": None,
        "share": None,
        "recoverable": None,
        "net": None,
        "break_even": None,
        "smallest": None,
        "missing": words.render(weighed.missing) if weighed.missing else None,
        "documents": [words.render(document) for document in weighed.documents],
        "limits": [words.render(limit) for limit in weighed.limits],
        "sources": weighed.option.sources,
        "checked": weighed.option.checked.isoformat(),
    }
    if weighed.outcome is not None:
        outcome = weighed.outcome
        amounts = ("at_stake", "fixed", "share", "recoverable", "net", "smallest")
        data |= {name: money(getattr(outcome, name).number, currency) for name in amounts}
        data["break_even"] = tenths(outcome.break_even)
    return data
