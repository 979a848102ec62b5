"""Unexplained money on customers' accounts, reported until someone explains it.

A debit that is not an invoice is owed but cannot be chased. A credit that refers to an invoice
in another currency settles nothing, and neither does a payment of an invoice that is settled
already, or of a number that no invoice has, while others are open. Each is reported in one
message per customer with the ways to resolve it, and among the reasons of the invoices that
it refers to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.dunning.questions.unexplained_debits import what_to_add
from beancount_relance.language.codes import Code
from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.ledger.counterparts.settlement_kinds import TRANSFERRED
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Allocation, Item, ItemKey, OpenCredit, OpenDebit
from beancount_relance.values.numbers.invoice_names import name_key, series_of

_Name = tuple[str, str]
"""A customer and the key of an invoice's name."""


class Unexplained(Struct, frozen=True):
    """Unexplained money of one customer.

    Attributes:
        customer: the customer's id.
        amounts: the amounts by currency; credits are negative.
        message: a description, and how to resolve it.
        source: the earliest posting.
        code: its kind, which ``relance explain`` describes.
        items: the open items that it refers to.
    """

    customer: str
    amounts: Mapping[str, Decimal]
    message: Message
    source: Source
    code: Code
    items: frozenset[ItemKey] = frozenset()


def unexplained_money(
    allocation: Allocation, customers: Customers, problems: Iterable[Problem]
) -> list[Unexplained]:
    """Find the unexplained money of all customers.

    Args:
        allocation: the settlements, and the money left over.
        customers: the customers by id.
        problems: the problems reported already, such as an invoice entered twice.

    Returns:
        The unexplained money, sorted by file and line.
    """
    found = _charges_paid(allocation.credits, customers)
    named_by = [each for each in allocation.credits if _names_any(each)]
    if not (allocation.unidentified or found or named_by):
        return []
    told = {problem.source for problem in problems}
    named, lost, moved = _by_name(allocation.items)
    debits: dict[str, list[OpenDebit]] = defaultdict(list)
    for each in allocation.unidentified:
        if each.debit.source not in told:
            debits[each.debit.customer].append(each)
    credits_: dict[str, list[OpenCredit]] = defaultdict(list)
    misnamed: dict[str, list[OpenCredit]] = defaultdict(list)
    withheld: dict[str, set[ItemKey]] = defaultdict(set)
    owed = _by_series(named)
    for money in named_by:
        credit = money.credit
        others = owed.get((credit.customer, credit.currency), {})
        names = [(credit.customer, name_key(each)) for each in credit.references]
        keys = {key for theirs in others.values() for key in theirs}
        if names and all(each in lost for each in names):
            found.append(_recovered(customers[credit.customer], money, lost[names[0]], keys))
            continue
        if names and all(each in moved for each in names):
            found.append(_of_moved(customers[credit.customer], money, moved[names[0]], keys))
            continue
        if _elsewhere(money, named):
            credits_[credit.customer].append(money)
            continue
        used = credit.stands - money.amount
        keys = {
            key
            for series, theirs in others.items()
            if credit.is_for_another(series, used)
            for key in theirs
        }
        if keys:
            misnamed[credit.customer].append(money)
            withheld[credit.customer] |= keys
    found += [
        *(_debited(customers[name], them, named) for name, them in debits.items()),
        *(_credited(customers[name], them, named) for name, them in credits_.items()),
        *(
            _misnamed(customers[name], them, frozenset(withheld[name]))
            for name, them in misnamed.items()
        ),
    ]
    return sorted(found, key=lambda each: (each.source.file, each.source.line))


def _by_name(
    items: Iterable[Item],
) -> tuple[Mapping[_Name, list[Item]], Mapping[_Name, Item], Mapping[_Name, Item]]:
    """Return the open items by customer and name, those written off, and those that moved."""
    named: dict[tuple[str, str], list[Item]] = defaultdict(list)
    lost: dict[_Name, Item] = {}
    moved: dict[_Name, Item] = {}
    for item in items:
        key = item.invoice.customer, name_key(item.invoice.reference)
        if item.is_open:
            named[key].append(item)
        elif any(part.is_write_off for part in item.settled):
            lost[key] = item
        elif any(part.kind == TRANSFERRED for part in item.settled):
            moved[key] = item
    return named, lost, moved


