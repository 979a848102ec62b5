"""What is paid on one of a customer's accounts is paid of what is open there."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

OPENED = """
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Assets:Debtors:Pell
2020-01-01 open Assets:Debtors:Pell:ProjectA
2020-01-01 open Assets:Debtors:Pell:ProjectB
2020-01-01 open Assets:Debtors:Pell:ProjectC
"""
PROJECTS = ("ProjectA", "ProjectB", "ProjectC")
START = datetime.date(2026, 1, 5)

Posting = tuple[str, Decimal, bool]
"""A project, an amount, and whether it is invoiced there, and not paid."""


@st.composite
def business(draw: st.DrawFn) -> Sequence[Posting]:
    """Invoices, and payments of no more than is open on the account where they are posted."""
    owed: dict[str, Decimal] = defaultdict(Decimal)
    found: list[Posting] = []
    for _ in range(draw(st.integers(2, 9))):
        project = draw(st.sampled_from(PROJECTS))
        amount = draw(st.sampled_from([100, 100, 150, 200, 250])) * Decimal("1.00")
        if owed[project] and draw(st.booleans()):
            amount = min(amount, owed[project])
            owed[project] -= amount
            found.append((project, amount, False))
        else:
            owed[project] += amount
            found.append((project, amount, True))
    return found


@given(business(), st.sampled_from(["", "Transfer"]))
def test_each_account_has_what_is_open_on_it(postings: Sequence[Posting], said: str) -> None:
    text = OPENED
    balances: dict[str, Decimal] = defaultdict(Decimal)
    for place, (project, amount, is_invoice) in enumerate(postings):
        day, account = START + datetime.timedelta(days=9 * place), f"Assets:Debtors:Pell:{project}"
        balances[account] += amount if is_invoice else -amount
        if is_invoice:
            text += f'{day} * "Pell" "Works" ^F{place + 1}\n  {account}  {amount} EUR\n'
            text += "  Income:Sales\n"
        else:
            text += f'{day} * "Pell" "{said}"\n  Assets:Bank  {amount} EUR\n  {account}\n'
    check(text, balances)


def check(text: str, balances: Mapping[str, Decimal]) -> None:
    """What is open on each account is its balance."""
    found = report(text, "2026-12-01")
    open_: dict[str, Decimal] = defaultdict(Decimal)
    for item in found.open_items:
        open_[item.invoice.account] += item.outstanding
    assert dict(open_) == {account: left for account, left in balances.items() if left}
    assert not found.allocation.credits
    assert not found.allocation.unidentified


@given(st.data())
def test_an_invoice_is_paid_where_it_stands(data: st.DataObject) -> None:
    """Until it moves, what is paid there is not for it, and afterwards what is paid elsewhere."""
    text = OPENED
    open_: dict[str, list[tuple[str, Decimal]]] = {project: [] for project in PROJECTS}
    for place in range(data.draw(st.integers(2, 8))):
        day = START + datetime.timedelta(days=9 * place)
        project = data.draw(st.sampled_from(PROJECTS))
        account, owed = f"Assets:Debtors:Pell:{project}", open_[project]
        step = data.draw(st.sampled_from(["invoice", "pay", "move"])) if owed else "invoice"
        if step == "invoice":
            owed.append((f"F{place + 1}", data.draw(st.sampled_from([100, 150])) * Decimal("1.00")))
            text += f'{day} * "Pell" "Works" ^F{place + 1}\n  {account}  {owed[-1][1]} EUR\n'
            text += "  Income:Sales\n"
        elif step == "pay":
            total = sum(amount for _, amount in owed)
            text += f'{day} * "Pell" "Transfer"\n  Assets:Bank  {total} EUR\n  {account}\n'
            owed.clear()
        else:
            moved = owed.pop(data.draw(st.integers(0, len(owed) - 1)))
            to = data.draw(st.sampled_from([each for each in PROJECTS if each != project]))
            open_[to].append(moved)
            text += f'{day} * "Pell" "Elsewhere" ^{moved[0]}\n  {account}  {-moved[1]} EUR\n'
            text += f"  Assets:Debtors:Pell:{to}  {moved[1]} EUR\n"
    check(
        text,
        {
            f"Assets:Debtors:Pell:{project}": sum((amount for _, amount in owed), Decimal())
            for project, owed in open_.items()
        },
    )


@given(
    st.integers(100, 900),
    st.integers(100, 900),
    st.integers(1, 99),
    st.integers(1, 100),
    st.integers(1, 100),
    st.sampled_from(("Assets:Bank", "Income:Sales")),
    st.permutations((0, 1)),
)
def test_what_stays_where_a_part_of_an_invoice_moved_is_paid_there(
    first: int,
    second: int,
    share: int,
    here: int,
    there: int,
    other: str,
    order: Sequence[int],
) -> None:
    """Of two invoices, a part of the older one goes to another account."""
    old, new = "Assets:Debtors:Pell:ProjectA", "Assets:Debtors:Pell:ProjectB"
    moved = max(1, first * share // 100)
    paid = [(old, max(1, (first - moved) * here // 100)), (new, max(1, moved * there // 100))]
    text = OPENED
    for day, name, amount in (("2026-01-05", "F1", first), ("2026-02-05", "F2", second)):
        text += f'{day} * "Pell" "Works" ^{name}\n  {old}  {amount} EUR\n  Income:Sales\n'
    text += f'2026-03-01 * "Pell" "Moved" ^F1\n  {new}  {moved} EUR\n  {old}\n'
    for day, place in zip(("2026-03-10", "2026-03-20"), order, strict=True):
        account, amount = paid[place]
        text += f'{day} * "Pell" "Transfer"\n  {other}  {amount} EUR\n  {account}\n'
    found = report('2020-01-01 custom "relance" "allocation" "amount"\n' + text, "2026-12-01")
    left = {item.invoice.reference: item.outstanding for item in found.allocation.items}
    total = sum(amount for _, amount in paid)
    assert left in (
        {"F1": first - total, "F2": second},
        # unless a payment has exactly the amount of another invoice, or of what is left of it
        *_by_amounts(first, second, [paid[place][1] for place in order]),
    )


def _by_amounts(first: int, second: int, payments: Sequence[int]) -> list[dict[str, int]]:
    """What is left if any of the payments is for the second invoice, whose amount it has."""
    if second not in (*payments, sum(payments)):
        return []
    return [
        {"F1": first - sum(payments) + second, "F2": 0},
        {"F1": first, "F2": second - sum(payments)},
    ]
