"""Claims in foreign money, converted into that of the insolvency proceedings.

Some countries want this in the declaration, at the exchange rate of the day of the judgment: those
with the phrase ``lodge_converted`` (:mod:`~beancount_relance.policy.countries`). The rate is that
of a ``price`` directive of this day; without one, people fill it in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Price
from msgspec import Struct

from beancount_relance.policy.bank_accounts import currency_of
from beancount_relance.policy.countries import country
from beancount_relance.policy.customers import CONSUMER, Customer
from beancount_relance.values.money import to_unit


class Conversion(Struct, frozen=True):
    """What is declared in a foreign currency.

    Attributes:
        amount: the amount in that currency.
        unit: one of the currency whose price is known: of the foreign one, or of the other.
        price: the price of ``unit``; ``None`` if the ledger has none of that day.
        converted: the amount at that price; ``None`` without one.
    """

    amount: Amount
    unit: Amount | None = None
    price: Amount | None = None
    converted: Amount | None = None


def currency_of_proceedings(customer: Customer, code: str | None) -> str | None:
    """Return the currency that claims have to be converted into, or ``None``.

    Args:
        customer: the debtor; the debts of a consumer are not declared in this way.
        code: the debtor's country.
    """
    place = country(code)
    if customer.kind == CONSUMER or place.phrase("lodge_converted") is None:
        return None
    return currency_of(place.code)


def conversions(
    amounts: Iterable[Amount], home: str | None, prices: Sequence[Price], day: datetime.date | None
) -> tuple[Conversion, ...]:
    """Return what is to be converted, one for each amount that is not in the currency ``home``.

    Args:
        amounts: what is declared, one amount for each currency.
        home: the currency of the proceedings; ``None`` if nothing is converted.
        prices: the prices in the ledger; of several on one day the last counts.
        day: the day of the judgment; ``None`` if it is not known.
    """
    if home is None:
        return ()
    that_day = [price for price in prices if price.date == day]
    return tuple(_conversion(each, home, that_day) for each in amounts if each.currency != home)


def total_converted(
    amounts: Iterable[Amount], found: Iterable[Conversion], home: str
) -> Amount | None:
    """Return all that is declared in one currency; ``None`` if a rate is missing."""
    own = sum((each.number or Decimal() for each in amounts if each.currency == home), Decimal())
    converted = [each.converted for each in found]
    if None in converted:
        return None
    return Amount(own + sum(each.number or Decimal() for each in converted if each), home)


def _conversion(amount: Amount, home: str, prices: Sequence[Price]) -> Conversion:
    number, foreign = amount.number or Decimal(), amount.currency
    for price in reversed(prices):
        rate = price.amount.number
        if not rate or {price.currency, price.amount.currency} != {foreign, home}:
            continue
        value = number * rate if price.currency == foreign else number / rate
        one = Amount(Decimal(1), price.currency)
        return Conversion(amount, one, price.amount, Amount(to_unit(value, home), home))
    return Conversion(amount)
