"""A channel that is added to the registry is known everywhere.

The channel is a chat message: neither an e-mail nor a letter, so that it must never be
printed as one.
"""

from __future__ import annotations

import email
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from msgspec.structs import replace

from beancount_relance.cli import cli
from beancount_relance.dunning.agenda import Action
from beancount_relance.language.messages import Message
from beancount_relance.policy.channels import CHANNELS, MESSAGE, Channel
from beancount_relance.report.report import Report
from beancount_relance.texts.writer import Reminder, Writer
from tests.fava.test_page import HEAD, client, page, words
from tests.support.ledgers import accounts, complaints, remark, report, sale

CHAT = Channel(
    name="chat",
    french="discussion",
    label=Message("chat message"),
    medium=MESSAGE,
    address="phone",
    is_contact=True,
    in_writing=True,
)
PHONE = "02 61 91 10 88"
BOOKS = f"""
2020-01-01 custom "relance" "as-of" 2026-06-30
2020-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  country: "FR"
2020-01-01 custom "relance-stage" "standard" "reminder"
  channel: "chat"
  fallback: "email"
2020-01-01 open Assets:Bank
2020-01-01 open Income:Sales
2020-01-01 open Assets:Clients:Martin
  name: "Boulangerie Martin"
  phone: "{PHONE}"
  email: "compta@martin.example"
  address: "9 rue des Gabares, 44000 Nantes"
"""
F1 = sale("2026-05-14", "F1", "1200.00")
STAGE = """2020-01-01 custom "relance-stage" "{ladder}" "{name}"
  after: 15
  channel: "chat"
  template: "reminder"
"""


@pytest.fixture(autouse=True)
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHANNELS, CHAT.name, CHAT)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    path = tmp_path / "books.beancount"
    path.write_text(BOOKS + F1, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def as_json(*arguments: str | Path) -> Any:
    return json.loads(run(*arguments, "--format", "json").stdout)


def the_action(found: Report) -> Action:
    (action,) = found.actions
    return action


def written(text: str) -> Reminder:
    found = report(text)
    return Writer(found).write(the_action(found))


# The ledger


@pytest.mark.parametrize("name", ["chat", "discussion"])
def test_the_ledger_takes_it_in_english_and_in_french(name: str) -> None:
    found = report(BOOKS.replace('"chat"', f'"{name}"') + F1)
    assert complaints(found) == []
    assert the_action(found).channel == "chat"


def test_a_misspelt_channel_is_told_that_there_is_this_one() -> None:
    ((_, complaint),) = complaints(report(BOOKS.replace('"chat"', '"chatt"') + F1))
    assert "“chat”, or another of email, phone, " in complaint
    assert complaint.endswith(" and chat")


def test_the_fallback_takes_its_place_where_there_is_no_number() -> None:
    action = the_action(report(BOOKS.replace(f'  phone: "{PHONE}"\n', "") + F1))
    assert action.channel == "email"
    notes = [str(note.message) for note in action.notes]
    assert notes == ["by e-mail: the customer has no address for chat message"]


# Lists, calendar, help


def test_the_command_shows_it(books: Path) -> None:
    assert "first reminder (chat message)" in run("actions", books).stdout
    assert "\nchat message\n" in run("actions", books, "--by", "channel").stdout


def test_the_help_lists_it() -> None:
    assert re.search(r"^ +chat +chat message: text$", run("letter", "--help").stdout, re.MULTILINE)


def test_the_json_names_it(books: Path) -> None:
    (action,) = as_json("actions", books)["actions"]
    assert (action["stage"], action["channel"]) == ("reminder", "chat")
    (letter,) = as_json("letter", books)["letters"]
    assert (letter["channel"], letter["recipient"]) == ("chat", PHONE)
    assert letter["mailto"] is None


def test_the_calendar_shows_it(books: Path) -> None:
    events = Calendar.from_ical(run("calendar", books).stdout).walk("VEVENT")
    assert any("first reminder (chat message)" in str(event["summary"]) for event in events)


# The words


@pytest.mark.parametrize(
    ("language", "opening", "this_text"),
    [("en", "Hello,", "this message"), ("fr", "Bonjour,", "ce message")],
)
@pytest.mark.parametrize("stage", ["reminder", "firm-letter", "formal-notice"])
def test_its_text_is_a_message_without_the_head_of_a_letter(
    stage: str, language: str, opening: str, this_text: str
) -> None:
    text = f'2020-01-01 custom "relance" "language" "{language}"\n' + BOOKS + F1
    found = report(text)
    stages = found.settings.procedures["standard"]
    action = replace(the_action(found), stage=stages.stage(stage))
    body = Writer(found).write(action).body
    assert body.startswith(opening)
    assert this_text in body.lower()
    assert "9 rue des Gabares" not in body


def test_the_ledger_may_give_it_words_of_its_own(books: Path) -> None:
    own = books.parent / "words" / "en"
    own.mkdir(parents=True)
    (own / "_email.j2").write_text(
        '{% extends "builtin/_email.j2" %}\n'
        '{% block closing %}{{ "Cheers" if channel == "chat" else super() }}{% endblock %}\n',
        encoding="utf-8",
    )
    setting = '2020-01-01 custom "relance" "templates" "words"\n'
    books.write_text(setting + BOOKS + F1, encoding="utf-8")
    (letter,) = as_json("letter", books)["letters"]
    assert "\n\nCheers\n" in letter["body"]


def test_a_note_says_where_it_went(books: Path) -> None:
    done = as_json("record", books, "Martin", "reminder", "--dry-run")
    assert f"First reminder (chat message): {PHONE}" in done["text"]


def test_other_texts_still_go_by_mail(books: Path) -> None:
    (letter,) = as_json("letter", books, "--text", "statement")["letters"]
    assert letter["channel"] == "email"


# Files


@pytest.mark.parametrize("whom", [(), ("Martin",), ("F1",)])
@pytest.mark.parametrize("form", ["pdf", "eml"])
def test_it_is_never_printed_nor_mailed(books: Path, form: str, whom: tuple[str, ...]) -> None:
    out = books.parent / "out"
    done = run("letter", books, *whom, "--as", form, "--out", out)
    assert done.exit_code == 0
    assert done.stderr == (
        "Boulangerie Martin: first reminder (chat message) is sent neither by e-mail nor on "
        "paper; copy the text from “relance letter” or from the page\n"
    )
    assert list(out.glob("*")) == []


def test_its_text_is_a_file_on_request(books: Path) -> None:
    out = books.parent / "out"
    assert run("letter", books, "--out", out).exit_code == 0
    (path,) = out.iterdir()
    assert path.name == "2026-06-30_Martin_reminder.txt"
    assert "Hello," in path.read_text(encoding="utf-8")


def test_a_mail_still_becomes_a_draft(books: Path) -> None:
    books.write_text(BOOKS.replace('  channel: "chat"', '  channel: "email"') + F1)
    out = books.parent / "out"
    assert run("letter", books, "--as", "eml", "--out", out).exit_code == 0
    (path,) = out.iterdir()
    assert "compta@martin.example" in email.message_from_bytes(path.read_bytes())["To"]


# The page


BOOKS_ON_PAGE = f"""
2024-01-01 custom "relance" "as-of" 2026-06-30
2024-01-01 custom "relance-customer" "Martin"
  phone: "{PHONE}"
2024-01-01 custom "relance-stage" "standard" "reminder"
  channel: "chat"
{F1}"""


def the_page(folder: Path, query: str = "", more: str = "") -> str:
    return page(client(folder, HEAD + BOOKS_ON_PAGE + more), query)


def test_the_page_shows_it_and_offers_the_text_alone(tmp_path: Path) -> None:
    text = the_page(tmp_path, "?by=channel")
    assert "chat message ·" in words(text)
    assert '<h4 class="group"><span class="step">chat message</span>' in text
    letter = text[text.index('<div class="letter"') :]
    letter = letter[: letter.index("</textarea>") + 900]
    assert PHONE in letter
    assert "Copy the text" in letter
    assert "form=pdf" not in text
    assert "form=eml" not in text
    assert "mailto:" not in letter


@pytest.mark.parametrize("is_proven", [True, False])
def test_its_receipt_is_asked_for_if_it_must_be_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_proven: bool
) -> None:
    monkeypatch.setitem(CHANNELS, CHAT.name, replace(CHAT, is_proven=is_proven))
    sent = remark("2026-06-20", "reminder", "F1")
    place = re.search(r'data-first="([^"]*)"', the_page(tmp_path, "?invoice=F1", sent))
    assert place
    assert ("received" in place[1].split()) == is_proven


