"""Wording: small changes to a text from the ledger before it is shown."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")  # not the no-break spaces
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_POSTAL_CODE = re.compile(r"\d{4}")
_LONG_GROUP = 4
_TOWN = re.compile(r"\d{5} (.*?)(?: (?:Cedex|CEDEX).*)?$")


def one_line(text: str) -> str:
    """The text without line breaks, runs of spaces or what turns its direction.

    No-break spaces stay. Marks that override the direction of writing could show a
    number or an IBAN in another order than it has.
    """
    if text.isprintable() and "  " not in text:  # most are
        return text.strip()
    return _BREAKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def capital(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def address_lines(address: str) -> str:
    """An address on several lines; on one, a part that begins with a postal code begins a line."""
    if "\n" in address:
        lines = (one_line(line) for line in address.splitlines())
        return "\n".join(line for line in lines if line)
    parts = [part for part in map(one_line, address.split(",")) if part]
    return "".join(
        part if not place else f"\n{part}" if _POSTAL_CODE.match(part) else f", {part}"
        for place, part in enumerate(parts)
    )


def town(address: str) -> str:
    """The town of a French address, which follows its postal code; nothing if it has none."""
    found = [_TOWN.match(one_line(part)) for part in address.replace("\n", ",").split(",")]
    return next((match[1] for match in reversed(found) if match), "")


def grouped(number: str, size: int) -> str:
    """A SIREN by groups of three, which stay on one line; an IBAN by groups of four."""
    space = "\N{NO-BREAK SPACE}" if size < _LONG_GROUP else " "
    return space.join(number[start : start + size] for start in range(0, len(number), size))
