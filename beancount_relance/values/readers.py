"""Reading values that people wrote in directives and metadata.

Each ``read_…`` takes a value as Beancount parsed it and returns it in the type
asked for, or raises :class:`BadValueError`, whose message says what was
expected. The callers add the key and the line.
"""

from __future__ import annotations

import contextlib
import datetime
import difflib
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from email.errors import MessageError
from email.headerregistry import Address
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from babel import Locale
from babel.core import get_global
from beancount.core.amount import Amount
from beancount.core.data import Custom
from stdnum import bic, iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from beancount_relance.language.languages import LANGUAGES
from beancount_relance.language.messages import Message, msg

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

_FIRST_YEAR, _LAST_YEAR = 1700, 2999  # those of the dates that Beancount reads
_YEARS = re.compile(r"([1-9]\d?) ?(?:years?|ans?)")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VAT_COUNTRIES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "XI",
    ]
)
_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;]+")
_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without the brackets
_NO_COUNTRIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
_LONGEST_SHOWN = 80
_BEFORE_POINT = 18
_DIGITS = 24  # of the 28 that Decimal reckons with
_SHORT_KEY = 3
_SURE = 0.85


class BadValueError(ValueError):
    """A value that is not what was expected."""

    def __init__(self, expected: Message) -> None:
        super().__init__(str(expected))
        self.expected = expected


def values_of(custom: Custom) -> list[Any]:
    """The values of a custom directive, which the parser gives as ``None`` if there is none."""
    return [value.value for value in custom.values or ()]


def read_text(value: Any) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise BadValueError(msg("a text in quotes"))


def read_reference(value: Any) -> str:
    """An invoice number: a text, a number or a date, as a text.

    ``invoice: 5`` and ``invoice: "5"`` are the same invoice.
    """
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, Decimal | datetime.date):
        return str(value)
    raise BadValueError(msg("an invoice number: a text in quotes, or a number"))


def read_whole_number(value: Any, *, least: int = 0, most: int | None = None) -> int:
    """A whole number from ``least`` to ``most``, both included."""
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
        number = int(value)
        if number >= least and (most is None or number <= most):
            return number
    if most is None:
        raise BadValueError(msg("a whole number, {least} or more", least=least))
    raise BadValueError(msg("a whole number from {least} to {most}", least=least, most=most))


def read_years(value: Any) -> int:
    """A number of years, written “1 year” or “2 ans”."""
    if isinstance(value, str) and (match := _YEARS.fullmatch(value.strip().casefold())):
        return int(match[1])
    raise BadValueError(msg("a number of years, such as “1 year” or “2 ans”"))


def read_date(value: Any) -> datetime.date:
    """A date, bare or as an ISO string in quotes."""
    if isinstance(value, str) and _ISO_DATE.fullmatch(value.strip()):
        with contextlib.suppress(ValueError):
            value = datetime.date.fromisoformat(value.strip())
    if isinstance(value, datetime.date) and is_date(value):
        return value
    raise BadValueError(msg("a date such as 2026-06-30"))


def is_date(value: Any) -> bool:
    """Whether the value is a date, of a year that one can reckon from and to."""
    return isinstance(value, datetime.date) and _FIRST_YEAR <= value.year <= _LAST_YEAR


def read_amount(value: Any) -> Amount:
    """An amount with its currency, zero or more, and of a size that money has."""
    if (
        isinstance(value, Amount)
        and value.number is not None
        and is_reckonable(value.number)
        and value.number >= 0
    ):
        return value
    raise BadValueError(msg("an amount with its currency, such as 15.00 EUR"))


