"""Draws the QR code of a SEPA credit transfer, which banking apps can scan.

The content follows guideline EPC069-12 of the European Payments Council: a name, an IBAN with
a valid checksum, an amount in euros and a text. segno, which the extra ``pdf`` installs, draws
the code.
"""

from __future__ import annotations

import functools
import io
from decimal import ROUND_HALF_UP, Decimal

from beancount.core.amount import Amount
from stdnum import iban

from beancount_relance.documents.optional_library import load_library
from beancount_relance.language.text import one_line
from beancount_relance.policy.creditor import Creditor

_CENT = Decimal("0.01")
_MOST = Decimal("999999999.99")
LONGEST_TEXT = 140
"""The most characters that the text of a transfer may have."""

_LONGEST_NAME, _MOST_BYTES = 70, 331
_BIC_LENGTHS = (0, 8, 11)
_HEADER = ("BCD", "002", "1", "SCT")  # version 2, in UTF-8, a credit transfer
# Readers can undo any of the eight masks. Trying all of them takes as long as setting half a
# letter. All these codes begin alike, and the third mask is the best for them or nearly so.
_MASK = 2


@functools.lru_cache(maxsize=1024)  # a letter is printed alone and in its batch
def sepa_code(
    creditor: Creditor, amount: Amount, text: str, reference: str | None = None
) -> str | None:
    """Return the code as an SVG image, or ``None`` if there can be no such transfer.

    Args:
        creditor: the payee. Without a name and a valid IBAN there is no code.
        amount: the amount to pay. There is no code unless it is in euros, and between 0.01 and
            999,999,999.99 after rounding.
        text: the reference to quote, cut at 140 characters.
        reference: the creditor reference (ISO 11649) instead of it, without spaces.

    Raises:
        MissingExtraError: segno is not installed.
    """
    name, account = one_line(creditor.name or ""), creditor.iban or ""
    if (
        amount.currency != "EUR"
        or amount.number is None
        or not name
        or not iban.is_valid(account, check_country=False)
    ):
        return None
    euros = amount.number.quantize(_CENT, ROUND_HALF_UP)
    if not _CENT <= euros <= _MOST:
        return None
    bic = "".join((creditor.bic or "").split())
    lines = (
        *_HEADER,
        bic,
        name[:_LONGEST_NAME],
        iban.compact(account),
        f"EUR{euros}",
        "",  # the purpose is not used
        reference or "",
        "" if reference else one_line(text)[:LONGEST_TEXT],
    )
    held = "\n".join(lines).encode()
    if len(bic) not in _BIC_LENGTHS or len(held) > _MOST_BYTES:
        return None
    code = load_library("segno", "pdf").make_qr(held, error="m", boost_error=False, mask=_MASK)
    image = io.BytesIO()
    code.save(image, kind="svg", border=0, xmldecl=False, nl=False)
    return image.getvalue().decode()
