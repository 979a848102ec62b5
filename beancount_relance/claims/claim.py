"""The claim on one item: what can be claimed in addition to its principal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, field

from beancount_relance.claims.applicable_law import GoverningLaw
from beancount_relance.claims.received_interest_by_item import Imputed
from beancount_relance.history.events import Event
from beancount_relance.language.messages import Message
from beancount_relance.law.late_interest import Interest
from beancount_relance.law.recovery_fee import Fee
from beancount_relance.law.regimes import Regime
from beancount_relance.receivables.items import Item


class Claim(Struct, frozen=True):
    """What can be claimed on one item, in its currency.

    ``fee`` is the recovery fee still owed, ``fee_received`` the part received, and
    ``imputed`` the receipts of interest and fee. ``waiver`` is the note that limits the
    claim to the principal; ``lapsed`` is a waiver whose condition, payment by ``until``,
    was not met. ``limitation`` is the last day to sue, or ``None`` if unknown, and
    ``limitation_basis`` its explanation; ``titled`` tells whether the claim was adjudged, so
    that it is the last day to enforce it. ``law`` is the governing law, whose ``regime`` is
    ``None`` if no more than the principal can be claimed. ``other_fee`` is a recovery fee
    in another currency than the claim, which is therefore not claimed.
    """

    interest: Interest = field(default_factory=Interest)
    fee: Decimal = Decimal()
    fee_received: Decimal = Decimal()
    imputed: Sequence[Imputed] = ()
    waiver: Event | None = None
    lapsed: Event | None = None
    limitation: datetime.date | None = None
    limitation_basis: Message | None = None
    titled: bool = False
    law: GoverningLaw | None = None
    other_fee: Fee | None = None

    @property
    def regime(self) -> Regime | None:
        """What the governing law grants."""
        return self.law.regime if self.law is not None else None

    @property
    def fee_in_full(self) -> Decimal:
        """The recovery fee, with what came in or was invoiced of it; nothing if no more is owed."""
        return self.fee + sum(each.fee for each in self.imputed) if self.fee else Decimal()

    @property
    def interest_invoiced(self) -> Decimal:
        """The part of the interest that was invoiced separately."""
        parts = (each.interest for each in self.imputed if each.received.invoiced)
        return sum(parts, Decimal())


class PaidLate(Struct, frozen=True):
    """The claim on an item that was paid late; ``paid`` is the day of the last payment."""

    item: Item
    claim: Claim
    paid: datetime.date
