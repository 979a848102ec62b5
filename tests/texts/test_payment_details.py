"""Where a text asks to pay: the account of its currency or none; a change is announced."""

from __future__ import annotations

from pathlib import Path

import pytest

from beancount_relance.recording.draft import draft_note
from beancount_relance.recording.new_note import NewNote
from beancount_relance.report.loading import load_ledger
from beancount_relance.texts.writer import Writer
from tests.support.ledgers import complaints, day, report
from tests.support.letters import letter_of

IBAN, OTHER = "FR76 1990 6000 4400 0780 4125 390", "FR14 2004 1010 0505 0001 3M02 606"
LANGUAGES = ("en", "fr")


def books(*, currency: str = "EUR", language: str = "en", bank: str = "", notes: str = "") -> str:
    return f"""
2024-01-01 custom "relance" "language" "{language}"
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  country: "FR"
  iban: "{IBAN}"
{bank}
2024-01-01 open Assets:Clients:Martin
  email: "compta@martin.example"
  address: "9 rue des Gabares, 44000 Nantes"
2024-01-01 open Income:Ventes
2026-05-01 * "Martin" "Lampes" ^F1
  Assets:Clients:Martin   100.00 {currency}
  Income:Ventes
{notes}
"""


CHANGE = f'2026-05-20 custom "relance" "bank" "EUR"\n  iban: "{OTHER}"\n'
DOLLARS = """
2024-01-01 custom "relance" "bank" "USD"
  bank: "Cascade Federal Bank"
  routing: "099400271"
  account: "30014425"
"""


def body(text: str) -> str:
    found = report(text)
    assert not complaints(found)
    (action,) = found.actions
    return Writer(found).write(action).body


@pytest.mark.parametrize("language", LANGUAGES)
def test_euros_are_paid_into_the_account_in_euros(language: str) -> None:
    text = body(books(language=language, bank=DOLLARS))
    assert IBAN in text
    assert "30014425" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_dollars_are_never_asked_for_on_the_account_in_euros(language: str) -> None:
    without = body(books(currency="USD", language=language))
    assert "IBAN" not in without
    assert "F1" in without
    assert "30014425" in body(books(currency="USD", language=language, bank=DOLLARS))


