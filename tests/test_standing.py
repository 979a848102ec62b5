"""Where an item stands by its history: what was done, promised, planned and disputed."""

from __future__ import annotations

import pytest

from beancount_relance.report import Report, build_report
from tests.ledgers import accounts, day, item, load, payment, remark, report, sale


def stands(found: Report, reference: str) -> tuple[str | None, str | None, str | None]:
    """The last stage done, the next one, and its day."""
    decision = found.decisions[item(found, reference).key]
    return (
        decision.level.name if decision.level else None,
        decision.stage.name if decision.stage else None,
        decision.due_on.isoformat() if decision.due_on else None,
    )


def waits(found: Report, reference: str) -> tuple[str | None, str | None]:
    decision = found.decisions[item(found, reference).key]
    return decision.why, decision.until.isoformat() if decision.until else None


def said(found: Report, reference: str) -> list[str]:
    return [str(reason.message) for reason in found.reasons(item(found, reference))]


F1 = accounts() + sale("2026-05-01", "F1", "1000.00")  # due on 31 May


# One communication about several

# F1 is on the formal notice, F2 on its first reminder: one registered letter speaks of both
SPOKEN = accounts() + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
SPOKEN += sale("2026-05-04", "F2", "100.00", due="2026-05-29")
SPOKEN += remark("2026-04-07", "reminder", "F1") + remark("2026-04-14", "call", "F1")
SPOKEN += remark("2026-04-24", "firm-letter", "F1")


@pytest.mark.parametrize(
    ("linked", "paid"),
    [
        (("F1", "F2"), None),
        (("F1", "F2"), "2026-06-02"),
        (("F1", "F2"), "2026-06-10"),
        ((), None),
        ((), "2026-06-03"),
    ],
)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "quick"])
def test_each_keeps_its_own_level_also_when_the_other_is_paid_since(
    linked: tuple[str, ...],
    paid: str | None,
    *,
    whole: bool,
) -> None:
    text = SPOKEN + remark("2026-06-02", "formal-notice", *linked)
    if paid:
        text += payment(paid, "100.00", "F1")
    found = build_report(*load(text), day("2026-06-30"), whole=whole)
    # the call: 10 days from 29 May is 8 June, 7 days after the letter the 9th
    assert stands(found, "F2") == ("reminder", "call", "2026-06-09")


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "quick"])
def test_what_leads_on_from_one_letter_to_another_counts(*, whole: bool) -> None:
    # the formal notice of April was that of F0, and F1’s first reminder; both are paid
    text = accounts() + sale("2026-02-02", "F0", "100.00", due="2026-03-04")
    text += sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    text += sale("2026-05-04", "F2", "100.00", due="2026-05-29")
    text += remark("2026-03-10", "reminder", "F0") + remark("2026-03-17", "call", "F0")
    text += remark("2026-03-27", "firm-letter", "F0")
    text += remark("2026-04-27", "formal-notice", "F0", "F1")
    text += remark("2026-06-02", "formal-notice", "F1", "F2")
    text += payment("2026-05-06", "100.00", "F0") + payment("2026-06-10", "100.00", "F1")
    found = build_report(*load(text), day("2026-06-30"), whole=whole)
    # so in June neither F1 nor F2 was at one: it was sent all the same, and is done for both
    assert stands(found, "F2") == ("formal-notice", "legal", "2026-07-28")


def test_what_was_paid_before_was_not_spoken_of() -> None:
    text = SPOKEN + payment("2026-06-01", "100.00", "F1")
    found = report(text + remark("2026-06-02", "formal-notice", "F1", "F2"))
    # a formal notice was sent for F2 alone, whatever its stage: the visit is for 1 000 € and more
    assert stands(found, "F2") == ("formal-notice", "legal", "2026-07-28")
