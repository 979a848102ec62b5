"""Messages for the user, translated only when they are shown.

A :class:`Message` consists of an English sentence with named fields and the values of
these fields. A :class:`Language` renders it, so the same report can be shown in French
by ``bean-check`` and in English by Fava.

Translations are gettext catalogues in ``locale/<language>.po``; the English sentences are
the message ids. Values are formatted according to their type: a date, an
:class:`~beancount.core.amount.Amount`, a number, a list or another message.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from beancount.core.amount import Amount
from msgspec import Struct, field

from beancount_relance.language.catalogue import catalogue_of
from beancount_relance.language.codes import Code
from beancount_relance.language.formats import Formats
from beancount_relance.language.languages import ENGLISH, LANGUAGES

# Control characters except tab and line feed, bidirectional controls, and lone surrogates.
_DRIVING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


class Source(Struct, frozen=True):
    """A position in the ledger.

    An empty ``file`` stands for the ledger as a whole.
    """

    file: str
    line: int

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Source:
        """Return the position recorded in the metadata of a directive or posting."""
        return cls(str(meta.get("filename", "")), int(meta.get("lineno", 0)))


class Message(Struct, frozen=True):
    """A sentence, the values of its fields and, if it counts something, its plural.

    Messages are created by :func:`msg` and :func:`nmsg`; the translation catalogue is
    extracted from the calls of these functions.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """Return the message in English, for logs and tracebacks."""
        return language(ENGLISH).render(self)


class RelanceError(Exception):
    """Raised when a request cannot be carried out; ``message`` gives the reason."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Translated(Struct, frozen=True):
    """A text with its translations, by language code; English is the fallback."""

    texts: Mapping[str, str]

    def in_language(self, code: str) -> str:
        """Return the text in a language, or in English if there is no translation."""
        return self.texts.get(code) or self.texts.get(ENGLISH, "")

    def __hash__(self) -> int:
        """A mapping has no hash of its own."""
        return hash(frozenset(self.texts.items()))


class CountryName(Struct, frozen=True):
    """A country in a message, by its two-letter code; each language has its own name for it."""

    code: str


_FORMATTED = (Message, Translated, CountryName, Amount, datetime.date, Decimal, list, tuple)
"""The types of values in messages that each language writes in its own way."""


class Problem(Struct, frozen=True):
    """A problem at one place in the ledger, such as an invalid value.

    Attributes:
        message: what is wrong, and what to do.
        source: where.
        code: its kind, which ``relance explain`` describes.
    """

    message: Message
    source: Source
    code: Code


def by_line(problems: Iterable[Problem]) -> Sequence[Problem]:
    """Return problems by file and line."""
    return sorted(problems, key=lambda problem: (problem.source.file, problem.source.line))


def msg(text: str, /, **values: object) -> Message:
    """Create a message from an English sentence with ``{named}`` fields."""
    return Message(text, values)


def nmsg(singular: str, plural: str, count: int, /, **values: object) -> Message:
    """Create a message with a singular and a plural form; ``{count}`` is set to ``count``."""
    return Message(singular, {"count": count, **values}, plural, count)


def printable(text: str) -> str:
    """Replace characters that control a terminal or reverse the direction of a line.

    Each becomes ``\N{REPLACEMENT CHARACTER}``; line breaks and tabs are kept.
    """
    if text.isprintable():  # as nearly always
        return text
    return re.sub(_DRIVING, "\N{REPLACEMENT CHARACTER}", text)


class Language(Formats):
    """Renders messages in one language, and formats the amounts and dates in them."""

    def __init__(self, code: str, country: str = "") -> None:
        """Load the catalogue of a language.

        Args:
            code: the language, a key of :data:`LANGUAGES`.
            country: the country whose words and formats to use; ``""`` for the language in
                general.
        """
        super().__init__(code, country)
        self._differs = _any_of(self.region.words)
        self._catalogue = catalogue_of(code)
        self._pattern = functools.lru_cache(maxsize=64)(self._list_pattern)
        self._texts: dict[str, str] = {}  # of the messages without a plural

    def render(self, message: Message | Translated | CountryName) -> str:
        """Return the message in this language, with its values formatted."""
        if isinstance(message, Translated):
            return message.in_language(self.code)
        if isinstance(message, CountryName):
            return self.country(message.code)
        if message.plural is not None:
            text = self._catalogue.ngettext(message.text, message.plural, message.count)
            text = self.spelt(text)
        elif (known := self._texts.get(message.text)) is not None:
            text = known
        else:
            text = self.spelt(self._catalogue.gettext(message.text))
            self._texts[message.text] = text
        if not message.values:
            return text.format()
        return text.format(**{name: self.show(value) for name, value in message.values.items()})

    def spelt(self, text: str) -> str:
        """Return a text of our own with the words of the region, such as ``favor``.

        It must not contain values from the ledger, which stay as they are written.
        """
        if self._differs is None:
            return text
        return self._differs.sub(lambda found: self.region.words[found[0]], text)

    def show(self, value: object) -> str:
        """Format the value of a message field according to its type."""
        if not isinstance(value, _FORMATTED):  # a text, as most often
            return printable(str(value))
        match value:
            case Message() | Translated() | CountryName():
                return self.render(value)
            case Amount():
                return self.amount(value)
            case datetime.date():
                return self.date(value)
            case Decimal():
                return self.number(value)
            case _:
                return self.enumerate([self.show(part) for part in value])

    def enumerate(self, parts: list[str]) -> str:
        """Join texts to a list such as ``a, b et c``."""
        if len(parts) <= 1:
            return "".join(parts)
        if not self.region.country:
            *before, last = parts
            return f"{', '.join(before)} {self.row.conjunction} {last}"
        return self._pattern(len(parts)).format(*parts)

    def _list_pattern(self, count: int) -> str:
        """Return a pattern for a list of ``count`` parts, such as ``{0}, {1} et {2}``."""
        from babel.lists import format_list  # noqa: PLC0415 - bean-check needs none of Babel

        return format_list([f"{{{place}}}" for place in range(count)], locale=self.locale)


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of whole words, but not of the names of fields in braces."""
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<![\w{{])(?:{'|'.join(map(re.escape, longest_first))})(?![\w}}])")


class LetterLanguage(Language):
    """A language as letters use it: dates in messages are written in words."""

    def date(self, date: datetime.date) -> str:
        """Format a date in words; see :meth:`long_date`."""
        return self.long_date(date)


@functools.cache
def letter_language(code: str, country: str = "") -> LetterLanguage:
    """Return the language of a letter for a code, a key of :data:`LANGUAGES`, and a country."""
    return LetterLanguage(code, country)


@functools.cache
def language(code: str, country: str = "") -> Language:
    """Return the language for a code such as ``fr`` or ``fr-CH``, or English if unavailable.

    Args:
        code: the code; only its language counts.
        country: the country whose words and formats to use, see
            :func:`~beancount_relance.language.languages.region_of`.
    """
    code = code.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    return Language(code if code in LANGUAGES else ENGLISH, country)
