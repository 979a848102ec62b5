"""Find whose a posting on a shared account is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial

from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.language.messages import Source
from beancount_relance.ledger.accounts.account_words import ALLOWANCE, CANCEL, RETURNED, TAX, says
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, EXPENSE, INCOME, OTHER
from beancount_relance.ledger.receivable_postings import PostingReader, ReceivablePosting
from beancount_relance.receivables.cancelled_credits import CancelledCredits
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.debits import DebitReader
from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.joint_payments import JointPayments
from beancount_relance.receivables.joint_returns import JointReturns
from beancount_relance.receivables.left_of_invoices import LeftOfInvoices
from beancount_relance.receivables.moves.renumbered_invoices import NewNumbers
from beancount_relance.receivables.moves.successors import Move, Successors
from beancount_relance.receivables.naming.named_invoices import payment_text
from beancount_relance.receivables.naming.names_of_lines import referred_invoices
from beancount_relance.receivables.plain_returns import plain_returns
from beancount_relance.receivables.returns.return_texts import payments_described
from beancount_relance.receivables.twin_invoices import Entered
from beancount_relance.values.clues.excepted_numbers import without_excepted
from beancount_relance.values.numbers.invoice_names import name_key
from beancount_relance.values.numbers.written_references import has_digit, sure_references

_BY_HAND = (INCOME, EXPENSE, ALLOWANCE, TAX, OTHER)
"""What credits stand against that no bank has made."""
_GO_BACK = (EQUITY, CASH)
"""What a debit that takes something back stands against, in the order of a day."""


class Owners(Struct, dict=True):
    """Corrects lines and what was entered by what they refer to.

    Args:
        lines: all receivable lines; those of another customer are replaced.
        reader: their reader.
        counterparts: the reader of what stands against them.
        debits: the reader of the debits.
        index: the invoices, by the customers whom the lines named at first.
        moves: finds the claims that moved to other customers, once it is known whose the debits
            are.
        anew: the invoices that replaced others.
        given: whose the debits are now that were assigned, by line and first customer.
        cancelling: the debits by hand that take back a credit.
    """

    lines: list[ReceivablePosting]
    reader: PostingReader
    counterparts: Counterparts
    debits: DebitReader
    index: InvoiceIndex
    moves: Callable[[], Sequence[Move]]
    anew: NewNumbers
    given: dict[tuple[Source, str], str] = field(default_factory=dict)
    cancelling: set[Source] = field(default_factory=set)

    def give_debits(self, entered: dict[int, Entered | None]) -> bool:
        """Assign money that goes back by a shared account to the customer whose it is.

        That is the customer whose invoice it refers to, or who made the payment that has the
        same link, such as a cheque. Sales, losses and advances are assigned only if they
        cancel a credit that refers to the invoice. It comes before
        :meth:`give_credits`, since a returned payment is no claim on the name that the bank
        wrote. Returns whether ``entered`` changed.
        """
        changed = False
        cancelled = CancelledCredits(self.lines, self.reader, self.counterparts, self.index)
        for place, line in enumerate(self.lines):
            if line.certain or line.number < 0:
                continue
            nature, accounts = self.counterparts.side(line.txn, line.number)
            if nature in _GO_BACK:
                owners = self._earlier(place, _GO_BACK.index(nature)) or self._payers(line)
            elif cancelled.has(line, nature, accounts):
                self.cancelling.add(line.source)
                owners = self._earlier(place, len(_GO_BACK))
            else:
                continue
            if self._assign(place, owners) and entered.get(place) is not None:
                entered[place] = self.debits.entered(place)
                changed = True
        return changed

    def give_credits(
        self, entered: Mapping[int, Entered | None], index: InvoiceIndex
    ) -> JointPayments:
        """Assign credits on a shared account to the customer whose invoice they refer to.

        They may write its number otherwise. Exceptions are credits that refer to another debit of
        their own customer, such as a loan or a claim taken over by a factor. ``index`` has the
        invoices after :meth:`give_debits`. Returns what divides payments of several customers.
        """
        successors = Successors(self.lines, self.moves())
        left = LeftOfInvoices(
            self.lines,
            self.reader.moves,
            self.counterparts,
            index,
            partial(self._spelled, index=index),
            self.cancelling,
        )
        joint = JointPayments(left, successors, index)
        taken_over = {
            (self.lines[place].customer, name_key(name))
            for place, each in entered.items()
            for name in self.lines[place].names
            if each is None and not self._is_of_several(self.lines[place], joint)
        }
        for place, line in enumerate(tuple(self.lines)):  # parts are added
            if line.certain or line.number > 0:
                continue
            if any((line.customer, name_key(name)) in taken_over for name in line.names):
                continue
            if self._is_stated(line):
                continue
            named = referred_invoices(line, self.reader, index).invoices
            named = [invoice for invoice in named if invoice.source != line.source]
            meant = named or self._written(line, index)
            meant = _of_its_currency(meant, line)
            owners = {invoice.customer for invoice in meant}
            payer = line.customer
            if place not in successors.places:
                payer = successors.owes(payer, line.date, None)
                owners = {self._owes(line, invoice, successors) for invoice in meant}
            sold = (each.amount for each in meant if each.source not in self.cancelling)
            quoted = sum(sold, Decimal())
            is_more = quoted < -line.number or line.customer not in self.known
            besides = self._written(line, index) if named and is_more else ()
            if len(owners) != 1 or besides or joint.goes_on(line, meant):
                parts = joint.divided(line, named, [*meant, *besides])
                if parts[0] is not line:  # divided, or to be asked about
                    self.lines[place], *more = parts
                    self.lines += more
                    continue
            is_other = payer not in owners and quoted != -line.number
            if is_other and joint.is_all_of_one(line, payer):
                continue  # for one of the two: it is asked about
            self._assign(place, owners)
            if not owners and payer != line.customer:  # renamed, and called by the old name
                self._assign(place, {payer})
        return joint

    def _owes(self, line: ReceivablePosting, invoice: Invoice, successors: Successors) -> str:
        """Return whose an invoice is that a line names, as another one may be in its place."""
        number = name_key(invoice.reference)
        anew = self.anew.owes(line, invoice)
        return anew or successors.owes(invoice.customer, line.date, number)

    def _is_of_several(self, debit: ReceivablePosting, joint: JointPayments) -> bool:
        """Return whether a debit has the numbers of several customers, as a return may."""
        if len(debit.names) <= 1:
            return False
        called = [invoice for name in debit.names for invoice in joint.index.find(name)]
        return len({customer for customer, _ in joint.named(debit, called)}) > 1

    def _is_stated(self, credit: ReceivablePosting) -> bool:
        """Return whether the payee of a credit is the customer whom its bookkeeper meant.

        A bank writes who sent money, but a credit note, a loss or a set-off is made out by hand: to
        a known customer, it is no one else's, whatever number it has.
        """
        if credit.customer not in self._sold_to:
            return False
        return self.counterparts.side(credit.txn, credit.number)[0] in _BY_HAND

    def _written(self, credit: ReceivablePosting, index: InvoiceIndex) -> Sequence[Invoice]:
        """Return invoices on its account that a credit means in another spelling.

        Of money that a bank has brought the payee may be nobody, or the bank. Who was never
        invoiced pays for somebody else, and may do so with a number as short as ``F2``.
        """
        text = without_excepted(payment_text(credit.txn, credit.meta))
        if not has_digit(text) or sure_references(text, index.numbers_of(credit.customer)):
            return ()
        others = index.others_written_in(text, credit.customer)
        if not others and credit.customer not in self.known:
            others = index.short_in(text)
        return [
            invoice
            for invoice in others
            if (invoice.currency, invoice.entered_on) == (credit.currency, credit.account)
        ]

    def _spelled(self, line: ReceivablePosting, index: InvoiceIndex) -> Sequence[Invoice]:
        """Return invoices that money means in another spelling, of whomever it is by now."""
        text = without_excepted(payment_text(line.txn, line.meta))
        own = sure_references(text, index.numbers_of(line.customer))
        found = [each for name in own for each in index.own(name, line.customer, line.currency)]
        return found or self._written(line, index)

    def _earlier(self, place: int, rank: int) -> set[str]:
        """The customers of the invoices of other transactions before a debit that it refers to.

        On the day itself, an invoice must be of a lower rank: sales, balances, money.
        """
        line = self.lines[place]
        named = referred_invoices(line, self.reader, self.index).invoices or self._tagged(line)
        if rank == _GO_BACK.index(CASH):
            named = named or self._written(line, self.index)
        owners: set[str] = set()
        for invoice in _of_its_currency(named, line):
            other = self._by_source.get(invoice.source, line)
            if other.txn is not line.txn and (
                other.date < line.date or (other.date == line.date and self._rank(other) < rank)
            ):
                # A claim that a factor gave back is its customer's, also when it is opened again.
                given = self.given.get((invoice.source, invoice.customer), invoice.customer)
                owners.add(self.anew.owes(line, invoice) or given)
        return owners

    def _tagged(self, line: ReceivablePosting) -> Sequence[Invoice]:
        """Return the invoices whose numbers are tags of a line."""
        tags = filter(has_digit, line.txn.tags)
        return [i for tag in tags for i in self.index.find(tag) if i.number is not None]

    def _rank(self, debit: ReceivablePosting) -> int:
        nature, _ = self.counterparts.side(debit.txn, debit.number)
        return _GO_BACK.index(nature) if nature in _GO_BACK else -1

    def give_returns(
        self, entered: Mapping[int, Entered | None], joint: JointPayments
    ) -> list[int]:
        """Assign money that goes back to several customers, or without a name to one of them.

        What it names decides, and else the payment that it may return. If that is of one customer,
        the debit says that it is a return, and the payments on the account that have its amount, or
        that its text tells of, are of that one. Returns the places of what was divided among
        several.

        Args:
            entered: what the debits enter, by place.
            joint: what divided the payments.
        """
        divided: list[int] = []
        returns = JointReturns(self.lines, self.reader, self.counterparts, joint)
        for place, before in entered.items():
            line = self.lines[place]
            if line.certain or (before is not None and not says(line.heading, CANCEL)):
                continue
            together = returns.by_names(line)
            is_nameless = not line.names and line.customer not in self.known
            if before is None and is_nameless:
                together = together or returns.of_one_payment(line)
            if together:
                divided += [place, *range(len(self.lines), len(self.lines) + len(together) - 1)]
                self.lines[place], *more = together
                self.lines += more
                continue
            if before is not None or not is_nameless:
                continue
            if not says(line.heading, RETURNED):
                continue
            paid = [
                credit
                for credit in self._paid.get((line.account, line.currency, line.number), ())
                if credit.date <= line.date <= credit.date + REVERSED_WITHIN
            ]
            payers = {credit.customer for credit in payments_described(line, paid)}
            if len(payers) == 1 and self.counterparts.side(line.txn, line.number)[0] == CASH:
                self._assign(place, payers)
        return divided

    @cached_property
    def _paid(self) -> Mapping[tuple[str, str, Decimal], Sequence[ReceivablePosting]]:
        found: dict[tuple[str, str, Decimal], list[ReceivablePosting]] = defaultdict(list)
        for place, line in enumerate(self.lines):
            if place in self._returned or line.number > 0:
                continue
            if self.counterparts.side(line.txn, line.number)[0] == CASH:
                found[line.account, line.currency, -line.number].append(line)
        return found

    def _assign(self, place: int, owners: set[str]) -> bool:
        """Make a line that of its only owner, and return whether it was another's."""
        line = self.lines[place]
        if len(owners) != 1 or line.customer in owners:
            return False
        self.lines[place] = replace(line, customer=next(iter(owners)))
        self.given[line.source, line.customer] = self.lines[place].customer
        return True

    def _payers(self, debit: ReceivablePosting) -> set[str]:
        """The customers of the earlier credits that share a link with a debit of no customer."""
        if debit.customer in self.known:
            return set()
        return {
            credit.customer
            for link in debit.txn.links
            for credit in self._by_link.get(name_key(link), ())
            if credit.date <= debit.date and credit.currency == debit.currency
        }

    @cached_property
    def _returned(self) -> set[int]:
        """The payments that were returned in full, of customers whom the ledger names."""
        return plain_returns(self.lines, self.counterparts)

    @cached_property
    def _by_source(self) -> Mapping[Source, ReceivablePosting]:
        return {line.source: line for line in self.lines if line.number > 0}

    @cached_property
    def _sold_to(self) -> set[str]:
        """The customers to whom something was sold."""
        return {
            self.lines[place].customer
            for place in self.debits.numbers
            if self.debits.is_sold(place)
        }

    @cached_property
    def known(self) -> set[str]:
        """The customers who have invoices."""
        return {customer for customer, _ in self.index.first_days()}

    @cached_property
    def _by_link(self) -> Mapping[str, Sequence[ReceivablePosting]]:
        """The credits that stand, of customers whom the ledger names or who have invoices."""
        found: dict[str, list[ReceivablePosting]] = defaultdict(list)
        for place, line in enumerate(self.lines):
            if place in self._returned or line.number > 0:
                continue
            if line.certain or line.customer in self.known:
                for link in line.txn.links:
                    found[name_key(link)].append(line)
        return found


def _of_its_currency(named: Sequence[Invoice], line: ReceivablePosting) -> Sequence[Invoice]:
    """Return the invoices that a line names in its own currency; if none, those in others."""
    return [each for each in named if each.currency == line.currency] or named
