"""Late interest: what holds of any amount, period and part payment."""

from __future__ import annotations

import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.law.late_interest import Interest, Reduction, late_interest
from beancount_relance.law.rates import half_year, published_series
from beancount_relance.law.regimes import Regime, regimes

DAY = datetime.timedelta(days=1)
SERIES = published_series()

FIRST, LAST = datetime.date(2015, 1, 1), datetime.date(2026, 11, 22)


def _is_known(law: Regime) -> bool:
    """Whether the rates of a law are known all the time."""
    series = SERIES[law.rate.series] if law.rate.series else None
    if series is None or not series.steps:
        return False
    return series.steps[0][0] <= FIRST and series.known_until >= LAST


laws = st.sampled_from(
    [law for name, law in regimes().items() if name != "contract" and _is_known(law)]
)
days = st.dates(FIRST, datetime.date(2026, 12, 30))
currencies = st.sampled_from(["EUR", "EUR", "EUR", "JPY", "KWD"])
amounts = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def periods(draw: st.DrawFn) -> tuple[datetime.date, datetime.date]:
    """A due date and a later day whose rate is known."""
    start = draw(days)
    length = draw(st.integers(0, 1_500))
    return start, min(start + length * DAY, datetime.date(2026, 12, 31))


@st.composite
def reductions(draw: st.DrawFn, principal: Decimal, *, first: bool = False) -> list[Reduction]:
    """Part payments of no more than the principal together."""
    left, found = principal, []
    for _ in range(draw(st.integers(0, 3))):
        part = (left * draw(st.integers(0, 100)) / 100).quantize(Decimal("0.01"))
        part = min(part, left)
        found.append(Reduction(draw(days), part, interest_first=first))
        left -= part
    return found


def interest(
    law: Regime,
    principal: Decimal,
    paid: list[Reduction],
    period: tuple[datetime.date, datetime.date],
    currency: str = "EUR",
) -> Interest:
    return late_interest(principal, paid, currency, *period, law, SERIES)


def unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))


# interest on interest begins again after a cut, as it is counted by years from the first day
@given(
    laws.filter(lambda law: not (law.frozen or law.compounds)),
    amounts,
    periods(),
    st.data(),
    currencies,
)
def test_a_period_cut_in_two_adds_up(
    law: Regime,
    principal: Decimal,
    period: tuple[datetime.date, datetime.date],
    data: st.DataObject,
    currency: str,
) -> None:
    start, until = period
    paid = data.draw(reductions(principal))
    middle = start + data.draw(st.integers(0, (until - start).days)) * DAY
    whole = interest(law, principal, paid, (start, until), currency)
    parts = [
        interest(law, principal, paid, (start, middle), currency),
        interest(law, principal, paid, (middle, until), currency),
    ]
    # the cut makes one segment two: three roundings instead of one, of half a unit each
    difference = abs(sum((part.amount for part in parts), Decimal()) - whole.amount)
    assert difference <= unit(currency) * 3 / 2
    if any(segment.last == middle for segment in whole.segments):
        assert difference == 0


@given(laws, amounts, periods(), st.data(), currencies)
def test_it_is_never_less_later_nor_on_more(
    law: Regime,
    principal: Decimal,
    period: tuple[datetime.date, datetime.date],
    data: st.DataObject,
    currency: str,
) -> None:
    paid = data.draw(reductions(principal))
    now = interest(law, principal, paid, period, currency).amount
    tomorrow = (period[0], min(period[1] + DAY, datetime.date(2026, 12, 31)))
    assert now >= 0
    assert interest(law, principal, paid, tomorrow, currency).amount >= now
    assert interest(law, principal + 1, paid, period, currency).amount >= now


@given(laws, amounts, periods(), st.data())
def test_the_segments_are_the_days_in_order_each_at_one_rate(
    law: Regime,
    principal: Decimal,
    period: tuple[datetime.date, datetime.date],
    data: st.DataObject,
) -> None:
    start, until = period
    found = interest(law, principal, data.draw(reductions(principal)), period)
    before = start
    for segment in found.segments:
        assert before < segment.first <= segment.last <= until
        before = segment.last
        if not law.frozen:
            for day in (segment.first, segment.last):
                assert law.rate.percent(half_year(day), SERIES) == segment.percent
        assert segment.amount == segment.amount.quantize(Decimal("0.01"))


@given(laws, amounts, periods(), currencies)
def test_unpaid_every_day_is_counted_once(
    law: Regime, principal: Decimal, period: tuple[datetime.date, datetime.date], currency: str
) -> None:
    found = interest(law, principal, [], period, currency)
    assert sum(segment.days for segment in found.segments) == (period[1] - period[0]).days


@given(laws, amounts, periods(), st.data())
def test_interest_first_never_claims_less_and_never_more_than_unpaid(
    law: Regime,
    principal: Decimal,
    period: tuple[datetime.date, datetime.date],
    data: st.DataObject,
) -> None:
    paid = data.draw(reductions(principal, first=True))
    plain = [Reduction(each.day, each.amount) for each in paid]
    cents = Decimal("0.01") * (len(paid) + 1)  # the roundings at the cuts
    first = interest(law, principal, paid, period).amount
    assert first >= interest(law, principal, plain, period).amount
    assert first <= interest(law, principal, [], period).amount + cents


@given(amounts, days)
def test_no_interest_before_its_start(principal: Decimal, start: datetime.date) -> None:
    for until in (start, start - DAY, start - 400 * DAY):
        assert interest(regimes()["fr-business"], principal, [], (start, until)).segments == ()
