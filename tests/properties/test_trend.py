"""The trend holds, for any books and any days, what the report of each day alone says.

The days share their reading: so the books change their policy under way, open accounts
late, and some are padded.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from beancount.core.data import Directive, Transaction
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.analysis.ageing import AgedBalance, total_balances
from beancount_relance.analysis.collection_figures import figures
from beancount_relance.report.report import build_report
from beancount_relance.report.trend import trend
from beancount_relance.report.who_owes_what import read_position
from tests.properties.test_books import OPTIONS, books, some_day, written
from tests.properties.test_plain_claims import books_with_claims

POLICIES = (
    'custom "relance" "receivables" Assets:Clients',
    'custom "relance" "receivables" "Assets:Clients-.*"',
    'custom "relance" "allocation" "explicit"',
    'custom "relance" "terms" "10 jours"',
    'custom "relance" "buckets" "15 45"',
    'custom "relance" "ageing" "invoice"',
    'custom "relance" "reference-keys" "due"',
    'custom "relance-customer" "Martin"\n  terms: "60 jours"',
    "open Assets:Clients:Late",
)
PADDED = """
{since} pad Assets:Clients:Martin Equity:Opening
{until} balance Assets:Clients:Martin  {amount}.00 EUR
"""


@st.composite
def policies(draw: st.DrawFn) -> list[Directive]:
    lines = draw(st.lists(st.tuples(some_day, st.sampled_from(POLICIES)), max_size=4))
    text = "\n".join(f"{day} {line}" for day, line in lines)
    if draw(st.booleans()):
        since, until = sorted((draw(some_day), draw(some_day)))
        text += PADDED.format(since=since, until=until, amount=draw(st.sampled_from([100, 700])))
    entries, errors, _ = parser.parse_string(text)
    assert not errors
    return list(entries)


def by_a_key(one: Directive) -> Directive:
    """The entry with its invoice in metadata, not in its link: it is read more closely."""
    if isinstance(one, Transaction) and len(one.links or ()) == 1:
        (link,) = one.links
        return one._replace(links=frozenset(), meta={**one.meta, "invoice": link})
    return one


def replayed(
    entries: list[Directive], day: datetime.date
) -> tuple[dict[str, AgedBalance], dict[str, Decimal | None]]:
    """What the whole report of the books as they were on that day says."""
    cut = [one for one in entries if one.date <= day]
    found = build_report(cut, OPTIONS, day)
    owed = figures(found.open_items, found.allocation.credits, day, first=day)
    return (
        {each.currency: each for each in total_balances(found.ageing, found.scale)},
        {each.currency: each.share_overdue for each in owed if each.share_overdue is not None},
    )


@given(
    st.one_of(books(), books_with_claims()),
    st.booleans(),
    policies(),
    st.lists(some_day, min_size=2, max_size=4, unique=True),
    st.booleans(),
)
def test_each_day_of_the_trend_is_the_report_of_that_day(
    entries: list[Directive],
    keys: bool,  # noqa: FBT001
    said: list[Directive],
    days: list[datetime.date],
    at_hand: bool,  # noqa: FBT001
) -> None:
    ledger = written([*(map(by_a_key, entries) if keys else entries), *said])
    known = read_position(ledger, OPTIONS, max(days), whole=True) if at_hand else None
    found = trend(ledger, OPTIONS, days, known)
    assert [each.day for each in found] == sorted(days)
    for each in found:
        assert (each.balances, each.shares_overdue) == replayed(ledger, each.day)
