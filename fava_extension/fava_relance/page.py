"""The page: a report put into words, for the template.

Nothing is computed here: the report has every number, and this module chooses,
orders and formats.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fava.template_filters import replace_numbers
from fava.util import slugify

from beancount_relance.actions import UPCOMING_DAYS, Action
from beancount_relance.ageing import NOT_DUE, AgedBalance, days_overdue, total_balances
from beancount_relance.allocation import Balance
from beancount_relance.dunning import Decision
from beancount_relance.invoices import Invoice
from beancount_relance.ladder import CHANNELS
from beancount_relance.messages import LANGUAGES, Language, Message, Source, language, msg, nmsg
from beancount_relance.reasons import Reason
from beancount_relance.receivables import Credit, Unidentified
from beancount_relance.reminders import ReminderError, Writer
from beancount_relance.report import Report
from beancount_relance.standing import WHY
from fava_relance.chosen import Chosen

_NBSP = "\N{NO-BREAK SPACE}"


class _Incognito(Language):
    """A language for Fava's ``--incognito``: every digit of an amount or a text is an X.

    Dates and counts of days stay.
    """

    def money(self, number: Decimal, currency: str) -> str:
        return hidden(super().money(number, currency))

    def number(self, number: Decimal) -> str:
        return hidden(super().number(number))

    def show(self, value: object) -> str:
        text = super().show(value)
        return hidden(text) if isinstance(value, str) else text


@functools.cache
def incognito_language(code: str) -> Language:
    """The language of that code, one of the core's, with its amounts hidden."""
    return _Incognito(language(code).code)


def hidden(text: str) -> str:
    """``text`` with its digits replaced as Fava does it."""
    return replace_numbers(text) or ""


