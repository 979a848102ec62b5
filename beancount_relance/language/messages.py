"""What the user reads: messages kept apart from their language until shown.

A :class:`Message` is an English sentence with named fields and the values for
them; it is rendered by a :class:`Language` at the moment somebody reads it, so
that one report serves a French ``bean-check`` and an English Fava page alike.
Translations are ordinary gettext catalogues in ``locale/<language>.po``.

Plain English sentences are themselves the keys. A value is formatted by what
it is: a date, an :class:`~beancount.core.amount.Amount`, a list, another
message.
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
# Controls but tab and line feed; embeddings, overrides and isolates; lone surrogates.
_DRIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LOCALE_DIR = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Source:
    """The place in the ledger that a thing comes from.

    An empty ``file`` stands for the ledger as a whole.
    """

    file: str
    line: int

    @classmethod
    def of(cls, meta: Mapping[str, Any]) -> Source:
        """The source that a directive's or a posting's metadata names."""
        return cls(str(meta.get("filename", "")), int(meta.get("lineno", 0)))


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, its values, and (if it counts something) its plural.

    Made by :func:`msg` and :func:`nmsg`, which are also what the translation
    catalogue is extracted from.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """The message in English, for logs and tracebacks."""
        return language(ENGLISH).render(self)


class RelanceError(Exception):
    """Something that cannot be done; the message says why, in the language asked for."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Translated:
    """A text that comes with its translations, by language; English is the fallback."""

    texts: Mapping[str, str]

    def in_language(self, code: str) -> str:
        """The text in a language, or in English if there is none."""
        return self.texts.get(code) or self.texts.get(ENGLISH, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the ledger that could not be understood, on its own line."""

    message: Message
    source: Source


def msg(text: str, /, **values: object) -> Message:
    """A message in English, with ``{named}`` fields."""
    return Message(text, values)


def nmsg(singular: str, plural: str, count: int, /, **values: object) -> Message:
    """A message that counts something; ``{count}`` is filled with the count."""
    return Message(singular, {"count": count, **values}, plural, count)


def printable(text: str) -> str:
    """The text without the characters that would drive a terminal or turn a line around.

    Each is shown as ``\N{REPLACEMENT CHARACTER}``; line breaks and tabs stay.
    """
    return _DRIVING.sub("\N{REPLACEMENT CHARACTER}", text)


class Language:
    """One language that messages, amounts and dates are shown in.

    ``code``, ``row`` and ``locale`` say which.
    """

    def __init__(self, code: str) -> None:
        """Load the catalogue of ``code``, one of the :data:`LANGUAGES`."""
        self.code = code
        self.row = LANGUAGES[code]
        self.locale = babel.Locale.parse(self.row.locale)
        self._catalogue = _catalogue(code)
        # A letter says the same amounts and days several times.
        self._money = functools.lru_cache(maxsize=4096)(self._show_money)
        self._percent = functools.lru_cache(maxsize=512)(self._show_percent)
        self._date = functools.lru_cache(maxsize=4096)(self._show_date)
        self._pattern = functools.lru_cache(maxsize=64)(self._list_pattern)

    def render(self, message: Message | Translated) -> str:
        """The message in this language, with its values formatted."""
        if isinstance(message, Translated):
            return message.in_language(self.code)
        if message.plural is None:
            text = self._catalogue.gettext(message.text)
        else:
            text = self._catalogue.ngettext(message.text, message.plural, message.count)
        return text.format(**{name: self.show(value) for name, value in message.values.items()})

    def show(self, value: object) -> str:
        """Any value of a message as this language writes it."""
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
        """``number`` of ``currency`` with its symbol, to the currency's unit.

        A number that is finer than the currency's unit keeps all its digits:
        what is shown is never rounded behind the reader's back.
        """
        if len(number.as_tuple().digits) > getcontext().prec:  # more than Decimal reckons with
            return f"{number:.6E} {currency}"
        return self._money(number, currency)

    def _show_money(self, number: Decimal, currency: str) -> str:
        style = _money_style(self.locale, currency)
        if style is None:
            return format_currency(number, currency, locale=self.locale, decimal_quantization=False)
        return style.show(number)

    def amount(self, amount: Amount) -> str:
        """A Beancount amount as :meth:`money`."""
        return self.money(amount.number or Decimal(), amount.currency)

    def number(self, number: Decimal) -> str:
        """A plain number with this language's decimal mark."""
        try:
            return format_decimal(number, locale=self.locale, decimal_quantization=False)
        except InvalidOperation:
            return f"{number:.6E}"

    def figure(self, number: Decimal) -> str:
        """A number with all its digits, for a column of figures: ``6 309,60``."""
        places = max(0, -int(number.as_tuple().exponent))
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return format_decimal(number, format=pattern, locale=self.locale)

    def percent(self, number: Decimal) -> str:
        """A number of percent: ``12,15 %`` in French, ``12.15%`` in English."""
        return self._percent(number)

    def _show_percent(self, number: Decimal) -> str:
        return format_percent(number.scaleb(-2), locale=self.locale, decimal_quantization=False)

    def date(self, date: datetime.date) -> str:
        """A date in figures: ``13/06/2026`` in French, ``2026-06-13`` in English."""
        return self._date(date, self.row.date)

    def long_date(self, date: datetime.date) -> str:
        """A date in words, for letters: ``13 juin 2026``; ``1er`` for the first in French."""
        return self._date(date, _IN_WORDS)

    def _show_date(self, date: datetime.date, pattern: str) -> str:
        text = format_date(date, pattern, locale=self.locale)
        if pattern == _IN_WORDS and self.row.first_day and date.day == 1:
            return text.replace("1", self.row.first_day, 1)
        return text

    def enumerate(self, parts: list[str]) -> str:
        """``a, b et c``."""
        return parts[0] if len(parts) == 1 else self._pattern(len(parts)).format(*parts)

    def _list_pattern(self, count: int) -> str:
        """``{0}, {1} et {2}``."""
        return format_list([f"{{{place}}}" for place in range(count)], locale=self.locale)


@functools.cache
def language(code: str) -> Language:
    """The language of that code; one that we do not have falls back to English."""
    code = code.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    return Language(code if code in LANGUAGES else ENGLISH)


@dataclass(frozen=True, slots=True)
class _MoneyStyle:
    """How a locale writes amounts of a currency, read off what Babel makes of a specimen.

    Babel reads its pattern anew for each number; a thousand letters have many.
    """

    before: str
    after: str
    minus: tuple[str, str]
    group: str
    point: str
    decimals: int

    def show(self, number: Decimal) -> str:
        """The number with at least the currency's decimals, and all that it has."""
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
    """The style, or ``None`` of a locale that does not group digits by three."""

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
