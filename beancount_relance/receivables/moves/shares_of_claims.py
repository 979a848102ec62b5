"""How much of which claims a posting takes off its account, or puts on another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.moves.standing_claims import OwedBefore, OwedClaim

ClaimShare = tuple[tuple[str, ...], Decimal]
"""The names of a claim, and how much of it moves."""


def claims_taken(standing: OwedBefore, credit: ReceivablePosting) -> Sequence[OwedClaim]:
    """Return the claims that a credit takes off its account, by its links or its text."""
    named = standing.all_named(credit.names) or standing.written(credit)
    return claims_there(named, credit.account)


def taken_off(standing: OwedBefore, credit: ReceivablePosting) -> list[ReceivablePosting]:
    """Divide a credit among the claims that it takes off its account.

    What has a number that no claim has is for none that has another one.
    """
    amount, account = -credit.number, credit.account
    by_amount = standing.without_number if credit.stated else standing.in_sum
    claims = claims_taken(standing, credit) or by_amount(amount, account)
    return [
        replace(credit, number=-part, names=claim.names, keyed=True)
        for claim, part in parts(amount, claims, account)
    ]


def claims_there(claims: Iterable[OwedClaim], account: str) -> Sequence[OwedClaim]:
    """Return the claims of which something is left on an account."""
    return [claim for claim in claims if claim.on(account) > 0]


def shared(
    debit: ReceivablePosting, claims: Sequence[OwedClaim], account: str
) -> Iterator[ClaimShare]:
    """Divide a debit among the claims that it moves off an account, if they are enough.

    A number that it has besides is another name of each.
    """
    for claim, part in parts(debit.number, claims, account):
        yield tuple(dict.fromkeys((*claim.names, *debit.stated))), part


def parts(
    amount: Decimal, claims: Sequence[OwedClaim], account: str
) -> Iterator[tuple[OwedClaim, Decimal]]:
    """Divide an amount among claims on an account, if they are enough."""
    if sum(claim.on(account) for claim in claims) < amount:
        return
    for claim in claims:
        part = min(amount, claim.on(account))
        amount -= part
        if part:
            yield claim, part


def named_by_debit(
    standing: OwedBefore,
    credit: ReceivablePosting,
    debit: ReceivablePosting,
    claims: Sequence[OwedClaim],
) -> Iterator[ClaimShare]:
    """Divide a debit among the claims that it names; other numbers are names of each besides."""
    if len(claims) == 1:
        yield (*debit.names, *credit.stated), debit.number
        return
    others = [name for name in debit.names if standing.named((name,)) is None]
    for claim, part in parts(debit.number, claims, credit.account):
        yield tuple(dict.fromkeys((*claim.names, *others, *credit.stated))), part
