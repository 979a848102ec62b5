"""Payment codes: the QR code of a SEPA credit transfer, which banking apps read.

The data are those of the European Payments Council's guideline EPC069-12: a name, an
IBAN whose checksum holds, an amount in euros and a text. segno, of the extra
``pdf``, draws it.
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
_LONGEST_NAME, _LONGEST_TEXT, _MOST_BYTES = 70, 140, 331
_BIC_LENGTHS = (0, 8, 11)
_HEADER = ("BCD", "002", "1", "SCT")  # version 2, in UTF-8, a credit transfer
# Every reader undoes any of the eight masks. To try them all takes as long as to set half a
# letter, and of these codes, whose beginning is the same, the third is the best or nearly.
_MASK = 2


@functools.lru_cache(maxsize=1024)  # a letter is printed alone and in its batch
def sepa_code(creditor: Creditor, amount: Amount, text: str) -> str | None:
    """The code as an SVG image; ``None`` where no such transfer can be asked for.

    Args:
        creditor: who is to be paid; without name or sound IBAN there is no code.
        amount: what to pay; there is no code in other currencies than the euro.
        text: the reference to quote, cut at 140 characters.

    Raises:
        MissingExtraError: segno is not installed.
    """
    name, account = one_line(creditor.name or ""), creditor.iban or ""
    if amount.currency != "EUR" or amount.number is None or not name or not iban.is_valid(account):
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
        "",  # the purpose, and a reference with a checksum, that we do not use
        "",
        one_line(text)[:_LONGEST_TEXT],
    )
    held = "\n".join(lines).encode()
    if len(bic) not in _BIC_LENGTHS or len(held) > _MOST_BYTES:
        return None
    code = load_library("segno", "pdf").make_qr(held, error="m", boost_error=False, mask=_MASK)
    image = io.BytesIO()
    code.save(image, kind="svg", border=0, xmldecl=False, nl=False)
    return image.getvalue().decode()
