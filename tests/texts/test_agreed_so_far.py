"""A sheet tells of later due dates that were agreed, and of disputes and what was credited."""

from __future__ import annotations

import pytest

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import only_text

BOOKS = (
    '2020-01-01 custom "relance" "creditor"\n  country: "FR"\n'
    + accounts("Martin")
    + '2020-01-01 custom "relance-customer" "Martin"\n  phone: "+33 2 40 00 00 00"\n'
    + sale("2026-05-01", "F1", "100.00")
    + sale("2026-05-02", "F2", "400.00")
)
EXTENSION = """
2026-05-10 note Assets:Clients:Martin "Asked for time" ^F1
  relance: "extension"
  until: 2026-06-05
"""
DISPUTE = """
2026-05-12 note Assets:Clients:Martin "One lamp broken" ^F1
  relance: "dispute"
  amount: 30.00 EUR
"""
WHOLE = DISPUTE.replace("  amount: 30.00 EUR\n", "")
RESUME = '2026-05-21 note Assets:Clients:Martin "It stands" ^F1\n  relance: "resume"\n'
CREDIT = """
2026-05-20 * "Martin" "Credit note" ^F1
  Assets:Clients:Martin  -30.00 EUR
  Income:Sales
"""
AGAIN = """
2026-05-25 note Assets:Clients:Martin "Another one" ^F1
  relance: "dispute"
  amount: 10.00 EUR
"""
WAIVER = """
2026-06-01 note Assets:Clients:Martin "If it is paid in June" ^F2
  relance: "waiver"
  until: 2026-06-30
"""
REJECTED = (
    payment("2026-06-01", "400.00", "F2")
    + """
2026-06-03 * "Martin" "Rejected" ^F2
  Assets:Clients:Martin  400.00 EUR
  Assets:Bank
"""
)


@pytest.mark.parametrize(
    ("language", "told", "said", "share"),
    [
        (
            "en",
            "3 June 2026: payment of 1 June 2026 returned unpaid: ",
            "Your payment of 1 June 2026 was returned unpaid on 3 June 2026: ",
            "€400.00 (invoice F2 of 2 May 2026)",
        ),
        (
            "fr",
            "3 juin 2026 : règlement du 1er juin 2026 revenu impayé : ",
            "Votre règlement du 1er juin 2026 nous est revenu impayé le 3 juin 2026 : ",
            "400,00 € (facture n° F2 du 2 mai 2026)",
        ),
    ],
)
def test_who_calls_says_which_payment_was_returned(
    language: str, told: str, said: str, share: str
) -> None:
    books = f'2020-01-01 custom "relance" "language" "{language}"\n' + BOOKS + REJECTED
    books += remark("2026-06-08", "reminder", "F1")
    found = report(books, "2026-06-20")
    (action,) = found.actions
    assert action.invoices == ("F1", "F2")
    body = only_text(found)
    assert told + share in body
    assert f"{said}{share}. " in body


DISPUTED = "12 May 2026: dispute over €30.00 (invoice F1), “One lamp broken”"
DISPUTED_FR = "12 mai 2026 : litige portant sur 30,00 € (facture F1), « One lamp broken »"
CREDITED = "20 May 2026: credit note of €30.00 (invoice F1)"
CREDITED_FR = "20 mai 2026 : avoir de 30,00 € (facture F1)"


