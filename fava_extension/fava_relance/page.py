"""The page: what all its views share, and its first line.

Nothing is computed here: all figures come from the report; the page and its views choose,
order and format them.
"""

from __future__ import annotations

import functools
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from fava.context import g
from fava.util import slugify
from markupsafe import Markup

from beancount_relance.clock import today
from beancount_relance.dunning.reasons import Reason
from beancount_relance.history.note_keys import DAY_KEYS, TEXT_KEYS
from beancount_relance.language.codes import CodeText, explanations
from beancount_relance.language.messages import (
    Language,
    Message,
    Problem,
    Source,
    language,
    msg,
    nmsg,
)
from beancount_relance.language.text import capital, grouped
from beancount_relance.ledger.bank_freshness import Freshness
from beancount_relance.policy.channels import CHANNELS
from beancount_relance.receivables.invoices import references_of
from beancount_relance.receivables.items import Item
from beancount_relance.values.vocabulary import named
from fava_relance.call_notes import OUTCOMES, RESULTS
from fava_relance.done_today import DoneToday
from fava_relance.incognito import hidden
from fava_relance.marked_text import code_parts, short_paths, unbroken
from fava_relance.offered_notes import Button, Recordable, buttons, forms, recordable
from fava_relance.query import Links, Query
from fava_relance.report_cache import Prepared, Reports
from fava_relance.request_guard import is_read_only
from fava_relance.shown_report import ShownReport

_NBSP = "\N{NO-BREAK SPACE}"


