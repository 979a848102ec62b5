"""Statement of account, thanks, confirmation of a plan: who gets one, and what it says."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from beancount_relance.report.report import Report
from beancount_relance.texts.correspondence.account_statement import StatementContext
from beancount_relance.texts.writer import ReminderError, Writer
from tests.support.ledgers import report
from tests.support.letters import letter_of

NB, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
BOOKS = """
2024-01-01 custom "relance" "language" "fr"
2024-01-01 custom "relance" "creditor"
  name: "Atelier Lumen SARL"
  country: "FR"
  iban: "FR76 1990 6000 4400 0780 4125 390"
2024-01-01 open Assets:Clients:Alpha
  name: "Alpha SARL"
  email: "a@alpha.example"
  address: "9 rue des Gabares, 44000 Nantes"
  country: "FR"
2024-01-01 open Assets:Clients:Lea
  name: "Léa Morel"
  kind: "consumer"
2024-01-01 open Assets:Banque
2024-01-01 open Income:Ventes
2024-01-01 open Equity:Bilan
"""
# Alpha owes F1 (1,000, of which 400 paid; due 1 April), F2 (500, due 30 July), 30 USD of F3,
# and has a credit of 250 that names nothing; on 30 June the balance is 600 + 500 − 250 = 850.
ACCOUNT = (
    BOOKS
    + """
2024-01-01 custom "relance" "allocation" "explicit"
2026-03-02 * "Alpha" "Trois suspensions" ^F1
  due: 2026-04-01
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-04-20 * "Alpha" "Acompte" ^F1
  Assets:Banque   400.00 EUR
  Assets:Clients:Alpha
2026-06-15 * "Alpha" "Une applique" ^F2
  due: 2026-07-30
  Assets:Clients:Alpha   500.00 EUR
  Income:Ventes
2026-06-16 * "Alpha" "Pièces" ^F3
  due: 2026-07-16
  Assets:Clients:Alpha   30.00 USD
  Income:Ventes
2026-06-20 * "Alpha" "Virement sans motif"
  Assets:Banque   250.00 EUR
  Assets:Clients:Alpha
"""
)


def compose(found: Report, text: str, who: str, channel: str | None = None) -> str:
    writer = Writer(found)
    reminder = writer.write(writer.compose(text, found.customer(who), channel))
    return f"{reminder.subject}\n{reminder.body}"


def test_a_statement_adds_up_to_the_account() -> None:
    found = report(ACCOUNT)
    composed = Writer(found).compose("statement", found.customer("Alpha"))
    context = composed.context
    assert isinstance(context, StatementContext)
    euros, dollars = context.sums
    assert (euros.due.number, euros.not_due.number) == (Decimal("600.00"), Decimal("500.00"))
    assert (euros.credits.number, euros.balance.number) == (Decimal("250.00"), Decimal("850.00"))
    assert dollars.balance.number == Decimal("30.00")
    assert euros.balance.number == found.allocation.balances["Alpha", "EUR"].ledger


def test_a_statement_informs_and_threatens_nobody() -> None:
    text = compose(report(ACCOUNT), "statement", "Alpha")
    for words in (
        f"Factures échues{NB}: 600,00{NB}€",
        f"Factures à échoir{NB}: 500,00{NB}€",
        f"À votre crédit{NB}: 250,00{NB}€",
        f"Solde de votre compte{NB}: 850,00{NB}€",
        "20 juin 2026, Virement sans motif",
        "FR76 1990 6000 4400 0780 4125 390",
        "pour information",
    ):
        assert words in text
    for word in ("pénalité", "intérêt", "mise en demeure", "indemnité", "relance", "retard"):
        assert word not in text.lower()


def test_a_statement_calls_nothing_overdue_that_a_kept_plan_covers() -> None:
    """1,000 due on 1 April; by the plan 400 come on 15 May and 600 on 15 June."""
    planned = """
2026-03-02 * "Alpha" "Lampes" ^F1
  due: 2026-04-01
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-04-20 note Assets:Clients:Alpha "Échéancier" ^F1
  relance: "plan"
  plan: "2026-05-15 400.00 EUR, 2026-06-15 600.00 EUR"
