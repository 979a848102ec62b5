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
import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, getcontext
from pathlib import Path
from typing import Any

import babel
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from beancount.core.amount import Amount

from beancount_relance.language.languages import ENGLISH, LANGUAGES

_IN_WORDS = "long"
# Control characters except tab and line feed, bidirectional controls, and lone surrogates.
_DRIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LOCALE_DIR = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Source:
    """A position in the ledger.

    An empty ``file`` stands for the ledger as a whole.
    """

    file: str
    line: int

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Source:
        """Return the position recorded in the metadata of a directive or posting."""
        return cls(str(meta.get("filename", "")), int(meta.get("lineno", 0)))


@dataclass(frozen=True, slots=True)
class Message:
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


@dataclass(frozen=True, slots=True)
class Translated:
    """A text with its translations, by language code; English is the fallback."""

    texts: Mapping[str, str]

    def in_language(self, code: str) -> str:
        """Return the text in a language, or in English if there is no translation."""
        return self.texts.get(code) or self.texts.get(ENGLISH, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at one place in the ledger, such as an invalid value."""

    message: Message
    source: Source


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
    return _DRIVING.sub("\N{REPLACEMENT CHARACTER}", text)


class Language:
    """Renders messages, amounts and dates in one language.

    Attributes:
        code: the code of the language.
        row: its conventions.
        locale: its Babel locale.
    """

    def __init__(self, code: str) -> None:
        """Load the catalogue of the language ``code``, a key of :data:`LANGUAGES`."""
        self.code = code
        self.row = LANGUAGES[code]
        self.locale = babel.Locale.parse(self.row.locale)
        self._catalogue = _catalogue(code)
        # The same amounts and dates occur several times in a letter.
        self._money = functools.lru_cache(maxsize=4096)(self._show_money)
        self._percent = functools.lru_cache(maxsize=512)(self._show_percent)
        self._date = functools.lru_cache(maxsize=4096)(self._show_date)
        self._pattern = functools.lru_cache(maxsize=64)(self._list_pattern)

    def render(self, message: Message | Translated) -> str:
        """Return the message in this language, with its values formatted."""
        if isinstance(message, Translated):
            return message.in_language(self.code)
        if message.plural is None:
            text = self._catalogue.gettext(message.text)
        else:
            text = self._catalogue.ngettext(message.text, message.plural, message.count)
        return text.format(**{name: self.show(value) for name, value in message.values.items()})

    def show(self, value: object) -> str:
        """Format the value of a message field according to its type."""
        match value:
            case Message() | Translated():
                return self.render(value)
            case Amount():
                return self.amount(value)
            case datetime.date():
                return self.date(value)
            case Decimal():
                return self.number(value)
            case list() | tuple():
                return self.enumerate([self.show(part) for part in value])
            case _:
                return printable(str(value))

    def money(self, number: Decimal, currency: str) -> str:
        """Format an amount with its currency symbol and at least the currency's decimals.

        A number with more decimals keeps all of them: amounts are never rounded silently.
        """
        if len(number.as_tuple().digits) > getcontext().prec:  # beyond Decimal's precision
            return f"{number:.6E} {currency}"
        return self._money(number, currency)

    def _show_money(self, number: Decimal, currency: str) -> str:
        style = _money_style(self.locale, currency)
        if style is None:
            return format_currency(number, currency, locale=self.locale, decimal_quantization=False)
        return style.show(number)

    def amount(self, amount: Amount) -> str:
        """Format a Beancount amount; see :meth:`money`."""
        return self.money(amount.number or Decimal(), amount.currency)

    def number(self, number: Decimal) -> str:
        """Format a number with the decimal mark of this language."""
        try:
            return format_decimal(number, locale=self.locale, decimal_quantization=False)
        except InvalidOperation:
            return f"{number:.6E}"

    def figure(self, number: Decimal) -> str:
        """Format a number with all its decimals, for a column of figures: ``6 309,60``."""
        places = max(0, -int(number.as_tuple().exponent))
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return format_decimal(number, format=pattern, locale=self.locale)

    def percent(self, number: Decimal) -> str:
        """Format a percentage: ``12,15 %`` in French, ``12.15%`` in English."""
        return self._percent(number)

    def _show_percent(self, number: Decimal) -> str:
        return format_percent(number.scaleb(-2), locale=self.locale, decimal_quantization=False)

    def date(self, date: datetime.date) -> str:
        """Format a date in figures: ``13/06/2026`` in French, ``2026-06-13`` in English."""
        return self._date(date, self.row.date)

    def long_date(self, date: datetime.date) -> str:
        """Format a date in words, for letters: ``13 juin 2026``, or ``1er juin 2026``."""
        return self._date(date, _IN_WORDS)

    def _show_date(self, date: datetime.date, pattern: str) -> str:
        text = format_date(date, pattern, locale=self.locale)
        if pattern == _IN_WORDS and self.row.first_day and date.day == 1:
            return text.replace("1", self.row.first_day, 1)
        return text

    def enumerate(self, parts: list[str]) -> str:
        """Join texts to a list such as ``a, b et c``."""
        return parts[0] if len(parts) == 1 else self._pattern(len(parts)).format(*parts)

    def _list_pattern(self, count: int) -> str:
        """Return a pattern for a list of ``count`` parts, such as ``{0}, {1} et {2}``."""
        return format_list([f"{{{place}}}" for place in range(count)], locale=self.locale)


@functools.cache
def language(code: str) -> Language:
    """Return the language for a code such as ``fr`` or ``fr-CH``, or English if unavailable."""
    code = code.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    return Language(code if code in LANGUAGES else ENGLISH)


@dataclass(frozen=True, slots=True)
class _MoneyStyle:
    """How a locale writes amounts of a currency, derived from a sample formatted by Babel.

    Babel parses its pattern again for every number, which is too slow for a thousand letters.
    """

    before: str
    after: str
    minus: tuple[str, str]
    group: str
    point: str
    decimals: int

    def show(self, number: Decimal) -> str:
        """Format a number with at least the currency's decimals, and all of its own."""
        exponent = number.normalize().as_tuple().exponent
        decimals = max(self.decimals, -exponent if isinstance(exponent, int) else 0)
        whole, point, rest = f"{abs(number):,.{decimals}f}".partition(".")
        digits = whole.replace(",", self.group) + (self.point + rest if point else "")
        before, after = self.minus if number < 0 else (self.before, self.after)
        return f"{before}{digits}{after}"


_SPECIMEN = Decimal("1234567.123456")
_SPECIMEN_SHOWN = re.compile(r"(.*?)1(\D)234\D567(\D)123456(.*)")


@functools.lru_cache(maxsize=512)
def _money_style(locale: babel.Locale, currency: str) -> _MoneyStyle | None:
    """Return the style, or ``None`` if the locale does not group digits by three."""

    def shown(number: Decimal) -> re.Match[str] | None:
        text = format_currency(number, currency, locale=locale, decimal_quantization=False)
        return _SPECIMEN_SHOWN.fullmatch(text)

    plain, negative = shown(_SPECIMEN), shown(-_SPECIMEN)
    if plain is None or negative is None:
        return None
    return _MoneyStyle(
        plain[1],
        plain[4],
        (negative[1], negative[4]),
        plain[2],
        plain[3],
        get_currency_precision(currency),
    )


def _catalogue(code: str) -> gettext.NullTranslations:
    path = _LOCALE_DIR / f"{code}.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
