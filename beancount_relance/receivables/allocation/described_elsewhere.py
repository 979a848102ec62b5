"""Ask about payments whose text describes another invoice than their amount has settled.

A payment of 500 that says ``Rent February`` has the amount of January, while February is 520. It
settles January, as amounts decide; but nobody is reminded of February, which it names, before
somebody has said which it is for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from beancount_relance.language.messages import msg
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.items import BY_REFERENCE
from beancount_relance.receivables.match_evidence import text_describes
from beancount_relance.receivables.matching.described_invoices import described_rather
from beancount_relance.receivables.open_amounts import CreditQuestion, Due, Explanation, Money
from beancount_relance.receivables.paid_parts import MOST_COMPARED, PaidPart, PaidSet
from beancount_relance.values.clues.excepted_numbers import excepted_in
from beancount_relance.values.clues.text_clues import (
    all_words,
    any_clues,
    says_nothing,
    words_of_invoice,
)

_PAID_BEFORE = datetime.timedelta(days=31)
"""How long before its invoice a payment may be that describes it, as of a rent in advance."""


class OpenTexts:
    """Tells quickly which payments may describe one of some open invoices.

    All that do are found, and some more.
    """

    def __init__(self) -> None:
        """Know no invoice yet."""
        self._first: dict[str, datetime.date] = {}
        self._periods: list[tuple[frozenset[str], frozenset[str], datetime.date]] = []

    def add(self, narration: str, texts: Iterable[str], date: datetime.date) -> None:
        """Add an open invoice, with its narration, the texts in its metadata, and its date."""
        words = any_clues(narration).union(*map(any_clues, texts))
        for word in words | {f"day {date.day}/{date.month}"}:
            self._first[word] = min(date, self._first.get(word, date))
        self._periods.append((all_words(narration), _may_be_of(date), date))

    def are_like(self, text: str) -> bool:
        """Return whether a text says anything that may be said of the invoices."""
        said = any_clues(text)
        return not (
            said.isdisjoint(self._first)
            and all(said.isdisjoint(period) for _, period, _ in self._periods)
        )

    def may_be_described(self, text: str, day: datetime.date, paid: Iterable[str]) -> bool:
        """Return whether the text of a payment may describe one of the invoices.

        Args:
            text: the text.
            day: the day of the payment.
            paid: the narrations of what it has paid.
        """
        last = _last_described(day)
        clues = any_clues(text).difference(*map(words_of_invoice, paid))
        if any(self._first.get(word, datetime.date.max) <= last for word in clues):
            return True
        said = all_words(text)
        return any(
            date <= last and not clues.isdisjoint(period) and words <= said
            for words, period, date in self._periods
        )


def first_described_by(date: datetime.date) -> datetime.date:
    """Return the first day on which a payment may describe an invoice of a date."""
    return date - min(_PAID_BEFORE, date - datetime.date.min)


def ask_about_others(dues: Sequence[Due], credits_: Iterable[Money]) -> None:
    """Ask about each payment whose text describes what is still open, and not what it settled.

    Args:
        dues: the invoices of a customer in one currency, after everything was settled.
        credits_: the credits.
    """
    asked = [(money, paid) for money in credits_ if (paid := _paid(money))]
    units: dict[tuple[str, datetime.date], list[Due]] = {}
    for due in dues if asked else ():
        if due.left:
            units.setdefault(due.invoice.identity, []).append(due)
    if not 0 < len(units) <= MOST_COMPARED:
        return
    texts = OpenTexts()
    for unit in units.values():
        invoice = unit[0].invoice
        texts.add(invoice.narration, invoice.texts, invoice.date)
    for money, paid in asked:
        narrations = [due.invoice.narration for due in paid]
        if texts.may_be_described(money.credit.text, money.credit.date, narrations):
            _ask(money, paid, units.values())


def _paid(money: Money) -> list[Due]:
    """Return what a credit has settled, if all of it is presumed and may be asked about."""
    credit = money.credit
    if (
        not money.is_payment
        or credit.answered
        or credit.references
        or credit.unknown
        or credit.others
    ):
        return []
    if any(part.basis == BY_REFERENCE for _, part in money.paid):
        return []
    if says_nothing(credit.text, credit.customer) or excepted_in(credit.text):
        return []  # what is left out is described, but not paid
    return list({id(due): due for due, _ in money.paid}.values())


def _ask(money: Money, paid: Sequence[Due], units: Iterable[Sequence[Due]]) -> None:
    settled = {due.invoice.identity for due in paid}
    last = _last_described(money.credit.date)
    others = [
        (PaidPart.whole(unit),)
        for unit in units
        if unit[0].invoice.identity not in settled and unit[0].invoice.date <= last
    ]
    told = described_rather(money, tuple(_parts_of(paid)), others) if others else None
    if told is not None:
        invoice = told[0].parts[0][0].invoice
        why = msg(
            "its text describes {invoice}, and not what it counts for", invoice=invoice.reference
        )
        amount = sum((part.amount for _, part in money.paid), money.left)
        money.question = CreditQuestion(
            why,
            amount,
            [_explanation(told, invoice)],
            is_contrary=True,
            described=invoice.reference,
        )


def _explanation(told: PaidSet, invoice: Invoice) -> Explanation:
    return Explanation(told[0].parts, BY_REFERENCE, text_describes(invoice))


def _parts_of(paid: Iterable[Due]) -> Iterator[PaidPart]:
    """Yield what was paid as parts, each of one invoice; their amounts do not matter."""
    by_invoice: dict[tuple[str, datetime.date], Due] = {}
    for due in paid:
        by_invoice.setdefault(due.invoice.identity, due)
    for due in by_invoice.values():
        yield PaidPart(((due, due.invoice.amount),))


def _last_described(day: datetime.date) -> datetime.date:
    """Return the latest date of an invoice that a payment of a day may describe."""
    return day + min(_PAID_BEFORE, datetime.date.max - day)


def _may_be_of(date: datetime.date) -> frozenset[str]:
    """Return the months and years that an invoice of a date may be of, whenever it is due."""
    later = date + min(datetime.timedelta(days=15), datetime.date.max - date)
    days = (date, later)
    return frozenset(word for day in days for word in (f"month {day.month}", str(day.year)))
