"""E-mails that came back, replies that wait for somebody to read them."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, complaints, remark, report, sale

MAIL = '  email: "ap@martin.example"\n  address: "2 rue B, 44000 Nantes"\n'
SENT = """2026-06-16 note Assets:Clients:Martin "Rappel" ^F1
  relance: "reminder"
  message: "<relance.1@lumen.example>"
  recipient: "{0}"
"""
BOUNCED = """2026-06-17 note Assets:Clients:Martin "550 5.1.1 unknown" ^F1
  relance: "bounced"
  recipient: "{0}"
  message: "<relance.1@lumen.example>"
"""
REPLIED = """2026-06-17 note Assets:Clients:Martin "Je regarde cela." ^F1
  relance: "replied"
  message: "<x@martin.example>"
"""


ADDRESS = '  address: "2 rue B, 44000 Nantes"\n'


def books(*notes: str, mail: str = MAIL) -> str:
    opened = accounts().replace(
        "open Assets:Clients:Martin\n", f"open Assets:Clients:Martin\n{mail}"
    )
    return opened + sale("2026-05-14", "F1", "1200.00") + "".join(notes)


def stage(text: str, as_of: str) -> str | None:
    found = report(text, as_of)
    assert complaints(found) == []
    return next((action.stage.name for action in found.actions), None)


def test_a_reminder_that_came_back_does_not_count() -> None:
    sent = SENT.format("ap@martin.example")
    assert stage(books(sent), "2026-06-30") == "call"
    text = books(sent, BOUNCED.format("AP@Martin.example"))
    found = report(text, "2026-06-30")
    assert [action.stage.name for action in found.actions] == ["reminder"]
    assert [event.kind for event in found.undelivered] == ["reminder"]
    assert found.customer("Martin").mail_to == ()


def test_it_counts_if_it_reached_somebody() -> None:
    sent = SENT.format("ap@martin.example; boss@martin.example")
    mail = '  email: "ap@martin.example; boss@martin.example"\n'
    text = books(sent, BOUNCED.format("ap@martin.example"), mail=mail)
    found = report(text, "2026-06-30")
    assert [action.stage.name for action in found.actions] == ["call"]
    assert found.customer("Martin").mail_to == ("boss@martin.example",)


def test_the_address_is_told_on_its_line_until_it_is_changed() -> None:
    text = books(SENT.format("ap@martin.example"), BOUNCED.format("ap@martin.example"))
    (check,) = [each for each in report(text).checks if each.kind == "returned-mail"]
    assert check.source.line == 3
    assert "an e-mail to ap@martin.example came back" in str(check.message)
    new = '2026-06-20 custom "relance-customer" "Martin"\n  email: "new@martin.example"\n'
    found = report(text + new)
    assert not [each for each in found.checks if each.kind == "returned-mail"]
    assert found.customer("Martin").mail_to == ("new@martin.example",)
    resumed = '2026-06-20 note Assets:Clients:Martin "Corrigé" ^F1\n  relance: "resume"\n'
    found = report(text + resumed)
    assert not [each for each in found.checks if each.kind == "returned-mail"]
    assert found.customer("Martin").mail_to == ("ap@martin.example",)


@pytest.mark.parametrize(
    ("kind", "waits"),
    [("contact", False), ("resume", False), ("received", True), ("auto-reply", True)],
)
def test_a_reply_waits_until_somebody_has_read_it(kind: str, waits: bool) -> None:  # noqa: FBT001
    by_post = '  channel: "registered"\n' if kind == "received" else ""
    text = books(SENT.format("ap@martin.example") + by_post, REPLIED)
    assert stage(text, "2026-06-19") is None
    assert stage(text, "2026-06-22") == "review"  # three days later is a Saturday
    (item,) = report(text, "2026-07-16").open_items
    assert report(text, "2026-07-16").decisions[item.key].why == "replied"
    later = f'2026-06-18 note Assets:Clients:Martin "x" ^F1\n  relance: "{kind}"\n'
    assert (stage(text + later, "2026-07-16") == "review") == waits


def test_an_automatic_reply_changes_nothing() -> None:
    automatic = REPLIED.replace("replied", "auto-reply")
    assert stage(books(SENT.format("ap@martin.example"), automatic), "2026-07-30") == "call"


def test_it_does_not_count_if_each_address_returned_it() -> None:
    sent = SENT.format("ap@martin.example; boss@martin.example")
    mail = '  email: "ap@martin.example; boss@martin.example"\n' + ADDRESS
    both = BOUNCED.format("boss@martin.example;AP@martin.example")
    one_by_one = BOUNCED.format("boss@martin.example") + BOUNCED.format("ap@martin.example")
    for came_back in (both, one_by_one):
        assert stage(books(sent, came_back, mail=mail), "2026-06-30") == "reminder"


def test_a_reminder_without_addresses_came_back_with_its_message() -> None:
    sent = SENT.format("").replace('  recipient: ""\n', "")
    assert stage(books(sent, BOUNCED.format("ap@martin.example")), "2026-06-30") == "reminder"


BY_HAND = """2026-06-16 note Assets:Clients:Martin "Rappel" ^F1
  relance: "reminder"
