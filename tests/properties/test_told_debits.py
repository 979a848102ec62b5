"""What is told of a debit that is no invoice asks for nothing that is there, and helps."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.language.messages import language
from beancount_relance.receivables.items import OpenDebit
from tests.support.ledgers import report

LEGS = (
    "Assets:Bank",
    "Assets:Suspense",
    "Liabilities:Card",
    "Liabilities:VAT",
    "Expenses:Food",
    "Expenses:Bank-Fees",
    "Equity:Opening-Balances",
    "Income:Recovered-Bad-Debts",
    "Income:Exchange-Gains",
    "Assets:Allowance-Doubtful-Debts",
    "Assets:Clients:Kim",
    "Assets:Clients:Jan",
    "Assets:Doubtful-Debtors:Jan",
)
NAMES = ("", " ^X-1", " ^X-1 ^Y-2", " ^F-1")
KEYS = ("", '    invoice: "X-1"\n', '    invoice: "F-1"\n')
DUE = "    due: 2026-03-31\n"
OPENED = "".join(f"2020-01-01 open {account}\n" for account in (*LEGS, "Income:Sales"))
OPENED += "2020-01-01 open Assets:Clients\n"


def entry(day: str, what: str, debit: str, credit: str, amount: int, link: str = "") -> str:
    return f'{day} * "Jan" "{what}"{link}\n  {debit}  {amount} EUR\n  {credit}\n'


@st.composite
def before(draw: st.DrawFn) -> str:
    """What the customers were sold, and have paid."""
    text = ""
    for customer in draw(st.lists(st.sampled_from(("Jan", "Kim")), unique=True)):
        amount = draw(st.sampled_from((60, 100)))
        account = f"Assets:Clients:{customer}"
        text += entry("2026-01-05", "Work", account, "Income:Sales", amount, " ^F-1")
    for day in ("2026-01-10", "2026-01-20"):
        if draw(st.booleans()):
            leg, amount = draw(st.sampled_from(LEGS[:-3])), draw(st.sampled_from((60, 100)))
            link = draw(st.sampled_from(NAMES))
            text += entry(day, "Paid", leg, "Assets:Clients:Jan", amount, link)
    return text


@st.composite
def debits(draw: st.DrawFn) -> tuple[str, str, str]:
    """A debit of Jan's, as it is before its keys, the keys, and what follows them."""
    leg, amount = draw(st.sampled_from(LEGS)), draw(st.sampled_from((60, 100, 130)))
    account = draw(st.sampled_from(("Assets:Clients:Jan", "Assets:Clients")))
    link, key = draw(st.sampled_from(NAMES)), draw(st.sampled_from(KEYS))
    what = draw(st.sampled_from(("Something", "Returned", "Cancelled", "Loan")))
    head = f'2026-02-10 * "Jan" "{what}"{link}\n  {account}  {amount} EUR\n'
    return head, key, f"  {leg}  -{amount} EUR\n"


def told(text: str) -> tuple[Sequence[OpenDebit], Sequence[str]]:
    """The debits that are no invoices, and what is told of them.

    One that was entered twice is told so, and nothing else.
    """
    found = report(OPENED + text)
    problems = {problem.source for problem in found.problems}
    debits = [e for e in found.allocation.unidentified if e.debit.source not in problems]
    english = language("en")
    lines = [
        english.render(each.message)
        for each in found.unexplained
        if each.code == "unexplained-debit"
    ]
    return debits, lines


@given(before(), debits())
def test_nothing_is_asked_for_that_is_there(text: str, debit: tuple[str, str, str]) -> None:
    unknown, lines = told(text + "".join(debit))
    assert len(lines) == len({each.debit.customer for each in unknown})
    for line in lines:
        theirs = [e.debit for e in unknown if line.startswith(e.debit.customer)]
        assert not ("add a number" in line and all(each.names for each in theirs))
        assert not ("due date" in line and all(each.dated for each in theirs))


@given(before(), debits(), st.sampled_from(("", '    invoice: "Z-9"\n')))
def test_what_is_asked_for_makes_it_an_invoice(
    text: str, debit: tuple[str, str, str], number: str
) -> None:
    head, key, rest = debit
    unknown, lines = told(text + head + (key or number) + DUE + rest)
    if unknown:  # more than there was to move, which has to be corrected
        assert "Clients:Kim" in rest
        assert sum(each.amount for each in unknown) < int(head.split()[-2])
        assert all("is more than" in line for line in lines)