"""
    kept = compose(report(BOOKS + planned, "2026-04-30"), "statement", "Alpha")
    assert "échéancier convenu, prochain versement à régler au plus tard le 15 mai 2026" in kept
    assert f"Factures à échoir{NB}: 1{NARROW}000,00{NB}€" in kept
    assert "échues" not in kept
    assert "dépassée" not in kept
    found = report(BOOKS + planned, "2026-04-30")
    writer = Writer(found)
    page = letter_of(writer, writer.compose("statement", found.customer("Alpha"), "letter"))
    (row,) = next(block.table.rows for block in page.blocks if block.table)
    plan = f"échéancier convenu{NB}: prochain versement au plus tard le 15/05/2026"
    assert row[0] == f"F1\nLampes\n{plan}"
    missed = compose(report(BOOKS + planned, "2026-05-18"), "statement", "Alpha")
    assert f"Échéance{NB}: 1er avril 2026, dépassée\n" in missed
    assert f"Factures échues{NB}: 1{NARROW}000,00{NB}€" in missed


UNDATED = (
    BOOKS
    + """
2026-03-02 * "Alpha" "Lampes" ^F1
  due: "31.13.2026"
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-03-02 * "Alpha" "Abat-jour" ^F2
  due: 2026-04-01
  Assets:Clients:Alpha    200.00 EUR
  Income:Ventes
"""
)


def test_a_statement_states_no_due_date_that_cannot_be_read() -> None:
    found = report(UNDATED)
    since = datetime.date(2026, 1, 1)
    context = Writer(found).compose("statement", found.customer("Alpha"), since=since).context
    assert isinstance(context, StatementContext)
    assert [each.number for each in context.items] == ["F2"]
    assert [(str(each.date), each.text) for each in context.others] == [
        ("2026-03-02", "F1, Lampes")
    ]
    (euros,) = context.sums
    assert (euros.due.number, euros.others.number) == (Decimal("200.00"), Decimal("1000.00"))
    assert euros.balance.number == found.allocation.balances["Alpha", "EUR"].ledger
    assert [each.ages for each in context.periods] == [()]


def test_a_claim_without_a_due_date_is_not_declared() -> None:
    insolvent = """
2026-06-01 note Assets:Clients:Alpha "Redressement"
  relance: "insolvency"
  until: 2026-08-01
"""
    found = report(UNDATED + insolvent)
    with pytest.raises(ReminderError, match="F1"):
        compose(found, "proof-of-claim", "Alpha")


def test_a_statement_as_a_page_has_its_table() -> None:
    found = report(ACCOUNT)
    writer = Writer(found)
    composed = writer.compose("statement", found.customer("Alpha"), "letter")
    (table,) = (block.table for block in letter_of(writer, composed).blocks if block.table)
    assert [row[0].split("\n")[0] for row in table.rows] == ["F1", "F3", "F2"]
    assert [total[-1] for total in table.totals] == [f"1{NARROW}100,00{NB}€", f"30,00{NB}$US"]


PAID = (
    BOOKS
    + """
2026-03-02 * "Alpha" "Trois suspensions" ^F1
  due: 2026-04-01
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-03-03 * "Léa" "Lampe" ^F2
  due: 2026-04-01
  Assets:Clients:Lea   90.00 EUR
  Income:Ventes
2026-06-10 note Assets:Clients:Alpha "Promet" ^F1
  relance: "promise"
  until: 2026-06-20
2026-06-19 * "Alpha" "Virement" ^F1
  Assets:Banque   1000.00 EUR
  Assets:Clients:Alpha
2026-06-19 * "Léa" "Virement" ^F2
  Assets:Banque   90.00 EUR
  Assets:Clients:Lea
