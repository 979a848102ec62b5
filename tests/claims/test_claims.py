"""Claims: part payments that pay the interest first, and what was paid late before."""

from __future__ import annotations

import pytest

from beancount_relance.claims import claims
from beancount_relance.claims.applicable_law import GoverningLaw
from beancount_relance.law.regimes import regimes
from beancount_relance.report.report import Report, build_report
from tests.support.ledgers import (
    D,
    accounts,
    complaints,
    day,
    item,
    load,
    payment,
    remark,
    report,
    sale,
)

INTEREST_FIRST = '2020-01-01 custom "relance" "part-payments" "interest-first"\n'
F1 = sale("2026-05-01", "F1", "1200.00", due="2026-05-31")


def back(date: str, amount: str) -> str:
    """A payment of F1 that the bank took back."""
    return (
        f'{date} * "Martin" "Returned" ^F1\n  Assets:Clients:Martin  {amount} EUR\n  Assets:Bank\n'
    )


def interest_first(text: str, as_of: str = "2026-06-30") -> list[tuple[int, str, str]]:
    found = report(accounts() + INTEREST_FIRST + text, as_of)
    segments = found.claims.of(item(found, "F1")).interest.segments
    return [(each.days, str(each.principal), str(each.amount)) for each in segments]


def test_a_part_payment_pays_the_interest_until_its_day() -> None:
    # 1 200 × 12.15 % × 10 / 365 = 3.99; 1 200 − (500 − 3.99) = 703.99, × 20 days = 4.69
    assert interest_first(F1 + payment("2026-06-10", "500.00", "F1")) == [
        (10, "1200.00", "3.99"),
        (20, "703.99", "4.69"),
    ]


def test_the_claim_is_the_open_amount_of_the_books_and_the_interest() -> None:
    text = accounts() + INTEREST_FIRST + F1 + payment("2026-06-10", "500.00", "F1")
    found = report(text)
    one = item(found, "F1")
    assert one.outstanding == 700
    assert one.outstanding + found.claims.of(one).interest.amount == D("703.99") + D("4.69")


def test_a_payment_of_less_than_the_interest_leaves_the_principal() -> None:
    # and what is left of the interest bears none: 1 200 × 12.15 % × 30 / 365 = 11.98
    assert interest_first(F1 + payment("2026-06-10", "2.00", "F1")) == [(30, "1200.00", "11.98")]


def test_two_payments_pay_the_same_interest_once() -> None:
    text = F1 + payment("2026-06-10", "2.00", "F1") + payment("2026-06-10", "500.00", "F1")
    # together 502: 3.99 of interest, 498.01 of principal; 701.99 × 20 days = 4.67
    assert interest_first(text) == [(10, "1200.00", "3.99"), (20, "701.99", "4.67")]


def test_three_payments_never_pay_the_same_interest_twice() -> None:
    text = F1 + payment("2026-06-10", "2.00", "F1") + payment("2026-06-10", "500.00", "F1")
    # as before 701.99 from 11 June: 10 days are 2.34 (2.3367…), and 100 − 2.34 = 97.66 reduces
    # it to 604.33, × 12.15 % × 10 / 365 = 2.01
    assert interest_first(text + payment("2026-06-20", "100.00", "F1")) == [
        (10, "1200.00", "3.99"),
        (10, "701.99", "2.34"),
        (10, "604.33", "2.01"),
    ]


def test_before_the_due_date_there_is_no_interest_to_pay() -> None:
    # 700 × 12.15 % × 30 / 365 = 6.99
    text = F1 + payment("2026-05-20", "500.00", "F1")
    assert interest_first(text) == [(30, "700.00", "6.99")]


def test_what_was_credited_never_bore_interest() -> None:
    # 700 × 12.15 % × 30 / 365 = 6.99
    text = '2026-06-10 * "Credit" ^F1\n  Assets:Clients:Martin  -500.00 EUR\n  Income:Sales\n'
    assert interest_first(F1 + text) == [(30, "700.00", "6.99")]


def test_a_payment_taken_back_was_none() -> None:
    # 1 200 × 12.15 % × 30 / 365 = 11.98
    text = F1 + payment("2026-06-10", "500.00", "F1") + back("2026-06-20", "500.00")
    assert interest_first(text) == [(30, "1200.00", "11.98")]


def test_an_unknown_way_to_pay_is_an_error() -> None:
    ((_, message),) = complaints(
        report(accounts() + '2020-01-01 custom "relance" "part-payments" "interest"\n')
    )
    assert "interest-first" in message


# Paid late

LATE = sale("2026-01-31", "F1", "1000.00", due="2026-03-02") + payment(
    "2026-04-01", "1000.00", "F1"
)
OWED = sale("2026-05-01", "F2", "600.00", due="2026-05-31")


