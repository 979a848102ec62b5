"""``relance check``: whether anything is due, for cron, CI and hooks.

It prints what bean-check prints, whatever the ``bean-check`` setting is. Its exit statuses are
those of :mod:`~beancount_relance.cli.exit_status`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from beancount_relance.cli.exit_status import ACTIONS_DUE, DATA_ERRORS
from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.action_data import action_data
from beancount_relance.exports.json_data import JsonObject, problems_data
from beancount_relance.language.codes import ACTION_DUE
from beancount_relance.language.messages import Source
from beancount_relance.receivables.invoices import references_of
from beancount_relance.report.bean_check_lines import action_lines
from beancount_relance.values.money import money

if TYPE_CHECKING:  # a command that prints no JSON needs none of these classes
    from beancount_relance.exports.json_outputs import CheckOutput
    from beancount_relance.exports.json_types import QuestionRow, UnexplainedRow


@click.command("check")
@with_view
@with_filter
@click.option("--errors", is_flag=True, help="Only look for errors in the data.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing; use the exit status.")
def check_command(view: View, *, only: Filter, errors: bool, quiet: bool) -> None:
    """One line for each action due, and an exit status, for scripts.

    0: nothing is due. 1: something is due, or there is unexplained money or a question. 2: the
    data has errors, which are printed on standard error. 3: wrong usage.
    """
    all_of_it = _lines_data if view.form == "table" else _due_data
    data = only.data(all_of_it(view, errors=errors))
    due = [*data["unexplained"], *data["questions"], *data["actions"]]
    if not quiet:
        view.show(data, _due_rows, lambda: _print_due(due))
        view.finish()
    if view.report.problems:
        sys.exit(DATA_ERRORS)
    if due:
        sys.exit(ACTIONS_DUE)


def _due_data(view: View, *, errors: bool) -> CheckOutput:
    """The data of ``relance check --format json``; without actions if ``errors`` is set."""
    report, words = view.report, view.words
    return {
        "as_of": report.as_of.isoformat(),
        "actions": [
            {
                "code": ACTION_DUE,
                **action_data(action, words),
                "file": source.file,
                "line": source.line,
                "message": line,
            }
            for action, (source, line) in _actions(view, errors=errors)
        ],
        "questions": _questions(view, errors=errors),
        "unexplained": _unexplained(view, errors=errors),
        "problems": problems_data(report.problems, words),
    }


def _lines_data(view: View, *, errors: bool) -> JsonObject:
    """The same for the terminal: what is printed, and what words may choose it by.

    The interest and the reasons of all actions would take half as long as the report.
    """
    return {
        "actions": [
            {
                "customer": action.customer.id,
                "invoices": list(references_of(item.item for item in action.items)),
                "channel": action.channel,
                "who": action.who,
                "file": source.file,
                "line": source.line,
                "message": line,
            }
            for action, (source, line) in _actions(view, errors=errors)
        ],
        "questions": _questions(view, errors=errors),
        "unexplained": _unexplained(view, errors=errors),
    }


def _actions(view: View, *, errors: bool) -> Iterable[tuple[Action, tuple[Source, str]]]:
    """The actions that are due, each with where its line stands and the line."""
    if errors:
        return ()
    return zip(view.report.actions, action_lines(view.report, view.words), strict=True)


def _questions(view: View, *, errors: bool) -> list[QuestionRow]:
    """The questions to answer before somebody is chased."""
    return [
        {
            "code": check.code,
            "customer": check.customer,
            "file": check.source.file,
            "line": check.source.line,
            "message": view.words.render(check.message),
        }
        for check in view.report.checks
        if check.kind == "receivables" and not errors
    ]


def _unexplained(view: View, *, errors: bool) -> list[UnexplainedRow]:
    """The money that is not explained."""
    return [
        {
            "code": each.code,
            "customer": each.customer,
            "amounts": {
                currency: money(number, currency) for currency, number in each.amounts.items()
            },
            "file": each.source.file,
            "line": each.source.line,
            "message": view.words.render(each.message),
        }
        for each in view.report.unexplained
        if not errors
    ]


def _due_rows(data: JsonObject) -> list[JsonObject]:
    keys = ("file", "line", "customer", "stage", "channel", "due_on", "message", "code")
    due = (*data["unexplained"], *data["questions"], *data["actions"])
    return [{key: each.get(key, "") for key in keys} for each in due]


def _print_due(due: list[JsonObject]) -> None:
    for action in due:
        click.echo(f"{action['file']}:{action['line']}: {action['message']}")
