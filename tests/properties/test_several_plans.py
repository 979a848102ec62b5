"""Several plans with one customer: one text on a day, each instalment announced once at most."""

from __future__ import annotations

import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.procedures import INSTALMENT
from beancount_relance.receivables.items import ItemKey
from beancount_relance.report.report import Report
from tests.support.examples import scaled
from tests.support.ledgers import accounts, payment, remark, report, sale

_DAY = datetime.timedelta(days=1)
AGREED = datetime.date(2026, 5, 4)
DAYS = 50
CURRENCIES = st.sampled_from(["EUR", "EUR", "USD"])


@st.composite
def plans(draw: st.DrawFn) -> tuple[str, int]:
    """Books with two or three plans, some of which are kept, and the minimum gap."""
    gap = draw(st.sampled_from([7, 0, 3, 10]))
    text = accounts() + f'2026-01-01 custom "relance" "min-gap" {gap}\n'
    for number in range(1, draw(st.integers(2, 3)) + 1):
        name, currency = f"F{number}", draw(CURRENCIES)
        text += sale("2026-03-02", name, "600.00", currency=currency)
        first = AGREED + draw(st.integers(4, 14)) * _DAY
        step = draw(st.sampled_from([3, 7, 14, 20])) * _DAY
        days = [first, first + step, first + 2 * step]
        parts = ", ".join(f"{day} 200.00 {currency}" for day in days)
        text += remark(f"{AGREED + number * _DAY}", "plan", name, plan=f'"{parts}"')
        for day in days[: draw(st.integers(0, 3))]:
            early = draw(st.sampled_from([0, 0, 1, 5])) * _DAY
            paid = max(day - early, AGREED + 4 * _DAY)
            text += payment(f"{paid}", "200.00", name, currency=currency)
    if draw(st.booleans()):
        text += sale("2026-04-20", "G1", "90.00", due="2026-05-15")
    return text, gap


def announced(found: Report) -> list[tuple[datetime.date, frozenset[ItemKey]]]:
    """The instalments that the reminder of a day announces, with the items of their plans."""
    return [
        (each.plan.next.due, each.keys)
        for action in found.actions
        if action.occasion is not None
        for each in action.occasion.announced
        if each.plan.next is not None
    ]


@scaled(10)
@given(plans())
def test_one_text_on_a_day_and_each_instalment_once(books: tuple[str, int]) -> None:
    text, gap = books
    told: list[tuple[datetime.date, frozenset[ItemKey]]] = []
    contacts: list[tuple[datetime.date, str]] = []
    for offset in range(3, DAYS):
        as_of = AGREED + offset * _DAY
        if as_of.weekday() > 4:
            continue
        found = report(text, f"{as_of}")
        actions = [each for each in found.actions if CHANNELS[each.channel].is_contact]
        assert len(actions) <= 1
        assert not {*told}.intersection(announced(found))
        told += announced(found)
        for action in actions:
            contacts.append((as_of, action.stage.name))
            text += remark(f"{as_of}", action.stage.name, *action.invoices)
            again = report(text, f"{as_of}").actions
            assert not [each for each in again if CHANNELS[each.channel].is_contact]
    for (before, first), (after, then) in pairwise(contacts):
        assert first == then == INSTALMENT or (after - before).days >= max(gap, 1)