def paid_late(found: Report) -> list[tuple[str, str, str, str]]:
    return [
        (
            late.item.invoice.reference,
            late.paid.isoformat(),
            str(late.claim.interest.amount),
            str(late.claim.fee),
        )
        for late in found.paid_late()
    ]


def test_what_was_paid_late_earned_interest_until_it_was_paid() -> None:
    # 3 March to 1 April: 1 000 × 12.15 % × 30 / 365 = 9.986…
    found = report(accounts() + LATE + OWED)
    assert paid_late(found) == [("F1", "2026-04-01", "9.99", "40")]
    assert paid_late(report(accounts() + LATE + OWED, "2026-12-31")) == paid_late(found)


def test_only_as_long_as_something_is_claimed_of_the_customer() -> None:
    assert paid_late(report(accounts() + LATE)) == []
    assert paid_late(report(accounts() + LATE + OWED, "2026-05-31")) == []
    other = sale("2026-05-01", "G1", "600.00", customer="Other", due="2026-05-31")
    assert paid_late(report(accounts("Martin", "Other") + LATE + other)) == []
    done = payment("2026-06-05", "600.00", "F2")
    assert paid_late(report(accounts() + LATE + OWED + done)) == []


def test_everybody_who_paid_late_can_be_asked_for() -> None:
    # 1 to 5 June: 600 × 12.15 % × 5 / 365 = 0.998…
    done = payment("2026-06-05", "600.00", "F2")
    found = report(accounts() + LATE + OWED + done).paid_late(everybody=True)
    assert [(late.item.invoice.reference, str(late.claim.interest.amount)) for late in found] == [
        ("F1", "9.99"),
        ("F2", "1.00"),
    ]


def test_what_was_paid_on_its_last_day_was_not_late() -> None:
    text = sale("2026-01-31", "F1", "1000.00", due="2026-03-02")
    text += payment("2026-03-02", "1000.00", "F1")
    assert paid_late(report(accounts() + text + OWED)) == []


def test_what_was_credited_late_was_not_paid_late() -> None:
    text = sale("2026-01-31", "F1", "1000.00", due="2026-03-02")
    text += '2026-04-01 * "Credit" ^F1\n  Assets:Clients:Martin  -1000.00 EUR\n  Income:Sales\n'
    assert paid_late(report(accounts() + text + OWED)) == []


def test_the_part_that_was_paid_in_time_earned_nothing() -> None:
    text = sale("2026-01-31", "F1", "1000.00", due="2026-03-02")
    text += payment("2026-03-01", "600.00", "F1") + payment("2026-04-01", "400.00", "F1")
    # 400 × 12.15 % × 30 / 365 = 3.994…
    assert paid_late(report(accounts() + text + OWED)) == [("F1", "2026-04-01", "3.99", "40")]


def test_what_one_can_no_longer_sue_for_is_not_claimed() -> None:
    text = sale("2020-01-31", "F1", "1000.00", due="2020-03-02")
    text += payment("2020-04-01", "1000.00", "F1")
    later = sale("2025-02-01", "F2", "600.00", due="2025-03-03")
    # the payment recognised the debt: five years from 1 April 2020
    assert [late[0] for late in paid_late(report(accounts() + text + later, "2025-04-01"))] == [
        "F1"
    ]
    assert paid_late(report(accounts() + text + later, "2025-04-02")) == []


def test_insolvency_ends_the_interest_there_too() -> None:
    text = LATE + OWED + remark("2026-03-12", "insolvency")
    # 3–11 March: 1 000 × 12.15 % × 9 / 365 = 3.00
    assert paid_late(report(accounts() + text)) == [("F1", "2026-04-01", "3.00", "40")]


def test_one_euro_paid_late_was_late() -> None:
    # 1.00 × 12.15 % × 30 / 365 = 0.0099…
    small = LATE.replace("1000.00", "1.00")
    assert paid_late(report(accounts() + small + OWED)) == [("F1", "2026-04-01", "0.01", "40")]


INSTALMENTS = """2026-01-31 * "Martin" "Works" ^F1
  Assets:Clients:Martin  400.00 EUR
    due: 2026-03-02
  Assets:Clients:Martin  600.00 EUR
    due: 2026-03-31
  Income:Sales
"""


def test_the_instalment_paid_on_its_last_day_does_not_bear_the_fee() -> None:
    text = INSTALMENTS + payment("2026-03-02", "400.00", "F1")
    text += payment("2026-04-10", "600.00", "F1")
    # 600 × 12.15 % × 10 / 365 = 1.997…
    assert paid_late(report(accounts() + text + OWED)) == [("F1", "2026-04-10", "2.00", "40")]


def test_an_instalment_paid_late_counts_though_another_is_open() -> None:
    # the one of 600 falls due first, on 2 March; the one of 400 on 30 April is open
    text = INSTALMENTS.replace("2026-03-02", "2026-04-30").replace("2026-03-31", "2026-03-02")
    text += payment("2026-04-10", "600.00", "F1") + OWED
    # 600 × 12.15 % × 39 / 365 = 7.789…; the fee is borne by what is open
    found = report(accounts() + text)
    assert paid_late(found) == [("F1", "2026-04-10", "7.79", "0")]
    assert found.claims.of(next(i for i in found.open_items if i.invoice.amount == 400)).fee == 40


