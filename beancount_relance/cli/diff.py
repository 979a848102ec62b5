"""``relance diff``: what changes between two commits, two ledgers, or under another policy."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

import click
from rich.text import Text

from beancount_relance.cli.exit_status import ACTIONS_DUE, DATA_ERRORS
from beancount_relance.cli.parameters import LEDGER
from beancount_relance.cli.view import Invocation, View, with_invocation
from beancount_relance.comparison.changes import (
    FIGURES,
    ActionChange,
    Comparison,
    FigureChange,
    ItemChange,
    compare,
)
from beancount_relance.comparison.revisions import Range, Repository, RevisionError
from beancount_relance.comparison.trial import with_lines_of
from beancount_relance.exports.comparison_data import comparison_data
from beancount_relance.exports.comparison_markdown import (
    comparison_markdown,
    differing,
    item_words,
    version_words,
)
from beancount_relance.language.messages import Message, msg
from beancount_relance.report.loading import LoadedLedger, LoadingError
from beancount_relance.report.report import Report

_STYLES: Mapping[str, str] = {"+": "green", "-": "red", "@": "dim"}


@click.command("diff")
@with_invocation("table", "json", "markdown")
@click.argument("what", required=False, metavar="[COMMITS|LEDGER]")
@click.option(
    "--policy",
    type=LEDGER,
    help="Compare with the ledger as if the lines of this file were at its end.",
)
@click.option("--texts", is_flag=True, help="Show how the texts differ, not only that they do.")
@click.option("--exit-code", is_flag=True, help="Exit with status 1 if anything changes.")
def diff_command(
    invocation: Invocation, *, what: str | None, policy: Path | None, texts: bool, exit_code: bool
) -> None:
    """What changes between commits, ledgers or policies.

    It compares actions, texts, open amounts and figures.

    COMMITS are Git's: HEAD~1 compares a commit with the files as they are, A..B two commits,
    A...B a branch with the commit where it began. Or name a second ledger, or a policy to try.
    """
    if (what is None) == (policy is None):
        raise click.UsageError(
            "Name two commits, such as HEAD~1..HEAD, or a second ledger, or a --policy to try."
        )
    with ExitStack() as stack:
        if policy is not None:
            before, after, names = _under_policy(invocation, policy)
        elif what is not None and Path(what).is_file():
            before, after = invocation.load(invocation.path), invocation.load(Path(what))
            names = (invocation.path.name, Path(what).name)
        else:
            before, after, names = _of_commits(invocation, Range.of(what or ""), stack)
        view = invocation.view(after, warn=False)
        comparison = compare(_report(view, before), view.report)
        _show(view, comparison, names, texts=texts)
    if view.report.problems:
        sys.exit(DATA_ERRORS)
    if exit_code and comparison:
        sys.exit(ACTIONS_DUE)


def _under_policy(
    invocation: Invocation, policy: Path
) -> tuple[LoadedLedger, LoadedLedger, tuple[str, str]]:
    """Load the ledger as it is and with another policy, and return both with their names."""
    before = invocation.load(invocation.path)
    try:
        after = with_lines_of(before, policy)
    except LoadingError as error:
        raise click.ClickException(str(error)) from error
    return before, after, (invocation.path.name, policy.name)


def _of_commits(
    invocation: Invocation, commits: Range, stack: ExitStack
) -> tuple[LoadedLedger, LoadedLedger, tuple[str, str]]:
    """Load the ledger of two commits, or of one and as it is, and return both with their names.

    Raises:
        click.UsageError: a commit does not exist, or the ledger is in no repository.
    """
    try:
        repository = Repository(invocation.path)
        second = repository.commit(commits.second) if commits.second else None
        first = repository.commit(commits.first)
        if commits.from_fork and second:
            first = repository.fork(first, second)
        before = invocation.load(stack.enter_context(repository.ledger_of(first)))
        if second is None:
            after = invocation.load(invocation.path)
        else:
            after = invocation.load(stack.enter_context(repository.ledger_of(second)))
    except RevisionError as error:
        raise click.UsageError(str(error)) from error
    return before, after, (commits.first, commits.second or invocation.path.name)


def _report(view: View, ledger: LoadedLedger) -> Report:
    """The report of another ledger on the day of a view; exit if there can be none."""
    try:
        return ledger.report(view.report.as_of)
    except LoadingError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)


def _show(view: View, comparison: Comparison, names: tuple[str, str], *, texts: bool) -> None:
    title = msg(
        "{before} → {after}, as of {date}",
        before=names[0],
        after=names[1],
        date=view.report.as_of,
    )
    if view.form == "json":
        view.json(comparison_data(comparison, *names, view.words))
    elif view.form == "markdown":
        click.echo(comparison_markdown(comparison, view.say(title), view.words), nl=False)
    else:
        _print(view, comparison, title, texts=texts)


def _print(view: View, comparison: Comparison, title: Message, *, texts: bool) -> None:
    view.heading(title)
    if not comparison:
        view.note(msg("Nothing changes."))
    if comparison.actions:
        _print_actions(view, comparison.actions, texts=texts)
    if comparison.items:
        _print_items(view, comparison.items)
    if comparison.figures:
        _print_figures(view, comparison.figures)
    for mark, problems in (("-", comparison.problems_gone), ("+", comparison.problems_new)):
        for problem in problems:
            view.line(f"{mark} {view.say(problem.message)}")


def _print_actions(view: View, changes: Iterable[ActionChange], *, texts: bool) -> None:
    for change in changes:
        view.console.print()
        view.line(change.action.customer.title, style="bold")
        if change.before is not None:
            view.line(f"- {version_words(change.before, view.words)}", style="red")
        if change.after is not None:
            view.line(f"+ {version_words(change.after, view.words)}", style="green")
        if change.why is not None or change.aspects:
            view.line(f"  {differing(change, view.words)}", style="dim")
        for line in change.text if texts else ():
            view.console.print(Text(f"    {line}", style=_STYLES.get(line[:1], "")), soft_wrap=True)


def _print_items(view: View, changes: Iterable[ItemChange]) -> None:
    view.heading(msg("Open invoices"))
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Before"), "right"),
        (msg("After"), "right"),
    )
    for change in changes:
        first, second = change.due
        table.add_row(
            Text(change.invoice),
            Text(view.report.customer(change.customer).title),
            item_words(change.before, change.currency, first, view.words),
            item_words(change.after, change.currency, second, view.words),
        )
    view.print_table(table)


def _print_figures(view: View, changes: Iterable[FigureChange]) -> None:
    view.heading(msg("Figures"))
    table = view.table((msg("Figure"), "left"), (msg("Before"), "right"), (msg("After"), "right"))
    for change in changes:
        table.add_row(
            view.say(FIGURES[change.figure]),
            view.words.money(change.before, change.currency),
            view.words.money(change.after, change.currency),
        )
    view.print_table(table)
