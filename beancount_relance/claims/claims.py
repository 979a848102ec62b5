"""Claims: what can be claimed on an item in addition to its principal.

This is the late interest, the recovery fee and the limitation of each item, under the
regime of its customer. Interest and fees on invoices paid late are included as long as
the customer has open items. They are claimed in texts but never booked, and amounts
already received are not claimed again.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from beancount_relance.claims.applicable_law import regime_for
from beancount_relance.claims.limitation import (
    Limitation,
    earliest_year,
    last_day_to_sue,
    period_for,
)
from beancount_relance.claims.received_by_item import Imputed, InvoiceKey, impute, invoice_key
from beancount_relance.claims.received_interest import ReceivedInterest
from beancount_relance.history.events import Event
from beancount_relance.history.note_kinds import INSOLVENCY, RECEIVED, WAIVER
from beancount_relance.language.messages import Message
from beancount_relance.law.late_interest import Interest, Reduction, late_interest
from beancount_relance.law.rates import RateSeries
from beancount_relance.law.regimes import Regime
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.customers import Customer, Customers
from beancount_relance.policy.procedures import Procedure
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.allocation import Item, ItemKey

_NOTHING = Decimal()
_PAYMENT = "payment"  # pays interest first if the settings say so
_GIVEN_UP = frozenset(("credit-note", "discount"))  # amounts that were never owed


@dataclass(frozen=True, slots=True)
class Claim:
    """What can be claimed on one item, in its currency.

    ``fee`` is the recovery fee still owed, ``fee_received`` the part received, and
    ``imputed`` the receipts of interest and fee. ``waiver`` is the note that limits the
    claim to the principal; ``lapsed`` is a waiver whose condition, payment by ``until``,
    was not met. ``limitation`` is the last day to sue, or ``None`` if unknown, and
    ``limitation_basis`` its explanation. ``regime`` is ``None`` if no law is known under
    which more than the principal can be claimed.
    """

    interest: Interest = field(default_factory=Interest)
    fee: Decimal = Decimal()
    fee_received: Decimal = Decimal()
    imputed: Sequence[Imputed] = ()
    waiver: Event | None = None
    lapsed: Event | None = None
    limitation: datetime.date | None = None
    limitation_basis: Message | None = None
    regime: Regime | None = None

    @property
    def interest_invoiced(self) -> Decimal:
        """The part of the interest that was invoiced separately."""
        parts = (each.interest for each in self.imputed if each.received.invoiced)
        return sum(parts, Decimal())


@dataclass(frozen=True, slots=True)
class PaidLate:
    """The claim on an item that was paid late; ``paid`` is the day of the last payment."""

    item: Item
    claim: Claim
    paid: datetime.date


class Claims:
    """The claims of a ledger on a given day, each computed when it is first requested."""

    def __init__(
        self,
        items: Sequence[Item],
        customers: Customers,
        events: Mapping[str, Sequence[Event]],
        series: Mapping[str, RateSeries],
        settings: Settings,
        received: Sequence[ReceivedInterest] = (),
        *,
        as_of: datetime.date,
    ) -> None:
        """Collect the input of the calculation.

        Args:
            items: all items; their order decides which instalment bears the fee.
            customers: the customers by id.
            events: the history of each customer.
            series: the published rates by name.
            settings: the settings, for the creditor's country, the imputation of part
                payments and the stages that are written claims.
            received: the interest and fees received.
            as_of: the day.
        """
        self._customers = customers
        self._events = events
        self._series = series
        self._country = settings.country
        self._interest_first = settings.part_payments == "interest-first"
        self._written = _in_writing(settings.procedures.values())
        self._as_of = as_of
        self._known: dict[tuple[ItemKey, Decimal], Claim] = {}
        self._regimes: dict[tuple[str, str], Regime | None] = {}
        self._late = _late_by_invoice(items, as_of)
        self._received = received
        self._imputed: Mapping[ItemKey, Sequence[Imputed]] | None = None

    @property
    def series(self) -> Mapping[str, RateSeries]:
        """The published rates by name, with the ledger's own."""
        return self._series

    def of(self, item: Item, without: Decimal = _NOTHING) -> Claim:
        """Return the claim on an item.

        Args:
            item: the item, with its part payments.
            without: a part of the principal that bears no interest, because it is
                disputed or covered by the customer's credit.
        """
        key = (item.key, without)
        claim = self._known.get(key)
        if claim is None:
            regime = self.regime(item)
            limitation = self.limitation(item)
            imputed = self._imputed_to(item)
            waiver = self._waiver(item)
            fee_received = sum((part.fee for part in imputed), _NOTHING)
            claim = self._known[key] = Claim(
                interest=self._interest(item, regime, without, imputed),
                fee=self._fee(item, regime) - fee_received,
                fee_received=fee_received,
                imputed=imputed,
                waiver=waiver,
                lapsed=None if waiver else next(self._waivers(item), None),
                limitation=limitation.last if limitation else None,
                limitation_basis=limitation.basis if limitation else None,
                regime=regime,
            )
        return claim

    def paid_late(self, *, everybody: bool = False) -> list[PaidLate]:
        """Return the claims on items paid late, by due date.

        Claims that are time-barred are left out. The settled items must be known.

        Args:
            everybody: whether to include customers without overdue items.
        """
        owing = {late.key[:2] for items in self._late.values() for late in items if late.is_open}
        found: list[PaidLate] = []
        for items in self._late.values():
            for item in items:
                if item.is_open or not (everybody or item.key[:2] in owing):
                    continue
                claim = self.of(item)
                barred = claim.limitation is not None and claim.limitation < self._as_of
                if not barred and (claim.interest.amount or claim.fee):
                    paid = max(part.date for part in item.settled if part.kind == _PAYMENT)
                    found.append(PaidLate(item, claim, paid))
        return sorted(found, key=lambda each: (each.item.invoice.due, each.item.key))

    def limitation(self, item: Item) -> Limitation | None:
        """Return the last day to sue for an item, or ``None`` if it is unknown."""
        period = period_for(self.regime(item), self.customer(item).limitation)
        return last_day_to_sue(item, self._history(item), period, self._written)

    def expiring(self, item: Item) -> Limitation | None:
        """Return the last day to sue, if it is past or within :data:`EXPIRES_WITHIN` days."""
        soon = self._as_of + datetime.timedelta(days=EXPIRES_WITHIN)
        period = period_for(self.regime(item), self.customer(item).limitation)
        if period is None or soon.year < earliest_year(item, period):  # cheap check first
            return None
        limitation = self.limitation(item)
        return limitation if limitation is not None and limitation.last <= soon else None

    def customer(self, item: Item) -> Customer:
        """Return the customer of an item, even if the ledger gives no details."""
        name = item.invoice.customer
        return self._customers[name]

    def regime(self, item: Item) -> Regime | None:
        """Return the legal regime of an item."""
        key = item.key[:2]
        if key not in self._regimes:
            self._regimes[key] = regime_for(self.customer(item), self._country, key[1])
        return self._regimes[key]

    def rate_is_missing(self, item: Item) -> bool:
        """Return whether the item is late and a rate is unknown for some of its days."""
        regime = self.regime(item)
        if regime is None or item.invoice.due >= self._as_of:
            return False
        if regime.frozen or regime.from_notice:
            return self.of(item).interest.unknown_from is not None
        return regime.rate.percent(self._as_of, self._series) is None

    def _waiver(self, item: Item) -> Event | None:
        """Return the note that waives the interest and fee of an item, if one applies.

        A waiver with ``until`` applies as long as the item can still be paid by that day,
        and permanently if it was.
        """
        for event in self._waivers(item):
            until = event.until
            if until is None or self._as_of <= until or item.outstanding_on(until) <= 0:
                return event
        return None

    def _waivers(self, item: Item) -> Iterator[Event]:
        for event in self._history(item):
            if event.kind == WAIVER.name and item.key in event.items:
                yield event

    def _imputed_to(self, item: Item) -> Sequence[Imputed]:
        """Return the receipts of interest and fee of an item."""
        if self._imputed is None:
            self._imputed = impute(self._received, self._late, self._earned)
        return self._imputed.get(item.key, ())

    def _earned(self, item: Item) -> tuple[Decimal, Decimal]:
        """Return the interest and fee of an item until today, regardless of receipts."""
        regime = self.regime(item)
        interest = self._interest(item, regime, _NOTHING, ())
        return interest.amount, self._fee(item, regime)

    def _fee(self, item: Item, regime: Regime | None) -> Decimal:
        """Return the recovery fee of a late invoice, due once for all instalments (D441-5).

        It depends on the amount paid late. It is never due from a consumer (CPCE L111-8),
        nor if insolvency proceedings already prohibited payment on the due date (C. com.
        L441-10 II).
        """
        invoice = item.invoice
        late = self._late.get(invoice_key(item.invoice), ())
        if regime is None or regime.fee is None or regime.fee.currency != invoice.currency:
            return _NOTHING
        if self.customer(item).kind == "consumer" or item.key != _bearer(late):
            return _NOTHING
        if self._waiver(item) is not None:
            return _NOTHING
        opened = [event.date for event in self._history(item) if event.kind == INSOLVENCY.name]
        if any(day <= invoice.due for day in opened):
            return _NOTHING
        return regime.fee.on(sum((_late_amount(part) for part in late), _NOTHING))

    def _interest(
        self, item: Item, regime: Regime | None, without: Decimal, imputed: Sequence[Imputed]
    ) -> Interest:
        """Return the late interest until today.

        Amounts credited or discounted were never owed and bear no interest from the first
        day. Interest does not bear interest (C. civ. 1343-2), and neither do fees. Under
        some regimes interest starts with the receipt of a formal notice; it ends with
        the customer's insolvency.
        """
        start: datetime.date | None = item.invoice.due
        until = self._as_of
        notices = []
        for event in self._history(item):
            if event.kind == INSOLVENCY.name:
                until = min(until, event.date)
            elif event.kind == RECEIVED.name and item.key in event.items:
                notices.append(event.date)
        if regime is not None and regime.from_notice:
            start = max(min(notices), item.invoice.due) if notices else None
        nothing = item.invoice.charge or self._waiver(item) is not None
        if regime is None or start is None or nothing:
            return Interest()
        given_up = sum((p.amount for p in item.settled if p.kind in _GIVEN_UP), _NOTHING)
        return late_interest(
            item.invoice.amount - given_up - without,
            list(self._reductions(item, imputed)),
            item.invoice.currency,
            start,
            until,
            regime,
            self._series,
        )

    def _reductions(self, item: Item, imputed: Sequence[Imputed]) -> Iterator[Reduction]:
        for part in item.settled:
            if part.kind in _GIVEN_UP:
                continue
            first = self._interest_first and part.kind == _PAYMENT
            yield Reduction(part.date, part.amount, interest_first=first)
        for each in imputed:
            yield Reduction(each.received.date, each.interest, interest_only=True)

    def _history(self, item: Item) -> Sequence[Event]:
        return self._events.get(item.invoice.customer, ())


