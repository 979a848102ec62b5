"""Readers for numbers with check digits, and for e-mail addresses.

The libraries that check them are imported with the first number of their kind, since bean-check
reads the settings and the customers at every save.
"""

from __future__ import annotations

import contextlib
from importlib import import_module
from typing import Any

from beancount_relance.language.expressions import expression
from beancount_relance.language.messages import Message, msg
from beancount_relance.values.readers import BadValueError, read_reference, read_text

VAT_COUNTRIES = frozenset(
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

_IBAN = expression(r"\b[A-Z]{2}[0-9]{2}(?:[ \N{NO-BREAK SPACE}]?[A-Z0-9]){11,30}")
_SHORTEST_IBAN = 15
_EMAIL = expression(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;]+")
_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3, without the brackets


def read_siren(value: Any) -> str:
    """Read a SIREN (French company number) without spaces, and verify its checksum."""
    return _checked(value, "fr.siren", msg("a SIREN of nine digits with a valid check digit"))


def read_vat(value: Any) -> str:
    """Read a VAT number, and verify its checksum if it is European.

    A European number is returned without spaces; a number from another country is
    returned as written.
    """
    text = read_text(value)
    if text[:2].upper() not in VAT_COUNTRIES:
        return text
    return _checked(text, "eu.vat", msg("a European VAT number with valid check digits"))


def read_iban(value: Any) -> str:
    """Read an IBAN and verify its checksum and length. The result contains no spaces.

    The bank is not looked up: the lists of some countries lack new banks.
    """
    return _checked(value, "iban", msg("an IBAN with valid check digits"), check_country=False)


def ibans_in(text: str) -> tuple[str, ...]:
    """Return the IBANs in a text whose check digits and length are right, without spaces."""
    found = []
    for match in _IBAN.finditer(text.upper()):
        run, check = "".join(match.group().split()), import_module("stdnum.iban").is_valid
        # What follows an IBAN may look like more of it.
        lengths = range(len(run), _SHORTEST_IBAN - 1, -1)
        found += [run[:n] for n in lengths if check(run[:n], check_country=False)][:1]
    return tuple(dict.fromkeys(found))


def read_bic(value: Any) -> str:
    """Read a BIC of 8 or 11 characters. The result contains no spaces."""
    return _checked(value, "bic", msg("a BIC of 8 or 11 characters, such as “BNPAFRPP”"))


def read_routing_number(value: Any) -> str:
    """Read an American routing number (ABA), and verify its checksum."""
    expected = msg("a routing number of nine digits with a valid check digit")
    return _checked(value, "us.rtn", expected)


def _checked(value: Any, kind: str, expected: Message, **options: bool) -> str:
    """Return a number as the module of python-stdnum for its kind writes it."""
    errors, check = import_module("stdnum.exceptions"), import_module(f"stdnum.{kind}")
    try:
        return str(check.validate(read_reference(value), **options))
    except errors.ValidationError as error:
        raise BadValueError(expected) from error


def read_emails(value: Any) -> str:
    """Read one or more e-mail addresses; they are returned separated by ``; ``."""
    if isinstance(value, str):
        parts = [part for part in value.split(";") if part.strip()]
        with contextlib.suppress(BadValueError):
            if parts:
                return "; ".join(dict.fromkeys(map(read_email, parts)))
    raise BadValueError(
        msg("one e-mail address, such as compta@client.example, or several separated by “;”")
    )


def ascii_email(address: str) -> str:
    """Return an e-mail address as servers of mail know it, with its domain in IDNA.

    Raises:
        UnicodeError: its domain cannot be one.
    """
    user, _, domain = address.rpartition("@")
    return f"{user}@{domain.encode('idna').decode('ascii')}"


def read_email(value: Any) -> str:
    """Read a single e-mail address.

    The domain may contain accented letters (IDNA); the part before the ``@`` may not.
    """
    if isinstance(value, str) and _EMAIL.fullmatch(value.strip()):
        text = value.strip()
        # Reading one address takes no time, importing the reader takes as long as all of them.
        from email.errors import MessageError  # noqa: PLC0415
        from email.headerregistry import Address  # noqa: PLC0415

        with contextlib.suppress(MessageError, ValueError, IndexError):
            address = Address(addr_spec=ascii_email(text))
            if len(address.addr_spec) <= _LONGEST_EMAIL:
                return text
    raise BadValueError(msg("one e-mail address, such as compta@client.example"))
