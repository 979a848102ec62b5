"""Receipts posted elsewhere: nobody who has paid is reminded, and no hold is for nothing."""

from __future__ import annotations

import os
import random

import pytest

from beancount_relance.dunning.possible_payments import POSSIBLE_PAYMENT
from tests.support.ledgers import accounts, remark, report, sale

NAMES = ("Alder", "Birch", "Cedar")
OPENED = accounts(*NAMES) + "".join(
    f"2020-01-01 open {name}\n" for name in ("Equity:Suspense", "Income:Uncategorized")
)
ELSEWHERE = ("Equity:Suspense", "Income:Uncategorized", "customer")


def receipt(payee: str, text: str, amount: str, account: str) -> str:
    return f'2026-06-01 * "{payee}" "{text}"\n  Assets:Bank  {amount} EUR\n  {account}\n'


def book(chance: random.Random) -> tuple[str, set[str], set[str]]:
    """A book, its invoices that were paid somewhere else, and those that were not paid."""
    text = OPENED
    paid: set[str] = set()
    owing: set[str] = set()
    for place, name in enumerate(NAMES):
        number, amount = f"F2026-{place + 1:03}", f"{chance.randint(100, 999)}.{place + 11}"
        text += sale("2026-05-01", number, amount, customer=name)
        where = chance.choice(ELSEWHERE)
        other = NAMES[(place + 1) % len(NAMES)]
        account = f"Assets:Clients:{other}" if where == "customer" else where
        kind = chance.choice(("quoted", "amount", "stranger", "nothing"))
        if kind == "quoted":
            text += receipt("Bank", f"VIR {number.replace('-', '')}", "50.00", account)
        elif kind == "amount" and where != "customer":
            text += receipt(f"{name} SARL", "VIR", amount, account)
        elif kind == "stranger" and where != "customer":
            text += receipt("Heath", "VIR", amount, account)
        is_paid = kind == "quoted" or (kind == "amount" and where != "customer")
        (paid if is_paid else owing).add(number)
    return text, paid, owing


COUNT = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 50


def test_books_with_misplaced_receipts() -> None:
    chance = random.Random(500)  # noqa: S311 - no secret
    for _ in range(COUNT):
        text, paid, owing = book(chance)
        found = report(text)
        held = {
            each.item.invoice.reference
            for each in found.decisions.values()
            if each.why == POSSIBLE_PAYMENT
        }
        chased = {item.invoice.reference for action in found.actions for item in action.items}
        assert not chased & paid, text
        assert not held & owing, text


SOLD = sale("2026-05-01", "F2026-001", "500.00", customer="Alder")
HELD = receipt("Alder", "VIR", "500.00", "Equity:Suspense")


def why(text: str) -> list[str | None]:
    return [each.why for each in report(OPENED + text).decisions.values()]


def test_a_hold_ends_by_a_note_for_ever_and_not_for_later_money() -> None:
    answer = remark("2026-06-02", "resume", "F2026-001", customer="Alder")
    assert why(SOLD + HELD) == [POSSIBLE_PAYMENT]
    assert POSSIBLE_PAYMENT not in why(SOLD + HELD + answer)
    later = HELD.replace("2026-06-01", "2026-06-03")
    assert why(SOLD + HELD + answer + later) == [POSSIBLE_PAYMENT]


def test_money_that_was_moved_away_from_suspense_is_no_candidate() -> None:
    moved = '2026-06-02 * "Sent back"\n  Equity:Suspense  500.00 EUR\n  Assets:Bank\n'
    assert POSSIBLE_PAYMENT not in why(SOLD + HELD + moved)


@pytest.mark.parametrize("date", ["2026-04-30", "2026-07-01"])
def test_money_before_the_invoice_or_after_the_day_is_no_candidate(date: str) -> None:
    assert POSSIBLE_PAYMENT not in why(SOLD + HELD.replace("2026-06-01", date))


def test_the_setting_replaces_what_the_names_say() -> None:
    setting = '2026-01-01 custom "relance" "suspense" Income:Uncategorized\n'
    assert POSSIBLE_PAYMENT not in why(setting + SOLD + HELD)
    here = HELD.replace("Equity:Suspense", "Income:Uncategorized")
    assert why(setting + SOLD + here) == [POSSIBLE_PAYMENT]
