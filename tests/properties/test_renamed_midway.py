"""A renaming changes nothing but the account: what comes later means what it would have meant."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from beancount_relance.report.report import build_report
from tests.support.examples import scaled
from tests.support.ledgers import FRANCE, load

DAY = datetime.timedelta(days=1)
NAMES = ("Cedar", "Pell")
"""What the customer is called first, and after the renaming."""
MAIN, DOUBTFUL = "Assets:Clients", "Assets:Doubtful-Debtors"
ACCOUNTS = (
    "Assets:Bank",
    "Income:Sales",
    "Liabilities:Suppliers",
    "Equity:Balances",
    *(f"{root}:{name}" for root in (MAIN, DOUBTFUL) for name in NAMES),
)
WAYS = ("link", "key", "text")
"""How an entry has a number: in the text, it is found because the invoice has it as a link."""

Opened = tuple[str, int]
"""The number of an invoice, and what is open of it."""
KINDS: Mapping[str, tuple[str, str]] = {
    "Transfer": ("Assets:Bank", "Returned payment"),
    "Set-off": ("Liabilities:Suppliers", "Set-off cancelled"),
    "Credit note": ("Income:Sales", "Credit note cancelled"),
}
"""What settles an invoice: the other account, and what takes it back."""


class Step(Struct, frozen=True):
    """An entry of a history; without an amount, what is open is carried to another year or account.

    ``open`` is what is open afterwards.
    """

    day: datetime.date
    text: str
    number: str
    amount: int
    other: str
    open: Sequence[Opened]


class Settled(Struct):
    """Something that settled an invoice, until it is taken back."""

    text: str
    number: str
    amount: int


class History(Struct):
    """What happens to one customer, whatever it is called."""

    steps: list[Step] = field(default_factory=list)
    day: datetime.date = datetime.date(2025, 3, 3)
    open: dict[str, int] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)

    def add(self, days: int, text: str, number: str, amount: int, other: str) -> None:
        """Add a step some days after the last one."""
        self.day += datetime.timedelta(days=days)
        left = [(each, amount) for each, amount in self.open.items() if amount]
        self.steps.append(Step(self.day, text, number, amount, other, left))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Invoices that are settled, by number or without, and whose settlements are taken back."""
    history = History()
    for place in range(draw(st.integers(1, 3))):
        number = f"F{place + 1}"
        amount = draw(st.sampled_from((500, 700, 1000)))
        history.open[number] = amount
        history.add(draw(st.integers(2, 12)), "Works", number, amount, "Income:Sales")
    for step in draw(
        st.lists(st.sampled_from((settle, settle, take_back, take_back, carry)), max_size=7)
    ):
        step(history, draw)
    return history


def settle(history: History, draw: st.DrawFn) -> None:
    """Settle what is open of an invoice, or a part of it by its number."""
    left = [number for number, amount in history.open.items() if amount]
    if left:
        number = draw(st.sampled_from(left))
        text = draw(st.sampled_from([*KINDS]))
        whole = history.open[number]
        amount = min(whole, draw(st.sampled_from((200, 300, 700, whole))))
        is_told = amount < whole or text == "Credit note" or draw(st.booleans())
        history.open[number] -= amount
        history.settled.append(Settled(text, number, amount))
        days = draw(st.integers(3, 25))
        history.add(days, text, number if is_told else "", -amount, KINDS[text][0])


def take_back(history: History, draw: st.DrawFn) -> None:
    """Take back what settled an invoice."""
    if history.settled:
        was = history.settled.pop(draw(st.integers(0, len(history.settled) - 1)))
        other, text = KINDS[was.text]
        is_told = was.text == "Credit note" or draw(st.booleans())
        history.open[was.number] += was.amount
        days = draw(st.integers(3, 25))
        history.add(days, text, was.number if is_told else "", was.amount, other)


def carry(history: History, draw: st.DrawFn) -> None:
    """Close a year and open the next one, in one sum or by invoice, or give up hope."""
    if any(history.open.values()):
        texts = ["Closing in one sum", "Closing by invoice"]
        if all(step.text != DOUBTFUL for step in history.steps):
            texts.append(DOUBTFUL)
        history.add(draw(st.integers(3, 25)), draw(st.sampled_from(texts)), "", 0, "")


