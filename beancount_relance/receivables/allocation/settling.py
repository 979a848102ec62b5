"""Settle the invoices and unidentified debits of one customer in one currency.

The rules, and their order, are described in
:mod:`~beancount_relance.receivables.allocation.allocation`. :meth:`CustomerAccount.settle` applies
them. Afterwards, :mod:`~beancount_relance.receivables.allocation.carried_dues` moves what a credit
settled to another customer, and :meth:`CustomerAccount.remember` records the settlements that were
reversed.
"""

from __future__ import annotations

import datetime
import heapq
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from msgspec import Struct, field

from beancount_relance.language.messages import Message
from beancount_relance.receivables.allocation.described_debits import cover_described
from beancount_relance.receivables.allocation.named_and_left import OwedAfterwards, ask_about_exact
from beancount_relance.receivables.allocation.named_and_returned import NamedAndReturned
from beancount_relance.receivables.allocation.numbered_notes import NumberedNotes, pay_with
from beancount_relance.receivables.allocation.oldest_due import cover, settle_oldest
from beancount_relance.receivables.allocation.paid_before_invoices import cover_before_invoices
from beancount_relance.receivables.allocation.payees_apart import shares_of_payees
from beancount_relance.receivables.allocation.repaid_debits import cover_repaid
from beancount_relance.receivables.allocation.stated_amounts import stated_shares
from beancount_relance.receivables.allocation.used_credits import use_up_credits
from beancount_relance.receivables.invoiced_payees import InvoicedPayees
from beancount_relance.receivables.items import BY_REFERENCE
from beancount_relance.receivables.match_evidence import RELEASED, number_written
from beancount_relance.receivables.matching.amount_explanations import pay_among
from beancount_relance.receivables.matching.matching import Matcher
from beancount_relance.receivables.matching.own_accounts import accounts_with, there
from beancount_relance.receivables.naming.named_instalments import (
    instalment_of_amount,
    instalments_among,
    named_instalments,
)
from beancount_relance.receivables.open_amounts import (
    Debit,
    Due,
    Money,
    by_content,
    oldest_first,
)
from beancount_relance.receivables.paid_parts import (
    MOST_COMPARED,
    less_deductions,
    less_reversals,
)
from beancount_relance.receivables.returns.taken_back import (
    OnlyOwed,
    PaidUntilReturn,
    record_taken_back,
    taken_from,
)
from beancount_relance.receivables.returns.taken_from_instalments import TakenFromInstalments
from beancount_relance.values.numbers.invoice_names import name_key


