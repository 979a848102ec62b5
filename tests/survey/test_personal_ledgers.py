"""The books of households: nobody gets a reminder, and ``relance init`` says so in a sentence.

The ledgers have the shapes of public ones: Beancount's own example, books with countries as the
first component, shared bills, money laid out for an employer, and plugins that share expenses.
"""

from __future__ import annotations

import datetime
import io
import textwrap

import pytest
from beancount import loader
from beancount.scripts.example import write_example_file

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import language
from beancount_relance.report.loading import LoadedLedger
from beancount_relance.report.report import Report, build_report
from beancount_relance.survey.survey import survey

DAY = datetime.date(2026, 6, 30)
NOTHING = (
    "no account looks receivable: this ledger has nothing to chase, unless customers owe on "
    "accounts with other names. Accounts such as Assets:Clients:Martin are recognised"
)
LENT = "money that you paid out and no invoice, so there is nothing to chase in this ledger"

SALARY_AND_CARDS = """
    option "operating_currency" "USD"
    plugin "beancount_relance"
    2024-01-01 open Assets:US:BofA:Checking USD
    2024-01-01 open Assets:US:Babble:Vacation
    2024-01-01 open Assets:US:Federal:PreTax401k
    2024-01-01 open Liabilities:US:Chase:Sapphire USD
    2024-01-01 open Income:US:Babble:Salary USD
    2024-01-01 open Income:US:Babble:Vacation
    2024-01-01 open Expenses:Food USD
    2026-01-31 * "Babble" "Payroll"
      Assets:US:BofA:Checking  3200.00 USD
      Assets:US:Federal:PreTax401k  400.00 DEFCCY
      Income:US:Federal:PreTax401k  -400.00 DEFCCY
      Assets:US:Babble:Vacation  5 VACHR
      Income:US:Babble:Vacation  -5 VACHR
      Income:US:Babble:Salary
"""
ARGENTINA = """
    option "operating_currency" "ARS"
    plugin "beancount_relance"
    2024-01-01 open Assets:AR:Galicia:Caja-Ahorro ARS
    2024-01-01 open Assets:AR:Efectivo ARS
    2024-01-01 open Assets:AR:Balanz:AL30
    2024-01-01 open Assets:UY:Itau:Checking USD
    2024-01-01 open Liabilities:AR:Galicia:Visa ARS
    2024-01-01 open Income:AR:Sueldo ARS
    2024-01-01 open Expenses:Comida ARS
    2026-01-31 * "Empresa" "Sueldo" ^2026-01
      Assets:AR:Galicia:Caja-Ahorro  900000 ARS
      Income:AR:Sueldo
    2026-02-03 * "Super" "Compras"
      Expenses:Comida  30000 ARS
      Liabilities:AR:Galicia:Visa
"""
CLAIMS_OF_DAILY_LIFE = """
    option "operating_currency" "USD"
    plugin "beancount_relance"
    2024-01-01 open Assets:Bank USD
    2024-01-01 open Assets:Receivables:Employer USD
    2024-01-01 open Assets:Receivables:IRS USD
    2024-01-01 open Assets:Receivables:Insurance USD
    2024-01-01 open Assets:Receivables:Roommate USD
    2024-01-01 open Liabilities:Card USD
    2024-01-01 open Income:Salary USD
    2024-01-01 open Expenses:Food USD
    2026-01-31 * "Babble" "Payroll"
      Assets:Bank  3200.00 USD
      Assets:Receivables:IRS  120.00 USD
      Income:Salary
    2026-02-05 * "Grocer" "With Sam"
      Liabilities:Card  -84.00 USD
      Expenses:Food  42.00 USD
      Assets:Receivables:Roommate  42.00 USD
    2026-02-12 * "Airline" "Trip for work"
      Liabilities:Card  -430.00 USD
      Assets:Receivables:Employer
    2026-03-10 * "Sam" "Transfer"
      Assets:Bank  40.00 USD
      Assets:Receivables:Roommate
"""
FRENCH_HOUSEHOLD = """
    option "operating_currency" "EUR"
    option "name_assets" "Actifs"
    option "name_liabilities" "Passifs"
    option "name_income" "Revenus"
    option "name_expenses" "Depenses"
    option "name_equity" "Capitaux"
    plugin "beancount_relance"
    2024-01-01 open Actifs:Banque:Courant EUR
    2024-01-01 open Actifs:Creances:Paul EUR
    2024-01-01 open Actifs:Creances:Mutuelle EUR
    2024-01-01 open Actifs:Caution-Appartement EUR
    2024-01-01 open Revenus:Salaire EUR
    2024-01-01 open Depenses:Resto EUR
    2024-01-01 open Depenses:Sante EUR
    2026-01-31 * "ACME" "Salaire"
      Actifs:Banque:Courant  2100 EUR
      Revenus:Salaire
    2026-02-02 * "Chez Lulu" "Repas avec Paul"
      Actifs:Banque:Courant  -60 EUR
      Depenses:Resto  30 EUR
      Actifs:Creances:Paul  30 EUR
    2026-02-20 * "Docteur" "Consultation"
      Actifs:Banque:Courant  -50 EUR
      Actifs:Creances:Mutuelle  20 EUR
      Depenses:Sante
"""
SHARED_RENT = """
    option "operating_currency" "NOK"
    plugin "beancount_relance"
    2020-01-01 open Assets:Bank NOK
    2020-01-01 open Assets:Receivables:Alex NOK
    2020-01-01 open Assets:Receivables:Maria NOK
    2020-01-01 open Liabilities:CreditCard NOK
    2020-01-01 open Expenses:Groceries NOK
    2020-01-01 open Expenses:Rent NOK
    2026-03-15 * "Grocer" "Split with Alex" #split
      Liabilities:CreditCard  -400 NOK
      Expenses:Groceries  200 NOK
      Assets:Receivables:Alex  200 NOK
    2026-03-20 * "Landlord" "Rent 03/2026" ^rent-2026-03
      Assets:Bank  -6000 NOK
      Expenses:Rent  3000 NOK
      Assets:Receivables:Maria  3000 NOK
    2026-04-02 * "Maria" "Transfer" ^rent-2026-03
      Assets:Bank  2500 NOK
      Assets:Receivables:Maria
"""
GERMAN_HOUSEHOLD = """
    option "operating_currency" "EUR"
    plugin "beancount_relance"
    2024-01-01 open Assets:Giro EUR
    2024-01-01 open Assets:Forderungen:Finanzamt EUR
    2024-01-01 open Assets:Forderungen:Lisa EUR
    2024-01-01 open Assets:Kaution EUR
    2024-01-01 open Income:Steuererstattung EUR
    2024-01-01 open Expenses:Essen EUR
    2026-02-10 * "Finanzamt" "Bescheid 2025"
      Assets:Forderungen:Finanzamt  412.30 EUR
      Income:Steuererstattung
    2026-02-14 * "Pizzeria" "mit Lisa"
      Assets:Giro  -40 EUR
      Expenses:Essen  20 EUR
      Assets:Forderungen:Lisa  20 EUR
"""
SHARING_PLUGIN = """
    option "operating_currency" "EUR"
    plugin "beancount_relance"
    plugin "beancount_share.share" "{
        'mark_name': 'share', 'meta_name': 'shared', 'account_debtors': 'Assets:Debtors',
        'account_creditors': 'Liabilities:Creditors', 'open_date': '2020-01-01'}"
    2020-01-01 open Assets:Bank EUR
    2020-01-01 open Expenses:Food EUR
    2026-02-01 * "Pizza" "With Bob" #share-Bob
      Assets:Bank  -20 EUR
      Expenses:Food  20 EUR
"""
# What autobean.share books for an expense that one of two persons paid.
SHARES_OF_TWO = """
    option "operating_currency" "EUR"
    plugin "beancount_relance"
    2020-01-01 open Assets:Bank EUR
    2020-01-01 open Assets:Receivables:Alice EUR
    2020-01-01 open Assets:Receivables:Bob EUR
    2020-01-01 open Expenses:Food EUR
    2026-02-01 * "Pizza" "Shared"
      Assets:Bank  -20 EUR
      Expenses:Food  20 EUR
      Assets:Receivables:Alice  10 EUR
      Assets:Receivables:Bob  -10 EUR
    2026-03-01 * "Cleaning" "Shared"
      Assets:Receivables:Bob  10 EUR
      Expenses:Food  -10 EUR
"""


