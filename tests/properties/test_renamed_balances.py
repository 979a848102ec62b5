"""However the balance of a renamed customer is closed and opened, its invoices go on."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

NAMES = (
    ("Assets:Forderungen:Huber", "Assets:Forderungen:Huber-GmbH"),
    ("Assets:Clients:Basso", "Assets:411-Clients:00012-Basso"),
    ("Assets:Receivable:North", "Assets:Trade-Debtors:Pell"),
)
SUM, EACH = "in one sum", "by invoice"


def carried(day: datetime.date, account: str, amounts: dict[str, int], sign: int, how: str) -> str:
    """An entry against equity, of the sum of some amounts or of each with its number."""
    parts = amounts if how == EACH else {"": sum(amounts.values())}
    text = f'{day} * "Balances"\n'
    for number, amount in parts.items():
        text += f"  {account}  {sign * amount} EUR\n" + f'    invoice: "{number}"\n' * bool(number)
    return text + "  Equity:Balances\n"


@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from((100, 150, 250)), min_size=1, max_size=3),
    st.sampled_from((SUM, EACH)),
    st.sampled_from((SUM, EACH)),
    st.integers(0, 2),
    st.integers(0, 2),
    st.data(),
)
def test_the_invoices_of_a_renamed_customer_go_on(
    accounts: tuple[str, str],
    drawn: list[int],
    closed: str,
    opened: str,
    before: int,
    after: int,
    data: st.DataObject,
) -> None:
    """Their year may have been closed and opened in sums before and after that."""
    old, new = accounts
    amounts = {f"F-{place + 101}": amount for place, amount in enumerate(drawn)}
    accounts_ = (old, new, "Income:Sales", "Equity:Balances", "Assets:Receivable:Other")
    book = "".join(f"2020-01-01 open {account}\n" for account in accounts_)
    day = datetime.date(2021, 3, 1)
    for number, amount in amounts.items():
        book += f'{day} * "Work" ^{number}\n  {old}  {amount} EUR\n  Income:Sales\n'
    other = {"F-99": sum(drawn)}  # of another customer, who owes as much
    book += f'{day} * "Work" ^F-99\n  {accounts_[4]}  {other["F-99"]} EUR\n  Income:Sales\n'
    year = 2021
    for account, years in ((old, before), (new, after)):
        for _ in range(years):
            for each, theirs in ((account, amounts), (accounts_[4], other)):
                book += carried(datetime.date(year, 12, 31), each, theirs, -1, SUM)
                book += carried(datetime.date(year + 1, 1, 1), each, theirs, 1, SUM)
            year += 1
        if account == old:
            again = dict(data.draw(st.permutations([*amounts.items()])))
            book += carried(datetime.date(year, 6, 1), old, amounts, -1, closed)
            book += carried(datetime.date(year, 6, 2), new, again, 1, opened)
            book += f"{year}-06-03 close {old}\n"
    found = report(book, f"{year}-12-01").allocation
    items = {
        (i.customer, i.reference, i.date, i.due, item.outstanding)
        for item in found.items
        for i in (item.invoice,)
        if item.is_open
    }
    due = datetime.date(2021, 3, 31)
    customer, stranger = new.split(":")[2], "Other"
    expected = {(customer, n, day, due, Decimal(amount)) for n, amount in amounts.items()}
    assert items == expected | {(stranger, "F-99", day, due, Decimal(other["F-99"]))}
    assert not found.credits
    assert not found.unidentified
