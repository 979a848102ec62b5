"""What a sheet tells of holds, receipts, kept promises, payments, and who had the case."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import only_text

BOOKS = f"""
2020-01-01 custom "relance" "creditor"
  country: "FR"
2020-01-01 custom "relance-customer" "Martin"
  kind: "business"
  phone: "02 40"
{accounts("Martin")}{sale("2026-01-12", "F1", "1000.00")}{sale("2026-01-19", "F2", "500.00")}"""
NOTICE = remark("2026-03-16", "formal-notice", "F1", "F2")
DECIDED = remark("2026-04-15", "legal", "F1", "F2")


def told(books: str, day: str, language: str = "fr") -> list[str]:
    """What the only sheet of a day tells, without the stages, with plain spaces."""
    found = report(f'2020-01-01 custom "relance" "language" "{language}"\n' + books, day)
    body = only_text(found)
    title = {"en": "WHAT HAS HAPPENED", "fr": "CE QUI S’EST PASSÉ"}[language]
    _, _, after = body.partition(title)
    (lines, *_) = after.strip().split("\n\n")
    return [line.removeprefix("– ") for line in lines.splitlines()]


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (
            remark("2026-03-19", "received", "F1", "F2"),
            "19 mars 2026 : réception par le client (mise en demeure)",
        ),
        (
            remark("2026-03-20", "promise", "F1", until="2026-04-10", amount="400.00 EUR")
            + payment("2026-04-09", "400.00", "F1"),
            (
                "20 mars 2026 : promesse de règlement de 400,00 € pour le 10 avril 2026 "
                "(facture F1), tenue"
            ),
        ),
        (  # 300 of 400 came
            remark("2026-03-20", "promise", "F1", until="2026-04-10", amount="400.00 EUR")
            + payment("2026-04-09", "300.00", "F1"),
            (
                "20 mars 2026 : promesse de règlement de 400,00 € pour le 10 avril 2026 "
                "(facture F1), tenue en partie seulement"
            ),
        ),
        (
            remark("2026-03-20", "promise", "F1", until="2026-04-10", amount="400.00 EUR"),
            (
                "20 mars 2026 : promesse de règlement de 400,00 € pour le 10 avril 2026 "
                "(facture F1), non tenue"
            ),
        ),
        (
            payment("2026-04-09", "300.00", "F2"),
            "9 avril 2026 : règlement de 300,00 € (facture F2)",
        ),
        (
            remark("2026-03-20", "hold", until="2026-04-08"),
            "20 mars 2026 : suspension jusqu’au 8 avril 2026, « hold »",
        ),
        (
            remark("2026-03-20", "handover", agent='"Me Roche"') + remark("2026-04-10", "resume"),
            "20 mars 2026 : dossier transmis à Me Roche, « handover »",
        ),
        (
            remark("2026-03-20", "handover", agent='"Me Roche"') + remark("2026-04-10", "resume"),
            "10 avril 2026 : reprise, « resume »",
        ),
        (
            remark("2026-03-24", "acknowledged", "F1"),
            "24 mars 2026 : dette reconnue (facture F1), « acknowledged »",
        ),
    ],
)
def test_who_decides_sees_what_the_ledger_knows(happened: str, expected: str) -> None:
    lines = told(BOOKS + NOTICE + happened, "2026-04-20")
    assert expected in lines
    assert lines.count(expected) == 1


def test_a_case_that_was_given_back_tells_who_had_it_and_what_came_in() -> None:
    books = BOOKS + NOTICE + DECIDED + remark("2026-05-12", "handover", agent='"Recouvra SA"')
    books += payment("2026-07-01", "800.00", "F1") + remark("2026-09-01", "resume")
    assert told(books, "2026-09-01", "en") == [
        "16 March 2026: formal notice",
        "15 April 2026: review of legal action",
        "12 May 2026: handed over to Recouvra SA, “handover”",
        "1 July 2026: payment of €800.00 (invoice F1)",
        "1 September 2026: resumed, “resume”",
    ]


def test_a_text_that_only_repeats_the_kind_of_note_is_not_quoted() -> None:
    noted = remark("2026-03-24", "acknowledged", "F1").replace(
        '"acknowledged"', '"Dette reconnue"', 1
    )
    lines = told(BOOKS + NOTICE + noted, "2026-04-20")
    assert "24 mars 2026 : dette reconnue (facture F1)" in lines


def test_what_was_said_on_the_telephone_is_told_but_not_the_name_of_the_stage() -> None:
    called = remark("2026-02-23", "call", "F1", "F2")
    said = called.replace('"call"', '"Waits for a loan"', 1)
    assert "23 February 2026: telephone call, “Waits for a loan”" in told(
        BOOKS + said + NOTICE, "2026-04-20", "en"
    )
    assert "23 February 2026: telephone call" in told(BOOKS + called + NOTICE, "2026-04-20", "en")
    letter = remark("2026-02-23", "firm-letter", "F1", "F2").replace(
        '"firm-letter"', '"By post"', 1
    )
    assert "23 February 2026: letter" in told(BOOKS + letter + NOTICE, "2026-04-20", "en")
