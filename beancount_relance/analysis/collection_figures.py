"""Calculates how fast the money comes in, and how much of it is late, by currency.

The input is the items of a whole report, open and settled, with the customers' unallocated
credit. The output is the usual figures of credit management. They share three definitions:

- **Sales** are the invoices as posted on the receivable accounts, including VAT, because the
  amounts owed include VAT too. An invoice carried over from earlier books counts on the day it
  was entered. A credit note reduces the sales of its own day.
- **Owed** is what is outstanding. A customer's unallocated credit is deducted, from the oldest
  due date on, as it is for reminders; it never reduces the debt of others.
- **The period** is the year that ends on the day of the report, so it contains every season
  once. The Credit Research Foundation and the Banque de France use a year as well. The period
  is shorter if the first invoice is more recent, since the days before it have no sales.

Figures are exact and only rounded for display. A figure whose divisor is not positive is
``None``.

Sources, checked on 2026-11-22:

- Credit Research Foundation, Key Performance Indicator Definitions,
  http://www.crfweb.net/KpiCalculator/KpiDefs.asp ("CRF" below)
- AFDCC (Association française des credit managers et conseils), « Le DSO : un
  indicateur aux multiples facettes », Fonction Crédit n° 52,
  https://www.afdcc.fr/le-dso-un-indicateur-aux-multiples-facettes/
- Banque de France, ratio délais clients: customers' balance including VAT, less
  advances, in days of sales including VAT; as quoted by
  https://legifiscal.fr/actualites-fiscales/2703-delais-paiement-egalement-impactes-crise-sanitaire.html
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from beancount_relance.ledger.counterparts.settlement_kinds import CREDIT_NOTE
from beancount_relance.receivables.items import Item, OpenCredit
from beancount_relance.values.dates import first_of_year_to

_DAY = datetime.timedelta(days=1)


class Period(Struct, frozen=True):
    """The days from ``first`` to ``last``, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: datetime.date) -> bool:
        """Whether the day is within the period."""
        return self.first <= day <= self.last


class Figures(Struct, frozen=True):
    """The figures of one currency.

    Attributes:
        currency: the currency.
        period: the period of the sales.
        sales: the amount invoiced in the period, including VAT, less credit notes.
        opening: what was owed on the day before the period.
        owed: what is owed on the last day of the period.
        overdue: the part of ``owed`` that is past its due date.
        dso_countback: days sales outstanding by the countback method (AFDCC: « par épuisement
            du chiffre d'affaires »). The sales of the latest month are deducted from what is
            owed, then those of the month before, and so on until nothing is left. The figure
            is the days of the months used up, plus the share ``remaining amount / sales`` of
            the days of the last one. The month of ``as_of`` counts up to that day. Unlike
            ``dso``, it is not distorted by seasons.
    """

    currency: str
    period: Period
    sales: Decimal
    opening: Decimal
    owed: Decimal
    overdue: Decimal
    dso_countback: Decimal | None

    @property
    def dso(self) -> Decimal | None:
        """Days sales outstanding: ``owed × days / sales``.

        Source: CRF (ending total receivables × 365 / annual credit sales). The Banque de
        France uses 360 days; this property uses the actual number of days.
        """
        return self._in_days_of_sales(self.owed)

    @property
    def best_possible_dso(self) -> Decimal | None:
        """The DSO if no customer were late: ``(owed − overdue) × days / sales``.

        Source: CRF (ending current receivables × 365 / annual credit sales).
        """
        return self._in_days_of_sales(self.owed - self.overdue)

    @property
    def average_days_delinquent(self) -> Decimal | None:
        """The days that late payment adds: ``dso − best_possible_dso``.

        Source: CRF.
        """
        if self.dso is None or self.best_possible_dso is None:
            return None
        return self.dso - self.best_possible_dso

    @property
    def collection_effectiveness(self) -> Decimal | None:
        """Collection effectiveness index: the percentage collected of what could be collected.

        ``(opening + sales − owed) / (opening + sales − (owed − overdue)) × 100``

        Source: CRF, applied to the sales of the period. CRF's formula for a year uses a
        twelfth of them, which compares one month's sales with a year's change in receivables
        and becomes negative for a growing business.
        """
        billed = self.opening + self.sales
        return _percent(billed - self.owed, billed - (self.owed - self.overdue))

    @property
    def share_overdue(self) -> Decimal | None:
        """The percentage of the amount owed that is overdue: ``overdue / owed × 100``.

        Source: CRF, whose "percent current" is 100 minus this figure.
        """
        return _percent(self.overdue, self.owed)

    def _in_days_of_sales(self, amount: Decimal) -> Decimal | None:
        return amount * self.period.days / self.sales if self.sales > 0 else None


def figures(
    items: Iterable[Item],
    credits_: Iterable[OpenCredit],
    as_of: datetime.date,
    first: datetime.date | None = None,
    left_out: Collection[str] = (),
) -> list[Figures]:
    """Calculate the figures of each currency that has sales or something owed.

    Args:
        items: all items of the report, open and settled.
        credits_: the customers' unallocated credit.
        as_of: the last day of the period.
        first: the first day of the period; by default that of the year ending on ``as_of``.
        left_out: the currencies in which items that were settled before the period are missing.
            They make no difference, except where :attr:`Figures.dso_countback` has to count
            sales from before the period: there it is ``None``.
    """
    by_currency: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_currency[item.invoice.currency].append(item)
    unused: dict[str, list[OpenCredit]] = defaultdict(list)
    for credit in credits_:
        unused[credit.credit.currency].append(credit)
    found = [
        _figures(theirs, unused[currency], first or first_of_year_to(as_of), as_of, left_out)
        for currency, theirs in sorted(by_currency.items())
    ]
    return [each for each in found if each.sales or each.owed]


