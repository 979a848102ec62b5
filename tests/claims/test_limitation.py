"""Limitation: the last day to sue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ledgers import FRANCE, accounts, item, payment, remark, report, sale


def last_day(
    text: str, as_of: str = "2026-06-30", creditor: str = "FR", **customer: str
) -> str | None:
    details = "".join(f'\n  {key}: "{value}"' for key, value in customer.items())
    opened = accounts().replace("Assets:Clients:Martin", f"Assets:Clients:Martin{details}")
    found = report(opened + text, as_of, FRANCE.replace("FR", creditor))
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
    assert last_day(F1, creditor="US") is None
    assert last_day(F1, creditor="IT") is None


def test_without_a_choice_of_law_it_is_the_creditors() -> None:
    # Rome I, articles 4 and 12; the debtor's is only named, or counts if it is earlier
    assert last_day(F1, country="US") == "2031-03-10"
    assert last_day(F1, country="BE") == "2031-03-10"
    assert last_day(F1, country="DE") == "2029-12-31"
    assert last_day(F1, creditor="BE") == "2036-03-10"
    assert last_day(F1, creditor="BE", country="FR") == "2031-03-10"


def test_where_another_law_was_agreed_the_creditors_counts_if_it_is_earlier() -> None:
    assert last_day(F1, law="BE") == "2031-03-10"
    assert last_day(F1, law="BE", country="BE") == "2031-03-10"
    assert last_day(F1, law="DE") == "2029-12-31"
    assert last_day(F1, creditor="BE", law="FR", country="BE") == "2031-03-10"


MADE = {"promise": {"until": "2026-05-20"}, "plan": {"plan": '"2026-05-20 1000.00 EUR"'}}


@pytest.mark.parametrize("kind", ["promise", "plan"])
def test_a_promise_or_a_plan_starts_it_anew_with_a_document(kind: str) -> None:
    spoken = F1 + remark("2026-05-12", kind, "F1", **MADE[kind])
    assert last_day(spoken) == "2031-03-10"
    assert "2031-05-12 with proof in writing" in basis(spoken)
    written = remark("2026-05-12", kind, "F1", document='"letter.pdf"', **MADE[kind])
    assert last_day(F1 + written) == "2031-05-12"


def test_a_document_of_that_day_on_the_account_is_proof(tmp_path: Path) -> None:
    paper = tmp_path / "promise.pdf"
    paper.touch()
    filed = f'2026-05-12 document Assets:Clients:Martin "{paper}"\n'
    promised = remark("2026-05-12", "promise", "F1", until="2026-05-20")
    assert last_day(F1 + promised + filed) == "2031-05-12"


@pytest.mark.parametrize(("amount", "last"), [("1500.00", "2028-05-12"), ("1500.01", "2028-03-10")])
def test_a_consumer_acknowledges_more_than_1500_euros_in_writing(amount: str, last: str) -> None:
    text = sale("2026-03-10", "F1", amount)
    said = remark("2026-05-12", "acknowledged", "F1")
    assert last_day(text + said, kind="consumer") == last
    written = remark("2026-05-12", "acknowledged", "F1", document='"letter.pdf"')
    assert last_day(text + written, kind="consumer") == "2028-05-12"


def test_recognition_starts_it_anew() -> None:
    assert last_day(F1 + remark("2026-05-12", "acknowledged", "F1")) == "2031-05-12"


@pytest.mark.parametrize("kind", ["judgment", "enforcement"])
def test_there_are_ten_years_to_enforce_a_judgment(kind: str) -> None:
    # CPCE L111-4
    text = F1 + remark("2026-05-12", kind, "F1")
    assert last_day(text) == last_day(text, kind="consumer") == "2036-05-12"


@pytest.mark.parametrize(
    ("country", "kind", "last"),
    [
        ("FR", "business", "2031-05-12"),  # C. civ. 2241, 2231; L111-4 only once it is enforceable
        ("FR", "consumer", "2028-05-12"),
        ("DE", "business", "2029-12-31"),  # BGB 204 I no. 3: it only suspends the period
        ("AT", "business", "2029-03-10"),
    ],
)
def test_an_order_that_was_served_is_no_judgment(country: str, kind: str, last: str) -> None:
    served = F1 + remark("2026-05-12", "served", "F1")
    assert last_day(served, kind=kind, creditor=country) == last
    judged = served + remark("2026-06-20", "judgment", "F1")
    years = {"FR": 10, "DE": 30, "AT": 30}[country]
    assert last_day(judged, kind=kind, creditor=country) == f"{2026 + years}-06-20"


@pytest.mark.parametrize(
    "kind",
    ["reminder", "firm-letter", "formal-notice", "received", "contact", "hold", "filed", "dispute"],
)
def test_neither_a_notice_nor_filing_starts_it_anew(kind: str) -> None:
    # a formal notice does not interrupt (Cass. com. 18/05/2022); nor does filing, only service
    letter = remark("2026-05-11", "formal-notice", "F1") if kind == "received" else ""
    assert last_day(F1 + letter + remark("2026-05-12", kind, "F1")) == "2031-03-10"


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


# Other lengths, other laws, and what each counts from


def basis(text: str, as_of: str = "2026-06-30", creditor: str = "FR", **customer: str) -> str:
    details = "".join(f'\n  {key}: "{value}"' for key, value in customer.items())
    opened = accounts().replace("Assets:Clients:Martin", f"Assets:Clients:Martin{details}")
    found = report(opened + text, as_of, FRANCE.replace("FR", creditor))
    return str(found.claims.of(item(found, "F1")).limitation_basis)


@pytest.mark.parametrize(
    ("length", "last"),
    [("1 year", "2027-03-10"), ("1 an", "2027-03-10"), ("10 years", "2036-03-10")],
)
def test_a_customers_own_length(length: str, last: str) -> None:
    # carriage of goods: C. com. L133-6
    assert last_day(F1, limitation=length) == last


def test_a_customers_own_length_is_known_where_the_law_is_not() -> None:
    assert last_day(F1, country="US", limitation="3 years") == "2029-03-10"
    recognised = F1 + remark("2026-05-12", "acknowledged", "F1")
    assert last_day(recognised, country="US", limitation="3 years") == "2029-05-12"


@pytest.mark.parametrize("length", ["one year", "0 years", "5", "18 months", "-1 year"])
def test_a_length_that_is_none_is_an_error(length: str) -> None:
    found = report(f'2020-01-01 open Assets:Clients:Martin\n  limitation: "{length}"\n')
    (problem,) = found.problems
    assert "1 year" in str(problem.message)


def test_carriage_starts_anew_for_the_same_year() -> None:
    recognised = F1 + remark("2026-05-12", "acknowledged", "F1")
    assert last_day(recognised, limitation="1 year") == "2027-05-12"


OLD = sale("2024-03-10", "F1", "1000.00")


@pytest.mark.parametrize(
    ("stage", "last"),
    [
        # loi 68-1250, article 2: any claim in writing, from the next 1 January
        ("reminder", "2030-12-31"),
        ("firm-letter", "2030-12-31"),
        ("formal-notice", "2030-12-31"),
        ("call", "2028-12-31"),
        ("courtesy", "2028-12-31"),
        ("legal", "2028-12-31"),
    ],
)
def test_a_claim_in_writing_starts_it_anew_for_a_public_debtor(stage: str, last: str) -> None:
    assert last_day(OLD + remark("2026-05-12", stage, "F1"), kind="public") == last


@pytest.mark.parametrize(
    ("stage", "channel", "last"),
    [
        ("reminder", "phone", "2028-12-31"),
        ("reminder", "letter", "2030-12-31"),
        ("firm-letter", "visit", "2028-12-31"),
        ("call", "email", "2030-12-31"),
        ("courtesy", "email", "2028-12-31"),
    ],
)
def test_what_counts_is_the_way_it_went(stage: str, channel: str, last: str) -> None:
    note = remark("2026-05-12", stage, "F1", channel=f'"{channel}"')
    assert last_day(OLD + note, kind="public") == last


def test_a_stage_of_our_own_is_in_writing_by_its_channel() -> None:
    stages = (
        '2020-01-01 custom "relance-stage" "public" "statement"\n  after: 40\n'
        '  channel: "letter"\n'
        '2020-01-01 custom "relance-stage" "public" "second-call"\n  after: 50\n'
        '  channel: "phone"\n  template: "call"\n'
    )
    letter = OLD + stages + remark("2026-05-12", "statement", "F1")
    call = OLD + stages + remark("2026-05-12", "second-call", "F1")
    assert last_day(letter, kind="public") == "2030-12-31"
    assert last_day(call, kind="public") == "2028-12-31"


def test_a_claim_in_writing_after_the_time_is_up_does_not() -> None:
    text = sale("2021-03-10", "F1", "1.00") + remark("2026-01-01", "formal-notice", "F1")
    assert last_day(text, kind="public") == "2025-12-31"


def test_a_part_payment_by_a_public_debtor_counts_from_the_next_new_year() -> None:
    assert last_day(OLD + payment("2026-05-12", "100.00", "F1"), kind="public") == "2030-12-31"


def test_three_years_from_the_end_of_the_year_in_germany() -> None:
    # BGB §§ 195, 199; a recognition starts them anew on its own day (§ 212)
    assert last_day(F1, creditor="DE") == "2029-12-31"
    recognised = OLD + remark("2026-05-12", "acknowledged", "F1")
    assert last_day(OLD, creditor="DE") == "2027-12-31"
    assert last_day(recognised, creditor="DE") == "2029-05-12"


def test_in_germany_a_recognition_in_the_first_year_does_not_shorten_it() -> None:
    said = remark("2026-05-12", "acknowledged", "F1")
    assert last_day(F1 + said, creditor="DE") == "2029-12-31"


def test_a_written_notice_starts_it_anew_in_the_netherlands() -> None:
    # BW 3:317
    assert last_day(F1 + remark("2026-05-12", "formal-notice", "F1"), creditor="NL") == "2031-05-12"
    assert last_day(F1 + remark("2026-05-12", "call", "F1"), creditor="NL") == "2031-03-10"


def test_a_written_claim_starts_it_anew_in_spain_once_its_receipt_is_proved() -> None:
    # Código Civil 1973: the creditor has to prove that the claim reached the debtor
    sent = F1 + remark("2026-05-12", "formal-notice", "F1")
    assert last_day(sent, creditor="ES") == "2031-03-10"
    assert basis(sent, creditor="ES").endswith(
        "2031-05-12 with proof in writing (5 years from 2026-05-12: receipt of the claim in "
        "writing of 2026-05-12)"
    )
    received = sent + remark("2026-05-15", "received", "F1")
    assert last_day(received, creditor="ES") == "2031-05-15"
    assert last_day(F1 + remark("2026-05-12", "call", "F1"), creditor="ES") == "2031-03-10"


@pytest.mark.parametrize(
    ("country", "last"),
    [("BE", "2036-03-10"), ("NL", "2031-03-10"), ("IE", "2032-03-10"), ("GB", "2032-03-10")],
)
def test_the_length_elsewhere(country: str, last: str) -> None:
    # ancien Code civil 2262bis, BW 3:307, Statute of Limitations s. 11, Limitation Act s. 5
    assert last_day(F1, creditor=country) == last


def test_a_promise_that_may_be_spoken_does_not_count_in_england() -> None:
    promised = F1 + remark("2026-05-12", "promise", "F1", until="2026-05-20")
    assert last_day(promised, creditor="GB") == "2032-03-10"
    assert last_day(F1 + payment("2026-05-12", "1.00", "F1"), creditor="GB") == "2032-05-12"


def test_the_assumption_is_named() -> None:
    assert basis(F1) == (
        "5 years from 2026-03-10: the invoice’s date, taken as the start because the day of "
        "delivery is not known"
    )
    assert "2026-02-28: the due date" in basis(sale("2026-03-10", "F1", "1.00", due="2026-02-28"))
    assert basis(F1, kind="public").startswith("4 years from 2027-01-01: the invoice’s date")


def test_what_moved_it_is_named() -> None:
    assert basis(F1 + payment("2026-05-12", "1.00", "F1")) == (
        "5 years from 2026-05-12: part payment of 2026-05-12"
    )
    assert basis(F1 + remark("2026-05-12", "served", "F1")) == (
        "5 years from 2026-05-12: decision served on 2026-05-12"
    )
    assert basis(F1 + remark("2026-05-12", "judgment", "F1")) == (
        "10 years to enforce it, from 2026-05-12: judgment on 2026-05-12"
    )
    assert basis(OLD + remark("2026-05-12", "formal-notice", "F1"), kind="public") == (
        "4 years from 2027-01-01: claim in writing on 2026-05-12"
    )


@pytest.mark.parametrize(
    ("as_of", "told"), [("2024-12-09", False), ("2024-12-10", True), ("2025-03-11", True)]
)
def test_the_end_is_told_ninety_days_before_and_ever_after(as_of: str, *, told: bool) -> None:
    # the last day is 10 March 2025, 21 + 31 + 28 + 10 days after 10 December
    found = report(accounts() + sale("2020-03-10", "F1", "1000.00"), as_of)
    assert (found.claims.expiring(item(found, "F1")) is not None) is told
