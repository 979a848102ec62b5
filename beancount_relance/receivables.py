"""Receivables: from postings to invoices, credits and what is neither.

An invoice is a positive posting on a receivable account, a credit a negative
one. An invoice's number is, in this order: the posting's reference key, the
transaction's, the transaction's only link (or the only one known as an
invoice), the reference pattern in the narration.

    2026-05-14 * "Boulangerie Martin" "Enseigne lumineuse" ^F2026-014
      due: 2026-06-13
      Assets:Clients:Boulangerie-Martin   1200.00 EUR
      Income:Ventes                      -1000.00 EUR
      Liabilities:TVA                     -200.00 EUR

The result says nothing yet of which credit pays which invoice; that is
:mod:`~beancount_relance.allocation`.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from beancount.core.data import Posting, Transaction

from beancount_relance.accounts import Place, ReceivableAccounts
from beancount_relance.customers import Customer
from beancount_relance.ledger import Ledger
from beancount_relance.messages import Message, Problem, Source, msg
from beancount_relance.settings import Settings
from beancount_relance.terms import Terms, next_day_of_month, read_terms
from beancount_relance.values import (
    BadValueError,
    bad_value,
    read_date,
    read_reference,
)

_SEPARATORS = re.compile(r"[,;\s]+")
_WORD = re.compile(r"[\w/.#-]*\w")
_SHORTEST_QUOTED = 4
_TAX = re.compile(r"tva|vat|tax|mwst|ust|iva|gst|hst|pst|tps|tvq|4457", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one customer owes by one day: an invoice, or one instalment of it.

    Attributes:
        number: the invoice's number; ``None`` if the ledger gives none.
        reference: how the invoice is called: its number, else its date.
        customer: the customer's id.
        currency: the currency of ``amount``.
        account: the receivable account it stands on now.
        date: the invoice's date.
        due: the last day to pay.
        basis: where the due date comes from.
        amount: what was invoiced, with VAT.
        narration: what was supplied.
        links: the links of its transaction.
        procedure: a procedure of its own, if its metadata names one.
        part: which instalment this is, from 1.
        parts: how many instalments there are.
        source: the line of the invoice.
    """

    number: str | None
    reference: str
    customer: str
    currency: str
    account: str
    date: datetime.date
    due: datetime.date
    basis: Message
    amount: Decimal
    narration: str
    links: frozenset[str]
    source: Source
    procedure: str | None = None
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Credit:
    """Money, a credit note or the like, that reduces what a customer owes.

    ``amount`` is positive, in ``currency``. ``references`` are the invoices of this
    customer that it names; ``unknown`` are names that no invoice of the ledger has.
    ``kind`` is one of ``payment``, ``credit-note``, ``write-off``, ``transfer``, ``other``.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    kind: str
    references: tuple[str, ...]
    unknown: tuple[str, ...]
    narration: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reversal:
    """A payment taken back: the invoice ``reference`` is owed again by ``amount``."""

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    reference: str
    source: Source


@dataclass(frozen=True, slots=True)
class Unidentified:
    """A debit that is no invoice: an opening balance, a loan, a refund.

    ``cash`` tells money that went out (a refund, a loan) from a balance carried.
    """

    customer: str
    currency: str
    date: datetime.date
    amount: Decimal
    cash: bool
    narration: str
    source: Source


@dataclass(frozen=True, slots=True)
class Receivables:
    """All that stands on the receivable accounts, each posting in one place.

    ``balances`` is the accounts' own balance by customer and currency, summed
    posting by posting, for the tie-out.
    """

    invoices: Sequence[Invoice]
    credits: Sequence[Credit]
    reversals: Sequence[Reversal]
    unidentified: Sequence[Unidentified]
    balances: Mapping[tuple[str, str], Decimal]
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class _Line:
    """One receivable posting on its way, or several of one transaction made one."""

    txn: Transaction
    posting: Posting
    place: Place
    customer: str
    number: Decimal
    named: bool  # whether the ledger itself names the customer, not just the payee

    @property
    def currency(self) -> str:
        return str(self.posting.units.currency) if self.posting.units else ""

    @property
    def meta(self) -> Mapping[str, Any]:
        return self.posting.meta or {}

    @property
    def source(self) -> Source:
        return Source.of(self.meta if "lineno" in self.meta else self.txn.meta)

    @property
    def narration(self) -> str:
        return self.txn.narration or ""


def read_receivables(
    ledger: Ledger,
    accounts: ReceivableAccounts,
    customers: Mapping[str, Customer],
    settings: Settings,
) -> Receivables:
    """Every receivable posting of the ledger as what it is.

    Args:
        ledger: the directives up to the day.
        accounts: which accounts are receivable, and whose.
        customers: customers by id, for their terms.
        settings: reference and due keys, patterns, terms.
    """
    return _Reader(ledger, accounts, customers, settings).read()


class InvoiceIndex:
    """Invoices by the names that payments and notes call them: numbers, then links.

    Names are compared without regard to case. A link that is nobody's number
    names every invoice that carries it, such as those of one project.
    """

    def __init__(self, invoices: Iterable[Invoice]) -> None:
        """Index ``invoices``, several of which may share a name."""
        self._numbers: dict[str, list[Invoice]] = defaultdict(list)
        self._links: dict[str, list[Invoice]] = defaultdict(list)
        for invoice in invoices:
            self._numbers[invoice.reference.casefold()].append(invoice)
            for link in invoice.links:
                self._links[link.casefold()].append(invoice)

    def find(self, name: str) -> Sequence[Invoice]:
        """The invoices of that name, of whichever customer."""
        key = name.casefold()
        return self._numbers.get(key) or self._links.get(key) or ()


@dataclass
class _Reader:
    ledger: Ledger
    accounts: ReceivableAccounts
    customers: Mapping[str, Customer]
    settings: Settings
    problems: list[Problem] = field(default_factory=list)
    moves: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def read(self) -> Receivables:
        lines = list(self._lines())
        debits = [line for line in lines if line.number > 0]
        found: dict[tuple[object, ...], Invoice] = {}
        others: list[tuple[_Line, str | None]] = []
        for line, number in zip(debits, self._numbers(debits), strict=True):
            if self._is_invoice(line, number):
                self._add_invoice(found, line, number)
            else:
                others.append((line, number))
        known = InvoiceIndex(found.values())
        reversals: list[Reversal] = []
        unidentified: list[Unidentified] = []
        for line, number in others:
            reversed_ = self._reversed(line, known)
            if reversed_ is not None:
                reversals.append(_reversal(line, reversed_))
            elif self._is_claim(line, number):
                self._add_invoice(found, line, number)
            else:
                unidentified.append(self._unidentified(line))
        invoices = _with_parts(self._moved(invoice) for invoice in found.values())
        index = InvoiceIndex(invoices)
        credits_ = [self._credit(line, index) for line in lines if line.number < 0]
        balances: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for debit in debits:
            balances[debit.customer, debit.currency] += debit.number
        for credit in credits_:
            balances[credit.customer, credit.currency] -= credit.amount
        return Receivables(invoices, credits_, reversals, unidentified, balances, self.problems)

    # Lines

    def _lines(self) -> Iterator[_Line]:
        """The receivable postings, those of one transaction and one claim made one."""
        accounts = self.accounts
        for txn in self.ledger.transactions:
            found = [
                (posting, place)
                for posting in txn.postings
                if (place := accounts[posting.account]) is not None
            ]
            if not found:
                continue
            lines = [self._line(txn, posting, place) for posting, place in found]
            if len(lines) > 1:
                lines = self._netted(lines)
            for line in lines:
                if line.number:
                    yield line

    def _line(self, txn: Transaction, posting: Posting, place: Place) -> _Line:
        customer = place.customer
        named = True
        if customer is None:
            given = (posting.meta or {}).get("customer") or txn.meta.get("customer")
            named = given is not None
            customer = str(given or txn.payee or place.account.rpartition(":")[2])
        number = posting.units.number if posting.units is not None else None
        return _Line(txn, posting, place, customer, number or Decimal(), named)

    def _netted(self, lines: list[_Line]) -> list[_Line]:
        """Debits and credits of one claim within one transaction as their sum.

        So a move to another receivable account is no payment, and a deduction
        on the invoice itself no credit.
        """
        claims: dict[tuple[object, ...], list[_Line]] = defaultdict(list)
        for line in lines:
            claims[line.customer, line.currency, self._stated(line)].append(line)
        netted: list[_Line] = []
        for claim in claims.values():
            total = sum((line.number for line in claim), Decimal())
            if all(line.number > 0 for line in claim) or all(line.number < 0 for line in claim):
                netted += claim
                continue
            target = max(claim, key=lambda line: line.number)
            for number in self._stated(target):
                self.moves[target.customer, target.currency, number.casefold()] = (
                    target.posting.account
                )
            kept = target if total >= 0 else min(claim, key=lambda line: line.number)
            netted.append(replace(kept, number=total))
        return netted

    # References

    def _stated(self, line: _Line) -> tuple[str, ...]:
        """The numbers that a line states, known or not: by key, link or pattern."""
        return self._by_key(line) or tuple(sorted(line.txn.links or ())) or self._by_pattern(line)

    def _by_key(self, line: _Line) -> tuple[str, ...]:
        for meta in (line.meta, line.txn.meta):
            for key in self.settings.reference_keys:
                if key in meta:
                    try:
                        return (read_reference(meta[key]),)
                    except BadValueError as error:
                        self._complain(bad_value(key, meta[key], error), line.source)
        return ()

    def _by_pattern(self, line: _Line) -> tuple[str, ...]:
        pattern = self.settings.reference_pattern
        if pattern is None:
            return ()
        return tuple(match.group() for match in pattern.finditer(line.narration) if match.group())

    def _numbers(self, debits: Sequence[_Line]) -> list[str | None]:
        """The invoice number of each debit."""
        sure: set[str] = set()
        several: list[int] = []
        numbers: list[str | None] = []
        for index, line in enumerate(debits):
            stated = self._stated(line)
            numbers.append(stated[0] if len(stated) == 1 or self._by_key(line) else None)
            if len(stated) == 1:
                sure.add(stated[0].casefold())
            elif stated:
                several.append(index)
        for index in several:
            stated = self._stated(debits[index])
            known = [number for number in stated if number.casefold() in sure]
            if len(known) == 1:
                numbers[index] = known[0]
            elif patterned := self._by_pattern(debits[index]):
                numbers[index] = patterned[0]
        return numbers

    def _named(self, line: _Line, index: InvoiceIndex) -> tuple[list[Invoice], list[str]]:
        """The invoices that a credit names, and the names that no invoice has.

        The first level that names an invoice decides: keys, links, pattern,
        and last the narration, where it quotes a number that the ledger knows.
        """
        unknown: list[str] = []
        for stated in (
            [part for text in self._by_key(line) for part in _parts(text, index)],
            sorted(line.txn.links or ()),
            self._by_pattern(line),
            _quoted(line.narration, index),
        ):
            known = [invoice for name in stated for invoice in index.find(name)]
            unknown += [name for name in stated if not index.find(name)]
            if known:
                return known, unknown
        return [], unknown

    # What a line is

    def _natures(self, line: _Line) -> set[str]:
        """What the other legs are: cash, income, tax, expense, equity or other."""
        options = self.ledger.options
        natures = set()
        for posting in line.txn.postings:
            if self.accounts[posting.account] is not None:
                continue
            root = posting.account.partition(":")[0]
            if root == options["name_assets"]:
                natures.add("cash")
            elif root == options["name_income"]:
                natures.add("income")
            elif root == options["name_expenses"]:
                natures.add("expense")
            elif root == options["name_equity"]:
                natures.add("equity")
            else:
                natures.add("tax" if _TAX.search(posting.account) else "other")
        return natures

    def _is_invoice(self, line: _Line, number: str | None) -> bool:
        """Whether a debit is an invoice by what stands against it.

        Income is; so are costs charged on, unless money moved, which may be a
        payment sent back with its bank fee. Against equity it is an invoice
        carried over from earlier books, if it has a number or a due date.
        """
        natures = self._natures(line)
        if "income" in natures:
            return True
        if "cash" in natures or not natures:
            return False
        return natures != {"equity"} or number is not None or self._due_given(line) is not None

    def _is_claim(self, line: _Line, number: str | None) -> bool:
        """Whether money paid out is an invoice by what it states: a key or a due date.

        A link alone is not enough: it may tie a loan to its repayment.
        """
        if self._due_given(line) is not None:
            return True
        return number is not None and bool(self._by_key(line))

    def _reversed(self, line: _Line, known: InvoiceIndex) -> Invoice | None:
        """The invoice of this customer that a payment is taken back from."""
        if self._due_in(line.meta, line) is not None:
            return None
        for name in self._stated(line):
            for invoice in known.find(name):
                if (invoice.customer, invoice.currency) == (line.customer, line.currency):
                    return invoice
        return None

    # What lines become

    def _add_invoice(
        self, invoices: dict[tuple[object, ...], Invoice], line: _Line, number: str | None
    ) -> None:
        due, basis = self._due(line)
        reference = number or line.txn.date.isoformat()
        key = (line.customer, line.currency, reference.casefold(), id(line.txn), due)
        if key in invoices:  # one invoice over several postings
            before = invoices[key]
            invoices[key] = replace(before, amount=before.amount + line.number)
            return
        procedure = line.meta.get("procedure", line.txn.meta.get("procedure"))
        if procedure is not None and procedure not in self.settings.procedures:
            error = BadValueError(msg("one of {choices}", choices=tuple(self.settings.procedures)))
            self._complain(bad_value("procedure", procedure, error), line.source)
            procedure = None
        invoices[key] = Invoice(
            number=number,
            reference=reference,
            customer=line.customer,
            currency=line.currency,
            account=line.posting.account,
            date=line.txn.date,
            due=due,
            basis=basis,
            amount=line.number,
            narration=line.narration,
            links=line.txn.links or frozenset(),
            source=line.source,
            procedure=procedure,
        )

    def _credit(self, line: _Line, index: InvoiceIndex) -> Credit:
        named, unknown = self._named(line, index)
        customer = line.customer
        owners = sorted({invoice.customer for invoice in named})
        if owners and customer not in owners:
            if not line.named and len(owners) == 1:
                customer = owners[0]
            else:
                self._complain(
                    msg(
                        "{number} is an invoice of {owner}, but this credit stands on the account "
                        "of {customer}: post it on the account of {owner}, or correct the number",
                        number=named[0].reference,
                        owner=owners[0],
                        customer=customer,
                    ),
                    line.source,
                )
        mine = [invoice.reference for invoice in named if invoice.customer == customer]
        return Credit(
            customer=customer,
            currency=line.currency,
            date=line.txn.date,
            amount=-line.number,
            kind=self._kind(line),
            references=tuple(dict.fromkeys(mine)),
            unknown=tuple(unknown),
            narration=line.narration,
            source=line.source,
        )

    def _kind(self, line: _Line) -> str:
        natures = self._natures(line)
        for nature, kind in (
            ("cash", "payment"),
            ("income", "credit-note"),
            ("expense", "write-off"),
            ("tax", "credit-note"),
            ("other", "other"),
            ("equity", "other"),
        ):
            if nature in natures:
                return kind
        return "transfer"

    def _unidentified(self, line: _Line) -> Unidentified:
        return Unidentified(
            customer=line.customer,
            currency=line.currency,
            date=line.txn.date,
            amount=line.number,
            cash="cash" in self._natures(line),
            narration=line.narration,
            source=line.source,
        )

    def _moved(self, invoice: Invoice) -> Invoice:
        for name in (invoice.reference, *invoice.links):
            account = self.moves.get((invoice.customer, invoice.currency, name.casefold()))
            if account is not None:
                return replace(invoice, account=account)
        return invoice

    # Due dates

    def _due_given(self, line: _Line) -> datetime.date | None:
        return self._due_in(line.meta, line) or self._due_in(line.txn.meta, line)

    def _due_in(self, meta: Mapping[str, Any], line: _Line) -> datetime.date | None:
        for key in self.settings.due_keys:
            if key in meta:
                try:
                    return read_date(meta[key])
                except BadValueError as error:
                    self._complain(bad_value(key, meta[key], error), line.source)
        return None

    def _due(self, line: _Line) -> tuple[datetime.date, Message]:
        given = self._due_given(line)
        if given is not None:
            return given, msg("due date given")
        customer = self.customers.get(line.customer)
        terms = self._terms_given(line) or (customer and customer.terms) or self.settings.terms
        due = terms.due(line.txn.date)
        if customer and customer.pay_day:
            due = next_day_of_month(due, customer.pay_day)
            return due, msg("terms {terms}, pay-day {day}", terms=terms.text, day=customer.pay_day)
        return due, msg("terms {terms}", terms=terms.text)

    def _terms_given(self, line: _Line) -> Terms | None:
        for meta in (line.meta, line.txn.meta):
            if "terms" in meta:
                try:
                    return read_terms(meta["terms"])
                except BadValueError as error:
                    self._complain(bad_value("terms", meta["terms"], error), line.source)
        return None

    def _complain(self, complaint: Message, source: Source) -> None:
        problem = Problem(complaint, source)
        if problem not in self.problems:
            self.problems.append(problem)


def _reversal(line: _Line, invoice: Invoice) -> Reversal:
    return Reversal(
        customer=line.customer,
        currency=line.currency,
        date=line.txn.date,
        amount=line.number,
        reference=invoice.reference,
        source=line.source,
    )


def _parts(text: str, index: InvoiceIndex) -> list[str]:
    """The numbers in the value of a key, which may hold several: ``"F2026-012, F2026-013"``."""
    if index.find(text):
        return [text]
    words = [word for word in _SEPARATORS.split(text) if word]
    return words if any(index.find(word) for word in words) else [text]


def _quoted(narration: str, index: InvoiceIndex) -> list[str]:
    """The numbers of known invoices that a narration quotes as words of their own."""
    words = (word.lstrip("#") for word in _WORD.findall(narration))
    return [word for word in words if len(word) >= _SHORTEST_QUOTED and index.find(word)]


def _with_parts(invoices: Iterable[Invoice]) -> list[Invoice]:
    """The invoices, those of one number counted as its parts, by due date.

    Of those that have no number, each but the first of a day gets a counter.
    """
    groups: dict[tuple[object, ...], list[Invoice]] = defaultdict(list)
    unnumbered: dict[tuple[str, str], int] = defaultdict(int)
    for invoice in invoices:
        named = invoice
        if invoice.number is None:
            same_day = (invoice.customer, invoice.reference)
            unnumbered[same_day] += 1
            if unnumbered[same_day] > 1:
                reference = f"{invoice.reference}/{unnumbered[same_day]}"
                named = replace(invoice, reference=reference)
        groups[named.customer, named.currency, named.reference.casefold()].append(named)
    return [
        replace(invoice, part=part, parts=len(group)) if len(group) > 1 else invoice
        for group in groups.values()
        for part, invoice in enumerate(sorted(group, key=lambda i: (i.due, i.date)), start=1)
    ]