def shares_overdue(
    items: Iterable[Item], credits_: Iterable[OpenCredit], as_of: datetime.date
) -> dict[str, Decimal]:
    """Return :attr:`Figures.share_overdue` by currency, where there is one.

    Args:
        items: the open items, as they are on the day.
        credits_: the customers' unallocated credit.
        as_of: the day.
    """
    by_currency: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_currency[item.invoice.currency].append(item)
    credits_ = list(credits_)
    found: dict[str, Decimal] = {}
    for currency, theirs in sorted(by_currency.items()):
        unused = [each for each in credits_ if each.credit.currency == currency]
        debts = [(item, item.outstanding) for item in theirs]
        owed, overdue = _owed_and_overdue(debts, unused, as_of)
        share = _percent(overdue, owed)
        if share is not None:
            found[currency] = share
    return found


def credit_left(
    credits_: Iterable[OpenCredit], day: datetime.date
) -> Mapping[tuple[str, str], Decimal]:
    """Return the unallocated credit of a day, by customer and currency."""
    left: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for credit in credits_:
        if credit.credit.date <= day:
            left[credit.credit.customer, credit.credit.currency] += credit.amount
    return left


def _figures(
    items: Sequence[Item],
    credits_: Sequence[OpenCredit],
    first: datetime.date,
    as_of: datetime.date,
    left_out: Collection[str],
) -> Figures:
    currency = items[0].invoice.currency
    sales = _sales_by_day(items, credits_)
    known = first if currency in left_out else None
    period = Period(known or max(first, min(item.invoice.date for item in items)), as_of)
    before = period.first - _DAY
    opening, _ = _owed_and_overdue(_debts_on(items, before), credits_, before)
    owed, overdue = _owed_and_overdue(_debts_on(items, as_of), credits_, as_of)
    return Figures(
        currency=currency,
        period=period,
        sales=sum((amount for day, amount in sales.items() if day in period), Decimal()),
        opening=opening,
        owed=owed,
        overdue=overdue,
        dso_countback=_countback(owed, sales, as_of, known),
    )


def _sales_by_day(
    items: Iterable[Item], credits_: Iterable[OpenCredit]
) -> Mapping[datetime.date, Decimal]:
    sales: dict[datetime.date, Decimal] = defaultdict(Decimal)
    for item in items:
        sales[item.invoice.date] += item.invoice.amount
        for part in item.settled:
            if part.is_credit_note:
                sales[part.date] -= part.amount
    for credit in credits_:
        sales[credit.credit.date] -= _credit_note_left(credit)
    return sales


def _credit_note_left(credit: OpenCredit) -> Decimal:
    """Return the part of an unallocated credit that is a credit note.

    The amount already allocated is taken from the credit's kinds in their order.
    """
    used = credit.credit.amount - credit.amount
    left = Decimal()
    for kind, amount in credit.credit.kinds:
        if kind == CREDIT_NOTE:
            left += max(amount - used, Decimal())
        used = max(used - amount, Decimal())
    return left


def _owed_and_overdue(
    debts: Iterable[tuple[Item, Decimal]], credits_: Iterable[OpenCredit], day: datetime.date
) -> tuple[Decimal, Decimal]:
    """Return what is owed on a day, and how much of it is overdue.

    Args:
        debts: the items that are open on the day, with what is open of them.
        credits_: the customers' unallocated credit.
        day: the day.
    """
    open_: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    late: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for item, left in debts:
        invoice = item.invoice
        account = invoice.customer, invoice.currency
        open_[account] += left
        if invoice.is_overdue(day):
            late[account] += left
    credit = credit_left(credits_, day)
    return _less(open_, credit), _less(late, credit)


def _debts_on(items: Iterable[Item], day: datetime.date) -> Iterator[tuple[Item, Decimal]]:
    """Yield the items that were open on a day, with what was open of them."""
    for item in items:
        left = item.outstanding_on(day)
        if left and (item.is_open or left != item.outstanding):  # not a rest within the tolerance
            yield item, left


def _less(
    amounts: Mapping[tuple[str, str], Decimal], credit: Mapping[tuple[str, str], Decimal]
) -> Decimal:
    """Return the sum of the customers' amounts, each less that customer's own credit."""
    left = (max(n - credit.get(key, Decimal()), Decimal()) for key, n in amounts.items())
    return sum(left, Decimal())


def _countback(
    owed: Decimal,
    sales: Mapping[datetime.date, Decimal],
    as_of: datetime.date,
    known: datetime.date | None,
) -> Decimal | None:
    """Calculate :attr:`Figures.dso_countback`; ``None`` if more is owed than was ever sold.

    Args:
        owed: what is owed.
        sales: the sales by day.
        as_of: the last day.
        known: the day since which all sales are known, if they were not always.
    """
    months: dict[datetime.date, Decimal] = defaultdict(Decimal)
    for day, amount in sales.items():
        months[day.replace(day=1)] += amount
    days, last, left = Decimal(), as_of, owed
    while left > 0:
        first = last.replace(day=1)
        if first < (known or min(months)):
            return None
        length, sold = (last - first).days + 1, months[first]
        if sold >= left:
            return days + length * left / sold
        days += length
        left -= max(sold, Decimal())
        last = first - _DAY
    return days


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return 100 * part / whole if whole > 0 else None
