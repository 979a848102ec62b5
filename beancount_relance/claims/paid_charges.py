"""Payments of the interest and fee that a letter asked for, with their invoice or after it.

Who pays to the cent what a formal notice asks has paid the interest and fee as well, and no credit
for the next invoice; who pays them later, apart from the principal, too. It is presumed to be
theirs if it is exactly what had been earned on the day of the payment, or of a letter that claimed
it; of a payment that names the invoice also if it is exactly one of the two. Until it is booked as
such, it stays a credit in the books.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.claims import ClaimFacts, Claims
from beancount_relance.claims.paid_as_asked import paid_as_asked
from beancount_relance.claims.received_interest import ReceivedInterest
from beancount_relance.history.events import Event
from beancount_relance.language.messages import Source
from beancount_relance.ledger.counterparts.settlement_kinds import PAYMENT
from beancount_relance.receivables.credits_and_debits import Credit
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import (
    BY_REFERENCE,
    OLDEST,
    Allocation,
    Item,
    ItemKey,
    OpenCredit,
    Settlement,
)

_ClaimsOn: TypeAlias = Callable[[datetime.date, Sequence[Item], Sequence[ReceivedInterest]], Claims]
"""The claims on some items on a day, with what was received besides what is booked."""

_Payment: TypeAlias = tuple[str, str, Source]
"""A payment by its customer, its currency and its place in the ledger."""


def claimed(
    allocation: Allocation,
    facts: ClaimFacts,
    received: Sequence[ReceivedInterest],
    as_of: datetime.date,
) -> tuple[Allocation, Claims]:
    """Return the claims on what is allocated, and that without what pays interest and fee.

    Args:
        allocation: the items and credits.
        facts: the customers, their history, the rates and the settings.
        received: the interest and fees that are booked.
        as_of: the day.
    """
    letters = _letters(facts.history, facts.settings.claiming_stages)

    def on(day: datetime.date, items: Sequence[Item], more: Sequence[ReceivedInterest]) -> Claims:
        return Claims(items, facts, [*received, *more], as_of=day)

    allocation, more = set_charges_aside(allocation, letters, on)
    items = allocation.items
    all_ = sorted([*received, *more], key=lambda each: each.date)
    if all_ and letters:
        unpaid = Claims(items, facts, as_of=as_of)
        all_ = paid_as_asked(all_, items, unpaid, letters, facts.settings)
    return allocation, Claims(items, facts, all_, as_of=as_of)


def _letters(
    history: Mapping[str, Sequence[Event]], names: Collection[str]
) -> Mapping[str, Sequence[Event]]:
    """Return the texts that claimed interest and fee, by customer."""
    return {
        customer: asked
        for customer, events in history.items()
        if (asked := [event for event in events if event.kind in names])
    }


def set_charges_aside(
    allocation: Allocation, letters: Mapping[str, Sequence[Event]], on: _ClaimsOn
) -> tuple[Allocation, list[ReceivedInterest]]:
    """Take what pays interest and fee away from other invoices.

    Args:
        allocation: the items and credits.
        letters: the texts that claimed interest and fee, by customer.
        on: the claims on some items on a day.

    Returns:
        The allocation in which these amounts are credits that cover nothing, and the amounts as
        received for the interest and fee of the invoices that were asked for.
    """
    if not letters:
        return allocation, []
    theirs: dict[str, list[Item]] = defaultdict(list)
    for item in allocation.items:
        if item.invoice.customer in letters:
            theirs[item.invoice.customer].append(item)
    found: list[ReceivedInterest] = []
    payments = _payments(allocation.credits, theirs)
    for place, paid in sorted(payments.items(), key=lambda each: each[1].day):
        items = [item for item in theirs[place[0]] if item.invoice.currency == place[1]]
        asked = [letter for letter in letters[place[0]] if letter.date <= paid.day]
        for meant in (*_meant(paid, asked), *_meant_later(paid, items, asked)):
            about = meant.items
            keys = {item.key for item in about}
            more = [(i, p) for i, p in paid.parts if i.key not in keys and p.basis == OLDEST]
            excess = sum((part.amount for _, part in more), paid.left)
            if excess <= 0:
                continue
            if excess not in _asked(about, items, meant.days, on, found, named=paid.names_any):
                continue
            invoices = tuple(item.invoice for item in about)
            found.append(ReceivedInterest(paid.day, excess, invoices, place[2]))
            allocation = _set_aside(allocation, place, paid, about, more, excess)
            break
    return allocation, found


class _Paid(Struct, frozen=True):
    """A payment: what it has settled, and what is left of it.

    Attributes:
        day: its day.
        parts: the items that it has settled, in whole or in part.
        left: the amount that settles nothing.
        credit: the credit, if something is left of it.
    """

    day: datetime.date
    parts: list[tuple[Item, Settlement]]
    left: Decimal = Decimal()
    credit: Credit | None = None

    @property
    def names_any(self) -> bool:
        """Whether it names an invoice, also one that is settled or unknown."""
        named = any(part.basis == BY_REFERENCE for _, part in self.parts)
        credit = self.credit
        return named or (credit is not None and bool(credit.references or credit.unknown))


class _Meant(Struct, frozen=True):
    """Invoices whose interest and fee a payment may be for.

    Attributes:
        items: the invoices, or those parts of them.
        days: the days for which interest and fee may have been calculated: that of the payment,
            and those of the letters.
    """

    items: list[Item]
    days: set[datetime.date]


def _payments(
    credits_: Iterable[OpenCredit], theirs: Mapping[str, Sequence[Item]]
) -> dict[_Payment, _Paid]:
    """Return the payments that have paid more than what they name, or than anything."""
    parts: dict[_Payment, list[tuple[Item, Settlement]]] = defaultdict(list)
    for customer, items in theirs.items():
        for item in items:
            for part in item.settled:
                if part.is_payment:
                    parts[customer, item.invoice.currency, part.source].append((item, part))
    found: dict[_Payment, _Paid] = {}
    for money in credits_:
        credit, place = money.credit, _place(money.credit)
        if credit.customer in theirs and credit.is_payment:
            found[place] = _Paid(credit.date, parts.get(place, []), money.amount, credit)
    for place, about in parts.items():
        if place not in found and any(part.basis == OLDEST for _, part in about):
            found[place] = _Paid(about[0][1].date, about)
    return found


def _meant(paid: _Paid, letters: Sequence[Event]) -> Iterator[_Meant]:
    """Yield what the interest and fee in a payment may be for.

    They are the ones that it names and has paid; or, if it names none, those of a letter before, if
    it has paid them all.
    """
    if paid.names_any:
        about = [item for item, part in paid.parts if part.basis == BY_REFERENCE]
        told = [each for each in letters if {item.key for item in about} <= each.items]
        sure = all(any(item.key in each.items for each in letters) for item in about)
        if about and sure and all(_is_paid(item, paid.day) for item in about):
            yield _Meant(about, {paid.day, *(each.date for each in told)})
        return
    yield from _of_letters(paid, [item for item, _ in paid.parts], letters)


def _of_letters(paid: _Paid, items: Sequence[Item], letters: Iterable[Event]) -> Iterator[_Meant]:
    """Yield what each letter was about, if that is among some items and was all paid by then."""
    for letter in letters:
        about = [item for item in items if item.key in letter.items]
        is_whole = bool(about) and len(about) == len(letter.items)
        if is_whole and all(_is_paid(item, paid.day) for item in about):
            yield _Meant(about, {paid.day, letter.date})


def _meant_later(paid: _Paid, items: Sequence[Item], letters: Sequence[Event]) -> Iterator[_Meant]:
    """Yield the same for a payment after that of the principal.

    It names invoices that were paid before, or none, and what a letter asked for was all paid.
    """
    if any(part.basis != OLDEST for _, part in paid.parts):
        return
    credit = paid.credit
    if paid.names_any and credit is not None and not credit.unknown:
        about = [item for item in items if item.invoice.reference in credit.references]
        told = [each for each in letters if {item.key for item in about} <= each.items]
        if told and about and all(_is_paid(item, paid.day) for item in about):
            yield _Meant(about, {paid.day, *(each.date for each in told)})
    if not paid.names_any:
        yield from _of_letters(paid, items, letters)


def _is_paid(item: Item, day: datetime.date) -> bool:
    return not item.is_open and all(part.date <= day for part in item.settled)


def _asked(
    about: Sequence[Item],
    items: Sequence[Item],
    days: Iterable[datetime.date],
    on: _ClaimsOn,
    more: Sequence[ReceivedInterest],
    *,
    named: bool,
) -> set[Decimal]:
    """Return the interest and fee of invoices on some days; if they are named, each alone, too."""
    numbers = {item.invoice.reference for item in about}
    whole = [item for item in items if item.invoice.reference in numbers]
    sums: set[Decimal] = set()
    for day in days:
        claims = [on(day, whole, more).of(item) for item in about]
        interest = sum((claim.interest.amount for claim in claims), Decimal())
        fee = sum((claim.fee for claim in claims), Decimal())
        sums |= {interest + fee, interest, fee} if named else {interest + fee}
    return sums


def _set_aside(
    allocation: Allocation,
    place: _Payment,
    paid: _Paid,
    about: Sequence[Item],
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
    numbers = references_of(about)
    amount = sum((part.amount for _, part in paid.parts), paid.left)
    credit = Credit(
        customer,
        currency,
        paid.day,
        amount,
        kinds=((PAYMENT, amount),),
        references=numbers,
        unknown=(),
        narration="",
        source=source,
        account=about[0].invoice.account,
    )
    if paid.credit is not None:
        credit = replace(paid.credit, references=paid.credit.references or numbers)
    others = [each for each in allocation.credits if _place(each.credit) != place]
    balance = allocation.balances[customer, currency]
    balance = replace(balance, open=balance.open + moved, credits=balance.credits + moved)
    return replace(
        allocation,
        items=[open_again.get(item.key, item) for item in allocation.items],
        credits=[*others, OpenCredit(replace(credit, pays_charges=True), excess)],
        balances={**allocation.balances, (customer, currency): balance},
    )


def _place(credit: Credit) -> _Payment:
    return credit.customer, credit.currency, credit.source
