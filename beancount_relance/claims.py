"""Claims: what an open item is worth today beside its principal.

Late interest, the recovery fee and the limitation of each item, under the
regime of its customer. They are claimed in texts, never booked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from beancount_relance.allocation import Item
from beancount_relance.customers import Customer
from beancount_relance.history import Event
from beancount_relance.interest import Interest, late_interest
from beancount_relance.limitation import last_day_to_sue
from beancount_relance.rates import RateSeries
from beancount_relance.regimes import Regime, regime_for

ItemKey = tuple[str, str, str, int]

_NOTHING = Decimal()


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be claimed on one item, in its currency.

    ``limitation`` is the last day to sue, ``None`` if not known; ``regime`` is
    ``None`` where no law is known that gives anything beyond the principal.
    """

    interest: Interest = field(default_factory=Interest)
    fee: Decimal = Decimal()
    limitation: datetime.date | None = None
    regime: Regime | None = None


class Claims:
    """The claims of a ledger on a day, each worked out when somebody asks for it."""

    def __init__(
        self,
        items: Iterable[Item],
        customers: Mapping[str, Customer],
        events: Mapping[str, Sequence[Event]],
        series: Mapping[str, RateSeries],
        country: str | None,
        *,
        as_of: datetime.date,
    ) -> None:
        """Gather what the claims depend on.

        Args:
            items: all items; their order decides which instalment bears the fee.
            customers: customers by id.
            events: the history of each customer.
            series: the published rates by name.
            country: the creditor's country.
            as_of: the day.
        """
        self._customers = customers
        self._events = events
        self._series = series
        self._country = country
        self._as_of = as_of
        self._known: dict[tuple[ItemKey, Decimal], Claim] = {}
        late = (item for item in items if item.is_open and item.invoice.due < as_of)
        self._bears_fee = set(
            {(*item.key[:3], item.invoice.date): item.key for item in reversed(list(late))}.values()
        )

    def of(self, item: Item, without: Decimal = _NOTHING) -> Claim:
        """The claim of an item.

        Args:
            item: the item, with its part payments.
            without: a part of the principal that bears no interest, as it is
                disputed or covered by the customer's credit.
        """
        key = (item.key, without)
        claim = self._known.get(key)
        if claim is None:
            regime = self.regime(item)
            claim = self._known[key] = Claim(
                interest=self._interest(item, regime, without),
                fee=self._fee(item, regime),
                limitation=last_day_to_sue(item, self._history(item), regime),
                regime=regime,
            )
        return claim

    def regime(self, item: Item) -> Regime | None:
        """The regime of an item, by its customer's country and kind."""
        invoice = item.invoice
        customer = self._customers.get(invoice.customer) or Customer(invoice.customer)
        return regime_for(customer, self._country, invoice.currency)

    def rate_is_missing(self, item: Item) -> bool:
        """Whether the item is late on a day whose rate is not known."""
        regime = self.regime(item)
        if regime is None or regime.frozen or item.invoice.due >= self._as_of:
            return False
        return regime.rate.percent(self._as_of, self._series) is None

    def _fee(self, item: Item, regime: Regime | None) -> Decimal:
        """The recovery fee of a late invoice, once whatever its instalments (D441-5).

        Not where insolvency proceedings already forbade to pay on the due date
        (C. com. L441-10 II).
        """
        invoice = item.invoice
        if regime is None or regime.fee is None or regime.fee.currency != invoice.currency:
            return _NOTHING
        opened = [event.date for event in self._history(item) if event.kind == "insolvency"]
        if item.key not in self._bears_fee or any(day <= invoice.due for day in opened):
            return _NOTHING
        return regime.fee.number or _NOTHING

    def _interest(self, item: Item, regime: Regime | None, without: Decimal) -> Interest:
        """The late interest until today.

        The receipt of a formal notice starts it under some regimes; the
        customer's insolvency ends it.
        """
        start: datetime.date | None = item.invoice.due
        until = self._as_of
        notices = []
        for event in self._history(item):
            if event.kind == "insolvency":
                until = min(until, event.date)
            elif event.kind == "received" and item.key in event.items:
                notices.append(event.date)
        if regime is not None and regime.from_notice:
            start = max(min(notices), item.invoice.due) if notices else None
        if regime is None or start is None or start >= until:
            return Interest()
        return late_interest(
            item.invoice.amount - without,
            [(part.date, part.amount) for part in item.settled],
            item.invoice.currency,
            start,
            until,
            regime,
            self._series,
        )

    def _history(self, item: Item) -> Sequence[Event]:
        return self._events.get(item.invoice.customer, ())
