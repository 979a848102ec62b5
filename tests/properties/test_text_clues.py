"""Which of two equal invoices a text tells: by what it has in common with one of them alone."""

from __future__ import annotations

import calendar
import datetime
from decimal import Decimal
from pathlib import Path

from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

import beancount_relance
from beancount_relance.language.tables import csv_rows
from tests.support.examples import scaled
from tests.support.ledgers import accounts, report

NOUNS = ("Phase", "Acompte n°", "Rate", "termijn", "KW", "Lot", "cuota", "SAL", "Lektion", "Q")
numbers = st.integers(1, 52)
nouns = st.sampled_from(NOUNS)


def left(first: str, second: str, text: str) -> tuple[set[str], bool]:
    """What is still open of two equal invoices after a payment, and whether it is asked."""
    books = accounts()
    for day, number, narration in (("01", "FA", first), ("04", "FB", second)):
        books += f'2026-05-{day} * "Martin" "{narration}" ^{number}\n'
        books += "  Assets:Clients:Martin  990.00 EUR\n  Income:Sales\n"
    books += f'2026-06-08 * "Martin" "{text}"\n  Assets:Bank  990.00 EUR\n  Assets:Clients:Martin\n'
    found = report(books)
    return {one.invoice.reference for one in found.open_items}, bool(found.allocation.unclear)


@given(nouns, numbers, numbers, st.sampled_from(("{} villa", "villa {}", "{}")))
def test_whatever_the_number_is_it_tells_its_invoice(
    noun: str, one: int, other: int, around: str
) -> None:
    """Another number, in both the invoice and the payment, changes nothing; nor does the order."""
    first, second = (around.format(f"{noun} {number}") for number in (one, other))
    text = f"VIR SEPA {noun.upper()} {other}"
    if one == other:
        assert left(first, second, text) == ({"FB"}, True)
    else:
        assert left(first, second, text) == ({"FA"}, False)
        assert left(second, first, text) == ({"FB"}, False)


@given(nouns, st.lists(numbers, min_size=3, max_size=3, unique=True))
def test_what_both_have_and_what_neither_has_tells_nothing(noun: str, three: list[int]) -> None:
    """The oldest is presumed, and it is asked; so it is with a text that tells of both."""
    one, other, third = three
    texts = f"{noun} {third}", f"{noun} {one} {noun} {other}", f"{noun} kitchen", "TRANSFER 990"
    for text in texts:
        assert left(f"{noun} {one} kitchen", f"{noun} {other} kitchen", text) == ({"FB"}, True)


words = st.text(st.sampled_from("bcdfghklmnprstvz"), min_size=6, max_size=9)


@scaled(20)
@given(st.lists(words, min_size=3, max_size=3, unique=True))
def test_a_word_renamed_everywhere_tells_the_same(three: list[str]) -> None:
    one, other, both = three
    assert left(f"{both} {one}", f"{both} {other}", f"pay {other.upper()}") == ({"FA"}, False)
    assert left(f"{both} {one}", f"{both} {other}", f"pay {both}") == ({"FB"}, True)
    assert left(f"{both} {one}", f"{both} {other}", f"{one} {other}") == ({"FB"}, True)


DATA = Path(beancount_relance.__file__).parent / "values" / "data"
months = st.sampled_from(csv_rows(DATA / "month_names.csv"))


@scaled(40)
@given(
    months, st.integers(1, 12), st.sampled_from(("{} {}", "{} {} 2026", "{} 1-28 {}", "{} {}26"))
)
def test_whatever_a_month_is_called_it_tells_its_invoice(
    row: dict[str, str], other: int, how: str
) -> None:
    """Also by a name that is another word as well, or beside a day or a year; in any order."""
    month = int(row["month"])
    first, second = (f"Rent {calendar.month_name[number]}" for number in (month, other))
    text = how.format("VIR RENT", row["word"].upper())
    if month == other:
        assert left(first, second, text) == ({"FB"}, True)
    else:
        assert left(first, second, text) == ({"FB"}, False)
        assert left(second, first, text) == ({"FA"}, False)


papers = st.sampled_from(("Order {}", "Bestellung {}", "Ticket {} printer", "Roof {}", "{}"))
callings = st.sampled_from(("{}", "no. {}", "#{}", "ref {}", "your ref. {}", "n° {} merci"))
long_numbers = st.integers(100, 999_999).filter(
    lambda number: number // 100 not in (*range(1, 13), 19, 20)  # a year, or a month and its year
)


@scaled(40)
@given(papers, callings, st.lists(long_numbers, min_size=3, max_size=3, unique=True))
def test_a_long_number_tells_its_invoice_whatever_stands_before_it(
    paper: str, calling: str, three: list[int]
) -> None:
    """A customer's number, and one that neither has, tell nothing: the oldest is presumed."""
    one, other, third = three
    invoices = paper.format(one), paper.format(other)
    assert left(*invoices, calling.format(other)) == ({"FA"}, False)
    assert left(*invoices, f"client {other}") == ({"FB"}, True)
    assert left(*invoices, calling.format(third)) == ({"FB"}, True)


years = st.integers(2014, 2036)
seasons = st.sampled_from(("{0}/{1:02}", "{0}-{3}", "{2}/{1:02}", "{2}-{1:02}"))


def season(how: str, year: int) -> str:
    """A season in one way of writing it, such as ``2025/26``."""
    after = year + 1
    return how.format(year, after % 100, year % 100, after)