2026-06-17 note Assets:Clients:Martin "Adresse inconnue"{0}
  relance: "bounced"
  recipient: "ap@martin.example"
"""
TWO = '  email: "ap@martin.example; boss@martin.example"\n'
NEW = '2026-06-18 custom "relance-customer" "Martin"\n  email: "new@martin.example"\n'


@pytest.mark.parametrize(
    ("notes", "mail", "due"),
    [
        (BY_HAND.format(" ^F1"), MAIL, "reminder"),
        (BY_HAND.format(""), MAIL, "reminder"),
        (BY_HAND.format(" ^F1") + NEW, MAIL, "reminder"),
        (BY_HAND.format(" ^F1"), TWO, "call"),  # the other address may have worked
        (BY_HAND.format(" ^F1").replace('"reminder"', '"call"'), MAIL, "firm-letter"),
    ],
)
def test_a_reminder_that_a_person_notes_as_returned_does_not_count(
    notes: str, mail: str, due: str
) -> None:
    assert stage(books(notes, mail=mail), "2026-07-30") == due


LETTER = """2026-05-01 note Assets:Clients:Martin "Lettre ferme" ^F1
  relance: "{0}"
2026-05-09 note Assets:Clients:Martin "Appel" ^F1
  relance: "call"
2026-05-12 note Assets:Clients:Martin "Revenue NPAI" ^F1
  relance: "undeliverable"
