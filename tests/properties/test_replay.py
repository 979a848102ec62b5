"""What holds for a year or more of dunning a bad payer, day by day.

The nightly profile replays a hundred and fifty of them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from beancount_relance.dunning.agenda import Action
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.items import ItemKey
from beancount_relance.report.report import Report
from tests.support.examples import scaled
from tests.support.replay import Customs, Replay

FORGOTTEN = 130  # days; the longest ladder is over after 60, and disputes are held back
UNTOUCHED = 45  # with the usual gap; a longer one puts it off by as many days more
USUAL_GAP = 7
STEPS = 6  # of its ladder, and of others that it gives way to; each waits for a longer gap

customs = st.builds(
    Customs,
    seed=st.integers(0, 10_000),
    kind=st.sampled_from(["business", "business", "consumer", "public"]),
    procedure=st.sampled_from([None, None, "own"]),
    min_gap=st.sampled_from([7, 0, 3, 14]),
    pays=st.sampled_from([0.3, 0, 0.6]),
    slow=st.sampled_from([2, 0, 4]),
)


@scaled(2, phases=[Phase.explicit, Phase.generate])  # it does not shrink in reasonable time
@given(customs)
def test_a_year_of_dunning(habits: Customs) -> None:
    replay = Replay(habits)
    touched: set[str] = set()  # invoices: a reminder of one instalment counts for the others
    for found in replay.run():
        one_communication_at_a_time(found)
        touched |= {name for _, action in replay.done for name in action.invoices}
        nothing_is_forgotten(found, touched, habits.min_gap)
    done = [(found.as_of, action) for found, action in replay.done if action.occasion is None]
    assert len(done) > habits.min_gap  # the replay shows something
    the_gap_is_kept(done, habits.min_gap)
    each_item_climbs(done, "notice" if habits.procedure == "own" else "formal-notice")


def one_communication_at_a_time(found: Report) -> None:
    customers = Counter(a.customer.id for a in found.actions if a.occasion is None)
    assert all(count == 1 for count in customers.values())
    for action in found.actions:
        if action.occasion is None and action.stage.after >= 0:
            assert all(part.invoice.due < found.as_of for part in action.items)


def the_gap_is_kept(done: list[tuple[datetime.date, Action]], gap: int) -> None:
    days = [day for day, action in done if CHANNELS[action.stage.channel].is_contact]
    assert all((after - before).days >= max(gap, 1) for before, after in pairwise(days))


def each_item_climbs(done: list[tuple[datetime.date, Action]], notice: str) -> None:
    """No text is gentler than the last one, and court needs exactly one formal notice."""
    stages: dict[ItemKey, list[str]] = defaultdict(list)
    texts: dict[ItemKey, int] = {}
    reminded: set[str] = set()
    for day, action in done:
        stage = action.stage
        is_text = CHANNELS[stage.channel].in_writing
        for part in action.items:
            key, before = part.item.key, stages[part.item.key]
            is_decision = not CHANNELS[stage.channel].is_contact  # taken again with what is new
            assert is_decision or stage.name not in before
            own, due_on = part.decision.stage, part.decision.due_on
            assert own is not None
            assert due_on is not None
            assert own.after <= stage.after
            if own is stage and due_on <= day and stage.name not in before:
                assert day >= part.invoice.due + datetime.timedelta(days=stage.after)
            elif is_text:  # it joins a harsher text
                assert part.invoice.reference in reminded
            if is_text:
                assert stage.after > texts.get(key, -100)
                texts[key] = stage.after
            if stage.name in ("visit", "last-letter", "legal"):
                assert before.count(notice) == 1
            before.append(stage.name)
        if is_text and stage.after >= 0:
            reminded |= {part.invoice.reference for part in action.items}


def nothing_is_forgotten(found: Report, touched: set[str], gap: int) -> None:
    """What does not wait for a reason is reminded soon, and comes to the end of its ladder."""
    for decision in found.decisions.values():
        late = (found.as_of - decision.item.invoice.due).days
        if decision.why is None:
            longer = max(gap - USUAL_GAP, 0)
            assert late < FORGOTTEN + gap + STEPS * longer
            soon = late < UNTOUCHED + longer
            assert soon or decision.item.invoice.reference in touched


@pytest.mark.parametrize("kind", ["business", "consumer", "public"])
def test_who_pays_nothing_comes_to_the_end_of_the_ladder(kind: str) -> None:
    replay = Replay(Customs(seed=1, kind=kind, pays=0, slow=0), days=150)
    names = {action.stage.name for _ in replay.run() for _, action in replay.done}
    assert names >= {"reminder", "call", "firm-letter", "formal-notice", "legal"}
