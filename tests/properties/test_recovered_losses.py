"""What is recovered of a loss is the old claim again, and never a new one."""

from __future__ import annotations

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.report.report import Report, build_report
from tests.support.examples import scaled
from tests.support.ledgers import FRANCE, accounts, load

SOLD, LOST, RECOVERED = "2025-05-04", "2025-12-31", "2026-05-15"
AS_OF = datetime.date(2026, 6, 30)
INCOME = ("Recovered-Bad-Debts", "7714", "Ertraege-aus-abgeschriebenen-Forderungen")
HEAD = (
    accounts()
    + "2020-01-01 open Expenses:Bad-Debts\n"
    + "".join(f"2020-01-01 open Income:{name}\n" for name in INCOME)
)

some_amount = st.sampled_from([Decimal(n * 100) for n in range(1, 5)])
some_recovery = st.tuples(some_amount, st.sampled_from(INCOME), st.sampled_from([None, 1, 2, 3]))


def entry(day: str, number: Decimal, other: str, name: int | None) -> str:
    link = f"^F{name}" if name else ""
    return f'{day} * "Martin" "Work" {link}\n  Assets:Clients:Martin  {number} EUR\n  {other}\n'


@scaled(65)
@given(
    st.lists(st.tuples(some_amount, st.booleans()), min_size=1, max_size=3),
    st.lists(some_recovery, max_size=2),
)
def test_nothing_new_is_owed(
    sold: list[tuple[Decimal, bool]], recovered: list[tuple[Decimal, str, int | None]]
) -> None:
    text = HEAD + FRANCE
    for number, (amount, is_lost) in enumerate(sold, start=1):
        text += entry(SOLD, amount, "Income:Sales", number)
        if is_lost:
            text += entry(LOST, -amount, "Expenses:Bad-Debts", number)
    for amount, account, name in recovered:
        text += entry(RECOVERED, amount, f"Income:{account}", name)
    entries, options = load(text)
    quick, whole = (build_report(entries, options, AS_OF, whole=flag) for flag in (False, True))

    assert owed(quick) == owed(whole)
    assert {item.invoice.date.isoformat() for item in quick.open_items} <= {SOLD}
    for item in quick.open_items:
        assert 0 < item.outstanding <= item.invoice.amount
    total = sum((amount for amount, is_lost in sold if not is_lost), Decimal())
    total += sum((amount for amount, _, _ in recovered), Decimal())
    balance = quick.totals().get("EUR")
    left = balance.open - balance.credits + balance.unidentified if balance else 0
    assert left == total
    lost = [amount for amount, is_lost in sold if is_lost]
    if len(lost) == len(recovered) == 1 and recovered[0][2] is None and recovered[0][0] <= lost[0]:
        assert balance is not None
        assert balance.unidentified == 0


def owed(report: Report) -> list[tuple[str, Decimal]]:
    return sorted((item.invoice.reference, item.outstanding) for item in report.open_items)
