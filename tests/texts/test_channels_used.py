"""An earlier stage is called what it was: a call that went by e-mail is an e-mail."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, remark, report, sale
from tests.support.letters import only_text

BOOKS = (
    '2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
    + accounts("Martin")
    + '2020-01-01 custom "relance-customer" "Martin"\n  address: "2 rue B, 44000 Nantes"\n'
    + sale("2026-05-04", "F1", "2000.00", due="2026-06-03")
    + remark("2026-06-08", "reminder", "F1")
)


def call(text: str, channel: str = "") -> str:
    """The note about the call."""
    key = f'  channel: "{channel}"\n' if channel else ""
    return f'2026-06-15 note Assets:Clients:Martin "{text}" ^F1\n  relance: "call"\n{key}'


CASES = [
    (call("Asked to call us back", "email"), "e-mail", "courriel"),
    (call("Asked to call us back", "courriel"), "e-mail", "courriel"),
    (call("Asked to call us back", "letter"), "letter", "courrier"),
    (call("Telephone call (e-mail): m@martin.example"), "e-mail", "courriel"),
    (call("Telephone call (letter)"), "letter", "courrier"),
    (call("Relance téléphonique (courriel)\u00a0: m@martin.example"), "e-mail", "courriel"),
    (call("Telephone call: 02 61 91 00 00"), "telephone call", "appel"),
    (call("Rang, and again (e-mail): no answer"), "telephone call", "appel"),
    (call("Telephone call (e-mail) was not needed"), "telephone call", "appel"),
    (call("Telephone call (e-mail): m@martin.example", "phone"), "telephone call", "appel"),
]


@pytest.mark.parametrize(("note", "english", "french"), CASES)
def test_a_letter_names_the_way_it_went(note: str, english: str, french: str) -> None:
    for code, sentence in (
        ("en", f"Despite our reminder of 8 June 2026 and our {english} of 15 June 2026, "),
        ("fr", f"Malgré notre rappel du 8 juin 2026 et notre {french} du 15 juin 2026, "),
    ):
        books = f'2020-01-01 custom "relance" "language" "{code}"\n' + BOOKS + note
        found = report(books, "2026-06-25")
        (action,) = found.actions
        assert action.stage.name == "firm-letter"
        assert sentence in only_text(found)


def test_a_stage_of_another_channel_is_what_the_ledger_makes_of_it() -> None:
    change = '2020-01-01 custom "relance-stage" "standard" "call"\n  channel: "letter"\n'
    found = report(BOOKS + change + call("Written to"), "2026-06-25")
    (action,) = found.actions
    assert "and our letter of 15 June 2026" in Writer(found).write(action).body


def test_a_sheet_names_it_too() -> None:
    notes = call("Asked to call us back", "email")
    notes += remark("2026-06-25", "firm-letter", "F1", channel='"email"')
    notes += remark("2026-07-06", "formal-notice", "F1")
    found = report(BOOKS + notes, "2026-07-21")
    (action,) = found.actions
    assert action.stage.name == "visit"
    _, _, told = Writer(found).write(action).body.partition("WHAT HAS HAPPENED\n\n")
    assert told.partition("\n\n")[0].splitlines() == [
        "– 8 June 2026: reminder",
        "– 15 June 2026: e-mail",
        "– 25 June 2026: e-mail",
        "– 6 July 2026: formal notice",
    ]


def test_reminders_of_a_kind_are_named_together() -> None:
    second = sale("2026-05-11", "F2", "900.00", due="2026-06-10")
    notes = second + remark("2026-06-12", "reminder", "F2") + call("Asked to call us back")
    for code, sentence in (
        (
            "en",
            "Despite our reminders of 8 June 2026 (invoice F1) and 12 June 2026 (invoice F2) and ",
        ),
        (
            "fr",
            "Malgré nos rappels du 8 juin 2026 (facture F1) et du 12 juin 2026 (facture F2) et ",
        ),
    ):
        books = f'2020-01-01 custom "relance" "language" "{code}"\n' + BOOKS + notes
        (action,) = (found := report(books, "2026-06-29")).actions
        assert sentence in Writer(found).write(action).body.replace("\u00a0", " ")


def test_what_was_said_at_a_visit_is_told_also_if_it_begins_with_the_word() -> None:
    notes = call("Nobody there")
    notes += remark("2026-06-25", "firm-letter", "F1")
    notes += remark("2026-07-06", "formal-notice", "F1")
    notes += '2026-07-21 note Assets:Clients:Martin "Visit: asks for two months" ^F1\n'
    notes += '  relance: "visit"\n'
    (action,) = (found := report(BOOKS + notes, "2026-08-05")).actions
    assert "– 21 July 2026: visit, “Visit: asks for two months”" in Writer(found).write(action).body
