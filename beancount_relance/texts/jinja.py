"""Templating: Jinja2 in a sandbox, with the ledger's own templates before the built-in ones.

What a template names is data, never a template itself. A template is found by its
name, ``fr/reminder.j2``, first in the folder of the setting ``templates``; under
``builtin/fr/reminder.j2`` the built-in one is always there to build on.

Compiled templates are kept for the whole process, until a file in that folder changes.
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

from beancount_relance.language.messages import Language, Message, language, msg
from beancount_relance.language.text import address_lines, capital, grouped, one_line, town
from beancount_relance.report.recovery import Recovery
from beancount_relance.report.weighed_options import WeighedOption
from beancount_relance.texts.blocks import TEMPLATE, BlockCollector
from beancount_relance.texts.sandbox import Sandbox

BUILT_IN = Path(__file__).parent / "templates"
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


class ReminderError(Exception):
    """A text that could not be written; the message names file, line and cause."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Templates:
    """The templates of a ledger."""

    def __init__(self, folder: Path | None) -> None:
        """Take the ledger's own folder of templates, if it has one."""
        self._folder = folder
        self._stamp = _stamp(folder) if folder else ()

    def render(
        self,
        words: Language,
        names: tuple[str, ...],
        variables: Mapping[str, object],
        collector: BlockCollector | None = None,
    ) -> str:
        """The text of the first template that there is.

        Args:
            words: the language of the filters.
            names: the names of templates, the one wanted most first.
            variables: what the template may use.
            collector: who is handed the blocks of the text, to lay them out.

        Raises:
            ReminderError: there is no such template, or it has a mistake.
        """
        environment = _environment(words.code, self._folder, self._stamp)
        try:
            template = environment.first_of(names)
            if collector is not None:
                variables = {**variables, "_text": template, "_take": collector.take}
                template = environment.get_template(_PARTS)
            return template.render(variables)
        except _TEMPLATE_ERRORS as error:
            raise ReminderError(_message(error, names)) from error


@functools.lru_cache(maxsize=8)
def _environment(code: str, folder: Path | None, stamp: tuple[object, ...]) -> Sandbox:
    """The templates of a language; another ``stamp`` of the folder makes new ones."""
    del stamp
    words = language(code)
    environment = Sandbox(
        loader=_loader(folder),
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
    return environment


def _ways(found: Iterable[Recovery], name: str) -> list[WeighedOption]:
    """The option of that name, once, though it may be weighed in several currencies."""
    ways = (way for recovery in found for way in recovery.options)
    return [way for way in ways if way.option.name == name][:1]


def _loader(folder: Path | None) -> BaseLoader:
    built_in = FileSystemLoader(BUILT_IN)
    parts = DictLoader({_PARTS: TEMPLATE})
    loaders: list[BaseLoader] = [built_in, PrefixLoader({"builtin": built_in}), parts]
    if folder is not None:
        loaders.insert(0, FileSystemLoader(folder))
    return ChoiceLoader(loaders)


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
