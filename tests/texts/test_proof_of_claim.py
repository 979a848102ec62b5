"""The declaration of a claim to the administrator."""

from __future__ import annotations

import pytest

from beancount_relance.texts.rendering.jinja import ReminderError
from beancount_relance.texts.writer import Reminder, Writer
from tests.support.ledgers import D, accounts, payment, remark, report, sale
from tests.support.letters import letter_of

BOOKS = accounts() + sale("2026-06-01", "F1", "6000.00", due="2026-07-01")
BOOKS += sale("2026-08-20", "F2", "1000.00", due="2026-09-20")
BOOKS += sale("2026-09-10", "F3", "500.00", due="2026-10-10")
OPENED = remark(
    "2026-10-20",
    "insolvency",
    opened="2026-09-08",
    published="2026-09-17",
    administrator='"SELARL Aubry, 1 place du Marché, 57000 Metz"',
)


def proof(text: str, language: str = "en") -> Reminder:
    words = f'2020-01-01 custom "relance" "language" "{language}"\n'
    found = report(text + words, "2026-10-25")
    writer = Writer(found)
    return writer.write(writer.compose("proof-of-claim", found.customer("Martin")))


def test_it_states_what_was_due_and_what_was_not_when_the_proceedings_were_opened() -> None:
    text = proof(BOOKS + OPENED)
    assert text.customer.title == "SELARL Aubry"
    assert text.recipient == "1 place du Marché, 57000 Metz"
    assert text.invoices == ("F1", "F2")
    # 6 000 × 12.40 % × 68 / 365 = 138.61, to the eve of the judgment; what came later is not in it
    assert "principal €6,000.00, late-payment interest €138.61, recovery costs €40.00" in text.body
    assert "Total due: €6,178.61" in text.body
    assert "Total not yet due: €1,000.00" in text.body
    assert "Total claimed, including tax: €7,178.61" in text.body
    assert "F3" not in text.body
    assert "published on 17 September 2026" in text.body


DOLLARS = sale("2026-08-03", "F4", "900.00", due="2026-09-30").replace("EUR", "USD")


@pytest.mark.parametrize(
    ("price", "rate", "total"),
    [
        ("USD 0.9216 EUR", "€0.9216 for US$1.00: €829.44", "€8,008.05"),
        ("EUR 1.0850 USD", "US$1.085 for €1.00: €829.49", "€8,008.10"),
        ("GBP 1.2000 EUR", "___: ___", "___"),
    ],
)
def test_foreign_money_is_converted_at_the_rate_of_the_judgment(
    price: str, rate: str, total: str
) -> None:
    """900.00 dollars × 0.9216, or ÷ 1.085, and 7,178.61 euros; not at the price of the eve."""
    prices = f"2026-09-07 price USD 0.93 EUR\n2026-09-08 price {price}\n"
    text = proof(BOOKS + DOLLARS + OPENED + prices).body.replace("_" * 22, "___")
    assert "into euros" in text
    assert f"– US$900.00 at {rate}\n" in text
    assert f"Total claimed after conversion: {total}\n" in text
    assert "conver" not in proof(BOOKS + OPENED + prices).body
    abroad = '2020-01-01 custom "relance" "creditor"\n  country: "DE"\n'
    assert "conver" not in proof(BOOKS + DOLLARS + OPENED + prices + abroad).body


@pytest.mark.parametrize(("country", "called"), [("GB", "debt"), ("IE", "debt"), ("US", "claim")])
def test_it_is_called_as_in_the_country(country: str, called: str) -> None:
    there = f'2020-01-01 custom "relance" "creditor"\n  country: "{country}"\n'
    assert proof(BOOKS + OPENED + there).subject.startswith(f"Proof of {called} – ")


