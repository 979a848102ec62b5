"""The creditor, who is the sender of letters and the applicant in court.

    2024-01-01 custom "relance" "creditor"
      name: "Atelier Lumen SARL"
      address: "12 rue des Forges, 57000 Metz"
      siren: "732829320"
      iban: "FR76 3000 6000 0112 3456 7890 189"

All keys are optional.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message
from beancount_relance.values.country_code_synonyms import canonical, country_of_vat
from beancount_relance.values.identifiers import (
    read_bic,
    read_email,
    read_iban,
    read_siren,
    read_vat,
)
from beancount_relance.values.readers import (
    read_choice,
    read_country,
    read_text,
)
from beancount_relance.values.records import read_record

WINDOWS = ("right", "left")

_OF_SIREN = "FR"


class Creditor(Struct, frozen=True):
    """The details of the creditor; those that the ledger does not give are ``None``.

    ``window`` is the side of the address window on the creditor's envelopes, if it is not the
    usual one of the country. ``successor_of`` is who issued the earlier invoices, if that was
    somebody else, such as a company that was taken over. ``former_name`` is what the creditor was
    called when the invoices of a text were issued, if that has changed; the ledger's directives
    tell it by their dates.
    """

    name: str | None = None
    legal_form: str | None = None
    capital: str | None = None
    address: str | None = None
    siren: str | None = None
    rcs: str | None = None
    registration: str | None = None
    vat: str | None = None
    iban: str | None = None
    bic: str | None = None
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    signatory: str | None = None
    signatory_title: str | None = None
    country: str | None = None
    window: str | None = None
    successor_of: str | None = None
    former_name: str | None = None

    @property
    def number(self) -> str | None:
        """The number by which its register knows it; two numbers are two legal persons."""
        return self.siren or self.registration


class CreditorNames(Struct, frozen=True):
    """What the creditor was called, and since when; a directive that repeats a name adds none."""

    known: tuple[tuple[datetime.date, Creditor], ...] = ()

    def with_directive(self, creditor: Creditor, since: datetime.date) -> CreditorNames:
        """Return the names with one more directive."""
        if creditor.name is None or (self.known and self.known[-1][1].name == creditor.name):
            return self
        return CreditorNames((*self.known, (since, creditor)))

    def earlier(self, day: datetime.date) -> Creditor | None:
        """Return the creditor of another name who issued an invoice on a day, if there was one."""
        before = [creditor for since, creditor in self.known if since <= day] or [
            creditor for _, creditor in self.known[:1]
        ]
        return before[-1] if before and before[-1] is not self.known[-1][1] else None


def is_another_person(creditor: Creditor, earlier: Creditor) -> bool:
    """Return whether an earlier creditor was another legal person, by the registers' numbers."""
    return None not in (creditor.number, earlier.number) and creditor.number != earlier.number


def as_known_on(
    creditor: Creditor, names: CreditorNames, invoiced: Iterable[datetime.date]
) -> Creditor:
    """Return the creditor with the name that the oldest of some invoices bears.

    Another legal person is no former name: what became of it, only ``successor_of`` can say.
    """
    oldest = min(invoiced, default=None)
    earlier = names.earlier(oldest) if oldest is not None else None
    if earlier is None:
        return replace(creditor, successor_of=None)
    if creditor.successor_of is not None or is_another_person(creditor, earlier):
        return creditor
    return replace(creditor, former_name=earlier.name)


def registered_in(creditor: Creditor) -> str | None:
    """Return the creditor's country, or that of the SIREN, which is French, or the VAT number."""
    if creditor.country is not None:
        return canonical(creditor.country)
    if creditor.siren is not None:
        return _OF_SIREN
    return country_of_vat(creditor.vat) if creditor.vat is not None else None


def read_creditor(meta: Mapping[str, Any]) -> tuple[Creditor, list[Message]]:
    """Read the creditor from the metadata of its directive.

    Returns:
        The creditor, and a message for each invalid value or unknown key.
    """
    return read_record(Creditor(), meta, _READERS)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": read_text,
    "legal-form": read_text,
    "capital": read_text,
    "address": read_text,
    "siren": read_siren,
    "registration": read_text,
    "rcs": read_text,
    "vat": read_vat,
    "iban": read_iban,
    "bic": read_bic,
    "email": read_email,
    "phone": read_text,
    "website": read_text,
    "signatory": read_text,
    "signatory-title": read_text,
    "country": read_country,
    "window": lambda value: read_choice(value, WINDOWS),
    "successor-of": read_text,
}
