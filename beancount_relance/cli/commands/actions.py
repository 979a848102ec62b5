"""``relance actions``: what to do today, what comes next, and what is on hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click
from rich.text import Text

from beancount_relance.cli.invocation import with_view
from beancount_relance.cli.tables import actions_table, print_checks, print_waiting
from beancount_relance.cli.view import View
from beancount_relance.cli.word_filter import Filter, with_filter
from beancount_relance.dunning.agenda import Action
from beancount_relance.exports.action_data import actions_data
from beancount_relance.exports.json_data import JsonObject
from beancount_relance.language.messages import Message, msg
from beancount_relance.policy.channels import CHANNELS

_GROUPS: Mapping[str, Callable[[Action], Message]] = {
    "day": lambda action: Message("{day}", {"day": action.due_on}),
    "who": lambda action: (
        Message("{who}", {"who": action.who}) if action.who else msg("unassigned")
    ),
    "channel": lambda action: CHANNELS[action.channel].label,
}


@click.command("actions")
@with_view
@with_filter
@click.option(
    "--by",
    type=click.Choice(tuple(_GROUPS)),
    help="Group by the day, by who does it, or by the channel.",
)
def actions_command(
    view: View,
    *,
    only: Filter,
    by: str | None,
) -> None:
    """What to do today, what is coming up, and what is on hold.

    WORDS show only what they match: a customer, an invoice, a channel, a person.
    """
    data = only.data(actions_data(view.report, view.words))
    view.show(view.with_freshness(data), _action_rows, lambda: _print_actions(view, only, by))
    view.finish()


def _print_actions(view: View, only: Filter, by: str | None) -> None:
    report, agenda = view.report, view.report.agenda
    actions = [action for action in agenda.actions if only.has_action(action)]
    upcoming = [action for action in agenda.upcoming if only.has_action(action)]
    waiting = [decision for decision in agenda.waiting if only.has_item(decision.item)]
    view.heading(msg("To do on {date}", date=report.as_of))
    view.warn_if_stale()
    if actions:
        _print_grouped(view, actions, msg("Since"), by)
    else:
        view.note(msg("Nothing to do today."))
    if upcoming:
        view.heading(msg("Due in the next 30 days"))
        _print_grouped(view, upcoming, msg("On"), by)
    if waiting:
        view.heading(msg("Waiting"))
        print_waiting(view, waiting)
    if not only.words:
        print_checks(view, view.report.checks)


def _print_grouped(view: View, chosen: Sequence[Action], since: Message, by: str | None) -> None:
    if by is None:
        view.print_table(actions_table(view, chosen, since))
        return
    groups: dict[str, list[Action]] = {}
    for action in chosen:
        groups.setdefault(view.say(_GROUPS[by](action)), []).append(action)
    for name, group in groups.items():
        view.console.print(Text(f"\n{name}", style="bold dim"))
        view.print_table(actions_table(view, group, since))


def _action_rows(data: JsonObject) -> list[JsonObject]:
    """The actions as flat rows, one for each currency, followed by the items that wait."""
    rows: list[JsonObject] = []
    for status in ("actions", "upcoming"):
        rows += [
            {
                "status": status,
                "customer": action["customer"],
                "name": action["name"],
                "stage": action["stage"],
                "channel": action["channel"],
                "due_on": action["due_on"],
                "invoices": " ".join(action["invoices"]),
                "currency": currency,
                "outstanding": amount,
                "interest": action["interest"][currency],
                "recovery_fee": action["recovery_fee"][currency],
                "claimed": action["claimed"][currency],
                "why": "",
                "until": "",
            }
            for action in data[status]
            for currency, amount in action["outstanding"].items()
        ]
    rows += [
        {
            "status": "waiting",
            "customer": waiting["customer"],
            "name": "",
            "stage": "",
            "channel": "",
            "due_on": "",
            "invoices": waiting["invoice"],
            "currency": waiting["currency"],
            "outstanding": waiting["outstanding"],
            "interest": "",
            "recovery_fee": "",
            "claimed": "",
            "why": waiting["why"],
            "until": waiting["until"] or "",
        }
        for waiting in data["waiting"]
    ]
    return rows