@pytest.mark.parametrize(("language", "said"), [("en", "in EUR:"), ("fr", "en EUR :")])
def test_the_only_account_of_two_currencies_is_said_to_be_for_its_own(
    language: str, said: str
) -> None:
    sale = '2026-05-01 * "Martin" "Abats" ^F2\n  Assets:Clients:Martin  90.00 USD\n  Income:Ventes'
    text = body(books(language=language, notes=sale))
    before, found, after = text.partition(said)
    assert found
    assert IBAN not in before
    assert IBAN in after
    assert said not in body(books(language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_of_account_is_announced_where_the_invoice_is_older(language: str) -> None:
    news = {"en": "changed on 20 May 2026", "fr": "ont changé le 20"}[language]
    older = body(books(language=language, bank=CHANGE))
    assert news in older
    assert OTHER in older
    assert IBAN not in older
    younger = books(language=language, bank=CHANGE).replace("2026-05-01 *", "2026-05-21 *")
    assert news not in body(younger)


def test_a_letter_with_news_still_has_its_code_and_its_table() -> None:
    found = report(books(bank=CHANGE))
    made = letter_of(Writer(found), found.actions[0])
    (payment,) = (block for block in made.blocks if block.name == "payment")
    assert len(payment.paragraphs) == 1
    assert "20 May 2026" in payment.paragraphs[0]
    assert dict(payment.pairs[0])["IBAN"] == OTHER
    assert made.payees["EUR"].iban == OTHER.replace(" ", "")


def test_two_currencies_have_an_account_and_a_reference_each() -> None:
    posted = "Assets:Clients:Martin  50.00 USD\n  Income:Ventes\n"
    notes = f'2026-05-02 * "Martin" "Pendants" ^F2\n  {posted}'
    text = body(books(bank=DOLLARS, notes=notes))
    first, second = text.split("For payments in EUR:")[1].split("For payments in USD:")
    assert IBAN in first
    assert "Reference to quote: F1 (or RF98 F1)\n" in first
    assert "30014425" in second
    assert "Reference to quote: F2\n" in second


@pytest.mark.parametrize(("kind", "has"), [("reminder", True), ("call", False), ("hold", False)])
def test_a_recorded_letter_keeps_the_account_it_gave(
    kind: str, *, has: bool, tmp_path: Path
) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(books(), encoding="utf-8")
    ledger = load_ledger(path)
    new = NewNote("Martin", kind, day("2026-06-30"), "Done", ("F1",))
    text = draft_note(new, ledger, ledger.report(day("2026-06-30"))).text
    assert ('bank: "EUR FR7619906000440007804125390"' in text) is has


GUARDED = '2026-06-05 note Assets:Clients:Martin "Reminder sent" ^F1\n  relance: "reminder"\n'


@pytest.mark.parametrize(
    ("given", "bank", "is_wrong"),
    [
        (IBAN, "", False),
        (IBAN.replace(" ", "").lower(), "", False),
        (OTHER, "", True),
        (IBAN, CHANGE.replace("2026-05-20", "2026-06-20"), False),
        (IBAN, CHANGE.replace("2026-05-20", "2026-06-05"), False),
        (IBAN, CHANGE, True),
        (OTHER, CHANGE, False),
    ],
)
def test_an_account_that_was_overwritten_is_an_error(
    given: str, bank: str, *, is_wrong: bool
) -> None:
    found = report(books(bank=bank, notes=f'{GUARDED}  bank: "EUR {given}"\n'))
    assert bool(complaints(found)) is is_wrong


THEIRS = """
2024-01-01 open Income:V
2026-05-03 * "Martin" "{text}" ^F2
{meta}  Assets:Clients:Martin  5.00 EUR
  Income:V
"""
KEYS = '2024-01-01 custom "relance" "letter-keys" "account" "order"\n'
SETTLED = """
2024-01-01 open Assets:B
2026-06-01 * "Martin" "Paid" ^F2
  Assets:B  5.00 EUR
  Assets:Clients:Martin
"""
BY_HAND = GUARDED + '  iban: "{iban}"\n'
PROMISED = BY_HAND.replace('"reminder"', '"promise"\n  until: 2026-07-01')


@pytest.mark.parametrize(
    ("more", "is_wrong"),
    [
        # typed into the note of a letter, as people write it
        (BY_HAND.format(iban=OTHER), True),
        (BY_HAND.format(iban=OTHER.lower().replace(" ", "")), True),
        (BY_HAND.format(iban=IBAN.replace(" ", "")), False),
        (GUARDED + f'  bank: "{OTHER}"\n', True),  # without the currency
        (GUARDED + f'  banque: "EUR {OTHER}"\n', True),
        # about something else: their own account
        (PROMISED.format(iban=OTHER), False),
        # printed in the letters about an open invoice
        (THEIRS.format(text=f"Lamp, to pay into {OTHER} please", meta=""), True),
        (THEIRS.format(text=f"Lamp ({IBAN})", meta=""), False),
        (THEIRS.format(text="Lamp", meta=f'  account: "{OTHER}"\n') + KEYS, True),
        (THEIRS.format(text="Lamp", meta=f'  account: "{OTHER}"\n'), False),  # not printed
        (THEIRS.format(text=f"Lamp, {OTHER}", meta="") + CHANGE, False),  # the new account
        (THEIRS.format(text=f"Lamp, {OTHER}", meta="") + SETTLED, False),
        (THEIRS.format(text="Order FR14 2004 1010 0505 0001", meta=""), False),  # no IBAN
        # a customer's own account, for direct debits
        (f'2024-01-01 open Assets:Clients:Bois\n  iban: "{OTHER}"\n', False),
    ],
)
def test_an_account_from_somewhere_else_is_an_error(more: str, *, is_wrong: bool) -> None:
    found = report(books(notes=more))
    assert {problem.code for problem in found.problems} == (
        {"changed-bank-account"} if is_wrong else set()
    )


def test_a_template_with_another_account_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "texts" / "fr").mkdir(parents=True)
    template = tmp_path / "texts" / "fr" / "reminder.j2"
    text = f"Bonjour,\nréférence {OTHER[:4]}-26\nIBAN : {OTHER}\n"
    template.write_text(text, encoding="utf-8")
    path = tmp_path / "books.beancount"
    path.write_text(f'2024-01-01 custom "relance" "templates" "texts"\n{books()}', "utf-8")
    ledger = load_ledger(path)
    (problem,) = ledger.report(day("2026-06-30")).problems
    assert (problem.source.file, problem.source.line) == (str(template), 3)


def test_an_iban_that_letters_print_is_no_error_where_nobody_gave_another() -> None:
    text = books(notes=THEIRS.format(text=f"Lamp, {OTHER}", meta="")).replace(f'iban: "{IBAN}"', "")
    assert not report(text).problems