@dataclass(frozen=True, slots=True)
class Text:
    """The words for an action, or why there are none: then only ``failure`` is given."""

    language: str = LANGUAGES[0]
    recipient: str | None = None
    subject: str = ""
    body: str = ""
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One bucket in a customer's bar: its share of the longest bar, in percent.

    ``late`` is ``None`` before the due date, then from 0 to 100 the later the bucket.
    """

    share: Decimal
    late: int | None


@dataclass(frozen=True)
class Page:
    """What one request shows of a report.

    Attributes:
        report: the report, of the whole ledger.
        writer: writes its texts.
        words: the language of the page.
        chosen: what Fava's filters let through.
        is_past: whether the report is of an earlier day than the ledger's own.
        incognito: whether numbers are hidden.
    """

    report: Report
    writer: Writer
    words: Language
    chosen: Chosen
    is_past: bool
    incognito: bool

    # Words

    def t(self, text: str, /, **values: object) -> str:
        """A sentence of the page."""
        return self.words.render(msg(text, **values))

    def n(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        """A sentence of the page that counts something."""
        return self.words.render(nmsg(singular, plural, count, **values))

    def say(self, message: Message) -> str:
        """A message of the report."""
        return self.words.render(message)

    def money(self, number: Decimal, currency: str) -> str:
        """An amount; spaces in it do not break."""
        return self.words.money(number, currency).replace(" ", _NBSP)

    def amounts(self, sums: Mapping[str, Decimal]) -> str:
        """Amounts by currency, those that are not zero."""
        return self.words.enumerate([self.money(n, currency) for currency, n in sums.items() if n])

    def free(self, text: str) -> str:
        """A text from the ledger, with its digits hidden where they must be."""
        return hidden(text) if self.incognito else text

    def slug(self, *parts: object) -> str:
        """An anchor for a customer or an invoice."""
        return slugify("-".join(str(part) for part in parts))

    # What there is

    @property
    def title(self) -> str:
        """The day of the report, in words; never hidden."""
        words = language(self.words.code)
        return words.render(msg("State on {date}", date=words.long_date(self.report.as_of)))

    @property
    def is_empty(self) -> bool:
        """Whether the ledger has never had anything on a receivable account."""
        return not self.is_past and not self.report.allocation.balances

    @functools.cached_property
    def actions(self) -> Sequence[Action]:
        """The actions due, the most urgent first."""
        return self._shown(self.report.agenda.actions)

    @functools.cached_property
    def upcoming(self) -> Sequence[Action]:
        """The actions of the coming days, by day."""
        return self._shown(self.report.agenda.upcoming)

    @functools.cached_property
    def waiting(self) -> Sequence[Decision]:
        """The items that wait, by customer."""
        return [d for d in self.report.agenda.waiting if self.chosen.has_item(d.item)]

    @functools.cached_property
    def aged(self) -> Sequence[AgedBalance]:
        """The aged balance of each customer shown."""
        customers = {
            (item.invoice.customer, item.invoice.currency)
            for item in self.report.open_items
            if self.chosen.has_item(item)
        }
        return [b for b in self.report.ageing if (b.customer, b.currency) in customers]

    @functools.cached_property
    def aged_totals(self) -> Sequence[AgedBalance]:
        """The sums of the aged balances shown, by currency."""
        return total_balances(self.aged)

    @property
    def credits(self) -> Sequence[tuple[Credit, Decimal]]:
        """The customers' money that settles no invoice yet, and how much of it."""
        rests = ((rest.credit, rest.amount) for rest in self.report.allocation.credits)
        return [(c, amount) for c, amount in rests if self.chosen.has(c.customer, c.source)]

    @property
    def unidentified(self) -> Sequence[tuple[Unidentified, Decimal]]:
        """The debits that are no invoice, and what is left of them."""
        rests = ((rest.debit, rest.amount) for rest in self.report.allocation.unidentified)
        return [(d, amount) for d, amount in rests if self.chosen.has(d.customer, d.source)]

    @property
    def tie_outs(self) -> Mapping[str, Balance]:
        """The tie-out by currency, of the whole ledger whatever is shown."""
        return self.report.totals()

    @property
    def hidden_customers(self) -> int:
        """How many customers who owe something the filters hide."""
        return len({b.customer for b in self.report.ageing} - {b.customer for b in self.aged})

    @property
    def overdue(self) -> str:
        """All that is past its due date, by currency; empty if nothing is."""
        return self.amounts({b.currency: b.overdue for b in self.aged_totals if b.overdue})

    @property
    def upcoming_days(self) -> int:
        """How many days ahead actions are announced."""
        return UPCOMING_DAYS

    def name(self, customer: str) -> str:
        """The name of a customer."""
        return self.report.customer(customer).title

    # One action

    def invoices(self, action: Action) -> Iterable[Invoice]:
        """Its invoices, each once, the oldest due first."""
        found: dict[str, Invoice] = {}
        for item in action.items:
            invoice = item.decision.item.invoice
            found.setdefault(invoice.reference, invoice)
        return found.values()

    def channel(self, action: Action) -> str | None:
        """How it goes out, unless the name of the stage says so."""
        obvious = action.title == action.stage.title
        return None if obvious else self.say(CHANNELS[action.channel])

    def extras(self, action: Action) -> str:
        """What it claims beside the invoices, to be broken over lines between the parts only."""
        parts = []
        if interest := self.amounts(action.interest):
            parts.append(self.say(msg("interest {amount}", amount=interest)))
        if fee := self.amounts(action.recovery_fee):
            parts.append(self.say(msg("fee {amount}", amount=fee)))
        return self.say(msg("with {parts}", parts=[part.replace(" ", _NBSP) for part in parts]))

    def first_due(self, action: Action) -> datetime.date:
        """The due date of its oldest invoice."""
        return min(invoice.due for invoice in self.invoices(action))

    def days_late(self, action: Action) -> int:
        """The days since that due date; 0 on it and before it."""
        return days_overdue(self.first_due(action), self.report.as_of)

    def news(self, action: Action) -> str:
        """The short reason: the last that is known of its foremost invoice, else what it is for."""
        decisions = [item.decision for item in action.items]
        foremost = next(d for d in decisions if d.stage == action.stage)
        invoice = foremost.item.invoice
        known = [r for r in foremost.reasons if r.source not in (None, invoice.source)]
        return self.say(known[-1].message) if known else self.free(invoice.narration)

    def chain(self, reasons: Iterable[Reason]) -> Iterable[tuple[str, Source | None]]:
        """Reasons as sentences with their lines, each once though invoices share it."""
        return dict.fromkeys((self.say(reason.message), reason.source) for reason in reasons)

    def text(self, action: Action) -> Text:
        """Its text, in the customer's language."""
        try:
            reminder = self.writer.write(action)
        except ReminderError as error:
            return Text(failure=self.say(error.message))
        return Text(
            language=reminder.language,
            recipient=self.free(reminder.recipient) if reminder.recipient else None,
            subject=self.free(reminder.subject),
            body=self.free(reminder.body),
        )

    # One item that waits

    def why(self, decision: Decision) -> str:
        """What it waits for."""
        return self.say(WHY[decision.why]) if decision.why else ""

    def held(self, decision: Decision) -> str:
        """The amount that waits: the disputed part, or the whole."""
        return self.money(decision.waiting, decision.item.invoice.currency)

    # The aged balance

    def bucket(self, name: str) -> str:
        """The heading of a bucket."""
        if name == NOT_DUE:
            return self.say(msg("Not due"))
        if name.endswith("+"):
            return self.say(msg("{first} days and more", first=int(name[:-1])))
        first, _, last = name.partition("-")
        return self.say(msg("{first}–{last} days", first=int(first), last=int(last)))

    def bar(self, balance: AgedBalance) -> Sequence[Segment]:
        """The bar of a customer, beside the longest one of the same currency."""
        longest = self._longest[balance.currency]
        last = max(len(balance.buckets) - 2, 1)
        return [
            Segment(
                share=round(100 * amount / longest, 1) if amount > 0 else Decimal(),
                late=100 * (index - 1) // last if index else None,
            )
            for index, amount in enumerate(balance.buckets.values())
        ]

    def bar_label(self, balance: AgedBalance) -> str:
        """What a bar shows, for those who do not see it."""
        return ", ".join(
            f"{self.bucket(name)}: {self.money(amount, balance.currency)}"
            for name, amount in balance.buckets.items()
            if amount
        )

    def sort_value(self, number: Decimal) -> str:
        """What Fava sorts a column of amounts by; hidden with the amounts."""
        return "" if self.incognito else f"{number:f}"

    def account(self, balance: AgedBalance) -> str | None:
        """The account that a customer has to itself, if there is one."""
        return self._accounts.get(balance.customer)

    # Inside

    @functools.cached_property
    def _longest(self) -> Mapping[str, Decimal]:
        totals: dict[str, Decimal] = {}
        for balance in self.aged:
            owed = sum((amount for amount in balance.buckets.values() if amount > 0), Decimal())
            totals[balance.currency] = max(owed, totals.get(balance.currency, Decimal()))
        return totals

    @functools.cached_property
    def _accounts(self) -> Mapping[str, str]:
        invoices = [item.invoice for item in self.report.open_items]
        return {i.customer: i.account for i in invoices if i.account.endswith(f":{i.customer}")}

    def _shown(self, actions: Iterable[Action]) -> Sequence[Action]:
        return [
            action
            for action in actions
            if any(self.chosen.has_item(item.decision.item) for item in action.items)
        ]
