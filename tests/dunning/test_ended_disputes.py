"""After a dispute: what asks for what is left of it."""

from __future__ import annotations

from tests.support.ledgers import accounts, item, remark, report, sale

NOTICED = (
    accounts()
    + sale("2026-01-12", "F1", "900.00")
    + remark("2026-02-16", "reminder", "F1")
    + remark("2026-04-07", "formal-notice", "F1")  # 8 days to pay, and 5 of the post
)


def credited(date: str) -> str:
    legs = "  Income:Sales  100.00 EUR\n  Assets:Clients:Martin\n"
    return f'{date} * "Martin" "Credit note" ^F1\n{legs}'


def next_stage(disputed: str, more: str = "") -> str | None:
    over = remark("2026-06-15", "resume", "F1")
    found = report(NOTICED + remark(disputed, "dispute", "F1") + more + over, "2026-07-16")
    stage = found.decisions[item(found, "F1").key].stage
    return stage.name if stage else None


def test_a_notice_is_repeated_if_its_days_were_not_over() -> None:
    assert next_stage("2026-04-06") == "formal-notice"  # it left out what was disputed
    assert next_stage("2026-04-20") == "formal-notice"
    assert next_stage("2026-04-21") == "legal"


def test_a_customer_who_was_right_is_reminded_first() -> None:
    assert next_stage("2026-05-10", credited("2026-05-09")) == "legal"
    assert next_stage("2026-05-10", credited("2026-05-10")) == "reminder"
    assert next_stage("2026-05-10", credited("2026-06-10")) == "reminder"
