"""Looks up how an invoice was booked: payee, links, VAT, price and cost.

The VAT comes from the tax postings of the invoice's own transactions, on whatever customer's
account it stood then. If only a part of the invoice is outstanding, the VAT is taken in
proportion: to all of it, or to what is left after the deposits that it deducts, if their VAT was
invoiced with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain

from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction
from beancount.core.position import Cost
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.bookings.deducted_deposits import DeductedDeposit, DeductedDeposits
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item
from beancount_relance.values.money import to_unit
from beancount_relance.values.numbers.invoice_names import name_key


class Origin(Struct, frozen=True):
    """How an invoice was booked.

    Attributes:
        payee: the payee of its transaction, if there is one.
        links: the links of its transactions.
        net: the amount without tax; ``None`` if the ledger does not tell.
        taxes: the tax, by account.
        price: the price its currency was converted at, if any.
        cost: the cost at which the claim is held, if any.
        deducted: the deposits that the invoice deducts.
    """

    payee: str | None
    links: frozenset[str]
    net: Decimal | None
    taxes: Mapping[str, Decimal]
    price: Amount | None
    cost: Cost | None = None
    deducted: DeductedDeposit = DeductedDeposit()

    @property
    def rate(self) -> Amount | None:
        """What one unit of its currency is worth in the books: its cost, or else its price."""
        return self.price if self.cost is None else Amount(self.cost.number, self.cost.currency)

    def taxes_in(self, amount: Decimal, currency: str) -> dict[str, Decimal]:
        """Return the tax in ``amount`` of the invoice by account, rounded half up to the unit."""
        if self.net is None:
            return {}
        total = self.net - self.deducted.taxed + sum(self.taxes.values(), Decimal())
        if total <= 0:
            return {}
        shares = {name: to_unit(amount * tax / total, currency) for name, tax in self.taxes.items()}
        return {name: share for name, share in shares.items() if share}


class Origins:
    """Looks up the origins of invoices in the transactions of a ledger."""

    def __init__(
        self,
        transactions: Sequence[Transaction],
        accounts: ReceivableAccounts,
        counterparts: Counterparts,
        settings: Settings,
    ) -> None:
        """Take the transactions up to the day; they are read on first use."""
        self._transactions = transactions
        self._accounts = accounts
        self._counterparts = counterparts
        self._reader = PostingReader(accounts, settings)
        self._deposits = DeductedDeposits(transactions, accounts, counterparts)

    def of(self, items: Sequence[Item]) -> Origin:
        """Return the origin of an invoice; ``items`` are its instalments."""
        net: Decimal | None = Decimal()
        taxes: dict[str, Decimal] = defaultdict(Decimal)
        links: set[str] = set()
        payee: str | None = None
        price: Amount | None = None
        cost: Cost | None = None
        taxed = unclear = Decimal()
        found = tuple(self._entered_by(items))
        for txn in found:
            payee = payee or txn.payee
            links |= txn.links
            booked = self._receivable(txn)
            price = price or next((each.price for each in booked if each.price), None)
            cost = cost or next((each.cost for each in booked if isinstance(each.cost, Cost)), None)
            billed = self._counterparts.billed(txn)
            if billed is None or net is None:
                net = None
                continue
            net += billed.net
            deducted = self._deposits.of(txn) if billed.taxes else DeductedDeposit()
            taxed, unclear = taxed + deducted.taxed, unclear + deducted.unclear
            for name, tax in billed.taxes.items():
                taxes[name] += tax if name not in deducted.held else Decimal()
        taxes = {name: tax for name, tax in taxes.items() if tax}
        deducted = DeductedDeposit(taxed, unclear)
        origin = Origin(payee, frozenset(links), None, taxes, price, cost, deducted)
        if not found or net is None:
            return origin
        invoiced = sum((item.invoice.amount for item in items), Decimal())
        rate = Decimal(1) if origin.rate is None else origin.rate.number or Decimal()
        least = invoiced * rate + taxed - sum(taxes.values(), Decimal())
        return replace(origin, net=max(net, least))  # it bears no more VAT than was invoiced

    @cached_property
    def _debits(self) -> Mapping[tuple[str, str], Sequence[ReceivablePosting]]:
        """The debits on receivable accounts, by customer and currency."""
        debits: dict[tuple[str, str], list[ReceivablePosting]] = defaultdict(list)
        for txn in self._transactions:
            postings = [p for p in txn.postings if self._accounts[p.account] is not None]
            for line in self._reader.read(txn, postings) if postings else ():
                if line.number > 0:
                    debits[line.customer, line.currency].append(line)
        return debits

    def _entered_by(self, items: Sequence[Item]) -> Iterator[Transaction]:
        """Yield the transactions that book an invoice, not those that reverse a payment of it."""
        invoice = items[0].invoice
        sources = {item.invoice.source for item in items}
        number = name_key(invoice.reference)
        seen: set[int] = set()
        owners = dict.fromkeys(invoice.owners)
        theirs = (self._debits.get((owner, invoice.currency), ()) for owner in owners)
        for line in chain.from_iterable(theirs):
            named = number in {name_key(name) for name in line.names}
            enters = line.source in sources or (
                named and self._counterparts.billed(line.txn) is not None
            )
            if enters and id(line.txn) not in seen:
                seen.add(id(line.txn))
                yield line.txn

    def _receivable(self, txn: Transaction) -> Sequence[Posting]:
        return [each for each in txn.postings if self._accounts[each.account] is not None]
