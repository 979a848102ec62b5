"""Customers and their details, read from the metadata of their accounts.

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
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from beancount.core.amount import Amount
from beancount.core.data import Custom, Open
from msgspec import Struct
from msgspec.structs import replace

from beancount_relance.language.messages import Message, Problem, Source, msg
from beancount_relance.law.longest_terms import supplies
from beancount_relance.law.rates import RateRule, read_rate_rule
from beancount_relance.policy.channels import CHANNELS, MAIL, PAPER
from beancount_relance.policy.securities import NO_SECURITIES, SECURITY_READERS, Securities
from beancount_relance.values.dated_terms import followed_by
from beancount_relance.values.identifiers import read_emails, read_siren, read_vat
from beancount_relance.values.payment_terms import Terms
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
from beancount_relance.values.vocabulary import KEY, english, english_meta, french_keys

BUSINESS, CONSUMER, PUBLIC = CUSTOMER_KINDS = ("business", "consumer", "public")
NO_REGIME = "none"
"""The regime of a customer from whom only the principal is claimed."""

_OF_MAIL = frozenset(("email", "email-accounts", "cc"))
_OF_LAW = frozenset(("kind", "late-rate", "law", "regime"))


class Customer(Struct, frozen=True):
    """A customer. Details that the ledger does not give are ``None``.

    The attributes not listed here are the settings of the same name.

    Attributes:
        id: the name in the ledger.
        terms: all payment terms agreed, each with its first day. Terms set on the
            account apply from the beginning.
        email: the e-mail addresses, separated by ``; ``.
        email_accounts: those of the accounts department, which get reminders instead.
        cc: the e-mail addresses that get a copy.
        returned: the e-mail addresses that do not work, in lower case.
        payees: other names under which banks and people know the customer.
        kind_given: whether the ledger gives the kind; ``business`` is only the default.
        law: the country whose law was agreed, if the ledger says so.
        supply: what is supplied, or what kind of public body it is, if the longest terms
            depend on it.
        regime: the name of the legal regime, if the ledger sets it explicitly.
        limitation: the limitation period in years, if it differs from the law.
        securities: what secures all claims against them.
        email_source: the last directive that sets their e-mail addresses.
        address_since: the day of the last directive that sets their postal address.
        address_failed: whether a letter to that address came back since.
        law_source: the last directive on kind, late rate, law or regime, else the last one.
        former_names: the full names that other ones replaced, each with the day of that.
    """

    id: str
    name: str | None = None
    payees: tuple[str, ...] = ()
    kind: str = BUSINESS
    kind_given: bool = False
    email: str | None = None
    email_accounts: str | None = None
    cc: str | None = None
    phone: str | None = None
    address: str | None = None
    contact: str | None = None
    language: str | None = None
    country: str | None = None
    siren: str | None = None
    registration: str | None = None
    vat: str | None = None
    electronic_consent: datetime.date | None = None
    seller: str | None = None
    terms: tuple[tuple[datetime.date, Terms], ...] = ()
    pay_day: int | None = None
    credit_limit: Amount | None = None
    procedure: str | None = None
    late_rate: RateRule | None = None
    law: str | None = None
    supply: str | None = None
    regime: str | None = None
    limitation: int | None = None
    securities: Securities = NO_SECURITIES
    law_source: Source | None = None
    email_source: Source | None = None
    returned: frozenset[str] = frozenset()
    address_since: datetime.date | None = None
    address_failed: bool = False
    former_names: tuple[tuple[datetime.date, str], ...] = ()

    @property
    def title(self) -> str:
        """The name to display: the full name if there is one, else the name in the ledger."""
        return self.name or self.id

    @property
    def mail_to(self) -> tuple[str, ...]:
        """The e-mail addresses to which reminders go; empty if there is none."""
        addresses = self.email_accounts or self.email
        return self._working(addresses)

    @property
    def mail_failed(self) -> bool:
        """Whether e-mails to all addresses to which reminders go came back."""
        return bool(self.email_accounts or self.email) and not self.mail_to

    @property
    def mail_copies(self) -> tuple[str, ...]:
        """The e-mail addresses that get a copy of a reminder."""
        return self._working(self.cc)

    @property
    def addresses(self) -> frozenset[str]:
        """All their e-mail addresses in lower case."""
        given = filter(None, (self.email, self.email_accounts, self.cc))
        return frozenset(each.lower() for several in given for each in several.split("; "))

    def _working(self, addresses: str | None) -> tuple[str, ...]:
        several = addresses.split("; ") if addresses else ()
        return tuple(each for each in several if each.lower() not in self.returned)

    def address_for(self, channel: str) -> str | None:
        """Return the customer's address for a channel, such as an e-mail address.

        It is ``None`` if the ledger does not give one, or if the channel needs none.
        """
        field = CHANNELS[channel].address
        if field == "email":
            return "; ".join(self.mail_to) or None
        if field == "address" and self.address_failed:
            return None
        address: str | None = getattr(self, field) if field is not None else None
        return address

    def is_only_by_post(self) -> bool:
        """Return whether a postal address is all that the ledger has to reach the customer by."""
        return bool(self.address) and not (self.address_failed or self.phone or self.mail_to)

    def has_channel(self, channel: str) -> bool:
        """Return whether the ledger has what it takes to reach the customer by a channel."""
        return CHANNELS[channel].address is None or self.address_for(channel) is not None

    def way(self, channel: str, fallback: str | None) -> str:
        """Return a channel, or the fallback if the ledger has an address for that one alone."""
        if fallback is None or self.has_channel(channel) or not self.has_channel(fallback):
            return channel
        return fallback

    def why_not_sent(self, channel: str) -> Message | None:
        """Return why nothing can be sent by a channel; ``None`` if it can, or needs no sending."""
        medium = CHANNELS[channel].medium
        if medium == MAIL and not self.mail_to:
            if self.addresses:
                return msg(
                    "{customer} has no e-mail address that works: correct it, or record “resume”",
                    customer=self.title,
                )
            return msg("{customer} has no e-mail address: add “email:”", customer=self.title)
        if medium == PAPER and self.address_failed:
            return msg(
                "{customer}: a letter to this address came back: give the new one, or record "
                "“resume” if it is right",
                customer=self.title,
            )
        if medium == PAPER and self.address is None:
            return msg("{customer} has no postal address: add “address:”", customer=self.title)
        return None


class Customers(dict[str, Customer]):
    """Customers by id; a customer without details in the ledger has only a name."""

    def __missing__(self, name: str) -> Customer:
        """Return a customer with only a name, without storing it."""
        return Customer(name)

    def called(self, names: Mapping[str, str]) -> Customers:
        """Return these customers and others, by id, who have nothing but a full name."""
        others = {name: Customer(name, name=full) for name, full in names.items()}
        return Customers({**others, **self}) if others else self


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
    for custom in customs:
        if custom.type != "relance-customer":
            continue
        values = values_of(custom)
        if len(values) == 1 and isinstance(values[0], str) and values[0].strip():
            read(values[0], custom)
        else:
            expected = msg('write a customer as: custom "relance-customer" "name", name in quotes')
            problems.append(Problem(expected, Source.of(custom.meta), "bad-customer"))
    return customers, problems


def _read_details(
    customer: Customer,
    meta: Mapping[str, Any],
    readers: Mapping[str, Callable[[Any], Any]],
    *,
    others: bool,
) -> tuple[Customer, list[Message]]:
    """Return the customer with the details and securities in metadata, and complaints."""
    own = [key for key in meta if english(key, SECURITY_READERS, KEY) in SECURITY_READERS]
    if not own:  # as nearly always
        return read_record(customer, meta, readers, others=others)
    given = {key: meta[key] for key in own}
    securities, wrong = read_record(customer.securities, given, SECURITY_READERS)
    customer = replace(customer, securities=securities)
    rest = {key: value for key, value in meta.items() if key not in own}
    customer, complaints = read_record(customer, rest, readers, others=others)
    return customer, [*wrong, *complaints]


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
        customer = replace(customer, email_source=source)
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
