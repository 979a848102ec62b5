"""What a text says in passing is true of its invoices and of its reader."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from beancount_relance.texts.writer import Writer
from tests.support.ledgers import accounts, payment, remark, report, sale
from tests.support.letters import only_text

HOME = """
2020-01-01 custom "relance" "creditor"
  name: "Solène Guérin"
  signatory: "Solène Guérin"
  address: "1 rue A, 44000 Nantes"
  country: "FR"
2020-01-01 custom "relance-customer" "Martin"
  name: "Martin SARL"
  address: "2 rue B, 44000 Nantes"
"""
BOOKS = HOME + accounts("Martin")


def letter(books: str, day: str, language: str = "fr") -> str:
    return only_text(report(f'2020-01-01 custom "relance" "language" "{language}"\n' + books, day))


def test_who_trades_under_their_own_name_signs_once() -> None:
    text = letter(BOOKS + sale("2026-05-04", "F1", "90.00"), "2026-06-08")
    assert text.rstrip().endswith("distinguées.\n\nSolène Guérin")
    firm = BOOKS.replace('name: "Solène Guérin"', 'name: "Guérin SARL"', 1)
    text = letter(firm + sale("2026-05-04", "F1", "90.00"), "2026-06-08")
    assert text.rstrip().endswith("\n\nSolène Guérin\nGuérin SARL")


SINCE = '2026-06-05 custom "relance" "since"\n'
OLD, NEW = sale("2026-03-02", "F1", "90.00"), sale("2026-05-01", "F3", "70.00")
OLDER = sale("2026-03-09", "F2", "80.00")


@pytest.mark.parametrize(
    ("sales", "french", "english"),
    [
        (OLD, "vous en parler plus tôt.", "raised this with you sooner."),
        (OLD + OLDER, "vous en parler plus tôt.", "raised this with you sooner."),
        (OLD + NEW, "vous parler plus tôt de la plus ancienne.", "raised the oldest with you"),
        (OLD + OLDER + NEW, "vous parler plus tôt des plus anciennes.", "raised the older ones"),
        (NEW, "", ""),
    ],
)
def test_only_what_is_old_should_have_been_told_sooner(
    sales: str, french: str, english: str
) -> None:
    for language, said, always in (("fr", french, "aurions dû"), ("en", english, "should have")):
        text = letter(BOOKS + SINCE + sales, "2026-06-08", language)
        assert said in text
        assert (always in text) == bool(said)


def test_who_has_no_number_is_quoted_by_name() -> None:
    unnumbered = sale("2026-05-04", "F1", "90.00").replace(" ^F1", "")
    text = letter(BOOKS + unnumbered, "2026-06-08")
    quoted = "Martin SARL, facture du 04/05/2026"
    assert f"Référence à rappeler avec votre règlement : {quoted}\n" in text
    text = letter(BOOKS + sale("2026-05-04", "F1", "90.00"), "2026-06-08")
    assert "Référence à rappeler avec votre règlement : F1\n" in text


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("business", "Procédure collective dont on a connaissance"),
        ("consumer", "Dossier de surendettement dont on a connaissance"),
        ("public", None),
    ],
)
def test_a_public_body_is_never_insolvent(kind: str, expected: str | None) -> None:
    books = BOOKS.replace('  name: "Martin', f'  kind: "{kind}"\n  phone: "02 40"\n  name: "Martin')
    books += sale("2026-05-04", "F1", "90.00") + remark("2026-06-08", "reminder", "F1")
    text = letter(books, "2026-06-16")
    assert "À NOTER ENSUITE" in text
    assert ("procédure-collective" in text) == (expected is not None)
    assert expected is None or expected in text


def test_what_else_is_overdue_is_in_order_of_its_due_date() -> None:
    books = BOOKS + sale("2026-03-16", "F0", "70.00") + OLDER + OLD
    for day, stage, *names in (
        ("2026-04-07", "reminder", "F1", "F2"),
        ("2026-04-14", "call", "F1", "F2"),
        ("2026-04-24", "firm-letter", "F1"),
        ("2026-04-27", "reminder", "F0"),
    ):
        books += remark(day, stage, *names)
    found = report(books, "2026-05-04")
    (action,) = found.actions
    assert {each.invoice.reference for each in action.also_due} == {"F0", "F2"}
    for also_due in (action.also_due, action.also_due[::-1]):
        text = Writer(found).write(replace(action, also_due=also_due)).body
        assert text.index("invoice F2 of 9 March 2026") < text.index("invoice F0 of 16 March 2026")


NOTIFIED = (
    BOOKS.replace('  name: "Martin', '  phone: "02 40"\n  name: "Martin')
    + sale("2026-01-12", "F1", "800.00")
    + sale("2026-02-16", "F2", "500.00")
    + remark("2026-02-16", "reminder", "F1")
    + remark("2026-03-02", "firm-letter", "F1")
    + remark("2026-03-16", "formal-notice", "F1")
)


def test_what_a_running_notice_demands_is_not_said_to_be_left_out() -> None:
    """F1 was demanded by formal notice; F2 gets its firm letter. No text unsays the notice."""
    text = letter(NOTIFIED, "2026-04-07")
    assert "Également en retard, et déjà demandé :\n– facture n° F1 du 12 janvier 2026, " in text
    assert "échue le 11 février 2026 : 800,00 €, objet de notre mise en demeure du 16" in text
    assert "non demandé" not in text
    text = letter(NOTIFIED, "2026-04-07", "en")
    assert "the subject of our formal notice of 16 March 2026\n" in text
    visited = sale("2026-01-05", "F3", "1500.00") + remark("2026-03-16", "formal-notice", "F3")
    sheet = letter(NOTIFIED + visited, "2026-04-01")
    assert (
        "rappel du 16 février 2026 (facture F1), courrier du 2 mars 2026 (facture F1) et mise en"
        in sheet
    )
    assert "Une mise en demeure a été adressée au titre de la facture n° F1 :" in sheet


@pytest.mark.parametrize(
    ("kind", "fact", "fait"),
    [
        ("legal", "", ""),
        (
            "handover",
            ", handed over for collection",
            ", dossier remis à un tiers pour recouvrement",
        ),
        ("filed", ", before the court", ", dossier devant le tribunal"),
    ],
)
def test_the_text_about_a_younger_invoice_names_the_older_case(
    kind: str, fact: str, fait: str
) -> None:
    """F1 is with others; F2 gets its firm letter, which says so, and no call says “running”."""
    books = NOTIFIED + remark("2026-04-01", kind, "F1")
    text = letter(books, "2026-04-07").replace("\n", " ")
    assert f"objet de notre mise en demeure du 16 mars 2026{fait} " in text
    text = letter(books, "2026-04-07", "en").replace("\n", " ")
    assert f"the subject of our formal notice of 16 March 2026{fact} " in text


def test_what_nobody_has_asked_for_is_said_to_be_left_out() -> None:
    books = BOOKS + sale("2026-03-02", "F1", "90.00") + sale("2026-03-23", "F2", "80.00")
    books += remark("2026-04-07", "reminder", "F1") + remark("2026-04-14", "call", "F1")
    found = report('2020-01-01 custom "relance" "language" "en"\n' + books, "2026-04-24")
    (action,) = found.actions
    assert [each.invoice.reference for each in action.also_due] == ["F2"]
    text = Writer(found).write(action).body
    assert "Also overdue, and not included here:\n– invoice F2 of 23 March 2026, due on" in text
    assert "already demanded" not in text


RENAMED = """
2026-06-01 custom "relance" "creditor"
  name: "Réunies SAS"
  address: "1 rue A, 44000 Nantes"
  country: "FR"
  iban: "FR76 1990 6000 4400 0780 4125 390"