class CustomerAccount(Struct):
    """What one customer owes and has paid in one currency.

    Attributes:
        due: the invoices.
        credits: the payments and other credits.
        debits: the unidentified debits.
    """

    due: list[Due] = field(default_factory=list)
    credits: list[Money] = field(default_factory=list)
    debits: list[Debit] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to settle, or to settle with."""
        return not (self.due or self.credits or self.debits)

    def settle(
        self,
        mode: str,
        until: datetime.date = datetime.date.max,
        payees: InvoicedPayees | None = None,
    ) -> None:
        """Allocate the credits to the invoices and debits.

        A second call continues where the first one stopped.

        Args:
            mode: the setting ``allocation``: ``amount``, ``oldest`` or ``explicit``.
            until: a day after which nothing is presumed, since claims may come back from another
                customer, and nothing goes on elsewhere.
            payees: tells whom the invoices name; without it they are all the customer's.
        """
        self.due.sort(key=oldest_first)
        self.credits.sort(key=by_content)
        self.debits.sort(key=lambda d: d.debit.date)
        returned = self._by_reference(until, by_amount=mode == "amount")
        self._by_name()
        known = self if until == datetime.date.max else self._until(until)
        _presume_apart(known, mode, payees)
        returned.pay_rest(_pay_named)
        taken = TakenFromInstalments(known.due, known.credits)
        for money in known.credits:
            taken.record(money)

    def _until(self, day: datetime.date) -> CustomerAccount:
        return CustomerAccount(
            [due for due in self.due if due.invoice.date <= day],
            [money for money in self.credits if money.credit.date <= day],
            [debit for debit in self.debits if debit.debit.date <= day],
        )

    def remember(self) -> None:
        """Record the reversed settlements of each invoice, for its history.

        A second call adds those of invoices that have moved here since the first one.
        """
        if not self.credits:
            return
        named, before = self._named(), OnlyOwed(self.due)
        for money in self.credits:
            for place, part in enumerate(money.credit.taken_back):
                if place in money.remembered:
                    continue
                dues = taken_from(money.credit, part, named, before)
                if instalments_among((due, due.left) for due in dues):
                    continue  # TakenFromInstalments finds later which of them
                if dues:
                    money.remembered.add(place)
                record_taken_back(
                    money.credit,
                    part,
                    [(due, due.invoice.amount) for due in sorted(dues, key=oldest_first)],
                )

    def _named(self) -> dict[str, list[Due]]:
        """Return the invoices by reference; charges also by the reference of their invoice."""
        named: dict[str, list[Due]] = defaultdict(list)
        for due in self.due:
            named[due.invoice.reference].append(due)
        for due in self.due:
            for_ = due.invoice.charge_of
            if for_ is not None and for_ != due.invoice.reference:
                named[for_].append(due)
        return named

    def _by_reference(self, until: datetime.date, *, by_amount: bool) -> NamedAndReturned:
        """Pay what credits name, and return those of which that came back."""
        named, rests = self._named(), NamedAndReturned()
        together: dict[tuple[object, ...], deque[Due]] = {}  # many credits may name one project
        disputed: dict[tuple[object, ...], bool] = {}
        apart: dict[tuple[object, ...], bool] = {}
        notes = NumberedNotes.of(self.credits)
        returned = PaidUntilReturn(self.credits)
        owed = OwedAfterwards(self.due, self.credits if by_amount else (), self.debits)
        for money in self._from_one_to_several(until):
            references, first = money.credit.references, money.credit.of_charge
            key = (references, first)
            if key not in together:
                found = (due for reference in references for due in named[reference] if due.left)
                dues = {id(due): due for due in found}.values()
                together[key] = deque(sorted(dues, key=partial(_charges_last, unless=first)))
                disputed[key] = any(due.disputes for due in dues)
                apart[key] = len(dues) <= MOST_COMPARED and len(accounts_with(dues)) > 1
            waiting = together[key]
            while waiting and not waiting[0].left:
                waiting.popleft()
            if owed.leaves_named(money, waiting):
                continue
            written = dict(money.credit.written)
            noted = notes.named_by(money) if by_amount else ()
            shares = _shares(money, waiting, noted, returned, by_amount=by_amount)
            ask_about_exact(money, waiting if by_amount and not shares else ())
            _pay_shares(money, shares, written, noted)
            if by_amount and money.credit.by_shared_name and not money.credit.taken_back:
                pay_among(money, waiting)
            _pay_released(money, waiting if by_amount else ())
            if by_amount and rests.keeps(money, waiting):
                continue
            if disputed[key]:
                _pay_undisputed(money, waiting, written)
            if apart[key] and not disputed[key]:
                _pay_named(money, _there(waiting, money))
            _pay_named(money, waiting)
        rests.pay_alone(self.due, _pay_named)
        return rests

    def _from_one_to_several(self, until: datetime.date) -> Sequence[Money]:
        """Return the credits that name one invoice, and then the others."""
        credits_ = self.credits
        if until < datetime.date.max:
            credits_ = [m for m in credits_ if m.credit.date <= until or not m.goes_on]
        return sorted(credits_, key=lambda money: len(money.credit.references) > 1)

    def _by_name(self) -> None:
        """Cover unidentified debits with the credits that have the same name, such as a loan's."""
        by_name: dict[str, deque[int]] = defaultdict(deque)
        for place, money in enumerate(self.credits):
            for name in dict.fromkeys(map(name_key, money.credit.unknown)):
                by_name[name].append(place)
        for debit in self.debits if by_name else ():
            called = [by_name[n] for n in {*map(name_key, debit.debit.names)} if n in by_name]
            for places in called:
                while places and not self.credits[places[0]].left:
                    places.popleft()
            for place in heapq.merge(*called):
                if not debit.left:
                    break
                debit.take(self.credits[place])


