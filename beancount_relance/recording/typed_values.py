"""Typed values: amounts and plans as people type them, in a form or on the command line.

``600``, ``1 200,50 €`` and ``600.00 EUR`` are amounts. Ambiguous input is refused rather than
guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal

from beancount.core.amount import Amount

from beancount_relance.history.instalments import Instalment
from beancount_relance.language.currencies import decimals_of
from beancount_relance.language.messages import msg
from beancount_relance.values.readers import BadValueError, read_date

_AMOUNT = re.compile(
    r"(?P<number>[0-9]{1,15}(?:[ \u00a0\u202f][0-9]{3})*(?:\.[0-9]+|,[0-9]{1,2})?)"
    r"\s*(?P<currency>[€$£]|[A-Za-z][A-Za-z0-9._'-]*[A-Za-z0-9])?"
)
_THOUSANDS = 3  # digits after a thousands separator
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}


def read_typed_amount(text: str, currency: str | None) -> Amount:
    """Read an amount as people type it: ``600``, ``600.00 EUR``, ``1 200,50 €``.

    Args:
        text: the input.
        currency: the currency to use if the text has none; ``None`` if that is not clear.

    Raises:
        BadValueError: it is not an amount, or it is ambiguous: ``1,200``, ``1.200``.
    """
    expected = msg("an amount such as 1200.50 EUR, without a thousands separator")
    match = _AMOUNT.fullmatch(text.strip())
    unit = currency
    if match is not None and match["currency"] is not None:
        unit = _SYMBOLS.get(match["currency"], match["currency"].upper())
    if match is None or unit is None:
        raise BadValueError(expected)
    number = Decimal(re.sub(r"[ \u00a0\u202f]", "", match["number"]).replace(",", "."))
    digits, written = decimals_of(unit), -int(number.as_tuple().exponent)
    if written == _THOUSANDS != digits:
        raise BadValueError(expected)
    return Amount(Decimal(f"{number:.{max(digits, written)}f}"), unit)


def read_typed_plan(text: str, currency: str | None) -> tuple[Instalment, ...]:
    """Read the instalments of a plan: ``2026-05-05 400, 2026-06-05 400``.

    Args:
        text: the input.
        currency: the currency of amounts without one; ``None`` if that is not clear.

    Raises:
        BadValueError: one of them is not a date followed by an amount.
    """
    expected = msg("dates with amounts, such as “2026-05-05 400.00 EUR, 2026-06-05 400.00 EUR”")
    instalments = []
    for part in re.split(r"[,;]\s+|;", text.strip()):
        day, _, amount = part.strip().partition(" ")
        try:
            instalments.append(Instalment(read_date(day), read_typed_amount(amount, currency)))
        except BadValueError as error:
            raise BadValueError(expected) from error
    return tuple(sorted(instalments, key=lambda instalment: instalment.due))
