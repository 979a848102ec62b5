"""What is kept of open invoices is what would be worked out anew for each payment."""

from __future__ import annotations

import datetime
from decimal import Decimal
from unittest.mock import patch

from beancount.core.data import entry_sortkey
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.receivables.items import Allocation
from beancount_relance.receivables.matching import matching
from beancount_relance.receivables.matching.open_invoices import OpenInvoices
from beancount_relance.receivables.matching.tiers import Tier
from beancount_relance.receivables.open_amounts import Due, Money, oldest_first
from beancount_relance.receivables.paid_parts import PaidSet
from beancount_relance.report.report import build_report
from tests.benchmarks.shapes import AS_OF, HEAD, OWN, invoice, payment
from tests.support.examples import scaled


class Anew(OpenInvoices):
    """Forgets before each credit what may be paid, and walks through all that is open."""

    def sets(self, money: Money) -> tuple[list[PaidSet], bool]:
        self._tiers = (Tier(), Tier(), Tier())
        for number in self._numbers:
            self._change(number)
        return super().sets(money)

    def presume(self, money: Money) -> None:
        dues: list[Due] = [due for known in self._numbers.values() for due in known.dues]
        dues.sort(key=oldest_first)
        left = money.left
        for last in (False, True):
            for due in dues:
                most = due.left - (Decimal() if last else due.disputed_on(money.credit.date))
                amount = max(min(left, most - due.presumed), Decimal())
                if amount:
                    self.presumed.add(due, money, amount)
                left -= amount
        self.presumed.keep(money, left)


@st.composite
def books(draw: st.DrawFn) -> str:
    """Invoices, some disputed or with a discount, and payments without a number."""
    number = st.integers(0, 9)
    amounts = st.sampled_from([30, 50, 70, 80, 100, 120])
    numbers = draw(st.lists(number, max_size=9))
    lines = [HEAD]
    if draw(st.booleans()):
        lines.append('2020-01-01 custom "relance" "terms" "30 days, 2 % 10 days"\n')
    for place, each in enumerate(numbers):  # some have the same number
        lines.append(invoice(7 * place, link=f" ^F{each:05}", amount=draw(amounts)))
    for each in draw(st.lists(st.sampled_from(numbers), max_size=4)) if numbers else ():
        part = draw(st.sampled_from(["", "  amount: 20.00 EUR\n"]))
        day = datetime.date(2025, 2, 1) + datetime.timedelta(days=draw(st.integers(0, 90)))
        lines.append(f'{day} note {OWN} "No" ^F{each:05}\n  relance: "dispute"\n{part}')
        if draw(st.booleans()):
            day += datetime.timedelta(days=draw(st.integers(1, 30)))
            lines.append(f'{day} note {OWN} "Yes" ^F{each:05}\n  relance: "resume"\n')
    for _ in range(draw(st.integers(1, 9))):
        amount = draw(st.one_of(amounts, st.integers(1, 300)))
        text = draw(st.sampled_from(["Transfer", "Transfer", f"invoice {draw(number)}"]))
        lines.append(payment(draw(st.integers(0, 70)), link="", text=text, amount=amount))
    return "".join(lines)


def allocated(text: str) -> Allocation:
    entries, errors, options = parser.parse_string(text)
    assert not errors, errors[0].message
    return build_report(sorted(entries, key=entry_sortkey), options, AS_OF).allocation


@scaled(65)
@given(books())
def test_nothing_is_kept_that_has_changed(text: str) -> None:
    kept = allocated(text)
    with patch.object(matching, "OpenInvoices", Anew):
        assert allocated(text) == kept