# What follows from it


@pytest.mark.parametrize(("in_writing", "last"), [(True, "2030-12-31"), (False, "2028-12-31")])
def test_it_moves_the_limitation_of_a_public_body_if_it_is_writing(
    monkeypatch: pytest.MonkeyPatch, *, in_writing: bool, last: str
) -> None:
    """Four years from 1 January after the invoice, or after the last claim in writing."""
    monkeypatch.setitem(CHANNELS, CHAT.name, replace(CHAT, in_writing=in_writing))
    text = (
        '2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
        + accounts().replace(":Martin\n", ':Martin\n  kind: "public"\n')
        + STAGE.format(ladder="public", name="nudge")
        + sale("2024-03-10", "F1", "100.00")
        + remark("2026-05-12", "nudge", "F1")
    )
    found = report(text)
    assert complaints(found) == []
    (item,) = found.open_items
    limitation = found.claims.limitation(item)
    assert limitation is not None
    assert limitation.last.isoformat() == last


@pytest.mark.parametrize("in_writing", [True, False])
def test_a_court_wants_a_copy_of_it_if_it_is_writing(
    books: Path, monkeypatch: pytest.MonkeyPatch, *, in_writing: bool
) -> None:
    monkeypatch.setitem(CHANNELS, CHAT.name, replace(CHAT, in_writing=in_writing))
    with books.open("a", encoding="utf-8") as file:
        file.write(STAGE.format(ladder="standard", name="nudge"))
        file.write(remark("2026-06-20", "nudge", "F1"))
    out = books.parent / "court"
    assert run("file", books, "Martin", "--out", out).exit_code == 0
    missing = (out / "enclosures.txt").read_text(encoding="utf-8")
    assert ("[ ] nudge of 2026-06-20" in missing) == in_writing


@pytest.mark.parametrize(("is_contact", "next_on"), [(True, "2026-06-29"), (False, "2026-06-23")])
def test_the_gap_follows_it_if_the_customer_heard_from_us(
    monkeypatch: pytest.MonkeyPatch, *, is_contact: bool, next_on: str
) -> None:
    """The call is ten days from the due date, 23 June; seven days from 22 June is the 29th."""
    monkeypatch.setitem(CHANNELS, CHAT.name, replace(CHAT, is_contact=is_contact))
    text = BOOKS + sale("2026-05-14", "F1", "1200.00", due="2026-06-13")
    text += '2020-01-01 custom "relance-stage" "occasion" "follow-up"\n  channel: "chat"\n'
    text += '  template: "reminder"\n'
    text += remark("2026-06-16", "reminder", "F1") + remark("2026-06-22", "follow-up", "F1")
    found = report(text, "2026-06-22")
    (decision,) = found.decisions.values()
    assert decision.due_on is not None
    assert decision.due_on.isoformat() == next_on
