"""Draws the Swiss QR code, which the banking apps of Switzerland and Liechtenstein scan.

The content follows the Swiss Implementation Guidelines for the QR-bill (SIX, version 2.2):
structured addresses, the amount in francs or euros, and a reference. A QR-IBAN goes with a QR
reference (QRR), another IBAN with a creditor reference (SCOR) or none. segno draws the code.
"""

from __future__ import annotations

import functools
import io
import re
from decimal import ROUND_HALF_UP, Decimal

from beancount.core.amount import Amount
from msgspec import Struct
from stdnum import iban

from beancount_relance.documents.optional_library import load_library
from beancount_relance.language.text import address_lines, one_line

_CENT = Decimal("0.01")
_MOST = Decimal("999999999.99")
_CURRENCIES = ("CHF", "EUR")
_COUNTRIES = ("CH", "LI")
_TOWN = re.compile(r"(?:[A-Z]{1,3}-)?(?P<code>[0-9]{4,5})\s+(?P<town>.+)")
_QR_IBANS = range(30000, 32000)
"""The numbers of banks in QR-IBANs."""

_LONGEST_NAME, _LONGEST_TOWN, _LONGEST_TEXT = 70, 35, 140
_LAST_LATIN = "\N{LATIN SMALL LETTER LONG S}"
_ALSO = "ȘșȚț€"
_MILLIMETRES, _CROSS = 46, (7.0, 6.0, 3.75, 1.125)
"""The side of the code; and of its cross: the border, the field, the arms and their width."""


class Party(Struct, frozen=True):
    """Who pays or is paid: the name, the address as in the ledger, and its country."""

    name: str
    address: str | None
    country: str | None


def is_swiss(account: str | None) -> bool:
    """Return whether an IBAN is one of Switzerland or Liechtenstein."""
    return (account or "")[:2].upper() in _COUNTRIES


def is_qr_iban(account: str) -> bool:
    """Return whether an IBAN is for transfers with a QR reference only."""
    bank = iban.compact(account)[4:9]
    return is_swiss(account) and bank.isdecimal() and int(bank) in _QR_IBANS


@functools.lru_cache(maxsize=1024)  # a letter is printed alone and in its batch
def swiss_code(
    account: str, payee: Party, payer: Party, amount: Amount, text: str, reference: str | None
) -> str | None:
    """Return the code as an SVG image, or ``None`` if there can be no such transfer.

    Args:
        account: the IBAN of the payee.
        payee: whom to pay. Without an address that ends in a postcode and a town, there is
            no code.
        payer: who pays; left out if their address does not end like that.
        amount: the amount in francs or euros, between 0.01 and 999,999,999.99.
        text: the message to the payee, cut at 140 characters.
        reference: the QR reference of 27 digits, without which there is no code for a QR-IBAN; or
            for another IBAN the creditor reference (``RF…``), if there is one.

    Raises:
        MissingExtraError: segno is not installed.
    """
    content = swiss_data(account, payee, payer, amount, text, reference)
    if content is None:
        return None
    code = load_library("segno", "pdf").make_qr(content.encode(), error="m", boost_error=False)
    image = io.BytesIO()
    code.save(image, kind="svg", border=0, omitsize=True, xmldecl=False, nl=False)
    drawn = image.getvalue().decode()
    return drawn.replace("</svg>", f"{_cross(code.symbol_size(border=0)[0])}</svg>")


def swiss_data(
    account: str, payee: Party, payer: Party, amount: Amount, text: str, reference: str | None
) -> str | None:
    """Return the content of the code; see :func:`swiss_code`."""
    sum_ = (amount.number or Decimal()).quantize(_CENT, ROUND_HALF_UP)
    to, by = _party(payee), _party(payer)
    qrr = is_qr_iban(account)
    if (
        to is None
        or amount.currency not in _CURRENCIES
        or not _CENT <= sum_ <= _MOST
        or not (is_swiss(account) and iban.is_valid(account, check_country=False))
        or qrr is not bool(reference and reference.isdecimal())
    ):
        return None
    kind = "QRR" if qrr else "SCOR" if reference else "NON"
    lines = (
        *("SPC", "0200", "1", iban.compact(account)),
        *to,
        *("",) * 7,  # reserved for a final payee
        *(str(sum_), amount.currency),
        *(by or ("",) * 7),
        *(kind, reference or "", one_line(text)[:_LONGEST_TEXT], "EPD"),
    )
    content = "\r\n".join(lines)
    is_latin = all(each <= _LAST_LATIN or each in _ALSO for each in content)
    return content if is_latin else None


def _party(party: Party) -> tuple[str, ...] | None:
    """Return the lines of a structured address; ``None`` if it has no postcode and town."""
    name, country = one_line(party.name), party.country
    lines = address_lines(party.address or "").splitlines()
    found = [(place, match) for place, line in enumerate(lines) if (match := _TOWN.match(line))]
    if not (name and country and found):
        return None
    place, match = found[-1]
    street = lines[place - 1] if place else ""
    town = match["town"][:_LONGEST_TOWN]
    return ("S", name[:_LONGEST_NAME], street[:_LONGEST_NAME], "", match["code"], town, country)


def _cross(modules: int) -> str:
    """Return the Swiss cross in the middle of a code of so many modules."""
    scale, middle = modules / _MILLIMETRES, modules / 2
    border, field, arms, width = _CROSS

    def box(wide: float, high: float, fill: str) -> str:
        x, y = middle - wide * scale / 2, middle - high * scale / 2
        size = f'width="{wide * scale:.3f}" height="{high * scale:.3f}"'
        return f'<rect x="{x:.3f}" y="{y:.3f}" {size} fill="{fill}"/>'

    return (
        box(border, border, "#fff")
        + box(field, field, "#000")
        + box(arms, width, "#fff")
        + box(width, arms, "#fff")
    )