def test_what_a_guarantor_paid_since_is_declared_and_named() -> None:
    text = proof(BOOKS + OPENED + payment("2026-09-20", "600.00", "F1"))
    assert "principal €6,000.00 (of which €600.00 received since)" in text.body
    assert "Total due: €6,178.61" in text.body
    french = proof(BOOKS + OPENED + payment("2026-09-20", "600.00", "F1"), "fr").body
    assert "(dont 600,00\N{NO-BREAK SPACE}€ reçus depuis)" in french
    note = payment("2026-09-20", "600.00", "F1").replace("Assets:Bank", "Income:Sales")
    assert "principal €5,400.00, " in proof(BOOKS + OPENED + note).body
    loss = "2020-01-01 open Expenses:Losses\n" + note.replace("Income:Sales", "Expenses:Losses")
    assert "principal €6,000.00, " in proof(BOOKS + OPENED + loss).body  # our own entry


def test_the_sheet_and_the_list_declare_the_same_though_something_was_paid_since() -> None:
    books = BOOKS + OPENED + payment("2026-09-20", "600.00", "F1")
    found = report(books, "2026-10-25")
    (action,) = (each for each in found.actions if each.stage.name == "declaration")
    assert action.claimed == {"EUR": D("7178.61")}
    body = Writer(found).write(action).body
    assert "Received since the opening: €600.00" in body
    assert "Total to lodge: €7,178.61" in body
    assert "Total claimed, including tax: €7,178.61" in proof(books).body


SECOND = remark("2026-11-20", "insolvency", opened="2026-11-12", published="2026-11-19")
DECLARED = remark("2026-10-26", "declaration", "F1", "F2")


@pytest.mark.parametrize(
    ("declared", "as_of", "expected"),
    [
        # F3 is newer than the first opening; its own time limit ends on 19 January
        (DECLARED, "2026-11-25", ("F3",)),
        ("", "2026-11-25", ("F3",)),
        ("", "2026-11-05", ("F1", "F2")),
        (DECLARED + remark("2026-11-25", "declaration", "F3"), "2026-11-26", ("F3",)),
    ],
)
def test_after_a_conversion_it_is_about_what_is_still_to_be_declared(
    declared: str, as_of: str, expected: tuple[str, ...]
) -> None:
    found = report(BOOKS + OPENED + SECOND + declared, as_of)
    writer = Writer(found)
    text = writer.write(writer.compose("proof-of-claim", found.customer("Martin")))
    assert text.invoices == expected


def test_a_discount_taken_in_time_is_not_declared() -> None:
    terms = '^F0\n  terms: "2% 10 net 30"'
    sold = sale("2026-07-01", "F0", "300.00").replace("^F0", terms)
    text = proof(sold + payment("2026-07-08", "294.00", "F0") + BOOKS + OPENED)
    assert text.invoices == ("F1", "F2")
    assert "Total claimed, including tax: €7,178.61" in text.body
    late = proof(sold + payment("2026-07-28", "294.00", "F0") + BOOKS + OPENED)
    assert "F0" in late.invoices


def test_in_french() -> None:
    body = proof(BOOKS + OPENED, "fr").body.replace("\N{NO-BREAK SPACE}", " ")
    assert "à échoir le 20 septembre 2026" in body
    assert "articles L622-24 et R622-24" in body


def test_without_an_administrator_it_is_for_somebody_to_fill_in() -> None:
    text = proof(BOOKS + remark("2026-09-20", "insolvency"))
    assert (text.customer.title, text.recipient) == (
        "The insolvency practitioner, Martin",
        None,
    )


