"""An invoice that moves any number of times is the same invoice, and is paid where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from beancount_relance.report.report import Report, build_report
from tests.support.ledgers import FRANCE, load

OPENED = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Equity:Balances
"""
PATTERN = '2020-01-01 custom "relance" "reference-pattern" "F2026-[0-9]+"\n'
PLACES: Mapping[str, Sequence[str]] = {
    "own": ("Debtors:Pell", "Doubtful-Debtors:Pell", "Bills-Receivable:Pell"),
    "sites": ("Debtors:Pell", "Debtors:Pell:North", "Debtors:Pell:South", "Doubtful-Debtors:Pell"),
    "shared": ("Debtors", "Doubtful-Debtors", "Bills-Receivable"),
    "renamed": ("Debtors:Pell", "Debtors:Pell-Ltd", "Doubtful-Debtors:Pell-Ltd"),
}
"""The accounts of one customer, in four ways to keep the books."""

Naming = str
"""Where an entry has the number: as a link, in the narration, as a key of it or of its postings.

In the narration it is found by the pattern, or else ("text") because an invoice has it as a link.
"""
Standing = tuple[str, str, datetime.date, datetime.date, Decimal, str]
"""Of an open item: customer, number, date, due date, what is open, and the account."""


class Claim(Struct):
    """An invoice, and the account on which it stands."""

    number: str
    date: datetime.date
    amount: Decimal
    account: str


class Book(Struct):
    """A ledger as it is written, and what is open in it."""

    naming: Naming
    places: Sequence[str]
    text: str = OPENED
    day: datetime.date = datetime.date(2026, 1, 5)
    is_credited: bool = False
    open: list[Claim] = field(default_factory=list)
    was_open: list[tuple[datetime.date, set[Standing]]] = field(default_factory=list)

    def enter(self, said: str, number: str, *lines: tuple[str, Decimal | None]) -> None:
        """Write an entry, nine days after the last one."""
        self.day += datetime.timedelta(days=9)
        is_sold = any(account == "Income:Sales" for account, _ in lines)
        naming = "link" if self.naming == "text" and is_sold else self.naming
        in_text = f" {number}" if naming in ("narration", "text") and number else ""
        link = f" ^{number}" if naming == "link" and number else ""
        self.text += f'{self.day} * "Pell" "{said}{in_text}"{link}\n'
        if self.naming == "key" and number:
            self.text += f'  invoice: "{number}"\n'
        for place, (account, amount) in enumerate(lines):
            self.text += f"  {account}" + (f"  {amount} EUR\n" if amount is not None else "\n")
            is_named = self.naming == "posting" or (self.naming == "one posting" and place == 0)
            if number and is_named and account in self.places:
                self.text += f'    invoice: "{number}"\n'

    def note(self) -> None:
        """Note what is open on the day."""
        self.was_open.append((self.day, {standing(claim) for claim in self.open}))


def standing(claim: Claim) -> Standing:
    """What the report is to say of a claim."""
    due = claim.date + datetime.timedelta(days=30)
    customer = customer_on(claim.account)
    return customer, claim.number, claim.date, due, claim.amount, claim.account


def customer_on(account: str) -> str:
    """Return whose an account is; a shared one is only the payee's."""
    return account.split(":")[2] if account.count(":") > 1 else "Pell"


def stands(found: Report) -> set[Standing]:
    """What is open, if nothing is left over."""
    assert not found.allocation.credits
    assert not found.allocation.unidentified
    return {
        (i.customer, i.reference, i.date, i.due, item.outstanding, i.account)
        for item in found.open_items
        for i in (item.invoice,)
    }


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Invoices that move, are closed and opened again, and are paid on the account they are on."""
    naming = draw(st.sampled_from(["link", "key", "narration", "text", "posting", "one posting"]))
    places = tuple(f"Assets:{place}" for place in PLACES[draw(st.sampled_from([*PLACES]))])
    text = (PATTERN if naming == "narration" else "") + OPENED
    book = Book(naming, places, text + "".join(f"2020-01-01 open {p}\n" for p in places))
    steps = {"invoice": invoice, "move": move, "close": close, "pay": pay}
    for step in draw(
        st.lists(st.sampled_from(["invoice", *["move"] * 4, "close", "pay"]), max_size=9)
    ):
        steps[step if book.open else "invoice"](book, draw)
        book.note()
    return book


def invoice(book: Book, draw: st.DrawFn) -> None:
    """Invoice something of one of two amounts."""
    number = f"F2026-{book.day.timetuple().tm_yday + 100}"
    amount = draw(st.sampled_from([100, 150])) * Decimal("1.00")
    account = draw(st.sampled_from(book.places))
    book.enter("Works", number, (account, amount), ("Income:Sales", None))
    book.open.append(Claim(number, book.day, amount, account))


def move(book: Book, draw: st.DrawFn) -> None:
    """Move an invoice to another account, with or without its number."""
    claim = draw(st.sampled_from(book.open))
    to = draw(st.sampled_from([place for place in book.places if place != claim.account]))
    is_renamed = customer_on(claim.account) != customer_on(to)
    is_alone = [each.account for each in book.open].count(claim.account) == 1
    needs_none = is_alone and not (is_renamed or book.is_credited)  # nothing else could be meant
    number = "" if needs_none and draw(st.booleans()) else claim.number
    said = "Renamed" if is_renamed else "Moved"
    book.is_credited |= is_renamed
    book.enter(said, number, (to, claim.amount), (claim.account, -claim.amount))
    claim.account = to


def close(book: Book, draw: st.DrawFn) -> None:
    """Close an invoice by its number, and open it again."""
    claim = draw(st.sampled_from(book.open))
    number, account, amount = claim.number, claim.account, claim.amount
    book.enter("Closing", number, (account, -amount), ("Equity:Balances", None))
    book.enter("Opening", number, (account, amount), ("Equity:Balances", None))


def pay(book: Book, draw: st.DrawFn) -> None:
    """Pay an invoice by its number; or without it the first one on an account, or all there."""
    claim = draw(st.sampled_from(book.open))
    there = [each for each in book.open if each.account == claim.account]
    is_named = draw(st.booleans())
    paid = [claim] if is_named else draw(st.sampled_from([there, there[:1]]))
    total = sum((each.amount for each in paid), Decimal())
    number = claim.number if is_named else ""
    book.is_credited = True
    book.enter("Transfer", number, (claim.account, -total), ("Assets:Bank", None))
    book.open = [each for each in book.open if not any(each is one for one in paid)]


@given(books())
def test_what_moves_is_the_same_and_is_credited_where_it_stands(book: Book) -> None:
    """On no day anything else is open, whatever is entered later."""
    entries, options = load(book.text + FRANCE)
    for day, was_open in book.was_open:
        assert stands(build_report(entries, options, day)) == was_open