def _by_currency(sums: Iterable[tuple[str, Decimal]]) -> Mapping[str, Decimal]:
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in sums:
        amounts[currency] += amount
    return amounts


def _debited(
    customer: Customer, debits: Sequence[OpenDebit], named: Mapping[tuple[str, str], list[Item]]
) -> Unexplained:
    first = min(debits, key=lambda each: (each.debit.date, each.debit.source.line))
    amounts = _by_currency((each.debit.currency, each.amount) for each in debits)
    quoted = {
        item.key
        for each in debits
        for name in each.debit.names
        for item in named.get((customer.id, name_key(name)), ())
    }
    facts = {"customer": customer.title, "amount": _listed(amounts), "date": first.debit.date}
    text = what_to_add(debits, facts)
    return Unexplained(
        customer.id, amounts, text, first.debit.source, "unexplained-debit", frozenset(quoted)
    )


def _credited(
    customer: Customer, credits_: Sequence[OpenCredit], named: Mapping[tuple[str, str], list[Item]]
) -> Unexplained:
    first = min(credits_, key=lambda each: (each.credit.date, each.credit.source.line))
    amounts = _by_currency((each.credit.currency, each.amount) for each in credits_)
    quoted = [item for each in credits_ for item in _elsewhere(each, named)]
    text = msg(
        "{customer}: a credit of {amount} on {date} refers to {invoices} in {currency} and "
        "settles nothing: post it in {currency} at the exchange rate of the payment, or correct "
        "the number",
        customer=customer.title,
        amount=_listed(amounts),
        date=first.credit.date,
        invoices=references_of(quoted),
        currency=list(dict.fromkeys(item.invoice.currency for item in quoted)),
    )
    keys = frozenset(item.key for item in quoted)
    negative = {currency: -amount for currency, amount in amounts.items()}
    return Unexplained(customer.id, negative, text, first.credit.source, "other-currency", keys)


def _charges_paid(credits_: Iterable[OpenCredit], customers: Customers) -> list[Unexplained]:
    """Return the interest and fees that came with payments."""
    paid = (each for each in credits_ if each.credit.pays_charges)
    return [_charge_paid(customers[each.credit.customer], each) for each in paid]


def _charge_paid(customer: Customer, money: OpenCredit) -> Unexplained:
    """The interest and fee that came with a payment, and how to book them."""
    credit = money.credit
    text = msg(
        "{customer}: {amount} of the payment on {date} is exactly what was asked for in "
        "interest or fees with {invoices}, and settles nothing else: debit {account} with it and "
        "^{invoice} against an income account of late interest",
        customer=customer.title,
        amount=Amount(money.amount, credit.currency),
        date=credit.date,
        invoices=list(credit.references),
        invoice=credit.references[0],
        account=credit.account,
    )
    amounts = {credit.currency: -money.amount}
    return Unexplained(customer.id, amounts, text, credit.source, "paid-charges")


def _recovered(
    customer: Customer, money: OpenCredit, item: Item, keys: Iterable[ItemKey]
) -> Unexplained:
    """A payment of an invoice that was written off, and how to book it.

    Args:
        customer: who paid.
        money: what is left of the payment.
        item: the invoice.
        keys: the open items that it does not settle.
    """
    credit, invoice = money.credit, item.invoice
    written_off = max(part.date for part in item.settled if part.is_write_off)
    amount = Amount(money.amount, credit.currency)
    text = msg(
        "{customer}: a payment of {amount} on {date} is for {invoice}, written off on {day}, and "
        "so settles nothing: a bad debt was recovered, so debit {account} with {amount} and "
        "^{invoice} against an income account such as “Recovered-Bad-Debts”",
        customer=customer.title,
        amount=amount,
        date=credit.date,
        invoice=invoice.reference,
        day=written_off,
        account=credit.account or invoice.account,
    )
    amounts = {credit.currency: -money.amount}
    return Unexplained(
        customer.id, amounts, text, credit.source, "paid-after-write-off", frozenset(keys)
    )


