"""Recovery: which ways there are to get paid, what they cost, and against what."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.amount import Amount

from beancount_relance.cli.commands.recovery import recovery_data
from beancount_relance.clock import today
from beancount_relance.language.messages import language
from beancount_relance.policy.as_of import find_as_of
from beancount_relance.policy.recovery_costs import Cost
from beancount_relance.policy.setting_directives import parse_settings
from beancount_relance.report.option_costs import WeighedOption, weigh
from beancount_relance.report.recovery import Recovery, obstacles, recoveries
from beancount_relance.report.report import build_report
from tests.support.ledgers import D, accounts, complaints, customs, payment, remark, report, sale

GOLDEN = sorted(Path(__file__).parents[1].glob("golden/*/recovery.json"))
WORDS = language("en")


def found(text: str, as_of: str = "2026-06-30") -> list[Recovery]:
    made = report(text, as_of)
    return list(recoveries(made, made.allocation.items))


def only(text: str, as_of: str = "2026-06-30") -> Recovery:
    (one,) = found(text, as_of)
    return one


def way(recovery: Recovery, name: str) -> WeighedOption:
    (one,) = (each for each in recovery.options if each.option.name == name)
    return one


def names(recovery: Recovery, *, is_open: bool) -> list[str]:
    return [one.option.name for one in recovery.options if (one.why_not is None) == is_open]


def euros(number: str) -> Amount:
    return Amount(D(number), "EUR")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_golden(path: Path) -> None:
    entries, _, options = loader.load_file(str(path.parent / "source.beancount"))
    made = build_report(entries, options, find_as_of(entries, today()))
    data: Mapping[str, Any] = recovery_data(made, recoveries(made, made.open_items), WORDS)
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_figures_of_one_option() -> None:
    # 1000 − 12.5 % = 875; − 100 + 40 = 815; 100 / (875 + 40) = 10.93 %; 60 / 0.875 = 68.5714…
    outcome = weigh(D("1000.00"), "EUR", Cost(euros("100.00"), D("12.5"), euros("40.00")))
    assert outcome.share == euros("125.00")
    assert outcome.net == euros("815.00")
    assert outcome.break_even is not None
    assert round(outcome.break_even, 2) == D("10.93")
    assert outcome.smallest == euros("68.58")
    # below the smallest claim success itself costs money: 68.50 − 8.56 − 60
    below = weigh(D("68.50"), "EUR", Cost(euros("100.00"), D("12.5"), euros("40.00")))
    assert below.net == euros("-0.06")


def test_what_costs_more_than_it_brings_is_never_worth_it() -> None:
    outcome = weigh(D("50.00"), "EUR", Cost(euros("60.00")))
    assert outcome.net == euros("-10.00")
    assert outcome.break_even is None
    assert outcome.smallest == euros("60.00")


def test_a_share_alone_risks_nothing() -> None:
    outcome = weigh(D("50.00"), "EUR", Cost(share=D(20)))
    assert outcome.net == euros("40.00")
    assert outcome.break_even == 0


def test_a_currency_without_cents() -> None:
    outcome = weigh(D(1001), "JPY", Cost(share=D(15)))
    assert outcome.share == Amount(D(150), "JPY")  # 150.15
    assert outcome.net == Amount(D(851), "JPY")


def test_without_a_setting_there_is_no_figure() -> None:
    recovery = only(accounts() + sale("2026-03-02", "F1", "1200.00", due="2026-04-01"))
    order = way(recovery, "order-for-payment")
    assert order.outcome is None
    assert (
        str(order.missing)
        == 'cost not set: add 2026-06-30 custom "relance" "cost" "order-for-payment" … EUR'
    )
    assert way(recovery, "write-off").missing is None


def test_a_cost_in_another_currency_is_none() -> None:
    recovery = only(
        accounts()
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01", currency="USD")
        + '2026-01-01 custom "relance" "cost" "court" 100.00 EUR\n'
        + '2026-01-01 custom "relance" "cost" "agency"\n  share: 10\n'
        + '2026-01-01 custom "relance-customer" "Martin"\n  country: "FR"\n'
    )
    assert way(recovery, "court").outcome is None
    agency = way(recovery, "agency").outcome
    assert agency is not None  # a share is for any currency
    assert agency.share == Amount(D("123.60"), "USD")  # of 1200 + 35.95; the fee is in euros
    assert str(way(recovery, "small-claims").why_not) == "its limit is in EUR: €5,000.00"


@pytest.mark.parametrize(
    ("amount", "is_open"),
    [
        ("4853.93", True),  # + 145.42 of interest = 4 999.35, and the fee does not count
        ("4854.56", True),  # + 145.44 = 5 000.00
        ("4854.57", False),  # + 145.44 = 5 000.01
    ],
)
def test_the_bailiffs_limit_counts_principal_and_interest(amount: str, is_open: bool) -> None:  # noqa: FBT001
    # R125-1 CPCE: 5 000 euros, principal and interest; 12.15 % for 90 days is 2.99589 %
    recovery = only(accounts() + sale("2026-03-02", "F1", amount, due="2026-04-01"))
    assert (way(recovery, "small-claims").why_not is None) == is_open


def test_consumer() -> None:
    recovery = only(
        accounts()
        + '2026-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
    )
    assert recovery.stake.fee == 0
    assert recovery.stake.total == D("1200.00")
    assert names(recovery, is_open=True) == [
        "order-for-payment",
        "small-claims",
        "conciliation",
        "court",
        "agency",
        "lawyer",
        "write-off",
    ]
    order = way(recovery, "order-for-payment")
    assert [str(form) for form in order.forms] == ["cerfa 12948 (judicial court)"]
    assert str(order.documents[0]) == "form cerfa 12948 (judicial court)"
    assert any("16040" in str(each) for each in order.conditions)


def test_public_body_goes_to_the_administrative_court() -> None:
    recovery = only(
        accounts()
        + '2026-01-01 custom "relance-customer" "Martin"\n  kind: "public"\n'
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
    )
    assert names(recovery, is_open=True) == [
        "mediation",
        "claim-statement",
        "prefect",
        "administrative-court",
        "lawyer",
        "write-off",
    ]
    assert not names(recovery, is_open=False)


@pytest.mark.parametrize(
    ("name", "forms", "between_traders"),
    [
        ("Boulangerie Martin SARL", ["cerfa 12946 (commercial court)"], ""),
        ("SCI des Lilas", ["cerfa 12948 (judicial court)"], "only between traders"),
        ("Association Les Amis", ["cerfa 12948 (judicial court)"], "only between traders"),
        (
            "Martin",
            ["cerfa 12946 (commercial court)", "cerfa 12948 (judicial court)"],
            "",
        ),
    ],
)
def test_the_form_is_that_of_the_debtors_court(
    name: str, forms: list[str], between_traders: str
) -> None:
    recovery = only(
        accounts()
        + f'2026-01-01 custom "relance-customer" "Martin"\n  name: "{name}"\n'
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
    )
    order, route = way(recovery, "order-for-payment"), way(recovery, "traders-route")
    assert [str(form) for form in order.forms] == forms
    assert str(route.why_not or "") == between_traders
    which = any("liberal professions" in str(each) for each in order.conditions)
    assert which == (len(forms) > 1)
    conciliation = any("conciliation" in str(e) for e in way(recovery, "court").conditions)
    assert conciliation == ("cerfa 12948 (judicial court)" in forms)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("Commune de Guerlan", {"claim-statement", "administrative-court"}),
        ("Mme Claire Durand", {"order-for-payment"}),
        ("Association Les Amis", {"order-for-payment"}),
        ("Martin SARL", {"order-for-payment", "traders-route"}),
    ],
)
def test_who_looks_like_no_business_is_not_treated_as_one(name: str, offered: set[str]) -> None:
    """The ledger does not tell the kind; there is no order for payment against a town."""
    recovery = only(
        accounts()
        + f'2026-01-01 custom "relance-customer" "Martin"\n  name: "{name}"\n'
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
    )
    telling = {"claim-statement", "administrative-court", "order-for-payment", "traders-route"}
    assert telling.intersection(names(recovery, is_open=True)) == offered


@pytest.mark.parametrize(("amount", "is_needed"), [("4854.56", True), ("4854.57", False)])
def test_conciliation_is_needed_up_to_a_limit(amount: str, is_needed: bool) -> None:  # noqa: FBT001
    # CPC 750-1: 5 000 euros, here 4,854.56 and 145.44 of interest
    recovery = only(accounts() + sale("2026-03-02", "F1", amount, due="2026-04-01"))
    first = [str(each) for each in way(recovery, "court").conditions]
    assert any("attempt conciliation" in each for each in first) == is_needed


@pytest.mark.parametrize(("as_of", "is_open"), [("2026-04-26", False), ("2026-04-27", True)])
def test_uncontested_claims_between_traders_are_law(as_of: str, is_open: bool) -> None:  # noqa: FBT001
    route = way(
        only(accounts() + sale("2026-03-02", "F1", "9000.00", due="2026-04-01"), as_of),
        "traders-route",
    )
    assert (route.why_not is None) == is_open
    assert str(route.why_not or "only since 2026-04-27") == "only since 2026-04-27"
    assert any("no decree" in str(each) for each in route.conditions)


def test_elsewhere_nothing_french_is_offered() -> None:
    recovery = only(
        accounts()
        + '2026-01-01 custom "relance-customer" "Martin"\n  law: "US"\n'
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01", currency="USD")
    )
    assert names(recovery, is_open=True) == ["court", "agency", "lawyer", "write-off"]
    assert all(not one.limits for one in recovery.options)


@pytest.mark.parametrize(
    ("as_of", "filed", "expected"),
    [
        ("2026-08-31", None, ["6 months", "3 months"]),
        ("2026-09-01", None, ["3 months"]),  # an order is made on this day or later
        # an order of 31 August on the request: until the end of February
        ("2027-02-28", "2026-08-24", ["6 months", "3 months"]),
        ("2027-03-01", "2026-08-24", ["3 months"]),
        ("2027-02-28", "2026-09-03", ["3 months"]),
    ],
)
def test_time_to_serve_an_order(as_of: str, filed: str | None, expected: list[str]) -> None:
    books = accounts() + sale("2026-03-02", "F1", "10.00", due="2026-04-01")
    recovery = only(books + (remark(filed, "filed", "F1") if filed else ""), as_of)
    limits = [str(limit) for limit in way(recovery, "order-for-payment").limits]
    serve = [limit for limit in limits if "serve it" in limit]
    assert [limit.rpartition(" within ")[2] for limit in serve] == expected
    assert "the customer may object within 1 month of service" in limits
    assert (
        "an order dated 2026-09-01 or later: it can be enforced if the registry gives no notice "
        "of an objection within 2 months of service" in limits
    )


def test_disputed_entirely() -> None:
    recovery = only(
        accounts()
        + sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
        + '2026-01-01 custom "relance" "cost" "court" 100.00 EUR\n'
        + remark("2026-05-04", "dispute", "F1")
    )
    assert recovery.stake.disputed == D("1200.00")
    assert recovery.stake.principal == 0
    assert str(way(recovery, "order-for-payment").why_not) == "the whole amount is disputed"
    court = way(recovery, "court").outcome
    assert court is not None
    assert court.at_stake == euros("1200.00")


def test_what_is_covered_or_not_due_is_not_at_stake() -> None:
    books = accounts() + sale("2026-03-02", "F1", "1200.00", due="2026-04-01")
    books += sale("2026-06-02", "F2", "500.00", due="2026-07-31")
    books += '2026-01-01 custom "relance" "allocation" "explicit"\n'
    recovery = only(books + payment("2026-05-04", "200.00"))
    assert [one.invoice.reference for one in recovery.items] == ["F1"]
    assert recovery.stake.principal == D("1000.00")
    covered = only(books + payment("2026-05-04", "1200.00"))
    assert covered.stake.principal == 0


def test_each_currency_and_customer_apart() -> None:
    books = accounts("Martin", "Durand")
    books += sale("2026-03-02", "F1", "100.00") + sale("2026-03-02", "F2", "100.00", currency="USD")
    books += sale("2026-03-02", "F3", "100.00", customer="Durand")
    assert [(one.customer.id, one.currency) for one in found(books)] == [
        ("Durand", "EUR"),
        ("Martin", "EUR"),
        ("Martin", "USD"),
    ]


def test_the_last_cost_by_the_day_is_in_force() -> None:
    books = accounts() + sale("2026-03-02", "F1", "100.00", due="2026-04-01")
    books += '2026-01-01 custom "relance" "cost" "court" 90.00 EUR\n'
    books += '2026-07-01 custom "relance" "cost" "court" 95.00 EUR\n'
    for as_of, cost in (("2026-06-30", "90.00"), ("2026-07-01", "95.00")):
        outcome = way(only(books, as_of), "court").outcome
        assert outcome is not None
        assert outcome.fixed == euros(cost)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('"cost" "cuort" 1.00 EUR', "“court”, or another of"),
        ('"cost" "court" 12', "an amount with its currency"),
        ('"cost" "court"', "the name of an option and an amount"),
        ('"cost" "write-off" 1.00 EUR', "one of"),
        ('"cost" "court" 1.00 EUR 5', "the name of an option and an amount"),
        ('"cost"', "the name of an option and an amount"),
        ('"cost" "court" 1.00 EUR\n  share: 100', "a percentage from 0 to less than 100"),
        ('"cost" "court" 1.00 EUR\n  recoverable: 2.00 EUR', "no more than the cost itself"),
        ('"cost" "court" 1.00 EUR\n  recoverable: 1.00 USD', "no more than the cost itself"),
        ('"cost" "court" 1.00 EUR\n  portion: 1', "“portion” is not known here"),
        ('"account" "doubtfull" Assets:A', "“doubtful”, or another of"),
        ('"account" "doubtful" "Assets:A"', "an account, without quotes"),
        ('"account" Assets:A', "a role and an account"),
    ],
)
def test_what_is_wrong_is_said_on_its_line(line: str, complaint: str) -> None:
    _, problems = parse_settings(customs(f'\n\n2026-01-01 custom "relance" {line}\n'))
    (problem,) = problems
    assert complaint in str(problem.message)
    made = report(f'2026-01-01 custom "relance" {line}\n' + accounts())
    assert [number for number, _ in complaints(made)] == [1]


def test_a_bad_refund_leaves_the_cost() -> None:
    settings, _ = parse_settings(
        customs('2026-01-01 custom "relance" "cost" "court" 1.00 EUR\n  recoverable: 2.00 EUR\n')
    )
    assert settings.cost("court", "EUR") == Cost(euros("1.00"))


KEPT_BACK = (
    '2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
    '2020-01-01 custom "relance-customer" "Martin"\n  kind: "business"\n'
    + accounts("Martin")
    + """
