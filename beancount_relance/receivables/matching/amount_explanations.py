"""Explain the amount of a credit by the invoices that it may have been paid for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount_relance.language.messages import Message
from beancount_relance.receivables.items import BY_AMOUNT, BY_REFERENCE, OLDEST
from beancount_relance.receivables.match_evidence import (
    alone_on_the_account,
    number_written,
    of_this_amount,
    of_this_amount_and_described,
    oldest_of_this_amount,
    text_describes,
)
from beancount_relance.receivables.matching.described_invoices import described, described_first
from beancount_relance.receivables.matching.own_accounts import of_its_account, there
from beancount_relance.receivables.open_amounts import Due, Explanation, Money, oldest_first
from beancount_relance.receivables.paid_parts import (
    MOST_COMPARED,
    PaidPart,
    PaidSet,
    invoices_in,
    paid_parts,
)
from beancount_relance.receivables.sums import ENOUGH, Option, find_sums, in_smallest_units
from beancount_relance.values.clues.announced_days import announced_days


def sums_of(
    choices: Sequence[PaidPart], money: Money, enough: int = ENOUGH
) -> tuple[list[PaidSet], bool]:
    """Return the sets of choices that add up to what is left of a credit.

    Args:
        choices: what may be paid of invoices; a set has one choice of an invoice at most.
        money: the credit.
        enough: how many sets are enough.

    Returns:
        The sets, and whether there are no others.
    """
    target, *values = in_smallest_units([money.left, *(choice.amount for choice in choices)])
    alike = [choice for choice, value in zip(choices, values, strict=True) if value == target]
    if enough < len(alike) <= MOST_COMPARED:
        return described_first(money, alike, enough), False
    groups: dict[tuple[str, datetime.date], int] = {}
    options = [
        Option(groups.setdefault(choice.parts[0][0].invoice.identity, len(groups)), value)
        for choice, value in zip(choices, values, strict=True)
    ]
    sums = find_sums(options, target, enough)
    return [tuple(choices[place] for place in each) for each in sums.sets], sums.complete


def explanation_of(choices: PaidSet, basis: str, evidence: Message | None = None) -> Explanation:
    """Return a set as an explanation; without other evidence, the amount is what speaks for it."""
    parts = tuple(part for choice in choices for part in choice.parts)
    references = list(dict.fromkeys(due.invoice.reference for due, _ in parts))
    special = next((choice.evidence for choice in choices if choice.evidence is not None), None)
    if evidence is None and special is not None and len(choices) == 1:
        evidence = special
    if evidence is None:
        evidence = of_this_amount(references)
    return Explanation(parts, basis, evidence)


def described_part(money: Money, only: PaidSet) -> Explanation:
    """Return what a credit of another amount pays of the invoice that its text describes."""
    left = money.left
    parts = []
    for due, amount in sorted(only[0].parts, key=lambda part: oldest_first(part[0])):
        parts.append((due, min(amount, left)))
        left -= parts[-1][1]
    paid = [part for part in parts if part[1]]
    (invoice,) = invoices_in(only)
    days = announced_days(money.credit.text).items()
    dated = [number_written(written) for day, written in days if day.is_of(invoice.date)]
    return Explanation(paid, BY_REFERENCE, dated[0] if dated else text_describes(invoice))


def likeliest(sets: Sequence[PaidSet]) -> Explanation | None:
    """Return what is presumed of several explanations: an invoice of exactly this amount.

    If several have it, that is the oldest of them; sums are no evidence against it.
    """
    single = [each[0] for each in sets if len(each) == 1]
    if not single:
        return None
    first = min(single, key=lambda choice: oldest_first(choice.parts[0][0]))
    if len(single) == 1:
        return explanation_of((first,), BY_AMOUNT)
    evidence = oldest_of_this_amount(len(single))
    return Explanation(first.parts, OLDEST, evidence)


def _described_or_there(
    money: Money, sets: Sequence[PaidSet], there: Sequence[Due]
) -> Explanation | None:
    """Return what a text says of several explanations, or else what is on the credit's account."""
    only = described(money, sets)
    if only is not None:
        return explanation_of(only, BY_AMOUNT, evidence_of_text(money, only))
    here = of_its_account(sets, there)
    if len(here) == 1:
        return explanation_of(here[0], BY_AMOUNT, of_this_amount_there(here[0]))
    return likeliest(here or sets)


def pay_among(money: Money, dues: Sequence[Due]) -> None:
    """Settle those of the invoices that share a name which a credit is for.

    Its amount says which, also by the account that it is posted on, and else its text.
    """
    explained = _paid_among(money, dues)
    if explained is not None:
        for due, amount in explained.parts:
            money.pay(due, explained.basis, amount, explained.evidence)


def _paid_among(money: Money, dues: Sequence[Due]) -> Explanation | None:
    """Return which of the invoices that share a name a credit with this name has paid.

    The result is empty if one of them only was there to be paid, if neither an amount agrees nor
    the text describes one, or if they are more than a hundred.
    """
    day = money.credit.date
    units: dict[tuple[str, datetime.date], list[Due]] = {}
    for due in dues if len(dues) <= MOST_COMPARED else ():
        if due.left and due.invoice.date <= day:
            units.setdefault(due.invoice.identity, []).append(due)
    if len(units) <= 1:
        return None
    if not money.left or sum(due.left for unit in units.values() for due in unit) == money.left:
        return None
    for disputed in (False, True):
        choices = [
            choice
            for unit in units.values()
            if disputed or any(due.disputed_on(day) < due.left for due in unit)
            for choice in paid_parts(unit, money)
        ]
        found, complete = sums_of(choices, money)
        if len(found) == 1 and (complete or len(found[0]) == 1):
            return explanation_of(found[0], BY_AMOUNT)
        if found:
            return _described_or_there(money, found, there(dues, money))
    every = [(PaidPart.whole(unit),) for unit in units.values()]
    only = described(money, every)
    if only is None:
        return None
    return explanation_of(only, BY_REFERENCE, text_describes(invoices_in(only)[0]))


def evidence_of_text(money: Money, choices: PaidSet) -> Message:
    """Return the evidence for a set of the amount of a credit that its text describes."""
    return of_this_amount_and_described(money.credit.text, invoices_in(choices))


def of_this_amount_there(choices: PaidSet) -> Message:
    """Return the evidence for the only set of the amount of a credit on the account it is on."""
    references = dict.fromkeys(invoice.reference for invoice in invoices_in(choices))
    return alone_on_the_account(list(references))


def amount_of(choices: PaidSet) -> Decimal:
    """Return the sum of the amounts of a set."""
    return sum((choice.amount for choice in choices), Decimal())
