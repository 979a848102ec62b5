"""Countries: how letters are laid out there, and what the last reminder before a court is called.

One country is one row of ``data/countries.csv``; ``data/country_words.csv`` has its phrases in
each language. The law of a country is a matter of :mod:`beancount_relance.law.regimes`. In a
country without a row everything is as in France, except for what French law says.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from beancount_relance.language.messages import Translated
from beancount_relance.language.tables import csv_rows
from beancount_relance.law.territories import jurisdiction

_DATA = Path(__file__).parent / "data"
COUNTRY_PHRASES = (
    "notice",
    "notice_sent",
    "notice_given",
    "court",
    "registered",
    "protocol",
    "protocol_enclosures",
    "vat",
    "order_number",
    "delivery_proof",
    "payment_steps",
    "payment_question",
    "payment_ordered",
    "payers",
    "lodge_with",
    "lodge_where",
    "lodge_to",
    "lodge_converted",
    "if_disputed",
    "settlement_basis",
    "settlement_effect",
)
"""The names of the phrases; see :meth:`Country.phrase`."""


class Country(Struct, frozen=True):
    """The customs of one country.

    Attributes:
        code: the country, such as ``GB``; empty for a country without a row.
        paper: the paper that letters are printed on, as Typst calls it.
        window: the side of the address window on envelopes, ``right`` or ``left``.
        window_left: where the address starts, in millimetres from the left edge.
        window_top: the same from the top edge.
        address: how an address ends: ``postcode`` (44000 Nantes), ``town`` (the postcode on a
            line of its own) or ``state`` (Portland, OR 97205).
        bank: what payers there need: ``iban``, ``sort-code`` or ``routing``.
        visit: whether a visit to a debtor is customary.
        notice_days: the number of days that a formal notice gives.
        individual_days: the same for a debtor who is no company, if it differs.
        from_date: whether these days count from the date of the letter, not from its receipt.
        before_action: whether the notice is a “letter before action”.
        also: other names of the country in addresses.
    """

    code: str = ""
    paper: str = "a4"
    window: str = "right"
    window_left: int = 105
    window_top: int = 49
    address: str = "postcode"
    bank: str = "iban"
    visit: bool = True
    notice_days: int = 0
    individual_days: int | None = None
    from_date: bool = False
    before_action: bool = False
    also: tuple[str, ...] = ()

    def phrase(self, name: str) -> Translated | None:
        """Return a phrase in its languages, or ``None`` if the country has none.

        Args:
            name: ``notice``, the name of a formal notice in the subject; ``notice_sent``, what
                one that was sent is called; ``notice_given``, the sentence by which a letter
                says that it is one; ``court``, what may follow; ``registered``, how a letter whose
                delivery is proven is sent from there; ``protocol``, a paragraph for debtors
                who are no company; ``protocol_enclosures``, what to enclose for them;
                ``vat``, how a VAT number is written; ``order_number``, ``delivery_proof``,
                ``payment_steps``, ``payment_question``, ``payment_ordered`` and ``payers``,
                how public bodies pay; ``lodge_with``, ``lodge_where`` and ``lodge_to``, who takes
                claims in insolvency proceedings, and ``lodge_converted``, that those in other
                currencies are converted at the rate of the judgment; ``if_disputed``, what a
                lawyer may do if a claim is disputed; ``settlement_basis`` and
                ``settlement_effect``, what a settlement agreement rests on under its law.
        """
        return _words().get((self.code, name))

    def words(self, name: str, language: str) -> str:
        """Return a phrase in a language; an empty text if the country or language has none."""
        found = self.phrase(name)
        return found.texts.get(language, "") if found else ""


def country(code: str | None) -> Country:
    """Return the row of a country, or of that whose law a territory has; or else the default."""
    return _countries().get(jurisdiction(code) or "", _DEFAULT)


@functools.cache
def _countries() -> Mapping[str, Country]:
    return {row["country"]: _read(row) for row in csv_rows(_DATA / "countries.csv")}


def _read(row: Mapping[str, str]) -> Country:
    return Country(
        code=row["country"],
        paper=row["paper"],
        window=row["window"],
        window_left=int(row["window_left"]),
        window_top=int(row["window_top"]),
        address=row["address"],
        bank=row["bank"],
        visit=row["visit"] == "yes",
        notice_days=int(row["notice_days"]),
        individual_days=int(row["individual_days"]) if row["individual_days"] else None,
        from_date=row["from_date"] == "yes",
        before_action=row["before_action"] == "yes",
        also=tuple(name for name in row["also"].split("; ") if name),
    )


@functools.cache
def _words() -> Mapping[tuple[str, str], Translated]:
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for row in csv_rows(_DATA / "country_words.csv"):
        texts.setdefault((row["country"], row["phrase"]), {})[row["language"]] = row["words"]
    return {key: Translated(by_language) for key, by_language in texts.items()}


_DEFAULT = Country()
