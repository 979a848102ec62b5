"""Settings: the policy in force on a day.

The directives that set it are read by :mod:`~beancount_relance.policy.setting_directives`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from beancount.core import account
from beancount.core.data import Custom, Directive

from beancount_relance.language.languages import ENGLISH
from beancount_relance.language.messages import Source
from beancount_relance.policy.creditor import Creditor
from beancount_relance.policy.pace import Pace
from beancount_relance.policy.procedures import (
    OCCASION,
    Procedure,
    built_in_procedures,
)
from beancount_relance.policy.recovery_costs import Cost
from beancount_relance.values.patterns import Pattern
from beancount_relance.values.payment_terms import Terms, latest_terms, parse_terms
from beancount_relance.values.readers import (
    is_date,
    values_of,
)

BEAN_CHECK_MODES = ("warnings", "strict", "data", "off")
BEAN_CHECK_SYNONYMS = {"stderr": "warnings", "actions": "strict", "errors": "data"}
"""What the modes were called before."""

_DEFAULT_TERMS = parse_terms("30 jours")
ALLOCATION_MODES = ("oldest", "explicit")
AGEING_DATES = ("due", "invoice")
PART_PAYMENTS = ("principal-first", "interest-first")
CHECKS = (
    "terms",
    "due-before-invoice",
    "contract-rate",
    "consumer-regime",
    "limitation",
    "receivables",
)
ACCOUNT_ROLES = ("doubtful", "irrecoverable", "vat", "interest", "bank")
"""What proposed bookings need an account for."""


@dataclass(frozen=True, slots=True)
class ReceivableRule:
    """One ``receivables`` or ``exclude`` setting: an account with all below it, or a pattern.

    ``pattern`` is as it was written; ``expression`` is the regular expression of the
    root, ``None`` for an account.
    """

    pattern: str
    source: Source
    expression: Pattern | None = None

    def root(self, name: str) -> str | None:
        """The receivable root that the account ``name`` lies under by this rule.

        A pattern names the shortest part of the account, in whole components, that
        it matches: ``"Assets:(US|FR):Clients"``.
        """
        if self.expression is None:
            below = name == self.pattern or name.startswith(self.pattern + account.sep)
            return self.pattern if below else None
        for parent in reversed(list(account.parents(name))):
            if self.expression.matches(parent):
                return parent
        return None


@dataclass(frozen=True, slots=True)
class Settings:
    """The policy in force on a day.

    Attributes:
        receivables: which accounts are receivable; none: by their names.
        exclude: the accounts that are no customers', whatever their names say.
        customer_keys: the metadata that name the customer on an account that several share.
        terms: all payment terms there were so far, each with its first day.
        language: of messages, and of texts to customers who have none of their own.
        min_gap: days between two contacts with one customer.
        min_amount: what a customer must owe in all to be chased, by currency.
        holidays: a country and perhaps a region (``FR``, ``FR-57``); ``None``: weekends only.
        allocation: one of :data:`ALLOCATION_MODES`.
        reference_pattern: what an invoice number quoted in a narration looks like.
        reference_keys: the metadata that name an invoice.
        ignore_links: what links begin with that name no invoice.
        due_keys: the metadata that give a due date.
        terms_keys: the metadata that give payment terms.
        since: the day on which the history of reminders begins; ``None``: with the ledger.
        buckets: the last days of the ageing buckets, rising.
        ageing: the date they are counted from, one of :data:`AGEING_DATES`.
        stale_after: the days after which bank data is old.
        bean_check: one of :data:`BEAN_CHECK_MODES`.
        part_payments: what a part payment pays first in what is claimed, one of
            :data:`PART_PAYMENTS`.
        checks: the legal checks to make, of :data:`CHECKS`.
        soften: the stages of customers who pay well come later.
        hasten: those of customers who do not come sooner.
        templates: the folder of the ledger's own texts.
        journal: the file that notes are recorded in.
        creditor: the sender.
        costs: what a way to get paid costs, by option and currency (``None``: any).
        accounts: the accounts of proposed bookings, by role.
        procedures: the ladders by name.
        occasions: the stages that are on none.
    """

    receivables: tuple[ReceivableRule, ...] = ()
    exclude: tuple[ReceivableRule, ...] = ()
    customer_keys: tuple[str, ...] = ("customer", "client")
    terms: tuple[tuple[datetime.date, Terms], ...] = ()
    language: str = ENGLISH
    min_gap: int = 7
    min_amount: Mapping[str, Decimal] = field(default_factory=dict)
    holidays: str | None = None
    allocation: str = "oldest"
    reference_pattern: Pattern | None = None
    reference_keys: tuple[str, ...] = (
        "invoice",
        "invoice_id",
        "invoice-id",
        "facture",
        "applies_to",
        "applies-to",
    )
    ignore_links: tuple[str, ...] = ()
    due_keys: tuple[str, ...] = ("due", "due_at", "due-date", "due_date", "echeance")
    terms_keys: tuple[str, ...] = ("terms",)
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
    costs: Mapping[tuple[str, str | None], Cost] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=lambda: procedures_with({}))
    occasions: Procedure = field(default_factory=lambda: built_in_procedures()[OCCASION])

    def terms_on(self, day: datetime.date) -> Terms:
        """The terms that an invoice of ``day`` was issued under.

        Those in force on its own date: new terms move no due date that was
        agreed before.
        """
        return latest_terms(self.terms, day) or _DEFAULT_TERMS

    @property
    def ladders(self) -> tuple[Procedure, ...]:
        """Every procedure there is, that of the occasions last."""
        return (*self.procedures.values(), self.occasions)

    def cost(self, option: str, currency: str) -> Cost | None:
        """What an option of recovery costs for a claim in ``currency``, if that was set."""
        return self.costs.get((option, currency)) or self.costs.get((option, None))

    @property
    def patterns(self) -> Iterable[Pattern]:
        """The regular expressions of the ledger."""
        rules = (*self.receivables, *self.exclude)
        found = [*(rule.expression for rule in rules), self.reference_pattern]
        return [pattern for pattern in found if pattern is not None]

    @property
    def country(self) -> str | None:
        """The creditor's country; failing that, the one whose holidays are kept."""
        return self.creditor.country or (self.holidays[:2] if self.holidays else None)


