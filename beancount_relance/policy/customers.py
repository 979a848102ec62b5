"""Customers and their details, which the ledger gives in the metadata of their accounts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from beancount.core.amount import Amount
from msgspec import Struct

from beancount_relance.language.messages import Message, Source, msg
from beancount_relance.law.rates import RateRule
from beancount_relance.policy.channels import CHANNELS, MAIL, PAPER
from beancount_relance.policy.securities import NO_SECURITIES, Securities
from beancount_relance.values.terms.payment_terms import Terms

BUSINESS, CONSUMER, PUBLIC = CUSTOMER_KINDS = ("business", "consumer", "public")
NO_REGIME = "none"
"""The regime of a customer from whom only the principal is claimed."""


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
        email_since: the day of that directive.
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
    email_since: datetime.date | None = None
    returned: frozenset[str] = frozenset()
    address_since: datetime.date | None = None
    address_failed: bool = False
    former_names: tuple[tuple[datetime.date, str], ...] = ()

    @property
    def title(self) -> str:
        """The name to display: the full name if there is one, else the name in the ledger."""
        return self.name or self.id

    @property
    def has_details(self) -> bool:
        """Whether the ledger has any way to reach the customer; else people have them elsewhere."""
        return bool(self.address or self.phone or self.addresses)

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
