"""A due date that nobody can read is no reason to demand anything.

It may be that of the invoice or of its customer. A setting that cannot be read changes nothing.
"""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.support.ledgers import report

DUE = "due of the posting", "due of the transaction"
TERMS = "terms of the posting", "terms of the transaction"
SETTING = "terms of the settings"
AGREED = "terms of the customer", SETTING
DAYS = dict(zip((*DUE, *TERMS, *AGREED), range(1, 7), strict=True))
"""How many days after the invoice each of them lets it be due, if it can be read."""
INVOICED, DEFAULT = datetime.date(2026, 3, 2), 30

some_sources = st.dictionaries(st.sampled_from(sorted(DAYS)), st.booleans())
"""Which of them the ledger has, and whether each can be read."""


def value(source: str, *, legible: bool) -> str:
    if source in DUE:
        day = INVOICED + datetime.timedelta(days=DAYS[source])
        return day.isoformat() if legible else f'"{source}"'
    return f'"{DAYS[source]} days"' if legible else f'"{source}"'


def books(sources: dict[str, bool]) -> str:
    said = {source: value(source, legible=legible) for source, legible in sources.items()}

    def line(source: str, before: str) -> str:
        return f"{before}{said[source]}\n" if source in said else ""

    return (
        line(SETTING, '2026-01-01 custom "relance" "terms" ')
        + "2026-01-01 open Assets:Clients:Martin\n"
        + line("terms of the customer", "  terms: ")
        + "2026-01-01 open Income:Sales\n"
        + f'{INVOICED} * "Sign" ^F1\n'
        + line("due of the transaction", "  due: ")
        + line("terms of the transaction", "  terms: ")
        + "  Assets:Clients:Martin  100.00 EUR\n"
        + line("due of the posting", "    due: ")
        + line("terms of the posting", "    terms: ")
        + "  Income:Sales\n"
    )


@given(some_sources)
def test_only_what_was_agreed_on_is_demanded(sources: dict[str, bool]) -> None:
    found = report(books(sources))
    (item,) = found.open_items
    legible = [source for source in DAYS if sources.get(source)]
    expected = DAYS[legible[0]] if legible else DEFAULT
    unread = [source for source, can_be_read in sources.items() if not can_be_read]
    its_own = legible and legible[0] in (*DUE, *TERMS)
    before = [
        source
        for source in unread
        if source != SETTING and (not legible or DAYS[source] < DAYS[legible[0]])
    ]

    assert item.outstanding == 100
    assert item.invoice.due == INVOICED + datetime.timedelta(days=expected)
    assert item.invoice.due_presumed == bool(before and not its_own)
    assert len(found.actions) == (not item.invoice.due_presumed)
    assert len(found.problems) == len([each for each in unread if complains(each, legible)])


def complains(source: str, legible: list[str]) -> bool:
    """Whether something unread is an error: it is not read where a date before it counts."""
    if source in AGREED:
        return True
    return not any(DAYS[each] < DAYS[source] for each in legible if each in (*DUE, *TERMS))