"""
)


def test_thanks_go_to_whom_we_waited_for() -> None:
    found = report(PAID)
    text = compose(found, "thanks", "Alpha")
    assert f"facture n°{NB}F1 du 2 mars 2026, 1{NARROW}000,00{NB}€, réglée le 19 juin 2026" in text
    assert "comme vous l’aviez annoncé" in text
    with pytest.raises(ReminderError, match="nothing to thank Léa Morel for"):
        compose(found, "thanks", "Lea")  # paid late, but nobody had asked
    late = report(PAID.replace("until: 2026-06-20", "until: 2026-06-15"))
    assert "annoncé" not in compose(late, "thanks", "Alpha")
    with pytest.raises(ReminderError, match="nothing to thank"):
        compose(report(PAID, "2026-08-01"), "thanks", "Alpha")  # it is too late for that


def test_a_consumer_settles_interest_at_the_legal_rate() -> None:
    books = PLAN.replace(
        '  country: "FR"\n2024-01-01 open Assets:Clients:Lea',
        '  country: "FR"\n  kind: "consumer"\n2024-01-01 open Assets:Clients:Lea',
    )
    text = compose(report(books), "settlement", "Alpha")
    assert "intérêts de retard" not in text
    assert "à tout intérêt au taux légal au titre de cette facture" in text
    assert "représentant" not in text.partition("et\n\nAlpha SARL")[2]


def test_thanks_for_a_kept_promise_name_the_invoice_that_was_promised() -> None:
    """F2 was chased until its formal notice and never promised: nothing was announced of it."""
    second = """
2026-03-09 * "Alpha" "Plafonnier" ^F2
  due: 2026-04-08
  Assets:Clients:Alpha   300.00 EUR
  Income:Ventes
2026-05-11 note Assets:Clients:Alpha "MED" ^F2
  relance: "formal-notice"
2026-06-18 * "Alpha" "Virement" ^F2
  Assets:Banque   300.00 EUR
  Assets:Clients:Alpha
"""
    text = compose(report(PAID + second), "thanks", "Alpha")
    assert "vous en remercions.\n" in text
    lines = [line for line in text.splitlines() if line.startswith("–")]
    assert [line.rpartition("€, ")[2] for line in lines] == [
        "dont le principal a été réglé le 18 juin 2026",  # the notice claimed more
        "réglée le 19 juin 2026, comme vous l’aviez annoncé",
    ]
    promised = second.replace(
        'MED" ^F2\n  relance: "formal-notice"',
        'Oui" ^F2\n  relance: "promise"\n  until: 2026-06-18',
    )
    text = compose(report(PAID + promised), "thanks", "Alpha")
    assert text.count("comme vous l’aviez annoncé") == 1
    assert "remercions, d’autant qu’" in text


PAID_IN_PART = PAID.replace(
    "Assets:Banque   1000.00 EUR",
    "Assets:Banque    700.00 EUR",
)


def test_thanks_are_no_receipt_for_what_never_came() -> None:
    credited = """
2026-06-12 * "Alpha" "Avoir" ^F1
  Income:Ventes   300.00 EUR
  Assets:Clients:Alpha
"""
    text = compose(report(PAID_IN_PART + credited), "thanks", "Alpha")
    amounts = f"1{NARROW}000,00{NB}€{NARROW}; 700,00{NB}€ reçus au 19 juin 2026"
    assert f"facture n°{NB}F1 du 2 mars 2026, {amounts}" in text
    lost = credited.replace("Income:Ventes", "Expenses:Pertes")
    opened = "2020-01-01 open Expenses:Pertes\n"
    with pytest.raises(ReminderError, match="nothing to thank"):
        compose(report(PAID_IN_PART + opened + lost), "thanks", "Alpha")


PLAN = (
    BOOKS
    + """
2026-03-02 * "Alpha" "Trois suspensions" ^F1
  due: 2026-04-01
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
2026-06-10 note Assets:Clients:Alpha "En deux fois" ^F1
  relance: "plan"
  plan: "2026-06-20 400.00 EUR, 2026-07-20 600.00 EUR"
2026-06-19 * "Alpha" "Virement" ^F1
  Assets:Banque   400.00 EUR
  Assets:Clients:Alpha
