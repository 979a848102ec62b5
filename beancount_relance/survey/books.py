"""The books: what all parts of the survey read, and how they change when lines are added."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from beancount.core.account import parents, sep
from beancount.core.data import Custom, Directive, Posting, Transaction
from beancount.core.data import sorted as in_order
from beancount.parser import parser
from beancount.parser.options import OPTIONS_DEFAULTS
from msgspec import Struct

from beancount_relance.language.languages import ENGLISH, LANGUAGES
from beancount_relance.language.messages import Source
from beancount_relance.ledger.accounts.account_words import languages_of
from beancount_relance.ledger.accounts.receivable_accounts import ReceivableAccounts
from beancount_relance.ledger.counterparts.counterparts import Counterparts
from beancount_relance.ledger.posting_customers import customer_of
from beancount_relance.policy.settings import customs_of
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.recording.note_directive import quoted
from beancount_relance.report.report import Report, build_report
from beancount_relance.values.stated_meta import stated_meta
from beancount_relance.values.vocabulary import language_of_custom

_ROOTS = tuple(f"name_{root}" for root in ("assets", "liabilities", "equity", "income", "expenses"))
_ADDED = "init"
"""The file name that added lines have as their source."""

_TELLING_COMPONENTS = 3
_LEAST_WORDS = 2
"""The least number of words that identifies a language; a single one may be a name."""


class Entry(Struct, frozen=True):
    """A posting on a receivable account, with its transaction and its customer."""

    txn: Transaction
    posting: Posting
    customer: str
    number: Decimal

    @property
    def meta(self) -> Mapping[str, Any]:
        """The metadata of the transaction and the posting, without Beancount's own keys."""
        return stated_meta({**self.txn.meta, **(self.posting.meta or {})})

    @property
    def place(self) -> tuple[str, int]:
        """The file and line of the posting."""
        meta = self.posting.meta or self.txn.meta
        return str(meta.get("filename", "")), int(meta.get("lineno", 0))

    @property
    def sources(self) -> tuple[Source, Source]:
        """The lines that an invoice from this posting may have as its source."""
        return Source.of(self.txn.meta), Source.of(self.posting.meta or {})


class Effect(Struct, frozen=True):
    """What a report amounts to.

    Attributes:
        invoices: the number of invoices.
        numbered: how many of them have an invoice number.
        owed: the open amount by currency.
        actions: the number of actions due.
    """

    invoices: int
    numbered: int
    owed: Mapping[str, Decimal]
    actions: int

    @classmethod
    def of(cls, report: Report) -> Effect:
        """Summarise a whole report."""
        invoices = {_identity(item.invoice): item.invoice for item in report.allocation.items}
        owed: Counter[str] = Counter()
        for item in report.open_items:
            owed[item.invoice.currency] += item.outstanding  # type: ignore[assignment]
        return cls(
            len(invoices),
            sum(invoice.number is not None for invoice in invoices.values()),
            dict(sorted(owed.items())),  # type: ignore[arg-type]
            len(report.actions),
        )


