"""The sheets for ourselves: the decision on legal action, the declaration of a claim, the calls."""

from __future__ import annotations

from tests.support.ledgers import accounts, remark, report, sale
from tests.support.letters import only_text

HOME = """
2020-01-01 custom "relance" "creditor"
  name: "Guérin SARL"
  address: "1 rue A, 44000 Nantes"
  country: "FR"
2020-01-01 custom "relance-customer" "Martin"
  name: "Martin SARL"
  kind: "business"
  phone: "02 40"
  address: "2 rue B, 44000 Nantes"
"""
BOOKS = HOME + accounts("Martin")


def sheet(books: str, day: str, language: str = "fr") -> str:
    """The only text of a day, with plain spaces."""
    return only_text(report(f'2020-01-01 custom "relance" "language" "{language}"\n' + books, day))


DECIDED = (
    BOOKS
    + sale("2026-01-12", "F1", "800.00")
    + sale("2026-02-16", "F2", "500.00")
    + remark("2026-03-16", "formal-notice", "F1")
    + remark("2026-04-15", "legal", "F1")
)
"""F1, due on 11 February, was decided on; F2 is due on 18 March."""


def test_the_decision_is_about_all_that_had_its_notice_and_is_unpaid() -> None:
    """800 + 500; what each option costs is weighed against both."""
    books = DECIDED + remark("2026-04-20", "formal-notice", "F2")
    text = sheet(books, "2026-05-20")
    assert "Facture n° F1 du 12 janvier 2026" in text
    assert "Facture n° F2 du 16 février 2026" in text
    assert "Principal : 1 300,00 €\n" in text
    assert "Indemnité forfaitaire de recouvrement (2 × 40,00 €) : 80,00 €\n" in text
    assert "– 15 avril 2026 : examen des suites (facture F1)\n" in text
    assert "Également en retard" not in text
    other = remark("2026-04-16", "handover", "F1")
    text = sheet(books + other, "2026-05-20")
    assert "Principal : 500,00 €\n" in text
    assert "dossier remis à un tiers pour recouvrement" in text


def test_a_notice_that_was_decided_on_runs_no_more() -> None:
    books = DECIDED + remark("2026-03-23", "reminder", "F2")
    text = sheet(books, "2026-04-20")
    assert "Derniers contacts au sujet de ces factures : mise en demeure du 16 mars 2026." in text
    assert "mise en demeure a été adressée" not in text
    text = sheet(books, "2026-04-20", "en")
    assert "Last contacts about these: formal notice of 16 March 2026." in text
    assert "is running" not in text


def test_a_limitation_that_is_not_known_is_said_to_be_so() -> None:
    books = BOOKS + sale("2026-01-12", "F1", "800.00") + remark("2026-03-16", "formal-notice", "F1")
    text = sheet(books, "2026-04-15")
    assert "Prescription : agir au plus tard le 12 janvier 2031" in text
    assert "délai inconnu" not in text
    abroad = books.replace('country: "FR"', 'country: "US"')
    assert "Prescription : délai inconnu." in sheet(abroad, "2026-04-15")
    assert "Limitation: not known." in sheet(abroad, "2026-04-15", "en")


OPENED = (
    BOOKS
    + sale("2026-01-12", "F1", "800.00")
    + remark("2026-02-16", "reminder", "F1")
    + remark("2026-03-16", "insolvency", opened="2026-03-14")
)


def test_a_declaration_names_all_that_it_adds_up() -> None:
    """800 + interest from 12 February to 13 March, 30 days at 12.15 %: 7.99; and the fee of 40."""
    text = sheet(OPENED, "2026-03-17")
    assert "Principal : 800,00 €\nPénalités de retard : 7,99 €\n" in text
    assert "Indemnité forfaitaire de recouvrement : 40,00 €\nÉchu : 847,99 €\n" in text
    assert "– Le jugement est publié : publication: le jour de la publication" in text
    published = OPENED.replace("opened: 2026-03-14", "opened: 2026-03-14\n  published: 2026-03-15")
    assert "publication:" not in sheet(published, "2026-03-17")


def test_what_belongs_to_companies_is_not_asked_about_a_consumer() -> None:
    books = OPENED.replace('kind: "business"', 'kind: "consumer"')
    text = sheet(books, "2026-03-17")
    assert "La commission saisie et le numéro du dossier" in text
    for words in ("mandataire", "jugement", "comptant", "elles se perdent", "publication:"):
        assert words not in text
        assert words in sheet(OPENED, "2026-03-17")
    english = sheet(books, "2026-03-17", "en")
    assert "Who is in charge of the proceedings, and the case number" in english
    assert "payment in advance" not in english


PLAN_MISSED = (
    BOOKS.replace('kind: "business"', 'kind: "consumer"')
    + sale("2026-01-12", "F1", "800.00")
    + remark("2026-02-16", "reminder", "F1")
    + remark("2026-02-23", "call", "F1")
    + remark("2026-03-05", "firm-letter", "F1")
    + remark("2026-03-16", "formal-notice", "F1")
    + remark("2026-04-02", "plan", "F1", plan='"2026-04-20 400.00 EUR, 2026-05-20 400.00 EUR"')
)


def test_whether_a_letter_gave_time_after_a_missed_instalment_is_asked_only_without_one() -> None:
    question = "une lettre le lui a-t-elle donné depuis"
    by_post = remark("2026-04-21", "formal-notice", "F1")
    assert question not in sheet(PLAN_MISSED + by_post, "2026-05-21")
    by_mail = remark("2026-04-21", "formal-notice", "F1", channel='"email"')
    assert question in sheet(PLAN_MISSED + by_mail, "2026-05-21")


def test_what_was_served_after_a_judgment_may_be_no_order_for_payment() -> None:
    """Only an order is objected to: the sheet says so, and asks about the time for an appeal."""
    sold = BOOKS + sale("2026-01-12", "F1", "800.00") + remark("2026-03-16", "formal-notice", "F1")
    filed = sold + remark("2026-04-20", "filed", "F1")
    order = sheet(filed + remark("2026-05-04", "served", "F1"), "2026-06-20")
    assert "– Opposition possible jusqu’au 4 juin 2026." in order
    assert "– Sans opposition ni règlement" in order
    decided = filed + remark("2026-04-29", "judgment", "F1") + remark("2026-05-04", "served", "F1")
    judgment = sheet(decided, "2026-06-20")
    assert "– Le délai de recours est-il passé ?\n" in judgment
    only = "– Si la décision est une ordonnance d’injonction de payer : opposition possible"
    assert f"{only} jusqu’au 4 juin 2026." in judgment
    assert "– Sans recours ni règlement" in judgment
    judgment = sheet(decided, "2026-06-20", "en")
    assert "– Is the time for an appeal over?\n" in judgment
    assert "– If the decision is an order for payment: " in judgment
