"""The sentence that the law requires on the duplicate of an unpaid invoice.

Each country's is a row of ``data/duplicate_invoice.csv`` in its exact wording, in the language of
the law, with its sources and the day on which it was last checked.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from beancount_relance.language.messages import language
from beancount_relance.law.tables import rows


class Mention(Struct, frozen=True):
    """A prescribed statement, and the ``article`` of law that requires it."""

    text: str
    article: str


def unpaid_invoice(
    net: Decimal, vat: Decimal, currency: str, country: str | None
) -> Mention | None:
    """Return the statement required on a duplicate invoice to recover VAT on a bad debt.

    Args:
        net: the unpaid amount without VAT, in ``currency``.
        vat: the VAT on that amount.
        currency: the currency.
        country: the creditor's country, whose law applies; ``None`` if unknown.

    Returns:
        The statement, or ``None`` if none is known for that country.
    """
    for row in rows("duplicate_invoice.csv"):
        if row["mention"] == "duplicate-invoice" and row["country"] == country:
            words = language(row["language"])
            text = row["text"].format(
                net=words.money(net, currency), vat=words.money(vat, currency)
            )
            return Mention(text, row["article"])
    return None
