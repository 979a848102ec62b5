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

from beancount_relance.creditor import Creditor
from beancount_relance.extras import load
from beancount_relance.reminders import one_line

_CENT = Decimal("0.01")
_MOST = Decimal("999999999.99")
_LONGEST_NAME, _LONGEST_TEXT = 70, 140


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
    try:
        code = load("segno.helpers", "pdf").make_epc_qr(
            name=name[:_LONGEST_NAME],
            iban=iban.compact(account),
            amount=euros,
            text=one_line(text)[:_LONGEST_TEXT],
            bic=creditor.bic,
            encoding="utf-8",
        )
    except ValueError:  # a BIC of another length, or more bytes than such a code holds
        return None
    image = io.BytesIO()
    code.save(image, kind="svg", border=0, xmldecl=False, nl=False)
    return image.getvalue().decode()
