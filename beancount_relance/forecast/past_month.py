"""What was expected for the last full month at its beginning, and what came."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from beancount_relance.forecast.combined_rules import Forecaster
from beancount_relance.forecast.expected_sums import cents, mean_of
from beancount_relance.forecast.histories import histories_of, history_of
from beancount_relance.receivables.items import Item

_DAY = datetime.timedelta(days=1)


class PastMonth(Struct, frozen=True):
    """What was expected for a past month at its beginning, and what came, in one currency."""

    first: datetime.date
    last: datetime.date
    currency: str
    expected: Decimal
    came: Decimal


def last_month_of(items: Sequence[Item], as_of: datetime.date) -> Iterator[PastMonth]:
    """Yield what was expected for the last full month at its beginning, and what came."""
    last = as_of if (as_of + _DAY).day == 1 else as_of + relativedelta(months=-1, day=31)
    made = last + relativedelta(months=-1, day=31)
    forecaster = Forecaster(histories_of(items), made)
    if not forecaster.is_possible:
        return
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(), Decimal()])
    for item in items:
        invoice = item.invoice
        was_open = item.outstanding_on(made)
        if invoice.date > made or was_open <= 0 or forecaster.gives_up(history_of(item)):
            continue
        expected = forecaster.expect(history_of(item))
        chance = expected.within((last - invoice.due).days)
        sums[invoice.currency][0] += mean_of([(was_open, chance)])
        sums[invoice.currency][1] += sum(
            (part.amount for part in item.settled if made < part.date <= last and part.is_payment),
            Decimal(),
        )
    for currency, (mean, came) in sorted(sums.items()):
        yield PastMonth(made + _DAY, last, currency, cents(mean), came)
