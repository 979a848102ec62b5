"""For whom somebody pays, where the text says so."""

from __future__ import annotations

import datetime

import pytest

from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.names.customer_names import CustomerNames

DAY = datetime.date(2026, 3, 20)


@pytest.fixture
def accounts() -> ReceivableAccounts:
    found = ReceivableAccounts("Assets")
    names = [Customer("Birch", name="Birch Ltd"), Customer("Hêtre"), Customer("Martin")]
    found.set_names(CustomerNames(names))
    return found


@pytest.mark.parametrize(
    ("text", "debtor"),
    [
        ("Transfer for Birch Ltd", "Birch"),
        ("paid on behalf of BIRCH", "Birch"),
        ("Cedar Ltd\n\nO/B/O Birch Ltd, thanks", "Birch"),
        ("VIR PR LE CPTE DE HETRE", "Hêtre"),
        ("Virement pour le compte de la société Hêtre SARL", "Hêtre"),
        ("Règlement pour M. Martin", "Martin"),
        ("Zahlung im Auftrag von Martin", "Martin"),
        ("SVWZ+Miete ABWA+Martin", "Martin"),
        ("bonifico per conto di Martin", "Martin"),
        ("rent for March, for Birch Ltd", "Birch"),
        ("for Birch Avenue", None),  # another name
        ("pour Martin Bernard", None),
        ("before Birch Ltd", None),
        ("Birch Ltd", None),  # nothing says that it is paid for them
        ("for March", None),
        ("paid for", None),
    ],
)
def test_who_is_named_behind_such_words(
    accounts: ReceivableAccounts, text: str, debtor: str | None
) -> None:
    assert accounts.debtor_named(text, DAY) == debtor
