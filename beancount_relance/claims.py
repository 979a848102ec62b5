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


@dataclass(frozen=True, slots=True)
class Claims:
    """Works out the claims of a ledger on a day.

    ``country`` is the creditor's; ``series`` the published rates by name;
    ``events`` the history of each customer.
    """

    as_of: datetime.date
    customers: Mapping[str, Customer]
    country: str | None
    series: Mapping[str, RateSeries]
    events: Mapping[str, Sequence[Event]]

    def of(self, items: Iterable[Item]) -> dict[tuple[str, str, str, int], Claim]:
        """The claim of every open item, by the item's key.

        The recovery fee is due once for each invoice, whatever its instalments
        (C. com. D441-5): it stands with the first that is overdue.
        """
        claims: dict[tuple[str, str, str, int], Claim] = {}
        charged: set[tuple[str, str, str, datetime.date]] = set()
        for item in items:
            if not item.is_open:
                continue
            invoice = item.invoice
            customer = self.customers.get(invoice.customer) or Customer(invoice.customer)
            regime = regime_for(customer, self.country, invoice.currency)
            fee = self._fee(item, regime)
            once = (*item.key[:3], invoice.date)
            if fee and once not in charged:
                charged.add(once)
            else:
                fee = Decimal()
            claims[item.key] = Claim(
                interest=self.interest(item, regime),
                fee=fee,
                limitation=last_day_to_sue(item, self._events(item), regime),
                regime=regime,
            )
        return claims

    def _fee(self, item: Item, regime: Regime | None) -> Decimal:
        """The recovery fee of a late invoice.

        Not where insolvency proceedings already forbade to pay on the due date
        (C. com. L441-10 II).
        """
        invoice = item.invoice
        if regime is None or regime.fee is None or regime.fee.currency != invoice.currency:
            return Decimal()
        opened = [event.date for event in self._events(item) if event.kind == "insolvency"]
        late = self.as_of > invoice.due and not any(day <= invoice.due for day in opened)
        return regime.fee.number or Decimal() if late else Decimal()

    def _events(self, item: Item) -> Sequence[Event]:
        return self.events.get(item.invoice.customer, ())

    def interest(
        self,
        item: Item,
        regime: Regime | None,
        without: Decimal = Decimal(),
    ) -> Interest:
        """The late interest of an item until today.

        The receipt of a formal notice starts it under some regimes; the
        customer's insolvency ends it.

        Args:
            item: the item, with its part payments.
            regime: its regime; without one there is no interest.
            without: a part of the principal that bears none, such as a disputed one.
        """
        start: datetime.date | None = item.invoice.due
        until = self.as_of
        notices = []
        for event in self._events(item):
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
            self.series,
        )