def test_there_is_none_without_proceedings_or_without_older_claims() -> None:
    with pytest.raises(ReminderError, match="no insolvency of Martin is recorded"):
        proof(BOOKS)
    with pytest.raises(ReminderError, match="owes nothing"):
        proof(BOOKS + remark("2026-05-20", "insolvency"))


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ("Due: €6,178.61", "Not yet due: €1,000.00", "Total to lodge: €7,178.61")),
        ("fr", ("Échu : 6 178,61 €", "À échoir : 1 000,00 €", "Total à déclarer : 7 178,61 €")),
    ],
)
def test_the_sheet_for_ourselves_has_the_same_sums(language: str, lines: tuple[str, ...]) -> None:
    words = f'2020-01-01 custom "relance" "language" "{language}"\n'
    found = report(BOOKS + OPENED + words, "2026-10-25")
    (action,) = (each for each in found.actions if each.stage.name == "declaration")
    body = Writer(found).write(action).body
    for space in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}":
        body = body.replace(space, " ")
    assert "\n".join(lines) in body
    assert "to pay" not in body
    assert "à régler" not in body


@pytest.mark.parametrize(
    ("language", "at_opening"),
    [
        ("en", ("Due date: 1 July 2026, already due at the opening", "not yet due at the opening")),
        ("fr", ("1er juillet 2026, échue à l’ouverture", "à échoir à l’ouverture")),
    ],
)
def test_the_sheet_tells_what_was_due_at_the_opening(
    language: str, at_opening: tuple[str, str]
) -> None:
    words = f'2020-01-01 custom "relance" "language" "{language}"\n'
    disputed = remark("2026-07-20", "dispute", "F1", amount="100.00 EUR")
    found = report(BOOKS + disputed + OPENED + words, "2026-10-25")
    (action,) = (each for each in found.actions if each.stage.name == "declaration")
    writer = Writer(found)
    body = writer.write(action).body
    assert all(said in body for said in at_opening)
    assert "not requested" not in body
    assert "non demandée" not in body
    table = next(block.table for block in letter_of(writer, action).blocks if block.table)
    titles = [column.title for column in table.columns]
    assert not {"Late", "To pay", "Retard", "À régler"} & set(titles)
    place = titles.index("At the opening" if language == "en" else "À l’ouverture")
    assert [row[place] for row in table.rows] == (
        ["due", "not due"] if language == "en" else ["échue", "à échoir"]
    )


def test_the_day_of_a_judgment_that_nobody_noted_is_left_blank() -> None:
    noted = remark("2026-10-20", "insolvency")
    assert "were opened on ______" in proof(BOOKS + noted).body
    assert "eve of 20 October 2026" in proof(BOOKS + noted).body
    french = proof(BOOKS + noted, "fr").body
    assert "ouverte le ______" in french
    assert "à la veille du 20 octobre 2026" in french


def test_a_consumer_in_france_has_a_commission() -> None:
    home = (
        '2020-01-01 custom "relance" "creditor"\n  name: "Atelier"\n  country: "FR"\n'
        '2020-01-01 custom "relance-customer" "Martin"\n  kind: "consumer"\n'
    )
    text = proof(home + BOOKS + remark("2026-10-20", "insolvency", opened="2026-09-08"), "fr")
    assert text.customer.title == "La commission de surendettement, dossier de Martin"
    assert "une procédure de surendettement, ouverte le 8 septembre 2026" in text.body
    assert "L622-28" not in text.body


@pytest.mark.parametrize(("language", "title"), [("en", "retention"), ("fr", "réserve")])
def test_no_goods_secure_penalties(language: str, title: str) -> None:
    secured = BOOKS.replace(
        "2020-01-01 open Assets:Clients:Martin\n",
        "2020-01-01 open Assets:Clients:Martin\n  retention-of-title: TRUE\n",
    )
    penalties = "2020-01-01 open Income:Late-Interest\n" + sale("2026-08-25", "PEN-1", "9.00")
    penalties = penalties.replace("Income:Sales", "Income:Late-Interest")
    lines = proof(secured + penalties + OPENED, language).body.splitlines()
    charge = [line for line in lines if "PEN-1" in line and line.startswith("–")]
    assert charge
    assert title not in charge[0]
    assert [title in line for line in lines if "F1" in line and line.startswith("–")] == [True]
