"""A report that takes over what a note has not changed is the report of the whole ledger."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.data import Directive, Transaction
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.agenda import Action, ActionItem
from beancount_relance.history.note_kinds import DISPUTE, EXTENSION, RESUME
from beancount_relance.report.completed_report import completed
from beancount_relance.report.report import Report, build_report
from tests.properties.conventions import books, custom, notes
from tests.properties.test_books import OPTIONS, some_day, written

APART = ("accounts", "agenda", "claims", "ledger", "workings")
"""Fields without a comparison of their own, or with objects that have none."""


def told(report: Report) -> dict[str, object]:
    """Everything that a report says."""
    agenda = report.agenda
    return {
        **{name: getattr(report, name) for name in report.__struct_fields__ if name not in APART},
        "actions": [told_action(action) for action in agenda.actions],
        "upcoming": [told_action(action) for action in agenda.upcoming],
        "waiting": agenda.waiting,
        "remarks": list(report.ledger.remarks),
        "interest": [report.claims.of(item) for item in report.open_items],
        "paying": report.behaviours(),
        "totals": report.totals(),
    }


def told_action(action: Action) -> tuple[object, ...]:
    def parts(items: Sequence[ActionItem]) -> list[object]:
        return [(each.decision, each.claim) for each in items]

    about = parts(action.items), parts(action.also_due)
    own = (action.customer, action.stage, action.channel, action.due_on, action.priority)
    return (*own, action.notes, action.occasion, action.claimed, *about)


@given(books(), st.lists(notes(), min_size=1, max_size=4), some_day, st.booleans(), st.data())
def test_the_next_report_is_the_same_as_one_from_the_beginning(
    entries: list[Directive],
    recorded: list[Directive],
    as_of: datetime.date,
    paced: bool,  # noqa: FBT001 - drawn
    data: st.DataObject,
) -> None:
    if paced:
        entries = [custom("soften", Decimal(5)), *entries]
    versions = [[*entries, *recorded[:count]] for count in range(len(recorded) + 1)]
    versions.append([*entries, *recorded[1:]])  # undone: the notes below move up
    place = data.draw(st.integers(0, len(entries) - 1))
    versions.append(entries[:place] + entries[place + 1 :])
    before = None
    for version in versions:
        whole = written(version)
        following = build_report(whole, OPTIONS, as_of, before=before)
        assert told(following) == told(build_report(whole, OPTIONS, as_of))
        before = following


@given(books(with_pads=False), notes(), some_day)
def test_what_is_owed_is_taken_over_unless_the_note_has_a_say_in_it(
    entries: list[Directive], note: Directive, as_of: datetime.date
) -> None:
    before = build_report(written(entries), OPTIONS, as_of)
    now = build_report(written([*entries, note]), OPTIONS, as_of, before=before)
    if note.meta["relance"] not in {DISPUTE.name, RESUME.name, EXTENSION.name}:
        assert now.allocation is before.allocation


@given(books(with_pads=False), some_day)
def test_digits_that_were_added_count(entries: list[Directive], as_of: datetime.date) -> None:
    """10 and 10.00 are equal, but not what may remain open of them as a rounding difference."""
    before = build_report(written(entries), OPTIONS, as_of)
    finer = [_finer(entry) if isinstance(entry, Transaction) else entry for entry in entries]
    now = build_report(written(finer), OPTIONS, as_of, before=before)
    assert told(now) == told(build_report(written(finer), OPTIONS, as_of))
    changed = any(isinstance(entry, Transaction) and entry.date <= as_of for entry in entries)
    assert (now.allocation is before.allocation) == (not changed)


def _finer(entry: Transaction) -> Transaction:
    postings = []
    for posting in entry.postings:
        units = posting.units
        assert isinstance(units, Amount)
        assert units.number is not None
        number = units.number + Decimal("0.0000")
        postings.append(posting._replace(units=Amount(number, units.currency)))
    return entry._replace(postings=postings)


@given(books(), notes(), some_day, st.booleans())
def test_a_quick_report_completed_is_the_whole_report(
    entries: list[Directive],
    note: Directive,
    as_of: datetime.date,
    follows: bool,  # noqa: FBT001 - drawn
) -> None:
    before = build_report(written(entries), OPTIONS, as_of) if follows else None
    ledger = written([*entries, note])
    quick = build_report(ledger, OPTIONS, as_of, whole=False)
    assert told(completed(quick, before)) == told(build_report(ledger, OPTIONS, as_of))
