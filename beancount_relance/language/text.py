"""Small changes to texts from the ledger before they are shown."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = r"[ \t\r\n\f\v\x85\u2028\u2029]+"  # not the no-break spaces
_INVISIBLE = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]"
_POSTAL_CODE = r"(?:[A-Z]{1,2}-)?\d{4}"
_LONG_GROUP = 4
_TOWN = r"\d{5} (.*?)(?: (?:Cedex|CEDEX).*)?$"


def one_line(text: str) -> str:
    """Put a text on one line, and remove control characters and repeated spaces.

    Bidirectional controls are removed as well, since they could show the digits of a
    number or an IBAN in a different order. No-break spaces are kept.
    """
    if text.isprintable() and "  " not in text:  # the common case
        return text.strip()
    return re.sub(_BREAKS, " ", re.sub(_INVISIBLE, "", text)).strip()


def plain(text: str) -> str:
    """Return a text as people search for it: in lower case, and without accents."""
    if text.isascii():  # the common case
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def capital(text: str) -> str:
    """Capitalise the first letter and leave the rest unchanged."""
    return text[:1].upper() + text[1:]


def address_lines(address: str) -> str:
    """Lay out an address on several lines.

    If it is written on one line, a part that begins with a postal code starts a new line.
    """
    if "\n" in address:
        lines = (one_line(line) for line in address.splitlines())
        return "\n".join(line for line in lines if line)
    parts = [part for part in map(one_line, address.split(",")) if part]
    return "".join(
        part if not place else f"\n{part}" if re.match(_POSTAL_CODE, part) else f", {part}"
        for place, part in enumerate(parts)
    )


def town(address: str) -> str:
    """Return the town after the postal code of a French address, or an empty string."""
    found = [re.match(_TOWN, one_line(part)) for part in address.replace("\n", ",").split(",")]
    return next((match[1] for match in reversed(found) if match), "")


def grouped(number: str, size: int) -> str:
    """Separate a number into groups of ``size`` characters.

    Groups of three, as in a SIREN, are joined by no-break spaces; longer ones, as in an
    IBAN, by ordinary spaces.
    """
    space = "\N{NO-BREAK SPACE}" if size < _LONG_GROUP else " "
    return space.join(number[start : start + size] for start in range(0, len(number), size))
