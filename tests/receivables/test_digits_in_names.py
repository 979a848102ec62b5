"""Digits in a text that belong to a customer's name, and name no invoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec import Struct

from beancount_relance.receivables.invoice_index import InvoiceIndex
from beancount_relance.receivables.naming.digits_in_names import digits_of_name


class Invoice(Struct, frozen=True):
    """What is read of an invoice."""

    customer: str


class Index(Struct, frozen=True):
    """The numbers of invoices, each with its customers."""

    numbers: dict[str, tuple[str, ...]]

    def numbers_of(self, customer: str) -> list[str]:
        return [number for number, whose in self.numbers.items() if customer in whose]

    def find(self, number: str) -> Sequence[Invoice]:
        return [Invoice(customer) for customer in self.numbers.get(number, ())]


def digits(customer: str, text: str, **numbers: str) -> set[str]:
    """The digits of the name in a text; the keyword arguments are numbers after an ``n``."""
    own = {key[1:]: tuple(whose.split(";")) for key, whose in numbers.items()}
    index = cast("InvoiceIndex", Index({"F-1": (customer,), **own}))
    return set(digits_of_name(customer, text, index))


def test_digits_next_to_the_same_word_as_in_the_name() -> None:
    nuits = "1001 Nuits"
    assert digits(nuits, "Virement 1001 nuits") == {"1001"}
    assert digits(nuits, "1001-NUITS, facture 7") == {"1001"}
    assert digits(nuits, "Facture 1001") == set()
    assert digits(nuits, "Nuits 1001") == set()
    assert digits(nuits, "1001 nuitsdor") == set()
    assert digits(nuits, "1001 nuits", n1001="Others") == {"1001"}
    assert digits(nuits, "1001 nuits", n1001="Others;1001 Nuits") == set()  # their own invoice
    assert digits("Hôtel 4 Saisons 24", "Transfer hotel 4, 4 saisons, number 24") == {"4"}
    assert digits("Hôtel 4 Saisons 24", "saisons 24") == {"24"}
    assert digits("Roux", "Roux 12") == set()
    assert digits("1001", "1001") == set()
    nobody = cast("InvoiceIndex", Index({"F-1": ("Others",)}))
    assert digits_of_name(nuits, "1001 nuits", nobody) == set()
