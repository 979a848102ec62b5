"""What is asked for in which order: nothing twice, and nothing left out, unless there is a reason.

Each test carries out what is proposed, as soon as it is due, and compares that with what follows
from the ladder: due + 3, 10, 20 and 30 days, then what comes after the formal notice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from beancount_relance.dunning.agenda import Action
from beancount_relance.policy.country_procedures import AFTER_THE_DEADLINE
from beancount_relance.report.report import Report
from tests.support.examples import scaled
from tests.support.ledgers import accounts, payment, remark, report, sale

DAY = datetime.timedelta(days=1)
DUE = datetime.date(2026, 2, 4)
LONGEST_WAIT = 30  # days; the agenda shows so many
STEPS = 16


def carried_out(
    text: str, since: datetime.date, steps: int = STEPS
) -> Iterator[tuple[datetime.date, Report, Action]]:
    """Yield what is proposed from a day on; each is noted as done on the day it is due."""
    today = since
    for _ in range(steps):
        found = report(text, str(today))
        if found.agenda.actions:
            for action in found.agenda.actions:
                yield today, found, action
                text += remark(str(today), action.stage.name, *action.invoices)
            today += DAY
            continue
        coming = [action.due_on for action in found.agenda.upcoming]
        today = max(today + DAY, min(coming, default=today + LONGEST_WAIT * DAY))


def customer(kind: str) -> str:
    return (
        f'2020-01-01 custom "relance-customer" "Martin"\n  kind: "{kind}"\n  country: "FR"\n'
        '  name: "Martin SARL"\n  phone: "0123"\n  email: "a@b.example"\n'
        '  address: "2 Low Street"\n'
        '2020-01-01 custom "relance" "holidays" "FR"\n'
    )


def asked(action: Action) -> Decimal:
    return sum(action.outstanding.values(), Decimal())


@scaled(5)
@given(
    kind=st.sampled_from(["business", "consumer", "public"]),
    invoices=st.lists(
        st.tuples(st.integers(0, 60), st.sampled_from([40, 900, 1500])), min_size=1, max_size=3
    ),
    gap=st.sampled_from([0, 7, 14]),
)
def test_no_stage_is_left_out_without_a_reason(
    kind: str, invoices: list[tuple[int, int]], gap: int
) -> None:
    """Each earlier one was carried out, is left out for a reason, or gave way to a joint text."""
    text = accounts() + customer(kind) + f'2020-01-01 custom "relance" "min-gap" {gap}\n'
    for number, (late, amount) in enumerate(invoices):
        due = DUE + late * DAY
        text += sale(str(due - 30 * DAY), f"F{number}", f"{amount}.00", due=str(due))
    behind: dict[str, set[str]] = {f"F{number}": set() for number in range(len(invoices))}
    done: set[tuple[str, str]] = set()
    ladder = (
        report(text, str(DUE))
        .settings.procedures["standard" if kind == "business" else kind]
        .stages
    )
    for _, _, action in carried_out(text, DUE - 10 * DAY, 30):
        for part in action.items:
            name, own = part.invoice.reference, part.decision.stage
            assert own is not None
            if action.occasion is not None:
                continue
            assert action.stage.name == "legal" or (name, action.stage.name) not in done
            done.add((name, action.stage.name))
            told = " ".join(str(reason.message) for reason in part.decision.chain)
            behind[name] |= {s.name for s in ladder if f"{s.title} skipped: " in told}
            if own.after < action.stage.after:  # it goes along with another one's
                behind[name] |= {s.name for s in ladder if own.after <= s.after}
            before = {s.name for s in ladder if 0 <= s.after < own.after}
            assert before <= behind[name]
            behind[name].add(action.stage.name)


@scaled(5)
@given(
    kind=st.sampled_from(["business", "consumer"]),
    kept=st.integers(0, 2),
    came=st.sampled_from([0, 100, 299]),
)
def test_a_missed_instalment_is_asked_for_once_and_exactly(kind: str, kept: int, came: int) -> None:
    """A consumer is asked for what is missing, and has time; the plan of a business is over."""
    days = [datetime.date(2026, month, 16) for month in (3, 4, 6)]
    plan = ", ".join(f"{day} 300.00 EUR" for day in days)
    text = accounts() + customer(kind) + sale("2026-01-05", "F1", "900.00", due=str(DUE))
    text += remark("2026-02-09", "reminder", "F1") + remark("2026-02-16", "call", "F1")
    text += remark("2026-02-17", "plan", "F1", plan=f'"{plan}"')
    paid = [payment(str(day), "300.00", "F1") for day in days[:kept]]
    missed = days[kept]
    paid += [payment(str(missed), f"{came}.00", "F1")] if came else []
    rest = Decimal(900 - 300 * kept - came)
    texts = [
        (today, action, asked(action))
        for today, _, action in carried_out(text + "".join(paid), missed + DAY, 8)
        if action.stage.name != "instalment" and action.occasion is None
    ]
    assert texts
    (first, letter, sum_), *later = texts
    if kind == "business":
        assert sum_ == rest
        return
    assert sum_ == 300 - came
    assert first <= missed + 2 * DAY
    given_ = (letter.stage.deadline or 0) + AFTER_THE_DEADLINE
    assert given_ > AFTER_THE_DEADLINE
    for today, _, again in later:
        assert today >= first + given_ * DAY
        since = [day for day in days[kept:] if day < today]
        assert again in (rest, Decimal(300 * len(since) - came))
        assert again > sum_ or rest == sum_


@scaled(5)
@given(
    kind=st.sampled_from(["business", "consumer"]),
    after=st.integers(-10, 30),
    lasts=st.integers(1, 40),
    part=st.booleans(),
    over_first=st.booleans(),
)
@example(kind="business", after=-1, lasts=1, part=True, over_first=True)
@example(kind="business", after=-1, lasts=1, part=True, over_first=False)
def test_a_notice_is_sent_again_after_a_dispute(
    kind: str, after: int, lasts: int, *, part: bool, over_first: bool
) -> None:
    """It comes again, for all that is owed, if it left the dispute out or had not run out.

    Of one day, the notes count in the order in which they stand: a notice that stands behind the
    end of the dispute asked for all.
    """
    sent = datetime.date(2026, 3, 9)
    since = sent + after * DAY
    over = since + lasts * DAY
    text = accounts() + customer(kind) + sale("2026-01-05", "F1", "900.00", due=str(DUE))
    text += remark("2026-02-09", "reminder", "F1") + remark("2026-02-16", "call", "F1")
    text += remark("2026-02-26", "firm-letter", "F1")
    meta = {"amount": "100.00 EUR"} if part else {}
    notes = [
        (since, remark(str(since), "dispute", "F1", **meta)),
        (over, remark(str(over), "resume", "F1")),
    ]
    if part or not since <= sent <= over:
        place = len(notes) if over_first else 0
        notes.insert(place, (sent, remark(str(sent), "formal-notice", "F1")))
    text += "".join(note for _, note in sorted(notes, key=lambda each: each[0]))
    from_ = max(over, sent) + DAY
    done = [action for _, _, action in carried_out(text, from_, 6) if action.occasion is None]
    given_ = (15 if kind == "consumer" else 8) + AFTER_THE_DEADLINE
    was_sent = len(notes) == 3
    is_behind = over > sent or (over == sent and not over_first)
    again = not was_sent or (is_behind and after <= given_)
    first, *others = done
    assert (first.stage.name == "formal-notice") == again
    assert asked(first) == 900
    assert all(action.stage.name != "formal-notice" for action in others)
