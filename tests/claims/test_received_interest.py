"""Charges: late interest and fees that came in, and what is still claimed after them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from beancount_relance.report.report import Report, build_report
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import (
    FRANCE,
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

PENALTIES = "2020-01-01 open Income:Penalites\n"
F1 = sale("2026-05-01", "F1", "1200.00", due="2026-05-31")  # 1 200 × 12.15 % × 30 / 365 = 11.98
F2 = sale("2026-05-02", "F2", "2000.00", due="2026-05-31")  # 2 000 × 12.15 % × 30 / 365 = 19.97


def received(date: str, amount: str, *links: str, account: str = "Income:Penalites") -> str:
    """Late interest or a fee, on the bank account."""
    names = "".join(f" ^{link}" for link in links)
    return f'{date} * "Martin" "Penalties"{names}\n  Assets:Bank  {amount} EUR\n  {account}\n'


def owed(text: str, number: str = "F1", as_of: str = "2026-06-30") -> tuple[object, object]:
    """The interest and the fee that are claimed on an invoice."""
    found = report(accounts() + PENALTIES + text, as_of)
    return both(found, number)


def both(found: Report, number: str) -> tuple[object, object]:
    claim = found.claims.of(item(found, number))
    return claim.interest.amount, claim.fee


def test_nothing_came_in() -> None:
    assert owed(F1) == (D("11.98"), 40)


@pytest.mark.parametrize(
    ("amount", "left"),
    [
        ("10.00", (D("1.98"), 40)),  # less than the fee: the interest first
        ("11.98", (0, 40)),
        ("30.00", (0, D("21.98"))),  # 18.02 of it for the fee
        ("40.00", (D("11.98"), 0)),  # the fee
        ("45.00", (D("6.98"), 0)),
        ("51.98", (0, 0)),
        ("60.00", (0, 0)),  # more than was owed
    ],
)
def test_what_came_in_is_claimed_no_more(amount: str, left: tuple[object, object]) -> None:
    assert owed(F1 + received("2026-06-20", amount, "F1")) == left


def test_interest_runs_on_after_it_came_in() -> None:
    # until 10 July: 30 days at 12.15 % = 11.98, and 10 days of July at 12.40 % = 4.08
    rates = '2026-07-01 custom "relance-rate" "ecb" 2.40\n'
    text = rates + F1 + received("2026-06-30", "51.98", "F1")
    assert owed(text, as_of="2026-07-10") == (D("4.08"), 0)


def test_the_past_does_not_know_it_yet() -> None:
    text = F1 + received("2026-06-30", "51.98", "F1")
    # 29 days: 11.58
    assert owed(text, as_of="2026-06-29") == (D("11.58"), 40)


def test_what_was_paid_back_is_owed_again() -> None:
    text = F1 + received("2026-06-10", "45.00", "F1")
    assert owed(text + received("2026-06-20", "-3.00", "F1")) == (D("9.98"), 0)
    assert owed(text + received("2026-06-20", "-15.00", "F1")) == (D("11.98"), 10)
    assert owed(text + received("2026-06-20", "-45.00", "F1")) == (D("11.98"), 40)


def test_one_sum_for_several_invoices() -> None:
    text = F1 + F2 + received("2026-06-30", "100.00", "F1", "F2")
    # F1 takes 40 and 11.98; of the 48.02 that are left F2 takes 40 and 8.02
    assert owed(text, "F1") == (0, 0)
    assert owed(text, "F2") == (D("11.95"), 0)


def test_the_invoice_that_the_money_paid_if_none_is_named() -> None:
    transfer = (
        '2026-06-20 * "Martin" "Transfer"\n  Assets:Bank  1250.00 EUR\n'
        "  Assets:Clients:Martin  -1200.00 EUR\n  Income:Penalites\n"
    )
    found = report(accounts() + PENALTIES + F1 + transfer)
    assert not item(found, "F1").is_open
    assert both(found, "F1") == (0, 0)  # 20 days: 7.99, and 40; 2.01 too much


def test_money_that_names_nothing_is_for_what_its_payer_was_late_with() -> None:
    assert owed(F1 + received("2026-06-20", "45.00")) == (D("6.98"), 0)


def test_money_that_names_nothing_of_somebody_else_pays_nothing() -> None:
    money = received("2026-06-20", "51.98").replace('"Martin"', '"Durand"')
    assert owed(F1 + money) == (D("11.98"), 40)


def test_money_that_names_nothing_pays_nothing_that_was_not_late_yet() -> None:
    assert owed(F1 + received("2026-05-31", "51.98")) == (D("11.98"), 40)


def test_a_number_in_the_narration_names_its_invoice() -> None:
    text = sale("2026-05-01", "FA-12", "1200.00", due="2026-05-31")
    text += received("2026-06-30", "51.98").replace('"Penalties"', '"Penalties for FA-12"')
    assert owed(text, "FA-12") == (0, 0)


def test_the_account_of_the_setting_and_those_below_it() -> None:
    text = '2020-01-01 custom "relance" "account" "interest" Income:Extra\n'
    text += "2020-01-01 open Income:Extra:Late\n2020-01-01 open Income:Extras\n" + F1
    assert owed(text + received("2026-06-30", "51.98", "F1", account="Income:Extra:Late")) == (0, 0)
    for other in ("Income:Extras", "Income:Penalites"):
        money = received("2026-06-30", "51.98", "F1", account=other)
        assert owed(text + money) == (D("11.98"), 40)


def test_interest_of_the_bank_is_none_of_the_customers() -> None:
    text = "2020-01-01 open Income:Produits-Financiers\n" + F1
    money = received("2026-06-30", "51.98", "F1", account="Income:Produits-Financiers")
    assert owed(text + money) == (0, 0)  # a bank names no invoice
    banks = money.replace('"Martin" "Penalties" ^F1', '"Bank" "Interest"')
    assert banks != money
    assert owed(text + banks) == (D("11.98"), 40)


def test_another_currency_pays_nothing() -> None:
    money = received("2026-06-30", "51.98", "F1").replace("EUR", "USD")
    assert owed(F1 + money) == (D("11.98"), 40)


def test_two_customers_with_one_number() -> None:
    text = accounts("Martin", "Durand") + PENALTIES + F1
    text += sale("2026-05-01", "F1", "1200.00", customer="Durand", due="2026-05-31")
    money = received("2026-06-30", "51.98", "F1")

    def left(text: str) -> dict[str, Decimal]:
        found = report(text)
        claims = {one.key[0]: found.claims.of(one) for one in found.open_items}
        return {name: claim.interest.amount + claim.fee for name, claim in claims.items()}

    assert left(text + money) == {"Martin": 0, "Durand": D("51.98")}
    said = money.replace('"Martin" "Penalties" ^F1', '"Penalties" ^F1\n  customer: "Durand"')
    assert left(text + said) == {"Martin": D("51.98"), "Durand": 0}
    nobody = money.replace('"Martin" ', "")
    assert left(text + nobody) == {"Martin": D("51.98"), "Durand": D("51.98")}


def test_instalments_share_what_came_in() -> None:
    text = sale("2026-05-01", "F1", "1200.00", due="2026-05-31")
    text += sale("2026-05-01", "F1", "1000.00", due="2026-06-10")
    found = report(accounts() + PENALTIES + text + received("2026-06-30", "55.00", "F1"))
    claims = [found.claims.of(one) for one in found.open_items]
    # 40 for the fee, 11.98 for the first; of 6.66 (20 days) on the second 3.02
    assert [claim.interest.amount for claim in claims] == [0, D("3.64")]
    assert [claim.fee for claim in claims] == [0, 0]


def test_interest_that_came_in_is_not_paid_again_by_a_part_payment() -> None:
    # 10 days: 3.99, received; so the 500 are all principal: 700 × 12.15 % × 20 / 365 = 4.66
    first = '2020-01-01 custom "relance" "part-payments" "interest-first"\n'
    text = first + F1 + payment("2026-06-10", "500.00", "F1") + received("2026-06-10", "3.99", "F1")
    assert owed(text) == (D("4.66"), 40)


def test_a_reference_that_cannot_be_read_is_reported_once_on_its_line() -> None:
    text = accounts() + PENALTIES + F1
    line = text.count("\n") + 1
    money = received("2026-06-30", "51.98").replace('"Penalties"', '"Penalties"\n  invoice: TRUE')
    (problem,) = complaints(report(text + money))
    assert problem[0] == line
    assert "invoice: “True” – expected an invoice number" in problem[1]


def test_bean_check_and_the_whole_reading_agree() -> None:
    paid = payment("2026-06-15", "1200.00", "F1")
    entries, options = load(
        FRANCE
        + accounts()
        + PENALTIES
        + F1
        + F2
        + paid
        + received("2026-06-30", "100.00", "F1", "F2")
    )
    for whole in (True, False):
        found = build_report(entries, options, day("2026-06-30"), whole=whole)
        # F1 ran 15 days: 5.99, and 40; of the 54.01 that are left F2 takes 40 and 14.01
        assert both(found, "F2") == (D("5.96"), 0)


FIRM = """
2020-01-01 custom "relance-stage" "standard" "reminder"
  claims: TRUE
  template: "firm-letter"
