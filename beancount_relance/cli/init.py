"""``relance init``: what a ledger shows by itself, and the lines it still lacks.

Nothing is written without ``--write``: the lines are shown for the owner of the ledger to
read. With it they go into a file of their own, which the ledger then includes.
"""

from __future__ import annotations

import click

from beancount_relance.cli.view import View, view_in
from beancount_relance.exports.json_data import problems_data
from beancount_relance.language.messages import Message, msg, nmsg
from beancount_relance.survey.books import Effect
from beancount_relance.survey.survey import Survey, survey


@click.command("init")
@view_in("table", "json")
def init_command(view: View) -> None:
    """What a ledger shows by itself, and the lines to add to it."""
    found = survey(view.ledger, view.report, code=view.words.code)
    if view.form == "json":
        view.json(_data(view, found))
    else:
        _show(view, found)
    view.finish()


def _data(view: View, found: Survey) -> dict[str, object]:
    """What ``--format json`` prints."""
    return {
        "as_of": view.report.as_of.isoformat(),
        "found": [view.say(finding.message) for finding in found.findings],
        "propose": found.lines,
        "by_hand": found.by_hand,
        "before": _effect_data(found.before),
        "after": _effect_data(found.after),
        "problems": problems_data(view.report.problems, view.words),
    }


def _effect_data(effect: Effect) -> dict[str, object]:
    return {
        "invoices": effect.invoices,
        "numbered": effect.numbered,
        "owed": {currency: str(number) for currency, number in effect.owed.items()},
        "actions": effect.actions,
    }


def _show(view: View, found: Survey) -> None:
    """Print the findings by section, then the lines, and what comes of them."""
    for section in found.sections:
        view.heading(section.title)
        for finding in section.findings:
            view.line(f"  {view.say(finding.message)}")
    if found.by_hand:
        view.heading(msg("To write into entries of the ledger, with the real number and date"))
        _print_lines(found.by_hand)
    view.heading(msg("To add to the top-level file") if found.lines else msg("Nothing to add."))
    _print_lines(found.lines)
    view.heading(msg("What comes of it"))
    if found.lines:
        view.line(f"  {view.say(msg('as it is: {effect}', effect=effect_of(view, found.before)))}")
        after = msg("with these lines: {effect}", effect=effect_of(view, found.after))
        view.line(f"  {view.say(after)}")
    else:
        view.line(f"  {view.say(effect_of(view, found.before))}")


def _print_lines(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)


def effect_of(view: View, effect: Effect) -> Message:
    """What a ledger comes to, in a sentence."""
    money = [view.words.money(number, currency) for currency, number in effect.owed.items()]
    return msg(
        "{invoices}, {numbered} with a number; owed: {owed}; {actions}",
        invoices=nmsg("{count} invoice", "{count} invoices", effect.invoices),
        numbered=effect.numbered,
        owed=view.words.enumerate(money) if money else view.say(msg("nothing")),
        actions=nmsg("{count} action today", "{count} actions today", effect.actions),
    )
