"""Lays out an address as the post wants it: its lines, and for foreign mail the country.

Addresses are written in the ledger as people have them, on one line or on several, with commas
or semicolons. The town is
the last line (in the United Kingdom, the postcode). The country comes below it, in capitals and
in the sender's language, if the letter leaves the sender's country; else it is left out. France and
its overseas territories are one country for the post.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from babel import Locale

from beancount_relance.language.text import address_lines, one_line
from beancount_relance.law.territories import jurisdiction
from beancount_relance.policy.countries import Country, country

_LANGUAGES = ("en", "fr", "de", "nl", "es", "it", "pt")
"""The languages in which the name of a country is recognised at the end of an address."""

_POSTCODE_LAST = re.compile(
    r"^(?P<town>.*\S)\s+(?P<code>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[\dW] ?[A-Z\d]{4})$"
)
_STATE = re.compile(r"^[A-Z]{2}\.? \d{5}(?:-\d{4})?$")


@functools.lru_cache(maxsize=1024)
def postal_address(
    address: str, where: str | None, home: str | None, language: str, *, abroad: bool | None = None
) -> str:
    """Return an address in lines.

    Args:
        address: the address as in the ledger.
        where: its country; ``None`` if the ledger does not say so. A country at the end of the
            address then counts.
        home: the country of the sender; ``None`` if it is not known.
        language: the language of the country's name.
        abroad: whether to name the country; by default, if it is not that of the sender.
    """
    parts, written = _without_country(_parts(address), where)
    there = where or written
    lines = _lines(parts, country(there or home))
    if abroad is None:
        abroad = there is not None and jurisdiction(there) != jurisdiction(home)
    if abroad and there is not None and (home is not None or written is not None):
        lines = (*lines, country_name(there, language).upper())
    return "\n".join(lines)


@functools.lru_cache(maxsize=512)
def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language, or its code if Babel has no name."""
    return str(Locale.parse(language).territories.get(code, code))


def _parts(address: str) -> list[str]:
    address = address.replace(";", "\n")
    pieces = address.splitlines() if "\n" in address else address.split(",")
    return [part for piece in pieces if (part := one_line(piece).strip(", "))]


def _without_country(parts: list[str], where: str | None) -> tuple[list[str], str | None]:
    """Return the parts without a country at their end, and that country if there was one."""
    if len(parts) < 2:  # noqa: PLR2004 - an address without its country
        return parts, None
    found = _countries().get(parts[-1].casefold().rstrip("."))
    if found is None or (where is not None and found != where):
        return parts, None
    return parts[:-1], found


def _lines(parts: Sequence[str], place: Country) -> tuple[str, ...]:
    if place.address == "town":
        return _with_postcode_last(parts)
    if place.address == "state" and len(parts) > 1 and _STATE.fullmatch(parts[-1]):
        return (*parts[:-2], f"{parts[-2]}, {parts[-1]}")
    if place.address == "state":
        return tuple(parts)
    return tuple(address_lines(", ".join(parts)).splitlines())


def _with_postcode_last(parts: Sequence[str]) -> tuple[str, ...]:
    found = _POSTCODE_LAST.match(parts[-1]) if parts else None
    return (*parts[:-1], found["town"], found["code"]) if found else tuple(parts)


def _codes() -> list[str]:
    """Return the codes of two letters; Babel also names continents, by numbers."""
    codes = [str(code) for code in Locale.parse("en").territories]
    return [code for code in codes if code.isalpha()]


@functools.cache
def _countries() -> dict[str, str]:
    """Return the code of each country by its names in lower case."""
    names: dict[str, str] = {}
    codes = sorted(_codes())
    for language in _LANGUAGES:
        names |= {country_name(code, language).casefold(): code for code in codes}
    for code in codes:
        names |= {name.casefold().rstrip("."): code for name in country(code).also}
    return names