"""
)


def test_a_plan_is_confirmed_instalment_by_instalment() -> None:
    text = compose(report(PLAN), "plan", "Alpha", "letter")
    for words in (
        "notre accord du 10 juin 2026",
        f"soit 1{NARROW}000,00{NB}€ en 2{NB}versements",
        f"20 juin 2026{NB}: 400,00{NB}€, déjà réglé",
        f"20 juillet 2026{NB}: 600,00{NB}€\n",
        (
            "reconnaissance de dette envers Atelier Lumen SARL, pour la somme de six cents euros "
            f"(600,00{NB}€)"
        ),
        "9 rue des Gabares\n44000 Nantes",
    ):
        assert words in text
    assert "mise en demeure" not in text


def test_what_is_acknowledged_is_what_is_still_owed() -> None:
    text = compose(report(PLAN), "plan", "Alpha", "letter")
    owed = f"la somme de six cents euros (600,00{NB}€), restant due au 30 juin 2026 au titre de la"
    assert owed in text
    assert f"600,00{NB}€, dont" not in text
    # 150 € of the second instalment came early: 600 − 150 = 450 €
    early = '2026-06-25 * "Alpha" "Virement" ^F1\n  Assets:Banque   150.00 EUR\n'
    text = compose(report(f"{PLAN}{early}  Assets:Clients:Alpha\n"), "plan", "Alpha", "letter")
    assert f"20 juillet 2026{NB}: 600,00{NB}€, dont il reste 450,00{NB}€\n" in text
    assert f"quatre cent cinquante euros (450,00{NB}€), restant due au 30 juin 2026" in text
    # before anything came, the whole
    text = compose(report(PLAN, "2026-06-15"), "plan", "Alpha", "letter")
    assert f"la somme de mille euros (1{NARROW}000,00{NB}€) au titre de la facture" in text
    english = PLAN.replace('"relance" "language" "fr"', '"relance" "language" "en"')
    text = compose(report(english), "plan", "Alpha", "letter")
    assert "Agreed. We acknowledge that we owe" in text
    assert "six hundred euros (€600.00) for invoice F1, the balance on 30 June 2026." in text


@pytest.mark.parametrize("text", ["plan", "settlement"])
def test_an_agreement_names_what_it_is_about_and_what_it_leaves_out(text: str) -> None:
    """Five invoices of 100 €; of F5 40 € are disputed, and 25 € more are due only in 2027."""
    book = BOOKS
    for number in range(1, 6):
        book += (
            f'2026-03-0{number} * "Alpha" "Pose" ^F{number}\n  Assets:Clients:Alpha  100.00 EUR\n'
        )
        book += "  Assets:Clients:Alpha  25.00 EUR\n    due: 2027-03-05\n" * (number == 5)
        book += "  Income:Ventes\n"
    book += """
2026-06-09 note Assets:Clients:Alpha "Conteste" ^F5
  relance: "dispute"
  amount: 40.00 EUR
2026-06-10 note Assets:Clients:Alpha "En deux fois" ^F1 ^F2 ^F3 ^F4 ^F5
  relance: "plan"
  plan: "2026-07-20 230.00 EUR, 2026-08-20 230.00 EUR"
  amount: 460.00 EUR
"""
    written = compose(report(book), text, "Alpha", "letter")
    assert "des factures F1, F2, F3, F4 et F5" in written
    assert "au titre des 5 factures énumérées ci-dessus" in written
    left = "Ne font pas partie de cet accord"
    line = next(line for line in written.splitlines() if left in line)
    assert f"25,00{NB}€, à échéance du 5 mars 2027" in line
    assert f"la part contestée, 40,00{NB}€" in line
    assert "contestée à hauteur" not in written
    assert "renonce à toute contestation" not in written


@pytest.mark.parametrize("text", ["plan", "settlement"])
def test_what_is_acknowledged_of_a_part_is_no_balance_of_the_invoice(text: str) -> None:
    """Of 1,000 € only 800 € are in the plan, and 60 € came since: 740 € of it are left."""
    book = (
        BOOKS
        + """
2026-03-03 * "Alpha" "Pose" ^F1
  Assets:Clients:Alpha  1000.00 EUR
  Income:Ventes
2026-06-10 note Assets:Clients:Alpha "En deux fois" ^F1
  relance: "plan"
  plan: "2026-07-20 400.00 EUR, 2026-08-20 400.00 EUR"
  amount: 800.00 EUR
