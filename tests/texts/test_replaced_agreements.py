"""A text names no agreement that another one replaced before its day; a sheet says it was."""

from __future__ import annotations

import pytest

from tests.support.ledgers import accounts, remark, report, sale
from tests.support.letters import only_text

OWED = accounts() + sale("2026-05-05", "F1", "1000.00") + remark("2026-06-10", "reminder", "F1")
PLAN = remark("2026-06-18", "plan", "F1", plan='"2026-07-08 500.00 EUR, 2026-08-07 500.00 EUR"')
ANEW = remark("2026-07-06", "plan", "F1", plan='"2026-07-17 500.00 EUR, 2026-08-18 500.00 EUR"')
PROMISE = remark("2026-06-18", "promise", "F1", until="2026-07-08")
AGAIN = remark("2026-07-06", "promise", "F1", until="2026-07-17")
LATER = remark("2026-06-18", "extension", "F1", until="2026-07-08")
WAIVER = remark("2026-06-18", "waiver", "F1", until="2026-07-08")
MORE = remark("2026-07-06", "waiver", "F1", until="2026-07-17")
PART = remark("2026-06-18", "dispute", "F1", amount="200.00 EUR")
OTHER = remark("2026-06-25", "dispute", "F1", amount="100.00 EUR")
RESUME = remark("2026-07-01", "resume", "F1")


def text_of(language: str, happened: str, *done: str) -> str:
    """The text of 10 August 2026, after the stages that were done the week before."""
    books = f'2020-01-01 custom "relance" "language" "{language}"\n' + OWED + happened
    books += "".join(remark(f"2026-07-2{place}", stage, "F1") for place, stage in enumerate(done))
    return only_text(report(books, "2026-08-10"))


@pytest.mark.parametrize(
    ("language", "happened", "told"),
    [
        ("en", PLAN + ANEW, "18 June 2026: payment plan, replaced on 6 July 2026"),
        ("fr", PLAN + ANEW, "18 juin 2026 : échéancier, remplacé le 6 juillet 2026"),
        ("en", PLAN + RESUME, "18 June 2026: payment plan, ended on 1 July 2026"),
        ("fr", PLAN + RESUME, "18 juin 2026 : échéancier, arrêté le 1er juillet 2026"),
        (
            "en",
            PROMISE + AGAIN,
            "18 June 2026: promise to pay by 8 July 2026, replaced on 6 July 2026",
        ),
        (
            "fr",
            PROMISE + ANEW,
            (
                "18 juin 2026 : promesse de règlement pour le 8 juillet 2026, remplacée le "
                "6 juillet 2026"
            ),
        ),
        (
            "en",
            LATER + ANEW,
            "18 June 2026: due date moved to 8 July 2026 by agreement, replaced on 6 July 2026",
        ),
        (
            "fr",
            LATER + ANEW,
            (
                "18 juin 2026 : échéance reportée d’un commun accord au 8 juillet 2026, "
                "remplacée le 6 juillet 2026"
            ),
        ),
    ],
)
def test_who_calls_knows_what_was_replaced(language: str, happened: str, told: str) -> None:
    assert f"– {told}\n" in text_of(language, happened)


@pytest.mark.parametrize(
    ("language", "happened", "day"),
    [
        ("en", PLAN + ANEW, "8 July 2026"),
        ("fr", PLAN + AGAIN, "8 juillet 2026"),
        ("en", PLAN + RESUME, "8 July 2026"),
        ("fr", PROMISE + ANEW, "8 juillet 2026"),
        ("en", PROMISE + AGAIN, "8 July 2026"),
        ("fr", LATER + ANEW, "8 juillet 2026"),
        ("en", WAIVER + MORE, "8 July 2026"),
    ],
)
def test_a_letter_passes_over_what_was_replaced(language: str, happened: str, day: str) -> None:
    body = text_of(language, happened, "call", "firm-letter")
    due = ("Due", "Échéance")  # which a later due date has moved, whatever followed
    assert not [line for line in body.splitlines() if day in line and not line.startswith(due)]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "notwithstanding your objection of 18 June 2026 to €200.00. We maintain our "
                "claim, notwithstanding your objection of 25 June 2026 to €100.00."
            ),
        ),
        (
            "fr",
            (
                "malgré votre contestation du 18 juin 2026 portant sur 200,00 €. Nous maintenons "
                "notre demande, malgré votre contestation du 25 juin 2026 portant sur 100,00 €."
            ),
        ),
    ],
)
def test_each_dispute_of_a_part_is_answered(language: str, told: str) -> None:
    assert told in text_of(language, PART + OTHER + RESUME, "call")
