"""What a statement and a review say of what others see to, and of money that we paid back."""

from __future__ import annotations

import datetime

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import with_plain_spaces

BOOKS = f"""
2020-01-01 custom "relance" "language" "fr"
2020-01-01 custom "relance" "creditor"
  name: "Guérin SARL"
  country: "FR"
  iban: "FR1420041010050500013M02606"
2020-01-01 custom "relance-customer" "Martin"
  kind: "business"
{accounts("Martin")}{sale("2026-01-12", "F1", "1000.00")}"""
GIVEN = remark("2026-03-20", "handover", "F1", agent='"Recouvra SA"')


def statement(books: str, day: str, since: str | None = None) -> str:
    found = report(books, day)
    writer = Writer(found)
    first = datetime.date.fromisoformat(since) if since else None
    text = writer.compose("statement", found.customer("Martin"), since=first)
    return with_plain_spaces(writer.write(text).body)


def test_a_statement_does_not_ask_for_what_was_handed_over() -> None:
    text = statement(BOOKS + GIVEN, "2026-06-30")
    assert "Dossier remis à un tiers pour recouvrement : pour mémoire\n" in text
    assert "Solde de votre compte : 1 000,00 €\n" in text
    assert "IBAN" not in text
    assert "Référence" not in text
    text = statement(BOOKS + GIVEN + sale("2026-05-04", "F2", "50.00"), "2026-06-30")
    assert "IBAN : FR14 2004 1010 0505 0001 3M02 606\n" in text
    assert "Référence à rappeler : F2 (ou RF" in text
    filed = remark("2026-03-20", "filed", "F1")
    assert "Dossier devant le tribunal : pour mémoire\n" in statement(BOOKS + filed, "2026-06-30")


def test_a_review_names_who_has_the_case() -> None:
    asked = "– Où en est Recouvra SA, à qui le dossier est remis ? L’appeler d’abord.\n"
    (action,) = (found := report(BOOKS + GIVEN, "2026-09-16")).actions
    assert action.stage.name == "review"
    assert asked in with_plain_spaces(Writer(found).write(action).body)
    held = GIVEN + remark("2026-04-01", "resume", "F1") + remark("2026-04-02", "hold", "F1")
    (action,) = (found := report(BOOKS + held, "2026-09-29")).actions
    assert "Recouvra SA, à qui" not in with_plain_spaces(Writer(found).write(action).body)


PAID_TWICE = payment("2026-02-02", "1000.00", "F1") + payment("2026-02-09", "1000.00", "F1")
PAID_BACK = """
2026-03-02 * "Martin" "{}" ^F1
  Assets:Clients:Martin  1000.00 EUR
  Assets:Bank
"""


def test_money_paid_back_is_no_rejected_payment() -> None:
    books = BOOKS + sale("2026-02-16", "F2", "50.00") + PAID_TWICE
    text = statement(books + PAID_BACK.format("Remboursement"), "2026-03-31", "2026-03-01")
    assert "2 mars 2026, paiement annulé ou remboursé, F1 : 1 000,00 €" in text
    text = statement(books + PAID_BACK.format("Prélèvement rejeté"), "2026-03-31", "2026-03-01")
    assert "2 mars 2026, paiement rejeté, F1 : 1 000,00 €" in text
