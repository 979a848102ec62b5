"""What payments without a name have plainly settled is left unread; the rest is the same."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beancount_relance.receivables.netting.plain_claims import PlainClaims
from beancount_relance.report.past_days import owed_on
from beancount_relance.report.who_owes_what import Position, read_position
from tests.support.examples import at_night
from tests.support.ledgers import accounts, load

LAST = datetime.date(2026, 6, 30)
NAMES = ("Alder", "Birch", "Cedar")
OPENED = (
    accounts(*NAMES)
    + "2020-01-01 open Assets:Clients\n2020-01-01 open Liabilities:TVA\n"
    + "2020-01-01 open Expenses:Bank-Fees\n2020-01-01 open Equity:Suspense\n"
)
COUNT = at_night(120, 3_000)
TEXTS = ("VIREMENT", "", "VIR SEPA 2026-05-14 REF 88412", "F2026-003", "14", "fact 3", "K-77 merci")


def entry(
    day: datetime.date, payee: str, text: str, account: str, cents: int, other: str, more: str = ""
) -> str:
    amount = f"{cents / 100:.2f} EUR"
    return f'{day} * "{payee}" "{text}"{more}\n  {account}  {amount}\n  {other}\n'


def book(chance: random.Random) -> str:
    """A book in which nearly all payments name nothing, and some do what is not plain."""
    text = OPENED
    if chance.random() < 0.2:
        text += '2020-01-01 custom "relance" "retention" "5 % 1 year"\n'
    if chance.random() < 0.2:
        text += '2020-01-01 custom "relance" "terms" "2% 10 net 30"\n'
    odd = chance.choice((0, 0, 0.1, 0.3, 0.6))
    number = 0
    for name in NAMES:
        account = "Assets:Clients" if name == "Cedar" else f"Assets:Clients:{name}"
        open_: list[tuple[str, int]] = []
        day = datetime.date(2026, 1, 5)
        for _ in range(chance.randint(2, 9)):
            day += datetime.timedelta(days=chance.randint(0, 9))
            if chance.random() < 0.6 or not open_:
                number += 1
                cents = chance.choice((10_000, 20_000, *(chance.randint(1_000, 90_000),) * 3))
                link = f" ^F2026-{number:03}"
                text += entry(day, name, "Work", account, cents, "Income:Sales", link)
                open_.append((f"F2026-{number:03}", cents))
                continue
            paid = chance.sample(open_, min(len(open_), chance.choice((1, 1, 1, 2, 3))))
            open_ = [each for each in open_ if each not in paid]
            cents = sum(worth for _, worth in paid)
            said, link = chance.choice(TEXTS[:3]), ""
            if chance.random() < odd:
                cents = round(cents * chance.choice((0.3, 0.95, 0.98, 1, 1, 1)))
                said = chance.choice(TEXTS)
                meta = ('relance-match: "none"', 'memo: "merci"', f'memo: "{paid[0][0]}"')
                more = (f" ^{paid[0][0]}", " #tag", " ^other", *(f"\n  {each}" for each in meta))
                link = chance.choice(("", "", *more))
            payer = chance.choice((name, name.upper()))  # as the bank writes it
            text += entry(day, payer, said, account, -cents, "Assets:Bank", link)
        if number and chance.random() < odd:
            text += chance.choice(ODD)(chance, name, account, number)
    return text


def _note(chance: random.Random, _: str, account: str, number: int) -> str:
    kind = chance.choice(("dispute", "reminder", "resume"))
    links = "".join(f" ^F2026-{chance.randint(1, number):03}" for _ in range(chance.randint(1, 2)))
    return f'2026-02-20 note {account} "said"{links}\n  relance: "{kind}"\n'


def _refund(chance: random.Random, name: str, account: str, _: int) -> str:
    day = datetime.date(2026, 3, chance.randint(1, 28))
    return entry(day, name, "Back", account, 10_000, "Assets:Bank")


def _fee(chance: random.Random, name: str, account: str, _: int) -> str:
    day = datetime.date(2026, 3, chance.randint(1, 28))
    fee = "  Expenses:Bank-Fees  3.00 EUR\n"
    return entry(day, name, "VIR", account, -10_000, "Assets:Bank") + fee


def _credit_note(chance: random.Random, name: str, account: str, _: int) -> str:
    day = datetime.date(2026, 3, chance.randint(1, 28))
    return entry(day, name, "Credit", account, -10_000, "Income:Sales")


def _move(chance: random.Random, name: str, account: str, _: int) -> str:
    day = datetime.date(2026, 3, chance.randint(1, 28))
    return entry(day, name, "Move", account, -10_000, "Assets:Clients:Alder")


ODD: tuple[Callable[[random.Random, str, str, int], str], ...] = (
    _note,
    _refund,
    _fee,
    _credit_note,
    _move,
)


def told(position: Position) -> list[object]:
    """All that is not plainly settled."""
    found = position.allocation
    return [
        [item for item in found.items if item.is_open],
        list(found.credits),
        list(found.unidentified),
        list(found.unclear),
        {key: balance for key, balance in found.balances.items() if balance.ledger},
        sorted(map(str, position.problems)),
    ]


def test_the_rest_is_the_same() -> None:
    chance = random.Random(21)  # noqa: S311 - no secret
    left = made = all_of_them = 0
    for _ in range(COUNT):
        text = book(chance)
        entries, options = load(text)
        quick = read_position(entries, options, LAST, whole=False)
        whole = read_position(entries, options, LAST, whole=True)
        with patch.object(PlainClaims, "among", return_value=[]):  # nothing is set aside
            full = read_position(entries, options, LAST, whole=True)
        assert told(quick) == told(full), text
        assert told(whole) == told(full), text
        assert list(whole.allocation.items) == list(full.allocation.items), text
        left += len(quick.sifted.postings)
        made += len(whole.sifted.paid)
        all_of_them += len(full.sifted.postings)
    assert left < 0.8 * all_of_them  # it is left unread, mostly
    assert made > COUNT  # and become items even so


def only_set(worth: dict[int, int], paid: int) -> tuple[int, ...]:
    """The invoices that a payment must be for: all, or the only ones of up to four."""
    found = [
        those
        for count in {1, 2, 3, 4, len(worth)}
        for those in itertools.combinations(worth, count)
        if sum(worth[place] for place in those) == paid
    ]
    return found[0] if len(found) == 1 else ()


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=7),
    st.lists(st.integers(1, 30), min_size=1, max_size=2),
)
@example([1, 2, 5], [3])  # all that is smaller
@example([5, 1, 2, 3, 4, 6], [5])  # one, or two, or another two
@example([6, 1, 1, 1, 1, 1], [6, 5])  # then all that is left
@example([6, 1, 1, 1, 1, 1], [6, 5, 4])  # more than was invoiced
def test_the_only_invoices_that_have_the_amount_are_settled_unread(
    worth: list[int], paid: list[int]
) -> None:
    text = OPENED
    day, account = datetime.date(2026, 2, 2), "Assets:Clients:Alder"
    for place, value in enumerate(worth):
        text += entry(day, "Alder", "W", account, value * 100, "Income:Sales", f" ^F{place}")
    left = dict(enumerate(worth))
    unread = 0
    for later, amount in enumerate(paid):
        then = day + datetime.timedelta(days=later)
        text += entry(then, "Alder", "VIR", account, -amount * 100, "Assets:Bank")
        those = only_set(left, amount)
        unread = unread + 1 if those and unread == later else 0
        left = {place: value for place, value in left.items() if place not in those}
    position = read_position(*load(text), LAST, whole=True)
    assert len(position.sifted.paid) == unread
    if unread:
        found = {i.invoice.reference for i in position.allocation.items if i.is_open}
        assert found == {f"F{place}" for place in left}


def test_each_past_day_is_as_it_was() -> None:
    chance = random.Random(22)  # noqa: S311 - no secret
    for _ in range(COUNT // 20):
        text = book(chance)
        entries, options = load(text)
        days = [LAST - datetime.timedelta(days=number) for number in (110, 80, 50, 20)]
        for found in owed_on(entries, options, days):
            with patch.object(PlainClaims, "among", return_value=[]):
                alone = read_position(entries, options, found.day, whole=True).allocation
            then = [item for item in alone.items if item.is_open]
            assert sorted(found.items, key=lambda item: (item.invoice.due, item.key)) == then, text
            assert list(found.credits) == list(alone.credits), text


@pytest.mark.parametrize(
    "more",
    [
        '2020-01-01 custom "relance" "terms" "2% 10 net 30"\n',
        '2020-01-01 custom "relance" "retention" "2 % 1 year"\n',
        '2020-01-01 custom "relance-customer" "Alder"\n  terms: "2% 10 net 30"\n',
        '2026-03-04 note Assets:Clients:Alder "said" ^F2\n  relance: "dispute"\n',
    ],
)
def test_what_may_be_explained_otherwise_is_read(more: str) -> None:
    day = datetime.date(2026, 3, 2)
    account = "Assets:Clients:Alder"
    text = OPENED + more
    for number, cents in (("F1", 10_000), ("F2", 9_800)):
        text += entry(day, "Alder", "Work", account, cents, "Income:Sales", f" ^{number}")
    text += entry(day, "Alder", "VIR", account, -9_800, "Assets:Bank")
    entries, options = load(text)
    quick = read_position(entries, options, LAST, whole=False)
    assert told(quick) == told(read_position(entries, options, LAST, whole=True))
    assert len(quick.sifted.postings) >= 3


@pytest.mark.parametrize("whole", [False, True])
def test_a_customer_is_called_as_on_the_invoices_and_not_as_the_bank_writes(whole: bool) -> None:  # noqa: FBT001
    text = "".join(
        f"2026-01-01 open {account}\n"
        for account in ("Assets:Receivable", "Assets:Bank", "Income:Sales")
    )
    for day, payee, cents, other, link in (
        (3, "ELM FOODS PLC", -10_000, "Assets:Bank", ""),
        (5, "Elm Foods plc", 10_000, "Income:Sales", " ^F1"),
        (25, "Elm Foods plc", 9_000, "Income:Sales", " ^F2"),
    ):
        date = datetime.date(2026, 1, day)
        text += entry(date, payee, "Text", "Assets:Receivable", cents, other, link)
    entries, options = load(text)
    position = read_position(entries, options, LAST, whole=whole)
    assert {item.invoice.customer for item in position.allocation.items} == {"Elm Foods plc"}
