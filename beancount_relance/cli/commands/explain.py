"""``relance explain``: why something is due for an invoice, or why nothing is."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from beancount.core.amount import Amount

from beancount_relance.claims.claim import Claim
from beancount_relance.claims.law_lines import law_lines
from beancount_relance.claims.received_interest_by_item import Imputed
from beancount_relance.cli.default_ledger import without_ledger
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.named_argument import find
from beancount_relance.cli.view import View
from beancount_relance.exports.item_data import explain_data
from beancount_relance.exports.json_data import JsonObject, reason_line, versioned
from beancount_relance.language.codes import explanations
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Language, Message, language, msg, nmsg
from beancount_relance.law.recovery_fee import Fee
from beancount_relance.receivables.items import Item
from beancount_relance.report.claim_on import claim_on
from beancount_relance.report.item_reasons import reasons_in_full

_WIDEST = 100


class _OrOfACode(click.Command):
    """A command that explains a code also where there is no ledger."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Explain a code at once if it was typed instead of a ledger."""
        typed, _, _ = self.make_parser(ctx).parse_args(list(args))
        if without_ledger(typed.get("ledger")):
            words = language(typed.get("code") or ENGLISH)
            _show_explanation(typed["ledger"], words, as_json=typed.get("form") == "json")
            ctx.exit()
        return super().parse_args(ctx, args)


@click.command("explain", cls=_OrOfACode)
@with_view
@click.argument("whom", required=False, metavar="[INVOICE|CUSTOMER|CODE]")
def explain_command(view: View, whom: str | None) -> None:
    """Why something is due, or not: each reason with its line.

    CODE is that of a problem, check or question, such as bad-note: what it means, and what to do.
    """
    if without_ledger(whom):
        _show_explanation(whom or "", view.words, as_json=view.form == "json")
        return
    report = view.report
    items = find(view, whom).items if whom else report.open_items
    if whom and not items:
        view.warn(msg("nothing is open for {whom}", whom=whom))
    data = explain_data(report, items, view.words)
    view.show(data, _reason_rows, lambda: _print_reasons(view, items))
    view.finish()


def _show_explanation(code: str, words: Language, *, as_json: bool) -> None:
    """Print what a code means, as a text for terminals or as JSON."""
    found = explanations(words.code)[code]
    if as_json:
        data = {"code": found.code, "title": found.title, "text": found.text}
        click.echo(json.dumps(versioned(data), ensure_ascii=False, indent=2))
        return
    click.echo(f"\n{found.title} [{found.code}]")
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    for paragraph in found.text.replace("`", "").split("\n\n"):
        is_ledger = paragraph.startswith("    ")
        click.echo()
        click.echo(paragraph if is_ledger else textwrap.fill(paragraph, width))


def _reason_rows(data: JsonObject) -> list[JsonObject]:
    return [
        {"invoice": item["invoice"], "customer": item["customer"], **reason}
        for item in data["items"]
        for reason in item["reasons"]
    ]


def _print_reasons(view: View, items: Iterable[Item]) -> None:
    report = view.report
    for item in items:
        view.heading(
            msg(
                "{invoice}, {customer}",
                invoice=item.invoice.reference,
                customer=report.customer(item.invoice.customer).title,
            )
        )
        for reason in reasons_in_full(report, item):
            view.line(f"  {reason_line(reason, view.words)}")
        for line in _law_of(view, item):
            view.line(f"  {view.say(line)}")


def _law_of(view: View, item: Item) -> Iterator[Message]:
    """The governing law, the late interest step by step, and the last day to sue."""
    claim = claim_on(view.report, item)
    if claim.law is not None:
        yield from law_lines(claim.law)
    yield from _amounts(claim, view.words, item.invoice.currency)
    if claim.waiver is not None:
        yield msg("only the principal is claimed: interest and fee were waived")
    if claim.lapsed is not None:
        yield msg("the waiver lapsed: not paid by {until}", until=claim.lapsed.until)
    if claim.limitation is None:
        yield msg(
            "last day to sue: unknown; look it up, and add the length to the customer: "
            'limitation: "…"'
        )
    else:
        facts = {"date": claim.limitation, "basis": claim.limitation_basis}
        if claim.titled:
            yield msg("last day to enforce the judgment: {date}, {basis}", **facts)
        else:
            yield msg("last day to sue: {date}, {basis}", **facts)


def _amounts(claim: Claim, words: Language, currency: str) -> Iterator[Message]:
    for segment in claim.interest.segments:
        yield nmsg(
            "interest from {first} to {last}: {count} day at {percent} a year on {principal}: "
            "{amount}",
            "interest from {first} to {last}: {count} days at {percent} a year on {principal}: "
            "{amount}",
            segment.days,
            first=segment.first,
            last=segment.last,
            percent=words.rate(segment.percent),
            principal=words.money(segment.principal, currency),
            amount=words.money(segment.amount, currency),
        )
    fee = claim.fee + claim.fee_received
    if fee:
        yield msg("recovery fee: {amount}", amount=words.money(fee, currency))
    if claim.other_fee is not None:
        yield _other_fee(claim.other_fee)
    for part in claim.imputed:
        yield _imputed(part, words, currency)


def _imputed(part: Imputed, words: Language, currency: str) -> Message:
    """What was received or invoiced apart: interest, recovery fees or both."""
    shares = {
        "interest": msg("{amount} in interest", amount=words.money(part.interest, currency)),
        "fee": msg("{amount} in recovery fees", amount=words.money(part.fee, currency)),
    }
    facts = {
        "date": part.received.date,
        "shares": [share for name, share in shares.items() if getattr(part, name)],
        "file": Path(part.received.source.file).name,
        "line": part.received.source.line,
    }
    if part.received.invoiced:
        return msg("invoiced separately on {date}: {shares} ({file}:{line})", **facts)
    return msg("received on {date}: {shares} ({file}:{line})", **facts)


def _other_fee(fee: Fee) -> Message:
    amounts = [Amount(number, fee.currency) for number in fee.sums]
    if len(amounts) == 1:
        return msg(
            "a recovery fee of {amounts} is due as well, but not claimed here: the invoice is in "
            "another currency",
            amounts=amounts,
        )
    return msg(
        "a recovery fee is due as well, depending on the amount ({amounts}), but not claimed here: "
        "the invoice is in another currency",
        amounts=amounts,
    )
