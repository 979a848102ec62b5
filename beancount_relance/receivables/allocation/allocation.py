"""Allocate credits to invoices and determine the open items.

Reversed parts of a credit settle nothing. The rest is allocated in this order, for each
customer and currency separately:

1. A credit settles the invoices it refers to, oldest due first (on its own account before
   others), each up to its open amount, and then their charges; one that gives up interest, the
   charges first. Credits that refer to a single invoice come before those that refer to
   several. Invoices for which a part of the credit was reversed come last.
2. A debit that is not an invoice is covered by credits that refer to it, such as the
   repayment of a loan. A refund uses up the customer's credit at the time it was paid out, and so
   does whatever is moved off the account while nothing is owed.
   A credit that refers to an invoice missing from the ledger goes to the unidentified
   debits (such as the opening balance that must contain it), oldest first, even if it
   also refers to known invoices.
   Under the setting ``allocation`` ``amount``, so does what a text describes
   (:mod:`~beancount_relance.receivables.allocation.described_debits`).
3. Under the setting ``allocation`` ``amount``, what names no invoice settles those that its
   text and amount explain (:mod:`~beancount_relance.receivables.matching.matching`). This comes
   before refunds.
4. The remainder settles the oldest due item (C. civ. 1342-10), first what is not disputed,
   then the unidentified debits, unless the setting ``allocation`` is ``explicit``. A payment
   of what is settled already settles nothing else, and one that names an unknown number
   settles no invoice whose number is of the same series.
5. What is still left is the customer's credit, available for future invoices.

If the invoices on one customer's account are made out to several payees, steps 3 and 4 are taken
first for each payee who has paid (:mod:`~beancount_relance.receivables.allocation.payees_apart`).

A match of step 3 or 4 is *presumed*, unless the text names the invoice.

If a credit moves a claim to another customer, the invoices it settled continue there with
their history, before that customer's own credits are used. The order of credits on the same
day depends on their content, not on their position in the ledger.

No amount is lost: open − credit + unidentified equals the balance of the receivable
accounts exactly.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.receivables.allocation.bills_for_the_rest import name_as_wholes
from beancount_relance.receivables.allocation.carried_dues import carry
from beancount_relance.receivables.allocation.described_elsewhere import ask_about_others
from beancount_relance.receivables.allocation.settling import CustomerAccount
from beancount_relance.receivables.credits_and_debits import Credit, Disputed, Receivables, Transfer
from beancount_relance.receivables.invoiced_payees import InvoicedPayees
from beancount_relance.receivables.items import (
    Allocation,
    Balance,
    Item,
    ItemKey,
    OpenCredit,
    OpenDebit,
    Proposal,
    Tolerance,
    UnclearCredit,
    by_due_date,
)
from beancount_relance.receivables.moved_invoices import Moves, Owed
from beancount_relance.receivables.open_amounts import Debit, Due, Money
from beancount_relance.receivables.returns.taken_back import presume_returned
from beancount_relance.values.numbers.invoice_names import name_key

_Accounts = Mapping[tuple[str, str], CustomerAccount]


def allocate(
    receivables: Receivables,
    mode: str,
    tolerance: Tolerance,
    disputed: Sequence[Disputed] = (),
    payees: InvoicedPayees | None = None,
) -> Allocation:
    """Allocate the credits to the invoices.

    Args:
        receivables: the invoices, credits and unidentified debits.
        mode: ``amount``, ``oldest``, or ``explicit`` for no presumed matches.
        tolerance: the residuals that count as settled.
        disputed: what the notes say is disputed.
        payees: tells whom the invoices name; without it, all on an account are one customer's.
    """
    accounts = _accounts(receivables)
    if disputed:
        _dispute(accounts, disputed)
    _carry(accounts, mode, receivables.moves, payees)
    for account in accounts.values():
        account.remember()

    items: list[Item] = []
    credits_: list[OpenCredit] = []
    unidentified: list[OpenDebit] = []
    unclear: list[UnclearCredit] = []
    by_others: list[OpenCredit] = []
    balances: dict[tuple[str, str], Balance] = {}
    for key, account in sorted(accounts.items()):
        if account.is_empty:  # as of most customers, who have paid everything
            balances[key] = _nothing(receivables.balances.get(key, Decimal()))
            continue
        account.settle(mode, payees=payees)
        if mode == "amount":
            ask_about_others(account.due, account.credits)
        if mode != "explicit":
            presume_returned(account.due, account.credits)
        if receivables.moves:
            name_as_wholes(account.due)
        found = [due.item(tolerance) for due in account.due]
        items += found
        unclear += _unclear(account, {item.key for item in found if item.is_open})
        by_others += _by_others(account)
        credits_ += [OpenCredit(m.credit, m.left) for m in account.credits if m.left]
        unidentified += [OpenDebit(d.debit, d.left) for d in account.debits if d.left]
        balances[key] = Balance(
            open=sum((due.left for due in account.due), Decimal()),
            credits=sum((money.left for money in account.credits), Decimal()),
            unidentified=sum((debit.left for debit in account.debits), Decimal()),
            ledger=receivables.balances.get(key, Decimal()),
        )
    items.sort(key=by_due_date)
    return Allocation(items, credits_, unidentified, balances, unclear, by_others)


def _accounts(receivables: Receivables) -> dict[tuple[str, str], CustomerAccount]:
    """Return what each customer owes and has paid, by customer and currency."""
    accounts: dict[tuple[str, str], CustomerAccount] = defaultdict(CustomerAccount)
    for key in receivables.balances:
        accounts[key] = CustomerAccount()
    for invoice in receivables.invoices:
        accounts[invoice.customer, invoice.currency].due.append(Due(invoice))
    for credit in receivables.credits:
        accounts[credit.customer, credit.currency].credits.append(Money(credit))
    for debit in receivables.unidentified:
        accounts[debit.customer, debit.currency].debits.append(Debit(debit))
    return accounts


def _nothing(ledger: Decimal) -> Balance:
    return Balance(Decimal(), Decimal(), Decimal(), ledger)


def _dispute(accounts: _Accounts, disputed: Iterable[Disputed]) -> None:
    """Tell the invoices which of them are disputed."""
    by_name: dict[str, list[Disputed]] = defaultdict(list)
    for each in disputed:
        for name in each.names:
            by_name[name].append(each)
    for (customer, _), account in accounts.items():
        for due in account.due:
            invoice = due.invoice
            names = dict.fromkeys(map(name_key, (invoice.reference, *invoice.links)))
            theirs = {id(each): each for name in names for each in by_name.get(name, ())}
            due.disputes = tuple(
                each for each in theirs.values() if each.customer in (None, customer)
            )


def _by_others(account: CustomerAccount) -> Iterator[OpenCredit]:
    """Yield what is paid by or for other customers, and only presumed to be for an invoice."""
    for money in account.credits:
        if (money.credit.payer or money.credit.on_behalf) is not None:
            presumed = [part.amount for _, part in money.paid if part.is_presumed]
            if presumed:
                yield OpenCredit(money.credit, sum(presumed, money.left))


def _unclear(account: CustomerAccount, open_items: Collection[ItemKey]) -> Iterator[UnclearCredit]:
    """Yield the credits to be asked about, if an invoice that they may have paid is open."""
    for money in account.credits:
        question = money.question
        if question is None or not (open_items or money.credit.unknown):
            continue
        proposals = [
            Proposal([(due.key, amount) for due, amount in each.parts], each.basis, each.evidence)
            for each in question.explanations
        ]
        taken = [(due.key, part.amount) for due, part in money.paid if part.is_presumed]
        concerned = {key for each in proposals for key, _ in each.parts}
        concerned.update(key for key, _ in taken)
        if money.credit.unknown or not proposals or not concerned.isdisjoint(open_items):
            yield UnclearCredit(
                money.credit,
                question.amount,
                question.why,
                proposals,
                taken,
                is_contrary=question.is_contrary,
                described=question.described,
            )


def _carry(accounts: _Accounts, mode: str, moves: Moves, payees: InvoicedPayees | None) -> None:
    """Continue the claims moved from one customer to another there.

    That is done in order of date, and what was returned is recorded when all invoices are there
    that it may have been for. ``moves`` has what the new customer's invoices have moved since.
    """
    recorded: set[tuple[str, str]] = set()
    moving = [
        (transfer, key, place)
        for key, account in accounts.items()
        for place, money in enumerate(account.credits)
        for transfer in money.credit.transfers
    ]
    for transfer, key, money in sorted(
        ((transfer, key, accounts[key].credits[place]) for transfer, key, place in moving),
        key=lambda each: (*_when(each[0], each[2].credit), each[1]),
    ):
        day, *_ = _when(transfer, money.credit)
        if key not in recorded:
            recorded.add(key)
            accounts[key].remember()
        accounts[key].settle(mode, day, payees)
        to = (transfer.customer, key[1])
        target = accounts[to]
        recorded.discard(to)
        going = tuple(carry(accounts[key].due, money, transfer))
        dues = [each for each in going if isinstance(each, Due)]
        owed = [(replace(due.invoice, earlier_accounts=()), due.left) for due in dues]
        for due, parts in zip(dues, moves.divided(owed, day), strict=True):
            _add_parts(target, due, parts)
        for amount in going:
            if not isinstance(amount, Due):
                target.debits.append(Debit(replace(transfer.debit, amount=amount)))


def _add_parts(target: CustomerAccount, due: Due, parts: Sequence[Owed]) -> None:
    """Add an invoice to what a customer owes, by the parts that are due on days of their own."""
    for place, (invoice, left) in enumerate(parts):
        part = due if not place else Due(invoice)
        part.invoice = replace(invoice, place=_free_place(target, invoice.reference))
        part.left, part.disputes = left, due.disputes
        target.due.append(part)
    theirs = [each for each in target.due if each.invoice.identity == due.invoice.identity]
    theirs = [each for each in theirs if not each.invoice.charge]
    theirs.sort(key=lambda each: (each.invoice.due, each.invoice.held_back > 0))
    for number, each in enumerate(theirs if len(parts) > 1 else (), 1):
        each.invoice = replace(each.invoice, part=number, parts=len(theirs))


def _when(transfer: Transfer, credit: Credit) -> tuple[datetime.date, str, int]:
    """The day on which claims go on (of the move, or of a payment's return), and the line."""
    day = credit.date if transfer.returned is None else transfer.returned.date
    return day, credit.source.file, credit.source.line


def _free_place(account: CustomerAccount, reference: str) -> int:
    """Return the first position that no invoice with this reference has."""
    taken = {due.invoice.place for due in account.due if due.invoice.reference == reference}
    return next(place for place in range(1, len(taken) + 2) if place not in taken)
