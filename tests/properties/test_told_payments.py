"""What the text of a payment says of invoices holds in every convention of keeping books."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties.kept_books import (
    CENT,
    START,
    Books,
    Way,
    amounts,
    owed,
    told,
    told_otherwise,
    ways,
)

DAY = datetime.timedelta(days=1)
TERMS = datetime.timedelta(days=30)
PAID = START + 50 * DAY
NUMBERS = ("A-101", "A-102", "A-103", "A-104", "A-105")

sold_on = st.integers(0, 20).map(lambda n: START + n * DAY)
prices_of_several = st.lists(amounts, min_size=2, max_size=5)


@st.composite
def sales(
    draw: st.DrawFn, way: Way, prices: list[Decimal]
) -> tuple[Books, dict[str, datetime.date]]:
    """Invoices of these prices, in any order of dates, and their due dates."""
    books, due = Books(way), {}
    for number, price in zip(NUMBERS, prices, strict=False):
        day = draw(sold_on)
        due[number] = day + TERMS
        books = books.sold(day, number, (price, None))
    return books, due


def of(due: dict[str, datetime.date], left: dict[str, Decimal]) -> dict[object, Decimal]:
    """What is left of each invoice, as :func:`owed` tells it."""
    return {(number, due[number]): rest for number, rest in left.items() if rest}


@given(
    ways,
    prices_of_several,
    st.sampled_from(["{n} {a}", "{a} {n}", "{n}: EUR {a}", "{n} ({a})", "{n} = {a} EUR"]),
    st.sampled_from([", ", " / ", " + ", " and "]),
    st.data(),
)
def test_an_amount_beside_each_number_is_what_is_paid_of_it(
    way: Way, prices: list[Decimal], form: str, between: str, data: st.DataObject
) -> None:
    books, due = data.draw(sales(way, prices))
    stated = data.draw(st.permutations(NUMBERS[: len(prices)]))[: data.draw(st.integers(2, 5))]
    whole = dict(zip(NUMBERS, prices, strict=False))
    parts = {n: whole[n] - data.draw(st.integers(0, 9)) * CENT * 100 for n in stated}
    text = between.join(form.format(n=number, a=part) for number, part in parts.items())
    linked = data.draw(st.booleans()) and way.naming != "narration"
    books = books.moved(PAID, text, sum(parts.values(), Decimal()), *(stated if linked else ()))
    left = {number: price - parts.get(number, Decimal()) for number, price in whole.items()}
    assert owed(books.report()) == of(due, left)
    assert told(data.draw(told_otherwise(books))) == told(books.report())


@given(
    ways,
    prices_of_several,
    st.sampled_from(["{n} {a}", "{n}: EUR {a}", "{n} ({a})", "{n} = {a} EUR"]),
    st.sampled_from([", ", " / ", " + ", " and "]),
    st.data(),
)
def test_so_it_is_if_the_numbers_have_lost_their_letters(
    way: Way, prices: list[Decimal], form: str, between: str, data: st.DataObject
) -> None:
    books, due = data.draw(sales(way, prices))
    paid = data.draw(st.permutations(NUMBERS[: len(prices)]))[: data.draw(st.integers(2, 5))]
    whole = dict(zip(NUMBERS, prices, strict=False))
    text = between.join(form.format(n=number[-3:], a=whole[number]) for number in paid)
    books = books.moved(PAID, text, sum((whole[number] for number in paid), Decimal()))
    left = {number: price for number, price in whole.items() if number not in paid}
    assert owed(books.report()) == of(due, left)
    assert told(data.draw(told_otherwise(books))) == told(books.report())


@given(
    ways,
    prices_of_several,
    st.sampled_from(
        ["all except", "tout sauf facture", "alles ohne RG", "todo salvo factura", "Alles exkl. RG"]
    ),
    st.data(),
)
def test_what_a_payment_leaves_out_stays_owed(
    way: Way, prices: list[Decimal], words: str, data: st.DataObject
) -> None:
    books, due = data.draw(sales(way, prices))
    left_out = data.draw(st.sampled_from(NUMBERS[: len(prices)]))
    whole = dict(zip(NUMBERS, prices, strict=False))
    books = books.moved(PAID, f"{words} {left_out}", sum(prices, Decimal()) - whole[left_out])
    report = books.report()
    assert owed(report) == of(due, {left_out: whole[left_out]})
    assert [number for action in report.actions for number in action.invoices] == [left_out]
    assert told(data.draw(told_otherwise(books))) == told(books.report())


@given(
    ways,
    st.integers(3, 5),
    amounts,
    st.sampled_from(["all rents except {m}", "LOYERS 2026 SAUF {m}", "Mieten ohne {m} 2026"]),
    st.data(),
)
def test_a_month_that_a_payment_leaves_out_stays_owed(
    way: Way, count: int, price: Decimal, words: str, data: st.DataObject
) -> None:
    months = ("January", "February", "March", "April", "May")[:count]
    books, due = Books(way), {}
    for number, month in zip(NUMBERS, months, strict=False):
        due[number] = START + TERMS
        books = books.sold(START, number, (price, None), text=f"Rent {month}")
    place = data.draw(st.integers(0, count - 1))
    books = books.moved(PAID, words.format(m=months[place]), price * (count - 1))
    assert owed(books.report()) == of(due, {NUMBERS[place]: price})
    assert told(data.draw(told_otherwise(books))) == told(books.report())


@given(
    ways,
    st.integers(2, 5),
    amounts,
    st.sampled_from(["PRLV {i}/{n}", "instalment {i}", "{i}e mensualité", "Rate {i} von {n}"]),
    st.data(),
)
def test_the_instalment_that_a_payment_names_is_paid(
    way: Way, count: int, price: Decimal, form: str, data: st.DataObject
) -> None:
    dues = [START + (30 * place + 10) * DAY for place in range(count)]
    books = Books(way).sold(START, NUMBERS[0], *((price, due) for due in dues))
    paid = data.draw(st.lists(st.integers(0, count - 1), unique=True))
    for place in paid:
        text = form.format(i=place + 1, n=count)
        books = books.moved(dues[place], text, price, NUMBERS[0])
    left = [due for place, due in enumerate(dues) if place not in paid]
    assert owed(books.report()) == {(NUMBERS[0], due): price for due in left}
    assert told(data.draw(told_otherwise(books))) == told(books.report())


@given(
    ways,
    amounts,
    st.integers(1, 3),
    st.sampled_from(["Returned", "Rejet de prélèvement", "Rücklastschrift"]),
    st.integers(0, 1),
    st.data(),
)
def test_a_payment_that_is_made_again_and_again_pays_once(
    way: Way, price: Decimal, times: int, word: str, paid: int, data: st.DataObject
) -> None:
    """Whichever of the payments and returns have the number, the invoice is what it was."""
    books, due = data.draw(sales(way, [price, price + 1]))
    day = PAID
    for place in range(times + paid):
        named = [NUMBERS[:1] if data.draw(st.booleans()) else () for _ in range(2)]
        books = books.moved(day, "Transfer", price, *named[0])
        if place < times:
            books = books.moved(day + 3 * DAY, word, -price, *named[1])
        day += 7 * DAY
    left = {NUMBERS[0]: Decimal() if paid else price, NUMBERS[1]: price + 1}
    report = books.report()
    assert owed(report) == of(due, left)
    assert not report.allocation.credits
    assert not report.allocation.unidentified
    assert told(data.draw(told_otherwise(books))) == told(report)


@given(
    ways,
    amounts,
    amounts,
    st.integers(1, 19),
    st.sampled_from(["Assets:413-Effets", "Assets:4117-Retenues-Garantie"]),
    st.data(),
)
def test_money_of_a_whole_invoice_pays_it_on_whichever_accounts_it_stands(
    way: Way, older: Decimal, price: Decimal, share: int, other: str, data: st.DataObject
) -> None:
    part = (price * share / 20).quantize(CENT)
    assume(older not in (price, price - part, part))
    second, bill = way.account("Abel", other), START + 120 * DAY
    heading = way.heading("Abel", "Moved", NUMBERS[1:2])
    books = (
        Books(way)
        .also(second)
        .sold(START, NUMBERS[0], (older, None))
        .sold(START + 5 * DAY, NUMBERS[1], (price, None))
        .told(
            START + 9 * DAY,
            heading,
            f"  {second}  {part} EUR\n    due: {bill}",
            f"  {way.account('Abel')}  {-part} EUR",
        )
        .moved(PAID, "Transfer", price)
    )
    assert owed(books.report()) == {(NUMBERS[0], START + TERMS): older}
    assert told(data.draw(told_otherwise(books))) == told(books.report())