@scaled(40)
@given(seasons, seasons, years, years)
def test_however_a_season_is_written_it_tells_its_invoice(
    one: str, other: str, year: int, another: int
) -> None:
    first, second = (f"Dues {season(one, each)}" for each in (year, another))
    text = f"subs {season(other, another)}"
    if year == another:
        assert left(first, second, text) == ({"FB"}, True)
    else:
        assert left(first, second, text) == ({"FA"}, False)


@scaled(40)
@given(years, years, st.sampled_from(("Mitgliedsbeitrag {}", "{}", "dues for {} thanks")))
def test_of_invoices_of_years_a_year_tells_one_with_any_word(
    year: int, another: int, how: str
) -> None:
    """A year that neither is of holds both, unless it is that of the payment."""
    first, second = f"Beitrag {year}", f"Beitrag {another}"
    if year != another:
        assert left(first, second, how.format(another)) == ({"FA"}, False)
        none = max(year, another) + 1
        assert left(first, second, how.format(none)) == ({"FB"}, True)


days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 4, 30))
written_days = st.sampled_from(
    ("%d/%m/%Y", "%d.%m.%y", "%d-%m-%y", "%Y-%m-%d", "%d %B", "%d %b %Y", "%B %d", "%d/%m")
)


@scaled(40)
@given(days, days, written_days, written_days)
def test_however_a_day_is_written_it_tells_its_invoice(
    day: datetime.date, another: datetime.date, one: str, other: str
) -> None:
    """The day comes first in digits; where it cannot, the month may (the next property)."""
    first, second = (f"Visit {each.strftime(one)}" for each in (day, another))
    if day != another:
        assert left(first, second, f"visit {another.strftime(other)}") == ({"FA"}, False)


@scaled(20)
@given(
    st.integers(13, 31), st.integers(13, 31), st.sampled_from(("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"))
)
def test_the_month_may_come_first_where_the_day_cannot(day: int, another: int, how: str) -> None:
    first, second = (f"Visit {datetime.date(2026, 3, each):%m/%d/%Y}" for each in (day, another))
    if day != another:
        for text in (
            datetime.date(2026, 3, another).strftime(how),
            f"3/{another}",
            f"{another} March",
        ):
            assert left(first, second, f"visit {text}") == ({"FA"}, False)


three_words = st.lists(words, min_size=3, max_size=3, unique=True)


def after(three: list[str], amount: int, paid: int) -> tuple[dict[str, Decimal], set[str]]:
    """What is owed of two invoices, and what is reminded, after a payment that names the second."""
    one, other, both = three
    books = accounts()
    for day, word, number, sum_ in (("01", one, "FA", amount), ("04", other, "FB", 990)):
        books += f'2026-05-{day} * "Martin" "{both} {word}" ^{number}\n'
        books += f"  Assets:Clients:Martin  {sum_} EUR\n  Income:Sales\n"
    books += f'2026-06-08 * "Martin" "for {other.upper()}"\n  Assets:Bank  {paid} EUR\n'
    found = report(books + "  Assets:Clients:Martin\n", as_of="2026-12-01")
    reminded = {item.invoice.reference for action in found.actions for item in action.items}
    return {item.invoice.reference: item.outstanding for item in found.open_items}, reminded


@given(three_words, st.integers(10, 980))
def test_an_invoice_that_a_payment_of_another_amount_names_waits(
    three: list[str], amount: int
) -> None:
    """The amount decides what is settled, and nobody is reminded of what the text names."""
    left, reminded = after(three, amount, amount)
    assert left == {"FB": Decimal(990)}
    assert not reminded


@given(three_words, st.integers(10, 970), st.integers(1, 9))
def test_a_part_is_paid_of_the_invoice_that_the_text_names(
    three: list[str], amount: int, more: int
) -> None:
    left, reminded = after(three, amount, amount + more)
    assert left == {"FA": Decimal(amount), "FB": Decimal(990 - amount - more)}
    assert reminded == {"FA", "FB"}


@given(
    st.integers(1, 5),
    st.integers(1, 3),
    st.sampled_from(
        ["Loyer {1:%m}-{0:%m/%Y}", "czynsz za {1:pl} - {0:pl}", "LOYERS {1:fr} A {0:fr}"]
    ),
)
def test_months_in_a_row_are_paid_together(first: int, more: int, text: str) -> None:
    """Of eight equal rents, those from the first to the last month that the text names."""
    told = range(first, first + more + 1)
    days = [_Month(2026, month, 1) for month in (told[-1], told[0])]
    books = accounts()
    for month in range(1, 9):
        books += f'2026-{month:02}-01 * "Martin" "Loyer {month:02}/2026" ^R{month}\n'
        books += "  Assets:Clients:Martin  700.00 EUR\n  Income:Sales\n"
    books += f'2026-09-20 * "Martin" "{text.format(*days)}"\n'
    books += f"  Assets:Bank  {700 * len(told)}.00 EUR\n  Assets:Clients:Martin\n"
    items = report(books, "2026-10-01").allocation.items
    open_ = {item.invoice.date.month for item in items if item.is_open}
    assert open_ == set(range(1, 9)).difference(told)


class _Month(datetime.date):
    """A day whose format may be a language, for the name of its month there."""

    def __format__(self, spec: str) -> str:
        if spec.startswith("%"):
            return super().__format__(spec)
        return str(Locale.parse(spec).months["stand-alone"]["wide"][self.month]).upper()
