"""Books kept in five conventions, and told otherwise: for rules that must hold in each of them.

What is paid for what must not depend on how somebody keeps the books: with links, keys or numbers
in narrations, with an account for each customer or one for all. Nor may it depend on names, on the
order in the file, on how it is divided into files, or on what other customers owe.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from beancount.core.data import Directive, Transaction
from beancount.core.data import sorted as in_order
from hypothesis import strategies as st

from beancount_relance.report.report import Report, build_report
from tests.support.ledgers import FRANCE, load

START = datetime.date(2026, 1, 5)
AS_OF = datetime.date(2026, 9, 30)
CENT = Decimal("0.01")
CUSTOMER, OTHER = "Abel", "Zimmer"

amounts = st.integers(20_00, 900_00).map(lambda cents: cents * CENT)


@dataclass(frozen=True)
class Way:
    """A convention of keeping books.

    Attributes:
        naming: how entries name invoices: by a link, by a key, or in their narrations.
        control: the account of all customers, if there is one; else each has one below it.
        key: whether a key tells the customer of that account, and not the payee.
    """

    naming: str
    control: bool = False
    key: bool = False

    def account(self, customer: str, root: str = "Assets:Clients") -> str:
        return root if self.control else f"{root}:{customer}"

    def heading(self, customer: str, text: str, numbers: Iterable[str] = ()) -> str:
        """The first line of an entry without its date, and its metadata."""
        numbers = list(numbers)
        lines = [f'* "{"Entry" if self.key else customer}" "{text}"']
        if self.key:
            lines.append(f'  client: "{customer}"')
        if numbers and self.naming == "link":
            lines[0] += "".join(f" ^{number}" for number in numbers)
        elif numbers and self.naming == "key":
            lines.append(f'  invoice: "{", ".join(numbers)}"')
        elif numbers:
            lines[0] = f'{lines[0][:-1]} {", ".join(numbers)}"'
        return "\n".join(lines)


WAYS = (
    Way("link"),
    Way("key"),
    Way("narration"),
    Way("link", control=True),
    Way("key", control=True, key=True),
)
ways = st.sampled_from(WAYS)

Part = tuple[Decimal, datetime.date | None]
"""An amount of an invoice, with its own due date, if it has one."""


@dataclass(frozen=True)
class Books:
    """Entries in a convention, each as the text of a ledger; what opens accounts is apart."""

    way: Way
    entries: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ("Assets:Bank", "Income:Sales")

    def sold(
        self,
        day: datetime.date,
        number: str,
        *parts: Part,
        customer: str = CUSTOMER,
        text: str = "Work",
        against: str = "Income:Sales",
    ) -> Books:
        """An invoice; several parts are its instalments."""
        account = self.way.account(customer)
        legs = [
            f"  {account}  {amount} EUR" + (f"\n    due: {due}" if due else "")
            for amount, due in parts
        ]
        total = sum((amount for amount, _ in parts), Decimal())
        heading = self.way.heading(customer, text, [number])
        return self.told(day, heading, *legs, f"  {against}  {-total} EUR")

    def moved(
        self,
        day: datetime.date,
        text: str,
        amount: Decimal,
        *numbers: str,
        other: str = "Assets:Bank",
        customer: str = CUSTOMER,
    ) -> Books:
        """Money of a customer; a negative amount went back. Its text may name invoices."""
        account = self.way.account(customer)
        heading = self.way.heading(customer, text, numbers)
        return self.told(day, heading, f"  {other}  {amount} EUR", f"  {account}  {-amount} EUR")

    def told(self, day: datetime.date, heading: str, *legs: str) -> Books:
        """Any entry."""
        entry = "\n".join([f"{day} {heading}", *legs])
        return Books(self.way, (*self.entries, entry), self.settings, self.accounts)

    def also(self, *accounts: str, settings: Sequence[str] = ()) -> Books:
        """The books with more accounts and settings."""
        more = (*self.settings, *settings)
        return Books(self.way, self.entries, more, (*self.accounts, *accounts))

    def text(self) -> str:
        """The ledger."""
        names = [self.way.account(name) for name in (CUSTOMER, OTHER)]
        opens = [f"2020-01-01 open {name}" for name in dict.fromkeys([*self.accounts, *names])]
        lines = [f'2020-01-01 custom "relance" {setting}' for setting in self.settings]
        if self.way.naming == "narration":
            lines.append('2020-01-01 custom "relance" "reference-pattern" "[A-Z]-[0-9]{3}"')
        return "\n".join([*opens, *lines, FRANCE, *self.entries, ""])

    def report(self, as_of: datetime.date = AS_OF) -> Report:
        """The report of the ledger."""
        entries, options = load(self.text())
        return build_report(entries, options, as_of)


def owed(report: Report, customer: str = CUSTOMER) -> dict[tuple[str, datetime.date], Decimal]:
    """What a customer owes, by the number of the invoice and the due date."""
    totals = report.totals().get("EUR")
    if totals is not None:
        assert totals.open - totals.credits + totals.unidentified == totals.ledger
    return {
        (item.invoice.reference, item.invoice.due): item.outstanding
        for item in report.open_items
        if item.invoice.customer == customer
    }


def told(report: Report, customer: str = CUSTOMER) -> list[object]:
    """All that a report decides about a customer, without the lines where it is written."""
    allocation = report.allocation
    items = [
        (
            item.invoice.reference,
            item.invoice.date,
            item.invoice.due,
            item.invoice.charge,
            item.outstanding,
            sorted((part.date, part.amount, part.kind) for part in item.settled),
            report.claims.of(item).interest.amount,
            report.claims.of(item).fee,
            report.decisions[item.key].why if item.key in report.decisions else None,
        )
        for item in allocation.items
        if item.invoice.customer == customer
    ]
    credits_ = [
        (e.credit.date, e.amount) for e in allocation.credits if e.credit.customer == customer
    ]
    debits = [
        (each.debit.date, each.amount)
        for each in allocation.unidentified
        if each.debit.customer == customer
    ]
    return [sorted(items, key=str), sorted(credits_), sorted(debits)]


@st.composite
def told_otherwise(draw: st.DrawFn, books: Books) -> Report:
    """The report of the same books in another order, in two files, with more or other names."""
    others = Books(books.way)
    for place in range(draw(st.integers(0, 2))):
        day = START + datetime.timedelta(days=draw(st.integers(0, 60)))
        others = others.sold(day, f"Z-90{place}", (draw(amounts), None), customer=OTHER)
    entries = draw(st.permutations([*books.entries, *others.entries]))
    text = Books(books.way, tuple(entries), books.settings, books.accounts).text()
    if draw(st.booleans()):
        roots = {"Assets": "Aktiva", "Income": "Ertrag"}
        for root, name in roots.items():
            text = text.replace(f"{root}:", f"{name}:")
        text = "".join(f'option "name_{r.lower()}" "{n}"\n' for r, n in roots.items()) + text
    found, options = load(text)
    first = draw(st.integers(0, text.count("\n")))
    return build_report(in_order([_in_file(each, first) for each in found]), options, AS_OF)


def _in_file(entry: Directive, first: int) -> Directive:
    """The entry as it is read if the lines after the first ones stand in a file of their own."""
    if entry.meta["lineno"] <= first:
        return entry
    meta = _place(entry.meta, first)
    if not isinstance(entry, Transaction):
        return entry._replace(meta=meta)
    postings = [each._replace(meta=_place(each.meta or {}, first)) for each in entry.postings]
    return entry._replace(meta=meta, postings=postings)


def _place(meta: dict[str, Any], first: int) -> dict[str, Any]:
    return {**meta, "filename": "<second>", "lineno": meta["lineno"] - first}
