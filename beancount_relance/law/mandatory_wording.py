"""Mandatory wording: the words that a document must bear by law, exactly as they are prescribed.

They are rows of ``data/mentions.csv``, in the language of their law, with their sources
and the day they were checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from beancount_relance.language.messages import language
from beancount_relance.law.regimes import assumed_country
from beancount_relance.law.tables import rows


@dataclass(frozen=True, slots=True)
class Mention:
    """The prescribed words, and the ``article`` that prescribes them."""

    text: str
    article: str


def unpaid_invoice(
    net: Decimal, vat: Decimal, currency: str, country: str | None
) -> Mention | None:
    """What the duplicate of an unpaid invoice must bear before its VAT may be taken back.

    Args:
        net: what is unpaid, without VAT, in ``currency``.
        vat: the VAT on it.
        currency: where no country is known, it says which is assumed.
        country: the creditor's country, whose law it is.

    Returns:
        The words, or ``None`` if we know of none.
    """
    where = country or assumed_country(currency)
    for row in rows("mentions.csv"):
        if row["mention"] == "duplicate-invoice" and row["country"] == where:
            words = language(row["language"])
            text = row["text"].format(
                net=words.money(net, currency), vat=words.money(vat, currency)
            )
            return Mention(text, row["article"])
    return None
