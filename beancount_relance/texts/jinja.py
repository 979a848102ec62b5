"""Jinja2 in a sandbox, with the ledger's own templates before the built-in ones.

What a template prints is data and never itself read as a template.

A template names others relative to the folder of its language: ``reminder.j2`` is
``fr/reminder.j2`` in a French text. It is looked for in the folder of the setting
``templates`` first, then among the built-in ones, where ``builtin/reminder.j2`` always
finds it. What a language lacks is taken from English. ``fr/reminder.j2`` and
``builtin/fr/reminder.j2`` name a template of one language.

Compiled templates are kept for the whole process, until a file in the ledger's folder
changes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    DictLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    UndefinedError,
)

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Language, Message, RelanceError, language, msg
from beancount_relance.language.text import address_lines, capital, grouped, one_line, town
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.report.recovery import Recovery
from beancount_relance.report.weighed_options import WeighedOption
from beancount_relance.texts.blocks import TEMPLATE, BlockCollector
from beancount_relance.texts.sandbox import Sandbox

BUILT_IN_TEMPLATES = Path(__file__).parent / "templates"
"""The folder of the built-in templates."""

# What a mistake in a template can raise, by itself or in what it calls.
_TEMPLATE_ERRORS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_PARTS = "<parts>"
_SUFFIX = ".j2"


class ReminderError(RelanceError):
    """A text that could not be written; the message names file, line and cause."""


class Templates:
    """The templates of a ledger."""

    def __init__(self, folder: Path | None) -> None:
        """Take the ledger's own folder of templates, if it has one."""
        self._folder = folder
        self._stamp = _stamp(folder) if folder else ()
        self._found: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}

    def language(self, words: Language, names: tuple[str, ...]) -> Language:
        """The language to write a text in: English if ``words`` has none of the templates.

        Args:
            words: the language that is preferred.
            names: the names of templates, without their language.
        """
        if not self._existing(words.code, names) and self._existing(ENGLISH, names):
            return language(ENGLISH)
        return words

    def _existing(self, code: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the templates that a language has."""
        found = self._found.get((code, names))
        if found is None:
            folders = [
                folder / code for folder in (self._folder, BUILT_IN_TEMPLATES) if folder is not None
            ]
            found = tuple(
                name for name in names if any(_is_file(folder / name) for folder in folders)
            )
            self._found[code, names] = found
        return found

    def render(
        self,
        words: Language,
        names: tuple[str, ...],
        variables: Mapping[str, object],
        collector: BlockCollector | None = None,
    ) -> str:
        """The text of the first template that there is.

        Args:
            words: the language of the text, as :meth:`language` chose it.
            names: the names of templates without their language, the preferred one first.
            variables: what the template may use.
            collector: who is handed the blocks of the text, to lay them out.

        Raises:
            ReminderError: there is no such template, or it has a mistake.
        """
        environment = _environment(words.code, self._folder, self._stamp)
        try:
            template = environment.first_of(self._existing(words.code, names) or names)
            if collector is not None:
                variables = {**variables, "_text": template, "_take": collector.take}
                template = environment.get_template(_PARTS)
            return template.render(variables)
        except _TEMPLATE_ERRORS as error:
            places = [f"{words.code}/{name}" for name in names]
            raise ReminderError(_message(error, places)) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


@functools.lru_cache(maxsize=8)
def _environment(code: str, folder: Path | None, stamp: tuple[object, ...]) -> Sandbox:
    """The templates of a language; another ``stamp`` of the folder makes new ones."""
    del stamp
    words = language(code)
    environment = Sandbox(
        loader=_loader(code, folder),
        undefined=StrictUndefined,
        autoescape=False,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: "" if value is None else value,
    )
    environment.filters |= {
        "money": words.amount,
        "date": words.long_date,
        "day": words.date,
        "percent": words.percent,
        "enumerate": lambda parts: words.enumerate([str(part) for part in parts]),
        "say": words.render,
        "oneline": lambda text: one_line(str(text)),
        "capital": capital,
        "address": address_lines,
        "town": town,
        "grouped": grouped,
        "ways": _ways,
    }
    environment.tests |= {
        "paper": lambda channel: CHANNELS[channel].medium == PAPER,
        "electronic": lambda channel: CHANNELS[channel].is_electronic,
    }
    return environment


def _ways(found: Iterable[Recovery], name: str) -> list[WeighedOption]:
    """The option of that name, once, though it may be weighed in several currencies."""
    ways = (way for recovery in found for way in recovery.options)
    return [way for way in ways if way.option.name == name][:1]


def _loader(code: str, folder: Path | None) -> BaseLoader:
    built_in = [BUILT_IN_TEMPLATES / code, BUILT_IN_TEMPLATES / ENGLISH, BUILT_IN_TEMPLATES]
    own = [folder / code] if folder is not None else []
    shared = [folder] if folder is not None else []
    return ChoiceLoader(
        [
            FileSystemLoader([*own, *built_in[:2], *shared, BUILT_IN_TEMPLATES]),
            PrefixLoader({"builtin": FileSystemLoader(built_in)}),
            DictLoader({_PARTS: TEMPLATE}),
        ]
    )


def _stamp(folder: Path) -> tuple[object, ...]:
    """What changes as soon as a template in the folder does."""
    try:
        found = [(path, path.stat()) for path in sorted(folder.rglob(f"*{_SUFFIX}"))]
    except OSError:
        return ()
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


def _message(error: Exception, names: Sequence[str]) -> Message:
    place, line = _place(error)
    cause: object = str(error)
    if isinstance(error, UndefinedError):
        cause = msg("{cause}; “relance letter --list” shows the variables", cause=str(error))
    return msg(
        "template {place}, line {line}: {cause}",
        place=place or " / ".join(names),
        line=line or 1,
        cause=cause,
    )


def _place(error: Exception) -> tuple[str | None, int | None]:
    """The file and line of a mistake: told by itself, else where it came about."""
    place, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if place is not None:
        return place, line
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(_SUFFIX):
            place, line = file, trace.tb_lineno
        trace = trace.tb_next
    return place, line
