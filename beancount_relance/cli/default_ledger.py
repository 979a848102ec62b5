"""The ledger of a command that names none.

It is the file of the environment variable ``BEANCOUNT_FILE``, which Fava reads as well;
otherwise ``main.beancount`` in the current folder; otherwise the only ledger there.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from beancount_relance.language.codes import CODES

VARIABLE = "BEANCOUNT_FILE"
"""The environment variable that names the ledger."""

LEDGER_OPTION = "-f"
"""The option that names the ledger, for those who are used to it."""

_SUFFIXES = (".beancount", ".bean")
_LIKE_A_LEDGER = (*_SUFFIXES, ".gpg", ".asc")
_MAIN = tuple(f"main{suffix}" for suffix in _SUFFIXES)
_LEDGER = "ledger"
_EXPLAIN = "explain"


def with_ledger(
    command: click.Command, arguments: Sequence[str], parent: click.Context
) -> list[str]:
    """Return the arguments of a command with a ledger, which comes first.

    Args:
        command: the subcommand; it may not take a ledger at all.
        arguments: what was typed after its name.
        parent: the context of the command that it belongs to.

    Raises:
        click.UsageError: no ledger was named, and which one is meant is not clear.
    """
    typed = _with_option(list(arguments))
    context = click.Context(command, parent=parent, info_name=command.name)
    asks_for_help = set(context.help_option_names) & set(typed)
    if asks_for_help or all(each.name != _LEDGER for each in command.params):
        return typed
    try:
        values, _, _ = command.make_parser(context).parse_args(typed.copy())
    except click.UsageError:
        return typed  # the command itself says what is wrong
    named = values.get(_LEDGER)
    if isinstance(named, str) and _is_ledger(named):
        return typed
    if isinstance(named, str) and is_path_of_folder(named):
        return _with_folder(named, typed, context)
    return _with_default(command, named, typed, context)


def _with_default(
    command: click.Command, named: object, typed: list[str], context: click.Context
) -> list[str]:
    """Put the default ledger first; without one, a word may be a folder or a code."""
    try:
        return [str(default_ledger(context)), *typed]
    except click.UsageError:
        if isinstance(named, str) and Path(named).is_dir():
            return _with_folder(named, typed, context)
        if command.name == _EXPLAIN and without_ledger(named):
            return typed
        raise


def _with_folder(folder: str, typed: list[str], context: click.Context) -> list[str]:
    """Put the ledger of a folder in its place."""
    found = str(_in_folder(Path(folder), context))
    return [found if each == folder else each for each in typed]


def without_ledger(word: object) -> bool:
    """Whether ``relance explain`` needs no ledger for a word, because it is a code."""
    return word in CODES


def _with_option(typed: list[str]) -> list[str]:
    """Put the ledger of the option ``-f`` first, where the command expects it."""
    if LEDGER_OPTION not in typed[:-1]:
        return typed
    place = typed.index(LEDGER_OPTION)
    ledger = typed[place + 1]
    if Path(ledger).is_dir():
        ledger = os.path.join(ledger, "")  # noqa: PTH118 - with a slash, a folder and no word
    return [ledger, *typed[:place], *typed[place + 2 :]]


def _is_ledger(text: str) -> bool:
    """Whether an argument is a ledger rather than a customer or an invoice."""
    return Path(text).suffix.lower() in _LIKE_A_LEDGER or Path(text).is_file()


def is_like_a_path(text: str) -> bool:
    """Whether an argument may be a ledger or a folder, there or not, rather than a word."""
    return _is_ledger(text) or Path(text).is_dir() or Path(text).name != text


def is_path_of_folder(text: str) -> bool:
    """Whether an argument is a folder, and no word: it has a separator."""
    return Path(text).is_dir() and Path(text).name != text


def default_ledger(context: click.Context) -> Path:
    """Return the ledger of a command that names none.

    Raises:
        click.UsageError: there is none, or which one is meant is not clear.
    """
    named = os.environ.get(VARIABLE, "")
    if not named:
        return _in_folder(Path(), context)
    files = [Path(each) for each in named.split(os.pathsep) if each]
    if len(files) == 1:
        return files[0]
    from beancount_relance.cli import wrong_usage  # noqa: PLC0415 - see there

    raise wrong_usage.several_ledgers(context, VARIABLE, len(files))


def _in_folder(folder: Path, context: click.Context) -> Path:
    for name in _MAIN:
        if (folder / name).is_file():
            return folder / name
    # The loader is imported here, not for ``relance --help``.
    from beancount_relance.report.loading import including_file  # noqa: PLC0415

    found = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
    alone = [path for path in found if including_file(path) is None]
    if len(alone) == 1:
        return alone[0]
    from beancount_relance.cli import wrong_usage  # noqa: PLC0415 - see there

    raise wrong_usage.no_ledger(context, alone, VARIABLE)
