"""An invoice that somebody has marked as paid, cancelled or the like."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from beancount_relance.dunning.questions.marked_invoices import MARKED_INVOICE
from beancount_relance.report.report import Report
from tests.support.ledgers import accounts, payment, remark, report

SOLD = datetime.date(2026, 3, 2)
AS_OF = datetime.date(2026, 6, 30)
MARKS = (
    'status: "paid"',
    'state: "void"',
    "paid: TRUE",
    'bezahlt-am: "2026-04-01"',
    "reglee: 2026-06-30",
    'pagata: "si"',
    "disputed: TRUE",
    "nicht-mahnen: TRUE",
    'relance: "dispute"',
)
NO_MARKS = (
    'status: "sent"',
    "paid: FALSE",
    'paid: "no"',
    "paid: 2026-07-01",
    "reglee: 12.00",
    'payee: "Martin"',
    'memo: "paid by Martin as always, see below"',
    'site: "Void Street"',
)


def books(meta: str, *entries: str) -> str:
    sale = f'{SOLD} * "Martin" "Work" ^F1001\n  {meta}\n  Assets:Clients:Martin  100.00 EUR\n'
    return accounts() + sale + "  Income:Sales\n" + "".join(entries)


def owed(found: Report) -> list[tuple[str, object]]:
    return [(item.invoice.reference, item.outstanding) for item in found.open_items]


def why(found: Report) -> list[str | None]:
    return [each.why for each in found.agenda.waiting]


@given(
    st.sampled_from(MARKS),
    st.none() | st.integers(1, 99),
    st.none() | st.integers(0, 119).map(lambda days: SOLD + datetime.timedelta(days=days)),
)
def test_a_mark_holds_the_reminder_until_a_note_and_changes_no_figure(
    mark: str, paid: int | None, resumed: datetime.date | None
) -> None:
    entries = [payment("2026-04-01", f"{paid}.00", "F1001")] if paid is not None else []
    noted = [remark(str(resumed), "resume", "F1001")] if resumed is not None else []
    found, plainly = (report(books(m, *entries, *noted), str(AS_OF)) for m in (mark, 'site: "y"'))
    assert owed(found) == owed(plainly)
    if resumed is None:
        assert why(found) == [MARKED_INVOICE]
        assert not found.actions
    else:
        assert (why(found), len(found.actions)) == (why(plainly), len(plainly.actions))


@given(st.sampled_from(NO_MARKS))
def test_other_metadata_is_no_mark(meta: str) -> None:
    assert MARKED_INVOICE not in why(report(books(meta), str(AS_OF)))
