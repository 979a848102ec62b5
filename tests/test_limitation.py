"""Limitation: the last day to sue."""

from __future__ import annotations

import pytest

from tests.ledgers import accounts, item, payment, remark, report, sale


def last_day(text: str, as_of: str = "2026-06-30", **customer: str) -> str | None:
    details = "".join(f'\n  {key}: "{value}"' for key, value in customer.items())
    opened = accounts().replace("Assets:Clients:Martin", f"Assets:Clients:Martin{details}")
    found = report(opened + text, as_of)
    assert not found.problems
    last = found.claims.of(item(found, "F1")).limitation
    return last.isoformat() if last else None


F1 = sale("2026-03-10", "F1", "1000.00")


def test_five_years_between_businesses_from_the_invoice_not_the_due_date() -> None:
    assert last_day(F1) == "2031-03-10"


def test_from_the_due_date_where_that_comes_first() -> None:
    assert last_day(sale("2026-03-10", "F1", "1000.00", due="2026-02-28")) == "2031-02-28"


def test_two_years_for_a_consumer() -> None:
    assert last_day(F1, kind="consumer") == "2028-03-10"


def test_four_years_from_the_next_new_year_for_a_public_debtor() -> None:
    assert last_day(F1, kind="public") == "2030-12-31"
    assert last_day(sale("2026-01-01", "F1", "1000.00"), kind="public") == "2030-12-31"


def test_a_day_past_its_months_end_falls_on_the_last() -> None:
    assert last_day(sale("2024-02-29", "F1", "1000.00"), "2024-06-30") == "2029-02-28"
    assert last_day(sale("2024-02-29", "F1", "1.00"), "2024-06-30", kind="consumer") == "2026-02-28"


def test_not_known_for_a_law_we_do_not_have() -> None:
    assert last_day(F1, country="US") is None
    assert last_day(F1, country="DE") is None


@pytest.mark.parametrize("kind", ["acknowledged", "promise", "plan", "served"])
def test_recognition_and_a_served_claim_start_it_anew(kind: str) -> None:
    meta = {"promise": {"until": "2026-05-20"}, "plan": {"plan": '"2026-05-20 1000.00 EUR"'}}
    assert last_day(F1 + remark("2026-05-12", kind, "F1", **meta.get(kind, {}))) == "2031-05-12"


@pytest.mark.parametrize(
    "kind",
    ["reminder", "firm-letter", "formal-notice", "received", "contact", "hold", "filed", "dispute"],
)
def test_neither_a_notice_nor_filing_starts_it_anew(kind: str) -> None:
    # a formal notice does not interrupt (Cass. com. 18/05/2022); nor does filing, only service
    assert last_day(F1 + remark("2026-05-12", kind, "F1")) == "2031-03-10"


def test_a_part_payment_that_names_the_invoice_starts_it_anew() -> None:
    assert last_day(F1 + payment("2026-05-12", "100.00", "F1")) == "2031-05-12"


def test_a_payment_only_presumed_to_be_on_it_does_not() -> None:
    assert last_day(F1 + payment("2026-05-12", "100.00")) == "2031-03-10"


def test_a_credit_note_does_not() -> None:
    note = '2026-05-12 * "Martin" "A1" ^F1\n  Assets:Clients:Martin  -100.00 EUR\n  Income:Sales\n'
    assert last_day(F1 + note) == "2031-03-10"


def test_a_payment_taken_back_does_not() -> None:
    back = (
        '2026-05-14 * "Martin" "Returned" ^F1\n  Assets:Clients:Martin  100.00 EUR\n  Assets:Bank\n'
    )
    assert last_day(F1 + payment("2026-05-12", "100.00", "F1") + back) == "2031-03-10"


def test_recognition_of_another_invoice_does_not() -> None:
    other = sale("2026-03-12", "F2", "500.00")
    assert last_day(F1 + other + remark("2026-05-12", "acknowledged", "F2")) == "2031-03-10"


def test_recognition_after_the_time_is_up_does_not_revive_the_claim() -> None:
    text = sale("2020-03-10", "F1", "1000.00") + remark("2025-03-11", "acknowledged", "F1")
    assert last_day(text) == "2025-03-10"


def test_recognition_on_the_last_day_counts() -> None:
    text = sale("2020-03-10", "F1", "1000.00") + remark("2025-03-10", "acknowledged", "F1")
    assert last_day(text) == "2030-03-10"


def test_what_is_noted_later_does_not_count_yet() -> None:
    text = F1 + remark("2026-05-12", "acknowledged", "F1")
    assert last_day(text, "2026-05-11") == "2031-03-10"