@pytest.mark.parametrize(
    ("language", "happened", "expected"),
    [
        ("en", EXTENSION, ["10 May 2026: due date moved to 5 June 2026 by agreement (invoice F1)"]),
        (
            "en",
            DISPUTE + CREDIT,
            [DISPUTED, CREDITED],
        ),
        (
            "en",
            WHOLE + CREDIT + RESUME,
            [
                DISPUTED.replace(" over €30.00", "") + "; closed on 21 May 2026, “It stands”",
                CREDITED,
            ],
        ),
        (
            "en",
            DISPUTE + CREDIT + AGAIN,
            [
                DISPUTED,
                CREDITED,
                "25 May 2026: dispute over €10.00 (invoice F1), “Another one”",
            ],
        ),
        ("en", CREDIT, [CREDITED]),  # nobody disputed anything
        (  # in order of date, whatever it was
            "en",
            DISPUTE + EXTENSION + RESUME + WAIVER,
            [
                "10 May 2026: due date moved to 5 June 2026 by agreement (invoice F1)",
                (
                    "12 May 2026: dispute over €30.00 (invoice F1), “One lamp broken”; "
                    "closed on 21 May 2026, “It stands”"
                ),
                (
                    "1 June 2026: late interest and recovery fee waived (invoice F2) on condition "
                    "of payment by 30 June 2026"
                ),
            ],
        ),
        (  # disputes of parts add up, and end together
            "fr",
            DISPUTE + AGAIN + RESUME.replace("05-21", "05-28"),
            [
                (
                    "12 mai 2026 : litige portant sur 30,00 € (facture F1), « One lamp broken » ; "
                    "clos le 28 mai 2026, « It stands »"
                ),
                (
                    "25 mai 2026 : litige portant sur 10,00 € (facture F1), « Another one » ; "
                    "clos le 28 mai 2026, « It stands »"
                ),
            ],
        ),
        (  # a part after the whole takes its place
            "fr",
            WHOLE + AGAIN + RESUME.replace("05-21", "05-28"),
            [
                "12 mai 2026 : litige (facture F1), « One lamp broken »",
                (
                    "25 mai 2026 : litige portant sur 10,00 € (facture F1), « Another one » ; "
                    "clos le 28 mai 2026, « It stands »"
                ),
            ],
        ),
        (
            "fr",
            EXTENSION + DISPUTE + CREDIT,
            [
                "10 mai 2026 : échéance reportée d’un commun accord au 5 juin 2026 (facture F1)",
                DISPUTED_FR,
                CREDITED_FR,
            ],
        ),
    ],
)
def test_who_calls_knows_what_was_agreed(language: str, happened: str, expected: list[str]) -> None:
    books = f'2020-01-01 custom "relance" "language" "{language}"\n' + BOOKS + happened
    books += remark("2026-06-08", "reminder", "F1", "F2")
    found = report(books, "2026-06-20")
    (action,) = found.actions
    assert (action.stage.name, action.channel) == ("call", "phone")
    body = only_text(found)
    title = {"en": "WHAT HAS HAPPENED", "fr": "CE QUI S’EST PASSÉ"}[language]
    _, _, after = body.partition(title)
    (told, *_) = after.strip().split("\n\n")
    *lines, reminder = told.splitlines()
    assert lines == [f"– {line}" for line in expected]
    assert {"en": "8 June 2026: reminder", "fr": "8 juin 2026 : rappel"}[language] in reminder


SOLD = f"""
2020-01-01 custom "relance" "creditor"
  country: "FR"
{accounts("Martin")}{sale("2026-03-02", "F1", "100.00")}"""
NOTICE = remark("2026-04-07", "reminder", "F1") + remark("2026-05-04", "formal-notice", "F1")
STANDS = RESUME.replace("05-21", "06-01")
MORE = CREDIT.replace("05-20", "05-22").replace("-30.00", "-10.00")


@pytest.mark.parametrize(
    ("language", "happened", "stage", "expected"),
    [
        (
            "fr",
            WHOLE + CREDIT + STANDS,
            "reminder",
            (
                "Depuis votre réclamation du 12 mai 2026, nous avons établi un avoir de 30,00 € "
                "le 20 mai 2026 ; il reste 70,00 € à régler."
            ),
        ),
        (
            "en",
            WHOLE + CREDIT + MORE + STANDS,
            "reminder",
            (
                "Since your complaint of 12 May 2026, we have issued credit notes of €40.00 in "
                "all, the last on 22 May 2026; €60.00 remains to be paid."
            ),
        ),
        (
            "fr",
            WHOLE + STANDS,
            "formal-notice",
            "Nous maintenons notre demande, malgré votre contestation du 12 mai 2026.",
        ),
    ],
)
def test_who_was_right_is_told_the_credit_note_and_charged_nothing(
    language: str, happened: str, stage: str, expected: str
) -> None:
    books = f'2020-01-01 custom "relance" "language" "{language}"\n' + SOLD + NOTICE + happened
    found = report(books, "2026-07-01")
    (action,) = found.actions
    assert action.stage.name == stage
    body = only_text(found)
    assert expected in body
    charges = any(word in body for word in ("indemnité", "recovery fee", "pénalités"))
    assert charges == (stage == "formal-notice")


@pytest.mark.parametrize(
    ("dispute", "said"),
    [
        (
            WHOLE.replace('"dispute"', '"dispute"\n  until: 2026-05-29'),
            "On 12 May 2026 you raised an objection (invoice F1); if it still stands, please set",
        ),
        (
            DISPUTE + CREDIT,
            "have issued a credit note of €30.00 on 20 May 2026; €70.00 (invoice F1 of 1 May 2026)",
        ),
        (DISPUTE, ""),  # it is looked into still
    ],
)
def test_a_letter_says_what_became_of_a_dispute_without_a_note(dispute: str, said: str) -> None:
    found = report(BOOKS + dispute, "2026-06-08")
    (action,) = found.actions
    body = " ".join(Writer(found).write(action).body.split())
    assert said in body
    assert ("objection" in body or "complaint" in body) == bool(said)
