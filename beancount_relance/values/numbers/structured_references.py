"""Structured payment references, which carry check digits.

These are creditor references (``RF`` followed by two check digits, ISO 11649), the Belgian
structured communication (``+++090/9337/55493+++``) and the Swiss QR reference (27 digits). The
library that checks them is imported with the first text that looks like one. The references of the
Nordic countries are digits with a check digit and nothing else to tell them by, so they count only
for a known number (:func:`checked_payloads`). Any other long string of digits counts if it was sent
with an invoice, whatever its check digits (:func:`long_strings`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import cycle
from operator import mul

from msgspec import Struct

_RF = r"(?i:(?<![A-Z0-9])RF[0-9]{2}(?:(?! RF[0-9]{2}) ?[A-Z0-9]){1,21})"
"""Groups belong together, up to the next reference."""
_FIRST = r"[0-9](?<![0-9]{2})"  # a search for digits is faster than one that looks behind first
_BELGIAN = rf"({_FIRST}[0-9]{{2}}/?[0-9]{{4}}/?[0-9]{{5}})(?![0-9])"
_SWISS = rf"{_FIRST}[0-9](?: ?[0-9]{{5}}){{5}}(?![0-9])"
_BELGIAN_MODULUS = 97
_LONGEST_PAYLOAD = 21
_SHORTEST = 5
_SHORTEST_STRING, _LONGEST_STRING = 10, 25
"""The lengths of a string of digits that is no phone number or date, nor a Swiss reference."""
_DIGITS = re.compile(r"(?<![^\W_])[0-9]+(?![^\W_])")
_IN_STRING = frozenset(" ./-")
_STRING = re.compile(rf"(?:[0-9][ ./-]?){{{_SHORTEST_STRING - 1}}}[0-9]")
_WEIGHTS = (((7, 3, 1), 10), ((2, 3, 4, 5, 6, 7), 11))
"""The weights of the digits before the check digit, from the last one on, and the modulus."""


class StructuredReference(Struct, frozen=True):
    """A reference with right check digits: how it is written, and what it carries."""

    written: str
    payload: str


def structured_references(text: str) -> Iterator[StructuredReference]:
    """Yield the structured references in a text whose check digits are right."""
    if len(text) < _SHORTEST:
        return
    for match in re.finditer(_RF, text) if "rf" in text.lower() else ():
        found = _valid_rf(match.group())
        if found is not None:
            yield StructuredReference(found, re.sub(r"\s", "", found)[4:])
    for match in re.finditer(_BELGIAN, text):
        digits = match.group(1).replace("/", "")
        number, check = int(digits[:10]), int(digits[10:])
        if check == (number % _BELGIAN_MODULUS or _BELGIAN_MODULUS):
            yield StructuredReference(match.group(1), digits[:10])
    for match in re.finditer(_SWISS, text):
        digits = match.group().replace(" ", "")
        if import_module("stdnum.ch.esr").is_valid(digits):
            yield StructuredReference(match.group(), digits[:-1])


def long_strings(text: str) -> Iterator[StructuredReference]:
    """Yield the long strings of digits in a text, also in groups: ``13 01234 56793``.

    Several groups may be one string or two, so that each possible one is yielded.
    """
    groups = list(_DIGITS.finditer(text)) if _STRING.search(text) else ()
    for place, first in enumerate(groups):
        digits, end = "", first.start()
        for group in groups[place:]:
            if digits and text[end : group.start()] not in _IN_STRING:
                break
            digits, end = digits + group.group(), group.end()
            if len(digits) > _LONGEST_STRING:
                break
            if len(digits) >= _SHORTEST_STRING:
                yield StructuredReference(text[first.start() : end], digits)


def checked_payloads(digits: str) -> Iterator[str]:
    """Yield what digits carry if their last one is a check digit, whether it is right or not.

    The Swedish OCR may have the length of the whole before it.
    """
    yield digits[:-1]
    if digits[-2:-1] == str(len(digits) % 10):
        yield digits[:-2]


def has_check_digit(digits: str) -> bool:
    """Return whether the last digit is the right check digit of a payment reference.

    That is by Luhn’s formula (OCR in Sweden, KID in Norway, Denmark), by the weights 7, 3 and 1
    (viite in Finland, Estonia), or by modulus 11 (KID).
    """
    if import_module("stdnum.luhn").is_valid(digits):
        return True
    values = [int(digit) for digit in reversed(digits)]
    return any(
        (values[0] + sum(map(mul, values[1:], cycle(weights)))) % modulus == 0
        for weights, modulus in _WEIGHTS
    )


@functools.lru_cache(maxsize=512)  # a letter asks twice, first whether there is one
def creditor_reference(number: str) -> str | None:
    """Return the creditor reference (``RF…``) of an invoice number, without spaces.

    It is ``None`` if the number has no letters or digits, or more than 21 of them.
    """
    payload = re.sub(r"[^A-Z0-9]", "", number.upper()) if number.isascii() else ""
    if not payload or len(payload) > _LONGEST_PAYLOAD:
        return None
    digits = import_module("stdnum.iso7064.mod_97_10").calc_check_digits(f"{payload}RF")
    return f"RF{digits}{payload}"


def _valid_rf(text: str) -> str | None:
    """Return the part of a text that is a valid creditor reference; words may follow it."""
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        part = " ".join(words[:count])
        if import_module("stdnum.iso11649").is_valid(part):
            return part
    return None
