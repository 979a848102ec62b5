"""Tell several explanations of a payment apart by what its text says in words.

A payment that says ``Loyer mai`` is for the rent of May, and not for that of April, which comes
to the same amount.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from beancount_relance.language.messages import Message, msg
from beancount_relance.receivables.invoices import Invoice
from beancount_relance.receivables.open_amounts import Money
from beancount_relance.receivables.paid_parts import PaidPart, PaidSet
from beancount_relance.values.known_numbers import unaccented
from beancount_relance.values.told_words import (
    all_words,
    has_month,
    told_days,
    told_words,
    words_of_period,
)


def described(money: Money, sets: Sequence[PaidSet]) -> PaidSet | None:
    """Return the only one of several sets of invoices that the text of a credit describes.

    It repeats the narration of one invoice, of two words or more, or gives its date. Or of the
    words that do not fit all these invoices it says some of each in the set, and none that does
    not fit the set.
    """
    text = _plain(money.credit.text)
    repeated = [each for each in sets if len(each) == 1 and _repeats(text, _invoices(each)[0])]
    days = told_days(money.credit.text)
    dated = [each for each in sets if len(each) == 1 and _invoices(each)[0].date in days]
    for only in (repeated, dated):
        if len(only) == 1:
            return only[0]
    said = told_words(money.credit.text) - told_words(money.credit.customer)
    invoices = {id(invoice): invoice for each in sets for invoice in _invoices(each)}
    fitting = {key: said & _words(money, invoice) for key, invoice in invoices.items()}
    common = frozenset.intersection(*fitting.values()) if fitting else frozenset()
    if all(words <= common for words in fitting.values()):
        return None
    told = {key: words - common for key, words in fitting.items()}
    words = [frozenset[str]().union(*(told[id(i)] for i in _invoices(each))) for each in sets]
    for each, theirs in zip(sets, words, strict=True):
        others = [other for another, other in zip(sets, words, strict=True) if another is not each]
        if all(told[id(i)] for i in _invoices(each)) and all(other < theirs for other in others):
            return each
    return None


def described_first(money: Money, alike: Sequence[PaidPart], most: int) -> list[PaidSet]:
    """Return some of many invoices of one amount: first the one that a text describes, if any.

    A tenant may owe a year's rents.
    """
    sets: list[PaidSet] = [(choice,) for choice in alike]
    told = described(money, sets)
    if told is not None:
        sets.remove(told)
        sets.insert(0, told)
    return sets[:most]


def what_text_describes(choices: PaidSet) -> Message:
    """Return the evidence for an invoice that a text describes, whatever its amount."""
    return msg("the text describes “{text}”", text=_invoices(choices)[0].narration)


def as_described(money: Money, choices: PaidSet) -> Message:
    """Return the evidence for a set that the text of a credit describes."""
    invoices = {invoice.reference: invoice for invoice in _invoices(choices)}
    if len(invoices) > 1:
        return msg(
            "{invoices} add up to exactly this amount, and the text describes them",
            invoices=list(invoices),
        )
    ((reference, invoice),) = invoices.items()
    if invoice.date in told_days(money.credit.text):
        return msg(
            "{invoices} has exactly this amount, and is of {date}",
            invoices=reference,
            date=invoice.date,
        )
    return msg(
        "{invoices} has exactly this amount, and is for “{text}”",
        invoices=reference,
        text=invoice.narration,
    )


def _invoices(choices: PaidSet) -> list[Invoice]:
    return [choice.parts[0][0].invoice for choice in choices]


def _repeats(text: str, invoice: Invoice) -> bool:
    """Whether a plain text says in words what an invoice is for: ``Rent February``."""
    words = _plain(invoice.narration)
    return " " in words and words in text


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return a text in lower case without accents, with single spaces."""
    return " ".join(unaccented(text).split())


def _words(money: Money, invoice: Invoice) -> frozenset[str]:
    """Return the words of an invoice's narration, and of its dates.

    The month of its date and due date counts if the credit says all words of the narration, and
    none of them is a month: ``Rent``.
    """
    words = told_words(invoice.narration)
    own = all_words(invoice.narration) - all_words(money.credit.customer)
    if own and own <= all_words(money.credit.text) and not has_month(words):
        words |= words_of_period(invoice.date, invoice.due)
    return words