"""
FORMER = HOME.replace('  name: "Solène Guérin"', '  name: "Garance SARL"\n  siren: "732829320"', 1)


@pytest.mark.parametrize(
    ("extra", "said", "asked"),
    [
        ("", "anciennement Garance SARL", False),
        ('  siren: "732829320"\n', "anciennement Garance SARL", False),  # another name or form
        ('  siren: "999412307"\n', None, True),  # another company: the ledger has to say more
        (
            '  siren: "999412307"\n  successor-of: "Garance SARL"\n',
            "venant aux droits de Garance SARL",
            False,
        ),
    ],
)
def test_an_older_invoice_names_its_creditor_of_then(
    extra: str,
    said: str | None,
    asked: bool,  # noqa: FBT001 - a table
) -> None:
    books = FORMER + accounts("Martin") + sale("2026-05-04", "F1", "90.00") + RENAMED + extra
    text = letter(books, "2026-06-08")
    assert ("Garance" in text) == (said is not None)
    assert said is None or f"Réunies SAS\n{said}\n" in text
    kinds = {check.kind for check in report(books, "2026-06-08").checks}
    assert ("creditor-name" in kinds) == asked
    newer = books.replace("2026-05-04", "2026-06-01").replace(
        "\n2026-06-01 custom", "\n2026-05-08 custom"
    )
    assert "Garance" not in letter(newer, "2026-07-06")


INSOLVENT = '2026-05-12 note Assets:Clients:Martin "RJ"\n  relance: "insolvency"\n'


def test_the_sheet_for_the_claim_says_what_the_note_knows() -> None:
    books = BOOKS + sale("2026-05-04", "F1", "90.00") + INSOLVENT
    text = letter(books, "2026-05-18")
    assert "compté de notre note, qui ne donne pas le jour du jugement" in text
    assert "Le nom et l’adresse du mandataire" in text
    known = '  published: 2026-05-12\n  administrator: "SELARL Aubry, 57000 Metz"\n'
    text = letter(books + known, "2026-05-18")
    assert "Le jour ci-dessus" not in text
    assert "Publication du 12 mai 2026." in text
    assert "Le nom et l’adresse du mandataire" not in text
    assert "Créances à déclarer à : SELARL Aubry, 57000 Metz" in text
    judged = letter(books + "  opened: 2026-05-08\n", "2026-05-18")
    assert "compté du jugement du 8 mai 2026" in judged
    given = letter(books + "  until: 2026-07-08\n", "2026-05-18")
    assert "Le jour ci-dessus est celui de notre note." in given


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (
            "2026-07-20",
            "un relevé de forclusion peut encore être demandé jusqu’au 12 novembre",
        ),
        ("2026-11-16", "le délai du relevé de forclusion a pris fin lui aussi"),
    ],
)
def test_relief_is_not_held_out_once_its_time_is_over(as_of: str, said: str) -> None:
    books = BOOKS + sale("2026-05-04", "F1", "90.00") + INSOLVENT + "  published: 2026-05-12\n"
    assert said in letter(books, as_of)


KEPT_BACK = BOOKS + '2024-01-01 custom "relance" "retention" "5 % 1 year"\n'
WORKS = sale("2026-03-02", "F1", "12000.00")


@pytest.mark.parametrize(
    ("books", "day", "french", "english"),
    [
        (
            WORKS,
            "2026-04-06",
            "n° F1 du 2 mars 2026, hors retenue de garantie de 600,00 €",
            "F1 of 2 March 2026, without retention money of €600.00",
        ),
        (
            WORKS
            + remark("2026-04-20", "formal-notice", "F1")
            + payment("2026-05-02", "11400.00", "F1"),
            "2027-03-08",
            "n° F1 du 2 mars 2026, retenue de garantie\n",
            "F1 of 2 March 2026, retention money\n",
        ),
        (
            sale("2026-03-02", "F1", "12000.00")
            + '2026-03-02 open Assets:Clients:Martin:Retenues\n2026-03-02 * "Martin" "Moved" ^F1\n'
            + "  due: 2027-03-02\n  Assets:Clients:Martin:Retenues  600.00 EUR\n"
            + "  Assets:Clients:Martin\n",
            "2026-04-06",
            "hors retenue de garantie de 600,00 €",
            "without retention money of €600.00",
        ),
    ],
)
def test_retention_money_is_named(books: str, day: str, french: str, english: str) -> None:
    for language, said in (("fr", french), ("en", english)):
        text = letter(KEPT_BACK + books, day, language)
        assert said in text
        assert "1re échéance" not in text
        assert "instalment" not in text


@pytest.mark.parametrize(
    ("contact", "french", "english"),
    [
        ("MM. Jean et Paul Roy", "Messieurs,", None),
        ("Mmes Roy", "Mesdames,", None),
        ("M. et Mme Roy", "Madame, Monsieur,", "Dear Mr and Mrs Roy,"),
        ("Monsieur le Maire", "Monsieur le Maire,", "Dear Sir,"),
        (
            "Mme la Directrice générale des services",
            "Madame la Directrice générale,",
            None,
        ),
        ("Madame la Maire", "Madame la Maire,", "Dear Madam,"),
        ("M. Paul Leroy", "Monsieur,", "Dear Mr Leroy,"),
        ("Prof. Smith", "Professeur,", "Dear Professor Smith,"),
        ("Sir John Smith", None, "Dear Sir John,"),
    ],
)
def test_people_are_greeted_by_their_titles(
    contact: str, french: str | None, english: str | None
) -> None:
    books = BOOKS.replace('  name: "Martin', f'  contact: "{contact}"\n  name: "Martin')
    books += sale("2026-05-04", "F1", "90.00")
    for language, greeting in (("fr", french), ("en", english)):
        if greeting is not None:
            assert f"\n\n{greeting}\n" in letter(books, "2026-06-08", language)


def test_a_belgian_letter_is_dated_from_its_town() -> None:
    books = BOOKS.replace("1 rue A, 44000 Nantes", "1000 rue Haute, B-1000 Bruxelles")
    text = letter(books + sale("2026-05-04", "F1", "90.00"), "2026-06-08")
    assert "\nBruxelles, le 8 juin 2026\n" in text


def test_rates_that_stand_beside_each_other_have_the_same_decimals() -> None:
    """12.15 % in the first half of 2026, and 12.40 % in the second."""
    books = BOOKS + sale("2026-04-01", "F1", "90.00")
    for day, stage in (("2026-05-11", "reminder"), ("2026-06-01", "firm-letter")):
        books += remark(day, stage, "F1")
    text = letter(books, "2026-07-13")
    assert "à 12,15 % l’an" in text
    assert "à 12,40 % l’an" in text


def test_the_owner_of_the_works_stands_below_the_notice() -> None:
    books = BOOKS.replace('  name: "Martin', '  works-owner: "Ville de Clisson"\n  name: "Martin')
    books += sale("2026-04-01", "F1", "90.00")
    for day, stage in (("2026-05-11", "reminder"), ("2026-06-01", "firm-letter")):
        books += remark(day, stage, "F1")
    text = letter(books, "2026-06-29")
    assert "\nCopie : Ville de Clisson, maître de l’ouvrage" in text


def test_an_instalment_of_a_plan_is_not_one_of_the_invoice() -> None:
    """The deposit was paid; the rest of the invoice, its second instalment, is paid in two."""
    books = BOOKS.replace('  name: "Martin', '  email: "a@b.example"\n  name: "Martin')
    books += sale("2026-05-04", "F1", "100.00").replace(
        "  Assets:Clients", '  terms: "30% à la commande, 70% 30 jours"\n  Assets:Clients'
    )
    books += payment("2026-05-04", "30.00", "F1")
    books += '2026-06-09 note Assets:Clients:Martin "En deux fois" ^F1\n  relance: "plan"\n'
    books += '  plan: "2026-06-22 35.00 EUR, 2026-07-06 35.00 EUR"\n'
    text = letter(books, "2026-06-19")
    assert "Échéance 1 sur 2, pour la facture n° F1\n" in text


@pytest.mark.parametrize(
    ("language", "label", "partly"),
    [
        ("fr", "Non demandé ici : 40,00 €", "entièrement"),
        ("en", "Not requested here: €40.00", "fully paid"),
    ],
)
def test_what_was_written_off_was_not_paid(language: str, label: str, partly: str) -> None:
    loss = (
        "2026-05-30 open Expenses:Bad-Debts\n"
        '2026-06-05 * "Martin" "Loss" ^F1\n'
        "  Expenses:Bad-Debts  40.00 EUR\n"
        "  Assets:Clients:Martin\n"
    )
    text = letter(BOOKS + sale("2026-05-04", "F1", "90.00") + loss, "2026-06-08", language)
    assert label in text
    assert "crédité" not in text
    assert "credited" not in text
    assert partly not in text
    paid = payment("2026-06-06", "10.00", "F1")
    text = letter(BOOKS + sale("2026-05-04", "F1", "90.00") + loss + paid, "2026-06-08", language)
    assert label in text
    assert partly in text


@pytest.mark.parametrize("kind", ["business", "consumer", "public"])
@pytest.mark.parametrize(("language", "court"), [("fr", "saisir"), ("en", "bring the matter")])
def test_what_is_time_barred_is_not_threatened_with_a_court(
    kind: str, language: str, court: str
) -> None:
    books = HOME.replace('  name: "Martin SARL"', f'  name: "Martin"\n  kind: "{kind}"')
    books += '2020-01-01 custom "relance" "law" "FR"\n' + accounts("Martin").replace("2020", "2010")
    books += remark("2026-06-01", "firm-letter", "F1") + remark("2026-05-20", "reminder", "F1")
    for since, threatened in (("2019-01-07", False), ("2026-02-02", True)):
        text = letter(books + sale(since, "F1", "90.00"), "2026-07-06", language)
        assert (court in text) == threatened


def test_only_before_the_first_instalment_is_it_asked_whether_all_is_well() -> None:
    books = accounts().replace(
        "Assets:Clients:Martin",
        'Assets:Clients:Martin\n  kind: "consumer"\n  email: "m@mail.example"',
        1,
    )
    books += """
