"""Small changes to texts from the ledger before they are shown."""

from __future__ import annotations

import re
import unicodedata

from beancount_relance.language.expressions import expression

_BREAKS = r"[ \t\r\n\f\v\x85\u2028\u2029]+"  # not the no-break spaces
_INVISIBLE = r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]"
_POSTAL_CODE = r"(?:[A-Z]{1,2}-)?\d{4}"
_LONG_GROUP = 4
_TOWN = r"(?:[A-Z]{1,2}-)?\d{4,5} (?:[A-Z]{2} )?(.*?)(?: (?:Cedex|CEDEX).*)?$"
_CANADIAN = expression(r" [A-Z]\d[A-Z] ?\d[A-Z]\d$")
_PROVINCE = expression(r"(?:[A-Z]{2} )?[A-Z]\d[A-Z] ?\d[A-Z]\d")
_OFFICE = expression(
    r"(M\.?|Monsieur|Mme|Madame) (l[ae] .+?|l['’].+?)(?: (?:de|du|des) .*| d['’].*|,.*)?"
)


def one_line(text: str) -> str:
    """Put a text on one line, and remove control characters and repeated spaces.

    Bidirectional controls are removed as well, since they could show the digits of a
    number or an IBAN in a different order. No-break spaces are kept.
    """
    if text.isprintable() and "  " not in text:  # the common case
        return text.strip()
    return re.sub(_BREAKS, " ", re.sub(_INVISIBLE, "", text)).strip()


def requoted(text: str, outer: str, inner: str) -> str:
    """Return a text to stand between quotation marks, with its own as inner ones.

    Args:
        text: the text.
        outer: the two marks that it is to stand between, such as ``«»``.
        inner: those that take their place within it, such as ``“”``.
    """
    opening, closing = map(re.escape, outer)
    return re.sub(rf"\s*{closing}", inner[1], re.sub(rf"{opening}\s*", inner[0], text))


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

    A semicolon is read as a line break. If it is written on one line, a part that begins
    with a postal code starts a new line, or one that ends with a Canadian code.
    """
    address = address.replace(";", "\n")
    if "\n" in address:
        lines = (one_line(line) for line in address.splitlines())
        return "\n".join(line for line in lines if line)
    parts = [part for part in map(one_line, address.split(",")) if part]
    if len(parts) > 1 and _PROVINCE.fullmatch(parts[-1]):  # Montréal, QC H2X 1Y4
        parts[-2:] = [" ".join(parts[-2:])]
    return "".join(
        part if not place else f"\n{part}" if _begins_line(part) else f", {part}"
        for place, part in enumerate(parts)
    )


def _begins_line(part: str) -> bool:
    """Whether a part of an address begins with a postal code, or ends with a Canadian one."""
    return bool(re.match(_POSTAL_CODE, part) or _CANADIAN.search(part))


def town(address: str) -> str:
    """Return the town after the postal code of an address, or an empty string.

    The first of several parts is the street, whose number may look like a postal code.
    """
    parts = [part for part in map(one_line, address.replace("\n", ",").split(",")) if part]
    found = [re.match(_TOWN, part) for part in parts[1:] or parts]
    return next((match[1] for match in reversed(found) if match), "")


def office(name: str) -> str:
    """Return how French addresses the holder of an office: ``Monsieur le Maire``, or nothing."""
    found = _OFFICE.fullmatch(one_line(name))
    if found is None:
        return ""
    return f"{'Madame' if found[1] in ('Mme', 'Madame') else 'Monsieur'} {found[2]}"


def grouped(number: str, size: int) -> str:
    """Separate a number into groups of ``size`` characters.

    Groups of three, as in a SIREN, are joined by no-break spaces; longer ones, as in an
    IBAN, by ordinary spaces.
    """
    space = "\N{NO-BREAK SPACE}" if size < _LONG_GROUP else " "
    return space.join(number[start : start + size] for start in range(0, len(number), size))
