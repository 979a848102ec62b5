"""The invocation: the ledger and the common options of a subcommand, as they were typed.

A command decorated with :func:`with_view` takes them, and receives a
:class:`~beancount_relance.cli.view.View` instead.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from beancount_relance.cli.exit_status import DATA_ERRORS
from beancount_relance.cli.help_texts import speak
from beancount_relance.cli.included_file import refuse_part
from beancount_relance.cli.parameters import TypedDay, common_options
from beancount_relance.cli.subcommands import needs_settled
from beancount_relance.cli.view import CSV_FORMS, View, problem_line
from beancount_relance.clock import today
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import (
    Language,
    language,
    msg,
)
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.policy.settings import customs_of
from beancount_relance.report.checks.frozen_day import forgotten_day
from beancount_relance.report.loading import (
    LoadedLedger,
    LoadingError,
    load_ledger,
)


class Invocation(Struct, frozen=True):
    """The ledger and the common options as they were typed.

    Attributes:
        path: the ledger's file.
        as_of: the day; ``None`` for the ledger's own, or today.
        form: the output format.
        code: the language; ``None`` for the ledger's.
    """

    path: Path
    as_of: TypedDay | None
    form: str
    code: str | None

    def load(self, path: Path) -> LoadedLedger:
        """Load a ledger; if that fails, print why and exit."""
        loaded = load_or_leave(path, self.code)
        refuse_part(path, loaded, self.code)
        return loaded

    def words(self, loaded: LoadedLedger | None = None) -> Language:
        """Return the language, if it must be known before there is a report."""
        if self.code:
            return language(self.code)
        settings, _ = parse_settings(customs_of((loaded or self.load(self.path)).entries))
        return language(settings.language)

    def view(self, loaded: LoadedLedger, *, warn: bool = True, whole: bool = True) -> View:
        """Return the view of a ledger, and warn about a forgotten day; on failure print why."""
        day = self.as_of.read(self.words(loaded)) if self.as_of else None
        try:
            report = loaded.report(day, whole=whole)
        except LoadingError as error:
            click.echo(language(self.code or ENGLISH).render(error.message), err=True)
            sys.exit(DATA_ERRORS)
        words = language(self.code or report.settings.language)
        speak(click.get_current_context(), words.code)
        forgotten = forgotten_day(loaded.entries, today())
        if forgotten is not None and warn and not self.as_of:
            click.echo(problem_line(forgotten, words), err=True)
        return View(loaded, report, words, self.form)


def view_in(*forms: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the ledger argument and the common options, passed to it as a view.

    Args:
        forms: the formats that the command can print; the first one is the default.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(invocation: Invocation, **more: Any) -> None:
            whole = needs_settled(click.get_current_context().command.name, more)
            command(invocation.view(invocation.load(invocation.path), whole=whole), **more)

        return with_invocation(*forms)(run)

    return decorate


def with_invocation(*forms: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the ledger argument and the common options, before the ledger is loaded.

    Args:
        forms: the formats that the command can print; the first one is the default.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(
            *,
            ledger: Path,
            as_of: TypedDay | None,
            form: str,
            code: str | None,
            **more: Any,
        ) -> None:
            command(Invocation(ledger, as_of, form, code), **more)

        return common_options(forms)(run)

    return decorate


with_view = view_in("table", "json", *CSV_FORMS)


def load_or_leave(ledger: Path, code: str | None) -> LoadedLedger:
    """Load the ledger; if that fails, print why and exit."""
    try:
        return load_ledger(ledger)
    except LoadingError as error:
        message = error.message
    except OSError as error:
        message = msg("{path} cannot be read: {error}", path=error.filename, error=error.strerror)
    click.echo(language(code or ENGLISH).render(message), err=True)
    sys.exit(DATA_ERRORS)