2026-02-01 * "Martin" "Sofa" ^K1
  Assets:Clients:Martin  500.00 EUR
    due: 2026-03-01
  Assets:Clients:Martin  500.00 EUR
    due: 2026-04-01
  Income:Sales
"""
    satisfied = "happy with everything"
    assert satisfied in letter(books, "2026-02-25", "en")
    second = letter(books + payment("2026-03-02", "500.00", "K1"), "2026-03-27", "en")
    assert "Invoice K1 of 1 February 2026, instalment 2 of 2" in second
    assert satisfied not in second


LATE_FEE = """
2020-01-01 open Income:Late-Fees
2026-04-17 * "Martin" "Late fee on F1" ^LF1 ^F1
  Assets:Clients:Martin  12.00 EUR
  Income:Late-Fees
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "du Code de commerce), dont 36,79 € restent dus.",
        ),
        (
            "en",
            "of the French Commercial Code), of which €36.79 is still due.",
        ),
    ],
)
def test_the_law_grants_the_whole_fee_though_a_part_of_it_was_invoiced(
    language: str, said: str
) -> None:
    # 12.00 less 22 days of 12.15 % on 1,200.00, 8.79, is 3.21 of the fee
    done = remark("2026-04-06", "reminder", "F1") + remark("2026-04-13", "call", "F1")
    text = letter(
        BOOKS + sale("2026-03-02", "F1", "1200.00") + LATE_FEE + done, "2026-04-23", language
    )
    text = text.replace("\N{NO-BREAK SPACE}", " ")
    whole = "€40.00" if language == "en" else "40,00 €"
    assert said in text
    assert whole in text.partition(said)[0].rpartition(" (articles ")[0]
