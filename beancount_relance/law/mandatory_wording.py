"""Mentions: words that the law wants on a paper, exactly as it wants them.

They are rows of ``data/mentions.csv``, in the language of their law, with the sources
and the day they were checked.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from beancount_relance.language.messages import language

_MENTIONS_CSV = Path(__file__).parent / "data" / "mentions.csv"


def unpaid_invoice(net: Decimal, vat: Decimal, currency: str, country: str | None) -> str | None:
    """What the duplicate of an unpaid invoice must bear before its VAT may be taken back.

    Args:
        net: what is unpaid, without VAT, in ``currency``.
        vat: the VAT on it.
        currency: where no country is known at all, euros are taken for French.
        country: the creditor's country, whose law it is.

    Returns:
        The words, or ``None`` where we know of none (CGI 272-1 for France).
    """
    with _MENTIONS_CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            asked = country == row["country"] or (country is None and currency == row["currency"])
            if row["mention"] == "duplicate-invoice" and asked:
                words = language(row["language"])
                return row["text"].format(
                    net=words.money(net, currency), vat=words.money(vat, currency)
                )
    return None
