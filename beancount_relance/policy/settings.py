"""The settings in force on a given date.

They are read from the ledger by :mod:`~beancount_relance.policy.setting_directives`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from beancount.core import account
from beancount.core.data import Custom, Directive
from msgspec import Struct, field
from msgspec.structs import replace

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Source
from beancount_relance.policy.bank_accounts import BankAccounts
from beancount_relance.policy.channels import CHANNELS, PAPER
from beancount_relance.policy.creditor import Creditor, CreditorNames, as_known_on, registered_in
from beancount_relance.policy.customers import Customer
from beancount_relance.policy.dated_keys import DatedKeys
from beancount_relance.policy.letter_keys import BUILT_IN, LetterKeys
from beancount_relance.policy.mail_settings import MailSettings
from beancount_relance.policy.pace import Pace
from beancount_relance.policy.procedures import (
    OCCASION,
    Procedure,
    built_in_procedures,
)
from beancount_relance.policy.recovery_costs import Cost
from beancount_relance.policy.retention import DatedRetentions
from beancount_relance.values.dated_patterns import DatedPatterns
from beancount_relance.values.money import unit_of_money
from beancount_relance.values.patterns import Pattern
from beancount_relance.values.terms.dated_terms import latest_terms
from beancount_relance.values.terms.payment_terms import Terms, parse_terms
from beancount_relance.values.vocabulary import english_custom

BEAN_CHECK_MODES = ("warnings", "strict", "data", "off")
BEAN_CHECK_SYNONYMS = {"stderr": "warnings", "actions": "strict", "errors": "data"}
"""The former names of the modes, which are still accepted."""

_LEAST_UNITS = 100
DEFAULT_TERMS = parse_terms("30 jours")
ALLOCATION_MODES = ("amount", "oldest", "explicit")
AGEING_DATES = ("due", "invoice")
PART_PAYMENTS = ("principal-first", "interest-first")
CHECKS = (
    "law",
    "customer-kind",
    "terms",
    "due-before-invoice",
    "contract-rate",
    "consumer-regime",
    "limitation",
    "receivables",
    "bank",
    "creditor-name",
    "refused-invoice",
    "customer-siren",
    "electronic-letter",
    "rights",
    "returned-mail",
    "contact-details",
)
ACCOUNT_ROLES = (
    "doubtful",
    "irrecoverable",
    "vat",
    "interest",
    "bank",
    "difference",
    "gain",
    "discount",
    "bank-fee",
)
"""The roles of accounts in suggested entries."""


class ReceivableRule(Struct, frozen=True):
    """One setting of accounts, such as ``receivables``: with sub-accounts, or a pattern.

    Attributes:
        pattern: the account or pattern as written in the ledger.
        source: the directive.
        expression: the compiled pattern of the root; ``None`` for an account.
    """

    pattern: str
    source: Source
    expression: Pattern | None = None

    def root(self, name: str) -> str | None:
        """Return the receivable root of the account ``name``, or ``None`` if it is no receivable.

        For a pattern such as ``"Assets:(US|FR):Clients"``, the root is the shortest parent
        account (or the account itself) that the pattern matches.
        """
        if self.expression is None:
            below = name == self.pattern or name.startswith(self.pattern + account.sep)
            return self.pattern if below else None
        for parent in reversed(list(account.parents(name))):
            if self.expression.matches(parent):
                return parent
        return None


class Settings(Struct, frozen=True, dict=True):
    """The settings in force on a given date.

    Attributes:
        receivables: the receivable accounts; if empty, they are found by name.
        exclude: accounts that are not receivable, whatever their names suggest.
        suspense: accounts of money not assigned yet; if empty, they are found by name.
        customer_keys: the metadata keys that hold the customer on a shared account.
        terms: all default payment terms set so far, each with its first day.
        language: the language of messages, and of texts to customers without a language.
        min_gap: the minimum number of days between two contacts with a customer.
        min_amount: the smallest total debt for which a customer is chased, by currency.
        tolerance: the largest rest of a payment that is not chased, by currency.
        bank_fee: the largest rest of a payment that counts as a bank's fee, by currency.
        retention: what customers keep back of an invoice, and for how long, by its date.
        holidays: a country, optionally with a region (``FR``, ``FR-57``); ``None`` if only
            weekends count.
        allocation: one of :data:`ALLOCATION_MODES`.
        reference_patterns: the patterns of invoice numbers quoted in narrations.
        reference_keys: the metadata keys that hold an invoice number.
        ignore_links: prefixes of links that do not identify invoices.
        page_hosts: host names under which the page accepts notes, apart from local ones.
        due_keys: the metadata keys that hold a due date.
        terms_keys: the metadata keys that hold payment terms.
        dated_keys: those of these keys that have changed, by the names of the attributes.
        letter_keys: the metadata that letters print beside an invoice's number, by spelling.
        since: the first day of the reminder history; ``None`` if it is that of the ledger.
        buckets: the last day of each ageing bucket, in ascending order.
        ageing: the date that age is counted from, one of :data:`AGEING_DATES`.
        stale_after: the number of days after which bank data is considered old.
        bean_check: one of :data:`BEAN_CHECK_MODES`.
        part_payments: what a part payment pays first, one of :data:`PART_PAYMENTS`.
        checks: the legal checks to run, from :data:`CHECKS`.
        soften: how stages move later for customers who pay well.
        hasten: how stages move earlier for customers who pay badly.
        templates: the folder of the ledger's own templates.
        journal: the file in which notes are recorded.
        creditor: the creditor.
        creditor_names: what the creditor was called, and since when.
        banks: the creditor's bank accounts, by currency.
        mail: how e-mails are drafted, sent and read.
        law: the country whose law governs the contracts, if it was agreed with everybody.
        costs: the costs of recovery options, by option and currency (``None`` for any).
        accounts: the accounts used in suggested entries, by role.
        procedures: the procedures by name.
        occasions: the stages that are triggered by events.
    """

    receivables: tuple[ReceivableRule, ...] = ()
    exclude: tuple[ReceivableRule, ...] = ()
    suspense: tuple[ReceivableRule, ...] = ()
    customer_keys: tuple[str, ...] = ("customer", "client")
    terms: tuple[tuple[datetime.date, Terms], ...] = ()
    language: str = ENGLISH
    min_gap: int = 7
    min_amount: Mapping[str, Decimal] = field(default_factory=dict)
    tolerance: Mapping[str, Decimal] = field(default_factory=dict)
    bank_fee: Mapping[str, Decimal] = field(default_factory=dict)
    retention: DatedRetentions = DatedRetentions()
    holidays: str | None = None
    allocation: str = "amount"
    reference_patterns: DatedPatterns = DatedPatterns()
    reference_keys: tuple[str, ...] = (
        "invoice",
        "invoice_id",
        "invoice-id",
        "facture",
        "applies_to",
        "applies-to",
    )
    ignore_links: DatedKeys = DatedKeys()
    page_hosts: tuple[str, ...] = ()
    due_keys: tuple[str, ...] = ("due", "due_at", "due-date", "due_date", "echeance")
    terms_keys: tuple[str, ...] = ("terms", "conditions")
    dated_keys: Mapping[str, DatedKeys] = field(default_factory=dict)
    letter_keys: LetterKeys = field(default_factory=lambda: BUILT_IN)
    since: datetime.date | None = None
    buckets: tuple[int, ...] = (30, 60, 90)
    ageing: str = "due"
    stale_after: int = 10
    bean_check: str = "warnings"
    part_payments: str = "principal-first"
    checks: frozenset[str] = frozenset(CHECKS)
    soften: Pace | None = None
    hasten: Pace | None = None
    templates: Path | None = None
    journal: Path | None = None
    creditor: Creditor = field(default_factory=Creditor)
    creditor_names: CreditorNames = field(default_factory=CreditorNames)
    banks: BankAccounts = field(default_factory=lambda: BankAccounts({}))
    mail: MailSettings = field(default_factory=MailSettings)
    law: str | None = None
    costs: Mapping[tuple[str, str | None], Cost] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=lambda: procedures_with({}))
    occasions: Procedure = field(default_factory=lambda: built_in_procedures()[OCCASION])

    def terms_on(self, day: datetime.date) -> Terms:
        """Return the default payment terms for an invoice dated ``day``.

        New terms do not change the due dates of earlier invoices.
        """
        return latest_terms(self.terms, day) or DEFAULT_TERMS

    @property
    def sender(self) -> Creditor:
        """The creditor, with the address that e-mails are sent from."""
        return replace(self.creditor, email=self.mail.sender or self.creditor.email)

    def creditor_of(self, invoiced: Iterable[datetime.date]) -> Creditor:
        """Return the creditor as a text names it that is about invoices of these dates."""
        return as_known_on(self.creditor, self.creditor_names, invoiced)

    @property
    def all_procedures(self) -> tuple[Procedure, ...]:
        """All procedures; that of the occasions comes last."""
        return (*self.procedures.values(), self.occasions)

    def cost(self, option: str, currency: str) -> Cost | None:
        """Return the cost of a recovery option for a claim in ``currency``, if it is set."""
        return self.costs.get((option, currency)) or self.costs.get((option, None))

    @property
    def patterns(self) -> Iterable[Pattern]:
        """The regular expressions set in the ledger."""
        rules = (*self.receivables, *self.exclude, *self.suspense)
        found = [*(rule.expression for rule in rules), *self.reference_patterns.all]
        return [pattern for pattern in found if pattern is not None]

    @cached_property
    def notice_stages(self) -> frozenset[str]:
        """The names of the formal notices of all procedures."""
        return frozenset(
            procedure.stages[procedure.notice].name
            for procedure in self.procedures.values()
            if procedure.notice is not None
        )

    @cached_property
    def claiming_stages(self) -> frozenset[str]:
        """The names of the stages of all procedures that claim interest and fee."""
        procedures = self.procedures.values()
        return frozenset(stage.name for each in procedures for stage in each.stages if stage.claims)

    @property
    def proven_stages(self) -> frozenset[str]:
        """The names of the formal notices, and of other stages whose delivery is proven."""
        return self.notice_stages.union(
            stage.name
            for procedure in self.procedures.values()
            for stage in procedure.stages
            if CHANNELS[stage.channel].is_proven
        )

    @property
    def written_stages(self) -> Mapping[str, bool]:
        """The names of the stages in writing, each with whether it is meant to go on paper."""
        found: dict[str, bool] = {}
        for stage in (each for procedure in self.all_procedures for each in procedure.stages):
            channel = CHANNELS[stage.channel]
            if channel.in_writing:
                found[stage.name] = found.get(stage.name, False) or channel.medium == PAPER
        return found

    def minimum(self, currency: str) -> Decimal:
        """Return the smallest total debt in a currency for which a customer is chased.

        Without a setting it is a hundred times the smallest unit, 1.00 EUR or 100 JPY: nobody
        writes a letter about less. Of a commodity that is no currency, any amount counts.
        """
        own = self.min_amount.get(currency)
        if own is not None:
            return own
        return _LEAST_UNITS * unit_of_money(currency)

    def tolerated(self, currency: str) -> Decimal:
        """Return the largest rest of an invoice paid in part that is not chased.

        Without a setting it is the smallest unit of the currency, such as one cent.
        """
        own = self.tolerance.get(currency)
        if own is not None:
            return own
        return unit_of_money(currency)

    def least_claim(self, currency: str) -> Decimal:
        """Return the least amount for which a text claims interest and a fee."""
        return _LEAST_UNITS * unit_of_money(currency)

    def language_of(self, customer: Customer) -> str:
        """Return the language in which a customer is written to."""
        return customer.language or self.language

    def country_of(self, customer: Customer) -> str | None:
        """Return a customer's country: that of the creditor if the ledger gives none."""
        return customer.country or self.country

    @property
    def country(self) -> str | None:
        """The creditor's country, or else the country of the setting ``holidays``."""
        return registered_in(self.creditor) or (self.holidays[:2] if self.holidays else None)


def customs_of(entries: Iterable[Directive]) -> list[Custom]:
    """Return the custom directives among ``entries``, in the same order and in English."""
    return [english_custom(entry) for entry in entries if type(entry) is Custom]


def with_keys_since(settings: Settings, first: datetime.date) -> Settings:
    """Return settings with all keys that count for some entry of a ledger.

    Args:
        settings: the settings.
        first: the day of the first entry.
    """
    built_in = Settings()
    dated = {
        name: keys.of_entries(first, getattr(built_in, name))
        for name, keys in settings.dated_keys.items()
    }
    changed = {name: keys for name, keys in dated.items() if len(keys.since) > 1}
    every = {name: keys.all for name, keys in changed.items()}
    return replace(settings, dated_keys=changed, **every)


def procedures_with(procedures: Mapping[str, Procedure]) -> dict[str, Procedure]:
    """Return all procedures that can be assigned to a customer or an invoice.

    Args:
        procedures: the procedures of the ledger by name. They are added to the built-in
            ones; the procedure of the occasions is left out.
    """
    known = {**built_in_procedures(), **procedures}
    return {name: procedure for name, procedure in known.items() if name != OCCASION}
