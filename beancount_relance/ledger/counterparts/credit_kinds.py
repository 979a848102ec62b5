"""The kinds of credits, and those of their parts, by the accounts that stand against them.

A credit with several kinds of legs, such as a transfer less a bank fee, is split in proportion to
them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import (
    ADVANCE,
    ALLOWANCE,
    DIFFERENCE_WORD,
    DISCOUNT,
    EXCHANGE,
    FEE,
    IRRECOVERABLE_WORD,
    LOSS,
    REBATE,
    RECOVERED,
    TAX,
)
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, EXPENSE, INCOME, OTHER
from beancount_relance.ledger.counterparts.settlement_kinds import (
    APPLIED_DEPOSIT,
    CREDIT_NOTE,
    DEDUCTED_FEE,
    EXCHANGE_DIFFERENCE,
    GIVEN_DISCOUNT,
    OTHERWISE,
    PAYMENT,
    WRITTEN_OFF,
)

Kinds = Sequence[tuple[str, Decimal]]
"""A credit by kind: ``(("payment", 1180), ("bank-fee", 20))``."""

_TAXED = (GIVEN_DISCOUNT, WRITTEN_OFF, CREDIT_NOTE, OTHERWISE)
"""The kinds that bear tax; the first of them that a payment has bears all of it."""
_MOST_FEE = Decimal("0.25")
"""A larger part than this of what was paid is no bank's fee, but a commission or the like."""
_OWN_KIND = frozenset((CASH, INCOME, EXPENSE, ALLOWANCE, RECOVERED, ADVANCE))
KIND_OF_NATURE: Mapping[str, str] = {
    CASH: PAYMENT,
    INCOME: CREDIT_NOTE,
    EXPENSE: OTHERWISE,  # unless its name says that it is a loss
    ALLOWANCE: WRITTEN_OFF,
    RECOVERED: WRITTEN_OFF,
    ADVANCE: APPLIED_DEPOSIT,
    TAX: CREDIT_NOTE,
    EXCHANGE: EXCHANGE_DIFFERENCE,
    EQUITY: OTHERWISE,
    OTHER: OTHERWISE,
}
"""The kind of a credit whose first leg is of a nature, in the order in which they count."""
_LOSSES = (IRRECOVERABLE_WORD, LOSS, ALLOWANCE, DIFFERENCE_WORD)


def tells_loss(account: str, roles: AccountRoles) -> bool:
    """Return whether an expense says that a claim, or a small difference, was given up."""
    return any(roles.has(account, role) for role in _LOSSES)


def kind_of_leg(account: str, nature: str, principal: str, roles: AccountRoles) -> str:
    """Return the kind of one leg other than the principal one, by its account and nature.

    Args:
        account: the account of the leg.
        nature: its nature.
        principal: the kind of the credit for the most part.
        roles: the roles of accounts by their names.
    """
    if nature == EXCHANGE:
        return EXCHANGE_DIFFERENCE
    if nature == INCOME and principal == CREDIT_NOTE and roles.has_number(account, REBATE):
        return CREDIT_NOTE  # with its tax, and without money: no discount for prompt payment
    if nature in (INCOME, EXPENSE) and roles.has(account, DISCOUNT):
        return GIVEN_DISCOUNT
    is_cost = nature == EXPENSE and principal == PAYMENT
    if is_cost and roles.has(account, FEE):
        return DEDUCTED_FEE
    if nature == EXPENSE and tells_loss(account, roles):
        return WRITTEN_OFF
    return KIND_OF_NATURE[nature] if nature in _OWN_KIND else principal


def adjusted(
    shares: dict[str, Decimal], total: Decimal, tax: Decimal, principal: str
) -> Mapping[str, Decimal]:
    """Return the shares of other kinds in a credit: no fee that is too much for one, and with tax.

    Args:
        shares: the shares by kind, without tax.
        total: the whole of the legs.
        tax: the tax in it; money bears none, the rest does.
        principal: the main kind.
    """
    if (fee := shares.get(DEDUCTED_FEE, Decimal())) > abs(total) * _MOST_FEE:
        del shares[DEDUCTED_FEE]
        shares[OTHERWISE] = shares.get(OTHERWISE, Decimal()) + fee
    for kind in _TAXED:
        if kind in shares and principal == PAYMENT:
            shares[kind] += tax
            break
    return shares


def split_by_kind(
    amount: Decimal, principal: str, total: Decimal, shares: Mapping[str, Decimal]
) -> tuple[tuple[str, Decimal], ...]:
    """Split an amount in proportion to the shares of kinds in a total, the main kind first.

    Shares that run the other way, or come to more than the total, split nothing.

    Args:
        amount: the amount to split.
        principal: the main kind, which takes what the shares leave.
        total: the total.
        shares: the shares of the other kinds in the total.
    """
    parts = []
    if total > 0 and all(0 <= share <= total for share in shares.values()):
        unit = Decimal(1).scaleb(int(amount.as_tuple().exponent))
        for kind, share in shares.items():
            part = (amount * share / total).quantize(unit, ROUND_HALF_UP)
            if part:
                parts.append((kind, part))
    left = amount - sum((part for _, part in parts), Decimal())
    return ((principal, left), *parts) if left else tuple(parts)