def is_reckonable(number: Decimal) -> bool:
    """Whether one can reckon with a number of money without losing a digit."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):  # NaN, infinite
        return False
    return number.adjusted() < _BEFORE_POINT and number.adjusted() - exponent < _DIGITS


def read_flag(value: Any) -> bool:
    """TRUE or FALSE."""
    if isinstance(value, bool):
        return value
    raise BadValueError(msg("TRUE or FALSE"))


def read_choice(value: Any, choices: Iterable[str]) -> str:
    """One of ``choices``; the error names the nearest."""
    choices = tuple(choices)
    if isinstance(value, str) and value in choices:
        return value
    near = nearest(str(value)[:_LONGEST_SHOWN], choices)
    if near is not None:
        raise BadValueError(msg("“{near}” perhaps; one of {choices}", near=near, choices=choices))
    raise BadValueError(msg("one of {choices}", choices=choices))


def read_choices(value: Any, choices: Iterable[str]) -> tuple[str, ...]:
    """One or several of ``choices``, separated by spaces or commas."""
    choices = tuple(choices)
    words = read_text(value).replace(",", " ").split()
    return tuple(read_choice(word, choices) for word in words)


def read_language(value: Any) -> str:
    """The code of a language that texts exist in."""
    return read_choice(value, LANGUAGES)


def read_country(value: Any) -> str:
    """A country as its two letters (ISO 3166-1); ``UK`` and ``EL`` as they are used."""
    if isinstance(value, str) and value.strip().upper() in _countries():
        return value.strip().upper()
    raise BadValueError(msg("a country as two letters, such as “FR”"))


@functools.cache
def _countries() -> frozenset[str]:
    codes = map(str, (*Locale("en").territories, *get_global("territory_aliases"), "EL"))
    return frozenset(code for code in codes if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRIES


def read_siren(value: Any) -> str:
    """A French company number of nine digits whose checksum holds, without spaces."""
    return _checked(value, siren, msg("a SIREN of nine digits whose check digit is right"))


def read_vat(value: Any) -> str:
    """A European VAT number whose checksum holds, without spaces.

    Numbers of other countries cannot be checked and are taken as they stand.
    """
    text = read_text(value)
    if text[:2].upper() not in _VAT_COUNTRIES:
        return text
    return _checked(text, vat, msg("a European VAT number whose check digits are right"))


def read_iban(value: Any) -> str:
    """An IBAN whose checksum holds, without spaces."""
    return _checked(value, iban, msg("an IBAN whose check digits are right"))


def read_bic(value: Any) -> str:
    """A BIC of eight or eleven characters, without spaces."""
    return _checked(value, bic, msg("a BIC of 8 or 11 characters, such as “BNPAFRPP”"))


def _checked(value: Any, check: ModuleType, expected: Message) -> str:
    try:
        return str(check.validate(read_reference(value)))
    except ValidationError as error:
        raise BadValueError(expected) from error


def read_email(value: Any) -> str:
    """One e-mail address that a mail can carry, and nothing else on the line.

    A domain may have letters with accents (IDNA); what stands before the ``@`` may not.
    """
    if isinstance(value, str) and _EMAIL.fullmatch(value.strip()):
        text = value.strip()
        user, _, domain = text.rpartition("@")
        with contextlib.suppress(MessageError, ValueError, IndexError):
            address = Address(addr_spec=f"{user}@{domain.encode('idna').decode('ascii')}")
            if len(address.addr_spec) <= _LONGEST_EMAIL:
                return text
    raise BadValueError(msg("one e-mail address, such as compta@client.example"))


def read_record(
    record: Record,
    meta: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    *,
    others: bool = False,
) -> tuple[Record, list[Message]]:
    """A frozen dataclass with the metadata's values in its fields.

    Args:
        record: what holds where the metadata says nothing.
        meta: metadata of a directive; ``signatory-title`` fills ``signatory_title``.
        readers: how to read each key that is known.
        others: whether unknown keys are somebody else's and passed over.

    Returns:
        The record, and a complaint about each value or key not understood.
    """
    complaints: list[Message] = []
    changes: dict[str, Any] = {}
    for key, value in meta.items():
        if key in ("filename", "lineno") or key.startswith("__"):
            continue
        reader = readers.get(key)
        if reader is None:
            likely = misspelt(key, readers) if others else None
            if not others:
                complaints.append(unknown_key(key, readers))
            elif likely is not None and likely not in meta:
                complaints.append(unknown_key(key, [likely]))
            continue
        try:
            changes[key.replace("-", "_")] = reader(value)
        except BadValueError as error:
            complaints.append(bad_value(key, value, error))
    return replace(record, **changes), complaints


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that ``name`` was probably meant to be, if any."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else None


def misspelt(key: str, known: Iterable[str]) -> str | None:
    """The key of ours that somebody else's is so like that it was surely meant.

    Metadata is shared with other programs: only what differs by a letter or two, or by
    their order, is taken for ours. With a number, as ``phone2``, it is meant.
    """
    known = tuple(known)
    if key in known or any(character.isdigit() for character in key):
        return None
    for candidate in known:
        if len(key) > _SHORT_KEY and sorted(candidate) == sorted(key):
            return candidate
    found = difflib.get_close_matches(key, known, n=1, cutoff=_SURE)
    return found[0] if found else None


def shown(value: object) -> object:
    """A value as a complaint shows it: a long text cut short."""
    if isinstance(value, list):
        return [shown(part) for part in value]
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{value[:_LONGEST_SHOWN]}…"
    return value


def unknown_key(key: str, known: Iterable[str]) -> Message:
    """The complaint about a key that means nothing here, with the nearest that does."""
    near = nearest(key, known) if len(key) <= _LONGEST_SHOWN else None
    key = str(shown(key))
    if near is not None:
        return msg("“{key}” is not known here; perhaps “{near}”", key=key, near=near)
    return msg("“{key}” is not known here; known are {known}", key=key, known=sorted(known))


def bad_value(key: str, value: object, error: BadValueError) -> Message:
    """The complaint about the value of a key."""
    return msg(
        "{key}: “{value}” – expected {expected}",
        key=key,
        value=shown(value),
        expected=error.expected,
    )
