"""Payments of an invoice together with the interest and fee that a letter asked for.

Who pays to the cent what a formal notice asks, names the invoice, and pays more than that: the
rest is the interest and fee, and no credit for the next invoice. It is presumed to be theirs if
it is exactly what had been earned on the day of the payment, or of a letter that claimed it.
Until it is booked as such, it stays a credit in the books.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec.structs import replace

from beancount_relance.claims.claims import Claims
from beancount_relance.claims.late_items import PAYMENT
from beancount_relance.claims.paid_as_asked import charges, paid_as_asked
from beancount_relance.claims.received_interest import ReceivedInterest
from beancount_relance.history.events import Event
from beancount_relance.language.messages import Source
from beancount_relance.law.rates import RateSeries
from beancount_relance.policy.customers import Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.credits_and_debits import Credit
from beancount_relance.receivables.items import (
    BY_REFERENCE,
    OLDEST,
    Allocation,
    Item,
    ItemKey,
    OpenCredit,
    Settlement,
)

_Payment: TypeAlias = tuple[str, str, Source]
"""A payment by its customer, its currency and its place in the ledger."""


def claimed(
    allocation: Allocation,
    customers: Customers,
    history: Mapping[str, Sequence[Event]],
    series: Mapping[str, RateSeries],
    settings: Settings,
    received: Sequence[ReceivedInterest],
    as_of: datetime.date,
) -> tuple[Allocation, Claims]:
    """Return the claims on what is allocated, and that without what pays interest and fee.

    Args:
        allocation: the items and credits.
        customers: the customers by id.
        history: the history of each customer.
        series: the published rates by name.
        settings: the settings.
        received: the interest and fees that are booked.
        as_of: the day.
    """
    facts = customers, history, series, settings
    claims = Claims(allocation.items, *facts, received, as_of=as_of)
    letters = _letters(history, settings)
    allocation, more = set_charges_aside(allocation, claims, letters)
    if more or (received and letters):
        items = allocation.items
        all_ = sorted([*received, *more], key=lambda each: each.date)
        unpaid = Claims(items, *facts, as_of=as_of)
        all_ = paid_as_asked(all_, items, unpaid, letters, settings)
        claims = Claims(items, *facts, all_, as_of=as_of)
    return allocation, claims


def _letters(
    history: Mapping[str, Sequence[Event]], settings: Settings
) -> Mapping[str, Sequence[Event]]:
    """Return the texts that claimed interest and fee, by customer."""
    procedures = settings.procedures.values()
    names = {stage.name for each in procedures for stage in each.stages if stage.claims}
    return {
        customer: asked
        for customer, events in history.items()
        if (asked := [event for event in events if event.kind in names])
    }


def set_charges_aside(
    allocation: Allocation,
    claims: Claims,
    letters: Mapping[str, Sequence[Event]],
) -> tuple[Allocation, list[ReceivedInterest]]:
    """Take what pays interest and fee away from other invoices.

    Args:
        allocation: the items and credits.
        claims: the claims on them.
        letters: the texts that claimed interest and fee, by customer.

    Returns:
        The allocation in which these amounts are credits that cover nothing, and the amounts as
        received for the interest and fee of the invoices that the payments named.
    """
    if not letters:
        return allocation, []
    paid, presumed = _payments(allocation.items, letters)
    left = {_place(each.credit): each for each in allocation.credits} if paid else {}
    found: list[ReceivedInterest] = []
    for place, about in paid.items():
        rest = left[place].amount if place in left else Decimal()
        more = presumed.get(place, ())
        excess = sum((part.amount for _, part in more), rest)
        if excess <= 0 or excess not in _asked(about, claims, letters[place[0]]):
            continue
        (day,) = {part.date for _, part in about}
        invoices = tuple(item.invoice for item, _ in about)
        found.append(ReceivedInterest(day, excess, invoices, place[2]))
        allocation = _set_aside(allocation, place, about, more, excess)
    return allocation, found


_Parts: TypeAlias = list[tuple[Item, Settlement]]


def _payments(
    items: Iterable[Item], letters: Mapping[str, Sequence[Event]]
) -> tuple[dict[_Payment, _Parts], dict[_Payment, _Parts]]:
    """Return what payments have settled by name after a letter, and what of them is presumed."""
    named: dict[_Payment, _Parts] = defaultdict(list)
    presumed: dict[_Payment, _Parts] = defaultdict(list)
    for item in items:
        customer, currency, *_ = item.key
        for part in item.settled if customer in letters else ():
            if part.kind != PAYMENT:
                continue
            if part.basis == OLDEST:
                presumed[customer, currency, part.source].append((item, part))
            elif part.basis == BY_REFERENCE:
                named[customer, currency, part.source].append((item, part))
    return {
        place: about
        for place, about in named.items()
        if all(
            not item.is_open
            and any(item.key in e.items and e.date <= part.date for e in letters[place[0]])
            for item, part in about
        )
    }, presumed


def _asked(about: _Parts, claims: Claims, letters: Iterable[Event]) -> set[Decimal]:
    """Return the interest and fee of invoices on the day of their payment, and of each letter."""
    (day,) = {part.date for _, part in about}
    keys = {item.key for item, _ in about}
    days = {day, *(e.date for e in letters if e.date <= day and keys <= e.items)}
    return {sum((charges(claims.on(each), item) for item, _ in about), Decimal()) for each in days}


def _set_aside(
    allocation: Allocation,
    place: _Payment,
    about: _Parts,
    more: Iterable[tuple[Item, Settlement]],
    excess: Decimal,
) -> Allocation:
    """Return the allocation in which the excess of a payment is a credit for interest and fee."""
    open_again: dict[ItemKey, Item] = {}
    moved = Decimal()
    for item, part in more:
        now = open_again.get(item.key, item)
        settled = tuple(each for each in now.settled if each is not part)
        left = now.outstanding + part.amount
        open_again[item.key] = replace(now, settled=settled, outstanding=left, is_open=True)
        moved += part.amount
    customer, currency, source = place
    amount = sum((part.amount for _, part in about), excess)
    credit = Credit(
        customer,
        currency,
        about[0][1].date,
        amount,
        kinds=((PAYMENT, amount),),
        references=tuple(dict.fromkeys(item.invoice.reference for item, _ in about)),
        unknown=(),
        narration="",
        source=source,
        account=about[0][0].invoice.account,
    )
    known = next((c.credit for c in allocation.credits if _place(c.credit) == place), credit)
    others = [each for each in allocation.credits if _place(each.credit) != place]
    balance = allocation.balances[customer, currency]
    balance = replace(balance, open=balance.open + moved, credits=balance.credits + moved)
    return replace(
        allocation,
        items=[open_again.get(item.key, item) for item in allocation.items],
        credits=[*others, OpenCredit(replace(known, pays_charges=True), excess)],
        balances={**allocation.balances, (customer, currency): balance},
    )


def _place(credit: Credit) -> _Payment:
    return credit.customer, credit.currency, credit.source
