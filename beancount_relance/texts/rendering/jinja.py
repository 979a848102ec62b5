"""Renders Jinja2 templates in a sandbox; the ledger's own templates replace built-in ones.

The output of a template is data and is never interpreted as a template.

Templates refer to each other relative to the folder of their language: ``reminder.j2`` means
``fr/reminder.j2`` in a French text. It is looked up in the folder of the setting ``templates``
first, then among the built-in templates; ``builtin/reminder.j2`` always means the built-in one.
Templates that a language lacks are taken from English. ``fr/reminder.j2`` and
``builtin/fr/reminder.j2`` mean the template of that particular language.

Compiled templates are cached for the lifetime of the process, until a template in the ledger's
folder changes.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import (
    StrictUndefined,
    TemplateError,
    UndefinedError,
)

from beancount_relance.language.amount_words import amount_in_words
from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import (
    Language,
    Message,
    RelanceError,
    language,
    letter_language,
    msg,
)
from beancount_relance.language.text import (
    address_lines,
    capital,
    grouped,
    office,
    one_line,
    requoted,
    town,
)
from beancount_relance.law.recovery_options import NO_PROCEDURES
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.report.option_costs import AFTER, WeighedOption
from beancount_relance.report.option_limits import limits_after_service
from beancount_relance.report.recovery import Recovery
from beancount_relance.texts.addressed_person import addressed_person, is_called_by_owner
from beancount_relance.texts.english_greeting import greeted
from beancount_relance.texts.rendering.blocks import BlockCollector
from beancount_relance.texts.rendering.regional_spelling import RegionalSpelling
from beancount_relance.texts.rendering.sandbox import Sandbox
from beancount_relance.texts.rendering.template_loader import (
    BUILT_IN_TEMPLATES,
    PARTS,
    compiled_templates,
    template_loader,
)
from beancount_relance.values.numbers.structured_references import creditor_reference
from beancount_relance.values.vocabulary import CHOICE, named

# The exceptions that a mistake in a template can raise, directly or in the code it calls.
_TEMPLATE_ERRORS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_ORDERS = ("order-for-payment", "money-claim", "european-order")
_SUFFIX = ".j2"


class ReminderError(RelanceError):
    """A text could not be written; the message says why, for templates with file and line."""


class Templates:
    """The templates of a ledger."""

    def __init__(self, folder: Path | None) -> None:
        """Use the ledger's own folder of templates, if there is one."""
        self._folder = folder
        self._stamp = _stamp(folder) if folder else ()
        self._found: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}

    def language(self, words: Language, names: tuple[str, ...]) -> Language:
        """Return the language for a text: ``words``, or English if it has none of the templates.

        Args:
            words: the preferred language.
            names: the names of the templates, without a language.
        """
        if not self._existing(words.code, names) and self._existing(ENGLISH, names):
            return language(ENGLISH)
        return words

    def _existing(self, code: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return the templates that exist in a language."""
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
        """Render the first template that exists.

        Args:
            words: the language of the text, as returned by :meth:`language`.
            names: the names of the templates, without a language; the preferred one first.
            variables: the variables of the template.
            collector: receives the blocks of the text, for layout.

        Raises:
            ReminderError: no template exists, or it has a mistake.
        """
        existing = self._existing(words.code, names)
        if not existing:
            text = msg(
                "there is no text {file}: give the stage a “template:”, such as “reminder”, or put "
                "the file into the folder of the setting “templates”",
                file=f"{words.code}/{names[-1]}",
            )
            raise ReminderError(text)
        environment = _environment(words.code, words.region.country, self._folder, self._stamp)
        try:
            template = environment.first_of(existing)
            if collector is not None:
                variables = {**variables, "_text": template, "_take": collector.take}
                template = environment.get_template(PARTS)
            return environment.rendered(template, variables)
        except _TEMPLATE_ERRORS as error:
            places = [f"{words.code}/{name}" for name in names]
            raise ReminderError(_message(error, places)) from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # not a valid file name
        return False


@functools.lru_cache(maxsize=8)
def _environment(
    code: str, country: str, folder: Path | None, stamp: tuple[object, ...]
) -> Sandbox:
    """Return the environment of a language, as a country writes it.

    A new ``stamp`` of the folder creates a new one.
    """
    del stamp
    words = language(code, country)
    environment = Sandbox(
        bytecode_cache=compiled_templates(code, country),
        loader=template_loader(code, folder),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["region"] = words.region
    environment.add_extension(RegionalSpelling)
    environment.extend(spelt=words.spelt)
    in_letters = letter_language(code, country)
    environment.filters |= {
        "money": words.amount,
        "in_words": lambda amount: amount_in_words(amount, code, words.locale),
        "date": words.long_date,
        "day": words.short_date,
        "percent": words.percent,
        "rate": words.rate,
        "enumerate": lambda parts: words.enumerate([str(part) for part in parts]),
        "say": in_letters.render,
        "shown": in_letters.show,
        "oneline": lambda text: one_line(str(text)),
        "requoted": requoted,
        "capital": capital,
        "address": address_lines,
        "inline": lambda text: ", ".join(str(text).splitlines()),
        "person": lambda text: addressed_person(str(text)),
        "greeted": lambda text: greeted(str(text), words.spelt),
        "spelt": words.spelt,
        "town": town,
        "office": office,
        "creditor_reference": creditor_reference,
        "grouped": grouped,
        "vocabulary": lambda name: named(str(name), CHOICE).in_language(code),
        "ways": _ways,
        "procedures": _procedures,
        "after_service": _after_service,
    }
    environment.tests |= {
        "paper": lambda channel: CHANNELS[channel].medium == PAPER,
        "electronic": lambda channel: CHANNELS[channel].is_electronic,
        "contact": lambda channel: CHANNELS[channel].is_contact,
        "titled": is_called_by_owner,
    }
    return environment


def _ways(found: Iterable[Recovery], name: str) -> list[WeighedOption]:
    """Return the option with this name; only once, even if there are several currencies."""
    ways = (way for recovery in found for way in recovery.options)
    return [way for way in ways if way.option.name == name][:1]


def _procedures(found: Iterable[Recovery]) -> list[WeighedOption]:
    """Return the options that are a procedure, once even if there are several currencies.

    They are all but those that hand the claim over or give it up.
    """
    ways = {
        (way.option.name, way.option.called): way
        for recovery in found
        for way in recovery.options
        if way.option.name not in NO_PROCEDURES
    }
    return list(ways.values())


def _after_service(found: Iterable[Recovery], day: datetime.date) -> list[Message]:
    """Return the time limits that run from the service of a court's order on a day.

    They are those of the debtor's country; of the European procedures if it has none.
    """
    recoveries = list(found)
    for name in _ORDERS:
        for way in _ways(recoveries, name):
            country = recoveries[0].country
            messages = [*limits_after_service(way.option.limits, day, country)]
            messages += [
                Message("{words}", {"words": note.words})
                for note in way.option.notes
                if note.topic == AFTER
            ]
            if messages:
                return messages
    return []


def _stamp(folder: Path) -> tuple[object, ...]:
    """Return a value that changes whenever a template in the folder changes."""
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
    """Return the file and line of a mistake, from the exception or else from its traceback."""
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