def customs_of(entries: Iterable[Directive]) -> list[Custom]:
    """The custom directives of a ledger, in its order."""
    return [entry for entry in entries if type(entry) is Custom]


def find_as_of(entries: Iterable[Directive], today: datetime.date) -> datetime.date:
    """The date to report on: ``custom "relance" "as-of"``, else ``today``.

    A value that is not a date is passed over here; :func:`parse_settings`
    reports it.
    """
    frozen = frozen_day(entries, today)
    return frozen.day if frozen else today


@dataclass(frozen=True, slots=True)
class FrozenDay:
    """The day that a ledger sets for its reports, and the line that sets it."""

    day: datetime.date
    source: Source


def frozen_day(entries: Iterable[Directive], today: datetime.date) -> FrozenDay | None:
    """The day that the setting ``as-of`` gives; the latest in force on ``today``."""
    frozen = None
    for entry in customs_of(entries):
        if entry.type == "relance" and entry.date <= today:
            values = values_of(entry)
            if len(values) == 2 and values[0] == "as-of" and is_date(values[1]):  # noqa: PLR2004
                frozen = FrozenDay(values[1], Source.of(entry.meta))
    return frozen


def procedures_with(procedures: Mapping[str, Procedure]) -> dict[str, Procedure]:
    """The procedures a customer or an invoice can have: the built-in ones and the ledger's own.

    Args:
        procedures: those of the ledger by name; one of the occasions is left out.
    """
    known = {**built_in_procedures(), **procedures}
    return {name: procedure for name, procedure in known.items() if name != OCCASION}
