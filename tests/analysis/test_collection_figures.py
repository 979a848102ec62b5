"""Figures and behaviour: small books whose figures are worked out by hand in the comments."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from decimal import Decimal

import pytest
from beancount.core.data import Transaction

from beancount_relance.analysis.collection_figures import Figures, figures
from beancount_relance.analysis.payment_behaviour import Behaviour, InvoicePaid
from beancount_relance.exports.ageing_data import ageing_data
from beancount_relance.language.messages import language
from beancount_relance.report.loading import load_ledger
from beancount_relance.values.dates import first_of_year_to
from beancount_relance.values.money import tenths
from tests.support.command import EXAMPLE
from tests.support.ledgers import D, accounts, day, payment, remark, report, sale

LIMIT = """
2020-01-01 custom "relance-customer" "Martin"
  credit-limit: 500.00 EUR
"""


def only(text: str, as_of: str = "2026-06-30") -> Figures:
    (one,) = report(text, as_of).figures()
    return one


def behaviour(text: str, as_of: str = "2026-06-30") -> Behaviour:
    (one,) = report(text, as_of).behaviours()
    return one


def values(*several: object) -> tuple[object, ...]:
    """Decimals to compare with whole numbers."""
    return several


def summary(one: Behaviour, code: str = "en") -> str:
    return language(code).render(one.summary)


# Sales in four months; on 30 June 2026 F4 (due 20 July) and 700 of F3 (due 15 June) are open.
YEAR = (
    accounts()
    + sale("2025-03-10", "F1", "1000.00")
    + payment("2025-04-10", "1000.00", "F1")
    + sale("2025-09-10", "F2", "2000.00")
    + payment("2025-10-20", "2000.00", "F2")
    + sale("2026-05-16", "F3", "1000.00", due="2026-06-15")
    + payment("2026-06-10", "300.00", "F3")
    + sale("2026-06-20", "F4", "650.00", due="2026-07-20")
)


def test_the_figures_of_a_year() -> None:
    one = only(YEAR)
    # the year to 30 June 2026: F2, F3 and F4
    assert (one.period.first, one.period.last) == (day("2025-07-01"), day("2026-06-30"))
    assert one.period.days == 365
    assert one.sales == 3650
    assert values(one.opening, one.owed, one.overdue) == (0, 1350, 700)
    assert one.dso == 135  # 10.00 of sales a day; 1350 / 10
    assert one.best_possible_dso == 65  # 650 / 10
    assert one.average_days_delinquent == 70  # 135 − 65
    # collected 2300 of the 3000 that had fallen due: 76.666… %
    assert tenths(one.collection_effectiveness) == "76.7"
    assert tenths(one.share_overdue) == "51.9"  # 700 / 1350 = 51.85 %
    # June takes 650 in 30 days; the other 700 are 0.7 of May's sales: 21.7 of its 31 days
    assert one.dso_countback == D("51.7")


def test_the_month_of_the_day_counts_to_that_day() -> None:
    # on 24 June: 650 in 24 days, then 21.7 days of May
    assert only(YEAR, "2026-06-24").dso_countback == D("45.7")


def test_a_month_without_sales_is_gone_through_whole() -> None:
    text = accounts() + sale("2026-03-01", "F1", "310.00")
    # June 30, May 31 and April 30 days have none; March's 31 days are all of it
    assert only(text).dso_countback == 122


def test_the_day_cuts() -> None:
    assert only(YEAR, "2025-03-31").owed == 1000
    one = only(YEAR, "2026-05-31")
    assert values(one.sales, one.owed, one.overdue) == (3000, 1000, 0)
    assert one.period.first == day("2025-06-01")
    assert one.average_days_delinquent == 0
    assert one.collection_effectiveness == 100  # F2, all that had fallen due


def test_what_was_owed_before_the_period_is_to_be_collected_too() -> None:
    text = accounts() + sale("2025-06-01", "F1", "400.00") + payment("2025-08-01", "100.00", "F1")
    text += sale("2026-01-05", "F2", "600.00") + payment("2026-02-01", "600.00", "F2")
    one = only(text)
    assert values(one.opening, one.sales, one.owed) == (400, 600, 300)
    assert one.collection_effectiveness == 70  # 700 of 1000


def test_young_books_have_a_short_period() -> None:
    text = accounts() + sale("2026-06-11", "F1", "200.00") + sale("2026-06-21", "F2", "200.00")
    one = only(text + payment("2026-06-25", "200.00", "F1"))
    assert (one.period.first, one.period.days) == (day("2026-06-11"), 20)
    assert one.dso == 10  # 20.00 a day


def test_any_period() -> None:
    found = report(YEAR)
    allocation, first = found.allocation, day("2026-05-01")
    (one,) = figures(allocation.items, allocation.credits, found.as_of, first)
    assert values(one.period.days, one.sales) == (61, 1650)
    assert tenths(one.dso) == "49.9"  # 1350 × 61 / 1650 = 49.909…


def test_a_credit_note_reduces_the_sales_of_its_day() -> None:
    text = accounts() + sale("2026-04-01", "F1", "1000.00") + sale("2026-06-01", "F2", "500.00")
    text += '2026-06-10 * "Martin" "Avoir" ^F1\n  Assets:Clients:Martin  -200.00 EUR\n'
    text += "  Income:Sales\n"
    one = only(text)
    assert values(one.sales, one.owed) == (1300, 1300)  # 1500 − 200
    # June 500 − 200 = 300 in 30 days, May 31 days; the last 1000 are all of April: 30 days
    assert one.dso_countback == 91
    assert only(text, "2026-06-09").sales == 1500


def test_a_credit_note_that_settles_nothing_reduces_sales_and_a_payment_does_not() -> None:
    text = accounts() + sale("2026-04-01", "F1", "100.00") + payment("2026-05-01", "150.00", "F1")
    assert only(text).sales == 100
    text += '2026-06-10 * "Martin" "Avoir"\n  Assets:Clients:Martin  -40.00 EUR\n  Income:Sales\n'
    one = only(text)
    assert values(one.sales, one.owed, one.dso) == (60, 0, 0)
    assert one.dso_countback == 0
    assert one.share_overdue is None


def test_credit_reduces_the_debt_of_its_own_customer_the_oldest_first() -> None:
    text = accounts("Martin", "Gaudin") + '2020-01-01 custom "relance" "allocation" "explicit"\n'
    text += sale("2026-04-01", "F1", "100.00") + sale("2026-06-15", "F2", "300.00")
    text += sale("2026-04-01", "F3", "50.00", customer="Gaudin")
    text += payment("2026-06-01", "120.00")
    one = only(text)
    assert one.owed == 330  # 400 − 120, and Gaudin's 50
    assert one.overdue == 50  # Martin's 100 are covered, Gaudin's are not
    assert one.best_possible_dso is not None


def test_no_sales_no_days() -> None:
    text = accounts() + sale("2024-01-10", "F1", "100.00")
    one = only(text)
    assert values(one.sales, one.owed, one.overdue) == (0, 100, 100)
    assert (one.dso, one.best_possible_dso, one.average_days_delinquent) == (None, None, None)
    assert one.collection_effectiveness == 0
    assert one.share_overdue == 100
    assert report(text + payment("2024-02-01", "100.00", "F1")).figures() == []
    assert report(accounts()).figures() == []


def test_more_credit_notes_than_sales_is_no_turnover() -> None:
    text = accounts() + sale("2024-01-10", "F1", "100.00") + sale("2026-06-01", "F2", "10.00")
    text += '2026-06-10 * "Martin" "Avoir" ^F1\n  Assets:Clients:Martin  -60.00 EUR\n'
    text += "  Income:Sales\n"
    one = only(text)
    assert values(one.sales, one.owed, one.dso) == (-50, 50, None)
    assert one.dso_countback is not None


def test_currencies_are_apart() -> None:
    text = accounts("Martin", "Gaudin") + sale("2026-06-01", "F1", "300.00")
    text += sale("2026-06-16", "F2", "90.00", customer="Gaudin", currency="USD")
    text += payment("2026-06-20", "60.00", "F2", customer="Gaudin", currency="USD")
    euros, dollars = report(text).figures()
    assert values(euros.currency, euros.dso) == ("EUR", 30)  # all of 30 days
    assert values(dollars.currency, dollars.dso) == ("USD", 5)  # 30 × 15 days / 90


def test_the_year_that_ends_on_a_day() -> None:
    assert first_of_year_to(day("2026-06-30")) == day("2025-07-01")
    assert first_of_year_to(day("2026-12-31")) == day("2026-01-01")
    assert first_of_year_to(day("2024-02-29")) == day("2023-03-01")
    assert first_of_year_to(day("2025-02-28")) == day("2024-02-29")


# Behaviour


def test_the_delay_is_weighted_by_amount() -> None:
    text = accounts() + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    text += payment("2026-04-11", "100.00", "F1")  # 10 days late: 1000
    text += sale("2026-03-02", "F2", "300.00", due="2026-04-01")
    text += payment("2026-03-30", "300.00", "F2")  # 2 days early: −600
    text += sale("2026-05-01", "F3", "50.00", due="2026-06-01")
    one = behaviour(text)
    assert one.delay == 1  # (1000 − 600) / 400
    assert (one.invoices, one.late, one.still_open) == (3, 2, 1)
    assert tenths(one.share_late) == "66.7"
    assert summary(one) == (
        "open: up to 29 days late; paid: 1 day late on average; "
        "2 invoices of 3 late, 1 of them open"
    )
    assert summary(one, "fr") == (
        "impayé\N{NO-BREAK SPACE}: jusqu’à 29 jours de retard\N{NARROW NO-BREAK SPACE}; "
        "payé\N{NO-BREAK SPACE}: 1 jour de retard en moyenne\N{NARROW NO-BREAK SPACE}; "
        "2 factures sur 3 en retard, dont 1 non soldée"
    )


def test_only_the_year_counts() -> None:
    text = accounts() + sale("2025-01-02", "F1", "100.00", due="2025-02-01")
    text += payment("2025-03-01", "40.00", "F1") + payment("2025-07-01", "60.00", "F1")
    # only the 60 of 1 July 2025 are in the year: 150 days late
    one = behaviour(text)
    assert values(one.delay, one.invoices, one.late) == (150, 1, 1)
    assert report(text, "2026-07-01").behaviours() == []


def test_what_is_no_money_is_no_payment() -> None:
    text = accounts() + "2020-01-01 open Expenses:Irrecouvrables\n"
    text += sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    text += '2026-05-01 * "Martin" "Perte" ^F1\n  Assets:Clients:Martin  -100.00 EUR\n'
    text += "  Expenses:Irrecouvrables\n"
    one = behaviour(text)
    assert (one.delay, one.invoices, one.late, one.still_open) == (None, 1, 1, 0)
    assert summary(one) == "no payment in the last twelve months; 1 invoice of 1 late"


def test_a_payment_taken_back_was_none() -> None:
    text = accounts() + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    text += payment("2026-03-22", "100.00", "F1")
    text += (
        '2026-04-03 * "Martin" "Rejet" ^F1\n  Assets:Clients:Martin  100.00 EUR\n  Assets:Bank\n'
    )
    one = behaviour(text)
    assert (one.delay, one.late, one.still_open) == (None, 1, 1)
    text += payment("2026-04-21", "100.00", "F1")
    one = behaviour(text)
    assert values(one.delay, one.late, one.still_open) == (20, 1, 0)


def test_a_part_of_a_payment_taken_back() -> None:
    text = accounts() + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    text += payment("2026-04-02", "100.00", "F1")
    text += '2026-04-03 * "Martin" "Rejet" ^F1\n  Assets:Clients:Martin  75.00 EUR\n  Assets:Bank\n'
    text += payment("2026-04-06", "75.00", "F1")
    assert behaviour(text).delay == 4  # (25 × 1 + 75 × 5) / 100


@pytest.mark.parametrize(
    ("paid", "late"),
    [("2026-05-29", 0), ("2026-05-30", 0), ("2026-06-01", 0), ("2026-06-02", 1)],
)
def test_a_payment_on_the_next_working_day_is_in_time(paid: str, late: int) -> None:
    # 30 May 2026 is a Saturday
    text = accounts() + sale("2026-05-01", "F1", "100.00", due="2026-05-30")
    assert behaviour(text + payment(paid, "100.00", "F1")).late == late


def test_an_invoice_is_late_from_the_day_after() -> None:
    text = accounts() + sale("2026-06-01", "F1", "100.00", due="2026-06-25")  # a Thursday
    assert (behaviour(text, "2026-06-25").invoices, behaviour(text, "2026-06-25").late) == (0, 0)
    assert (behaviour(text, "2026-06-26").invoices, behaviour(text, "2026-06-26").late) == (1, 1)
    assert summary(behaviour(text, "2026-06-25")) == (
        "nothing fell due or was paid in the last twelve months"
    )


def test_instalments_are_one_invoice() -> None:
    text = accounts() + '2026-03-02 * "Martin" "Works" ^F1\n'
    text += "  Assets:Clients:Martin  50.00 EUR\n    due: 2026-04-01\n"
    text += "  Assets:Clients:Martin  50.00 EUR\n    due: 2026-05-01\n"
    text += "  Income:Sales\n" + payment("2026-04-01", "50.00", "F1")
    one = behaviour(text)
    assert values(one.invoices, one.late, one.still_open, one.delay) == (1, 1, 1, 0)
    assert summary(one) == (
        "open: up to 60 days late; paid: on the due date on average; "
        "1 invoice of 1 late, 1 of them open"
    )


def test_who_stopped_paying_does_not_look_punctual() -> None:
    text = accounts()
    for month in range(1, 11):
        text += sale(f"2025-{month:02}-10", f"P{month}", "10.00", due=f"2025-{month + 1:02}-10")
        text += payment(f"2025-{month + 1:02}-10", "10.00", f"P{month}")
    text += sale("2026-04-01", "F1", "9000.00", due="2026-05-01")
    one = behaviour(text)
    assert summary(one).startswith("open: up to 60 days late; paid: on the due date on average; ")
    assert [paid.reference for paid in one.latest] == [*(f"P{m}" for m in range(6, 11)), "F1"]
    assert one.latest[-1] == InvoicePaid("F1", 60, is_open=True, is_late=True)
    assert one.latest[0] == InvoicePaid("P6", 0, is_open=False, is_late=False)


def test_early_and_on_time() -> None:
    text = accounts() + sale("2026-05-01", "F1", "100.00", due="2026-05-29")
    text += payment("2026-05-19", "100.00", "F1")
    one = behaviour(text)
    assert one.delay == -10
    assert summary(one) == "paid: 10 days early on average; 1 invoice, on time"


def test_promises() -> None:
    text = accounts() + sale("2026-01-02", "F1", "500.00", due="2026-02-01")
    text += remark("2026-02-10", "promise", "F1", until="2026-02-20", amount="100.00 EUR")
    text += payment("2026-02-20", "100.00", "F1")  # kept
    text += remark("2026-03-01", "promise", "F1", until="2026-03-10")
    text += payment("2026-03-11", "400.00", "F1")  # a day too late, and settled since: broken
    text += sale("2026-05-04", "F2", "80.00", due="2026-06-03")
    text += remark("2026-06-29", "promise", "F2", until="2026-06-30")  # pending today
    one = behaviour(text)
    assert (one.kept, one.broken) == (1, 1)
    assert summary(one).startswith("1 promise of 2 broken; ")
    later = behaviour(text, "2026-07-01")
    assert (later.kept, later.broken) == (1, 2)
    assert summary(later).startswith("2 promises of 3 broken; ")
    early = behaviour(text, "2026-02-28")
    assert (early.kept, early.broken) == (1, 0)
    assert summary(early).startswith("1 promise kept; ")


def test_a_promise_counts_in_its_own_currency() -> None:
    text = accounts() + sale("2026-01-02", "F1", "500.00")
    text += sale("2026-01-02", "F2", "70.00", currency="USD")
    text += remark("2026-02-10", "promise", until="2026-02-20", amount="70.00 USD")
    text += payment("2026-02-15", "70.00", "F2", currency="USD")
    assert [(one.currency, one.kept, one.broken) for one in report(text).behaviours()] == [
        ("EUR", 0, 0),
        ("USD", 1, 0),
    ]


def test_exposure_against_the_limit() -> None:
    text = accounts() + LIMIT + sale("2026-05-15", "F1", "400.00") + sale("2026-06-15", "F2", "250")
    one = behaviour(text)
    assert values(one.exposure, one.limit, one.over_limit) == (650, 500, 150)
    assert summary(one).startswith("€150.00 over the credit limit; ")
    assert behaviour(text, "2026-06-01").over_limit == 0
    explicit = '2020-01-01 custom "relance" "allocation" "explicit"\n'
    assert behaviour(text + explicit + payment("2026-06-20", "180.00")).exposure == 470  # 650 − 180
    # more credit than debt is no negative exposure
    covered = text + explicit + payment("2026-06-20", "900.00")
    assert values(behaviour(covered).exposure, behaviour(covered).over_limit) == (0, 0)


def test_a_limit_says_nothing_of_other_currencies() -> None:
    text = accounts() + LIMIT + sale("2026-06-15", "F1", "900.00", currency="USD")
    one = behaviour(text)
    assert values(one.exposure, one.limit, one.over_limit) == (900, None, None)


def test_the_data_for_other_programs() -> None:
    data = ageing_data(report(YEAR + LIMIT), language("en"))
    assert data["by"] == "due"
    assert data["figures"] == [
        {
            "currency": "EUR",
            "since": "2025-07-01",
            "until": "2026-06-30",
            "days": 365,
            "sales": "3650.00",
            "opening": "0.00",
            "owed": "1350.00",
            "overdue": "700.00",
            "dso": "135.0",
            "dso_countback": "51.7",
            "best_possible_dso": "65.0",
            "average_days_delinquent": "70.0",
            "collection_effectiveness": "76.7",
            "share_overdue": "51.9",
        }
    ]
    assert data["behaviour"] == [
        {
            "customer": "Martin",
            "name": "Martin",
            "currency": "EUR",
            "exposure": "1350.00",
            "credit_limit": "500.00",
            "over_limit": "850.00",
            # F2 was due on 10 October and paid 10 days later, 300 of F3 5 days early:
            # (2000 × 10 − 300 × 5) / 2300 = 8.04…
            "average_delay": "8.0",
            "invoices": 2,  # F2 and F3; F4 is not due
            "invoices_late": 2,
            "late_still_open": 1,
            "share_late": "100.0",
            "promises_kept": 0,
            "promises_broken": 0,
            "summary": "€850.00 over the credit limit; open: up to 15 days late; "
            "paid: 8 days late on average; 2 invoices of 2 late, 1 of them open",
        }
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [("12.25", "12.2"), ("12.26", "12.3"), ("-0.04", "0.0"), ("1E+2", "100.0"), ("0", "0.0")],
)
def test_one_digit_is_shown(number: str, text: str) -> None:
    assert tenths(D(number)) == text
    assert tenths(None) is None


def test_the_figures_of_the_example() -> None:
    """Sales and debts are counted here from the postings alone, without invoices or matching."""
    ledger = load_ledger(EXAMPLE)
    today = datetime.date(2026, 6, 30)
    balance: dict[str, Decimal] = defaultdict(Decimal)
    sold: dict[str, Decimal] = defaultdict(Decimal)
    by_month: dict[str, dict[tuple[int, int], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for txn in ledger.entries:
        if not isinstance(txn, Transaction):
            continue
        is_sale = any(posting.account.startswith("Income:Ventes") for posting in txn.postings)
        for posting in txn.postings:
            if not posting.account.startswith("Assets:Clients"):
                continue
            assert posting.units is not None
            number, currency = posting.units
            assert number is not None
            balance[currency] += number
            if is_sale:
                by_month[currency][txn.date.year, txn.date.month] += number
                if txn.date >= datetime.date(2025, 7, 1):
                    sold[currency] += number
    balance["EUR"] += Decimal("950.00")  # two customers' credit is nobody else's
    balance["EUR"] -= Decimal("240.00")  # the opening balance nobody can explain

    euros, dollars = ledger.report(today).figures()
    # what is not due: Coworking 576, Hôtel 8,832, Menuiserie 1,140, Pharmacie 1,254, Théâtre 2,400
    for one, not_due in ((euros, 14202), (dollars, 1280)):
        owed, sales = balance[one.currency], sold[one.currency]
        assert (one.owed, one.overdue, one.sales) == (owed, owed - not_due, sales)
        assert tenths(one.dso) == tenths(owed / (sales / 365))
        assert tenths(one.best_possible_dso) == tenths(not_due / (sales / 365))
        assert tenths(one.average_days_delinquent) == tenths((owed - not_due) / (sales / 365))
        assert tenths(one.dso_countback) == tenths(_used_up(owed, by_month[one.currency]))
    assert [tenths(euros.dso), tenths(dollars.dso)] == ["118.3", "130.5"]


def _used_up(owed: Decimal, by_month: dict[tuple[int, int], Decimal]) -> Decimal:
    """The months back from June 2026, each a line of (days, sales), until nothing is left."""
    lengths = [30, 31, 30, 31, 28, 31, 31, 30, 31, 30, 31, 31]
    months = [(2026, month) for month in range(6, 0, -1)] + [(2025, m) for m in range(12, 6, -1)]
    total = list(itertools.accumulate(by_month.get(month, Decimal()) for month in months))
    whole = sum(1 for amount in total if amount < owed)
    rest = owed - (total[whole - 1] if whole else 0)
    return sum(lengths[:whole]) + rest / by_month[months[whole]] * lengths[whole]