@pytest.mark.parametrize(("opened", "fee"), [("2026-05-31", 0), ("2026-06-01", 40)])
def test_no_fee_where_paying_on_the_due_date_was_forbidden(opened: str, fee: int) -> None:
    found = report(accounts() + F1 + remark(opened, "insolvency"))
    assert found.claims.of(item(found, "F1")).fee == fee


def test_no_fee_of_a_consumer_whatever_a_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = accounts().replace("Clients:Martin", 'Clients:Martin\n  kind: "consumer"')
    law = GoverningLaw(regimes()["fr-business"], "FR", "business")
    monkeypatch.setattr(claims, "governing_law", lambda *_: law)
    found = report(opened + F1)
    assert found.claims.of(item(found, "F1")).regime == regimes()["fr-business"]
    assert found.claims.of(item(found, "F1")).fee == 0


@pytest.mark.parametrize("as_of", ["2026-06-30", "2026-09-30"])
def test_the_quick_report_claims_the_same_on_what_is_open(as_of: str) -> None:
    entries, options = load(
        accounts() + INTEREST_FIRST + LATE + OWED + F1.replace("F1", "F3").replace("1200", "77")
    )
    whole = build_report(entries, options, day(as_of))
    quick = build_report(entries, options, day(as_of), whole=False)
    assert quick.open_items == whole.open_items
    for one in whole.open_items:
        assert quick.claims.of(one) == whole.claims.of(one)
    assert [action.claimed for action in quick.actions] == [
        action.claimed for action in whole.actions
    ]
    assert quick.checks == whole.checks


# Units


@pytest.mark.parametrize(
    ("currency", "amount", "interest"),
    [
        # 12.15 % over 30 days of 100 000 yen and of 1 000.000 dinars: 998.63…, 9.9863…
        ("JPY", "100000", "999"),
        ("KWD", "1000.000", "9.986"),
        ("EUR", "1000.00", "9.99"),
    ],
)
def test_each_currency_has_its_own_unit(currency: str, amount: str, interest: str) -> None:
    opened = accounts().replace("Clients:Martin", 'Clients:Martin\n  country: "FR"')
    text = opened + sale("2026-05-01", "F1", amount, due="2026-05-31", currency=currency)
    found = report(text)
    assert str(found.claims.of(item(found, "F1")).interest.amount) == interest


def test_a_waiver_that_lapsed_is_told() -> None:
    # 20 June is a Saturday: a payment on Monday is in time
    text = accounts() + F1 + remark("2026-06-05", "waiver", "F1", until="2026-06-20")
    for as_of, holds in (("2026-06-04", False), ("2026-06-22", True), ("2026-06-23", False)):
        found = report(text, as_of)
        claim = found.claims.of(item(found, "F1"))
        assert (claim.waiver is not None) == holds
        assert (claim.fee == 0) == holds
        assert (claim.lapsed is not None) == (as_of == "2026-06-23")


# Whose claim it is, and whether a rate is missing


def test_a_customer_of_whom_the_ledger_says_nothing_has_a_name() -> None:
    text = '2020-01-01 open Assets:Receivable\n2026-05-01 * "Acme" "Chairs" ^F1\n'
    text += "  Assets:Receivable  100.00 EUR\n  Income:Sales\n"
    found = report(accounts().splitlines()[1] + "\n" + text)
    assert found.claims.customer(item(found, "F1")).id == "Acme"


def test_the_creditors_country_decides_where_the_customer_names_none() -> None:
    creditor = '2020-01-01 custom "relance" "creditor"\n  country: "BE"\n'
    found = report(creditor + accounts() + F1)
    regime = found.claims.regime(item(found, "F1"))
    assert regime is not None
    assert regime.name == "be-business"


@pytest.mark.parametrize(
    ("kind", "due", "missing"),
    [
        ("business", "2026-12-01", True),  # of 2027 no rate is known
        ("business", "2027-01-30", True),
        ("business", "2027-01-31", False),  # due today is not late
        ("public", "2026-12-01", False),  # the rate of the first day holds
        ("public", "2026-12-31", True),
        ("consumer", "2026-12-01", False),  # nothing runs before the notice is received
    ],
)
def test_a_rate_is_wanting_only_where_one_is_asked_for(
    kind: str, due: str, *, missing: bool
) -> None:
    opened = accounts().replace("Clients:Martin", f'Clients:Martin\n  kind: "{kind}"')
    found = report(opened + sale("2026-11-02", "F1", "100.00", due=due), "2027-01-31")
    assert found.claims.rate_is_missing(item(found, "F1")) is missing
