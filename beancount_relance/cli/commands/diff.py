"""``relance diff``: what changes between two commits, two ledgers, or under another policy."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

import click
from msgspec import Struct, field
from rich.text import Text

from beancount_relance.cli.exit_status import ACTIONS_DUE, DATA_ERRORS
from beancount_relance.cli.invocation import Invocation, with_invocation
from beancount_relance.cli.parameters import LEDGER
from beancount_relance.cli.view import View
from beancount_relance.comparison.changes import (
    FIGURES,
    Comparison,
    FigureChange,
    compare,
)
from beancount_relance.comparison.checkout_paths import Places
from beancount_relance.comparison.ledger_in_commit import Range, Repository
from beancount_relance.comparison.run_git import RevisionError
from beancount_relance.comparison.trial_policy import overridden, with_lines_of
from beancount_relance.exports.comparison_data import comparison_data
from beancount_relance.exports.comparison_markdown import comparison_markdown
from beancount_relance.exports.comparison_words import (
    differing,
    item_words,
    problem_lines,
    version_words,
)
from beancount_relance.language.messages import Message, msg
from beancount_relance.report.loading import LoadedLedger, LoadingError
from beancount_relance.report.report import Report

_STYLES: Mapping[str, str] = {"+": "green", "-": "red", "@": "dim"}
_SHORT = 8


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
            sides = _under_policy(invocation, policy)
        elif what is not None and Path(what).is_file():
            ledgers = invocation.load(invocation.path), invocation.load(Path(what))
            sides = Sides(*ledgers, invocation.path.name, Path(what).name)
        else:
            try:
                sides = _of_commits(invocation, Range.of(what or ""), stack)
            except RevisionError as error:
                raise click.UsageError(invocation.words().render(error.message)) from error
        view = invocation.view(sides.after, warn=False)
        comparison = compare(_report(view, sides.before), view.report, sides.places)
        _show(view, comparison, sides, texts=texts)
        if policy is not None and view.form != "json":
            for hint in overridden(sides.after, policy, view.report.as_of):
                view.warn(hint)
    if view.report.problems or comparison.unwritten[1]:
        sys.exit(DATA_ERRORS)
    if exit_code and comparison:
        sys.exit(ACTIONS_DUE)


class Sides(Struct, frozen=True):
    """Two loaded ledgers, their names, and the temporary folders that they were read from."""

    before: LoadedLedger
    after: LoadedLedger
    first: str
    second: str
    places: Places = field(default_factory=Places)


def _under_policy(invocation: Invocation, policy: Path) -> Sides:
    """Load the ledger as it is and with another policy."""
    before = invocation.load(invocation.path)
    try:
        after = with_lines_of(before, policy)
    except LoadingError as error:
        raise click.ClickException(str(error)) from error
    return Sides(before, after, invocation.path.name, policy.name)


def _of_commits(invocation: Invocation, commits: Range, stack: ExitStack) -> Sides:
    """Load the ledger of two commits, or of one and as it is.

    Raises:
        RevisionError: a commit does not exist, or the ledger is in no repository.
    """
    repository = Repository(invocation.path)
    second = repository.commit(commits.second) if commits.second else None
    first, name = repository.commit(commits.first), commits.first
    if commits.from_fork and second:
        first = repository.fork(commits.first, commits.second or "")
        name = f"{commits.first}...{commits.second} ({first[:_SHORT]})"

    def load(commit: str) -> LoadedLedger:
        ledger = invocation.load(stack.enter_context(repository.ledger_of(commit)))
        told.update((str(text), text) for text in repository.left_out(ledger))
        return ledger

    told: dict[str, Message] = {}
    before = load(first)
    after = load(second) if second else invocation.load(invocation.path)
    for text in told.values():
        click.echo(invocation.words().render(text), err=True)
    return Sides(before, after, name, commits.second or invocation.path.name, repository.places)


def _report(view: View, ledger: LoadedLedger) -> Report:
    """The report of another ledger on the day of a view; exit if there can be none."""
    try:
        return ledger.report(view.report.as_of)
    except LoadingError as error:
        view.warn(error.message)
        sys.exit(DATA_ERRORS)


def _show(view: View, comparison: Comparison, sides: Sides, *, texts: bool) -> None:
    title = msg(
        "{before} → {after}, as of {date}",
        before=sides.first,
        after=sides.second,
        date=view.report.as_of,
    )
    if view.form == "json":
        view.json(comparison_data(comparison, sides.first, sides.second, view.words))
    elif view.form == "markdown":
        click.echo(comparison_markdown(comparison, view.say(title), view.words), nl=False)
    else:
        _print(view, comparison, title, texts=texts)


def _print(view: View, comparison: Comparison, title: Message, *, texts: bool) -> None:
    view.heading(title)
    if not comparison:
        view.note(msg("Nothing changes."))
    if comparison.actions:
        _print_actions(view, comparison, texts=texts)
    if comparison.items:
        _print_items(view, comparison)
    if comparison.figures:
        _print_figures(view, comparison.figures)
    problems = list(problem_lines(comparison, view.words))
    if problems:
        view.heading(msg("Problems (+ new, - gone, = in both)"))
    for sign, text in problems:
        view.line(f"{sign} {text}", style=_STYLES.get(sign, ""))


def _print_actions(view: View, comparison: Comparison, *, texts: bool) -> None:
    as_of = view.report.as_of
    for change in comparison.actions:
        view.console.print()
        view.line(comparison.title(change.action.customer.id), style="bold")
        if change.before is not None:
            view.line(f"- {version_words(change.before, as_of, view.words)}", style="red")
        if change.after is not None:
            view.line(f"+ {version_words(change.after, as_of, view.words)}", style="green")
        if change.why is not None or change.aspects:
            view.line(f"  {differing(change, view.words)}", style="dim")
        for line in change.text if texts else ():
            view.console.print(Text(f"    {line}", style=_STYLES.get(line[:1], "")), soft_wrap=True)


def _print_items(view: View, comparison: Comparison) -> None:
    view.heading(msg("Open invoices"))
    table = view.table(
        (msg("Invoice"), "left"),
        (msg("Customer"), "left"),
        (msg("Before"), "right"),
        (msg("After"), "right"),
    )
    for change in comparison.items:
        first, second = change.due
        table.add_row(
            Text(change.invoice),
            Text(comparison.title(change.customer)),
            "\n".join(item_words(change.before, change.currency, first, view.words)),
            "\n".join(item_words(change.after, change.currency, second, view.words)),
        )
    view.print_table(table, msg("Customer"))


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
