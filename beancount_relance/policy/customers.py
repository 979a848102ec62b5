"""Customers: who they are, from the metadata of their accounts.

    2024-03-01 open Assets:Clients:Boulangerie-Martin  EUR
      name: "Boulangerie Martin SARL"
      kind: "business"                   ; business (default) | consumer | public
      email: "compta@martin.example"
      terms: "45 jours fin de mois"

On one control account there is no account per customer; their details, and
later changes to anybody's, stand on

    2025-01-01 custom "relance-customer" "Bright Dental"
      email: "accounts@bright-dental.example"
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Custom, Open

from beancount_relance.language.messages import Problem, Source, msg
from beancount_relance.law.rates import RateRule, read_rate_rule
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.values.payment_terms import Terms, read_terms
from beancount_relance.values.readers import (
    BadValueError,
    read_amount,
    read_choice,
    read_country,
    read_email,
    read_language,
    read_record,
    read_siren,
    read_text,
    read_vat,
    read_whole_number,
    read_years,
    values_of,
)

CUSTOMER_KINDS = ("business", "consumer", "public")
NO_REGIME = "none"
"""The regime of a customer of whom nothing is claimed beyond the principal."""

_OF_LAW = frozenset(("kind", "late-rate", "regime"))


@dataclass(frozen=True, slots=True)
class Customer:
    """One who owes. ``id`` is the name in the ledger; the rest is ``None`` if not given.

    ``terms`` are all that were agreed, each with its first day: those of the
    account hold from the beginning. ``payees`` are other names that banks and people
    write. ``regime`` is the name of the law chosen by hand, ``limitation`` the years to
    sue in where they are others than the law's. ``law_source`` is the line that says under which
    law and rate they owe.
    """

    id: str
    name: str | None = None
    payees: tuple[str, ...] = ()
    kind: str = "business"
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    contact: str | None = None
    language: str | None = None
    country: str | None = None
    siren: str | None = None
    vat: str | None = None
    seller: str | None = None
    terms: tuple[tuple[datetime.date, Terms], ...] = ()
    pay_day: int | None = None
    credit_limit: Amount | None = None
    procedure: str | None = None
    late_rate: RateRule | None = None
    regime: str | None = None
    limitation: int | None = None
    law_source: Source | None = None

    @property
    def title(self) -> str:
        """The name to show: the full one if there is one, else the ledger's."""
        return self.name or self.id

    def address_for(self, channel: str) -> str | None:
        """Where to reach this customer by that channel.

        ``None`` if the ledger does not say, or if the channel needs no address.
        """
        field = CHANNELS[channel].address
        address: str | None = getattr(self, field) if field is not None else None
        return address

    def has_channel(self, channel: str) -> bool:
        """Whether this customer can be reached by that channel, as far as the ledger says."""
        return CHANNELS[channel].address is None or self.address_for(channel) is not None


class Customers(dict[str, Customer]):
    """Customers by id; one that the ledger says nothing about has nothing but its name."""

    def __missing__(self, name: str) -> Customer:
        """A customer that the ledger says nothing about; it is not kept."""
        return Customer(name)


def parse_customers(
    opens: Iterable[Open],
    customs: Iterable[Custom],
    names: Mapping[str, str],
    procedures: Iterable[str],
    regimes: Iterable[str],
    shared: Collection[str] = (),
) -> tuple[Customers, list[Problem]]:
    """The customers of the ledger by id, and what was not understood.

    Args:
        opens: the open directives up to the day.
        customs: the custom directives up to the day, in the order of their dates.
        names: the customer's id for each receivable account that has one to itself.
        procedures: the names of the procedures there are.
        regimes: the names of the regimes there are.
        shared: the accounts that several customers share: of these, what is wrong alone.
    """
    customers = Customers()
    problems: list[Problem] = []
    from_the_start: dict[str, Callable[[Any], Any]] = {
        **_READERS,
        "procedure": lambda value: read_choice(value, procedures),
        "regime": lambda value: read_choice(value, (*regimes, NO_REGIME)),
        "terms": _dated_terms(datetime.date.min, ()),
    }

    def read(name: str, entry: Open | Custom) -> None:
        before = customers[name]
        foreign = isinstance(entry, Open)  # an account's metadata serves others too
        readers = from_the_start
        if before.terms or not foreign:
            since = datetime.date.min if foreign else entry.date
            readers = {**readers, "terms": _dated_terms(since, before.terms)}
        source = Source.of(entry.meta)
        if not _OF_LAW.isdisjoint(entry.meta):
            before = replace(before, law_source=source)
        customers[name], complaints = read_record(before, entry.meta, readers, others=foreign)
        problems.extend(Problem(complaint, source) for complaint in complaints)

    for entry in opens:
        if entry.account in names:
            read(names[entry.account], entry)
        elif entry.account in shared:
            _, found = read_record(Customer(""), entry.meta, from_the_start, others=True)
            problems.extend(Problem(complaint, Source.of(entry.meta)) for complaint in found)
    for custom in customs:
        if custom.type != "relance-customer":
            continue
        values = values_of(custom)
        if len(values) == 1 and isinstance(values[0], str) and values[0].strip():
            read(values[0], custom)
        else:
            expected = msg('a customer is written: custom "relance-customer" "name", in quotes')
            problems.append(Problem(expected, Source.of(custom.meta)))
    return customers, problems


def _dated_terms(
    since: datetime.date, before: tuple[tuple[datetime.date, Terms], ...]
) -> Callable[[Any], tuple[tuple[datetime.date, Terms], ...]]:
    """Reads terms that hold from a day on, after those that held ``before``."""
    return lambda value: (*before, (since, read_terms(value)))


def _read_names(value: Any) -> tuple[str, ...]:
    """Reads one name or more, separated by semicolons."""
    names = tuple(name for part in read_text(value).split(";") if (name := part.strip()))
    if not names:
        raise BadValueError(msg("names, separated by semicolons"))
    return names


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": read_text,
    "payees": _read_names,
    "kind": lambda value: read_choice(value, CUSTOMER_KINDS),
    "email": read_email,
    "phone": read_text,
    "address": read_text,
    "contact": read_text,
    "language": read_language,
    "country": read_country,
    "siren": read_siren,
    "vat": read_vat,
    "seller": read_text,
    "pay-day": lambda value: read_whole_number(value, least=1, most=31),
    "credit-limit": read_amount,
    "late-rate": read_rate_rule,
    "limitation": read_years,
}

DETAILS = frozenset(_READERS.keys() - {"name", "country", "language", "contact"})
"""Metadata by which an account shows that it is a customer's, whatever it is called."""