"""
    )
    paid = f'{book}2026-06-20 * "Alpha" "Virement" ^F1\n  Assets:Banque  60.00 EUR\n'
    paid += "  Assets:Clients:Alpha\n"
    outside = f"F1, sans compter 200,00{NB}€ hors de cet accord"
    before, after = (compose(report(each), text, "Alpha", "letter") for each in (book, paid))
    assert f"huit cents euros (800,00{NB}€) au titre de la facture n°{NB}{outside}" in before
    assert f"(740,00{NB}€), restant due au 30 juin 2026 sur cet échéancier au titre" in after
    assert outside in after


@pytest.mark.parametrize(
    ("name", "kind", "by_hand"),
    [
        ("Alpha SARL", "business", False),  # a commercial company: C. com. L110-3
        ("SCI Alpha", "business", True),
        ("Association Alpha", "business", True),
        ("Alpha", "business", True),  # not known
        ("Alpha", "consumer", True),
        ("Commune d'Alpha", "public", True),
    ],
)
def test_who_is_no_trader_writes_the_amount_by_hand(name: str, kind: str, *, by_hand: bool) -> None:
    books = PLAN.replace('name: "Alpha SARL"', f'name: "{name}"\n  kind: "{kind}"')
    text = compose(report(books), "plan", "Alpha", "letter")
    assert ("À recopier de sa main par le signataire" in text) == by_hand
    assert ("Bon pour accord" in text) != by_hand
    assert f"six cents euros (600,00{NB}€)" in text


def test_a_missed_instalment_makes_everything_due() -> None:
    text = compose(report(PLAN), "plan", "Alpha", "letter")
    assert "la totalité du solde restant dû deviendrait immédiatement exigible" in text
    assert "rappel écrit" not in text  # the formal notice follows the next day


def test_a_consumer_is_not_threatened() -> None:
    consumer = PLAN.replace('name: "Alpha SARL"', 'name: "Alpha"\n  kind: "consumer"')
    text = compose(report(consumer), "plan", "Alpha")
    assert "exigible" not in text
    assert "prendrait fin" not in text
    assert "nous reviendrions d’abord vers vous" in text
    assert "vous auriez un délai pour le régler, et l’échéancier se poursuivrait" in text


@pytest.mark.parametrize(("kind", "waits"), [("business", False), ("consumer", True)])
def test_a_settlement_waits_for_a_missed_payment_only_with_a_consumer(
    kind: str, *, waits: bool
) -> None:
    books = PLAN.replace('name: "Alpha SARL"', f'name: "Alpha"\n  kind: "{kind}"')
    text = compose(report(books), "settlement", "Alpha", "letter")
    assert ("dans le délai qu’un rappel écrit laisse au débiteur" in text) == waits
    assert "huit jours" not in text


def test_a_settlement_agreement_states_what_each_gives_up() -> None:
    # 1,000 € from 2 April to 19 June, 79 days, and 600 € from 20 to 30 June, 11 days, at 12.15 %:
    # 26.30 + 2.20; the fee of 40 €
    books = PLAN.replace('"creditor"\n', '"creditor"\n  country: "FR"\n')
    text = compose(report(books), "settlement", "Alpha", "letter")
    for words in (
        "Entre les soussignés\n\nAtelier Lumen SARL, adresse ____",
        "Alpha SARL, 9 rue des Gabares, 44000 Nantes, SIREN ____",
        f"Le débiteur reconnaît devoir six cents euros (600,00{NB}€) et règle cette somme ainsi",
        f"– au plus tard le 20 juillet 2026{NB}: 600,00{NB}€\n",
        f"intérêts de retard courus au 30 juin 2026, soit 28,50{NB}€",
        f"l’indemnité de recouvrement, soit 40,00{NB}€",
        "la totalité du solde devient immédiatement exigible",
        "articles 2044 et suivants du Code civil",
        "en deux exemplaires originaux",
        "Le créancier – nom et qualité, signature",
        "Le débiteur – nom et qualité, signature",
    ):
        assert words in text
    assert "20 juin 2026" not in text  # already paid
    assert "Madame, Monsieur" not in text
    disputed = '2026-06-01 note Assets:Clients:Alpha "Rayé" ^F1\n  relance: "dispute"\n'
    text = compose(report(f"{PLAN}{disputed}  amount: 100.00 EUR\n"), "settlement", "Alpha")
    assert f"contestée à hauteur de 100,00{NB}€" in text
    assert "renonce à toute contestation" in text


def test_a_settlement_gives_up_what_is_owed_of_an_invoice_that_the_plan_has_paid() -> None:
    """F0 is in the plan and was paid by it, 79 days late: 200.00 × 12.15 % × 79 / 365 = 5.26."""
    books = PLAN.replace('"creditor"\n', '"creditor"\n  country: "FR"\n')
    books = books.replace(
        '2026-06-10 note Assets:Clients:Alpha "En deux fois" ^F1',
        """2026-03-02 * "Alpha" "Abat-jour" ^F0
  due: 2026-04-01
  Assets:Clients:Alpha    200.00 EUR
  Income:Ventes