"""
ADDRESS = '  address: "1 rue X, 44000 Nantes"\n'


@pytest.mark.parametrize(
    ("more", "works"),
    [
        ("", False),
        ('2026-05-20 note Assets:Clients:Martin "Bonne adresse" ^F1\n  relance: "resume"\n', True),
        (
            '2026-05-05 custom "relance-customer" "Martin"\n  address: "2 rue Y, 44000 Nantes"\n',
            True,
        ),
        (
            '2026-04-05 custom "relance-customer" "Martin"\n  address: "2 rue Y, 44000 Nantes"\n',
            False,
        ),
    ],
)
def test_a_letter_that_came_back_does_not_count(more: str, works: bool) -> None:  # noqa: FBT001
    """Neither does its address, unless a later one is known, or somebody says that it is right."""
    text = accounts().replace(
        "open Assets:Clients:Martin\n", f"open Assets:Clients:Martin\n{ADDRESS}"
    )
    text += sale("2026-03-01", "F1", "1200.00") + LETTER.format("firm-letter") + more
    found = report(text, "2026-06-10")
    assert complaints(found) == []
    assert [event.kind for event in found.undelivered] == ["firm-letter"]
    assert "firm-letter" not in [event.kind for event in found.events]
    assert (found.customer("Martin").address_for("letter") is not None) is works
    told = [each for each in found.checks if each.kind == "returned-mail"]
    assert bool(told) is not works
    if works:
        assert [action.stage.name for action in found.actions] == ["firm-letter"]
    else:  # nothing goes to an address that does not work
        assert not found.actions
        assert [each.why for each in found.agenda.waiting] == ["unreachable"]


def test_a_letter_is_found_by_its_number() -> None:
    sent = "".join(
        f'2026-05-{day} note Assets:Clients:Martin "Letter" ^F1\n'
        f'  relance: "{stage}"\n  registered: "{number}"\n'
        for day, stage, number in (("02", "firm-letter", "1A 1"), ("14", "formal-notice", "1A 2"))
    )
    back = '2026-05-20 note Assets:Clients:Martin "NPAI" ^F1\n  relance: "npai"\n'
    back += '  registered: "1A 1"\n'
    found = report(accounts() + sale("2026-03-01", "F1", "1200.00") + sent + back, "2026-06-10")
    assert [event.kind for event in found.undelivered] == ["firm-letter"]


@pytest.mark.parametrize(
    ("channels", "lost"),
    [
        (("email", "letter"), ["firm-letter"]),
        (("letter", "email"), ["reminder"]),
        (("letter", "letter"), ["firm-letter"]),
        (("letter", "phone"), ["reminder"]),
    ],
)
def test_what_came_back_is_what_went_on_paper(channels: tuple[str, str], lost: list[str]) -> None:
    notes = "".join(
        remark(f"2026-05-{day}", kind, "F1", channel=f'"{channel}"')
        for day, kind, channel in zip(
            ("02", "14"), ("reminder", "firm-letter"), channels, strict=True
        )
    )
    notes += remark("2026-05-20", "undeliverable", "F1")
    found = report(accounts() + sale("2026-03-01", "F1", "1200.00") + notes, "2026-06-10")
    assert [event.kind for event in found.undelivered] == lost


def test_a_letter_that_went_registered_is_received_for_all_its_invoices() -> None:
    notes = remark("2026-05-02", "firm-letter", "F1", "F2", channel='"registered"')
    notes += remark("2026-05-06", "received", "F1")
    sold = sale("2026-03-01", "F1", "1200.00") + sale("2026-03-01", "F2", "300.00")
    found = report(accounts() + sold + notes, "2026-05-30")
    assert {item.invoice.reference for item in found.open_items} == {"F1", "F2"}
    assert [len(event.items) for event in found.events if event.kind == "received"] == [2]
    assert all(decision.sent is None for decision in found.decisions.values())


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (
            SENT.format("ap@martin.example") + BOUNCED.format("ap@martin.example"),
            ["first reminder of 2026-06-16, e-mail returned on 2026-06-17: “550 5.1.1 unknown”"],
        ),
        (
            BY_HAND.format(" ^F1"),
            ["first reminder of 2026-06-16, e-mail returned on 2026-06-17: “Adresse inconnue”"],
        ),
        (  # the reminder counts, since another address had it
            SENT.format("ap@martin.example; boss@martin.example")
            + BOUNCED.format("ap@martin.example"),
            [
                "first reminder done on 2026-06-16: “Rappel”",
                "e-mail returned on 2026-06-17: “550 5.1.1 unknown”",
            ],
        ),
    ],
)
def test_the_reasons_say_which_reminder_came_back(notes: str, told: list[str]) -> None:
    found = report(books(notes), "2026-06-30")
    (item,) = found.open_items
    said = [str(reason.message) for reason in found.reasons(item)]
    assert said[1 : 1 + len(told)] == told
    assert said[1 + len(told)] == "€1,200.00 outstanding, 17 days overdue"


NOTICE = """2026-05-02 note Assets:Clients:Martin "Letter" ^F1
  relance: "firm-letter"{0}
2026-05-14 note Assets:Clients:Martin "Notice" ^F1
  relance: "formal-notice"{1}
2026-05-15 note Assets:Clients:Martin "Came back" ^F1
  relance: "undeliverable"
  registered: "1A 111"
"""


@pytest.mark.parametrize(
    ("firm", "notice", "lost"),
    [
        ("", "", ["formal-notice"]),  # nobody noted a number: the registered letter
        ("1A 222", "", ["formal-notice"]),
        ("1A111", "", ["firm-letter"]),
        ("", "1A 222", []),  # a slip of the pen, or the number of another letter
        ("1A 333", "1A 222", []),
    ],
)
def test_a_number_that_no_letter_has_is_the_one_without_a_number(
    firm: str, notice: str, lost: list[str]
) -> None:
    numbers = [f'\n  registered: "{each}"' if each else "" for each in (firm, notice)]
    sold = accounts() + sale("2026-03-01", "F1", "1200.00")
    found = report(sold + NOTICE.format(*numbers), "2026-06-10")
    assert [event.kind for event in found.undelivered] == lost
    told = [str(problem.message) for problem in found.problems]
    assert bool(told) is not bool(lost)
    for each in told:
        assert each.startswith("no letter about these invoices has the number 1A 111, only")
        assert "1A 222" in each


def test_a_plain_letter_came_back_with_a_number_if_it_is_the_only_one() -> None:
    notes = NOTICE.format("", "").replace('"formal-notice"', '"call"')
    text = accounts() + sale("2026-03-01", "F1", "1200.00")
    found = report(text + notes + notes[notes.index("2026-05-15") :], "2026-06-10")
    assert complaints(found) == []  # the same note twice
    assert [event.kind for event in found.undelivered] == ["firm-letter"]
