"""The country of a ledger, as its currency, language, words and rates of VAT tell it.

A language is spoken in several countries, whose laws differ: French books in euros may be those
of a Belgian. So a country is certain only if something tells it from its neighbours. Its signs
are rows of ``data/country_signs.csv``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from beancount.core.account import sep
from msgspec import Struct

from beancount_relance.policy.apparent_kind import parts_of
from beancount_relance.survey.books import Books
from beancount_relance.survey.metadata_words import country_signs

_TENTH = Decimal("0.1")
_CERTAIN = 2
"""How many signs tell a country: the language with a word or the rate of VAT, or two of these."""


class HomeCountry(Struct, frozen=True):
    """The country that the books are kept in, as far as they tell.

    Attributes:
        code: its two letters.
        certain: whether it may be written into the ledger without asking.
    """

    code: str
    certain: bool


def home_country(books: Books, spoken: str) -> HomeCountry | None:
    """Find the country of a ledger.

    Args:
        books: the books.
        spoken: the language of their account names.

    Returns:
        The country that the ledger states, or the one that its signs tell, or a guess;
        ``None`` if nothing tells even that.
    """
    if books.report.settings.country is not None:
        return HomeCountry(books.report.settings.country, certain=True)
    currency = _currency(books)
    rows = [row for row in country_signs() if row["currency"] == currency]
    seen, rate = set(_words_of(books)), _vat_rate(books)
    signs: Counter[str] = Counter()
    for row in rows:
        if row["only"] == "yes":
            return HomeCountry(row["country"], certain=True)
        signs[row["country"]] = (
            len(seen.intersection(row["words"].split()))
            + (spoken in row["languages"].split())
            + (rate is not None and rate in map(Decimal, row["vat"].split()))
        )
    speakers = [row["country"] for row in rows if spoken in row["languages"].split()]
    ranked = [*signs.most_common(2), ("", 0), ("", 0)]
    (best, most), (_, next_best) = ranked[:2]
    if not most:
        return None
    return HomeCountry(best, (most >= _CERTAIN and most > next_best) or speakers == [best])


def _currency(books: Books) -> str | None:
    operating = books.options["operating_currency"]
    if operating:
        return str(operating[0])
    sums = Counter(invoice.currency for invoice in books.invoices)
    return max(sums, key=lambda code: (sums[code], code), default=None)


def _words_of(books: Books) -> Iterator[str]:
    for entry in books.report.ledger.opens:
        for part in entry.account.split(sep):
            yield from parts_of(part)
    yield from parts_of(str(books.options["title"]))


def _vat_rate(books: Books) -> Decimal | None:
    """The rate of VAT of most invoices, in percent with one decimal; ``None`` if there is none."""
    rates: Counter[Decimal] = Counter()
    for _, entry in books.invoiced:
        billed = books.counterparts.billed(entry.txn)
        if billed is not None and billed.taxes and billed.net > 0:
            share = sum(billed.taxes.values(), Decimal()) / billed.net
            rates[(100 * share).quantize(_TENTH)] += 1
    return max(rates, key=lambda rate: (rates[rate], rate), default=None)