class Books(Struct, frozen=True, dict=True):
    """A ledger and its whole report, as it is or with lines added."""

    entries: Sequence[Directive]
    options: Mapping[str, Any]
    report: Report

    def with_lines(self, lines: Iterable[str]) -> Books:
        """The books with these lines, which are directives of ours, added."""
        text = "\n".join([*root_options(self.options), *lines, ""])
        more, errors, _ = parser.parse_string(text, report_filename=_ADDED)
        if any(not any(name in error.message for name in self._names) for error in errors):
            # Proposed lines can be parsed, except for names that are errors in the ledger itself.
            raise AssertionError(errors)
        if not more:
            return self
        entries = in_order([*self.entries, *more])
        return Books(entries, self.options, build_report(entries, self.options, self.report.as_of))

    @cached_property
    def _names(self) -> frozenset[str]:
        """The names of accounts, opened or only posted to, and of those above them."""
        ledger = self.report.ledger
        names = {entry.account for entry in ledger.opens}
        names.update(posting.account for txn in ledger.transactions for posting in txn.postings)
        return frozenset(above for name in names for above in parents(name))

    @cached_property
    def accounts(self) -> ReceivableAccounts:
        """Which accounts are receivable."""
        return self.report.accounts

    @cached_property
    def counterparts(self) -> Counterparts:
        """The counterparts of the receivable postings."""
        return Counterparts(self.options, self.accounts)

    @cached_property
    def customs(self) -> Sequence[Custom]:
        """All custom directives, with English names, including those with a later date."""
        return customs_of(self.entries)

    @cached_property
    def language(self) -> str:
        """The language that the ledger states, or that of its account names.

        It may be one without messages. Only the first components of accounts count: those further
        in are often names. English if fewer than two words fit.
        """
        if "language" in self.settings:
            return self.report.settings.language
        split = [entry.account.split(sep) for entry in self.report.ledger.opens]
        seen = languages_of({part for parts in split for part in parts[:_TELLING_COMPONENTS]})
        best = max(seen, key=lambda code: seen[code], default=ENGLISH)
        return best if seen.get(best, 0) >= _LEAST_WORDS else ENGLISH

    @cached_property
    def spoken(self) -> str:
        """The language of the books, if messages exist in it, else that of the settings."""
        return self.language if self.language in LANGUAGES else self.report.settings.language

    @cached_property
    def vocabulary(self) -> str:
        """The language of the words in proposed lines.

        It is that of the words of ours that the ledger uses already. If it has none, it is that
        of the books if their root accounts have names in it, too: who keeps Beancount's own names
        writes English and another language side by side.
        """
        customs = (entry for entry in self.entries if isinstance(entry, Custom))
        used = {language_of_custom(custom) for custom in customs} - {None}
        if used:
            return ENGLISH if ENGLISH in used else self.spoken
        return self.spoken if root_options(self.options) else ENGLISH

    @cached_property
    def settings(self) -> Mapping[str, Source]:
        """The keys of ``custom "relance"`` that the ledger itself has, each with its last line."""
        return {key: source for key, source in self._set.items() if source.file != _ADDED}

    @cached_property
    def added_settings(self) -> frozenset[str]:
        """The keys of ``custom "relance"`` that were added."""
        return frozenset(key for key, source in self._set.items() if source.file == _ADDED)

    @cached_property
    def _set(self) -> Mapping[str, Source]:
        return {
            str(custom.values[0].value): Source.of(custom.meta)
            for custom in self.customs
            if custom.type == "relance" and custom.values
        }

    @cached_property
    def first(self) -> datetime.date:
        """1 January of the year of the first entry: the date of proposed directives."""
        days = [txn.date for txn in self.report.ledger.transactions]
        days += [entry.date for entry in self.report.ledger.opens]
        return datetime.date(min(days, default=self.report.as_of).year, 1, 1)

    @cached_property
    def invoices(self) -> Sequence[Invoice]:
        """The invoices; one with instalments is listed once."""
        found = {_identity(item.invoice): item.invoice for item in self.report.allocation.items}
        return list(found.values())

    @cached_property
    def postings(self) -> Sequence[Entry]:
        """The receivable postings."""
        found = []
        for txn in self.report.ledger.transactions:
            for posting in txn.postings:
                place = self.accounts[posting.account]
                if place is not None and posting.units is not None and posting.units.number:
                    customer, _ = customer_of(txn, posting, place, self.accounts)
                    found.append(Entry(txn, posting, customer, posting.units.number))
        return found

    @cached_property
    def invoiced(self) -> Sequence[tuple[Invoice, Entry]]:
        """The invoices, each with the posting that it comes from."""
        by_source = {source: each for each in reversed(self.postings) for source in each.sources}
        pairs = ((invoice, by_source.get(invoice.source)) for invoice in self.invoices)
        return [(invoice, each) for invoice, each in pairs if each is not None]

    @cached_property
    def payees(self) -> Mapping[str, Counter[str]]:
        """The payees of each customer's invoices, except those of several, such as marketplaces."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        owners: dict[str, set[str]] = defaultdict(set)
        for invoice, each in self.invoiced:
            if each.txn.payee and not invoice.carried_over:
                found[invoice.customer][each.txn.payee] += 1
                owners[each.txn.payee].add(invoice.customer)
        return {
            customer: Counter({name: n for name, n in names.items() if len(owners[name]) == 1})
            for customer, names in found.items()
        }


def root_options(options: Mapping[str, Any]) -> list[str]:
    """The options for root accounts that have other names than Beancount's own.

    Every file of a ledger that mentions accounts needs them.
    """
    return [
        f"option {quoted(name)} {quoted(options[name])}"
        for name in _ROOTS
        if options[name] != OPTIONS_DEFAULTS[name]
    ]


def _identity(invoice: Invoice) -> tuple[str, str, Source, str]:
    return (invoice.customer, invoice.currency, invoice.source, invoice.reference)
