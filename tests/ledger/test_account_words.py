"""Account words: whole words below the root, never a part of a word."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from beancount.parser.options import OPTIONS_DEFAULTS

import beancount_relance.ledger
from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.accounts import account_words
from beancount_relance.ledger.accounts.account_readings import lexicon
from beancount_relance.ledger.accounts.account_roles import AccountRoles
from beancount_relance.ledger.accounts.account_words import (
    AT_ONCE,
    DEDUCTED,
    EXTRA,
    NEVER,
    REFUND,
    WITHOUT,
    says,
)
from beancount_relance.ledger.accounts.charts import NationalChart
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.accounts.word_table import phrases_with, senses_of, words_of_name
from beancount_relance.ledger.counterparts.natures import Natures

DATA = Path(beancount_relance.ledger.__file__).parent / "data"

ROLES = ("tax", "exchange", "discount", "fee", "allowance", "advance")


@pytest.mark.parametrize(
    ("account", "role"),
    [
        ("Liabilities:TVA-Collectee", "tax"),
        ("Passifs:44571", "tax"),
        ("Liabilities:44571-Collectee", "tax"),
        ("Liabilities:Tva20", "tax"),
        ("Passiva:USt19", "tax"),
        ("Passiva:MwSt", "tax"),
        ("Passiva:Umsatzsteuer", "tax"),
        ("Liabilities:SalesTax", "tax"),
        ("Liabilities:Sales-Tax:Payable", "tax"),
        ("Liabilities:VATPayable", "tax"),
        ("Passivo:IVA-Repercutido", "tax"),
        ("Expenses:ExchangeLoss", "exchange"),
        ("Expenses:Pertes-De-Change", "exchange"),
        ("Expenses:FX", "exchange"),
        ("Expenses:Escomptes-Accordes", "discount"),
        ("Expenses:665", "discount"),
        ("Aufwand:Skonti", "discount"),
        ("Expenses:BankFees", "fee"),
        ("Expenses:Commissions", "fee"),
        ("Aufwand:Bankgebühren", "fee"),
        ("Assets:Dépréciation-Clients", "allowance"),
        ("Assets:4911", "allowance"),
        ("Assets:BadDebts", "allowance"),
        ("Aktiva:Einzelwertberichtigungen", "allowance"),
        ("Liabilities:Customer-Deposits", "advance"),
        ("Liabilities:CustomerDeposits", "advance"),
        ("Liabilities:4191-Clients", "advance"),
        ("Passiva:Erhaltene-Anzahlungen", "advance"),
    ],
)
def test_words_tell_the_role(account: str, role: str) -> None:
    assert [each for each in ROLES if AccountRoles(NationalChart(None)).has(account, each)] == [
        role
    ]


@pytest.mark.parametrize(
    "account",
    [
        "Income:7714",
        "Produits:7714-Divers",
        "Income:Recovered-Bad-Debts",
        "Income:BadDebtsRecovered",
        "Income:Other:Bad-Debt-Recovery",
        "Produits:Rentrées-Sur-Créances-Amorties",
        "Erträge:Erträge-aus-abgeschriebenen-Forderungen",
        "Intäkter:Återvunna-Kundförluster",
        "Opbrengsten:Ontvangsten-op-afgeboekte-debiteuren",
        "Ingresos:Incobrables-Recuperados",
        "Ricavi:Recupero-Crediti-Stralciati",
        "Proveitos:Recuperação-De-Dívidas",
        "Inntekter:Innkommet-på-tidligere-nedskrevne-fordringer",
    ],
)
def test_what_is_recovered_of_a_loss_is_told_by_its_account(account: str) -> None:
    assert AccountRoles(NationalChart(None)).has(account, "recovered")


@pytest.mark.parametrize(
    "account",
    ["Income:Sales", "Expenses:Bad-Debts", "Income:Recovered-Costs", "Expenses:Recovery-Fees"],
)
def test_costs_passed_on_are_not_recovered_losses(account: str) -> None:
    assert not AccountRoles(NationalChart(None)).has(account, "recovered")


@pytest.mark.parametrize(
    "account",
    [
        "Passiva:Verbindlichkeiten",  # iva
        "Liabilities:Trusts",  # ust
        "Liabilities:Customers",  # ust
        "Liabilities:Reservations",  # vat
        "Liabilities:Private-Loan",  # vat
        "Liabilities:Loan-44571",  # a number, but not of the account
        "Liabilities:14457",
        "Tax:Other",  # the root
        "Liabilities:Feed",
        "Liabilities:Bankier",
        "Expenses:Unremised",
    ],
)
def test_parts_of_words_tell_nothing(account: str) -> None:
    roles = AccountRoles(NationalChart(None))
    assert not [each for each in ROLES if roles.has(account, each)]


@pytest.mark.parametrize(
    ("chart", "account", "role"),
    [
        ("SKR03", "Passiva:1776", "tax"),
        ("SKR04", "Passiva:3806", "tax"),
        ("SKR03", "Aufwand:2400", "irrecoverable"),
        ("SKR04", "Aufwand:6930", "irrecoverable"),
        ("PCMN", "Passif:451000", "tax"),
        ("PCMN", "Charges:642", "irrecoverable"),
        ("PGC", "Gastos:626", "fee"),
        ("PGC", "Activos:490", "allowance"),
        ("BAS", "Kostnader:6351", "irrecoverable"),
        ("NS4102", "Kostnader:7830", "irrecoverable"),
        ("CZ", "Naklady:546", "irrecoverable"),
        ("OMFP", "Cheltuieli:665", "exchange"),
        ("PCG", "Charges:665", "discount"),
        ("PCG", "Charges:654", "irrecoverable"),
        ("PCG", "Produits:7631", "late-interest"),
    ],
)
def test_numbers_tell_the_role_in_their_chart(chart: str, account: str, role: str) -> None:
    roles = AccountRoles(NationalChart(chart))
    assert roles.has(account, role)


def test_a_number_tells_nothing_in_another_chart() -> None:
    assert not AccountRoles(NationalChart("PCG")).has("Gastos:626", "fee")
    assert not AccountRoles(NationalChart("SKR04")).has("Passiva:1776", "tax")


@pytest.mark.parametrize(
    "account",
    [
        "Income:Late-Fees",
        "Income:Penalites",
        "Income:Interets-De-Retard",
        "Ertraege:Verzugszinsen",
        "Ingresos:Intereses-De-Demora",
        "Ricavi:Interessi-Di-Mora",
        "Opbrengsten:Vertragingsrente",
        "Intakter:Drojsmalsranta",
        "Tuotot:Viivastyskorko",
    ],
)
def test_late_interest_has_its_words(account: str) -> None:
    assert AccountRoles(NationalChart(None)).has(account, "late-interest")


@pytest.mark.parametrize(
    ("account", "sold"),
    [
        ("Income:FX", False),
        ("Income:Exchange-Gains:USD", False),
        ("Income:Exchange-Gains-On-Receivables", False),
        ("Income:FX-USD-2026", False),
        ("Income:Realised-Exchange-Gains", False),
        ("Income:Ecarts-De-Change", False),
        ("Income:Ertraege-Aus-Kursdifferenzen", False),
        ("Income:Utili-Su-Cambi", False),
        ("Income:Diferencias-Positivas-De-Cambio", False),
        ("Income:Change-Management", True),
        ("Income:Change-De-Pneus", True),
        ("Income:Exchange-Fees", True),
        ("Income:Currency-Consulting", True),
    ],
)
def test_exchange_with_something_else_is_sold(account: str, sold: bool) -> None:  # noqa: FBT001
    accounts = ReceivableAccounts("Assets")
    natures = Natures(OPTIONS_DEFAULTS, accounts)
    assert natures.of(account) == ("income" if sold else "exchange")


def test_what_no_customer_owes_excludes_an_account() -> None:
    for row in csv_rows(DATA / "account_words.csv"):
        if row["role"] in {"tax", "allowance", "advance", "interest"}:
            words = lexicon(frozenset((row["language"],)))
            assert words.read(row["word"]).has(NEVER), row


def test_every_role_is_explained() -> None:
    roles = {row["role"] for row in csv_rows(DATA / "account_words.csv")}
    assert {role for role in roles if f"``{role}``" not in (account_words.__doc__ or "")} == set()


def test_only_words_of_accounts_have_figures() -> None:
    rows = csv_rows(DATA / "account_words.csv")
    figured = {row["role"] for row in rows if any(map(str.isdigit, row["word"]))}
    assert figured == {"general", "never"}


def test_texts_say_the_same_whatever_their_numbers() -> None:
    assert says("Invoice 12 cancelled", "cancel")
    assert says("taken 7 back", "cancel") is says("taken 1234 back", "cancel") is False
    assert says("Cancelled12", "cancel")


def together(words: Sequence[str]) -> str:
    """A phrase as it is looked up."""
    return "".join(words).casefold()


def test_no_word_is_listed_twice() -> None:
    rows = csv_rows(DATA / "account_words.csv")
    keys = Counter(
        (together(words_of_name(row["word"])), row["language"], row["role"]) for row in rows
    )
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("role", [AT_ONCE, DEDUCTED, EXTRA, REFUND, WITHOUT])
def test_what_texts_say_with_fewer_words_is_listed_with_these(role: str) -> None:
    for phrase in phrases_with(role):
        words = words_of_name(phrase)
        shorter = {
            together(words[first:last])
            for first, last in itertools.combinations(range(len(words) + 1), 2)
        } - {together(words)}
        assert role not in {own for part in shorter for _, own in senses_of(part)}, phrase
