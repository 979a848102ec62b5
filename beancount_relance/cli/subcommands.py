"""The registry of the subcommands: what each one does, and the module that has it.

A module is imported when its command is called, so that ``relance --help`` does not wait for
the libraries that letters, calendars and tables need.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand that is not imported yet.

    Attributes:
        name: its name.
        summary: one line for the help; the first line of the command's own help.
        module: its module in this package. The command in it is called ``NAME_command``.
    """

    name: str
    summary: str
    module: str

    def load(self) -> click.Command:
        """Import the command."""
        module = importlib.import_module(f"{__package__}.{self.module}")
        command: click.Command = getattr(module, f"{self.name}_command")
        return command


def _registry(*rows: tuple[str, str] | tuple[str, str, str]) -> Mapping[str, Subcommand]:
    return {
        name: Subcommand(name, summary, module[0] if module else name)
        for name, summary, *module in rows
    }


SUBCOMMANDS: Mapping[str, Subcommand] = _registry(
    ("actions", "What to do today, what is coming up, and what is on hold."),
    ("letter", "The texts to send, for today's actions or named customers."),
    ("record", "Write into the ledger what was done or agreed."),
    ("check", "One line for each action due, and an exit status, for scripts."),
    ("calendar", "Actions, promises and time limits for your calendar (.ics)."),
    ("open", "The open items, and how they tie out to the accounts.", "open_items"),
    ("ageing", "The aged balance by customer, and how fast customers pay."),
    ("exceptions", "What needs attention: blocked, unmatched or unreadable."),
    ("match", "Receipts to decide on, each with proposals and their evidence."),
    ("explain", "Why something is due, or not: each reason with its line."),
    ("recovery", "What each way to get paid costs, and what it brings in."),
    ("file", "The case file for a court: request, statement, evidence."),
    ("book", "Entries to paste: doubtful claims, bad debts, late interest."),
    ("forecast", "What will come in each week, by how customers paid before."),
    ("backtest", "What a policy would have done in the past, beside what was done."),
    ("diff", "What changes between commits, ledgers or policies."),
    ("init", "What a ledger already says, and the lines to add to it."),
)
"""The subcommands in the order of the help: most used first."""
