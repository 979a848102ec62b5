"""The year's end: balances closed to equity and opened again are no payment, return or claim."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from beancount_relance.receivables.items import ItemKey
from beancount_relance.report.report import Report
from tests.properties.test_oracle import facts
from tests.support.ledgers import report

OPENED = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Equity:Balance
2020-01-01 open Assets:Clients
2020-01-01 open Assets:Clients:Adler
2020-01-01 open Assets:Clients:Baker
"""
NAMES = ("Adler", "Baker")
START = datetime.date(2024, 11, 4)
ENDS = (datetime.date(2024, 12, 31), datetime.date(2025, 12, 31))
DAY = datetime.timedelta(days=1)
ALL_IN_ONE = "with the bank and the income, in one entry"


class Entry(Struct, frozen=True):
    """An invoice, positive, or a payment of it."""

    date: datetime.date
    who: str
    number: str
    amount: Decimal


@st.composite
def business(draw: st.DrawFn) -> Sequence[Entry]:
    """Invoices, each with its payments, of a part, of all, or of too much."""
    entries: list[Entry] = []
    for place in range(draw(st.integers(1, 4))):
        date = START + draw(st.integers(0, 300)) * DAY
        who, number = draw(st.sampled_from(NAMES)), f"F{place + 1}"
        amount = draw(st.sampled_from([100, 100, 250, 400])) * Decimal("1.00")
        entries.append(Entry(date, who, number, amount))
        for share in draw(st.sampled_from([(), (), (1,), (2,), (2, 2), (2, 1)])):
            date += draw(st.integers(1, 200)) * DAY
            entries.append(Entry(date, who, number, -amount / share))
    return entries


def written(entry: Entry, *, shared: bool) -> str:
    other = "Income:Sales" if entry.amount > 0 else "Assets:Bank"
    head = f'{entry.date} * "{entry.who}" "Work" ^{entry.number}\n'
    account = "Assets:Clients" if shared else f"Assets:Clients:{entry.who}"
    return f"{head}  {account}  {entry.amount} EUR\n  {other}\n"


def moved(date: datetime.date, text: str, sums: Mapping[str, Decimal]) -> str:
    """An entry against equity: by account, or by customer if the account is shared."""
    lines = "".join(
        f"  {account}  {number} EUR\n"
        if account.partition(":")[0] in ("Assets", "Income")
        else f'  Assets:Clients  {number} EUR\n    customer: "{account}"\n'
        for account, number in sums.items()
        if number
    )
    if not lines:
        return ""
    return f'{date} * "{text}" "{text}"\n{lines}  Equity:Balance  {-sum(sums.values())} EUR\n'


def closed(entries: Sequence[Entry], year: int, ways: Sequence[str], *, shared: bool) -> str:
    """The closing of the balances of a year in one of the ways, and their opening next day."""
    day, way = ENDS[year], ways[year]
    until = [entry for entry in entries if entry.date <= day]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in until:
        sums[entry.who if shared else f"Assets:Clients:{entry.who}"] += entry.amount
    one = {"Assets:Clients": sum(sums.values(), Decimal())}
    in_one = shared and one["Assets:Clients"] > 0  # what an account owes is nobody's invoice
    before = one if in_one and way == "closed in one sum" else sums
    after = one if in_one and way == "opened in one sum" else sums
    income: dict[str, Decimal] = {}
    if way == ALL_IN_ONE:
        closed_before = ENDS[0] if year and ways[0] == ALL_IN_ONE else START - DAY
        sold = (entry for entry in until if entry.amount > 0 and entry.date > closed_before)
        paid = sum((entry.amount for entry in until if entry.amount < 0), Decimal())
        income = {"Income:Sales": -sum((entry.amount for entry in sold), Decimal())}
        before = after = {**sums, "Assets:Bank": -paid}
    less = {name: -number for name, number in {**before, **income}.items()}
    if not sum(sums.values()) and way != ALL_IN_ONE:
        return ""  # nothing would be left against equity
    return moved(day, "Closing", less) + moved(day + DAY, "Opening", after)


some_day = st.one_of(
    st.sampled_from([end + days * DAY for end in ENDS for days in (-1, 0, 1, 2)]),
    st.integers(0, 480).map(lambda days: START + days * DAY),
)


@given(
    business(),
    st.sampled_from(["own", "shared"]),
    st.lists(
        st.sampled_from(["each", "closed in one sum", "opened in one sum", ALL_IN_ONE]),
        min_size=2,
        max_size=2,
    ),
    some_day,
)
def test_closing_the_accounts_changes_nothing_on_any_day(
    entries: Sequence[Entry], account: str, ways: Sequence[str], day: datetime.date
) -> None:
    shared = account == "shared"
    plain = OPENED + "".join(written(entry, shared=shared) for entry in entries)
    ends = "".join(closed(entries, year, ways, shared=shared) for year in range(len(ENDS)))
    now, then = (report(text, day.isoformat()) for text in (plain + ends, plain))
    assert facts(now) == facts(then)
    assert now.ageing == then.ageing
    assert planned(now) == planned(then)
    assert all(balance.difference == 0 for balance in now.allocation.balances.values())
    assert now.ledger.is_before_closing == (f'{day} * "Closing"' in ends)


@given(business(), st.sampled_from(["own", "shared"]), some_day)
def test_a_balance_carried_over_is_no_movement(
    entries: Sequence[Entry], account: str, day: datetime.date
) -> None:
    """Statements and court files tell of an invoice what they would without the closings."""
    shared = account == "shared"
    plain = OPENED + "".join(written(entry, shared=shared) for entry in entries)
    ends = "".join(closed(entries, year, ["each"] * 2, shared=shared) for year in range(len(ENDS)))
    now, then = (report(text, day.isoformat()) for text in (plain + ends, plain))
    open_now, open_then = ({item.key for item in each.open_items} for each in (now, then))
    assert open_now == open_then
    assert [each for each in told(now) if each[0] in open_now] == [
        each for each in told(then) if each[0] in open_now
    ]


def told(found: Report) -> list[tuple[ItemKey, object]]:
    """What statements and court files tell of each invoice."""
    return [
        (item.key, [(part.date, part.kind, part.basis, part.amount) for part in item.movements])
        for item in sorted(found.allocation.items, key=lambda item: item.key)
    ]


def planned(found: Report) -> list[object]:
    """What is to be done, and what each item waits for; its reasons may tell of the closing."""
    return [
        *(
            (action.customer.id, action.stage.name, action.due_on, part.item.key)
            for action in (*found.actions, *found.agenda.upcoming)
            for part in action.items
        ),
        *((key, each.why, each.until) for key, each in found.decisions.items()),
    ]
