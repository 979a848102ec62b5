"""On a control account, all ways to name invoices of several customers mean the same.

They also mean the same as with an account for each customer, on which each has a posting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

CUSTOMERS = ("Ada", "Bob", "Cyd")
ACCOUNTS = ("Assets:Clients", "Assets:Doubtful-Debtors")
OPENED = "".join(
    f"2026-01-01 open {account}\n"
    for account in (
        "Assets:Bank",
        "Income:Sales",
        "Expenses:Bad-Debts",
        *ACCOUNTS,
        *(f"{account}:{name}" for account in ACCOUNTS for name in CUSTOMERS),
    )
)
NUMBERS = ("F2026-10{}", "INV-{}", "K{}", "26/10{}", "110{}")
WAYS: Sequence[Callable[[Sequence[str]], str]] = (
    lambda names: '"x" ' + " ".join(f"^{name}" for name in names),
    lambda names: '"x" ' + " ".join(f"#{name}" for name in names),
    lambda names: '"x {}"'.format(" and ".join(names)),
    lambda names: '"x {}"'.format(", ".join(names)),
    lambda names: '"x"\n  invoice: "{}"'.format(", ".join(names)),
    lambda names: '"x"\n  invoice: "{}"'.format("; ".join(names)),
    lambda names: '"x"\n  facture: "{}"'.format(",  ".join(names)),
)
"""What names some invoices in an entry, after its payee."""
KINDS: dict[str, Sequence[tuple[str, str, int, int]]] = {
    "paid": (("Assets:Bank", "", -1, 2),),
    "returned": (("Assets:Bank", "", -1, 3), ("Assets:Bank", "", 1, 2)),
    "moved": (("", "Assets:Doubtful-Debtors", -1, 2),),
    "lost": (("Expenses:Bad-Debts", "", -1, 2),),
    "lost and recovered": (("Expenses:Bad-Debts", "", -1, 3), ("Expenses:Bad-Debts", "", 1, 2)),
    "one returned": (("Assets:Bank", "", -1, 3), ("Assets:Bank", "", 1, 1)),
    "returned twice": (
        ("Assets:Bank", "", -1, 3),
        ("Assets:Bank", "", 1, 2),
        ("Assets:Bank", "", 1, 2),
    ),
    "paid again": (
        ("Assets:Bank", "", -1, 3),
        ("Assets:Bank", "", 1, 2),
        ("Assets:Bank", "", -1, 2),
    ),
    "moved and back": (
        ("", "Assets:Doubtful-Debtors", -1, 3),
        ("", "Assets:Doubtful-Debtors", 1, 2),
    ),
    "credited": (("Income:Sales", "", -1, 2),),
}
"""Entries on clients' accounts: the other account or that to which claims move, and of how many."""


def owed(book: str) -> tuple[object, ...]:
    found = report(book, "2026-06-01")
    total = found.totals().get("EUR")
    return (
        sorted(
            (item.invoice.customer, item.invoice.reference, item.outstanding, item.invoice.due)
            for item in found.allocation.items
            if item.is_open
        ),
        total and (total.credits, total.unidentified),
        [problem for problem in found.problems if problem.code == "invoice-of-another"],
    )


@given(
    st.lists(st.integers(40, 900), min_size=3, max_size=3),
    st.sampled_from(NUMBERS),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(("Bank", "Stripe", "Various", "Direct debits")),
    st.permutations(range(3)),
)
def test_all_ways_of_naming_mean_the_same(
    amounts: list[int], number: str, kind: str, payee: str, order: list[int]
) -> None:
    names = [number.format(place) for place in (1, 2, 3)]
    sales = list(zip(CUSTOMERS, names, amounts, strict=True))

    def sold(*, apart: bool) -> str:
        return OPENED + "".join(
            f'2026-01-1{place} * "{who}" "work" ^{name}\n'
            f"  Assets:Clients{f':{who}' * apart}  {amount} EUR\n  Income:Sales\n"
            for place, (who, name, amount) in enumerate(sales)
        )

    def one_entry(way: Callable[[Sequence[str]], str]) -> str:
        book = sold(apart=False)
        for month, (other, to, sign, many) in enumerate(KINDS[kind], 2):
            meant = [sales[place] for place in order[:many]]
            total = sum(amount for _, _, amount in meant)
            head = f'2026-0{month}-20 * "{payee}" {way([name for _, name, _ in meant])}\n'
            book += f"{head}  Assets:Clients  {sign * total} EUR\n  {to or other}\n"
        return book

    def one_each() -> str:
        book = sold(apart=True)
        for month, (other, to, sign, many) in enumerate(KINDS[kind], 2):
            for who, name, amount in (sales[place] for place in order[:many]):
                book += f'2026-0{month}-20 * "{who}" "x" ^{name}\n'
                book += f"  Assets:Clients:{who}  {sign * amount} EUR\n"
                book += f"  {to}:{who}\n" if to else f"  {other}\n"
        return book

    wanted = owed(one_each())
    for way in WAYS:
        assert owed(one_entry(way)) == wanted, one_entry(way)
