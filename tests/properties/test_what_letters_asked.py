"""What a letter asked for, and what follows when it is received, paid, or left out."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import build_report
from beancount_relance.texts.writer import ReminderError, Writer
from tests.support.examples import scaled
from tests.support.ledgers import (
    FRANCE,
    D,
    accounts,
    item,
    load,
    payment,
    remark,
    report,
    sale,
)

OWED = accounts() + sale("2026-01-12", "F1", "1200.00")
LETTER = datetime.date(2026, 3, 3)
ASKED = D("47.99")
"""The interest of 20 days at 12.15 % since 11 February, 7.99, and the fee of 40.00."""

_DAYS = st.integers(0, 60)


def _after(days: int) -> str:
    return (LETTER + datetime.timedelta(days=days)).isoformat()


@scaled(12)
@given(days=_DAYS, more=st.sampled_from(["0.00", "7.99", "13.00", "40.00", "47.99"]))
def test_thanks_never_waive_and_never_ask_for_more_than_the_letter(days: int, more: str) -> None:
    """What is reserved and what came of interest and fee are what the letter had asked for."""
    paid = f"{D('1200.00') + D(more)}"
    books = OWED + remark(LETTER.isoformat(), "firm-letter", "F1")
    books += payment(_after(days), paid, "F1")
    found = report(books, _after(days))
    text = Writer(found).write(Writer(found).compose("thanks", found.customer("Martin"))).body
    known = D(more) if more != "13.00" else D()  # that is no sum that anybody asked for
    left = ASKED - known
    if left:
        assert f"€{left}" in text
        assert "disregard" not in text
    else:
        assert "€" not in text.replace("€1,200.00", "")


@scaled(8)
@given(
    days=_DAYS,
    later=st.integers(1, 60),
    came=st.sampled_from(["47.99", "40.00", "7.99", "13.00"]),
    named=st.booleans(),
)
def test_what_a_letter_asked_for_can_be_paid_later(
    days: int, later: int, came: str, *, named: bool
) -> None:
    """It reduces no other invoice; of what names none, only all that was asked for is meant."""
    books = OWED + remark(LETTER.isoformat(), "firm-letter", "F1")
    books += sale(LETTER.isoformat(), "F2", "500.00") + payment(_after(days), "1200.00", "F1")
    books += payment(_after(days + later), came, *(["F1"] if named else []))
    entries, options = load(books + FRANCE)
    is_asked = came == "47.99" or (named and came != "13.00")
    for whole in (True, False):
        found = build_report(entries, options, LETTER + datetime.timedelta(days=130), whole=whole)
        left = found.decisions[item(found, "F2").key].chased
        assert left == D("500.00") - (D() if is_asked else D(came))


@scaled(12)
@given(sent=_DAYS, received=_DAYS)
def test_a_receipt_counts_only_after_the_notice(sent: int, received: int) -> None:
    """A consumer owes interest from the receipt of a formal notice, and of nothing else."""
    kind = '2020-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'
    books = OWED + kind + remark(_after(sent), "formal-notice", "F1")
    found = report(books + remark(_after(received), "received", "F1"), _after(90))
    claim = found.claims.of(item(found, "F1"))
    assert bool(claim.interest.amount) == (received >= sent)
    assert bool(found.problems) == (received < sent)


@scaled(12)
@given(days=st.integers(0, 400), small=st.booleans())
def test_no_decision_without_a_formal_notice(days: int, *, small: bool) -> None:
    """An invoice for which the notice is left out waits, however long it is overdue."""
    stage = '2020-01-01 custom "relance-stage" "standard" "formal-notice"\n'
    stage += f"  min-amount: {'1500.00' if small else '100.00'} EUR\n"
    found = report(OWED + stage + remark(LETTER.isoformat(), "firm-letter", "F1"), _after(days))
    for action in (*found.agenda.actions, *found.agenda.upcoming):
        assert action.stage.name == ("review" if small else "formal-notice")


@scaled(8)
@given(_DAYS)
def test_an_insolvent_customer_is_sent_nothing(days: int) -> None:
    """From the opening on there are tasks and sheets for ourselves, and no statement."""
    books = OWED + remark(LETTER.isoformat(), "firm-letter", "F1")
    books += remark(_after(2), "insolvency", opened=_after(2))
    found = report(books, _after(2 + days))
    assert all(action.channel == "task" for action in found.agenda.actions)
    with pytest.raises(ReminderError):
        Writer(found).compose("statement", found.customer("Martin"))
