"""What holds for a year or more of dunning a bad payer, day by day.

The nightly profile replays two hundred of them.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from beancount_relance.dunning.agenda import Action
from beancount_relance.dunning.communications.running_letters import demands
from beancount_relance.dunning.waiting_reasons import COVERED
from beancount_relance.history.note_kinds import WAITS
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.receivables.items import ItemKey
from beancount_relance.report.report import Report
from tests.support.examples import scaled
from tests.support.replay import Customs, Replay

FORGOTTEN = 140  # days on which nothing holds it; the longest ladder is over after 60; two letters
# with a deadline have five days in the post each, as nobody notes their receipt
UNTOUCHED = 65  # 20 to its firm letter, and two letters about others that give 20 each, at most
USUAL_GAP = 7
GIVEN = 20  # days that a letter about others gives, at most, with those of the post
WEEKEND = 2
STEPS = 6  # of its ladder, and of others that it gives way to; each waits for a longer gap

customs = st.builds(
    Customs,
    seed=st.integers(0, 10_000),
    kind=st.sampled_from(["business", "business", "consumer", "public"]),
    procedure=st.sampled_from([None, None, "own"]),
    min_gap=st.sampled_from([7, 0, 3, 14]),
    pays=st.sampled_from([0.3, 0, 0.6]),
    slow=st.sampled_from([2, 0, 4]),
    every=st.sampled_from([23, 7, 14]),
)


@scaled(2, phases=[Phase.generate])  # it does not shrink in reasonable time
@given(customs)
def test_a_year_of_dunning(habits: Customs) -> None:
    a_year_is_in_order(habits)


@pytest.mark.parametrize(
    "habits",
    [
        Customs(seed=219, procedure="own", slow=4, every=7),
        pytest.param(
            Customs(seed=259, kind="public", procedure="own", every=7), marks=pytest.mark.nightly
        ),
        pytest.param(Customs(seed=19, procedure="own", every=7), marks=pytest.mark.nightly),
    ],
)
def test_a_year_that_went_wrong_once(habits: Customs) -> None:
    a_year_is_in_order(habits)


def a_year_is_in_order(habits: Customs) -> None:
    replay = Replay(habits)
    touched: set[str] = set()  # invoices: a reminder of one instalment counts for the others
    idle: dict[ItemKey, datetime.date] = {}
    free: dict[ItemKey, tuple[int, datetime.date | None]] = {}
    turns: dict[ItemKey, tuple[str, datetime.date, datetime.date]] = {}
    for found in replay.run():
        one_communication_at_a_time(found)
        touched |= {name for _, action in replay.done for name in action.invoices}
        nothing_is_forgotten(found, touched, habits.min_gap, idle)
        everything_ends(found, habits.min_gap, free)
        nothing_gives_way_for_long(found, habits, turns)
    done = [(found.as_of, action) for found, action in replay.done if action.occasion is None]
    assert len(done) > habits.min_gap  # the replay shows something
    the_gap_is_kept(done, habits.min_gap)
    letters_have_their_days(replay.done)
    each_item_climbs(done, "notice" if habits.procedure == "own" else "formal-notice")


def one_communication_at_a_time(found: Report) -> None:
    """Nobody gets two; a sheet for yourself may wait undone beside one."""
    due = (action for action in found.actions if action.occasion is None)
    contacts = (action for action in due if CHANNELS[action.stage.channel].is_contact)
    customers = Counter(action.customer.id for action in contacts)
    assert all(count == 1 for count in customers.values())
    for action in found.actions:
        if action.occasion is None and action.stage.after >= 0:
            assert all(part.invoice.due < found.as_of for part in action.items)


def the_gap_is_kept(done: list[tuple[datetime.date, Action]], gap: int) -> None:
    days = [day for day, action in done if CHANNELS[action.stage.channel].is_contact]
    assert all((after - before).days >= max(gap, 1) for before, after in pairwise(days))


def each_item_climbs(done: list[tuple[datetime.date, Action]], notice: str) -> None:
    """No text is gentler than the last one, none comes twice, and court needs a formal notice.

    But what was agreed and not kept, and what a dispute left, is asked for again.
    """
    stages: dict[ItemKey, list[str]] = defaultdict(list)
    texts: dict[ItemKey, int] = {}
    reminded: set[str] = set()
    for day, action in done:
        stage = action.stage
        is_text = CHANNELS[stage.channel].in_writing
        for part in action.items:
            key, before = part.item.key, stages[part.item.key]
            is_decision = not CHANNELS[stage.channel].is_contact  # taken again with what is new
            again = part.decision.standing.lapsed is not None
            assert is_decision or again or stage.name not in before
            own, due_on = part.decision.stage, part.decision.due_on
            assert own is not None
            assert due_on is not None
            assert own.after <= stage.after
            if own is stage and due_on <= day and stage.name not in before:
                assert day >= part.invoice.due + datetime.timedelta(days=stage.after)
            elif is_text and not (own is stage and part.decision.standing.demanded is not None):
                name = part.invoice.reference  # it joins a harsher text, or another instalment
                parts = [each for each in action.items if each.invoice.reference == name]
                assert name in reminded or len(parts) > 1
            if is_text:
                assert again or stage.after > texts.get(key, -100)
                texts[key] = stage.after
            if stage.name in ("visit", "last-letter", "legal"):
                assert notice in before
            before.append(stage.name)
        if is_text and stage.after >= 0:
            reminded |= {part.invoice.reference for part in action.items}


def letters_have_their_days(done: list[tuple[Report, Action]]) -> None:
    """Within the days that a letter gives, and those of the post, none is about other invoices.

    What was agreed and not kept is asked for all the same.
    """
    letters = [(found, action) for found, action in done if demands(action.stage)]
    for (before, letter), (found, after) in pairwise(letters):
        if any(part.decision.standing.lapsed is not None for part in after.items):
            continue
        unpaid = {each.item.invoice.reference for each in found.decisions.values()}
        about = unpaid.intersection(letter.invoices)
        if about and about.isdisjoint(after.invoices):
            given = (letter.stage.deadline or 0) + AFTER_THE_DEADLINE
            assert (found.as_of - before.as_of).days >= given


def nothing_is_forgotten(
    found: Report, touched: set[str], gap: int, idle: dict[ItemKey, datetime.date]
) -> None:
    """What does not wait for a reason is reminded soon.

    Args:
        found: the report of a day.
        touched: the invoices that were reminded.
        gap: the minimum gap.
        idle: since when each item is overdue and waits for nothing; it is brought up to date.
    """
    for decision in found.decisions.values():
        key, due = decision.item.key, decision.item.invoice.due
        if decision.why is not None:
            idle.pop(key, None)
            continue
        since = idle.setdefault(key, max(due, found.as_of))
        soon = (found.as_of - since).days < UNTOUCHED + max(gap - USUAL_GAP, 0)
        assert soon or decision.item.invoice.reference in touched


def everything_ends(
    found: Report, gap: int, free: dict[ItemKey, tuple[int, datetime.date | None]]
) -> None:
    """Every item comes to the end of its ladder in the days on which nothing holds it.

    Promises and disputes are many where an invoice follows every week, and each stops the ladder,
    as does a payment that covers it.

    Args:
        found: the report of a day.
        gap: the minimum gap.
        free: on how many days each item was overdue and not held, and the last of them, unless
            it is held now; it is brought up to date.
    """
    for decision in found.decisions.values():
        key = decision.item.key
        days, last = free.get(key, (0, decision.item.invoice.due))
        if decision.why in WAITS or decision.why == COVERED:
            free[key] = days, None
            continue
        days += max((found.as_of - last).days, 0) if last is not None else 0
        free[key] = days, max(found.as_of, decision.item.invoice.due)
        longer = max(gap - USUAL_GAP, 0)
        assert decision.why is not None or days < FORGOTTEN + gap + STEPS * longer


def nothing_gives_way_for_long(
    found: Report, habits: Customs, turns: dict[ItemKey, tuple[str, datetime.date, datetime.date]]
) -> None:
    """No stage is put off for long by what goes out about other invoices.

    It may have to wait for the gap after a contact, for the days that a letter gives, and for what
    has waited longer, each time with its own gap and as long as the bookkeeper takes.

    Args:
        found: the report of a day.
        habits: how often invoices are made, and how the bookkeeper works.
        turns: the stage of each item whose turn it is, with its own day and the first day on which
            nothing but other communications put it off; it is brought up to date.
    """
    most = GIVEN + 3 * (max(habits.min_gap, 1) + habits.slow + WEEKEND)
    for decision in found.decisions.values():
        key, stage, day = decision.item.key, decision.stage, decision.own_day
        if decision.why is not None or stage is None or day is None or day > found.as_of:
            turns.pop(key, None)
            continue
        name, own, since = turns.get(key, ("", day, found.as_of))
        if (name, own) != (stage.name, day):
            since = found.as_of
        turns[key] = stage.name, day, since
        assert (found.as_of - since).days <= most, (decision.item.invoice.reference, stage.name)


@pytest.mark.parametrize("kind", ["business", "consumer", "public"])
def test_who_pays_nothing_comes_to_the_end_of_the_ladder(kind: str) -> None:
    replay = Replay(Customs(seed=1, kind=kind, pays=0, slow=0), days=150)
    names = {action.stage.name for _ in replay.run() for _, action in replay.done}
    assert names >= {"reminder", "call", "firm-letter", "formal-notice", "legal"}
