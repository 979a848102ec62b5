"""The help in French: every text of it, and when it is shown."""

from __future__ import annotations

import click
import pytest

from beancount_relance.cli.help_texts import SHARED, help_texts
from beancount_relance.cli.subcommands import SUBCOMMANDS
from beancount_relance.history.note_kinds import NOTE_KINDS
from tests.support.command import relance


def test_every_text_is_there_in_french_and_none_is_left_over() -> None:
    texts = help_texts("fr")
    used = {("", "")}
    for name, row in SUBCOMMANDS.items():
        used.add((name, ""))
        for option in row.load().params:
            if isinstance(option, click.Option) and option.help:
                own = (name, option.opts[0])
                used.add(own if own in texts else (SHARED, option.opts[0]))
    used |= {("record", kind) for kind in NOTE_KINDS}
    assert used == texts.keys()


@pytest.mark.parametrize(
    ("typed", "lang", "shown"),
    [
        (("noter", "--help"), "", "Noter au livre ce qui a été fait ou convenu."),
        (("record", "--help"), "", "Write into the ledger what was done or agreed."),
        (("record", "--help", "-l", "fr"), "", "promesse "),
        (("-l", "en", "noter", "--help"), "", "Write into the ledger"),
        (("help", "lettre"), "", "Canaux, et formes"),
        (("record", "--help"), "fr_FR.UTF-8", "Noter au livre"),
        (("record", "--help"), "de_DE.UTF-8", "Write into the ledger"),
        (("--help",), "fr_FR.UTF-8", "balance-agee "),
        (("--help",), "fr_FR.UTF-8", "Relancer les factures impayées"),
        (("--help",), "", "ageing "),
    ],
)
def test_the_language_of_the_help(typed: tuple[str, ...], lang: str, shown: str) -> None:
    done = relance(*typed, env={"LC_ALL": lang or "C.UTF-8"})
    assert done.returncode == 0
    assert shown in done.stdout
