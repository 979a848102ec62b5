"""The registry of the subcommands: what each one does, and the module that has it.

A module is imported when its command is called, so that ``relance --help`` does not wait for
the libraries that letters, calendars and tables need.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click
from msgspec import Struct


class Subcommand(Struct, frozen=True):
    """A subcommand that is not imported yet.

    Attributes:
        name: its name.
        summary: one line for the help; the first line of the command's own help.
        others: other names that work as well; the first one is French.
        settled: whether it shows something of settled invoices, so that these have to be read.
    """

    name: str
    summary: str
    others: tuple[str, ...] = ()
    settled: bool = True

    @property
    def module(self) -> str:
        """Its module in `commands`; the command in it is called ``MODULE_command``."""
        return self.name.replace("-", "_")

    def load(self) -> click.Command:
        """Import the command."""
        module = importlib.import_module(f"{__package__}.commands.{self.module}")
        command: click.Command = getattr(module, f"{self.module}_command")
        return command


SUBCOMMANDS: Mapping[str, Subcommand] = {
    row.name: row
    for row in (
        Subcommand("today", "What to do today, and what is new since yesterday.", ("aujourd-hui",)),
        Subcommand(
            "actions",
            "What to do today, what is coming up, and what is on hold.",
            ("a-faire", "todo"),
            settled=False,
        ),
        Subcommand(
            "letter", "The texts to send, for today's actions or named customers.", ("lettre",)
        ),
        Subcommand(
            "drafts",
            "Today's e-mails as drafts in your mail program, once each.",
            ("brouillons",),
        ),
        Subcommand(
            "statements",
            "Statements of account, with movements and ageing.",
            ("releves",),
        ),
        Subcommand(
            "send",
            "Send today's e-mails, each at most once, and record them.",
            ("envoyer",),
        ),
        Subcommand(
            "sent",
            "What was sent and what came back, as notes for the ledger.",
            ("envoyes",),
        ),
        Subcommand("record", "Write into the ledger what was done or agreed.", ("noter",)),
        Subcommand(
            "check",
            "One line for each action due, and an exit status, for scripts.",
            ("verifier",),
            settled=False,
        ),
        Subcommand(
            "calendar",
            "Actions, promises and time limits for your calendar (.ics).",
            ("calendrier",),
        ),
        Subcommand(
            "items", "The open items, and how they tie out to the accounts.", ("postes", "open")
        ),
        Subcommand(
            "ageing",
            "Aged receivables by customer, and how fast customers pay.",
            ("balance-agee", "aging"),
        ),
        Subcommand(
            "exceptions",
            "What needs attention: blocked, unmatched or unreadable.",
            ("anomalies",),
            settled=False,
        ),
        Subcommand(
            "match",
            "Receipts to decide on, each with proposals and their evidence.",
            ("rapprocher",),
        ),
        Subcommand(
            "explain", "Why something is due, or not: each reason with its line.", ("expliquer",)
        ),
        Subcommand(
            "recovery",
            "What each way to get paid costs, and what it brings in.",
            ("recouvrement",),
        ),
        Subcommand(
            "court-file",
            "The case file for a court: request, statement, evidence.",
            ("dossier", "file"),
        ),
        Subcommand(
            "entries",
            "Entries to paste: doubtful claims, bad debts, late interest.",
            ("ecritures", "book"),
        ),
        Subcommand(
            "forecast",
            "What should come in each week, going by past payments.",
            ("prevoir",),
        ),
        Subcommand(
            "backtest",
            "What a policy would have done, next to what was done.",
            ("rejouer",),
        ),
        Subcommand(
            "diff",
            "What changes between commits, ledgers or policies.",
            ("comparer",),
        ),
        Subcommand(
            "doctor", "What is wrong with the installation and the set-up.", ("diagnostic",)
        ),
        Subcommand(
            "anonymise",
            "A copy with other names and amounts, for a bug report.",
            ("anonymiser", "anonymize"),
        ),
        Subcommand(
            "init", "What a ledger already says, and the lines to add to it.", ("preparer",)
        ),
    )
}
"""The subcommands in the order of the help: most used first."""

OTHER_NAMES: Mapping[str, str] = {
    other: row.name for row in SUBCOMMANDS.values() for other in row.others
}
"""The other names of the subcommands, with the names that they stand for."""


def needs_settled(name: str | None, arguments: Mapping[str, object]) -> bool:
    """Return whether a command as it was called shows something of settled invoices.

    Args:
        name: the command.
        arguments: its own arguments; words may be those of a settled invoice.
    """
    row = SUBCOMMANDS.get(name or "")
    return row is None or row.settled or bool(arguments.get("words"))