def _of_moved(
    customer: Customer, money: OpenCredit, item: Item, keys: Iterable[ItemKey]
) -> Unexplained:
    """A payment of an invoice that was moved to somebody else's account before."""
    credit = money.credit
    text = msg(
        "{customer}: a payment of {amount} on {date} is for {invoice}, moved to another account on "
        "{day}, and so settles nothing: post it on that account, or correct the number",
        customer=customer.title,
        amount=Amount(money.amount, credit.currency),
        date=credit.date,
        invoice=item.invoice.reference,
        day=max(part.date for part in item.settled if part.kind == TRANSFERRED),
    )
    amounts = {credit.currency: -money.amount}
    return Unexplained(
        customer.id, amounts, text, credit.source, "misnamed-payment", frozenset(keys)
    )


def _misnamed(
    customer: Customer, found: Sequence[OpenCredit], keys: frozenset[ItemKey]
) -> Unexplained:
    """Payments of what is settled or unknown; the first one's names are told.

    Args:
        customer: who paid.
        found: what is left of the payments.
        keys: the open items that they might have settled.
    """
    first = min(found, key=lambda each: (each.credit.date, each.credit.source.line))
    amounts = _by_currency((each.credit.currency, each.amount) for each in found)
    credit = first.credit
    facts = {
        "customer": customer.title,
        "amount": [Amount(first.amount, credit.currency)],
        "date": credit.date,
    }
    if credit.references and not credit.unknown:
        text = msg(
            "{customer}: a payment of {amount} on {date} is for {invoices}, settled already, and "
            "so settles nothing: name the invoice that it is for, or pay it back",
            invoices=list(credit.references),
            **facts,
        )
    elif credit.others:
        text = msg(
            "{customer}: a payment of {amount} on {date} is for {invoices}, an invoice of another "
            "customer, and so settles nothing: post it on their account, or correct the number",
            invoices=list(dict.fromkeys(credit.others)),
            **facts,
        )
    else:
        text = msg(
            "{customer}: a payment of {amount} on {date} is for {invoices}, which is no invoice’s "
            "number, and so settles nothing: correct it, or remove it to settle the oldest invoice",
            invoices=list(dict.fromkeys(n for n in credit.unknown if series_of(n) is not None)),
            **facts,
        )
    negative = {currency: -amount for currency, amount in amounts.items()}
    return Unexplained(customer.id, negative, text, credit.source, "misnamed-payment", keys)


def _names_any(each: OpenCredit) -> bool:
    """Whether it names anything; too much of a write-off, or interest, is told by itself."""
    credit = each.credit
    told = credit.is_write_off or credit.pays_charges
    return bool(credit.references or credit.unknown) and not told


def _by_series(
    named: Mapping[tuple[str, str], list[Item]],
) -> Mapping[tuple[str, str], Mapping[str | None, list[ItemKey]]]:
    """Return the open items by customer and currency, and by the series of their numbers."""
    owed: dict[tuple[str, str], dict[str | None, list[ItemKey]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for items in named.values():
        for item in items:
            invoice = item.invoice
            owed[invoice.customer, invoice.currency][invoice.series].append(item.key)
    return owed


def _elsewhere(each: OpenCredit, named: Mapping[tuple[str, str], list[Item]]) -> list[Item]:
    """Return the open items that a credit refers to, if all are in another currency."""
    credit = each.credit
    items = [
        item
        for reference in credit.references
        for item in named.get((credit.customer, name_key(reference)), ())
    ]
    return items if all(item.invoice.currency != credit.currency for item in items) else []


def _listed(amounts: Mapping[str, Decimal]) -> list[Amount]:
    return [Amount(number, currency) for currency, number in sorted(amounts.items())]
