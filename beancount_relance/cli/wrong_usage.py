"""Says what is wrong with a command as it was typed.

Click says it in English. What we say ourselves is in the language of the call, so the words around
it are as well; Click's own sentences stay as they are, in English from first to last. This module
is imported when it is needed: ``relance --help`` does without messages.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from beancount_relance.cli.help_texts import language_of_help
from beancount_relance.cli.subcommands import OTHER_NAMES
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Message, language, msg

_MEANT = {
    "list": "items",
    "ls": "items",
    "status": "actions",
    "due": "actions",
    "next": "actions",
    "mail": "letter",
    "text": "letter",
    "note": "record",
    "add": "record",
    "done": "record",
    "why": "explain",
    "balance": "ageing",
    "court": "court-file",
    "setup": "init",
}
_CLOSE = 0.6


def say(error: click.ClickException, code: str) -> None:
    """Print an error, with the usage of the command if it is known.

    Args:
        error: the error.
        code: the language of its message, if it is ours.
    """
    is_ours = type(error) in (click.UsageError, click.ClickException)
    if code == ENGLISH or not is_ours:
        error.show()
        return
    words, lines = language(code), []
    if isinstance(error, click.UsageError) and error.ctx is not None:
        called = error.ctx.command_path
        usage = " ".join([called, *error.ctx.command.collect_usage_pieces(error.ctx)])
        lines.append(words.render(msg("Usage: {usage}", usage=usage)))
        lines.append(words.render(msg("“{command} --help” says more.", command=called)))
        lines.append("")
    lines.append(words.render(msg("Error: {message}", message=error.format_message())))
    click.echo("\n".join(lines), err=True)


def no_such_command(context: click.Context, name: str, names: Sequence[str]) -> click.UsageError:
    """Return the error that there is no such subcommand, with the one that is probably meant.

    Args:
        context: the context of the call.
        name: what was typed.
        names: the subcommands.
    """
    meant = _MEANT.get(name)
    if meant is None:
        near = difflib.get_close_matches(name, [*names, *OTHER_NAMES], n=1, cutoff=_CLOSE)
        meant = OTHER_NAMES.get(near[0], near[0]) if near else None
    if meant is None:
        text = msg("There is no command “{name}”: see “relance --help”.", name=name)
    else:
        text = msg(
            "There is no command “{name}”; perhaps “relance {meant}”.", name=name, meant=meant
        )
    return _error(context, text)


def no_such_ledger(context: click.Context, name: str) -> click.UsageError:
    """Return the error that the ledger is not there, or that it is a folder."""
    if Path(name).is_dir():
        return _error(context, msg("“{name}” is a folder: name a ledger in it.", name=name))
    return _error(context, msg("There is no file “{name}”.", name=name))


def several_ledgers(context: click.Context, variable: str, count: int) -> click.UsageError:
    """Return the error that the environment's variable names several ledgers."""
    facts = {"variable": variable, "count": count}
    return _error(context, msg("{variable} has {count} ledgers: name the one you mean.", **facts))


def no_ledger(context: click.Context, found: Sequence[Path], variable: str) -> click.UsageError:
    """Return the error that the folder has no ledger, or several."""
    if found:
        names = ", ".join(map(str, found))
        text = msg("There are several ledgers here, {names}: name the one you mean.", names=names)
    else:
        text = msg(
            "There is no ledger here: name it, as in “relance actions books.beancount”, or set "
            "{variable}.",
            variable=variable,
        )
    return _error(context, text)


def _error(context: click.Context, text: Message) -> click.UsageError:
    return click.UsageError(language(language_of_help(context)).render(text), context)
