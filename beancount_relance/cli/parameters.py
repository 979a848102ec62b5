"""The types of arguments and options that several commands have."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from dateutil.relativedelta import relativedelta
from msgspec import Struct

from beancount_relance.clock import today
from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Language, Message, msg
from beancount_relance.values.readers import is_date
from beancount_relance.values.vocabulary import CHOICE, english

_DAYS_FROM_TODAY = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "aujourd'hui": 0,
    "hier": -1,
    "demain": 1,
}
_NUMBERS = re.compile(r"(?P<first>\d{1,2})[/.](?P<second>\d{1,2})(?:[/.](?P<year>\d{4}))?")
_MONTHS = 12
_AHEAD = frozenset(("until",))


def _expected(text: str) -> Message:
    return msg("“{text}” is not a date such as 2026-06-30, 30/06 or yesterday", text=text)


def _day(
    year: str | None, month: int, day: int, since: datetime.date, *, ahead: bool
) -> datetime.date | None:
    """The day of a year, or without one the next such day or the latest; ``None`` if none is."""
    try:
        found = datetime.date(int(year) if year else since.year, month, day)
    except ValueError:
        return None
    if year is None and ahead and found < since:
        return found + relativedelta(years=1)
    if year is None and not ahead and found > since:
        return found - relativedelta(years=1)
    return found


class TypedDay(Struct, frozen=True):
    """A day as it was typed, which may depend on the language of the ledger.

    Attributes:
        text: what was typed.
        day: the day, if it is clear by itself.
        ahead: whether a day without a year is one to come, as in a promise, or one past.
    """

    text: str
    day: datetime.date | None
    ahead: bool

    def read(
        self,
        words: Language,
        as_of: datetime.date | None = None,
        since: datetime.date | None = None,
    ) -> datetime.date:
        """Return the day.

        Args:
            words: the language; ``09/10/2026`` is 9 October in French, and unclear in English.
            as_of: the day of the report, from which ``tomorrow`` counts; by default today.
            since: the day from which a day without a year is looked for, such as that of the
                note; by default that of the report.

        Raises:
            click.UsageError: there is no such day, or it is not clear which one is meant.
        """
        if self.day is not None:
            return self.day
        as_of = as_of or today()
        if self.text in _DAYS_FROM_TODAY:
            return as_of + relativedelta(days=_DAYS_FROM_TODAY[self.text])
        match = _NUMBERS.fullmatch(self.text)
        if match is None:
            raise click.UsageError(words.render(_expected(self.text)))
        first, second = int(match["first"]), int(match["second"])
        from babel.dates import get_date_format  # noqa: PLC0415 - importing it takes 20 ms

        day_first = str(get_date_format("short", locale=words.code).pattern).startswith("d")
        if not day_first and first <= _MONTHS and second <= _MONTHS and first != second:
            raise click.UsageError(
                words.render(
                    msg(
                        "“{text}” can be read in two ways: write {example}",
                        text=self.text,
                        example=f"{match['year'] or as_of.year}-{second:02}-{first:02}",
                    )
                )
            )
        day, month = (first, second) if day_first or second <= _MONTHS else (second, first)
        found = _day(match["year"], month, day, since or as_of, ahead=self.ahead)
        if found is None or not is_date(found):
            raise click.UsageError(words.render(_expected(self.text)))
        return found


class WordChoice(click.Choice):  # type: ignore[type-arg]  # it is generic from click 8.2 on
    """A choice among English words, which may also be typed in French."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the English word that is meant; refuse any other."""
        return super().convert(english(str(value), self.choices, CHOICE), param, ctx)


class _Day(click.ParamType):  # type: ignore[type-arg]  # it is generic from click 8.2 on
    """A day: ``2026-06-30``, ``30/06/2026``, ``30/06``, ``yesterday``."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> TypedDay:
        """Read a day as far as that is possible without a language and the day of the report."""
        if isinstance(value, TypedDay):
            return value
        text = str(value).strip().casefold().replace("’", "'")
        ahead = param is not None and param.name in _AHEAD
        if text in _DAYS_FROM_TODAY or _NUMBERS.fullmatch(text):
            return TypedDay(text, None, ahead)
        try:
            found = datetime.date.fromisoformat(text)
        except ValueError:
            self.fail(str(_expected(text)), param, ctx)
        if not is_date(found):
            self.fail(
                str(msg("{date} is outside of the years that Beancount knows", date=text)),
                param,
                ctx,
            )
        return TypedDay(text, found, ahead)


DAY = _Day()
"""The type of an option that is a date; it gives a :class:`TypedDay`."""

LEDGER = click.Path(exists=True, dir_okay=False, path_type=Path)
"""The type of the argument that is a ledger."""

_LANGUAGE_NAMES = ", ".join(row.name for row in LANGUAGES.values())


def common_options(
    forms: Sequence[str],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the ledger argument and the options that all commands have.

    Args:
        forms: the formats that the command can print; the first one is the default.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        decorated = command
        for option in (
            click.option(
                "--language",
                "-l",
                "code",
                type=click.Choice(tuple(LANGUAGES)),
                help=f"Language of the output ({_LANGUAGE_NAMES}); by default the ledger's.",
            ),
            click.option(
                "--format",
                "-o",
                "form",
                type=click.Choice(forms),
                default=forms[0],
                show_default=True,
                help="The output format.",
            ),
            click.option(
                "--as-of",
                "-d",
                type=DAY,
                metavar="DATE",
                help="The day to report on, such as 2026-06-30, 30/06 or yesterday; by default the "
                "ledger's, or today.",
            ),
            click.argument("ledger", type=LEDGER, metavar="[LEDGER]"),
        ):
            decorated = option(decorated)
        return decorated

    return decorate
