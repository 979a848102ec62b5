"""The postings that take an invoice off its account, with the VAT that it bears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.convert import get_weight
from beancount.core.data import Posting
from beancount.core.position import Cost
from msgspec import Struct

from beancount_relance.bookings.account_choice import AccountChooser
from beancount_relance.bookings.held_lots import HeldLots
from beancount_relance.bookings.invoice_origin import Origins
from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.items import Item
from beancount_relance.report.report import Report
from beancount_relance.values.money import to_unit


class OpenSplit(Struct, frozen=True):
    """What is open of an invoice, split into net amount and VAT, as the books value it.

    ``unclear_deposit`` is what it deducts of deposits that may have been with VAT or without.
    """

    amount: Decimal
    net: Decimal
    vat: Decimal
    currency: str
    taxes: Mapping[str, Decimal]
    postings: list[Posting]
    is_vat_unknown: bool
    unclear_deposit: Decimal = Decimal()


class OpenPostings:
    """Makes them for the invoices of one report.

    Args:
        report: the report of the booking date.
        accounts: chooses the accounts.
        origins: tells how the invoices were booked.
    """

    def __init__(self, report: Report, accounts: AccountChooser, origins: Origins) -> None:
        self._report = report
        self._accounts = accounts
        self._origins = origins
        self._lots = HeldLots(report.ledger.transactions)

    def taken_off(self, items: Sequence[Item], owed: Mapping[str, Decimal]) -> list[Posting]:
        """Return the postings that take an invoice off its accounts, at its price or its cost.

        Args:
            items: its items.
            owed: how much is taken off each account.
        """
        currency, origin = items[0].invoice.currency, self._origins.of(items)
        return [
            posting(name, -part, currency, cost, origin.price)
            for name, amount in owed.items()
            for part, cost in self._lots.take(name, amount, currency, origin.cost)
        ]

    def split(
        self,
        items: Sequence[Item],
        account: str,
        *,
        taxed: bool = True,
        less: Decimal = Decimal(),
    ) -> OpenSplit:
        """Return the postings that book what is open on an account, less the VAT it bears.

        Args:
            items: the items.
            account: the account.
            taxed: whether the VAT is booked as well.
            less: a part of what is open that is booked elsewhere.
        """
        invoice = items[0].invoice
        origin = self._origins.of(items)
        owed = by_account(items)
        amount = sum(owed.values(), Decimal()) - less
        taken = self.taken_off(items, owed)
        worth, currency = amount, invoice.currency
        rate = origin.rate
        if rate is not None:
            weights = (get_weight(each).number for each in taken)  # type: ignore[no-untyped-call]
            worth, currency = -sum(weights, less * (rate.number or Decimal())), rate.currency
        taxes: dict[str, Decimal] = defaultdict(Decimal)
        for name, tax in origin.taxes_in(worth, currency).items() if taxed else ():
            taxes[self._accounts.vat(name)] += tax
        vat = sum(taxes.values(), Decimal())
        net = to_unit(worth - vat, currency)
        postings = [posting(account, net, currency)]
        postings += [posting(name, tax, currency) for name, tax in taxes.items()]
        postings += taken
        unclear = origin.deducted.unclear
        return OpenSplit(amount, net, vat, currency, taxes, postings, origin.net is None, unclear)

    def about_credit(self, items: Sequence[Item]) -> Iterator[Message]:
        """Yield a note if the customer has a credit that should be set off first."""
        invoice = items[0].invoice
        owner = (invoice.customer, invoice.currency)
        left = sum(
            (
                each.amount
                for each in self._report.allocation.credits
                if (each.credit.customer, each.credit.currency) == owner
            ),
            Decimal(),
        )
        if left:
            yield msg(
                "The customer has a credit of {amount}: set it off first.",
                amount=Amount(left, invoice.currency),
            )


def by_account(items: Iterable[Item]) -> dict[str, Decimal]:
    """Return the outstanding amounts by account."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        if item.is_open:
            sums[item.invoice.account] += item.outstanding
    return dict(sums)


def posting(
    name: str,
    number: Decimal,
    currency: str,
    cost: Cost | None = None,
    price: Amount | None = None,
) -> Posting:
    """Return a posting whose number has at least the usual decimals of its currency.

    Args:
        name: its account.
        number: its number.
        currency: its currency.
        cost: its cost, if it has one.
        price: its price, if it has one.
    """
    whole = to_unit(number, currency)
    units = Amount(whole if whole == number else number, currency)
    return Posting(name, units, cost, price, None, None)
