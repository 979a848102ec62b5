"""Which later credits reverse a debit, so that neither of the two counts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import cast

from msgspec import Struct

from beancount_relance.ledger.accounts.account_words import EXCHANGE
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.counterparts.natures import CASH, EQUITY, INCOME
from beancount_relance.ledger.receivable_postings import ReceivablePosting
from beancount_relance.receivables.credits_and_debits import REVERSED_WITHIN
from beancount_relance.receivables.reversed_debits import ReversedDebits

DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2026, 3, 1)


class Entry(Struct, frozen=True):
    """What stands against a line."""

    nature: str
    legs: frozenset[str] = frozenset({"sales", "vat"})


class Line(Struct, frozen=True):
    """What is read of a posting."""

    number: Decimal
    txn: Entry
    date: datetime.date
    names: tuple[str, ...] = ()
    narration: str = ""
    customer: str = "Roux"
    currency: str = "EUR"


class Legs:
    """What stands against the lines, as they say themselves."""

    def side(self, txn: Entry, _number: Decimal) -> tuple[str, tuple[str, ...]]:
        return txn.nature, ()

    def legs(self, txn: Entry) -> frozenset[str]:
        return txn.legs


def line(
    number: int,
    nature: str = EQUITY,
    days: int = 0,
    *names: str,
    text: str = "",
    legs: tuple[str, ...] = ("sales", "vat"),
    customer: str = "Roux",
) -> ReceivablePosting:
    entry = Entry(nature, frozenset(legs))
    found = Line(Decimal(number), entry, FIRST + days * DAY, names, text, customer)
    return cast("ReceivablePosting", found)


def reading(*credits_: ReceivablePosting, undone: tuple[int, ...] = ()) -> ReversedDebits:
    return ReversedDebits(credits_, cast("Counterparts", Legs()), undone)


def taken(
    debit: ReceivablePosting, *credits_: ReceivablePosting, of_invoice: bool = True
) -> set[int]:
    """The places of the credits that reverse a debit."""
    found = reading(*credits_)
    assert found.reverse(debit, of_invoice=of_invoice) == bool(found.used)
    return found.used


def test_the_credit_of_its_amount_or_else_all_of_one_day() -> None:
    debit = line(100)
    assert taken(debit, line(-100)) == {0}
    assert taken(debit, line(-60), line(-40)) == {0, 1}
    assert taken(debit, line(-60), line(-100), line(-40)) == {1}
    assert taken(debit, line(-60, EQUITY, 1), line(-40, EQUITY, 2)) == set()
    assert taken(debit, line(-60, EQUITY, 1), line(-100, EQUITY, 2)) == {1}
    assert taken(debit, line(-60), line(-50)) == set()
    assert taken(debit, line(-100, customer="Noir")) == set()
    assert taken(debit, line(-100, INCOME)) == set()
    assert taken(debit, debit, line(-60), line(-40)) == {1, 2}
    assert taken(debit, line(-50), line(-100, EQUITY, 500), line(-100, EQUITY, 3)) == {2}
    twice = reading(line(-100), line(-100), line(-100), undone=(0,))
    assert [twice.reverse(debit, of_invoice=True) for _ in range(3)] == [True, True, False]
    assert twice.used == {1, 2}


def test_within_some_time_after_the_debit() -> None:
    most = REVERSED_WITHIN.days
    found = {days: taken(line(100), line(-100, EQUITY, days)) for days in (-1, 0, most, most + 1)}
    assert found == {-1: set(), 0: {0}, most: {0}, most + 1: set()}


def test_names_that_have_to_be_the_same_or_none() -> None:
    one, other = "F-1", "F-2"
    fits = {
        (EQUITY, (), ()): True,
        (EQUITY, (one,), ()): False,
        (EQUITY, (), (one,)): False,
        (EXCHANGE, (), ()): True,
        (EXCHANGE, (one,), ()): True,
        (EXCHANGE, (), (one,)): True,
        (EXCHANGE, (one,), (one,)): True,
        (EXCHANGE, (one,), (other,)): False,
        (CASH, (one,), ("f-1", other)): True,
        (CASH, (one,), (other,)): False,
        (CASH, (one,), ()): False,
        (CASH, (), ()): False,
        (INCOME, (one,), (one,)): False,
    }
    found = {
        (nature, names, theirs): bool(
            taken(line(100, nature, 0, *names), line(-100, nature, 1, *theirs))
        )
        for nature, names, theirs in fits
    }
    assert found == fits
    lent = line(100, CASH, 0, one), line(-100, CASH, 1, one)
    assert not taken(*lent, of_invoice=False)


def test_a_second_entry_is_cancelled() -> None:
    before, told = line(100, INCOME, 0, "F-1"), "entered twice"
    cancelled = {
        (24, 25, ""): True,
        (24, 24, ""): False,  # on its own day it may cancel the first entry
        (24, 24, told): True,
        (25, 26, ""): False,  # it may be a subscription's next invoice
        (25, 26, told): True,
    }
    found = {}
    for again, credited, text in cancelled:
        second = line(100, INCOME, again, "F-1")
        credit = line(-100, INCOME, credited, "F-1", text=text)
        rests = reading(credit)
        found[again, credited, text] = rests.is_second_entry_cancelled(
            second, before, corrects=False
        )
        assert reading(credit).is_second_entry_cancelled(second, before, corrects=True) == bool(
            text
        )
        assert reading(credit).is_first_entry_cancelled(second) == (not text)
        assert reading(credit).cancel(second)
    assert found == cancelled
    second = line(100, INCOME, 1, "F-1")
    for legs, fits in ((("sales",), True), (("sales", "vat", "fees"), False)):
        credit = line(-100, INCOME, 2, "F-1", legs=legs)
        assert reading(credit).is_second_entry_cancelled(second, before, corrects=False) == fits