class Book(Struct):
    """A ledger as it is written."""

    way: str
    name: str = NAMES[0]
    root: str = MAIN
    text: str = "".join(f"2020-01-01 open {account}\n" for account in ACCOUNTS) + FRANCE

    @property
    def account(self) -> str:
        """The account of what the customer owes."""
        return f"{self.root}:{self.name}"

    def enter(self, day: datetime.date, text: str, number: str, *lines: tuple[str, int]) -> None:
        """Write an entry; its last line has no amount."""
        way = "link" if self.way == "text" and text == "Works" else self.way
        told = f" {number}" if number and way == "text" else ""
        link = f" ^{number}" if number and way == "link" else ""
        self.text += f'{day} * "{self.name}" "{text}{told}"{link}\n'
        self.text += f'  invoice: "{number}"\n' * (way == "key" and bool(number))
        for account, amount in lines[:-1]:
            self.text += f"  {account}  {amount} EUR\n"
        self.text += f"  {lines[-1][0]}\n"

    def write(self, step: Step) -> None:
        """Write a step of the history."""
        total = sum(amount for _, amount in step.open)
        if step.text == DOUBTFUL:
            before, self.root = self.account, DOUBTFUL
            self.move(step.day, "Doubtful", before, step.open)
        elif not step.amount:
            balance = "Equity:Balances"
            self.enter(step.day, "Closing", "", (self.account, -total), (balance, total))
            parts = step.open if "by invoice" in step.text else [("", total)]
            for number, amount in parts:
                self.enter(step.day, "Opening", number, (self.account, amount), (balance, -amount))
        else:
            self.enter(
                step.day,
                step.text,
                step.number,
                (self.account, step.amount),
                (step.other, -step.amount),
            )

    def move(
        self, day: datetime.date, text: str, before: str, parts: Sequence[tuple[str, int]]
    ) -> None:
        """Move what is open to the account of now, by one entry for each."""
        for number, amount in parts:
            self.enter(day, text, number, (self.account, amount), (before, -amount))


def written(
    history: History, way: str, renamed: int | None = None, how: str = "", closed: str = ""
) -> str:
    """The history as a ledger, with the customer renamed after some step, in one of some ways."""
    book = Book(way)
    for place, step in enumerate(history.steps):
        book.write(step)
        if place == renamed:
            before, book.name = book.account, NAMES[1]
            total = sum(amount for _, amount in step.open)
            parts = [("", total)] if how == "in one sum" else step.open
            if how == "in one entry":
                book.text += f'{step.day + DAY} * "Change of name"\n' + "".join(
                    f'  {account}  {sign * amount} EUR\n    invoice: "{number}"\n'
                    for number, amount in step.open
                    for account, sign in ((book.account, 1), (before, -1))
                )
            else:
                book.move(step.day + DAY, "Change of name", before, parts)
            if closed:
                book.text += f"{step.day + DAY * 2} close {before}\n"
    return book.text


Found = tuple[Mapping[str, tuple[object, ...]], Decimal, Decimal]
"""What is said of each open invoice, the sum of the credits, and of what is unidentified."""


def found_on(day: datetime.date, entries: object, options: object) -> Found:
    """What the report of a day says."""
    report = build_report(entries, options, day)  # type: ignore[arg-type]
    open_ = {
        item.invoice.reference: (
            item.outstanding,
            item.invoice.date,
            item.invoice.due,
            report.claims.of(item).limitation,
            report.decisions[item.key].stage,
        )
        for item in report.allocation.items
        if item.is_open
    }
    found = report.allocation
    return (
        open_,
        sum((each.amount for each in found.credits), Decimal()),
        sum((each.amount for each in found.unidentified), Decimal()),
    )


@scaled(60)
@given(
    histories(),
    st.sampled_from(WAYS),
    st.sampled_from(("by invoice", "in one entry", "in one sum")),
    st.sampled_from(("closed", "")),
    st.data(),
)
def test_a_renaming_changes_nothing_but_the_account(
    history: History, way: str, how: str, closed: str, data: st.DataObject
) -> None:
    """On each later day on which the plain ledger says what was meant, the other one does, too."""
    steps = history.steps
    places = [
        place
        for place, (step, after) in enumerate(itertools.pairwise(steps))
        if step.open and after.day > step.day + DAY
    ]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    plain = load(written(history, way))
    renamed = load(written(history, way, place, how, closed))
    for step in steps[place:]:
        meant = {number: Decimal(amount) for number, amount in step.open}
        day = step.day + DAY
        found = found_on(day, *plain)
        if {number: said[0] for number, said in found[0].items()} != meant:
            return  # the ledger does not tell what was meant, and the renaming may tell more
        assert found_on(day, *renamed) == found
