"""Recovery fees by the amount that was late."""

from __future__ import annotations

import pytest

from beancount_relance.law.recovery_fee import Fee, FeeStep, parse_fee
from beancount_relance.law.regimes import regimes
from tests.support.ledgers import D, accounts, item, payment, report, sale


def fee_of(regime: str, amount: str) -> object:
    fee = regimes()[regime].fee
    assert fee is not None
    return fee.on(D(amount))


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        # Besluit vergoeding voor buitengerechtelijke incassokosten, article 2
        ("0.00", "0"),
        ("0.01", "40"),
        ("266.66", "40"),  # 15 % would be 39.999
        ("266.70", "40.01"),  # 40.005
        ("1000.00", "150"),
        ("2500.00", "375"),
        ("5000.00", "625"),
        ("10000.00", "875"),
        ("200000.00", "2775"),
        ("300000.00", "3275"),
        ("1000000.00", "6775"),
        ("5000000.00", "6775"),
    ],
)
def test_the_netherlands_by_slices(amount: str, fee: str) -> None:
    assert fee_of("nl-business", amount) == D(fee)


@pytest.mark.parametrize(
    ("regime", "amount", "fee"),
    [
        ("ie-business", "1000.00", 40),
        ("ie-business", "1000.01", 70),
        ("ie-business", "10000.00", 70),
        ("ie-business", "10000.01", 100),
        ("uk-business", "999.99", 40),
        ("uk-business", "1000.00", 70),
        ("uk-business", "9999.99", 70),
        ("uk-business", "10000.00", 100),
        ("fr-business", "0.01", 40),
        ("fr-business", "1000000.00", 40),
    ],
)
def test_by_steps(regime: str, amount: str, fee: int) -> None:
    assert fee_of(regime, amount) == fee


@pytest.mark.parametrize(
    "text",
    ["EUR", "EUR forty", "EUR 40 to 1000", "EUR 40 above, 70 above", "EUR 40 to 10, 5% above"],
)
def test_what_is_no_fee_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="recovery fee"):
        parse_fee(text)


def claimed(text: str, country: str = "IE", as_of: str = "2026-06-30") -> object:
    opened = accounts().replace("Clients:Martin", f'Clients:Martin\n  law: "{country}"')
    found = report(opened + text, as_of)
    return sum(found.claims.of(one).fee for one in found.open_items)


def test_by_what_was_late_not_by_what_was_paid_in_time() -> None:
    text = sale("2026-05-01", "F1", "11000.00", due="2026-05-31")
    assert claimed(text) == 100
    assert claimed(text + payment("2026-05-31", "5000.00", "F1")) == 70
    assert claimed(text + payment("2026-06-01", "5000.00", "F1")) == 100


def test_what_was_credited_never_was_late() -> None:
    text = sale("2026-05-01", "F1", "11000.00", due="2026-05-31")
    text += '2026-06-10 * "Credit note" ^F1\n  Assets:Clients:Martin  -5000 EUR\n  Income:Sales\n'
    assert claimed(text) == 70


def test_what_was_given_as_a_discount_never_was_late() -> None:
    text = sale("2026-05-01", "F1", "10500.00", due="2026-05-31")
    text += "2020-01-01 open Expenses:Escomptes\n"
    text += '2026-06-10 * "Less a discount" ^F1\n  Assets:Clients:Martin  -9600.00 EUR\n'
    text += "  Assets:Bank  9000.00 EUR\n  Expenses:Escomptes  600.00 EUR\n"
    assert claimed(text) == 70  # for 9 900 that were late


def test_a_payment_in_time_that_bounced_does_not_save_the_fee() -> None:
    text = sale("2026-05-01", "F1", "800.00", due="2026-05-31") + payment(
        "2026-05-20", "800.00", "F1"
    )
    text += '2026-06-02 * "Returned" ^F1\n  Assets:Clients:Martin  800.00 EUR\n  Assets:Bank\n'
    assert claimed(text, "FR") == 40


INSTALMENTS = """
    2026-04-01 * "Martin" "Works" ^F1
      Assets:Clients:Martin  600.00 EUR
        due: 2026-04-30
      Assets:Clients:Martin  600.00 EUR
        due: 2026-05-31
      Income:Sales
"""


def test_once_for_an_invoice_in_instalments_by_all_that_is_late() -> None:
    text = "\n".join(line[4:] for line in INSTALMENTS.splitlines()) + "\n"
    assert claimed(text, as_of="2026-05-15") == 40
    assert claimed(text, as_of="2026-06-30") == 70


def test_once_though_an_instalment_was_paid_late_before() -> None:
    text = "\n".join(line[4:] for line in INSTALMENTS.splitlines()) + "\n"
    text += payment("2026-05-10", "600.00", "F1")
    found = report(accounts() + text, "2026-06-30")
    fees = [found.claims.of(one).fee for one in found.allocation.items]
    assert sorted(fees) == [0, 40]
    assert [late.claim.fee for late in found.paid_late()] == [0]
    open_item = next(one for one in found.allocation.items if one.is_open)
    assert found.claims.of(open_item).fee == 40


def test_a_fee_bears_no_interest() -> None:
    text = accounts() + sale("2026-05-01", "F1", "1000.00", due="2026-05-31")
    found = report(text)
    (segment,) = found.claims.of(item(found, "F1")).interest.segments
    assert segment.principal == D("1000.00")


# Read afresh: the table itself is read once, whatever happens to its reader


def test_one_sum_for_every_invoice() -> None:
    assert parse_fee("EUR 40") == Fee("EUR", (FeeStep(D(40), None, included=False),))


def test_sums_by_size_with_the_limit_in_the_lower_or_in_the_higher() -> None:
    assert parse_fee("EUR 40 to 1000, 70.50 above") == Fee(
        "EUR", (FeeStep(D(40), D(1000), included=True), FeeStep(D("70.50"), None, included=False))
    )
    assert parse_fee("GBP 40 below 1000, 70 above") == Fee(
        "GBP", (FeeStep(D(40), D(1000), included=False), FeeStep(D(70), None, included=False))
    )


def test_a_share_of_each_slice_with_its_bounds() -> None:
    fee = parse_fee("EUR 10% to 1000, 0.5% above, least 40, most 110")
    assert fee == Fee(
        "EUR",
        (FeeStep(D(10), D(1000), included=True), FeeStep(D("0.5"), None, included=False)),
        by_slices=True,
        least=D(40),
        most=D(110),
    )
    # 30 is less than the least; 10 % of 999.99; 100 and 0.5 % of 500; 125 is more than the most
    amounts = [D("300"), D("999.99"), D("1500"), D("6000")]
    assert [fee.on(amount) for amount in amounts] == [D(40), D(100), D("102.50"), D(110)]


def test_a_share_without_bounds() -> None:
    fee = parse_fee("EUR 10% to 1000, 1% above")
    assert fee.least == 0
    assert fee.most is None
    assert fee.on(D("0.04")) == 0
    assert fee.on(D("1000000")) == 10090  # 100, and 1 % of 999 000


def test_a_share_is_rounded_half_up_to_the_unit_of_its_currency() -> None:
    assert parse_fee("JPY 10% to 1000, 1% above").on(D("105")) == 11
    assert parse_fee("KWD 10% to 1000, 1% above").on(D("0.105")) == D("0.011")
