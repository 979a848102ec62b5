"""Looks up how an invoice was booked: payee, links, VAT, price and cost.

The VAT comes from the tax postings of the invoice's own transactions, on whatever customer's
account it stood then. If only a part of the invoice is outstanding, the VAT is taken in
proportion: to all of it, or to what is left after the deposits that it deducts, if their VAT was
invoiced with them, and after its credit notes, if they took VAT back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import chain, pairwise

from beancount.core.amount import Amount
from beancount.core.convert import get_weight
from beancount.core.data import Posting, Transaction
from beancount.core.position import Cost
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.bookings.deducted_deposits import DeductedDeposit, DeductedDeposits
from beancount_relance.language.messages import Source
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


class _Credited(Struct, frozen=True):
    """What was credited of an invoice with tax: as it is owed, and without the tax in the books."""

    amount: Decimal
    net: Decimal
    taxes: Mapping[str, Decimal]


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
            if billed is not None and len(billed.taxes) > 1 and self._is_of_several(txn):
                billed = None  # nobody knows whose the tax at each rate is
            if billed is None or net is None:
                net = None
                continue
            net += billed.net
            deducted = self._deposits.of(txn) if billed.taxes else DeductedDeposit()
            taxed, unclear = taxed + deducted.taxed, unclear + deducted.unclear
            for name, tax in billed.taxes.items():
                taxes[name] += tax if name not in deducted.held else Decimal()
        credited = self._credited(items)
        for name, tax in credited.taxes.items():
            taxes[name] = max(taxes.get(name, Decimal()) - tax, Decimal())
        taxes = {name: tax for name, tax in taxes.items() if tax}
        deducted = DeductedDeposit(taxed, unclear)
        origin = Origin(payee, frozenset(links), None, taxes, price, cost, deducted)
        if not found or net is None:
            return origin
        invoiced = sum((item.invoice.amount for item in items), Decimal())
        rate = Decimal(1) if origin.rate is None else origin.rate.number or Decimal()
        least = (invoiced - credited.amount) * rate + taxed - sum(taxes.values(), Decimal())
        return replace(
            origin, net=max(net - credited.net, least)
        )  # it bears no more VAT than was invoiced

    def _credited(self, items: Sequence[Item]) -> _Credited:
        """Return what credit notes took back of an invoice with tax.

        One without tax leaves as much tax in what remains as there was.
        """
        amount = net = Decimal()
        taxes: dict[str, Decimal] = defaultdict(Decimal)
        for note in (part for item in items for part in item.settled if part.is_credit_note):
            txn = self._credits.get(note.source)
            taken = {} if txn is None else self._counterparts.taxes_taken_back(txn)
            if txn is None or not taken:
                continue
            booked = self._receivable(txn)
            units, weights = (sum(map(number, booked), Decimal()) for number in (_units, _weight))
            share = -note.amount / units
            amount += note.amount
            net -= share * weights
            for name, tax in taken.items():
                taxes[name] += share * tax
                net -= share * tax
        return _Credited(amount, net, taxes)

    @cached_property
    def _debits(self) -> Mapping[tuple[str, str], Sequence[ReceivablePosting]]:
        """The debits on receivable accounts, by customer and currency."""
        debits: dict[tuple[str, str], list[ReceivablePosting]] = defaultdict(list)
        for line in self._lines:
            if line.number > 0:
                debits[line.customer, line.currency].append(line)
        return debits

    @cached_property
    def _credits(self) -> Mapping[Source, Transaction]:
        """The transactions of the credits, by the lines of these."""
        return {line.source: line.txn for line in self._lines if line.number < 0}

    @cached_property
    def _owners(self) -> Mapping[tuple[int, Source], str]:
        """The customers of all lines, by transaction and line of the ledger."""
        return {(id(line.txn), line.source): line.customer for line in self._lines}

    @cached_property
    def _lines(self) -> Sequence[ReceivablePosting]:
        """What stands on receivable accounts."""
        lines: list[ReceivablePosting] = []
        for txn in self._transactions:
            if postings := self._receivable(txn):
                lines += self._reader.read(txn, postings)
        return lines

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
                yield self._apart(line)

    def _apart(self, line: ReceivablePosting) -> Transaction:
        """Return the transaction of a line with the legs of its customer alone, if they show.

        In a journal of sales each customer's legs follow what they owe, or come before it, and
        each of these parts balances. Otherwise the transaction is returned as it is.
        """
        txn = line.txn
        owners = self._claimed(txn)
        if len(set(owners.values())) <= 1:
            return txn
        end = len(txn.postings)
        following = [0, *list(owners)[1:], end]
        preceding = [0, *(place + 1 for place in list(owners)[:-1]), end]
        for cuts in (following, preceding):
            parts = [txn.postings[first:last] for first, last in pairwise(cuts)]
            if not any(sum(map(_weight, part)) for part in parts):
                whose = zip(parts, owners.values(), strict=True)
                own = (part for part, owner in whose if owner == line.customer)
                return txn._replace(postings=list(chain.from_iterable(own)))
        return txn

    def _is_of_several(self, txn: Transaction) -> bool:
        """Return whether a transaction is about several customers."""
        return len(set(self._claimed(txn).values())) > 1

    def _claimed(self, txn: Transaction) -> Mapping[int, str | None]:
        """Return the customers of the postings on receivable accounts, by place."""
        return {
            place: self._owners.get((id(txn), Source.of(posting.meta or {})))
            for place, posting in enumerate(txn.postings)
            if self._accounts[posting.account] is not None
        }

    def _receivable(self, txn: Transaction) -> Sequence[Posting]:
        return [each for each in txn.postings if self._accounts[each.account] is not None]


def _units(posting: Posting) -> Decimal:
    return (posting.units and posting.units.number) or Decimal()


def _weight(posting: Posting) -> Decimal:
    return get_weight(posting).number or Decimal()  # type: ignore[no-untyped-call]