2026-06-10 note Assets:Clients:Alpha "En deux fois" ^F1 ^F0""",
    ).replace("2026-06-20 400.00", "2026-06-20 600.00")
    books += """
2026-06-19 * "Alpha" "Virement" ^F0
  Assets:Banque   200.00 EUR
  Assets:Clients:Alpha
"""
    text = compose(report(books), "settlement", "Alpha", "letter")
    assert f"courus au 30 juin 2026, soit 33,76{NB}€" in text  # 28.50 and 5.26
    assert f"aux indemnités de recouvrement, soit 80,00{NB}€" in text
    assert "différend sur le paiement des factures F0 et F1" in text
    assert "restant due au 30 juin 2026 au titre de la facture n°\N{NO-BREAK SPACE}F1" in text


@pytest.mark.parametrize("text", ["plan", "settlement"])
def test_an_agreement_that_leaves_out_a_charge_does_not_name_it(text: str) -> None:
    charge = """
2026-01-01 open Income:7631-Penalites
2026-06-05 * "Alpha" "Pénalités de retard F1" ^PEN-7 ^F1
  due: 2026-06-06
  Assets:Clients:Alpha   9.99 EUR
  Income:7631-Penalites
"""
    written = compose(report(PLAN + charge), text, "Alpha", "letter")
    assert (
        f"Ne font pas partie de cet accord{NB}: facture n°{NB}PEN-7 du 5 juin 2026, 9,99{NB}€"
        in written
    )
    assert written.count("PEN-7") == 1
    with_it = PLAN.replace("2026-07-20 600.00", "2026-07-20 609.99") + charge
    written = compose(report(with_it), text, "Alpha", "letter")
    assert "factures F1 et PEN-7" in written
    assert "Ne font pas partie" not in written


def test_a_plan_that_is_over_is_not_confirmed() -> None:
    with pytest.raises(ReminderError, match="is completed"):
        compose(report(PLAN, "2026-08-01"), "plan", "Alpha")
    with pytest.raises(ReminderError, match="no payment plan with Léa Morel"):
        compose(report(PLAN), "plan", "Lea")


@pytest.mark.parametrize("text", ["statement", "thanks", "plan", "settlement"])
def test_nothing_is_needed_but_the_books(text: str) -> None:
    books = {"statement": ACCOUNT, "thanks": PAID}.get(text, PLAN)
    start = books.index('2024-01-01 custom "relance" "creditor"')
    bare = books[:start] + books[books.index("2024-01-01 open Assets:Clients:Alpha") :]
    for line in ('  email: "a@alpha.example"\n', '  address: "9 rue des Gabares, 44000 Nantes"\n'):
        bare = bare.replace(line, "")
    found = compose(report(bare), text, "Alpha")
    assert "None" not in found
    assert "IBAN" not in found


def test_a_statement_shows_what_is_disputed_and_keeps_it_in_the_balance() -> None:
    note = '2026-06-25 note Assets:Clients:Alpha "Une suspension rayée" ^F1\n'
    text = compose(
        report(f'{ACCOUNT}{note}  relance: "dispute"\n  amount: 200.00 EUR\n'), "statement", "Alpha"
    )
    assert f"Somme contestée, à l’examen{NB}: 200,00{NB}€" in text
    assert f"Solde de votre compte{NB}: 850,00{NB}€" in text


INSOLVENT = """
2026-06-01 note Assets:Clients:Alpha "Sauvegarde"
  relance: "insolvency"
  opened: 2026-05-20
"""
AFTER = """
2026-06-15 * "Alpha" "Une applique" ^F9
  Assets:Clients:Alpha   500.00 EUR
  Income:Ventes
"""
OPEN = (
    BOOKS
    + """
2026-03-02 * "Alpha" "Trois suspensions" ^F1
  Assets:Clients:Alpha   1000.00 EUR
  Income:Ventes
