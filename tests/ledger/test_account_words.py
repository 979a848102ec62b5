"""Account words: whole words below the root, never a part of a word."""

from __future__ import annotations

from pathlib import Path

import pytest

import beancount_relance.ledger
from beancount_relance.language.tables import csv_rows
from beancount_relance.ledger.account_words import has_word_of
from beancount_relance.ledger.component_words import NEVER, lexicon

DATA = Path(beancount_relance.ledger.__file__).parent / "data"

NATURES = ("tax", "exchange", "discount", "fee", "allowance", "advance")


@pytest.mark.parametrize(
    ("account", "nature"),
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
def test_words_tell_the_nature(account: str, nature: str) -> None:
    assert [each for each in NATURES if has_word_of(account, each)] == [nature]


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
    assert not [each for each in NATURES if has_word_of(account, each)]


def test_a_tax_word_names_no_customer() -> None:
    for row in csv_rows(DATA / "account_words.csv"):
        # Numbers are told by the chart of accounts.
        if row["nature"] == "tax" and not row["word"][0].isdigit():
            words = lexicon(frozenset((row["language"],)))
            assert words.read(row["word"]).has(NEVER), row
