"""``relance init``: what a ledger already says by itself, and the lines to add to it.

Nothing is written without ``--write``: the lines are printed for the owner of the ledger to
read. With ``--write`` they go into a file of their own, which the ledger then includes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

import click
from msgspec.structs import replace

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.help_texts import speak
from beancount_relance.cli.invocation import Invocation, with_invocation
from beancount_relance.cli.view import View
from beancount_relance.exports.json_data import problems_data
from beancount_relance.exports.json_written import EffectRow
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Message, language, msg, nmsg
from beancount_relance.recording.atomic_file import RecordingError
from beancount_relance.report.loading import including_file
from beancount_relance.survey.books import Books, Effect
from beancount_relance.survey.language_and_country import country_of
from beancount_relance.survey.old_debts import (
    AS_USUAL,
    LATE_START,
    has_old_debts,
    old_debt_lines,
)
from beancount_relance.survey.questions import (
    accounts_lines,
    number_lines,
    read_country_answer,
)
from beancount_relance.survey.survey import Survey, survey
from beancount_relance.survey.writing import AddedFile, write
from beancount_relance.values.readers import BadValueError, read_choice

_Answer = TypeVar("_Answer")


@click.command("init")
@with_invocation("table", "json")
@click.option("--write", "writing", is_flag=True, help="Write the lines, once they are shown.")
@click.option("--interactive", is_flag=True, help="Ask what only you know.")
def init_command(invocation: Invocation, *, writing: bool, interactive: bool) -> None:
    """What a ledger already says, and the lines to add to it."""
    view = _view(invocation)
    if interactive and view.form == "json":
        text = msg("--interactive asks questions; leave out --format json")
        raise click.UsageError(view.say(text))
    if view.form == "table":
        _warn(view)
    found = _ask(view) if interactive else survey(view.ledger, view.report, code=view.words.code)
    if view.form == "table":
        _show(view, found)
    written = _write(view, found) if writing and found.lines else None
    if view.form == "json":
        view.json({**_data(view, found), "written": str(written.path) if written else None})
    view.finish(hints=False)


def _view(invocation: Invocation) -> View:
    """The view of the ledger, in the language of its words unless another one was typed."""
    loaded = invocation.load(invocation.path)
    view = invocation.view(loaded)
    spoken = Books(loaded.entries, loaded.options, view.report).vocabulary
    if invocation.code is not None or spoken == ENGLISH:
        return view
    speak(click.get_current_context(), spoken)
    return replace(view, words=language(spoken))


def _warn(view: View) -> None:
    """Warn first of what may make the findings incomplete."""
    main = including_file(view.ledger.files[0])
    if main is not None:
        view.line(
            view.say(
                msg(
                    "{file} is only a part of {main}: run “relance init {main}”, since what the "
                    "other files say is not seen here",
                    file=view.ledger.files[0].name,
                    main=main.name,
                )
            )
        )
    if view.ledger.problems:
        view.line(
            view.say(
                nmsg(
                    "the ledger has {count} error, shown at the end: correct it first, since "
                    "something may be missing below",
                    "the ledger has {count} errors, shown at the end: correct them first, since "
                    "something may be missing below",
                    len(view.ledger.problems),
                )
            )
        )


def _ask(view: View) -> Survey:
    """Ask the questions, and show the effect of each answer."""

    def answered(country: str | None, lines: list[str]) -> Survey:
        found = survey(view.ledger, view.report, code=view.words.code, country=country, lines=lines)
        view.line(f"  {view.say(effect_of(view, found.after))}")
        return found

    lines: list[str] = []
    found = answered(None, lines)
    home = country_of(found.books)
    guess = home.code if home else ""
    text = msg("Your country, two letters (it decides the law)")
    country = _prompt(view, text, guess, read_country_answer) or None
    found = answered(country, lines)
    text = msg("Accounts of customers, separated by spaces (nothing: those found)")
    books = found.books
    lines += _prompt(view, text, "", lambda typed: accounts_lines(books, typed))
    found = answered(country, lines)
    text = msg("A narration with an invoice number, such as “Invoice 142” (nothing: as found)")
    lines += _prompt(view, text, "", lambda typed: number_lines(books, typed))
    found = answered(country, lines)
    if has_old_debts(found.books):
        text = msg("First reminder of old debts: late-start (admits that it is late) or as-usual")
        choices = (LATE_START, AS_USUAL)
        answer = _prompt(view, text, LATE_START, lambda typed: read_choice(typed.strip(), choices))
        lines += old_debt_lines(found.books, answer)
        found = answered(country, lines)
    return found


def _prompt(view: View, text: Message, default: str, read: Callable[[str], _Answer]) -> _Answer:
    """Ask until the answer can be read."""
    shown = msg("{question} [{default}]: ", question=text, default=default)
    question = shown if default else msg("{question}: ", question=text)
    while True:
        try:
            typed = str(
                click.prompt(
                    view.say(question), default=default, show_default=False, prompt_suffix=""
                )
            )
        except click.Abort:
            click.echo()
            click.echo(view.say(msg("Interrupted; nothing was written.")), err=True)
            raise
        try:
            return read(typed)
        except BadValueError as error:
            expected = msg("expected: {expected}", expected=error.expected)
            view.line(f"  {view.say(expected)}")


def _write(view: View, found: Survey) -> AddedFile:
    """Write the lines and report where; if that fails, print why and exit."""
    try:
        written = write(view.ledger, found)
    except RecordingError as error:
        click.echo(view.say(error.message), err=True)
        sys.exit(DATA_ERRORS)
    if view.form == "table":
        view.heading(msg("Written to {path}", path=written.path))
        for line in written.added:
            added = msg("added to the top-level file: {line}", line=line)
            view.line(f"  {view.say(added)}")
    return written


def _data(view: View, found: Survey) -> dict[str, object]:
    """The data of ``relance init --format json``."""
    return {
        "as_of": view.report.as_of.isoformat(),
        "found": [view.say(finding.message) for finding in found.findings],
        "propose": found.lines,
        "by_hand": found.by_hand,
        "before": _effect_data(found.before),
        "after": _effect_data(found.after),
        "problems": problems_data(view.report.problems, view.words),
    }


def _effect_data(effect: Effect) -> EffectRow:
    return {
        "invoices": effect.invoices,
        "numbered": effect.numbered,
        "owed": {currency: str(number) for currency, number in effect.owed.items()},
        "actions": effect.actions,
    }


def _show(view: View, found: Survey) -> None:
    """Print the findings by section, then the lines to add, and their effect."""
    for section in found.sections:
        view.heading(section.title)
        for finding in section.findings:
            view.line(f"- {view.say(finding.message)}")
    if found.by_hand:
        view.heading(msg("To write into the ledger by hand"))
        _print_lines(found.by_hand)
    view.heading(msg("To add to the top-level file") if found.lines else msg("Nothing to add."))
    _print_lines(found.lines)
    if not found.before.invoices and not found.after.invoices:
        return
    view.heading(msg("Effect"))
    if found.lines:
        before = msg("now: {effect}", effect=effect_of(view, found.before))
        view.line(f"- {view.say(before)}")
        after = msg("with these lines: {effect}", effect=effect_of(view, found.after))
        view.line(f"- {view.say(after)}")
    else:
        view.line(f"- {view.say(effect_of(view, found.before))}")


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)


def effect_of(view: View, effect: Effect) -> Message:
    """What the report of a ledger amounts to, in one sentence."""
    money = [view.words.money(number, currency) for currency, number in effect.owed.items()]
    return msg(
        "{invoices}, {numbered} with a number; owed: {owed}; {actions}",
        invoices=nmsg("{count} invoice", "{count} invoices", effect.invoices),
        numbered=effect.numbered,
        owed=view.words.enumerate(money) if money else view.say(msg("nothing")),
        actions=nmsg("{count} action today", "{count} actions today", effect.actions),
    )