"""
)


@pytest.mark.parametrize("books", [OPEN + INSOLVENT, OPEN + INSOLVENT + AFTER, ACCOUNT + INSOLVENT])
def test_an_insolvent_customer_is_not_asked_for_what_is_declared(books: str) -> None:
    # C. com. L622-7: what was owed when the proceedings opened may not be paid
    with pytest.raises(ReminderError, match="no statement of account to Alpha SARL"):
        compose(report(books), "statement", "Alpha")


@pytest.mark.parametrize(
    "books",
    [
        OPEN + INSOLVENT + '2026-06-20 note Assets:Clients:Alpha "Plan"\n  relance: "resume"\n',
        BOOKS + INSOLVENT + AFTER,  # all of it is owed in full (L622-17)
        OPEN + INSOLVENT.replace("Alpha", "Lea"),
    ],
)
def test_who_may_pay_gets_a_statement(books: str) -> None:
    assert "Factures" in compose(report(books), "statement", "Alpha")


def stage(name: str, who: str = "Alpha", number: str = "F1") -> str:
    return f'2026-06-10 note Assets:Clients:{who} "{name}" ^{number}\n  relance: "{name}"\n'


def test_thanks_reserve_the_interest_and_fee_that_a_text_had_claimed() -> None:
    # the notice of 10 June asked for 70 days of 1,000.00 at 12.15 %, 23.30, and 40.00; the 3.00
    # until the payment of 19 June were in no text
    text = compose(report(PAID + stage("formal-notice")), "thanks", "Alpha")
    assert "dont le principal a été réglé le 19 juin 2026" in text
    assert f"soit 63,30{NB}€" in text
    assert "n’en tenez pas compte" not in text
    text = compose(report(PAID + stage("firm-letter", "Lea", "F2")), "thanks", "Lea")
    assert "réglée le 19 juin 2026" in text  # a consumer owes neither
    assert "réserv" not in text


@pytest.mark.parametrize(
    "more",
    [
        stage("reminder"),  # nobody had claimed any
        stage("legal"),  # nor does a sheet for ourselves
        stage("formal-notice") + stage("waiver"),
        stage("formal-notice")
        + """
2024-01-01 open Income:7631-Penalites
2026-06-20 * "Alpha" "Pénalités et indemnité" ^F1
  Assets:Banque   66.30 EUR
  Income:7631-Penalites
""",
    ],
)
def test_thanks_reserve_nothing_that_is_not_owed(more: str) -> None:
    text = compose(report(PAID + more), "thanks", "Alpha")
    assert "réglée le 19 juin 2026" in text
    assert "n’en tenez pas compte pour cette facture" in text
    assert "réserv" not in text


LOST = """
2026-06-12 * "Alpha" "Perte" ^F1
  Expenses:Pertes   1000.00 EUR
  Assets:Clients:Alpha
"""


@pytest.mark.parametrize(
    "more",
    [
        stage("formal-notice"),  # 23.30 of interest until that day, and 40.00
        "2024-01-01 open Expenses:Pertes\n" + LOST,
    ],
)
def test_no_statement_owes_what_was_paid_of_interest_or_of_a_loss(more: str) -> None:
    """Paid on 19 June: 1,063.30 of what a notice asked, or 1,000.00 of what was written off."""
    books = PAID + more
    if "Pertes" not in more:
        books = books.replace("Assets:Banque   1000.00 EUR", "Assets:Banque   1063.30 EUR")
    with pytest.raises(ReminderError, match="until this is booked"):
        compose(report(books), "statement", "Alpha")


CARRIED = """
2026-01-01 open Assets:Clients:Alpha
2026-01-01 open Assets:Bank
2026-01-01 open Income:Sales
2026-01-01 open Equity:Opening
2026-01-01 * "Opening balance"
  due: 2026-02-15
  Assets:Clients:Alpha  500.00 EUR
  Equity:Opening
2026-04-10 note Assets:Clients:Alpha "Sent"
  relance: "reminder"
2026-05-10 * "Alpha" "Opening balance"
  Assets:Bank  500.00 EUR
  Assets:Clients:Alpha
"""


@pytest.mark.parametrize(
    ("language", "told", "untold"),
    [("en", ["following amount.", "this amount is"], "invoice"), ("fr", ["la somme"], "facture")],
)
def test_thanks_call_no_balance_carried_over_an_invoice(
    language: str, told: list[str], untold: str
) -> None:
    set_to = f'2026-01-01 custom "relance" "language" "{language}"\n'
    text = compose(report(set_to + CARRIED, "2026-05-12"), "thanks", "Alpha", "email")
    assert all(each in text for each in told)
    assert untold not in text