2020-01-01 open Assets:Retenues-Garantie:Martin
2026-01-05 * "Martin" "Works" ^F1
  Assets:Clients:Martin  95.00 EUR
  Assets:Retenues-Garantie:Martin  5.00 EUR
  Income:Sales
"""
    + payment("2026-01-20", "95.00", "F1")
    + sale("2026-01-05", "F2", "200.00")
)


def test_retention_money_that_nobody_knows_the_day_of_is_not_claimed() -> None:
    """Only F2: 200 and its interest, and 40 once."""
    found = report(KEPT_BACK, "2026-04-20")
    (recovery,) = recoveries(found, found.open_items)
    assert [item.invoice.reference for item in recovery.items] == ["F2"]
    assert (recovery.stake.principal, recovery.stake.fee) == (D("200.00"), D("40.00"))


def test_what_waits_is_told_before_anybody_goes_to_court() -> None:
    promise = remark("2026-04-13", "promise", "F2", until="2026-04-30")
    found = report(KEPT_BACK + promise, "2026-04-20")
    (recovery,) = recoveries(found, found.open_items)
    (said,) = obstacles(found, recovery.items)
    assert language("en").render(said) == "F2: promise pending"
    found = report(KEPT_BACK, "2026-04-20")
    (recovery,) = recoveries(found, found.open_items)
    assert not list(obstacles(found, recovery.items))
