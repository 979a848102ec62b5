"""Claims: what can be claimed on an item in addition to its principal.

This is the late interest, the recovery fee and the limitation of each item, under the
regime of its customer. Interest and fees on invoices paid late are included as long as
the customer has open items. They are claimed in texts but never booked, and amounts
already received are not claimed again.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.claims.applicable_law import GoverningLaw, governing_law
from beancount_relance.claims.claim import Claim, PaidLate
from beancount_relance.claims.interest_terms import (
    interest_reductions,
    interest_start,
    raised_regime,
)
from beancount_relance.claims.late_items import (
    bearer,
    claiming_stages,
    late_amount,
    late_by_invoice,
)
from beancount_relance.claims.limitation import (
    EXPIRES_WITHIN,
    LawPeriod,
    Limitation,
    earliest_year,
    last_day_to_sue,
    periods_for,
)
from beancount_relance.claims.received_interest import ReceivedInterest
from beancount_relance.claims.received_interest_by_item import Imputed, impute, invoice_key
from beancount_relance.claims.waivers import waiver_in_force, waivers_on
from beancount_relance.history.events import Event
from beancount_relance.history.insolvency import insolvent_since
from beancount_relance.history.note_kinds import WAIVER
from beancount_relance.law.late_interest import Interest, late_interest
from beancount_relance.law.rates import RateRule, RateSeries, half_year
from beancount_relance.law.recovery_fee import Fee
from beancount_relance.law.regimes import Regime, time_of
from beancount_relance.ledger.counterparts.settlement_kinds import NEVER_OWED
from beancount_relance.policy.customers import CONSUMER, Customer, Customers
from beancount_relance.policy.settings import Settings
from beancount_relance.receivables.items import Item, ItemKey

_NOTHING = Decimal()
_DAY = datetime.timedelta(days=1)


class ClaimFacts(Struct, frozen=True):
    """What claims are calculated from, apart from the items.

    Attributes:
        customers: the customers by id.
        history: the history of each customer, in order of date.
        series: the published rates by name, with the ledger's own.
        settings: the settings, for the creditor's country, the imputation of part payments and
            the stages that are claims.
    """

    customers: Customers
    history: Mapping[str, Sequence[Event]]
    series: Mapping[str, RateSeries]
    settings: Settings


class Claims:
    """The claims of a ledger on a given day, each computed when it is first requested."""

    def __init__(
        self,
        items: Sequence[Item],
        facts: ClaimFacts,
        received: Sequence[ReceivedInterest] = (),
        *,
        as_of: datetime.date,
    ) -> None:
        """Collect the input of the calculation.

        Args:
            items: all items; their order decides which instalment bears the fee.
            facts: the customers, their history, the rates and the settings.
            received: the interest and fees received.
            as_of: the day.
        """
        self._items = items
        self._facts = facts
        self._settings = settings = facts.settings
        self._interest_first = settings.part_payments == "interest-first"
        self._claiming = claiming_stages(settings.procedures.values())
        self._as_of = as_of
        self._known: dict[tuple[ItemKey, Decimal, Decimal], Claim] = {}
        self._soon = as_of + datetime.timedelta(days=EXPIRES_WITHIN)
        self._laws: dict[tuple[object, ...], tuple[GoverningLaw, Sequence[LawPeriod]]] = {}
        self._known_since: dict[RateRule, datetime.date] = {}
        self._expiring: dict[ItemKey, Limitation | None] = {}
        self._late = late_by_invoice(items, as_of)
        self._received = received
        self._asked = {invoice_key(i): r.asked for r in received if r.asked for i in r.invoices}
        self._imputed: Mapping[ItemKey, Sequence[Imputed]] | None = None

    @property
    def series(self) -> Mapping[str, RateSeries]:
        """The published rates by name, with the ledger's own."""
        return self._facts.series

    @property
    def claiming_after(self) -> int | None:
        """The days after the due date when the first stage claims more than the principal."""
        stages = (stage for each in self._settings.procedures.values() for stage in each.stages)
        return min((stage.after for stage in stages if stage.claims), default=None)

    @functools.cached_property
    def unwaived(self) -> Claims:
        """The claims as if nothing had been waived: what a waiver gives up."""
        kept = {
            customer: [event for event in events if event.kind != WAIVER.name]
            for customer, events in self._facts.history.items()
        }
        return self.on(self._as_of, kept)

    def on(self, day: datetime.date, events: Mapping[str, Sequence[Event]] | None = None) -> Claims:
        """Return the claims on a day, by what is known today, or with another history."""
        facts = self._facts if events is None else replace(self._facts, history=events)
        return Claims(self._items, facts, self._received, as_of=day)

    def of(self, item: Item, without: Decimal = _NOTHING) -> Claim:
        """Return the claim on an item.

        Args:
            item: the item, with its part payments; of a smaller amount if the rest is not owed.
            without: a part of the principal that bears no interest, because it is
                disputed or covered by the customer's credit.
        """
        key = (item.key, item.invoice.amount, without)
        claim = self._known.get(key)
        if claim is None:
            law = self.law(item)
            limitation = self.limitation(item)
            imputed = self._imputed_to(item)
            waiver = self._waiver(item)
            fee_received = sum((part.fee for part in imputed), _NOTHING)
            claim = self._known[key] = Claim(
                interest=self._interest(item, law.regime, without, imputed),
                fee=self._fee(item, law.regime) - fee_received,
                fee_received=fee_received,
                imputed=imputed,
                waiver=waiver,
                lapsed=None if waiver else next(waivers_on(item, self._history(item)), None),
                limitation=limitation.last if limitation else None,
                limitation_basis=limitation.basis if limitation else None,
                titled=limitation.titled if limitation else False,
                law=law,
                other_fee=self._other_fee(item, law.regime),
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
                    paid = max(part.date for part in item.payments)
                    found.append(PaidLate(item, claim, paid))
        return sorted(found, key=lambda each: (each.item.invoice.due, each.item.key))

    def limitation(self, item: Item) -> Limitation | None:
        """Return the last day to sue for an item, or ``None`` if it is unknown."""
        return last_day_to_sue(item, self._history(item), self._known_law(item)[1], self._claiming)

    def expiring(self, item: Item) -> Limitation | None:
        """Return the last day to sue, if it is past or within :data:`EXPIRES_WITHIN` days."""
        key = item.key
        if key not in self._expiring:  # asked for the order of the actions, and by a check
            earliest = earliest_year(item, self._known_law(item)[1])
            found = self.limitation(item) if earliest and earliest <= self._soon.year else None
            self._expiring[key] = found if found and found.last <= self._soon else None
        return self._expiring[key]

    def customer(self, item: Item) -> Customer:
        """Return the customer of an item, even if the ledger gives no details."""
        return self._facts.customers[item.invoice.customer]

    def law(self, item: Item) -> GoverningLaw:
        """Return the law that governs an item."""
        return self._known_law(item)[0]

    def _known_law(self, item: Item) -> tuple[GoverningLaw, Sequence[LawPeriod]]:
        """Return the law that governs an item, and its limitation periods, found once."""
        invoice = item.invoice
        day, currency = time_of(invoice.date), invoice.currency
        key = (invoice.customer, invoice.law, invoice.payee, day, currency)
        known = self._laws.get(key)
        if known is None:
            customer = self.customer(item)
            law = governing_law(customer, self._settings, invoice)
            known = self._laws[key] = (law, periods_for(law, customer.limitation))
        return known

    def regime(self, item: Item) -> Regime | None:
        """Return what the governing law of an item grants; ``None`` if only the principal."""
        return self.law(item).regime

    def rate_is_missing(self, item: Item) -> bool:
        """Return whether the item is late and a rate is unknown for some of its days."""
        regime = self.regime(item)
        if regime is None or item.invoice.due >= self._as_of:
            return False
        if regime.frozen or regime.from_notice:
            return self.of(item).interest.unknown_from is not None
        since = self._known_since.get(regime.rate)
        if since is None:
            since = regime.rate.known_since(self._as_of, self.series)
            self._known_since[regime.rate] = since
        return half_year(item.invoice.due + _DAY) < since

    def _waiver(self, item: Item) -> Event | None:
        """Return the note that waives the interest and fee of an item, if one applies."""
        return waiver_in_force(item, self._history(item), self._settings.holidays, self._as_of)

    def _imputed_to(self, item: Item) -> Sequence[Imputed]:
        """Return the receipts of interest and fee of an item."""
        if self._imputed is None:
            self._imputed = impute(self._received, self._late, self._earned, self._accrued)
        return self._imputed.get(item.key, ())

    def _earned(self, item: Item) -> tuple[Decimal, Decimal]:
        """Return the interest and fee of an item until today, regardless of receipts."""
        regime = self.regime(item)
        interest = self._interest(item, regime, _NOTHING, ())
        return interest.amount, self._fee(item, regime)

    def _accrued(self, item: Item, day: datetime.date) -> Decimal:
        """Return the interest of an item until a day, regardless of receipts."""
        return self._interest(item, self.regime(item), _NOTHING, (), day).amount

    def _fee(self, item: Item, regime: Regime | None) -> Decimal:
        """Return the recovery fee of a late invoice, due once for all instalments (D441-5).

        It depends on the amount paid late. It is never due from a consumer (CPCE L111-8),
        nor if insolvency proceedings already prohibited payment on the due date (C. com.
        L441-10 II).
        """
        fee = regime.fee if regime is not None else None
        if fee is None or fee.currency != item.invoice.currency:
            return _NOTHING
        late = self._late_with_fee(item)
        return fee.on(sum((late_amount(part) for part in late), _NOTHING))

    def _other_fee(self, item: Item, regime: Regime | None) -> Fee | None:
        """Return the recovery fee if it is due in another currency than the claim."""
        fee = regime.fee if regime is not None else None
        if fee is None or fee.currency == item.invoice.currency:
            return None
        return fee if self._late_with_fee(item) else None

    def _late_with_fee(self, item: Item) -> Sequence[Item]:
        """Return the late instalments of an invoice if the fee is due and this item bears it."""
        invoice = item.invoice
        late = self._late.get(invoice_key(invoice), ())
        if self.customer(item).kind == CONSUMER or item.key != bearer(late):
            return ()
        if self._waiver(item) is not None:
            return ()
        opened = insolvent_since(invoice, self._history(item))
        return () if opened is not None and opened <= invoice.due else late

    def _interest(
        self,
        item: Item,
        regime: Regime | None,
        without: Decimal,
        imputed: Sequence[Imputed],
        last: datetime.date | None = None,
    ) -> Interest:
        """Return the late interest until today, or an earlier day.

        Amounts credited or discounted were never owed and bear no interest from the first
        day, nor do fees. It ends before the customer's insolvency, or with a letter met in time.
        """
        nothing = not item.invoice.bears_interest or self._waiver(item) is not None
        if regime is None or nothing:
            return Interest()
        events = self._history(item)
        start = interest_start(item, regime, events, self._settings.notice_stages)
        if start is None:
            return Interest()
        opened = insolvent_since(item.invoice, events)
        ends = (
            self._as_of,
            last,
            opened and opened - _DAY,
            self._asked.get(invoice_key(item.invoice)),
        )
        until = min(day for day in ends if day is not None)
        given_up = sum((p.amount for p in item.settled if p.kind in NEVER_OWED), _NOTHING)
        return late_interest(
            item.invoice.amount - given_up - without,
            list(interest_reductions(item, imputed, interest_first=self._interest_first)),
            item.invoice.currency,
            start,
            until,
            raised_regime(item, regime, events),
            self.series,
        )

    def _history(self, item: Item) -> Sequence[Event]:
        return self._facts.history.get(item.invoice.customer, ())