def _presume_apart(account: CustomerAccount, mode: str, payees: InvoicedPayees | None) -> None:
    """Allocate what names no invoice, first to those of the payee who has paid.

    What the customer pays is for any invoice whose amount it has, so only amounts tell then.
    """
    shares = shares_of_payees(account.due, account.credits, payees) if payees else ()
    kept: set[int] = set()
    for share in shares:
        if share.others is not None:
            _presume(CustomerAccount(share.dues, share.credits), mode)
            _presume(CustomerAccount(share.others, share.credits, account.debits), mode)
            kept.update(map(id, share.credits))
        elif mode == "amount":
            Matcher(share.dues, share.credits).match()
            for money in share.credits:
                money.question = None if money.left else money.question
    rest = [money for money in account.credits if id(money) not in kept]
    _presume(CustomerAccount(account.due, rest, account.debits) if kept else account, mode)


def _presume(account: CustomerAccount, mode: str) -> None:
    """Allocate what names no invoice."""
    if mode == "amount":
        cover_described(account.due, account.credits, account.debits)
    if mode != "explicit":
        cover_before_invoices(account.due, account.credits, account.debits)
    if mode == "amount":
        cover_repaid(account.due, account.credits, account.debits)
        Matcher(account.due, account.credits).match()
    use_up_credits(account.due, account.credits, account.debits)
    debits = deque(debit for debit in account.debits if debit.left)
    for money in account.credits:
        if money.credit.unknown:
            cover(debits, money)
    settle_oldest(account.due, account.credits, debits, mode)


def _shares(
    money: Money,
    waiting: Sequence[Due],
    noted: Sequence[Money],
    returned: PaidUntilReturn,
    *,
    by_amount: bool,
) -> Sequence[tuple[Due, Decimal]]:
    """Return what a credit pays of each invoice that it names, if that is known beforehand.

    ``noted`` are the credit notes that it deducts by name, and ``returned`` the payments that came
    back.
    """
    if money.credit.taken_back:
        day = money.credit.date  # what its return costs later is no part of what it had paid
        then = [due for due in waiting if not due.invoice.charge or due.invoice.date <= day]
        return less_reversals(money, then)
    open_ = [(due, due.left) for due in waiting if due.left]
    named = named_instalments(money.credit, money.left, open_) or stated_shares(money, waiting)
    if named or not by_amount:
        return named
    if shares := instalment_of_amount(money.credit, money.left, open_):
        return shares
    if len(money.credit.references) > 1 and (shares := returned.shares(money, waiting)):
        return shares
    sums = sum((note.left for note in noted), Decimal())
    return (sums and less_deductions(money, waiting, sums)) or less_deductions(money, waiting)


def _pay_shares(
    money: Money,
    shares: Iterable[tuple[Due, Decimal]],
    written: Mapping[str, str],
    noted: Sequence[Money],
) -> None:
    """Pay what is known beforehand, with the credit notes that are deducted from it."""
    for due, most in shares:
        due_before = due.left
        money.pay(due, BY_REFERENCE, most, _as_written(due, written))
        pay_with(noted, due, most - due_before + due.left, money)


def _pay_named(money: Money, waiting: Iterable[Due]) -> None:
    """Pay what a credit names, in this order."""
    written = dict(money.credit.written)
    for due in waiting:
        if not money.left:
            break
        money.pay(due, BY_REFERENCE, evidence=_as_written(due, written))


def _pay_released(money: Money, waiting: Iterable[Due]) -> None:
    """Pay the retention money of an invoice with a credit of its amount that says so."""
    for due in waiting:
        if due.is_released_by(money):
            money.pay(due, BY_REFERENCE, evidence=RELEASED)


def _pay_undisputed(money: Money, waiting: Collection[Due], written: Mapping[str, str]) -> None:
    """Pay what is not disputed, which comes first; the charges of what is, wait with it."""
    contested = {due.invoice.reference for due in waiting if due.disputes}
    for due in waiting:
        if due.invoice.charge_of in contested and not money.credit.of_charge:
            continue
        undisputed = due.left - due.disputed_on(money.credit.date)
        money.pay(due, BY_REFERENCE, undisputed, _as_written(due, written))


def _there(waiting: Iterable[Due], money: Money) -> Sequence[Due]:
    """Return the invoices on the account of a credit; its charges wait for invoices elsewhere."""
    return [due for due in there(waiting, money) if due.invoice.charge is money.credit.of_charge]


def _charges_last(due: Due, *, unless: bool) -> tuple[object, ...]:
    return due.invoice.charge is not unless, *oldest_first(due)


def _as_written(due: Due, written: Mapping[str, str]) -> Message | None:
    """Return how a credit writes the number of an invoice, if not as the ledger does."""
    text = written.get(due.invoice.reference)
    return None if text is None else number_written(text)