class PageRequest(ShownReport, frozen=True, dict=True):
    """The report that a request shows, and how.

    Attributes:
        reports: all reports of the ledger.
        words: the language of the page.
        unread: a complaint about each of them that cannot be read.
        asked: the query of the URL.
        is_past: whether the report is of a day before the ledger's own.
        incognito: whether numbers are hidden.
    """

    reports: Reports
    words: Language
    unread: Sequence[Message]
    asked: Query
    is_past: bool
    incognito: bool

    @functools.cached_property
    def whole(self) -> Prepared:
        """The report with settled items; it takes longer to make."""
        return self.reports.of(self.report.as_of, whole=True)

    # Words

    def t(self, text: str, /, **values: object) -> str:
        """Translate a sentence of the page."""
        return self.words.render(msg(text, **values))

    def n(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """Translate a sentence of the page that has a count."""
        return self.words.render(nmsg(singular, plural, count, **values))

    def say(self, message: Message) -> str:
        """Translate a message of the report; files of the ledger have no absolute paths."""
        return short_paths(self.words.render(message), self.ledger)

    def vocabulary(self, word: str, use: str) -> str:
        """A word that ledgers have for a use, as the language of the page names it."""
        return self.words.render(named(word, use))

    def unbroken(self, text: str) -> Markup:
        """A text in which dates and numbers do not break."""
        return unbroken(text)

    def code_parts(self, text: str) -> Sequence[str]:
        """A text in parts; each second one is code."""
        return code_parts(text)

    def explanation(self, code: str) -> CodeText:
        """What a code means; an unknown one is its own title."""
        return explanations(self.words.code).get(code) or CodeText(code, code, "")

    def money(self, number: Decimal, currency: str) -> str:
        """Format an amount, with no-break spaces."""
        return self.words.money(number, currency).replace(" ", _NBSP)

    def amounts(self, sums: Mapping[str, Decimal]) -> str:
        """Format amounts by currency, without those that are zero."""
        return self.words.enumerate(self.each_amount(sums))

    def each_amount(self, sums: Mapping[str, Decimal]) -> list[str]:
        """Format each amount of several currencies, without those that are zero."""
        return [self.money(number, currency) for currency, number in sums.items() if number]

    def by_words(self, problems: Iterable[Problem]) -> list[tuple[str, str, list[Source]]]:
        """The problems by their codes and words, each with all its places in the ledger."""
        found: dict[tuple[str, str], list[Source]] = {}
        for problem in problems:
            said = self.unbroken(self.say(problem.message))
            found.setdefault((problem.code, said), []).append(problem.source)
        return [(code, said, sources) for (code, said), sources in found.items()]

    def free(self, text: str) -> str:
        """A text from the ledger, with its digits hidden in incognito mode."""
        return hidden(text) if self.incognito else text

    def grouped(self, siren: str) -> str:
        """A SIREN as people write it, in groups of three digits."""
        return grouped(siren, 3)

    def sort_value(self, number: Decimal | None) -> str:
        """The value by which Fava sorts a column of numbers; hidden in incognito mode."""
        return "" if self.incognito or number is None else f"{number:f}"

    def slug(self, *parts: object) -> str:
        """An anchor for a customer or an invoice."""
        return slugify("-".join(str(part) for part in parts))

    def chain(self, reasons: Iterable[Reason]) -> Iterable[tuple[str, Source | None]]:
        """Reasons as sentences with their lines; one that several invoices share appears once."""
        return dict.fromkeys((self.say(reason.message), reason.source) for reason in reasons)

    def name(self, customer: str) -> str:
        """The name of a customer."""
        return self.report.customer(customer).title

    # Places

    @functools.cached_property
    def links(self) -> Links:
        """The links of the page."""
        return Links()

    def place(self, source: Source) -> str:
        """The short form of a place in the ledger."""
        return f"{os.path.basename(source.file)}:{source.line}"  # noqa: PTH119 - there are many

    @functools.cached_property
    def ledger(self) -> Path:
        """The top-level file of the ledger."""
        return Path(g.ledger.beancount_file_path)

    @functools.cached_property
    def files(self) -> frozenset[str]:
        """The files of the ledger."""
        return frozenset(g.ledger.options["include"])

    @functools.cached_property
    def accounts(self) -> Mapping[str, Sequence[str]]:
        """The receivable accounts of each customer who has any of their own."""
        found: dict[str, list[str]] = defaultdict(list)
        for account in g.ledger.accounts:
            if (place := self.report.accounts[account]) and place.customer:
                found[place.customer].append(account)
        return found

    # Recording

    @property
    def can_record(self) -> bool:
        """Whether notes can be recorded: not on a past day, nor if Fava is read-only."""
        return not (self.is_past or self.incognito or is_read_only())

    @property
    def mail_ways(self) -> Sequence[str]:
        """What the mail account allows: ``drafts``, to ``send``, to ``read`` what came back."""
        mail = self.report.settings.mail
        if not self.can_record or self.report.as_of != today():
            return ()
        reads = mail.imap is not None or mail.maildir is not None
        sends = mail.command is not None or mail.smtp is not None
        ways = {"drafts": reads, "send": sends, "read": reads}
        return [way for way, is_there in ways.items() if is_there]

    def recordable(self, items: Sequence[Item]) -> Recordable:
        """The kinds of note that make sense for the items."""
        return recordable(self.report, items, self.prepared.noted.about(items))

    def references(self, items: Iterable[Item]) -> Sequence[str]:
        """The invoice numbers of the items, without duplicates."""
        return list(references_of(items))

    @property
    def note_buttons(self) -> Sequence[Button]:
        """The buttons that open the form, one for each kind of note."""
        return buttons(self.words)

    @property
    def call_choices(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The choices of the form for a call: the values of each field, with their labels."""
        fields = {"outcome": OUTCOMES, "result": RESULTS}
        return {
            field: [(value, capital(self.say(label))) for value, label in choices.items()]
            for field, choices in fields.items()
        }

    @property
    def note_day_keys(self) -> Sequence[str]:
        """The metadata keys of notes that take a date."""
        return DAY_KEYS

    @property
    def note_text_keys(self) -> Sequence[str]:
        """The metadata keys of notes that take free text."""
        return TEXT_KEYS

    @property
    def note_forms(self) -> Mapping[str, object]:
        """What the form asks for each kind of note."""
        return forms(self.words)

    def channel_name(self, channel: str) -> str:
        """The label of a channel."""
        return self.say(CHANNELS[channel].label)

    # What there is

    @property
    def title(self) -> str:
        """The day of the report, written out; never hidden."""
        words = language(self.words.code)
        return words.render(msg("As of {date}", date=words.long_date(self.report.as_of)))

    @property
    def view_title(self) -> str:
        """What the view shows, for the browser's title."""
        asked = self.asked
        if asked.invoice:
            return asked.invoice
        if asked.customer:
            return self.name(asked.customer)
        if asked.code:
            return self.explanation(asked.code).title
        return self.title

    @property
    def is_empty(self) -> bool:
        """Whether the ledger has never had a posting on a receivable account."""
        return not self.is_past and not self.report.allocation.balances

    @property
    def overdue(self) -> str:
        """The total overdue by currency; empty if nothing is."""
        return self.amounts({b.currency: b.overdue for b in self.aged_totals if b.overdue})

    @functools.cached_property
    def done(self) -> DoneToday:
        """What was done on the day of the report."""
        return DoneToday(self.report, self.words)

    @functools.cached_property
    def stale(self) -> Freshness | None:
        """The most recent bank account, if even that one is out of date."""
        return self.reports.stale(self.report)
