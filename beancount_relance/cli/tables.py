"""Tables and lines that several commands print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from beancount_relance.claims.legal_checks import Check
from beancount_relance.cli.view import View
from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.decision import Decision
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item, OpenCredit, OpenDebit
from beancount_relance.receivables.part_labels import part_mark

LEGAL_CHECKS = msg("Points to check")


def reference(view: View, item: Item) -> str:
    """The invoice number, with what distinguishes an instalment or retention money."""
    invoice = item.invoice
    mark = part_mark(invoice)
    return invoice.reference if mark is None else f"{invoice.reference} ({view.say(mark)})"


def actions_table(view: View, chosen: Iterable[Action], since: Message) -> Table:
    """A table of actions; ``since`` is the title of the column with their days."""
    table = view.table(
        (since, "right"),
        (msg("Customer"), "left"),
        (msg("To do"), "left"),
        (msg("Invoices"), "left"),
        (msg("Claimed"), "right"),
    )
    for action in chosen:
        claimed = [view.words.money(amount, unit) for unit, amount in action.claimed.items()]
        references = [reference(view, item.item) for item in action.items]
        table.add_row(
            view.words.date(action.due_on),
            Text(action.customer.title),
            view.say(_to_do(action)),
            Text(", ".join(dict.fromkeys(references))),
            "\n".join(claimed),
        )
    return table


def _to_do(action: Action) -> Message:
    """Return what to do, with its day if it has one, and what is missing for it."""
    title = action.title
    if action.last_day is not None:
        title = msg("{action}, by {day}", action=title, day=action.last_day)
    if action.postponed is not None:
        title = msg("{action}, on {day}", action=title, day=action.postponed)
    if action.missing is not None and action.customer.has_details:
        title = msg("{action}: {missing}", action=title, missing=action.missing)
    return title


def print_waiting(view: View, waiting: Iterable[Decision]) -> None:
    """Print the items that wait, with the reason and the date."""
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Outstanding"), "right"),
        (msg("Why"), "left"),
        (msg("Until"), "right"),
    )
    for decision in waiting:
        invoice = decision.item.invoice
        table.add_row(
            Text(reference(view, decision.item)),
            Text(view.report.customer(invoice.customer).title),
            view.words.money(decision.waiting, invoice.currency),
            view.say(decision.why_waiting),
            view.words.date(decision.until) if decision.until else "",
        )
    view.print_table(table)


def print_unmatched(
    view: View, credits_: Iterable[OpenCredit], debits: Iterable[OpenDebit]
) -> None:
    """Print unallocated credits, and debits that are not invoices."""
    report, words = view.report, view.words
    for credit in credits_:
        view.note(
            msg(
                "{customer} has a credit of {amount}, from {date}",
                customer=report.customer(credit.credit.customer).title,
                amount=words.money(credit.amount, credit.credit.currency),
                date=credit.credit.date,
            )
        )
    for rest in debits:
        view.note(
            msg(
                "{customer}: {amount} of {date} is unidentified",
                customer=report.customer(rest.debit.customer).title,
                amount=words.money(rest.amount, rest.debit.currency),
                date=rest.debit.date,
            )
        )


def print_checks(view: View, checks: Sequence[Check], title: Message = LEGAL_CHECKS) -> None:
    """Print legal checks of open items under a title, each with its line."""
    if checks:
        view.heading(title)
    for check in checks:
        source = check.source
        view.note(
            msg(
                "{file}:{line}: {text}",
                file=Path(source.file).name,
                line=str(source.line),
                text=check.message,
            )
        )
