"""A bill's invoices have its due date, wherever the entry names them and whatever came before."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.questions.questions import UNKNOWN_DUE_DATE
from tests.support.ledgers import report

PLACES: Mapping[str, tuple[str, str, str]] = {
    "French": ("Assets:411-Clients:Alba", "Assets:413-Effets:{}", "Assets:411-Clients:Alba-Nova"),
    "German": ("Assets:Debitoren:Alba", "Assets:Besitzwechsel:{}", "Assets:Debitoren:Alba-Nova"),
    "Italian": (
        "Assets:Crediti-Clienti:Alba",
        "Assets:Effetti-Attivi:{}",
        "Assets:Crediti-Clienti:Alba-Nova",
    ),
    "below the customer": (
        "Assets:Receivables:Alba",
        "Assets:Receivables:{}:Bills",
        "Assets:Receivables:Alba-Nova",
    ),
}
"""The accounts of a customer, of bills, and of the customer under a new name."""
NAMINGS = (
    "link",
    "key",
    "key of the bill",
    "key of the invoice",
    "text",
    "nothing",
    "link of the bill's number, key of the bill",
    "link of the bill's number, key of the invoice",
    "link of the bill's number",
    "links of both",
)
BEFORE = (
    "nothing",
    "paid in part",
    "credited in part",
    "renamed by number",
    "renamed in one sum",
    "paid in part, renamed by number",
    "renamed by number, paid in part",
    "returned without number",
    "credited, and that cancelled",
)
USUAL = {f"F25-{day}": datetime.date(2025, 4, day) for day in (1, 2, 3)}
AGREED = datetime.date(2025, 6, 30)


class Books:
    """A ledger as it is written, and what is open of each invoice."""

    def __init__(self, place: str, owed: Mapping[str, int]) -> None:
        """Begin with the invoices."""
        self.account, self.bills, self.new = PLACES[place]
        accounts = ("Assets:Bank", "Income:Sales", self.account, self.new)
        bills = (self.bills.format("Alba"), self.bills.format("Alba-Nova"))
        self.text = "".join(f"2025-01-01 open {each}\n" for each in (*accounts, *bills))
        self.owed = dict(owed)
        for day, (number, amount) in enumerate(owed.items(), 2):
            self.enter(f"2025-03-0{day}", f'"Work" ^{number}', amount, "Income:Sales")

    def enter(self, day: str, head: str, amount: int, other: str) -> None:
        """Write an entry on the customer's account."""
        self.text += f'{day} * "Alba" {head}\n  {self.account}  {amount} EUR\n  {other}\n'

    def happen(self, before: str, paid: int) -> None:
        """Write what came before the bill."""
        for day, what in enumerate(before.split(", ") if "," in before else [before], 10):
            self._happen(f"2025-03-{day}", what, paid)
        if before == "credited, and that cancelled":
            self.enter("2025-03-10", '"Credit note" ^F25-1 ^AV-1', -self.owed["F25-1"], SALES)
            self.enter("2025-03-11", '"AV-1 cancelled" ^AV-1', self.owed["F25-1"], SALES)

    def _happen(self, day: str, what: str, paid: int) -> None:
        first = self.owed["F25-1"]
        if what in ("paid in part", "credited in part"):
            is_paid = what == "paid in part"
            self.enter(day, '"Part" ^F25-1', -paid, "Assets:Bank" if is_paid else SALES)
            self.owed["F25-1"] -= paid
        elif what == "returned without number":
            self.enter(day, '"Transfer"', -first, "Assets:Bank")
            self.enter("2025-03-11", '"Transfer returned"', first, "Assets:Bank")
        elif what.startswith("renamed"):
            old, self.account = self.account, self.new
            names = [f" ^{number}" for number in self.owed]
            amounts = list(self.owed.values())
            if what == "renamed in one sum":
                names, amounts = [""], [sum(amounts)]
            for name, amount in zip(names, amounts, strict=True):
                self.enter(day, f'"Renamed"{name}', amount, old)

    def accept(self, naming: str, amount: int, numbers: list[str]) -> None:
        """Write the bill."""
        links = "".join(f" ^{number}" for number in numbers)
        key = f'invoice: "{", ".join(numbers)}"\n'
        said = f" {' and '.join(numbers)}" if naming == "text" else ""
        link = links if naming in ("link", "links of both") else ""
        link += " ^LCR-77" if naming.startswith("link of the bill") or "both" in naming else ""
        customer = "Alba-Nova" if self.account == self.new else "Alba"
        self.text += f'2025-03-20 * "Alba" "Bill accepted{said}"{link}\n'
        self.text += f"  {key}" if naming == "key" else ""
        self.text += f"  {self.bills.format(customer)}  {amount} EUR\n    due: {AGREED}\n"
        self.text += f"    {key}" if naming.endswith("key of the bill") else ""
        self.text += f"  {self.account}  -{amount} EUR\n"
        self.text += f"    {key}" if naming.endswith("key of the invoice") else ""


SALES = "Income:Sales"


@given(
    st.sampled_from([*PLACES]),
    st.sampled_from(NAMINGS),
    st.sampled_from(BEFORE),
    st.sampled_from(["one", "half", "both", "two of three"]),
    st.integers(400, 499),
    st.integers(100, 300),
    st.integers(10, 90),
)
def test_what_is_on_a_bill_is_due_with_it(
    place: str, naming: str, before: str, what: str, half: int, second: int, paid: int
) -> None:
    """What is open on the bill's date and on the others is as drawn, and nothing else is.

    If nobody can know of which invoice the bill is a part, the reminders of all of them wait.
    """
    is_asked = what == "half" and naming in ("nothing", "link of the bill's number")
    invoices = {"F25-1": 2 * half, "F25-2": second}
    books = Books(place, invoices | ({"F25-3": 37} if what == "two of three" else {}))
    books.happen(before, paid)
    owed = dict(books.owed)
    on = {"one": {"F25-1": owed["F25-1"]}, "half": {"F25-1": half}}.get(
        what, {number: owed[number] for number in invoices}
    )
    books.accept(naming, sum(on.values()), list(on))
    found = report(books.text, "2025-03-31")
    asked = {key for each in found.questions if each.why == UNKNOWN_DUE_DATE for key in each.items}
    assert asked == ({item.key for item in found.open_items} if is_asked else set())
    on = {} if is_asked else on
    assert not found.allocation.credits
    assert not found.allocation.unidentified
    expected: Counter[tuple[str, datetime.date]] = Counter()
    for number, amount in owed.items():
        expected[number, AGREED] += on.get(number, 0)
        expected[number, USUAL[number]] += amount - on.get(number, 0)
    open_: Counter[tuple[str, datetime.date]] = Counter()
    for item in found.open_items:
        assert item.outstanding == Decimal(int(item.outstanding))
        open_[item.invoice.reference, item.invoice.due] += int(item.outstanding)
    assert open_ == +expected
