"""``relance recovery``: the ways to get paid, as tables, as JSON, and as CSV rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import click
from rich.table import Table
from rich.text import Text

from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.named_argument import find
from beancount_relance.cli.view import View
from beancount_relance.exports.json_data import JsonObject, problems_data
from beancount_relance.exports.json_figures import ClaimRow, RecoveryOptionRow
from beancount_relance.exports.json_outputs import RecoveryOutput
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.law.recovery_options import NO_PROCEDURES
from beancount_relance.receivables.invoices import references_of
from beancount_relance.report.option_costs import WeighedOption
from beancount_relance.report.recovery import Recovery, obstacles, recoveries
from beancount_relance.report.report import Report
from beancount_relance.values.money import money, tenths


@click.command("recovery")
@with_view
@click.argument("whom", metavar="CUSTOMER|INVOICE")
def recovery_command(view: View, whom: str) -> None:
    """What each way to get paid costs, and what it brings in."""
    found = recoveries(view.report, find(view, whom).items)
    data = recovery_data(view.report, found, view.words)
    view.show(data, recovery_rows, lambda: _print_recoveries(view, found))
    if not found:
        view.warn(msg("nothing is overdue for {whom}", whom=whom))
    view.finish()


def recovery_data(report: Report, found: Iterable[Recovery], words: Language) -> RecoveryOutput:
    """The data of ``relance recovery --format json``."""
    return {
        "as_of": report.as_of.isoformat(),
        "claims": [_claim_data(recovery, words) for recovery in found],
        "problems": problems_data(report.problems, words),
    }


def recovery_rows(data: JsonObject) -> list[JsonObject]:
    """The options as flat rows."""
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


def _print_recoveries(view: View, found: Iterable[Recovery]) -> None:
    for each in found:
        _print_recovery(view, each, view.report.as_of)


def _print_recovery(view: View, recovery: Recovery, as_of: datetime.date) -> None:
    """Print one claim: its amount, the options, and what each option needs."""
    words, currency, stake = view.words, recovery.currency, recovery.stake
    view.heading(
        msg(
            "{customer}: {total} at stake",
            customer=recovery.customer.title,
            total=words.money(stake.total, currency),
        )
    )
    view.note(_sums(view, recovery))
    if stake.disputed:
        view.note(msg("Also in dispute: {amount}", amount=words.money(stake.disputed, currency)))
    for obstacle in obstacles(view.report, recovery.items):
        view.note(obstacle)
    if recovery.limitation is not None:
        view.note(_limitation(recovery.limitation, as_of))
    view.console.print()
    view.print_table(_table(view, recovery))
    for weighed in recovery.options:
        if weighed.why_not is None:
            _print_needs(view, weighed)
    view.console.print()
    for weighed in recovery.options:
        if weighed.why_not is not None:
            view.note(
                msg(
                    "not available: {option}, {why}",
                    option=weighed.option.title,
                    why=weighed.why_not,
                )
            )
    view.console.print()
    for missing in [weighed.missing for weighed in recovery.options if weighed.missing][:1]:
        view.note(missing)
    view.note(
        msg(
            "Net: what remains if it succeeds. Worth it from: the chance of success above which "
            "the fixed cost pays off. The decision is yours; none of this is legal advice."
        )
    )


def _limitation(last: datetime.date, as_of: datetime.date) -> Message:
    if last < as_of:
        return msg("Last day to sue, as far as known: {date}. It has passed.", date=last)
    return msg("Last day to sue, as far as known: {date}", date=last)


def _sums(view: View, recovery: Recovery) -> Message:
    """Return what is at stake: the principal, and the interest and the fee if there are any."""
    words, currency, stake = view.words, recovery.currency, recovery.stake
    sums = [msg("principal {amount}", amount=words.money(stake.principal, currency))]
    if stake.interest:
        sums.append(msg("late interest {amount}", amount=words.money(stake.interest, currency)))
    if stake.fee:
        sums.append(msg("recovery fee {amount}", amount=words.money(stake.fee, currency)))
    return msg("{invoices}: {sums}", invoices=references_of(recovery.items), sums=sums)


def _table(view: View, recovery: Recovery) -> Table:
    table = view.table(
        (msg("Option"), "left"),
        (msg("Fixed cost"), "right"),
        (msg("Share"), "right"),
        (msg("Refunded"), "right"),
        (msg("Net"), "right"),
        (msg("Worth it from"), "right"),
    )
    for weighed in recovery.options:
        if weighed.why_not is None:
            table.add_row(Text(view.say(weighed.option.title)), *_figures(view, weighed))
    return table


def _figures(view: View, weighed: WeighedOption) -> Sequence[str]:
    outcome = weighed.outcome
    if outcome is None:
        unset = view.say(msg("not set")) if weighed.missing else ""
        return (unset, *("",) * 4)
    amounts = (outcome.fixed, outcome.share, outcome.recoverable, outcome.net)
    worth = view.percent(outcome.break_even)
    if outcome.break_even is None:
        worth = view.say(msg("never"))
    return (*(view.words.amount(amount) for amount in amounts), worth)


def _print_needs(view: View, weighed: WeighedOption) -> None:
    view.console.print()
    view.console.print(Text(view.say(weighed.option.title)))
    for condition in weighed.conditions:
        view.note(_below(condition))
    if weighed.documents:
        needed = [view.say(document) for document in weighed.documents]
        view.note(_below(msg("documents: {papers}", papers=needed)))
    for limit in weighed.limits:
        view.note(_below(msg("time limit: {limit}", limit=limit)))
    if not weighed.option.sources:
        if weighed.option.name not in NO_PROCEDURES:
            text = msg("the rules of this country for it are not known here: ask a lawyer")
            view.note(_below(text))
        return
    source = msg(
        "source: {sources} ({verified})",
        sources=weighed.option.sources,
        verified=weighed.option.verified,
    )
    view.note(_below(source))


def _below(message: Message) -> Message:
    """Indent a message below a title."""
    return Message("  {message}", {"message": message})


def _claim_data(recovery: Recovery, words: Language) -> ClaimRow:
    currency, stake = recovery.currency, recovery.stake
    return {
        "customer": recovery.customer.id,
        "name": recovery.customer.title,
        "currency": currency,
        "invoices": list(references_of(recovery.items)),
        "principal": money(stake.principal, currency),
        "interest": money(stake.interest, currency),
        "recovery_fee": money(stake.fee, currency),
        "total": money(stake.total, currency),
        "disputed": money(stake.disputed, currency),
        "limitation": recovery.limitation.isoformat() if recovery.limitation else None,
        "options": [_option_data(weighed, currency, words) for weighed in recovery.options],
    }


def _option_data(weighed: WeighedOption, currency: str, words: Language) -> RecoveryOptionRow:
    outcome = weighed.outcome

    def amount(name: str) -> str | None:
        return money(getattr(outcome, name).number, currency) if outcome is not None else None

    return {
        "option": weighed.option.name,
        "available": weighed.why_not is None,
        "why_not": words.render(weighed.why_not) if weighed.why_not else None,
        "conditions": [words.render(condition) for condition in weighed.conditions],
        "at_stake": amount("at_stake"),
        "fixed": amount("fixed"),
        "share": amount("share"),
        "recoverable": amount("recoverable"),
        "net": amount("net"),
        "break_even": tenths(outcome.break_even) if outcome is not None else None,
        "smallest": amount("smallest"),
        "missing": words.render(weighed.missing) if weighed.missing else None,
        "documents": [words.render(document) for document in weighed.documents],
        "limits": [words.render(limit) for limit in weighed.limits],
        "sources": weighed.option.sources,
        "checked": weighed.option.checked.isoformat() if weighed.option.checked else None,
    }
