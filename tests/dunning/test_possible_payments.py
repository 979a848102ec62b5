"""Receipts posted elsewhere: nobody who has paid is reminded, and no hold is for nothing."""

from __future__ import annotations

import random

import pytest

from beancount_relance.dunning.open_items import OpenItems
from beancount_relance.dunning.questions.possible_payment import POSSIBLE_PAYMENT
from beancount_relance.report.report import Report
from tests.support.examples import at_night
from tests.support.ledgers import accounts, payment, remark, report, sale

NAMES = ("Alder", "Birch", "Cedar")
OPENED = accounts(*NAMES, "Damson") + "".join(
    f"2020-01-01 open {name}\n" for name in ("Equity:Suspense", "Income:Uncategorized")
)
ELSEWHERE = ("Equity:Suspense", "Income:Uncategorized", "customer")


def receipt(payee: str, text: str, amount: str, account: str) -> str:
    return f'2026-06-01 * "{payee}" "{text}"\n  Assets:Bank  {amount} EUR\n  {account}\n'


def cents(chance: random.Random) -> int:
    return chance.randint(10_000, 99_999)


def written(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"


def book(chance: random.Random) -> tuple[str, set[str], set[str]]:
    """A book, its invoices that were paid somewhere else, and those that were not paid."""
    text = OPENED
    paid: set[str] = set()
    owing: set[str] = set()
    for place, name in enumerate(NAMES):
        owed = {f"F2026-{place + 1:02}{part}": cents(chance) for part in range(4)}
        for number, amount in owed.items():
            text += sale("2026-05-01", number, written(amount), customer=name)
        where = chance.choice(ELSEWHERE)
        account = "Assets:Clients:Damson" if where == "customer" else where
        kind = chance.choice(("quoted", "amount", "sum", "all", "stranger", "strange sum", "other"))
        count = {"sum": 3, "strange sum": 3, "all": 4}.get(kind, 1)
        theirs = chance.sample(sorted(owed), count)
        total = written(sum(owed[number] for number in theirs))
        numbers = " ".join(number.replace("-", "") for number in theirs)
        payee, said, amount_paid = {
            "quoted": ("Bank", f"VIR {numbers}", "50.00"),
            "stranger": ("Heath", "VIR", total),
            "strange sum": ("Heath", "VIR", total),
            "other": (f"{name} SARL", "VIR", "1.23"),
        }.get(kind, (f"{name} SARL", "VIR", total))
        text += receipt(payee, said, amount_paid, account)
        found = set(theirs) if kind in ("quoted", "amount", "sum", "all") else set()
        paid |= found
        owing |= owed.keys() - found
    return text, paid, owing


def chased_in(found: Report) -> set[str]:
    """The invoices that a reminder is about or mentions, today or in the days to come."""
    actions = (*found.actions, *found.agenda.upcoming)
    parts = (part for action in actions for part in (*action.items, *action.also_due))
    return {part.item.invoice.reference for part in parts}


COUNT = at_night(50, 500)


def test_books_with_misplaced_receipts() -> None:
    chance = random.Random(500)  # noqa: S311 - no secret
    for _ in range(COUNT):
        text, paid, owing = book(chance)
        found = report(text, f"2026-06-{chance.randint(1, 30):02}")
        held = {
            each.item.invoice.reference
            for each in found.decisions.values()
            if each.why == POSSIBLE_PAYMENT
        }
        assert not chased_in(found) & paid, text
        assert not held & owing, text


SOLD = sale("2026-05-01", "F2026-001", "500.00", customer="Alder")
HELD = receipt("Alder", "VIR", "500.00", "Equity:Suspense")


def why(text: str) -> list[str | None]:
    return [each.why for each in report(OPENED + text).decisions.values()]


def test_no_letter_takes_along_what_money_in_suspense_may_pay() -> None:
    both = SOLD + sale("2026-05-08", "F2026-002", "200.00", customer="Alder")
    noted = "".join(
        remark(date, kind, "F2026-001", "F2026-002", customer="Alder")
        for date, kind in (("2026-06-10", "reminder"), ("2026-06-19", "firm-letter"))
    )
    assert chased_in(report(OPENED + both + noted)) == {"F2026-001", "F2026-002"}
    money = receipt("Bank", "VIR F2026-002", "150.00", "Equity:Suspense")
    assert chased_in(report(OPENED + both + noted + money)) == {"F2026-001"}


def test_a_hold_ends_by_a_note_for_ever_and_not_for_later_money() -> None:
    answer = remark("2026-06-02", "resume", "F2026-001", customer="Alder")
    assert why(SOLD + HELD) == [POSSIBLE_PAYMENT]
    assert POSSIBLE_PAYMENT not in why(SOLD + HELD + answer)
    later = HELD.replace("2026-06-01", "2026-06-03")
    assert why(SOLD + HELD + answer + later) == [POSSIBLE_PAYMENT]


@pytest.mark.parametrize(
    ("kind", "more", "again"),
    [
        ("dispute", {}, {}),
        ("promise", {"until": "2026-07-20"}, {"until": "2026-07-20"}),
        (
            "plan",
            {"plan": '"2026-06-10 100.00 EUR, 2026-07-20 400.00 EUR"'},
            {"plan": '"2026-07-20 400.00 EUR"'},
        ),
    ],
)
def test_what_goes_on_after_that_is_noted_once_more(
    kind: str, more: dict[str, str], again: dict[str, str]
) -> None:
    first = remark("2026-05-31", kind, "F2026-001", customer="Alder", **more)
    paid = payment("2026-06-10", "100.00", "F2026-001", customer="Alder") if kind == "plan" else ""
    answer = remark("2026-06-12", "resume", "F2026-001", customer="Alder")
    anew = remark("2026-06-12", kind, "F2026-001", customer="Alder", **again)
    assert why(SOLD + first + paid + HELD + answer) != why(SOLD + first + paid)
    assert why(SOLD + first + paid + HELD + answer + anew) == why(SOLD + first + paid)


def test_money_that_was_moved_away_from_suspense_is_no_candidate() -> None:
    moved = '2026-06-02 * "Sent back"\n  Equity:Suspense  500.00 EUR\n  Assets:Bank\n'
    assert POSSIBLE_PAYMENT not in why(SOLD + HELD + moved)


@pytest.mark.parametrize("date", ["2026-04-30", "2026-07-01"])
def test_money_before_the_invoice_or_after_the_day_is_no_candidate(date: str) -> None:
    assert POSSIBLE_PAYMENT not in why(SOLD + HELD.replace("2026-06-01", date))


def test_the_setting_replaces_what_the_names_say() -> None:
    setting = '2026-01-01 custom "relance" "suspense" Income:Uncategorized\n'
    both = SOLD + sale("2026-05-08", "F2026-002", "200.00", customer="Alder")
    held = HELD.replace("500.00", "650.00").replace("VIR", "fact 1 et 2")
    # two numbers in short, and another amount: only in suspense is that enough
    assert why(both + held) == [POSSIBLE_PAYMENT, POSSIBLE_PAYMENT]
    assert POSSIBLE_PAYMENT not in why(setting + both + held)
    here = held.replace("Equity:Suspense", "Income:Uncategorized")
    assert why(setting + both + here) == [POSSIBLE_PAYMENT, POSSIBLE_PAYMENT]


def test_money_posted_anywhere_holds_what_it_names_and_no_cash_sale_does() -> None:
    """As many books of the same kind: on income, a liability, an expense or another asset."""
    chance = random.Random(501)  # noqa: S311 - no secret
    places = ("Income:Sales", "Liabilities:Other", "Expenses:Other", "Equity:Other", "Assets:Other")
    opened = accounts(*NAMES) + "".join(
        f"2020-01-01 open {name}\n" for name in places if name != "Income:Sales"
    )
    for _ in range(COUNT):
        owed = {f"F2026-{place:03}": name for place, name in enumerate(NAMES)}
        amounts = {number: cents(chance) for number in owed}
        text = opened + "".join(
            sale("2026-05-01", number, written(amounts[number]), customer=name)
            for number, name in owed.items()
        )
        number = chance.choice(sorted(owed))
        kind = chance.choice(("quoted", "alike", "cash sale", "stranger"))
        payee, said, amount = {
            "quoted": ("Bank", f"VIR {number.replace('-', '')}", amounts[number] - 1),
            "alike": (f"{owed[number]} SARL", "VIR", amounts[number]),
            "cash sale": (owed[number], "Counter", amounts[number] + 1),
            "stranger": ("Heath", "VIR", amounts[number]),
        }[kind]
        text += receipt(payee, said, written(amount), chance.choice(places))
        found = report(text, "2026-06-30")
        held = [n.item.invoice.reference for n in found.decisions.values() if n.why]
        assert held == ([number] if kind in ("quoted", "alike") else []), text


def test_who_is_exactly_one_customer_has_not_paid_for_another_of_a_longer_name() -> None:
    opened = accounts("Martin", "Martin-Freres") + "2020-01-01 open Equity:Suspense\n"
    both = sale("2026-05-01", "F2026-001", "500.00", customer="Martin") + sale(
        "2026-05-01", "F2026-002", "500.00", customer="Martin-Freres"
    )
    money = receipt("MARTIN", "VIR", "500.00", "Equity:Suspense")
    found = report(opened + both + money)
    held = {
        each.item.invoice.reference
        for each in found.decisions.values()
        if each.why == POSSIBLE_PAYMENT
    }
    assert held == {"F2026-001"}


@pytest.mark.parametrize("account", ["Liabilities:TVA:En-Attente", "Income:Produits-En-Attente"])
def test_vat_and_sales_that_wait_for_the_payment_are_no_receipts(account: str) -> None:
    opened = f"2026-01-01 open {account}\n"
    waiting = SOLD.replace("Income:Sales", f"Income:Sales  -400.00 EUR\n  {account}")
    assert POSSIBLE_PAYMENT not in why(opened + waiting)


def test_vat_that_waits_is_no_receipt_however_it_got_there() -> None:
    opened = "2026-01-01 open Liabilities:TVA:En-Attente\n"
    vat = receipt("Alder", "F2026-001", "500.00", "Liabilities:TVA:En-Attente")
    assert POSSIBLE_PAYMENT not in why(opened + SOLD + vat)


def test_one_entry_with_money_in_two_currencies_may_pay_two_invoices() -> None:
    both = SOLD + sale("2026-05-01", "F2026-002", "70.00", customer="Alder", currency="USD")
    money = '2026-06-01 * "Alder" "VIR"\n' + "".join(
        f"  Assets:Bank  {amount}\n  Income:Sales  -{amount}\n" for amount in ("500 EUR", "70 USD")
    )
    assert why(both + money) == [POSSIBLE_PAYMENT, POSSIBLE_PAYMENT]


DEBTORS = ("Alder", "Garage", "Garage-Dupont", "Dupont-Conseil", "Vallat-Perrin-Freres")


@pytest.mark.parametrize(
    ("payer", "narration", "meant", "sure"),
    [
        pytest.param("Garage Dupont", "VIR", ["Garage-Dupont"], True, id="exactly its name"),
        pytest.param("GARAGE", "VIR DUPONT CONSEIL", ["Garage"], True, id="whatever else is said"),
        pytest.param("Damson", "VIR Alder", [], True, id="who owes nothing"),
        pytest.param("VIR GARAGE DUPONT LYON", "", ["Garage-Dupont"], True, id="the longest name"),
        pytest.param("CRCAM", "VIR GARAGE DUPONT", ["Garage-Dupont"], True, id="in the narration"),
        pytest.param("ALDER LYON", "VIR", ["Alder"], False, id="one word among others"),
        pytest.param(
            "Dupont", "VIR", ["Dupont-Conseil", "Garage-Dupont"], False, id="a word of two"
        ),
        pytest.param("Vallat Perrin", "VIR", ["Vallat-Perrin-Freres"], True, id="two words of one"),
        pytest.param("Vallat", "VIR", ["Vallat-Perrin-Freres"], False, id="one word of one"),
        pytest.param("Heath SARL", "VIR", [], False, id="nobody's word"),
        pytest.param("", "", [], False, id="nothing said"),
    ],
)
def test_whom_the_name_of_a_payer_means(
    payer: str, narration: str, meant: list[str], *, sure: bool
) -> None:
    text = accounts(*DEBTORS, "Damson")
    for place, name in enumerate(DEBTORS):
        text += sale("2026-05-01", f"F2026-{place}", "100.00", customer=name)
    found = report(text)
    items = OpenItems(found.open_items, found.customers, found.accounts)
    theirs, is_sure = items.of_payer(payer, narration)
    assert ([item.invoice.customer for item in theirs], is_sure) == (meant, sure)


SALES = {
    "link": '2026-05-01 * "{0} Ltd" "Doors" ^{1}\n  {2}  {3} EUR\n  Income:Sales\n',
    "key": '2026-05-01 * "{0} Ltd" "Doors"\n  invoice: "{1}"\n  {2}  {3} EUR\n  Income:Sales\n',
    "narration": '2026-05-01 * "{0} Ltd" "Invoice {1}"\n  {2}  {3} EUR\n  Income:Sales\n',
    "nothing": '2026-05-01 * "{0} Ltd" "Doors"\n  {2}  {3} EUR\n  Income:Sales\n',
}


@pytest.mark.parametrize("way", SALES)
@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize("amount", ["400.00", "300.00", "20.00"])
def test_what_is_paid_for_another_holds_their_reminder(
    way: str, amount: str, *, is_shared: bool
) -> None:
    text = OPENED + "2020-01-01 open Assets:Clients\n" * is_shared
    names = {name: "Assets:Clients" if is_shared else f"Assets:Clients:{name}" for name in NAMES}
    for place, (name, account) in enumerate(names.items(), 1):
        text += SALES[way].format(name, f"INV-{place}", account, f"{place + 2}00.00")
    text += receipt("Cedar Ltd", "Payment for Birch Ltd", amount, names["Cedar"])
    found = report(text)
    asked = [each for each in found.questions if each.why == POSSIBLE_PAYMENT]
    assert [each.customer.removesuffix(" Ltd") for each in asked] == ["Birch"]
    chased = {part.item.invoice.customer for a in found.actions for part in a.items}
    assert {name.removesuffix(" Ltd") for name in chased} == {"Alder", "Cedar"}
