"""The help in other languages than English.

It is in English in the code. ``help/LANGUAGE.csv`` has the same texts in another language: of a
command, of its options (those of the command ``*`` are of several commands), and of what is listed
below them. ``¶`` separates paragraphs. The help is in the language of ``--language``, of the name
by which the command was called, or of the environment.
"""

from __future__ import annotations

import copy
import functools
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import click

from beancount_relance.cli.subcommands import SUBCOMMANDS
from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.language.tables import csv_rows
from beancount_relance.language.text import plain

SHARED = "*"
FRENCH = "fr"
_FOLDER = Path(__file__).parent / "help"
_NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")
_OPTIONS = ("-l", "--language")


class Spoken:
    """The language of one call, which its words, its options or its ledger may change."""

    def __init__(self) -> None:
        self.code = language_of_environment()


@functools.cache
def help_texts(code: str) -> Mapping[tuple[str, str], str]:
    """Return the texts of a language, by command and by what they are about."""
    path = _FOLDER / f"{code}.csv"
    if not path.is_file():
        return {}
    return {(row["command"], row["what"]): row["text"] for row in csv_rows(path)}


def choose_language(context: click.Context, typed: Sequence[str]) -> None:
    """Choose the language of the help, from what was typed.

    Args:
        context: the context, whose root keeps the language.
        typed: the command as it was typed, with its arguments.
    """
    named = [value for option, value in pairwise(typed) if option in _OPTIONS]
    called = plain(typed[0]) if typed else ""
    is_french = any(called == row.others[0] != row.name for row in SUBCOMMANDS.values())
    known = [value for value in named if value in LANGUAGES]
    speak(context, known[-1] if known else FRENCH if is_french else language_of_environment())


def speak(context: click.Context, code: str) -> None:
    """Keep the language of what is said from now on, also of errors."""
    context.find_root().ensure_object(Spoken).code = code


def language_of_help(context: click.Context) -> str:
    """Return the code of the language of the help."""
    return context.find_root().ensure_object(Spoken).code


def text_about(context: click.Context, command: str, what: str, english: str) -> str:
    """Return a text of the help in its language, or else in English.

    Args:
        context: the context of the command, which knows the language.
        command: the name of the subcommand.
        what: the option; empty for the text about the subcommand itself.
        english: the text in English.
    """
    texts = help_texts(language_of_help(context))
    return texts.get((command, what)) or texts.get((SHARED, what)) or english


def translated(context: click.Context, command: click.Command) -> click.Command:
    """Return the command with its help in the language of the help."""
    name = command.name or ""
    if not help_texts(language_of_help(context)):
        return command
    found = copy.copy(command)
    found.help = text_about(context, name, "", command.help or "").replace("¶", "\n\n")
    found.params = [_translated(context, name, each) for each in command.params]
    return found


def _translated(context: click.Context, command: str, option: click.Parameter) -> click.Parameter:
    if not isinstance(option, click.Option) or option.help is None:
        return option
    found = copy.copy(option)
    found.help = text_about(context, command, option.opts[0], option.help)
    return found


def language_of_environment() -> str:
    """Return the code of the language that the environment asks for."""
    value = next(filter(None, map(os.environ.get, _NAMES)), None) or ENGLISH
    code = value.partition("_")[0].partition(".")[0]
    return code if code in LANGUAGES else ENGLISH
