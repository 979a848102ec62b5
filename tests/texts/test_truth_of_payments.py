"""Texts about payments: what they paid first, thanks, charges, and payments that came back."""

from __future__ import annotations

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import only_text, with_plain_spaces

HOME = """
2020-01-01 custom "relance" "creditor"
  country: "FR"
2020-01-01 custom "relance-customer" "Martin"
  kind: "business"
  address: "2 rue B, 44000 Nantes"
"""
BOOKS = HOME + accounts("Martin") + sale("2026-01-12", "F1", "1000.00")
CHASED = remark("2026-02-16", "reminder", "F1") + remark("2026-02-23", "call", "F1")
FRENCH = '2020-01-01 custom "relance" "language" "fr"\n'
FIRST = '2020-01-01 custom "relance" "part-payments" "interest-first"\n'


def letter(books: str, day: str, settings: str = FRENCH) -> str:
    return only_text(report(settings + books, day))


def thanks(books: str, day: str, settings: str = FRENCH) -> str:
    found = report(settings + books, day)
    writer = Writer(found)
    return with_plain_spaces(writer.write(writer.compose("thanks", found.customer("Martin"))).body)


def test_a_payment_that_pays_interest_first_leaves_the_principal_that_bears_interest() -> None:
    """Due 11 February, 12.15 %: 17 days on 1,000 are 5.66, so 394.34 of 400 pay principal.

    The 605.66 that are left bear interest for 9 days until 9 March: 1.81. In all the letter asks
    600 of the books + 5.66 + 1.81 + 40, as it does without the setting but for the 0.01 of 5.66.
    """
    books = BOOKS + CHASED + payment("2026-02-28", "400.00", "F1")
    text = letter(books, "2026-03-09", FRENCH + FIRST)
    assert (
        "Vos règlements ont été imputés d’abord sur les pénalités de retard qui avaient couru, "
        "soit 5,66 €, puis sur le principal (article 1343-1 du Code civil)."
    ) in text
    assert "Déjà réglé ou crédité : 394,34 €\nReste à régler : 605,66 €\n" in text
    assert "9 jours à 12,15 % l’an sur 605,66 €, soit 1,81 €\n" in text
    assert "– à déduire, déjà payé par les règlements reçus : 5,66 €\n" in text
    assert "Principal : 605,66 €\nPénalités de retard : 1,81 €\n" in text
    assert "Total à régler : 647,47 €\n" in text
    text = letter(books, "2026-03-09")
    assert "imputés" not in text
    assert "Reste à régler : 600,00 €\n" in text


def test_a_payment_of_the_day_of_the_letter_has_paid_the_interest_first_too() -> None:
    """26 days on 1,000 are 8.65; the payment of 9 March leaves 608.65, and no interest."""
    books = BOOKS + CHASED + payment("2026-03-09", "400.00", "F1")
    text = letter(books, "2026-03-09", FRENCH + FIRST)
    assert "Reste à régler : 608,65 €\n" in text
    assert "Total à régler : 648,65 €\n" in text


def test_thanks_by_that_setting_do_not_call_the_principal_paid() -> None:
    books = BOOKS + remark("2026-03-09", "firm-letter", "F1")
    books += payment("2026-03-12", "1000.00", "F1")
    text = thanks(books, "2026-03-12", FRENCH + FIRST)
    assert "solde le principal" not in text
    assert "dont le principal a été réglé" not in text
    assert "imputés d’abord sur les sommes dues pour le retard, puis sur le principal : il" in text
    assert "Ce règlement solde le principal." in thanks(books, "2026-03-12")


CREDIT = """
2026-03-14 * "Martin" "Credit note" ^F1
  Assets:Clients:Martin  -300.00 EUR
  Income:Sales
"""


def test_a_credit_note_after_the_payment_takes_no_thanks_away() -> None:
    books = BOOKS + CHASED + payment("2026-03-12", "700.00", "F1") + CREDIT
    text = thanks(books, "2026-03-16")
    assert "1 000,00 € ; 700,00 € reçus au 12 mars 2026" in text


AGREED = HOME + '  late-rate: "BCE + 12"\n' + accounts("Martin")


def test_an_agreed_rate_is_called_so() -> None:
    """2.15 + 12 = 14.15 %, where the articles that are cited give 12.15 %."""
    books = AGREED + sale("2026-01-12", "F1", "1000.00") + CHASED
    text = letter(books, "2026-03-09")
    assert "à des pénalités de retard au taux convenu et à une indemnité" in text
    assert "à 14,15 % l’an" in text
    assert "convenu" not in letter(BOOKS + CHASED, "2026-03-09")


BACK = """
2026-04-27 * "Martin" "Transfer" ^F1
  Assets:Bank  1000.00 EUR
  Assets:Clients:Martin
2026-05-11 * "Martin" "Payment returned unpaid" ^F1
  Assets:Clients:Martin  1000.00 EUR
  Assets:Bank
"""


def test_a_promise_for_a_saturday_that_was_paid_on_monday_and_came_back_was_kept() -> None:
    promise = remark("2026-04-20", "promise", "F1", until="2026-04-25")
    text = letter(BOOKS + CHASED + promise + BACK, "2026-05-11")
    assert "Votre règlement du 27 avril 2026 nous est revenu impayé le 11 mai 2026." in text
    assert "annoncé" not in text


HEIR = """
2026-03-02 custom "relance-customer" "Martin"
  name: "Mme Anne Perrin"
"""
LATE_MAN = HOME.replace('"2 rue B', '"1 rue B') + '  name: "M. Jean Perrin"\n'


def test_an_heir_is_not_told_of_reminders_that_went_to_somebody_else() -> None:
    books = LATE_MAN + HEIR + accounts("Martin") + sale("2026-01-12", "F1", "1000.00") + CHASED
    text = letter(books, "2026-03-09")
    assert (
        "Malgré notre rappel du 16 février 2026 et notre appel du 23 février 2026, adressés à "
        "M. Jean Perrin, nous"
    ) in text
    text = letter(books + remark("2026-03-09", "firm-letter", "F1"), "2026-03-23")
    assert "adressés à M. Jean Perrin, et notre courrier du 9 mars 2026, la facture" in text


def test_the_subject_says_which_instalments_are_late() -> None:
    terms = '  terms: "40% 30 days, 30% 32 days, 30% 120 days"\n'
    invoice = sale("2026-01-12", "F1", "1000.00").replace("^F1\n", "^F1\n" + terms)
    found = report(FRENCH + HOME + accounts("Martin") + invoice + CHASED, "2026-03-09")
    (action,) = found.actions
    subject = with_plain_spaces(Writer(found).write(action).subject)
    assert subject == "Relance – facture n° F1 (échéances 1 et 2 sur 3) restant due"
