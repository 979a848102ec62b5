"""No silence about money that is owed.

Whatever was noted about three invoices, each part that is open on a day long after is proposed, or
waits for a named day, or is asked about, or waits by a rule that the ledger itself sets.
"""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.history.note_kinds import DISPUTE
from beancount_relance.policy.procedures import REVIEW, built_in_procedures
from beancount_relance.receivables.items import ItemKey
from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, payment, remark, report, sale

NUMBERS = ("F1", "F2", "F3")
START = datetime.date(2025, 3, 3)
BY_RULE = frozenset(("under-minimum", "small-rest", "covered"))
"""What waits because the ledger says so, and is listed with the exceptions."""
TOLD_BY_A_CHECK = frozenset(("unreachable", "refused"))
"""What a check tells of every day."""
LONGEST = 3 * built_in_procedures()["occasion"].stage(REVIEW).after
UNTIL = {"dispute", "hold", "promise", "extension"}
LATER = ("handover", "filed", "judgment", "insolvency", "declaration", "write-off", "refused")
KINDS = (
    *("reminder", "firm-letter", "formal-notice", "legal", "dispute", "hold", "resume"),
    *("contact", "replied", "promise", "extension", "approved", "payment-sent", "review"),
    *LATER,
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, datetime.date]:
    """A ledger of three invoices with notes and payments, and the day of its last entry."""
    text = accounts()
    for place, number in enumerate(NUMBERS):
        date = START + datetime.timedelta(days=20 * place)
        text += sale(date.isoformat(), number, "1000.00")
    day = START + datetime.timedelta(days=45)
    for _ in range(draw(st.integers(1, 8))):
        day += datetime.timedelta(days=draw(st.integers(0, 25)))
        about = draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=3, unique=True))
        kind = draw(st.sampled_from((*KINDS, "payment")))
        if kind == "payment":
            text += payment(day.isoformat(), draw(st.sampled_from(("250.00", "1000.00"))), about[0])
            continue
        meta = {}
        if kind in ("promise", "extension") or (kind in UNTIL and draw(st.booleans())):
            until = day + datetime.timedelta(days=draw(st.integers(1, 400)))
            meta["until"] = until.isoformat()
        if kind in ("dispute", "promise") and draw(st.booleans()):
            meta["amount"] = "300.00 EUR"
        text += remark(day.isoformat(), kind, *about, **meta)
    return text, day


def silent(found: Report) -> list[tuple[str, str | None]]:
    """The invoices of which something is owed that nobody hears of, with the reason."""
    proposed: set[ItemKey] = set()
    reviewed: set[ItemKey] = set()
    for action in (*found.actions, *found.agenda.upcoming):
        keys = {part.item.key for part in action.items}
        if action.stage.name != REVIEW:
            proposed |= keys
        elif action.due_on <= found.as_of:
            reviewed |= keys
    waiting = {decision.item.key for decision in found.agenda.waiting}
    missed = [
        (decision.item.invoice.reference, decision.why)
        for key, decision in found.decisions.items()
        if key not in proposed | reviewed | waiting
    ]
    for decision in found.agenda.waiting:
        key, why = decision.item.key, decision.why
        acted_on = key in reviewed or (key in proposed and why != DISPUTE.name)
        told = decision.asked or why in BY_RULE | TOLD_BY_A_CHECK
        named = decision.until is not None and decision.until >= found.as_of
        by_itself = why == DISPUTE.name and disputed_until(found, key) is not None
        if not (acted_on or told or named or by_itself):
            missed.append((decision.item.invoice.reference, why))
    return missed


def disputed_until(found: Report, key: ItemKey) -> datetime.date | None:
    """The last day of the last dispute about an item, if its note gives one."""
    disputes = (e for e in found.events if e.kind == DISPUTE.name and key in e.items)
    return list(disputes)[-1].until


@given(histories(), st.integers(0, 400))
def test_what_is_owed_is_proposed_or_has_a_day_or_is_asked_about(
    history: tuple[str, datetime.date], later: int
) -> None:
    text, last = history
    as_of = last + datetime.timedelta(days=LONGEST + 7 + later)  # a week of weekends and holidays
    assert silent(report(text, as_of.isoformat())) == []