"""


def letter(text: str, language: str) -> str:
    """The firm letter about F1, on 30 June."""
    words = f'2020-01-01 custom "relance" "language" "{language}"\n'
    found = report(accounts() + PENALTIES + FIRM + words + text)
    return Writer(found).write(found.actions[0]).body


def test_the_letter_says_what_was_received() -> None:
    text = F1 + received("2026-06-20", "10.00", "F1")
    english = letter(text, "en")
    assert "– less what we have received: €10.00" in english
    assert "€1.98" in english
    assert "€1,241.98" in english  # 1 200 + 1.98 + 40
    assert "– à déduire, déjà reçu\N{NO-BREAK SPACE}: 10,00" in letter(text, "fr")


def test_a_letter_does_not_speak_of_interest_that_was_paid_in_full() -> None:
    text = F1 + received("2026-06-30", "51.98", "F1")
    assert "12.15" in letter(F1, "en")
    assert "12.15" not in letter(text, "en")
    assert "received:" not in letter(text, "en")


def test_a_letter_says_on_which_condition_interest_is_waived() -> None:
    body = letter(F1 + remark("2026-06-05", "waiver", "F1", until="2026-06-30"), "en")
    assert (
        "We waive late interest and the recovery fee on invoice F1 (interest of €11.98 to date and "
        "a fee of €40.00) if it is paid by 30 June 2026."
    ) in body
    assert "12.15" not in body
    body = letter(F1 + remark("2026-06-05", "waiver", "F1", until="2026-06-29"), "en")
    assert (
        "On 5 June 2026 we agreed to waive late interest and the recovery fee if we received "
        "payment of invoice F1 by 29 June 2026; we did not, and the waiver has lapsed."
    ) in body
    assert "12.15" in body
    assert "waive" not in letter(F1 + remark("2026-06-05", "waiver", "F1"), "en")


def test_a_french_letter_says_so_in_french() -> None:
    body = letter(F1 + remark("2026-06-05", "waiver", "F1", until="2026-06-30"), "fr")
    assert (
        "Nous renonçons aux pénalités de retard et à l’indemnité de recouvrement "
        "(11,98\N{NO-BREAK SPACE}€ de pénalités à ce jour et 40,00\N{NO-BREAK SPACE}€ "
        "d’indemnité), à condition que le règlement de la facture n°\N{NO-BREAK SPACE}F1 nous "
        "parvienne au plus tard le 30 juin 2026."
    ) in body
    body = letter(F1 + remark("2026-06-05", "waiver", "F1", until="2026-06-29"), "fr")
    assert (
        "La remise que nous vous avions consentie le 5 juin 2026 supposait le règlement de la "
        "facture n°\N{NO-BREAK SPACE}F1 au plus tard le 29 juin 2026\N{NARROW NO-BREAK SPACE}; "
        "cette condition n’a pas été remplie, et la remise est caduque."
    ) in body