def beancounts_example() -> str:
    """The ledger that ``bean-example`` writes, with the plugin."""
    out = io.StringIO()
    days = (datetime.date(1985, 3, 1), datetime.date(2025, 1, 1), datetime.date(2026, 6, 1))
    write_example_file(*days, reformat=False, file=out)  # type: ignore[no-untyped-call]
    return 'plugin "beancount_relance"\n' + out.getvalue()


def loaded(text: str) -> LoadedLedger:
    entries, errors, options = loader.load_string(textwrap.dedent(text).lstrip("\n"))
    return LoadedLedger.of(entries, errors, options)


def report(ledger: LoadedLedger) -> Report:
    return build_report(ledger.entries, ledger.options, DAY)


def chased(found: Report) -> list[object]:
    """Whatever is chased or an error."""
    return [*found.actions, *found.open_items, *found.problems]


HOUSEHOLDS = {
    "salary and cards": (SALARY_AND_CARDS, NOTHING),
    "Argentina": (ARGENTINA, NOTHING),
    "claims of daily life": (CLAIMS_OF_DAILY_LIFE, LENT),
    "French household": (FRENCH_HOUSEHOLD, LENT),
    "German household": (GERMAN_HOUSEHOLD, LENT),
    "shared rent": (SHARED_RENT, LENT),
    "plugin that shares expenses": (SHARING_PLUGIN, LENT),
    "shares of two": (SHARES_OF_TWO, LENT),
}


@pytest.mark.parametrize(("text", "sentence"), HOUSEHOLDS.values(), ids=HOUSEHOLDS.keys())
def test_nobody_is_chased_and_init_says_so(text: str, sentence: str) -> None:
    ledger = loaded(text)
    found = report(ledger)
    assert chased(found) == []
    surveyed = survey(ledger, found)
    words = language(ENGLISH)
    said = [words.render(finding.message) for finding in surveyed.findings]
    assert any(sentence in each for each in said), said
    assert all("receivable, because" not in each for each in said), said
    after = surveyed.books.report
    assert [*chased(after), *after.unexplained] == []


def test_nobody_is_chased_in_beancounts_own_example() -> None:
    ledger = loaded(beancounts_example())
    found = report(ledger)
    assert chased(found) == []
    (finding,) = survey(ledger, found).findings
    assert language(ENGLISH).render(finding.message) == NOTHING
