"""Read customers from the metadata of their accounts and from directives.

    2024-03-01 open Assets:Clients:Boulangerie-Martin  EUR
      name: "Boulangerie Martin SARL"
      kind: "business"                   ; business (default) | consumer | public
      email: "compta@martin.example"
      terms: "45 jours fin de mois"

If customers share a control account, or if details change later, use a directive:

    2025-01-01 custom "relance-customer" "Bright Dental"
      email: "accounts@bright-dental.example"
"""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from beancount.core.data import Custom, Open
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.law.longest_terms import supplies
from beancount_relance.law.rates import read_rate_rule
from beancount_relance.policy.customers import CUSTOMER_KINDS, NO_REGIME, Customer, Customers
from beancount_relance.policy.names.name_spellings import plain_name
from beancount_relance.policy.securities import SECURITY_READERS
from beancount_relance.values.identifiers import read_emails, read_siren, read_vat
from beancount_relance.values.readers import (
    BadValueError,
    read_amount,
    read_choice,
    read_country,
    read_date,
    read_language,
    read_text,
    read_whole_number,
    read_years,
    values_of,
)
from beancount_relance.values.records import read_record
from beancount_relance.values.terms.dated_terms import followed_by
from beancount_relance.values.terms.payment_terms import Terms
from beancount_relance.values.vocabulary import KEY, english, english_meta, french_keys

_OF_MAIL = frozenset(("email", "email-accounts", "cc"))

_OF_LAW = frozenset(("kind", "late-rate", "law", "regime"))


def parse_customers(
    opens: Iterable[Open],
    customs: Iterable[Custom],
    names: Mapping[str, str],
    procedures: Iterable[str],
    regimes: Iterable[str],
    shared: Collection[str] = (),
) -> tuple[Customers, list[Problem]]:
    """Read the customers of the ledger.

    Args:
        opens: the open directives up to the as-of date.
        customs: the custom directives up to the as-of date, in order of date.
        names: the customer's id for each receivable account with a single customer.
        procedures: the names of the procedures.
        regimes: the names of the regimes.
        shared: the accounts of several customers, whose metadata is only checked for errors.

    Returns:
        The customers by id, and the problems found.
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
        foreign = isinstance(entry, Open)  # other programs use account metadata as well
        readers = from_the_start
        if before.terms or not foreign:
            since = datetime.date.min if foreign else entry.date
            readers = {**readers, "terms": _dated_terms(since, before.terms)}
        source = Source.of(entry.meta)
        before = _with_origin(before, english_meta(entry.meta, readers), source, entry.date)
        customers[name], complaints = _read_details(before, entry.meta, readers, others=foreign)
        problems.extend(Problem(complaint, source, "bad-customer") for complaint in complaints)

    for entry in opens:
        if entry.account in names:
            read(names[entry.account], entry)
        elif entry.account in shared:
            _, found = read_record(Customer(""), entry.meta, from_the_start, others=True)
            problems.extend(
                Problem(complaint, Source.of(entry.meta), "bad-customer") for complaint in found
            )
    for name, custom in _directives(customs, customers, problems):
        read(name, custom)
    return customers, problems


def _directives(
    customs: Iterable[Custom], customers: Customers, problems: list[Problem]
) -> Iterator[tuple[str, Custom]]:
    """Yield the directives on customers, each with the customer's id; add what is wrong."""
    called: Mapping[str, str] | None = None
    for custom in customs:
        if custom.type != "relance-customer":
            continue
        values = values_of(custom)
        if len(values) == 1 and isinstance(values[0], str) and values[0].strip():
            called = called if called is not None else _by_printed_name(customers)
            yield called.get(plain_name(values[0]), values[0]), custom
        else:
            expected = msg('write a customer as: custom "relance-customer" "name", name in quotes')
            problems.append(Problem(expected, Source.of(custom.meta), "bad-customer"))


def _by_printed_name(customers: Customers) -> Mapping[str, str]:
    """Return the ids of the customers by the name that letters print, if it is one's alone."""
    found: dict[str, set[str]] = defaultdict(set)
    for customer in customers.values():
        if customer.name is not None:
            found[plain_name(customer.name)].add(customer.id)
    ids = {plain_name(customer) for customer in customers}
    return {name: one for name, (one, *more) in found.items() if not more and name not in ids}


def _read_details(
    customer: Customer,
    meta: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    *,
    others: bool,
) -> tuple[Customer, list[Message]]:
    """Return the customer with the details and securities in metadata, and complaints."""
    own = list(filter(_is_of_securities, meta))
    if not own:  # as nearly always
        return read_record(customer, meta, readers, others=others)
    given = {key: meta[key] for key in own}
    securities, wrong = read_record(customer.securities, given, SECURITY_READERS)
    customer = replace(customer, securities=securities)
    rest = {key: value for key, value in meta.items() if key not in own}
    customer, complaints = read_record(customer, rest, readers, others=others)
    return customer, [*wrong, *complaints]


@functools.lru_cache
def _is_of_securities(key: str) -> bool:
    return english(key, SECURITY_READERS, KEY) in SECURITY_READERS


def _with_origin(
    customer: Customer, meta: Mapping[str, Any], source: Source, day: datetime.date
) -> Customer:
    """Return the customer with what a directive at ``source`` tells about where it is from."""
    if "address" in meta:
        customer = replace(customer, address_since=day)
    if "name" in meta and customer.name:
        customer = replace(customer, former_names=(*customer.former_names, (day, customer.name)))
    if customer.law_source is None or not _OF_LAW.isdisjoint(meta):
        customer = replace(customer, law_source=source)
    if not _OF_MAIL.isdisjoint(meta):
        customer = replace(customer, email_source=source, email_since=day)
    return replace(customer, kind_given=True) if "kind" in meta else customer


def _dated_terms(
    since: datetime.date, before: tuple[tuple[datetime.date, Terms], ...]
) -> Callable[[Any], tuple[tuple[datetime.date, Terms], ...]]:
    """Return a reader that appends terms, valid from ``since`` on, to those ``before``."""
    return lambda value: followed_by(before, since, value)


def _read_names(value: Any) -> tuple[str, ...]:
    """Read one or more names, separated by semicolons."""
    names = tuple(name for part in read_text(value).split(";") if (name := part.strip()))
    if not names:
        raise BadValueError(msg("names, separated by semicolons"))
    return names


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": read_text,
    "payees": _read_names,
    "kind": lambda value: read_choice(value, CUSTOMER_KINDS),
    "email": read_emails,
    "email-accounts": read_emails,
    "cc": read_emails,
    "phone": read_text,
    "address": read_text,
    "contact": read_text,
    "language": read_language,
    "country": read_country,
    "siren": read_siren,
    "registration": read_text,
    "vat": read_vat,
    "electronic-consent": read_date,
    "seller": read_text,
    "pay-day": lambda value: read_whole_number(value, least=1, most=31),
    "credit-limit": read_amount,
    "late-rate": read_rate_rule,
    "law": read_country,
    "supply": lambda value: read_choice(value, supplies()),
    "limitation": read_years,
}

_DETAILS = _READERS.keys() - {"name", "cc", "country", "language", "contact", "law", "supply"}

DETAILS = frozenset((*_DETAILS, *french_keys(_DETAILS)))
"""Metadata by which an account shows that it is a customer's, whatever it is called."""
