"""What cannot be read and may hold a reminder back does, however the note is written."""

from __future__ import annotations

import pytest

from tests.support.ledgers import report

OPENED = """
2020-01-01 open Assets:Clients:Ani{open}
2020-01-01 open Assets:Clients:Bea
2020-01-01 open Assets:Clients:Divers
2020-01-01 open Income:Sales
"""
UNREAD = {"relance": '"hold"', "until": '"summer"'}


def invoice(number: str, account: str, date: str = "2026-02-01", payee: str = "") -> str:
    return (
        f'{date} * "{payee or account}" "Work" ^{number}\n'
        f"  Assets:Clients:{account}  100.00 EUR\n  Income:Sales\n"
    )


def note(account: str, links: str = "", date: str = "2026-03-05", **meta: str) -> str:
    lines = "".join(f"  {key}: {value}\n" for key, value in meta.items())
    return f'{date} note Assets:Clients:{account} "A word" {links}\n{lines}'


INVOICES = "".join(
    (
        invoice("A1", "Ani"),
        invoice("A2", "Ani", date="2026-03-06"),
        invoice("B1", "Bea"),
        invoice("D1", "Divers", payee="Dal"),
        invoice("E1", "Divers", payee="Eli"),
    )
)


@pytest.mark.parametrize(
    ("entry", "opened", "held"),
    [
        (note("Ani", "^A1", **UNREAD), "", ["A1"]),
        (note("Ani", **UNREAD), "", ["A1"]),  # A2 is of the day after
        (note("Ani", date="2026-03-06", **UNREAD), "", ["A1", "A2"]),
        (note("Ani", "^A1 ^B1", **UNREAD), "", ["A1", "B1"]),
        (note("Divers", customer='"dal"', **UNREAD), "", ["D1"]),
        (note("Divers", "^E1", **UNREAD), "", ["E1"]),
        (note("Divers", **UNREAD), "", []),  # of nobody: the error says so
        # what would ask for less, or for nothing, is held as well; what was sent is not
        (note("Ani", "^A1", relance='"waiver"', amount="40"), "", ["A1"]),
        (note("Ani", "^A1", relance='"extension"', until='"summer"'), "", ["A1"]),
        (note("Ani", "^A1", relance='"contact"', amount="40"), "", ["A1"]),
        (note("Ani", "^A1", relance='"firm-letter"', until='"summer"'), "", []),
        (note("Ani", "^A1", relance='"received"', deposited='"yesterday"'), "", []),
        # details that decide what may be claimed, and from whom
        ("", '\n  kind: "private"', ["A1", "A2"]),
        ("", '\n  procedure: "gentle"', ["A1", "A2"]),
        ("", '\n  email: "nobody"', []),
        (note("Bea", "^B1", **UNREAD), '\n  email: "nobody"', ["B1"]),
        ('2026-01-01 custom "relance-customer" "Dal"\n  law: "Atlantis"\n', "", ["D1"]),
        # what nobody owes waits for nothing
        (
            note("Bea", "^B1", **UNREAD)
            + '2026-02-20 * "Bea" "Paid" ^B1\n  Assets:Clients:Bea  -100.00 EUR\n  Income:Sales\n',
            "",
            [],
        ),
    ],
)
def test_what_is_held_until_it_is_corrected(entry: str, opened: str, held: list[str]) -> None:
    found = report(OPENED.format(open=opened) + INVOICES + entry)
    waiting = [
        each.item.invoice.reference
        for each in found.decisions.values()
        if each.why == "unreadable-value"
    ]
    assert sorted(waiting) == held
    assert found.problems