EXPIRES_WITHIN = 90
"""The number of days before the end of a limitation period from which it is reported."""


def _late_by_invoice(
    items: Iterable[Item], as_of: datetime.date
) -> Mapping[InvoiceKey, list[Item]]:
    """Return the items that are late or were paid late, by invoice, earliest due first."""
    late: dict[InvoiceKey, list[Item]] = defaultdict(list)
    for item in items:
        if item.invoice.charge:  # charges bear no fee
            continue
        if item.invoice.due < as_of and (item.is_open or _was_paid_late(item)):
            late[invoice_key(item.invoice)].append(item)
    return late


def _was_paid_late(item: Item) -> bool:
    """Return whether a payment was received after the due date and not reversed."""
    due = item.invoice.due
    came = (p.amount for p in item.settled if p.kind == _PAYMENT and p.date > due)
    return sum(came, _NOTHING) > 0


def _bearer(late: Sequence[Item]) -> ItemKey | None:
    """Return the instalment that bears the fee of an invoice, preferably an open one."""
    return next((item.key for item in [*filter(lambda i: i.is_open, late), *late]), None)


def _late_amount(item: Item) -> Decimal:
    """Return the late amount of an item: without parts settled in time or never owed."""
    due = item.invoice.due
    before = (p.amount for p in item.settled if p.date <= due or p.kind in _GIVEN_UP)
    return item.invoice.amount - sum(before, _NOTHING)


def _in_writing(procedures: Iterable[Procedure]) -> frozenset[str]:
    """Return the stages that are written claims, in any procedure.

    A stage before the due date claims nothing yet.
    """
    stages = [stage for procedure in procedures for stage in procedure.stages]
    spoken = {s.name for s in stages if not CHANNELS[s.channel].in_writing or s.after < 0}
    return frozenset(stage.name for stage in stages) - spoken
